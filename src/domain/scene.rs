//! A scene: its script, emotion, talking style and motion prompt.

use std::fmt;

/// Characters that a script may have.
pub const MAX_SCRIPT_CHARS: usize = 5_000;
/// Scenes that a video may have.
pub const MAX_SCENES: usize = 50;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// The spoken words, with `<break time="1s"/>` for pauses.
    pub script: String,
    pub emotion: Option<Emotion>,
    pub style: TalkingStyle,
    /// The motion prompt; empty for none.
    pub motion_prompt: String,
    /// Whether the service may refine the motion prompt.
    pub enhance_motion: bool,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            script: String::new(),
            emotion: None,
            style: TalkingStyle::Expressive,
            motion_prompt: String::new(),
            enhance_motion: true,
        }
    }
}

impl Scene {
    pub fn new(script: impl Into<String>) -> Self {
        Self { script: script.into(), ..Self::default() }
    }

    /// The script as it is sent, without surrounding spaces.
    pub fn trimmed_script(&self) -> &str {
        self.script.trim()
    }
}

/// The emotions that the service knows, in its order.
pub const EMOTIONS: [Emotion; 5] =
    [Emotion::Excited, Emotion::Friendly, Emotion::Serious, Emotion::Soothing, Emotion::Broadcaster];

/// The emotion of the voice. `Other` keeps a word of a project file that the service does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Emotion {
    Excited,
    Friendly,
    Serious,
    Soothing,
    Broadcaster,
    Other(String),
}

impl Emotion {
    pub fn parse(word: &str) -> Self {
        let known = EMOTIONS.into_iter().find(|emotion| emotion.as_str() == word);
        known.unwrap_or_else(|| Self::Other(word.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Excited => "Excited",
            Self::Friendly => "Friendly",
            Self::Serious => "Serious",
            Self::Soothing => "Soothing",
            Self::Broadcaster => "Broadcaster",
            Self::Other(word) => word,
        }
    }
}

impl fmt::Display for Emotion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

pub const STYLES: [TalkingStyle; 2] = [TalkingStyle::Expressive, TalkingStyle::Stable];

/// How much the face moves. `Other` keeps a word of a project file that the service does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TalkingStyle {
    Expressive,
    Stable,
    Other(String),
}

impl TalkingStyle {
    pub fn parse(word: &str) -> Self {
        match word {
            "expressive" => Self::Expressive,
            "stable" => Self::Stable,
            other => Self::Other(other.to_owned()),
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Expressive => "expressive",
            Self::Stable => "stable",
            Self::Other(word) => word,
        }
    }
}

impl fmt::Display for TalkingStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
