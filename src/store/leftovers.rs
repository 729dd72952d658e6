//! Temporary files of programs that were killed while they wrote: cleared when their folder is written to again.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::guarded;

/// How the name of each temporary file begins; random letters and digits follow.
pub(super) const PREFIX: &str = ".cuecard-";
/// Random characters in such a name.
const RANDOM_LENGTH: usize = 6;
/// No living program takes this long to write a file.
const LEFTOVER_AGE: Duration = Duration::from_hours(1);

/// Names that are looked at, so that a folder of thousands costs no more than the write itself.
const MAX_ENTRIES: usize = 4096;

/// Removes those of `folder` that are older than any program needs them. `now` is the file system's own time.
pub(super) fn clear(folder: &Path, now: SystemTime) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().take(MAX_ENTRIES);
    for entry in entries.filter(|entry| is_temporary(&entry.file_name().to_string_lossy())) {
        // What cannot be looked at or removed is in nobody's way.
        let Ok(about) = entry.metadata() else { continue };
        let age = about.modified().ok().and_then(|written| now.duration_since(written).ok());
        if guarded::is_own(&entry.path(), &about) && age.is_some_and(|age| age >= LEFTOVER_AGE) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether this program may have made up the name. A plain word behind the prefix is more likely a person's.
fn is_temporary(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(|random| {
        random.len() == RANDOM_LENGTH
            && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !random.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_the_program_makes_up_are_known() {
        let temporary = tempfile::Builder::new().prefix(PREFIX).tempfile().unwrap();
        let name = temporary.path().file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(name.len(), PREFIX.len() + RANDOM_LENGTH);
        assert!(is_temporary(".cuecard-a1B2c3") && is_temporary(".cuecard-AbCdEf"));
        for name in
            [".cuecard-config", ".cuecard-a1B2c", ".cuecard-a1B2c3d", ".cuecard-a1B2-3", "cuecard-a1B2c3"]
        {
            assert!(!is_temporary(name), "{name}");
        }
    }
}
