//! Unknown keys of a project file: kept in the file, and reported, since most are misspelled.

use std::fmt;

use super::nearest_word::nearest_word;
use super::text::truncate;

/// The keys of a project, above its scenes.
pub const PROJECT_KEYS: [&str; 7] = ["title", "photo", "voice", "size", "captions", "callback_url", "scene"];
/// The keys of a scene.
pub const SCENE_KEYS: [&str; 5] = ["script", "emotion", "style", "motion", "enhance"];

/// The part of a project file that a key is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyLocation {
    /// Above the scenes.
    Project,
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
            KeyLocation::Scene(_) => (&SCENE_KEYS, &PROJECT_KEYS),
        };
        let nearest = |keys| nearest_word(&name, keys, 1);
        let here = nearest(own);
        match nearest(other).filter(|(far, _)| here.is_none_or(|(near, _)| *far < near)) {
            Some((_, key)) if self.location == KeyLocation::Project => {
                Some(format!("{key} belongs below [[scene]]"))
            }
            Some((_, key)) => Some(format!("{key} belongs above the first [[scene]]")),
            None => here.map(|(_, key)| {
                let key = if key == "scene" { "[[scene]]" } else { key };
                format!("did you mean {key}?")
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
        let (thing, name) = if self.is_table { ("table", format!("[[{name}]]")) } else { ("key", name) };
        write!(f, "unknown {thing} {name}")?;
        if let KeyLocation::Scene(number) = self.location {
            write!(f, " in scene {number}")?;
        }
        match self.suggestion() {
            Some(hint) => write!(f, ": {hint}"),
            None => f.write_str("; it is kept"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown_key_message(place: KeyLocation, name: &str, is_table: bool) -> String {
        UnknownKey { line: Some(3), name: name.to_owned(), location: place, is_table }.to_string()
    }

    #[test]
    fn the_nearest_key_is_named_and_where_it_stands() {
        use KeyLocation::{Project, Scene};
        for (place, name, is_table, expected) in [
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
            (Project, "author", false, "line 3: unknown key author; it is kept"),
        ] {
            assert_eq!(unknown_key_message(place, name, is_table), expected);
        }
    }
}
