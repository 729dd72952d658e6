//! Whether a video fits on the disk, with figures.

use std::path::Path;

use crate::domain::{Error, format_bytes};

use super::files;

/// Bytes of a disk that downloads leave free, for the ledger and for all other programs.
pub(super) const RESERVE_BYTES: u64 = 100_000_000;

/// Bytes that may still be written into the folder; none where the file system does not say.
pub(super) fn free_bytes(folder: &Path) -> Option<u64> {
    let stats = rustix::fs::statvfs(folder).ok().filter(|stats| stats.f_blocks > 0)?;
    Some(stats.f_bavail.saturating_mul(stats.f_frsize))
}

/// Fails where `needed` bytes are more than there is room for beside the reserve.
pub(super) fn check_space(folder: &Path, needed: u64, reserve: u64) -> Result<(), Error> {
    match free_bytes(folder) {
        Some(free) if free < needed.saturating_add(reserve) => {
            Err(not_enough_space_error(folder, needed, free, reserve))
        }
        _ => Ok(()),
    }
}

/// What is said where the video does not fit.
pub(super) fn not_enough_space_error(folder: &Path, needed: u64, free: u64, reserve: u64) -> Error {
    let reserve_text =
        if needed <= free { format!(" and {} to spare", format_bytes(reserve)) } else { String::new() };
    let (needed, free) = (format_bytes(needed), format_bytes(free));
    let mut error = files::file_error(folder, "");
    error.message =
        format!("The video needs {needed}{reserve_text}; {free} are free in {}", folder.display());
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disk_space_error_names_the_sizes() {
        let error = not_enough_space_error(Path::new("/films"), 812_345_678, 300_000_000, RESERVE_BYTES);
        assert_eq!(error.summary(), "The video needs 812 MB; 300 MB are free in /films");
        let error = not_enough_space_error(Path::new("/films"), 250_000_000, 300_000_000, RESERVE_BYTES);
        assert_eq!(error.summary(), "The video needs 250 MB and 100 MB to spare; 300 MB are free in /films");
    }

    #[test]
    fn free_space_is_read_from_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free_bytes(folder.path()).is_some_and(|free| free > 0));
        assert_eq!(check_space(folder.path(), 1, 0), Ok(()));
        assert!(check_space(folder.path(), 1, u64::MAX).is_err());
        assert!(
            check_space(folder.path(), u64::MAX, 0)
                .unwrap_err()
                .summary()
                .contains("The video needs 18446744073 GB; ")
        );
        assert_eq!(check_space(Path::new("/nowhere/at/all"), u64::MAX, 0), Ok(()), "the first write tells");
    }
}
