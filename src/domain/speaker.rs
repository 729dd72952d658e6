//! A speaker: a photo and a voice under a name that scenes refer to.

use std::ops::RangeInclusive;

use super::{PhotoId, VoiceId};

/// The speech speeds that the service accepts.
pub const SPEECH_SPEEDS: RangeInclusive<f64> = 0.5..=1.5;

/// A person of the project. Where the photo or the voice is `None`, it is the project's own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Speaker {
    /// Scenes refer to it, regardless of case.
    pub name: String,
    pub photo: Option<PhotoId>,
    pub voice: Option<VoiceId>,
    /// The factor of the speech speed, within [`SPEECH_SPEEDS`]; `None` is 1.
    pub speed: Option<f64>,
}
