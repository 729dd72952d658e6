//! The account's talking photos and voices.

use super::{PhotoId, VoiceId};

/// A talking photo of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    pub id: PhotoId,
    /// As shown; never empty. Several looks of one group may share it.
    pub name: String,
    /// Where its picture is; signed, and good for days at most.
    pub picture_url: Option<String>,
}

/// What the service lists under avatars: the talking photos, and how many entries are none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhotoCatalog {
    pub photos: Vec<Photo>,
    /// Avatars that are not talking photos; Avatar IV photo videos cannot use them.
    pub other_avatar_count: usize,
    /// Records that could not be read.
    pub unreadable_count: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    pub id: VoiceId,
    /// As shown; never empty.
    pub name: String,
    pub language: String,
    pub gender: Gender,
    /// Where its sample is, if it has one.
    pub sample_url: Option<String>,
    /// Whether `<break>` tags are obeyed; unknown where the service does not say.
    pub supports_pauses: Option<bool>,
    /// Whether an emotion changes it; unknown where the service does not say.
    pub supports_emotions: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VoiceCatalog {
    pub voices: Vec<Voice>,
    /// Records that could not be read.
    pub unreadable_count: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    Female,
    Male,
    Unknown,
}

impl Gender {
    /// Reads the service's many spellings; anything else is unknown.
    pub fn parse(word: &str) -> Self {
        match word.trim().to_ascii_lowercase().as_str() {
            "female" | "f" | "woman" => Self::Female,
            "male" | "m" | "man" => Self::Male,
            _ => Self::Unknown,
        }
    }

    /// One letter for a column; a dash where it is unknown.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Female => "F",
            Self::Male => "M",
            Self::Unknown => "-",
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Unknown => "unknown",
        }
    }
}
