//! The account's talking photos, voices and uploads.

use super::words::words;
use super::{LookProfile, PhotoId, PictureKey, VoiceId};

/// A talking photo, or another look that can appear in a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    pub id: PhotoId,
    /// The displayed name; never empty. Several looks of one group may share it.
    pub name: String,
    /// The signed URL of its picture; it expires within days.
    pub picture_url: Option<String>,
    /// What it is, and which engines animate it.
    pub profile: LookProfile,
    /// Whether the filmed person has not consented yet: the service makes no videos of it before.
    pub awaits_consent: bool,
}

impl Photo {
    /// A look of which nothing else is known.
    pub fn new(id: PhotoId, name: impl Into<String>, profile: LookProfile) -> Self {
        Self { id, name: name.into(), picture_url: None, profile, awaits_consent: false }
    }

    /// Whether there is a picture to show: a file, or one of the service.
    pub fn has_picture(&self) -> bool {
        self.picture_url.is_some() || self.profile.kind.picture().is_some()
    }
}

/// The looks that can appear in a video, and the number of those that cannot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhotoCatalog {
    pub photos: Vec<Photo>,
    /// Avatars that are not talking photos, in a list of v2, which cannot use them.
    pub other_avatar_count: usize,
    /// Those of them that could be read.
    pub other_avatars: Vec<Photo>,
    /// Looks that failed, or that no engine animates.
    pub failed_count: usize,
    /// Records that could not be read.
    pub unreadable_count: usize,
}

/// A voice of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    pub id: VoiceId,
    /// The displayed name; never empty.
    pub name: String,
    pub language: String,
    pub gender: Gender,
    /// The URL of its sample, if it has one.
    pub sample_url: Option<String>,
    /// Whether it supports `<break>` tags; `None` if the service does not say.
    pub supports_pauses: Option<bool>,
    /// Whether it supports emotions; `None` if the service does not say.
    pub supports_emotions: Option<bool>,
    /// Whether it speaks in the locale that a request names; `None` if the service does not say.
    pub supports_locales: Option<bool>,
}

#[cfg(test)]
impl Voice {
    /// A voice of which nothing else is known.
    pub(crate) fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: VoiceId::new(id),
            name: name.into(),
            language: String::new(),
            gender: Gender::Unknown,
            sample_url: None,
            supports_pauses: None,
            supports_emotions: None,
            supports_locales: None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VoiceCatalog {
    pub voices: Vec<Voice>,
    /// Records that could not be read.
    pub unreadable_count: usize,
}

words! {
    pub enum Gender {
        Female = "female",
        Male = "male",
        Unknown = "unknown",
    }
}

impl Gender {
    /// Reads the spellings that the service uses; anything else is unknown.
    pub fn from_service(word: &str) -> Self {
        match word.trim().to_ascii_lowercase().as_str() {
            "female" | "f" | "woman" => Self::Female,
            "male" | "m" | "man" => Self::Male,
            _ => Self::Unknown,
        }
    }

    /// One letter for a table column; a dash if unknown.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Female => "F",
            Self::Male => "M",
            Self::Unknown => "-",
        }
    }
}

/// An uploaded picture, audio file or video on the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    pub id: String,
    /// The key by which groups and videos refer to it; only pictures have one.
    pub picture_key: Option<PictureKey>,
    pub url: Option<String>,
}
