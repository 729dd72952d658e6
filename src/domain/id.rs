//! Ids of the service and of the ledger, each with a type of its own so that they cannot be confused.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

ids!(
    /// A photo as the project or the service names it: an id (`talking_photo_id`), a unique name, or the path of a picture
    /// file ([`PhotoId::picture_path`]).
    PhotoId,
    /// A voice as the project or the service names it: an id or a unique name.
    VoiceId,
    /// A video on the service: `video_id`.
    VideoId,
    /// A photo avatar group; equal to the id of its first look.
    GroupId,
    /// A generation of AI looks.
    LookGenerationId,
    /// The key of an uploaded picture: `image/<hash>/original`.
    PictureKey,
);

/// A row of the render ledger; the service never sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RenderId(pub i64);

impl fmt::Display for RenderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
