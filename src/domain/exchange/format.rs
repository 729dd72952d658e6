//! The forms in which scripts are imported and exported.

use std::path::Path;

/// A form of text files that scripts are imported from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFormat {
    Markdown,
    Fountain,
    PlainText,
    Srt,
    Vtt,
}

/// A form of text files that scripts are exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    Markdown,
    Fountain,
    Srt,
    Vtt,
}

impl ImportFormat {
    /// The names of the forms, in options and as the extensions of files; the usual one of each first.
    pub const NAMES: &[(&str, Self)] = &[
        ("md", Self::Markdown),
        ("markdown", Self::Markdown),
        ("mkd", Self::Markdown),
        ("fountain", Self::Fountain),
        ("spmd", Self::Fountain),
        ("txt", Self::PlainText),
        ("text", Self::PlainText),
        ("srt", Self::Srt),
        ("vtt", Self::Vtt),
        ("webvtt", Self::Vtt),
    ];

    /// The form of files with this extension, regardless of case.
    pub fn from_extension(extension: &str) -> Option<Self> {
        find_name(Self::NAMES, extension)
    }

    /// The form of a file, by the extension of its name.
    pub fn of_path(path: &Path) -> Option<Self> {
        Self::from_extension(&path.extension()?.to_string_lossy())
    }
}

impl ExportFormat {
    /// As [`ImportFormat::NAMES`].
    pub const NAMES: &[(&str, Self)] = &[
        ("md", Self::Markdown),
        ("markdown", Self::Markdown),
        ("mkd", Self::Markdown),
        ("fountain", Self::Fountain),
        ("spmd", Self::Fountain),
        ("srt", Self::Srt),
        ("vtt", Self::Vtt),
        ("webvtt", Self::Vtt),
    ];

    /// The form of a file, by the extension of its name.
    pub fn of_path(path: &Path) -> Option<Self> {
        find_name(Self::NAMES, &path.extension()?.to_string_lossy())
    }
}

fn find_name<T: Copy>(names: &[(&str, T)], name: &str) -> Option<T> {
    names.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, form)| *form)
}
