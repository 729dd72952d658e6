//! Reading and replacing whole files, so that neither a crash nor a full disk leaves half of one.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
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

/// The bytes of a regular file of at most `most` bytes.
pub(super) fn read(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    read_limited(path, open_regular(path)?, most)
}

/// [`read`], of a file that this program made: one that was put there in its place is no file.
pub(super) fn read_owned(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    let opened = owned_file::open(path, OpenOptions::new().read(true));
    read_limited(path, opened.map_err(|error| io_error(path, "cannot be read", &error))?, most)
}

fn read_limited(path: &Path, file: File, most: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = file.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|error| io_error(path, "cannot be read", &error))?;
    if bytes.len() as u64 > most {
        return Err(file_error(path, &format!("is larger than {}", format_bytes(most))));
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

/// Opens the file of a lock, which is made if it is not there, through no link; never waits for anybody in that.
pub(super) fn open_lock_file(path: &Path) -> Result<File, Error> {
    let failed = |error: io::Error| io_error(path, "cannot be locked", &error);
    if let Ok(about) = fs::symlink_metadata(path) {
        check_regular(path, &about)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    let file = owned_file::no_follow(&mut options).open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    check_regular(path, &about)?;
    // A lock file is written to, which must not reach a file that has another name.
    if about.nlink() > 1 { Err(file_error(path, "has a second name")) } else { Ok(file) }
}

/// Refuses folders, FIFOs, sockets and devices.
pub(super) fn check_regular(path: &Path, about: &Metadata) -> Result<(), Error> {
    if about.is_dir() {
        return Err(file_error(path, "is a folder, not a file"));
    }
    if !about.is_file() {
        return Err(file_error(path, "is no regular file"));
    }
    Ok(())
}

/// [`read`], where a file that is not there is no failure.
pub(super) fn read_if_exists(path: &Path, most: u64) -> Result<Option<Vec<u8>>, Error> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        _ => read(path, most).map(Some),
    }
}

/// Puts `bytes` in the place of what is at `path`, wholly or not at all, and makes that last.
/// A symlink stays one and its target is replaced, and a file with several names is written in its place: only for files that the user names and may have linked on purpose, a
/// project or the settings among their dotfiles. For all others there is [`replace_owned`].
pub(super) fn replace(path: &Path, bytes: &[u8], access: FileAccess) -> Result<(), Error> {
    let failed = |error: io::Error| io_error(path, "cannot be saved", &error);
    let target = resolve_symlinks(path).map_err(failed)?;
    let names = fs::symlink_metadata(&target).ok().filter(Metadata::is_file).map_or(0, |about| about.nlink());
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

/// How the name of a copy ends that stands beside a file while that is written in its place.
const RECOVERY_COPY_SUFFIX: &str = "saving";

/// A synced copy of what is to be written to `target`, beside it under a name that stays when the program ends.
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

/// The copies that stand beside a file because a program was killed while it wrote that in its place.
pub(super) fn recovery_copies(path: &Path) -> Vec<PathBuf> {
    let Ok(target) = resolve_symlinks(path) else { return Vec::new() };
    let numbered = (2..).map(|number| append_suffix(&target, &format!(".{RECOVERY_COPY_SUFFIX}-{number}")));
    let names = std::iter::once(append_suffix(&target, &format!(".{RECOVERY_COPY_SUFFIX}"))).chain(numbered);
    names.take_while(|name| fs::symlink_metadata(name).is_ok()).collect()
}

/// Like [`replace`], for files whose names this program makes up: a symlink in their place is not followed.
pub(super) fn replace_owned(path: &Path, bytes: &[u8], access: FileAccess) -> Result<(), Error> {
    write_and_rename(path, path, bytes, access)
}

fn write_and_rename(path: &Path, target: &Path, bytes: &[u8], access: FileAccess) -> Result<(), Error> {
    let failed = |error: io::Error| io_error(path, "cannot be saved", &error);
    let file = write_temporary(target, bytes, access).map_err(failed)?;
    failpoint::kill_point("files.before_rename");
    failpoint::fail_write("files.rename").map_err(failed)?;
    file.persist(target).map_err(|refused| failed(refused.error))?;
    failpoint::kill_point("files.after_rename");
    sync_parent_folder(target).map_err(failed)
}

/// Like [`replace`], but never over another file: `false` where `path` exists already.
pub(super) fn create_new(path: &Path, bytes: &[u8], access: FileAccess) -> Result<bool, Error> {
    let failed = |error: io::Error| io_error(path, "cannot be saved", &error);
    let target = resolve_symlinks(path).map_err(failed)?;
    let file = write_temporary(&target, bytes, access).map_err(failed)?;
    failpoint::kill_point("files.before_rename");
    failpoint::fail_write("files.rename").map_err(failed)?;
    match file.persist_noclobber(&target) {
        Ok(_) => sync_parent_folder(&target).map_err(failed).map(|()| true),
        Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(refused) => Err(failed(refused.error)),
    }
}

/// A synced temporary file beside `target` that goes away by itself unless it is persisted.
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

/// A temporary file of a random name in `folder`; what killed programs left there is cleared.
pub(super) fn create_temporary(folder: &Path, access: FileAccess) -> io::Result<NamedTempFile> {
    let mode = if access == FileAccess::Private { 0o600 } else { 0o666 };
    let mut named = tempfile::Builder::new();
    let named = named.prefix(temp_files::TEMP_FILE_PREFIX).permissions(Permissions::from_mode(mode));
    let file = named.tempfile_in(folder)?;
    if let Ok(now) = file.as_file().metadata().and_then(|about| about.modified()) {
        temp_files::remove_stale(folder, now);
    }
    Ok(file)
}

/// Device and number of a file, which a name that leads to another one has not.
pub(super) fn file_identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|about| (about.dev(), about.ino()))
}

/// Makes the names in the folder of `path` last.
pub(super) fn sync_parent_folder(path: &Path) -> io::Result<()> {
    match File::open(parent_folder(path))?.sync_all() {
        // Some file systems cannot sync a folder; theirs last without it, or not at all.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Ok(())
        }
        done => done,
    }
}

/// Makes a folder, with those above it, for the user alone; one that exists is left as it is.
pub(super) fn create_private_folder(path: &Path) -> Result<(), Error> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|error| io_error(path, "cannot be made", &error))
}

/// Makes a folder, with those above it, as the umask has it.
pub(super) fn create_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|error| io_error(path, "cannot be made", &error))
}

/// Removes a file; one that is not there is removed already.
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
    let aside = unused_path(path, suffix);
    fs::rename(path, &aside).map_err(|error| io_error(path, "is damaged and cannot be set aside", &error))?;
    Ok(aside)
}

/// A fault of a file in one sentence: what could not be done, and the system's reason.
pub(super) fn io_error(path: &Path, what: &str, error: &io::Error) -> Error {
    file_error(path, &format!("{what}: {}", describe_io_error(error)))
}

/// A fault of a file in one sentence that starts with its path.
pub(super) fn file_error(path: &Path, what: &str) -> Error {
    let shown = path.display().to_string();
    Error::new(&shown, ErrorKind::File, format!("{shown} {what}"))
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
        io::ErrorKind::NotADirectory => "a part of its path is no folder",
        io::ErrorKind::InvalidFilename => "the name is too long or not allowed",
        _ if error.raw_os_error() == Some(Errno::IO.raw_os_error()) => "the disk failed",
        _ => return error.to_string(),
    }
    .to_owned()
}

#[cfg(test)]
mod tests;
