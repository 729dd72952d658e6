//! Pictures of the user's own, to be uploaded.

use std::path::Path;

use crate::domain::Fault;

use super::files;

/// Bytes that a picture may have; the service takes no more.
const MOST: u64 = 50 << 20;

pub fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    files::read(path, MOST)
}
