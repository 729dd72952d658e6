//! Script files: texts that are imported into projects, and those that projects are exported to.

use std::path::Path;

use crate::domain::Error;

use super::files::{self, FileAccess};
use super::toml;

/// A longer text is no script.
const MAX_SCRIPT_FILE_BYTES: u64 = 8 << 20;

/// Reads a text in UTF-8.
pub fn read(path: &Path) -> Result<String, Error> {
    let bytes = files::read(path, MAX_SCRIPT_FILE_BYTES)?;
    toml::decode(path, &bytes).map(str::to_owned)
}

/// Writes a new file; false if there is one of this name.
pub fn create(path: &Path, text: &str) -> Result<bool, Error> {
    files::create_new(path, text.as_bytes(), FileAccess::Inherited)
}

/// Removes a file that was written here.
pub fn remove(path: &Path) -> Result<(), Error> {
    std::fs::remove_file(path).map_err(|error| files::io_error(path, "cannot be removed", &error))
}

/// Writes a file, over another of this name.
pub fn replace(path: &Path, text: &str) -> Result<(), Error> {
    files::replace(path, text.as_bytes(), FileAccess::Inherited)
}
