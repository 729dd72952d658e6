//! Writes a file in its place, for hard-linked files: a rename would replace only one of the links.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::{failpoint, owned_file};

/// What a write that failed has left.
#[derive(Debug)]
pub(super) enum OverwriteError {
    /// The old content.
    Unchanged(io::Error),
    /// Neither the old content nor the new one.
    Damaged(io::Error),
}

/// Writes `bytes` over the content of the file at `path`, and makes that last. Where the disk does not take them, the
/// old content is written back.
pub(super) fn overwrite(path: &Path, old: &[u8], bytes: &[u8]) -> Result<(), OverwriteError> {
    let opened = owned_file::no_follow(OpenOptions::new().write(true)).open(path);
    let file = opened.map_err(OverwriteError::Unchanged)?;
    if bytes.len() > old.len() {
        reserve_space(&file, bytes.len()).map_err(OverwriteError::Unchanged)?;
    }
    write_and_sync(&file, bytes).map_err(|error| match write_and_sync(&file, old) {
        Ok(()) => OverwriteError::Unchanged(error),
        Err(_) => OverwriteError::Damaged(error),
    })
}

/// Takes the room on the disk before anything is written.
#[cfg(target_os = "linux")]
fn reserve_space(file: &File, bytes: usize) -> io::Result<()> {
    failpoint::fail_write("files.write")?;
    match rustix::fs::fallocate(file, rustix::fs::FallocateFlags::KEEP_SIZE, 0, bytes as u64) {
        // Some file systems cannot; the copy beside it has shown that there is room.
        Err(error) if io::Error::from(error).kind() != io::ErrorKind::StorageFull => Ok(()),
        done => Ok(done?),
    }
}

/// Other systems change the length of the file with it.
#[cfg(not(target_os = "linux"))]
fn reserve_space(_file: &File, _bytes: usize) -> io::Result<()> {
    failpoint::fail_write("files.write")
}

fn write_and_sync(file: &File, bytes: &[u8]) -> io::Result<()> {
    failpoint::fail_write("files.in_place")?;
    let (start, end) = bytes.split_at(bytes.len() / 2);
    file.write_all_at(start, 0)?;
    failpoint::kill_point("files.half_in_place");
    file.write_all_at(end, start.len() as u64)?;
    file.set_len(bytes.len() as u64)?;
    file.sync_all()
}
