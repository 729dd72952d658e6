//! A scene: its script, speaker, recording, emotion, talking style and motion prompt.

use std::fmt;

use super::{Pace, Script, ScriptLength, VoiceSettings};

/// Characters that a script may have.
pub const MAX_SCRIPT_CHARS: usize = 5_000;
/// Scenes that a video may have.
pub const MAX_SCENES: usize = 50;

#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// The spoken words, with `<break time="1s"/>` for pauses.
    pub script: Script,
    /// The name of a [speaker](super::Speaker); `None` is the project's own photo and voice.
    pub speaker: Option<String>,
    /// The path of the sound file that is heard in place of a voice; relative to the folder of the project.
    pub recording: Option<String>,
    /// Settings of the voice in this scene alone.
    pub voice_settings: VoiceSettings,
    pub emotion: Option<Emotion>,
    pub style: TalkingStyle,
    /// The motion prompt; empty for none.
    pub motion_prompt: String,
    /// Whether the service may refine the motion prompt.
    pub enhance_motion: bool,
    /// What is behind the person, a color or an https address; `None` for the project's background.
    pub background: Option<String>,
    /// Whether it is left out of the video, and kept in the project.
    pub is_muted: bool,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            script: Script::default(),
            speaker: None,
            recording: None,
            voice_settings: VoiceSettings::default(),
            emotion: None,
            style: TalkingStyle::Expressive,
            motion_prompt: String::new(),
            enhance_motion: true,
            background: None,
            is_muted: false,
        }
    }
}

/// The fields of a scene that are text, in the order of the page. [`SceneField`](super::SceneField) has all fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SceneText {
    Script,
    Motion,
}

impl Scene {
    pub fn text(&self, field: SceneText) -> &str {
        match field {
            SceneText::Script => &self.script,
            SceneText::Motion => &self.motion_prompt,
        }
    }

    pub fn edit_text<T>(&mut self, field: SceneText, edit: impl FnOnce(&mut String) -> T) -> T {
        match field {
            SceneText::Script => self.script.edit(edit),
            SceneText::Motion => edit(&mut self.motion_prompt),
        }
    }

    pub fn new(script: impl Into<Script>) -> Self {
        Self { script: script.into(), ..Self::default() }
    }

    /// A scene to be written behind `before`: its speaker and options, without its recording and its motion prompt. It is
    /// never muted.
    pub fn written_after(before: Option<&Self>, script: impl Into<Script>) -> Self {
        Self {
            script: script.into(),
            recording: None,
            motion_prompt: String::new(),
            is_muted: false,
            ..before.cloned().unwrap_or_default()
        }
    }

    /// The length of the scene at a pace: that of its recording or its speech, or else of its script.
    pub fn length(&self, pace: Pace) -> ScriptLength {
        let script = self.script.length(pace.language);
        match (pace.recorded_seconds, pace.spoken_seconds) {
            (Some(seconds), _) => script.recorded_in(seconds),
            (None, Some(seconds)) => script.spoken_in(seconds),
            (None, None) => script.at_speed(pace.speed),
        }
    }

    /// The script without surrounding spaces.
    pub fn trimmed_script(&self) -> &str {
        self.script.trim()
    }

    /// The script as it is sent: its breaks in their normal form, without surrounding spaces.
    pub fn sent_script(&self) -> String {
        self.script.sent().to_owned()
    }
}

/// Declares an enum of the words that the service knows, their list, and `Other` for a word of a project file that it
/// does not know.
macro_rules! known_words {
    ($(#[$list_doc:meta])* $list:ident[$count:literal]; $(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),+ }) => {
        $(#[$list_doc])*
        pub const $list: [$name; $count] = [$($name::$variant),+];

        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            $($variant,)+
            Other(String),
        }

        impl $name {
            /// Reads a word, regardless of case.
            pub fn parse(word: &str) -> Self {
                let known = $list.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(word.trim()));
                known.unwrap_or_else(|| Self::Other(word.to_owned()))
            }

            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(word) => word,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

known_words! {
    /// The emotions that the service knows, in its order.
    EMOTIONS[5];
    /// The emotion of the voice.
    Emotion {
        Excited = "Excited",
        Friendly = "Friendly",
        Serious = "Serious",
        Soothing = "Soothing",
        Broadcaster = "Broadcaster"
    }
}

known_words! {
    STYLES[3];
    /// How much the face moves.
    TalkingStyle { Expressive = "expressive", Medium = "medium", Stable = "stable" }
}
