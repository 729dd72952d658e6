//! The forms in which scripts are imported and exported.

use std::path::Path;

use crate::domain::words::words;

words! {
    /// A form of text files that scripts are imported from.
    pub enum ImportFormat {
        Markdown = "md",
        Fountain = "fountain",
        PlainText = "txt",
        Srt = "srt",
        Vtt = "vtt",
    }
}

words! {
    /// A form of text files that scripts are exported to.
    pub enum ExportFormat {
        Markdown = "md",
        Fountain = "fountain",
        Srt = "srt",
        Vtt = "vtt",
    }
}

/// Other extensions of the forms.
const ALIASES: [(&str, ImportFormat); 4] = [
    ("markdown", ImportFormat::Markdown),
    ("mkd", ImportFormat::Markdown),
    ("spmd", ImportFormat::Fountain),
    ("text", ImportFormat::PlainText),
];

impl ImportFormat {
    /// The form of files with this extension, regardless of case.
    pub fn from_extension(extension: &str) -> Option<Self> {
        let extension = extension.to_ascii_lowercase();
        let alias = ALIASES.into_iter().find(|(name, _)| *name == extension);
        Self::parse(&extension).or_else(|| alias.map(|(_, format)| format))
    }

    /// The form of a file, by the extension of its name.
    pub fn of_path(path: &Path) -> Option<Self> {
        Self::from_extension(&path.extension()?.to_string_lossy())
    }
}

impl ExportFormat {
    /// The form of a file, by the extension of its name.
    pub fn of_path(path: &Path) -> Option<Self> {
        Self::parse(&path.extension()?.to_string_lossy().to_ascii_lowercase())
    }
}
