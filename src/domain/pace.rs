//! The pace of a scene: the language and the speed of its voice, or the length of its recording or speech.

use super::SpokenLanguage;

/// How fast a scene is spoken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// The language of the voice, if it is known.
    pub language: Option<SpokenLanguage>,
    /// The factor of the speech rate.
    pub speed: f64,
    /// The seconds of its recording, where that is heard in place of the voice.
    pub recorded_seconds: Option<f64>,
    /// The seconds of its speech, where the service was heard.
    pub spoken_seconds: Option<f64>,
}

impl Pace {
    /// The seconds of its recording or its speech, where one of them is known.
    pub fn known_seconds(self) -> Option<f64> {
        self.recorded_seconds.or(self.spoken_seconds)
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self { language: None, speed: 1.0, recorded_seconds: None, spoken_seconds: None }
    }
}
