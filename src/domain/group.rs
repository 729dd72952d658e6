//! Photo avatar groups: their looks and their training.

use super::{GroupId, PhotoId};

/// A person with all their looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoGroup {
    pub id: GroupId,
    pub name: String,
    /// The number of looks; `None` if the service does not say.
    pub look_count: Option<usize>,
    /// The service's word for the state of its training, or of the group if it has none.
    pub status: String,
}

/// One look of a photo avatar group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    pub id: PhotoId,
    pub group: Option<GroupId>,
    pub name: String,
    /// The service's word for its state: `pending`, `completed` ...
    pub status: String,
    pub picture_url: Option<String>,
}

/// The state of the training of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Training {
    /// Waiting or training, with the service's word.
    Running(String),
    Completed,
    /// With the service's message.
    Failed(String),
}
