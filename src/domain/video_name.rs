//! The file name of a downloaded video, from a pattern such as `{title}-{date}`.

use std::fmt;

use jiff::civil::DateTime;
use unicode_segmentation::UnicodeSegmentation;

use super::words::words;
use super::{slug, text};

/// Bytes of one field, so that two long ones leave room for the date.
const MAX_FIELD_BYTES: usize = 90;
/// Bytes of the whole name: file systems allow 255, with an extension and a number.
const MAX_NAME_BYTES: usize = 200;
/// Names that Windows reserves, with any extension.
const WINDOWS_DEVICE_NAMES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The pattern of a file name without its extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoNamePattern {
    pattern: String,
    parts: Vec<PatternPart>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PatternPart {
    Literal(String),
    Field(PatternField),
}

words! {
    enum PatternField {
        Project = "project",
        Title = "title",
        Date = "date",
        Time = "time",
        Id = "id",
    }
}

/// The values for the fields of a pattern.
#[derive(Debug, Clone, Copy)]
pub struct VideoNameValues<'a> {
    /// The stem of the project file.
    pub project: Option<&'a str>,
    pub title: &'a str,
    /// When the render was requested, in local time.
    pub requested_at: DateTime,
    /// The video id.
    pub id: &'a str,
}

impl Default for VideoNamePattern {
    fn default() -> Self {
        let dash = PatternPart::Literal("-".to_owned());
        let parts =
            vec![PatternPart::Field(PatternField::Title), dash, PatternPart::Field(PatternField::Date)];
        Self { pattern: "{title}-{date}".to_owned(), parts }
    }
}

impl fmt::Display for VideoNamePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pattern)
    }
}

impl VideoNamePattern {
    /// Parses a pattern; the error is the end of a sentence.
    pub fn parse(pattern: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("has a { without its }")?;
            parts.extend(parse_literal(before)?);
            parts.push(PatternPart::Field(parse_field(name)?));
            rest = after;
        }
        parts.extend(parse_literal(rest)?);
        if parts.is_empty() {
            return Err("must not be empty".to_owned());
        }
        match (&parts[0], pattern.ends_with(['.', ' '])) {
            (PatternPart::Literal(first), _) if first.starts_with(['.', ' ', '-']) => {
                Err("must not begin with a dot, a space or a dash".to_owned())
            }
            (_, true) => Err("must not end with a dot or a space".to_owned()),
            _ => Ok(Self { pattern: pattern.to_owned(), parts }),
        }
    }

    /// The file name without its extension, at most 200 bytes: never a path, never hidden.
    pub fn fill(&self, values: &VideoNameValues<'_>) -> String {
        let mut name = String::new();
        for part in &self.parts {
            match part {
                PatternPart::Literal(text) => name.push_str(text),
                PatternPart::Field(field) => name.push_str(&field.value(values)),
            }
        }
        truncate_bytes(&mut name, MAX_NAME_BYTES);
        name.truncate(name.trim_end_matches(['.', ' ']).len());
        if is_windows_device_name(&name) {
            name.insert_str(0, "video-");
        }
        name
    }
}

impl PatternField {
    fn value(self, values: &VideoNameValues<'_>) -> String {
        let mut word = match self {
            Self::Project => slug(values.project.unwrap_or_default()),
            Self::Title => slug(values.title),
            Self::Date => values.requested_at.date().to_string(),
            Self::Time => values.requested_at.strftime("%H%M%S").to_string(),
            Self::Id => slug(values.id),
        };
        truncate_bytes(&mut word, MAX_FIELD_BYTES);
        word
    }
}

/// Truncates a text to `max` bytes between two graphemes, so that no letter loses its marks.
fn truncate_bytes(text: &mut String, max: usize) {
    if text.len() > max {
        let fits = |(start, letter): &(usize, &str)| start + letter.len() <= max;
        let end = text.grapheme_indices(true).take_while(fits).last();
        text.truncate(end.map_or(0, |(start, letter)| start + letter.len()));
    }
}

fn parse_field(name: &str) -> Result<PatternField, String> {
    PatternField::parse(name).ok_or_else(|| {
        let known: Vec<String> =
            PatternField::ALL.iter().map(|field| format!("{{{}}}", field.as_str())).collect();
        format!("has no field {{{}}}: the fields are {}", text::truncate(name, 40), known.join(" "))
    })
}

fn parse_literal(written: &str) -> Result<Option<PatternPart>, String> {
    let is_odd = |c: &char| r#"/\:*?"<>|}"#.contains(*c) || !text::is_printable_char(*c);
    match written.chars().find(is_odd) {
        Some('/' | '\\') => Err("must be a name, not a path".to_owned()),
        Some(odd) => Err(format!("must not use {odd:?}")),
        None if written.is_empty() => Ok(None),
        None => Ok(Some(PatternPart::Literal(written.to_owned()))),
    }
}

/// Whether Windows reserves the name for a device.
fn is_windows_device_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let bare = stem.trim_end_matches(|c: char| c.is_ascii_digit() || "¹²³".contains(c));
    WINDOWS_DEVICE_NAMES.contains(&bare) && stem.chars().count() - bare.chars().count() <= 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const REQUESTED_AT: DateTime = jiff::civil::datetime(2026, 11, 22, 14, 5, 9, 0);

    fn fill_pattern(pattern: &str, title: &str) -> String {
        let values =
            VideoNameValues { project: Some("my video"), title, requested_at: REQUESTED_AT, id: "a1B2" };
        VideoNamePattern::parse(pattern).unwrap().fill(&values)
    }

    #[test]
    fn pattern_fields_are_filled_in() {
        assert_eq!(fill_pattern("{title}-{date}", "Launch teaser!"), "launch-teaser-2026-11-22");
        assert_eq!(fill_pattern("Video {project} ({time}) {id}", ""), "Video my-video (140509) a1b2");
        assert_eq!(VideoNamePattern::parse("{title}-{date}"), Ok(VideoNamePattern::default()));
        let nobody = VideoNameValues { project: None, title: "", requested_at: REQUESTED_AT, id: "" };
        assert_eq!(VideoNamePattern::parse("{project}").unwrap().fill(&nobody), "untitled");
    }

    #[test]
    fn a_long_title_is_cut_at_a_grapheme_boundary() {
        let name = fill_pattern("{title}", &"नमस्ते".repeat(20));
        assert!(name.len() <= MAX_FIELD_BYTES && name.ends_with("नमस्ते"), "{name}");
        // The same with its last letter cut off: of `स्ते` no mark is left behind.
        let name = fill_pattern("{title}", &format!("{}{}", "a".repeat(80), "स्ते"));
        assert_eq!(name, "a".repeat(80));
    }

    #[test]
    fn an_invalid_pattern_is_an_error() {
        for (pattern, expected) in [
            ("", "must not be empty"),
            ("{name}", "has no field {name}: the fields are {project} {title} {date} {time} {id}"),
            ("a{title", "has a { without its }"),
            ("a}b", "must not use '}'"),
            ("videos/{title}", "must be a name, not a path"),
            ("..\\{title}", "must be a name, not a path"),
            (".{title}", "must not begin with a dot, a space or a dash"),
            ("{title}.", "must not end with a dot or a space"),
            ("{title}\u{202e}", "must not use '\\u{202e}'"),
            ("{title}\n", "must not use '\\n'"),
        ] {
            assert_eq!(VideoNamePattern::parse(pattern), Err(expected.to_owned()), "{pattern:?}");
        }
    }

    #[test]
    fn windows_device_names_get_a_prefix() {
        for title in ["CON", "aux", "nul", "Com1", "LPT9", "com²"] {
            assert!(fill_pattern("{title}", title).starts_with("video-"), "{title}");
        }
        for title in ["console", "com10", "common", "con-1"] {
            assert_eq!(fill_pattern("{title}", title), title);
        }
        assert_eq!(fill_pattern("{title}.{date}", "nul"), "video-nul.2026-11-22");
    }

    proptest! {
        #[test]
        fn a_name_is_never_a_path(title in any::<String>(), project in any::<String>(), id in any::<String>()) {
            for pattern in ["{title}", "{project}-{title}-{date}-{time}-{id}", "x {id}", "{title}{title}{title}"] {
                let values = VideoNameValues { project: Some(&project), title: &title, requested_at: REQUESTED_AT, id: &id };
                let name = VideoNamePattern::parse(pattern).unwrap().fill(&values);
                prop_assert!(!name.is_empty() && name.len() <= MAX_NAME_BYTES + 5);
                prop_assert!(!name.starts_with(['.', '-', ' ']) && !name.ends_with(['.', ' ']));
                prop_assert!(!name.contains(|c: char| r#"/\:*?"<>|"#.contains(c) || c.is_control()));
                prop_assert!(text::is_displayable(&name) && !is_windows_device_name(&name));
                prop_assert_eq!(std::path::Path::new(&name).file_name(), Some(std::ffi::OsStr::new(&name)));
            }
        }

        #[test]
        fn any_pattern_is_rejected_or_gives_a_file_name(pattern in any::<String>(), title in any::<String>()) {
            if let Ok(read) = VideoNamePattern::parse(&pattern) {
                let values = VideoNameValues { project: None, title: &title, requested_at: REQUESTED_AT, id: "" };
                let name = read.fill(&values);
                prop_assert_eq!(std::path::Path::new(&name).file_name(), Some(std::ffi::OsStr::new(&name)));
            }
        }
    }
}
