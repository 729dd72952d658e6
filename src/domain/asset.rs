//! What was uploaded: a picture, a sound or a video on the service.

use super::PictureKey;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    pub id: String,
    /// What groups and videos name it by; pictures alone have one.
    pub picture_key: Option<PictureKey>,
    pub url: Option<String>,
}
