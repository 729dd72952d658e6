//! Files that are written whole or not at all, and the removal of what a killed sandbox left of them.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use rustix::fs::OFlags;
use tempfile::NamedTempFile;

/// The prefix of temporary names. Other programs may write in the same folder.
pub(super) const TEMP_PREFIX: &str = ".cuecard-sandbox-";
/// Younger files may still be written by another sandbox.
pub(super) const MIN_LEFTOVER_AGE: Duration = Duration::from_hours(1);

/// A new temporary file, which is removed unless it is persisted.
pub(super) fn create_temp(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(TEMP_PREFIX).tempfile_in(folder)
}

/// Syncs a temporary file and gives it its name.
pub(super) fn persist(file: NamedTempFile, path: &Path) -> anyhow::Result<fs::File> {
    file.as_file().sync_data()?;
    file.persist(path).with_context(|| format!("cannot write {}", path.display()))
}

/// Writes a file durably.
pub(super) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<fs::File> {
    let mut file = create_temp(folder_of(path))?;
    file.write_all(bytes)?;
    let file = persist(file, path)?;
    sync_folder(path)?;
    Ok(file)
}

/// Opens a regular file. No links are followed, and a FIFO does not block.
pub(super) fn open_regular(options: &mut fs::OpenOptions, path: &Path) -> io::Result<fs::File> {
    let flags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).bits().cast_signed();
    let file = options.custom_flags(flags).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is not a regular file")) }
}

/// Removes the temporary files of killed sandboxes from a folder.
pub(super) fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(about) = entry.metadata() else { continue };
        let age = about.modified().ok().and_then(|written| written.elapsed().ok());
        let is_temp = entry.file_name().to_string_lossy().starts_with(TEMP_PREFIX);
        if is_temp && about.is_file() && age.is_some_and(|age| age >= MIN_LEFTOVER_AGE) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Syncs the folder of a file.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    fs::File::open(folder_of(path))?.sync_all()
}

/// The folder of a file; `.` for a bare name.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
