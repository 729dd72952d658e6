//! Unknown keys of project and settings files: reported with what was probably meant, since most are misspelled.
//!
//! Those of a project are kept in its file. A misspelled cap of the settings is marked, since it would not limit anything.

use std::fmt;

use strsim::levenshtein;

use super::text::truncate;

/// The keys of a project, above its scenes.
pub const PROJECT_KEYS: [&str; 14] = [
    "title",
    "photo",
    "voice",
    "speed",
    "pitch",
    "volume",
    "locale",
    "size",
    "background",
    "captions",
    "callback_url",
    "target",
    "speaker",
    "scene",
];
/// The keys of a speaker.
pub const SPEAKER_KEYS: [&str; 7] = ["name", "photo", "voice", "speed", "pitch", "volume", "locale"];
/// The keys of a scene.
pub const SCENE_KEYS: [&str; 13] = [
    "script",
    "speaker",
    "audio",
    "speed",
    "pitch",
    "volume",
    "locale",
    "emotion",
    "style",
    "motion",
    "enhance",
    "background",
    "muted",
];

/// The part of a project file that a key is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyLocation {
    /// Above the scenes.
    Project,
    /// In the speaker with this number, counted from one.
    Speaker(usize),
    /// In the scene with this number, counted from one.
    Scene(usize),
}

/// A key without a meaning at its location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKey {
    /// Counted from one.
    pub line: Option<usize>,
    pub name: String,
    pub location: KeyLocation,
    /// Whether it is written as a table: `[[scenes]]`.
    pub is_table: bool,
}

impl UnknownKey {
    /// What was probably meant.
    fn suggestion(&self) -> Option<String> {
        let name = self.name.to_lowercase().replace('-', "_");
        let (own, other): (&[&str], &[&str]) = match self.location {
            KeyLocation::Project => (&PROJECT_KEYS, &SCENE_KEYS),
            KeyLocation::Speaker(_) => (&SPEAKER_KEYS, &[]),
            KeyLocation::Scene(_) => (&SCENE_KEYS, &PROJECT_KEYS),
        };
        let nearest = |keys| nearest_word(&name, keys, 1);
        let here = nearest(own);
        match nearest(other).filter(|(distance, _)| here.is_none_or(|(near, _)| *distance < near)) {
            Some((_, key)) if self.location == KeyLocation::Project => {
                Some(format!("{key} belongs below [[scene]]"))
            }
            Some((_, key)) => Some(format!("{key} belongs above the first [[scene]]")),
            None => here.map(|(_, key)| {
                let is_table = self.location == KeyLocation::Project && ["scene", "speaker"].contains(&key);
                if is_table { format!("did you mean [[{key}]]?") } else { format!("did you mean {key}?") }
            }),
        }
    }
}

impl fmt::Display for UnknownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        let name = truncate(&self.name, 40);
        let (noun, name) = if self.is_table { ("table", format!("[[{name}]]")) } else { ("key", name) };
        write!(f, "unknown {noun} {name}")?;
        match self.location {
            KeyLocation::Project => {}
            KeyLocation::Speaker(number) => write!(f, " in speaker {number}")?,
            KeyLocation::Scene(number) => write!(f, " in scene {number}")?,
        }
        match self.suggestion() {
            Some(hint) => write!(f, ": {hint}"),
            None => f.write_str("; it is kept"),
        }
    }
}

/// The settings of the spending caps.
const DAY_CAP: &str = "cap_day";
const PROJECT_CAP: &str = "cap_project";
const CAP_SETTINGS: [&str; 2] = [DAY_CAP, PROJECT_CAP];

/// A key that is not a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownSetting {
    /// As written in the file, after the name of its table.
    pub name: String,
    /// The setting that was probably meant.
    pub suggestion: Option<&'static str>,
    /// Whether it looks like a spending cap.
    pub is_cap: bool,
}

/// Words in a name that suggest a spending cap.
const CAP_WORDS: [&str; 8] = ["cap", "caps", "limit", "limits", "budget", "budgets", "spend", "spending"];

impl UnknownSetting {
    /// Compares a key with the names of all settings.
    pub fn new(name: &str, settings: &[&'static str]) -> Self {
        let name = truncate(name, 60);
        let lower = name.to_lowercase();
        let last = lower.rsplit('.').next().unwrap_or(&lower);
        let nearest = nearest_word(last, settings, 0).map(|(_, setting)| setting);
        let is_cap = nearest.map_or_else(|| mentions_cap(&lower), |near| CAP_SETTINGS.contains(&near));
        let cap = if lower.contains("project") { PROJECT_CAP } else { DAY_CAP };
        Self { suggestion: nearest.or(is_cap.then_some(cap)), is_cap, name }
    }
}

fn mentions_cap(name: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    words.any(|word| CAP_WORDS.contains(&word) || word.ends_with("cap"))
}

impl fmt::Display for UnknownSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a setting", self.name)?;
        match self.suggestion {
            Some(nearest) => write!(f, ": did you mean {nearest}?"),
            None => Ok(()),
        }
    }
}

/// The known word with the fewest edits from `word`, and their number: at most a third of the letters of `word`, which
/// counts as `slack` letters longer than it is.
pub(super) fn nearest_word(
    word: &str,
    known: &[&'static str],
    slack: usize,
) -> Option<(usize, &'static str)> {
    let nearest = known.iter().map(|known| (levenshtein(word, known), *known)).min()?;
    (nearest.0 * 3 <= word.chars().count() + slack).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown_key_message(place: KeyLocation, name: &str, is_table: bool) -> String {
        UnknownKey { line: Some(3), name: name.to_owned(), location: place, is_table }.to_string()
    }

    #[test]
    fn an_unknown_key_is_reported_with_its_line_and_a_suggestion() {
        use KeyLocation::{Project, Scene, Speaker};
        for (location, name, is_table, expected) in [
            (Project, "Title", false, "line 3: unknown key Title: did you mean title?"),
            (Project, "callback-url", false, "line 3: unknown key callback-url: did you mean callback_url?"),
            (Project, "scenes", true, "line 3: unknown table [[scenes]]: did you mean [[scene]]?"),
            (Project, "script", false, "line 3: unknown key script: script belongs below [[scene]]"),
            (
                Scene(2),
                "photo",
                false,
                "line 3: unknown key photo in scene 2: photo belongs above the first [[scene]]",
            ),
            (Scene(1), "Emotions", false, "line 3: unknown key Emotions in scene 1: did you mean emotion?"),
            (Project, "speakers", true, "line 3: unknown table [[speakers]]: did you mean [[speaker]]?"),
            (Speaker(2), "Speeds", false, "line 3: unknown key Speeds in speaker 2: did you mean speed?"),
            (Scene(2), "mute", false, "line 3: unknown key mute in scene 2: did you mean muted?"),
            (Project, "author", false, "line 3: unknown key author; it is kept"),
        ] {
            assert_eq!(unknown_key_message(location, name, is_table), expected);
        }
    }

    const SETTINGS: [&str; 5] = ["captions", "concurrency", "cap_day", "cap_project", "rate"];

    fn suggestion_and_is_cap(name: &str) -> (Option<&'static str>, bool) {
        let unknown = UnknownSetting::new(name, &SETTINGS);
        (unknown.suggestion, unknown.is_cap)
    }

    #[test]
    fn what_looks_like_a_cap_is_known_and_captions_are_none() {
        for name in [
            "cap_days",
            "capday",
            "CAP_DAY",
            "cap-day",
            "caps",
            "caps.day",
            "daily_cap",
            "limit",
            "budget.day",
        ] {
            assert_eq!(suggestion_and_is_cap(name), (Some("cap_day"), true), "{name}");
        }
        for name in ["cap_projects", "project_cap", "video.cap_project", "limit_project"] {
            assert_eq!(suggestion_and_is_cap(name), (Some("cap_project"), true), "{name}");
        }
        assert_eq!(suggestion_and_is_cap("caption"), (Some("captions"), false));
        assert_eq!(suggestion_and_is_cap("concurency"), (Some("concurrency"), false));
        assert_eq!(suggestion_and_is_cap("capital_letters"), (None, false));
        assert_eq!(
            UnknownSetting::new("caps", &SETTINGS).to_string(),
            "caps is not a setting: did you mean cap_day?"
        );
        assert_eq!(UnknownSetting::new("theme", &SETTINGS).to_string(), "theme is not a setting");
    }
}
