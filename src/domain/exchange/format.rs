//! The formats in which scripts are imported and exported.

use std::path::Path;

/// A format of text files that scripts are imported from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFormat {
    Markdown,
    Fountain,
    PlainText,
    Srt,
    Vtt,
}

/// A format of text files that scripts are exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    Markdown,
    Fountain,
    Srt,
    Vtt,
}

impl ImportFormat {
    /// The names of the formats, in options and as file extensions; the usual one of each first.
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

    /// The format of files with this extension, regardless of case.
    pub fn from_extension(extension: &str) -> Option<Self> {
        let mut names = Self::NAMES.iter();
        names.find(|(name, _)| name.eq_ignore_ascii_case(extension)).map(|(_, format)| *format)
    }

    /// The format of a file, by its extension.
    pub fn of_path(path: &Path) -> Option<Self> {
        Self::from_extension(&path.extension()?.to_string_lossy())
    }
}

impl ExportFormat {
    /// The format of files with this extension, regardless of case.
    pub fn from_extension(extension: &str) -> Option<Self> {
        match ImportFormat::from_extension(extension)? {
            ImportFormat::Markdown => Some(Self::Markdown),
            ImportFormat::Fountain => Some(Self::Fountain),
            ImportFormat::PlainText => None,
            ImportFormat::Srt => Some(Self::Srt),
            ImportFormat::Vtt => Some(Self::Vtt),
        }
    }

    /// The format of a file, by its extension.
    pub fn of_path(path: &Path) -> Option<Self> {
        Self::from_extension(&path.extension()?.to_string_lossy())
    }
}
