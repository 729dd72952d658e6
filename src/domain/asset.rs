//! An asset: an uploaded picture, audio file or video on the service.

use super::PictureKey;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    pub id: String,
    /// The key by which groups and videos refer to it; only pictures have one.
    pub picture_key: Option<PictureKey>,
    pub url: Option<String>,
}
