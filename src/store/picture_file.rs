//! Pictures of the user's own, to be uploaded.

use std::path::Path;

use crate::domain::Error;

use super::files;

/// Bytes that a picture may have. The service takes fewer: a larger one is made smaller before it is sent.
const MAX_PICTURE_FILE_BYTES: u64 = 200 << 20;

pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    files::read(path, MAX_PICTURE_FILE_BYTES)
}

/// The hash by which an unchanged file is recognized.
pub fn content_hash(bytes: &[u8]) -> String {
    super::recording::content_hash(bytes)
}
