//! How far the sound of a scene is in the table read.

use crate::studio::RequestId;

/// The sound of the scene that is read. Scenes are indexes of the table read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum SceneSound {
    Silent,
    /// The player is being started; the words wait for it.
    Starting(usize, RequestId),
    Playing(usize, RequestId),
    /// It ended or failed; the words of this scene go on without it.
    Over(usize),
}

impl SceneSound {
    pub(super) fn scene(self) -> Option<usize> {
        match self {
            Self::Silent => None,
            Self::Starting(scene, _) | Self::Playing(scene, _) | Self::Over(scene) => Some(scene),
        }
    }
}
