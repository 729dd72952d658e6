//! The measured length of a video's speech.

use crate::domain::VideoSpec;
use crate::studio::Remote;

/// A video that was measured, or is being measured.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeechMeasurement {
    pub(in crate::studio) spec: Box<VideoSpec>,
    /// Seconds of each scene.
    pub(in crate::studio) scene_seconds: Remote<Vec<f64>>,
}
