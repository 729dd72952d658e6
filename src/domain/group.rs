//! Photo avatar groups: their looks, their training, and looks that the service draws.

use super::{AssetKey, GenerationId, GroupId, PhotoId};

/// A person, with all looks of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    /// How many looks it has; unknown where the service does not say.
    pub looks: Option<usize>,
    /// The service's own word: of its training, or of itself where there is none.
    pub status: String,
}

/// One look of a photo avatar group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    pub id: PhotoId,
    pub group: Option<GroupId>,
    pub name: String,
    /// The service's own word: `pending`, `completed` ...
    pub status: String,
    pub picture: Option<String>,
}

/// How far the training of a group is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Training {
    /// Waiting or training, with the service's own word.
    Running(String),
    Done,
    /// With what the service says about it.
    Failed(String),
}

/// An order for AI looks of a trained group. The words are the service's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookOrder {
    pub group: GroupId,
    /// The look that it is another one of; in the newer generation alone.
    pub like: Option<PhotoId>,
    /// Uploaded pictures that it is to be drawn by, three at the most; in the newer generation alone.
    pub references: Vec<AssetKey>,
    pub prompt: String,
    /// `square`, `horizontal` or `vertical`.
    pub orientation: String,
    /// `half_body`, `close_up` or `full_body`.
    pub pose: String,
    /// `Realistic`, `Pixar`, `Cinematic`, `Vintage`, `Noir`, `Cyberpunk` or `Unspecified`.
    pub style: String,
}

/// How far an order for AI looks is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Generation {
    /// With the service's own word.
    Running(GenerationId, String),
    /// Each look's picture URL and its key, which a film can use.
    Done(Vec<(String, Option<AssetKey>)>),
    Failed(String),
}
