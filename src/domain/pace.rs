//! The pace of a scene: the language of its voice, and its speed.

use super::SpokenLanguage;

/// How fast a scene is spoken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// The language of the voice, if it is known.
    pub language: Option<SpokenLanguage>,
    /// The factor of the speech rate.
    pub speed: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { language: None, speed: 1.0 }
    }
}
