//! File names of finished videos: a pattern such as `{title}-{date}`, filled in to a valid file name.

use std::fmt;

use jiff::civil::DateTime;
use unicode_segmentation::UnicodeSegmentation;

use super::{slug, text};

/// Bytes of one field: two long ones leave the date its place.
const MAX_FIELD_BYTES: usize = 90;
/// Bytes of the whole name: file systems take 255, an ending and a number among them.
const MAX_NAME_BYTES: usize = 200;
/// What Windows keeps for itself, whatever ending follows.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The pattern of a name, without the ending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoName {
    pattern: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Field(Field),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Project,
    Title,
    Date,
    Time,
    Id,
}

const FIELDS: [(&str, Field); 5] = [
    ("project", Field::Project),
    ("title", Field::Title),
    ("date", Field::Date),
    ("time", Field::Time),
    ("id", Field::Id),
];

/// What is known of a video when it gets its name.
#[derive(Debug, Clone, Copy)]
pub struct VideoFacts<'a> {
    /// The name of the project file without its ending.
    pub project: Option<&'a str>,
    pub title: &'a str,
    /// When it was asked for, as the user's clock had it.
    pub asked: DateTime,
    /// What the service calls it.
    pub id: &'a str,
}

impl Default for VideoName {
    fn default() -> Self {
        let dash = Part::Text("-".to_owned());
        let parts = vec![Part::Field(Field::Title), dash, Part::Field(Field::Date)];
        Self { pattern: "{title}-{date}".to_owned(), parts }
    }
}

impl fmt::Display for VideoName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pattern)
    }
}

impl VideoName {
    /// Reads a pattern; what is wrong with it comes back as the end of a sentence.
    pub fn read(pattern: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("has a { without its }")?;
            parts.extend(plain(before)?);
            parts.push(Part::Field(field(name)?));
            rest = after;
        }
        parts.extend(plain(rest)?);
        if parts.is_empty() {
            return Err("must not be empty".to_owned());
        }
        match (&parts[0], pattern.ends_with(['.', ' '])) {
            (Part::Text(first), _) if first.starts_with(['.', ' ', '-']) => {
                Err("must not begin with a dot, a blank or a dash".to_owned())
            }
            (_, true) => Err("must not end with a dot or a blank".to_owned()),
            _ => Ok(Self { pattern: pattern.to_owned(), parts }),
        }
    }

    /// The name of a video, without the ending: of letters, digits and what the pattern has, never a path, never hidden,
    /// 200 bytes at most.
    pub fn fill(&self, facts: &VideoFacts<'_>) -> String {
        let mut name = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => name.push_str(text),
                Part::Field(field) => name.push_str(&field.of(facts)),
            }
        }
        shorten(&mut name, MAX_NAME_BYTES);
        name.truncate(name.trim_end_matches(['.', ' ']).len());
        if is_device(&name) {
            name.insert_str(0, "video-");
        }
        name
    }
}

impl Field {
    fn of(self, facts: &VideoFacts<'_>) -> String {
        let mut word = match self {
            Self::Project => slug(facts.project.unwrap_or_default()),
            Self::Title => slug(facts.title),
            Self::Date => facts.asked.date().to_string(),
            Self::Time => facts.asked.strftime("%H%M%S").to_string(),
            Self::Id => slug(facts.id),
        };
        shorten(&mut word, MAX_FIELD_BYTES);
        word
    }
}

/// Cuts a text to so many bytes, between two letters: none loses its marks.
fn shorten(text: &mut String, most: usize) {
    if text.len() > most {
        let fits = |(start, letter): &(usize, &str)| start + letter.len() <= most;
        let end = text.grapheme_indices(true).take_while(fits).last();
        text.truncate(end.map_or(0, |(start, letter)| start + letter.len()));
    }
}

fn field(name: &str) -> Result<Field, String> {
    let found = FIELDS.iter().find(|(known, _)| *known == name).map(|(_, field)| *field);
    found.ok_or_else(|| {
        let known: Vec<String> = FIELDS.iter().map(|(known, _)| format!("{{{known}}}")).collect();
        format!("has no field {{{}}}: the fields are {}", text::short(name, 40), known.join(" "))
    })
}

fn plain(written: &str) -> Result<Option<Part>, String> {
    let is_odd =
        |c: &char| r#"/\:*?"<>|}"#.contains(*c) || c.is_control() || text::lines(&c.to_string()).is_empty();
    match written.chars().find(is_odd) {
        Some('/' | '\\') => Err("must be a name, not a path".to_owned()),
        Some(odd) => Err(format!("must not have {odd:?}")),
        None if written.is_empty() => Ok(None),
        None => Ok(Some(Part::Text(written.to_owned()))),
    }
}

/// Whether Windows would take the name for a device.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let bare = stem.trim_end_matches(|c: char| c.is_ascii_digit() || "¹²³".contains(c));
    DEVICES.contains(&bare) && stem.chars().count() - bare.chars().count() <= 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const AT: DateTime = jiff::civil::datetime(2026, 11, 22, 14, 5, 9, 0);

    fn filled(pattern: &str, title: &str) -> String {
        let facts = VideoFacts { project: Some("my video"), title, asked: AT, id: "a1B2" };
        VideoName::read(pattern).unwrap().fill(&facts)
    }

    #[test]
    fn fields_are_filled_in() {
        assert_eq!(filled("{title}-{date}", "Launch teaser!"), "launch-teaser-2026-11-22");
        assert_eq!(filled("Video {project} ({time}) {id}", ""), "Video my-video (140509) a1b2");
        assert_eq!(VideoName::read("{title}-{date}"), Ok(VideoName::default()));
        let nobody = VideoFacts { project: None, title: "", asked: AT, id: "" };
        assert_eq!(VideoName::read("{project}").unwrap().fill(&nobody), "untitled");
    }

    #[test]
    fn a_long_title_is_cut_between_two_letters() {
        let name = filled("{title}", &"नमस्ते".repeat(20));
        assert!(name.len() <= MAX_FIELD_BYTES && name.ends_with("नमस्ते"), "{name}");
        // The same with its last letter cut off: of `स्ते` no mark is left behind.
        let name = filled("{title}", &format!("{}{}", "a".repeat(80), "स्ते"));
        assert_eq!(name, "a".repeat(80));
    }

    #[test]
    fn a_pattern_that_is_wrong_is_told() {
        for (pattern, what) in [
            ("", "must not be empty"),
            ("{name}", "has no field {name}: the fields are {project} {title} {date} {time} {id}"),
            ("a{title", "has a { without its }"),
            ("a}b", "must not have '}'"),
            ("films/{title}", "must be a name, not a path"),
            ("..\\{title}", "must be a name, not a path"),
            (".{title}", "must not begin with a dot, a blank or a dash"),
            ("{title}.", "must not end with a dot or a blank"),
            ("{title}\u{202e}", "must not have '\\u{202e}'"),
            ("{title}\n", "must not have '\\n'"),
        ] {
            assert_eq!(VideoName::read(pattern), Err(what.to_owned()), "{pattern:?}");
        }
    }

    #[test]
    fn names_of_devices_are_none_of_videos() {
        for title in ["CON", "aux", "nul", "Com1", "LPT9", "com²"] {
            assert!(filled("{title}", title).starts_with("video-"), "{title}");
        }
        for title in ["console", "com10", "common", "con-1"] {
            assert_eq!(filled("{title}", title), title);
        }
        assert_eq!(filled("{title}.{date}", "nul"), "video-nul.2026-11-22");
    }

    proptest! {
        #[test]
        fn a_name_is_never_a_path(title in any::<String>(), project in any::<String>(), id in any::<String>()) {
            for pattern in ["{title}", "{project}-{title}-{date}-{time}-{id}", "x {id}", "{title}{title}{title}"] {
                let facts = VideoFacts { project: Some(&project), title: &title, asked: AT, id: &id };
                let name = VideoName::read(pattern).unwrap().fill(&facts);
                prop_assert!(!name.is_empty() && name.len() <= MAX_NAME_BYTES + 5);
                prop_assert!(!name.starts_with(['.', '-', ' ']) && !name.ends_with(['.', ' ']));
                prop_assert!(!name.contains(|c: char| r#"/\:*?"<>|"#.contains(c) || c.is_control()));
                prop_assert!(text::is_harmless(&name) && !is_device(&name));
                prop_assert_eq!(std::path::Path::new(&name).file_name(), Some(std::ffi::OsStr::new(&name)));
            }
        }

        #[test]
        fn any_pattern_is_read_or_refused(pattern in any::<String>(), title in any::<String>()) {
            if let Ok(read) = VideoName::read(&pattern) {
                let facts = VideoFacts { project: None, title: &title, asked: AT, id: "" };
                let name = read.fill(&facts);
                prop_assert_eq!(std::path::Path::new(&name).file_name(), Some(std::ffi::OsStr::new(&name)));
            }
        }
    }
}
