//! Temporary files that a sandbox writes, and the removal of those that a killed one left.

use std::fs;
use std::path::Path;

use tempfile::NamedTempFile;

/// How the names of files begin that a sandbox is writing. Other programs may be writing beside a world.
pub(super) const UNFINISHED: &str = ".cuecard-sandbox-";
/// No sandbox takes this long to write a file.
pub(super) const MIN_LEFTOVER_AGE: std::time::Duration = std::time::Duration::from_hours(1);

/// A new file of a random name, which goes away by itself unless it is persisted.
pub(in crate::sandbox) fn unfinished(folder: &Path) -> std::io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)
}

/// Removes what a killed sandbox was writing. The folder of a world may have other worlds, whose sandboxes write now.
pub(super) fn clear_unfinished(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(about) = entry.metadata() else { continue };
        let age = about.modified().ok().and_then(|written| written.elapsed().ok());
        let is_left = about.is_file() && age.is_some_and(|age| age >= MIN_LEFTOVER_AGE);
        if is_left && is_unfinished(&entry.file_name().to_string_lossy()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file has a name that [`unfinished`] gives, and that no person would give.
fn is_unfinished(name: &str) -> bool {
    let random = name.strip_prefix(UNFINISHED).filter(|random| random.len() == 6);
    random.is_some_and(|random| {
        random.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !random.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}
