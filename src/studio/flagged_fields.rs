//! Fields of a scene that are flagged: what is not sent, not supported, or not known to the service.

use super::Studio;
use crate::domain::{Emotion, Scene, SceneField, TalkingStyle};

impl Studio {
    /// Whether the dialect loses a field of a scene, its voice does not support it, or the service refuses it.
    pub fn is_flagged(&self, scene: &Scene, field: SceneField) -> bool {
        let is_refused = match field {
            SceneField::Recording => self.recording_issue(scene).is_some(),
            SceneField::Emotion => matches!(scene.emotion, Some(Emotion::Other(_))),
            SceneField::Style => matches!(scene.style, TalkingStyle::Other(_)),
            _ => false,
        };
        is_refused
            || self.loses_scene_field(scene, field)
            || self.voice_without_support(scene, field).is_some()
    }

    /// What stops the recording of a scene from being sent, once its file was inspected.
    pub fn recording_issue(&self, scene: &Scene) -> Option<String> {
        let files = &self.recordings.files;
        files.find(scene)?;
        files.issue_of(&self.project_state.project, scene, self.account.dialect)
    }
}
