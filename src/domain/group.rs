//! Photo avatar groups: their looks and their training.

use super::{GroupId, PhotoId};

/// A person, with all looks of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoGroup {
    pub id: GroupId,
    pub name: String,
    /// How many looks it has; unknown where the service does not say.
    pub look_count: Option<usize>,
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
    pub picture_url: Option<String>,
}

/// How far the training of a group is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Training {
    /// Waiting or training, with the service's own word.
    Running(String),
    Completed,
    /// With what the service says about it.
    Failed(String),
}
