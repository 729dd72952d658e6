//! The options of a scene as words: `Emotion: Friendly`, in Markdown lists and Fountain parentheticals.

use crate::domain::{EMOTIONS, Emotion, STYLES, Scene, TalkingStyle, VoiceSetting, VoiceSettings};

/// What screenwriters put behind the name of a character.
const CHARACTER_EXTENSIONS: [&str; 6] = ["V.O.", "VO", "O.S.", "O.C.", "CONT'D", "CONT’D"];

/// The words before the colon of an option.
const OPTION_KEYS: [&str; 12] = [
    "speaker",
    "background",
    "audio",
    "emotion",
    "style",
    "motion",
    "enhance",
    "muted",
    "speed",
    "pitch",
    "volume",
    "locale",
];
/// Letters that may be wrong in the word before a colon; in a short one a single letter.
const MAX_WRONG_LETTERS: usize = 2;
const SHORT_KEY_CHARS: usize = 5;

/// A scene option that stands in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SceneOption {
    Speaker(String),
    /// The path of a recording.
    Recording(String),
    /// A background color.
    Background(String),
    /// One setting of the voice.
    VoiceSettings(VoiceSettings),
    Emotion(Emotion),
    Style(TalkingStyle),
    Motion(String),
    Enhance(bool),
    Muted(bool),
}

impl SceneOption {
    /// Reads `Emotion: Friendly`, `style: stable`, `speed: 1.1`, `Motion: waves`, `Enhance: no` or `Muted`, regardless of case.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (key, value) = match text.split_once(':') {
            Some((key, value)) => (key, value.trim()),
            None => (text, ""),
        };
        let key = key.trim().to_lowercase();
        match key.as_str() {
            "muted" if value.is_empty() => Some(Self::Muted(true)),
            _ if value.is_empty() => None,
            "speaker" => Some(Self::Speaker(value.to_owned())),
            "background" => Some(Self::Background(value.to_owned())),
            "audio" => Some(Self::Recording(value.to_owned())),
            "emotion" => Some(Self::Emotion(Emotion::parse(value))),
            "style" => Some(Self::Style(TalkingStyle::parse(value))),
            "motion" => Some(Self::Motion(value.to_owned())),
            "enhance" => parse_switch(value).map(Self::Enhance),
            "muted" => parse_switch(value).map(Self::Muted),
            key => {
                let mut settings = VoiceSettings::default();
                let is_understood = settings.set_text(VoiceSetting::from_word(key)?, value);
                is_understood.then_some(Self::VoiceSettings(settings))
            }
        }
    }

    /// Reads an option whose word is misspelled, such as `Emotoin: Friendly`. Returns it with the right word.
    pub(super) fn parse_misspelled(text: &str) -> Option<(Self, &'static str)> {
        let (word, value) = text.split_once(':')?;
        let word = word.trim().to_lowercase();
        let wrong = |key: &&'static str| (strsim::osa_distance(&word, key), *key);
        let (distance, key) = OPTION_KEYS.iter().map(wrong).min()?;
        let allowed = if key.len() <= SHORT_KEY_CHARS { 1 } else { MAX_WRONG_LETTERS };
        let option = Self::parse(&format!("{key}:{value}")).filter(|_| (1..=allowed).contains(&distance))?;
        Some((option, key))
    }

    /// Whether its value is one of a few: what reads as such an option is hardly meant as words.
    pub(super) fn has_known_value(&self) -> bool {
        match self {
            Self::Emotion(emotion) => EMOTIONS.contains(emotion),
            Self::Style(style) => STYLES.contains(style),
            Self::Enhance(_) | Self::Muted(_) | Self::VoiceSettings(_) => true,
            Self::Speaker(_) | Self::Recording(_) | Self::Background(_) | Self::Motion(_) => false,
        }
    }

    /// Whether a text begins with the word of an option.
    pub(super) fn has_key(text: &str) -> bool {
        let key = text.split_once(':').map(|(word, _)| word.trim().to_lowercase());
        key.is_some_and(|key| OPTION_KEYS.contains(&key.as_str()))
    }

    /// Reads the inside of a comment: options on lines of their own, or one on several lines; none if it says more than
    /// that. A comment that begins with `Speaker:` is rather a remark.
    pub(super) fn parse_comment(comment: &str) -> Vec<Self> {
        let lines: Vec<&str> = comment.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let each: Option<Vec<Self>> = lines.iter().map(|line| Self::parse(line)).collect();
        let options = each.unwrap_or_else(|| Self::parse(&lines.join(" ")).into_iter().collect());
        let is_remark = options.iter().any(|option| matches!(option, Self::Speaker(_)));
        if is_remark { Vec::new() } else { options }
    }

    /// Reads the words of a parenthetical: an emotion, a style, an option, or else motion. `V.O.` and the like say nothing
    /// about how a scene is spoken.
    pub(super) fn from_delivery(words: &str) -> Option<Self> {
        if words.is_empty() || CHARACTER_EXTENSIONS.contains(&words.to_uppercase().as_str()) {
            return None;
        }
        let known =
            || known_emotion(words).map(Self::Emotion).or_else(|| known_style(words).map(Self::Style));
        Self::parse(words).or_else(known).or_else(|| Some(Self::Motion(words.to_owned())))
    }

    /// Changes a scene. A second motion prompt follows the first.
    pub(super) fn apply(self, scene: &mut Scene) {
        match self {
            Self::Speaker(name) => scene.speaker = Some(name),
            Self::Recording(path) => scene.recording = Some(path),
            Self::Background(color) => scene.background = Some(color),
            Self::VoiceSettings(settings) => scene.voice_settings = settings.or(&scene.voice_settings),
            Self::Emotion(emotion) => scene.emotion = Some(emotion),
            Self::Style(style) => scene.style = style,
            Self::Motion(motion) if scene.motion_prompt.is_empty() => scene.motion_prompt = motion,
            Self::Motion(motion) => {
                let before = scene.motion_prompt.trim_end_matches('.');
                scene.motion_prompt = format!("{before}. {motion}");
            }
            Self::Enhance(enhance) => scene.enhance_motion = enhance,
            Self::Muted(muted) => scene.is_muted = muted,
        }
    }
}

/// A heading without the known emotion in brackets at its end, as in `Scene 1 (Friendly)`, and that emotion.
pub(super) fn split_emotion(heading: &str) -> (&str, Option<Emotion>) {
    let split = |(open, close)| {
        let (name, word) = heading.trim_end().strip_suffix(close)?.rsplit_once(open)?;
        Some((name.trim_end(), known_emotion(word)?))
    };
    let found = [('(', ')'), ('[', ']')].into_iter().find_map(split);
    found.map_or((heading, None), |(name, emotion)| (name, Some(emotion)))
}

/// The emotion that a word names, regardless of case.
pub(super) fn known_emotion(word: &str) -> Option<Emotion> {
    EMOTIONS.into_iter().find(|emotion| emotion.as_str().eq_ignore_ascii_case(word.trim()))
}

/// The talking style that a word names, regardless of case.
pub(super) fn known_style(word: &str) -> Option<TalkingStyle> {
    STYLES.into_iter().find(|style| style.as_str().eq_ignore_ascii_case(word.trim()))
}

/// Reads `yes`, `on`, `true`, or the opposite.
pub(super) fn parse_switch(word: &str) -> Option<bool> {
    match word.trim().to_lowercase().as_str() {
        "yes" | "on" | "true" => Some(true),
        "no" | "off" | "false" => Some(false),
        _ => None,
    }
}
