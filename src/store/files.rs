//! Reads and replaces whole files; neither a crash nor a full disk leaves half of one.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use rustix::io::Errno;
use tempfile::NamedTempFile;

use super::overwrite::{self, OverwriteError};
pub(super) use super::path_names::{append_suffix, parent_folder, resolve_symlinks, unused_path};
use super::{failpoint, owned_file, temp_files};
use crate::domain::{Error, ErrorKind, format_bytes};

/// Who may read a file that did not exist before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileAccess {
    /// The user alone (0600), whatever an older file of that name allowed.
    Private,
    /// What the umask leaves, or what the older file allowed.
    Inherited,
}

/// For opening a FIFO without waiting for its other end.
const OPEN_NONBLOCK: i32 = OFlags::NONBLOCK.bits().cast_signed();

/// Reads a regular file of at most `most` bytes.
pub(super) fn read(path: &Path, max_bytes: u64) -> Result<Vec<u8>, Error> {
    read_limited(path, open_regular(path)?, max_bytes)
}

/// Like [`read`], for files of this program: a link or another user's file in its place is not read.
pub(super) fn read_owned(path: &Path, max_bytes: u64) -> Result<Vec<u8>, Error> {
    let opened = owned_file::open(path, OpenOptions::new().read(true));
    read_limited(path, opened.map_err(|error| io_error(path, "cannot be read", &error))?, max_bytes)
}

/// The text of a short file of this program; none where it cannot be read.
pub(super) fn read_note(path: &Path) -> Option<String> {
    /// What is longer is not ours.
    const MAX_NOTE_BYTES: u64 = 4096;
    String::from_utf8(read_owned(path, MAX_NOTE_BYTES).ok()?).ok()
}

fn read_limited(path: &Path, file: File, max_bytes: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = file.take(max_bytes + 1).read_to_end(&mut bytes);
    read.map_err(|error| io_error(path, "cannot be read", &error))?;
    if bytes.len() as u64 > max_bytes {
        return Err(file_error(path, &format!("is larger than {}", format_bytes(max_bytes))));
    }
    Ok(bytes)
}

/// Opens a regular file for reading; never waits for the other end of a FIFO, nor for a device.
pub(super) fn open_regular(path: &Path) -> Result<File, Error> {
    let failed = |error: io::Error| io_error(path, "cannot be read", &error);
    check_regular(path, &fs::metadata(path).map_err(failed)?)?;
    // Another file may have taken its name meanwhile: what was opened is looked at too.
    let file = OpenOptions::new().read(true).custom_flags(OPEN_NONBLOCK).open(path).map_err(failed)?;
    check_regular(path, &file.metadata().map_err(failed)?)?;
    Ok(file)
}

/// Opens or creates a lock file, through no link and without waiting.
pub(super) fn open_lock_file(path: &Path) -> Result<File, Error> {
    let failed = |error: io::Error| io_error(path, "cannot be locked", &error);
    if let Ok(metadata) = fs::symlink_metadata(path) {
        check_regular(path, &metadata)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    let file = owned_file::no_follow(&mut options).open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    check_regular(path, &metadata)?;
    // A lock file is written to, which must not reach a file that has another name.
    if metadata.nlink() > 1 { Err(file_error(path, "is a hard link")) } else { Ok(file) }
}

/// Locks a file; false while another process holds the lock.
pub(super) fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Refuses folders, FIFOs, sockets and devices.
pub(super) fn check_regular(path: &Path, metadata: &Metadata) -> Result<(), Error> {
    if metadata.is_dir() {
        return Err(file_error(path, "is a folder, not a file"));
    }
    if !metadata.is_file() {
        return Err(file_error(path, "is not a regular file"));
    }
    Ok(())
}

/// Like [`read`], with none for a file that is missing.
pub(super) fn read_if_exists(path: &Path, max_bytes: u64) -> Result<Option<Vec<u8>>, Error> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        _ => read(path, max_bytes).map(Some),
    }
}

/// Replaces a file with `bytes`, completely or not at all, and durably. A symlink stays one and its target is replaced; a
/// file with several names is overwritten. Only for files that the user names and may have linked on purpose, such as
/// a project or the settings among their dotfiles. For all others: [`replace_owned`].
pub(super) fn replace(path: &Path, bytes: &[u8], access: FileAccess) -> Result<(), Error> {
    let failed = |error: io::Error| io_error(path, "cannot be saved", &error);
    let target = resolve_symlinks(path).map_err(failed)?;
    let names =
        fs::symlink_metadata(&target).ok().filter(Metadata::is_file).map_or(0, |metadata| metadata.nlink());
    if names < 2 || access == FileAccess::Private {
        return write_and_rename(path, &target, bytes, access);
    }
    let old = fs::read(&target).map_err(failed)?;
    // The whole content stands beside it until it is written: a crash in between loses nothing.
    let copy = write_recovery_copy(&target, bytes, access).map_err(failed)?;
    match overwrite::overwrite(&target, &old, bytes) {
        Ok(()) => {
            // What is left of it says nothing that is not true.
            let _ = remove_if_exists(&copy);
            Ok(())
        }
        Err(OverwriteError::Unchanged(error)) => {
            let _ = remove_if_exists(&copy);
            Err(failed(error))
        }
        Err(OverwriteError::Damaged(error)) => {
            let fault = failed(error);
            let kept = format!("{}; the new content is in {}", fault.message, copy.display());
            Err(Error { message: kept, ..fault })
        }
    }
}

/// The suffix of the copy that lies beside a file while it is overwritten.
const RECOVERY_COPY_SUFFIX: &str = "saving";

/// Writes a synced copy of the new content beside `target`; it survives a crash.
fn write_recovery_copy(target: &Path, bytes: &[u8], access: FileAccess) -> io::Result<PathBuf> {
    let mut file = write_temporary(target, bytes, access)?;
    loop {
        let copy = unused_path(target, RECOVERY_COPY_SUFFIX);
        match file.persist_noclobber(&copy) {
            Ok(_) => {
                sync_parent_folder(&copy)?;
                return Ok(copy);
            }
            Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => file = refused.file,
            Err(refused) => return Err(refused.error),
        }
    }
}

/// The copies that lie beside a file because a process was killed while it overwrote the file.
pub(super) fn recovery_copies(path: &Path) -> Vec<PathBuf> {
    let Ok(target) = resolve_symlinks(path) else { return Vec::new() };
    let numbered = (2..).map(|number| append_suffix(&target, &format!(".{RECOVERY_COPY_SUFFIX}-{number}")));
    let names = std::iter::once(append_suffix(&target, &format!(".{RECOVERY_COPY_SUFFIX}"))).chain(numbered);
    names.take_while(|name| fs::symlink_metadata(name).is_ok()).collect()
}

/// Like [`replace`], for files of this program: a symlink in their place is not followed.
pub(super) fn replace_owned(path: &Path, bytes: &[u8], access: FileAccess) -> Result<(), Error> {
    write_and_rename(path, path, bytes, access)
}

fn write_and_rename(path: &Path, target: &Path, bytes: &[u8], access: FileAccess) -> Result<(), Error> {
    let write = || {
        let file = write_for_rename(target, bytes, access)?;
        file.persist(target)?;
        failpoint::kill_point("files.after_rename");
        sync_parent_folder(target)
    };
    write().map_err(|error| io_error(path, "cannot be saved", &error))
}

/// Like [`replace`], but never over another file: false if `path` exists.
pub(super) fn create_new(path: &Path, bytes: &[u8], access: FileAccess) -> Result<bool, Error> {
    let write = || {
        let target = resolve_symlinks(path)?;
        let file = write_for_rename(&target, bytes, access)?;
        match file.persist_noclobber(&target) {
            Ok(_) => sync_parent_folder(&target).map(|()| true),
            Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(refused) => Err(refused.error),
        }
    };
    write().map_err(|error| io_error(path, "cannot be saved", &error))
}

fn write_for_rename(target: &Path, bytes: &[u8], access: FileAccess) -> io::Result<NamedTempFile> {
    let file = write_temporary(target, bytes, access)?;
    failpoint::kill_point("files.before_rename");
    failpoint::fail_write("files.rename")?;
    Ok(file)
}

/// A synced temporary file beside `target`, deleted on drop unless it is persisted.
fn write_temporary(target: &Path, bytes: &[u8], access: FileAccess) -> io::Result<NamedTempFile> {
    let old = fs::symlink_metadata(target).ok();
    if old.as_ref().is_some_and(Metadata::is_dir) {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut file = create_temporary(parent_folder(target), access)?;
    failpoint::fail_write("files.write")?;
    file.write_all(bytes)?;
    if let Some(old) = old.filter(|old| access == FileAccess::Inherited && old.is_file()) {
        // Only root can give files away; anybody else owns the new file as well as the old one.
        let _ = fchown(file.as_file(), Some(old.uid()), Some(old.gid()));
        file.as_file().set_permissions(Permissions::from_mode(old.mode() & 0o7777))?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

/// A temporary file in `folder`; stale ones of killed processes are removed.
pub(super) fn create_temporary(folder: &Path, access: FileAccess) -> io::Result<NamedTempFile> {
    let mode = if access == FileAccess::Private { 0o600 } else { 0o666 };
    let mut named = tempfile::Builder::new();
    let named = named.prefix(temp_files::TEMP_FILE_PREFIX).permissions(Permissions::from_mode(mode));
    let file = named.tempfile_in(folder)?;
    if let Ok(now) = file.as_file().metadata().and_then(|metadata| metadata.modified()) {
        temp_files::remove_stale(folder, now);
    }
    Ok(file)
}

/// Device and inode of a file.
pub(super) fn file_identity(path: &Path) -> Option<(u64, u64)> {
    fs::metadata(path).ok().map(|about| (about.dev(), about.ino()))
}

/// Syncs the folder of `path`, so that its file names are durable.
pub(super) fn sync_parent_folder(path: &Path) -> io::Result<()> {
    match File::open(parent_folder(path))?.sync_all() {
        // Some file systems cannot sync a folder; theirs last without it, or not at all.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Ok(())
        }
        done => done,
    }
}

/// Creates a folder and its parents, for the user alone; an existing one is left as it is.
pub(super) fn create_private_folder(path: &Path) -> Result<(), Error> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|error| io_error(path, "cannot be created", &error))
}

/// Creates a folder and its parents with the permissions of the umask.
pub(super) fn create_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|error| io_error(path, "cannot be created", &error))
}

/// Removes a file, which may be missing.
pub(super) fn remove_if_exists(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(io_error(path, "cannot be removed", &error))
        }
        _ => Ok(()),
    }
}

/// Renames a file to `PATH.SUFFIX`, or `PATH.SUFFIX-2` and so on where that is taken.
pub(super) fn quarantine(path: &Path, suffix: &str) -> Result<PathBuf, Error> {
    let quarantined = unused_path(path, suffix);
    fs::rename(path, &quarantined)
        .map_err(|error| io_error(path, "is damaged and cannot be set aside", &error))?;
    Ok(quarantined)
}

/// An error of a file as one sentence: what could not be done, and the reason of the system.
pub(super) fn io_error(path: &Path, problem: &str, error: &io::Error) -> Error {
    file_error(path, &format!("{problem}: {}", describe_io_error(error)))
}

/// An error of a file as one sentence that starts with its path.
pub(super) fn file_error(path: &Path, problem: &str) -> Error {
    let shown = path.display().to_string();
    Error::new(&shown, ErrorKind::File, format!("{shown} {problem}"))
}

fn describe_io_error(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder",
        io::ErrorKind::PermissionDenied => "permission denied",
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        io::ErrorKind::StorageFull => "no space left on the disk",
        io::ErrorKind::QuotaExceeded => "the disk quota is used up",
        io::ErrorKind::FileTooLarge => "the file is too large for the disk or a limit",
        io::ErrorKind::IsADirectory => "it is a folder",
        io::ErrorKind::NotADirectory => "a part of its path is not a folder",
        io::ErrorKind::InvalidFilename => "the name is too long or not allowed",
        _ if error.raw_os_error() == Some(Errno::IO.raw_os_error()) => "the disk failed",
        _ => return error.to_string(),
    }
    .to_owned()
}

#[cfg(test)]
mod tests;
