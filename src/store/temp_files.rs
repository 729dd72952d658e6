//! Temporary files of programs that were killed while they wrote: cleared when their folder is written to again.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::owned_file;

/// How the name of each temporary file begins; random letters and digits follow.
pub(super) const TEMP_FILE_PREFIX: &str = ".cuecard-";
/// Random characters in such a name.
const RANDOM_SUFFIX_CHARS: usize = 6;
/// No living program takes this long to write a file.
const STALE_AGE: Duration = Duration::from_hours(1);

/// Names that are looked at, so that a folder of thousands costs no more than the write itself.
const MAX_SCANNED_ENTRIES: usize = 4096;

/// Removes those of `folder` that are older than any program needs them. `now` is the file system's own time.
pub(super) fn remove_stale(folder: &Path, now: SystemTime) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().take(MAX_SCANNED_ENTRIES);
    for entry in entries.filter(|entry| is_temp_file_name(&entry.file_name().to_string_lossy())) {
        // What cannot be looked at or removed is in nobody's way.
        let Ok(metadata) = entry.metadata() else { continue };
        let age = metadata.modified().ok().and_then(|written| now.duration_since(written).ok());
        if owned_file::is_owned_file(&entry.path(), &metadata) && age.is_some_and(|age| age >= STALE_AGE) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether this program may have made up the name. A plain word behind the prefix is more likely a person's.
fn is_temp_file_name(name: &str) -> bool {
    name.strip_prefix(TEMP_FILE_PREFIX).is_some_and(|random| {
        random.len() == RANDOM_SUFFIX_CHARS
            && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !random.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temp_file_names_are_recognized() {
        let temporary = tempfile::Builder::new().prefix(TEMP_FILE_PREFIX).tempfile().unwrap();
        let name = temporary.path().file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(name.len(), TEMP_FILE_PREFIX.len() + RANDOM_SUFFIX_CHARS);
        assert!(is_temp_file_name(".cuecard-a1B2c3") && is_temp_file_name(".cuecard-AbCdEf"));
        for name in
            [".cuecard-config", ".cuecard-a1B2c", ".cuecard-a1B2c3d", ".cuecard-a1B2-3", "cuecard-a1B2c3"]
        {
            assert!(!is_temp_file_name(name), "{name}");
        }
    }
}
