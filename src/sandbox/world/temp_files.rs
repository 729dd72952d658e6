//! Temporary files, and the removal of those that a killed sandbox left.

use std::fs;
use std::path::Path;

use tempfile::NamedTempFile;

/// The prefix of temporary names. Other programs may write in the same folder.
pub(super) const TEMP_PREFIX: &str = ".cuecard-sandbox-";
/// Younger files may still be written by another sandbox.
pub(super) const MIN_LEFTOVER_AGE: std::time::Duration = std::time::Duration::from_hours(1);

/// A new temporary file, which is removed unless it is persisted.
pub(crate) fn create_temp(folder: &Path) -> std::io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(TEMP_PREFIX).tempfile_in(folder)
}

/// Removes the temporary files of killed sandboxes from a folder.
pub(super) fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(about) = entry.metadata() else { continue };
        let age = about.modified().ok().and_then(|written| written.elapsed().ok());
        let is_left = about.is_file() && age.is_some_and(|age| age >= MIN_LEFTOVER_AGE);
        if is_left && is_temp_name(&entry.file_name().to_string_lossy()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether [`create_temp`] may have chosen this name.
fn is_temp_name(name: &str) -> bool {
    let random = name.strip_prefix(TEMP_PREFIX).filter(|random| random.len() == 6);
    random.is_some_and(|random| {
        random.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !random.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}
