//! A speaker: a photo and a voice under a name that scenes refer to.

use super::{PhotoId, VoiceId, VoiceSettings, is_same_name};

/// A person of the project. Where the photo or the voice is `None`, it is the project's own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Speaker {
    /// Scenes refer to it, regardless of case.
    pub name: String,
    pub photo: Option<PhotoId>,
    pub voice: Option<VoiceId>,
    pub voice_settings: VoiceSettings,
}

/// The first speaker of this name, regardless of case.
pub(super) fn find_speaker<'a>(speakers: &'a [Speaker], name: &str) -> Option<&'a Speaker> {
    speakers.iter().find(|speaker| is_same_name(speaker.name.trim(), name.trim()))
}
