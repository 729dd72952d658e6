//! Reading and replacing whole files, so that neither a crash nor a full disk leaves half of one.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use rustix::io::Errno;
use tempfile::NamedTempFile;

use super::in_place::{self, Failed};
use super::{guarded, leftovers, trap};
use crate::domain::{Fault, FaultKind, data_size};

/// Who may read a file that did not exist before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// The user alone (0600), whatever an older file of that name allowed.
    Private,
    /// What the umask leaves, or what the older file allowed.
    Usual,
}

/// For opening a FIFO without waiting for its other end.
const NO_WAIT: i32 = OFlags::NONBLOCK.bits().cast_signed();

/// Symlinks that are followed before a chain of them counts as a circle.
const MAX_LINKS: usize = 40;

/// The bytes of a regular file of at most `most` bytes.
pub(super) fn read(path: &Path, most: u64) -> Result<Vec<u8>, Fault> {
    content(path, open(path)?, most)
}

/// [`read`], of a file that this program made: one that was put there in its place is no file.
pub(super) fn read_own(path: &Path, most: u64) -> Result<Vec<u8>, Fault> {
    let opened = guarded::open(path, OpenOptions::new().read(true));
    content(path, opened.map_err(|error| fault(path, "cannot be read", &error))?, most)
}

fn content(path: &Path, file: File, most: u64) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let read = file.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|error| fault(path, "cannot be read", &error))?;
    if bytes.len() as u64 > most {
        return Err(said(path, &format!("is larger than {}", data_size(most))));
    }
    Ok(bytes)
}

/// Opens a regular file for reading; never waits for the other end of a FIFO, nor for a device.
pub(super) fn open(path: &Path) -> Result<File, Fault> {
    let failed = |error: io::Error| fault(path, "cannot be read", &error);
    regular(path, &fs::metadata(path).map_err(failed)?)?;
    // Another file may have taken its name meanwhile: what was opened is looked at too.
    let file = OpenOptions::new().read(true).custom_flags(NO_WAIT).open(path).map_err(failed)?;
    regular(path, &file.metadata().map_err(failed)?)?;
    Ok(file)
}

/// Opens the file of a lock, which is made if it is not there, through no link; never waits for anybody in that.
pub(super) fn open_lock(path: &Path) -> Result<File, Fault> {
    let failed = |error: io::Error| fault(path, "cannot be locked", &error);
    if let Ok(about) = fs::symlink_metadata(path) {
        regular(path, &about)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    let file = guarded::unlinked(&mut options).open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    regular(path, &about)?;
    // A lock file is written to, which must not reach a file that has another name.
    if about.nlink() > 1 { Err(said(path, "has a second name")) } else { Ok(file) }
}

/// Refuses folders, FIFOs, sockets and devices.
pub(super) fn regular(path: &Path, about: &Metadata) -> Result<(), Fault> {
    if about.is_dir() {
        return Err(said(path, "is a folder, not a file"));
    }
    if !about.is_file() {
        return Err(said(path, "is no regular file"));
    }
    Ok(())
}

/// [`read`], where a file that is not there is no failure.
pub(super) fn read_if_there(path: &Path, most: u64) -> Result<Option<Vec<u8>>, Fault> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        _ => read(path, most).map(Some),
    }
}

/// Puts `bytes` in the place of what is at `path`, wholly or not at all, and makes that last.
/// A symlink stays one and its target is replaced, and a file with several names is written in its place: only for files that the user names and may have linked on purpose, a
/// project or the settings among their dotfiles. For all others there is [`replace_own`].
pub(super) fn replace(path: &Path, bytes: &[u8], access: Access) -> Result<(), Fault> {
    let failed = |error: io::Error| fault(path, "cannot be saved", &error);
    let target = target(path).map_err(failed)?;
    let names = fs::symlink_metadata(&target).ok().filter(Metadata::is_file).map_or(0, |about| about.nlink());
    if names < 2 || access == Access::Private {
        return put(path, &target, bytes, access);
    }
    let old = fs::read(&target).map_err(failed)?;
    // The whole content stands beside it until it is written: a crash in between loses nothing.
    let copy = saving_copy(&target, bytes, access).map_err(failed)?;
    match in_place::overwrite(&target, &old, bytes) {
        Ok(()) => {
            // What is left of it says nothing that is not true.
            let _ = remove(&copy);
            Ok(())
        }
        Err(Failed::Unchanged(error)) => {
            let _ = remove(&copy);
            Err(failed(error))
        }
        Err(Failed::Damaged(error)) => {
            let fault = failed(error);
            let kept = format!("{}; the new content is in {}", fault.message, copy.display());
            Err(Fault { message: kept, ..fault })
        }
    }
}

/// How the name of a copy ends that stands beside a file while that is written in its place.
const SAVING_SUFFIX: &str = "saving";

/// A synced copy of what is to be written to `target`, beside it under a name that stays when the program ends.
fn saving_copy(target: &Path, bytes: &[u8], access: Access) -> io::Result<PathBuf> {
    let mut file = filled(target, bytes, access)?;
    loop {
        let copy = free_name(target, SAVING_SUFFIX);
        match file.persist_noclobber(&copy) {
            Ok(_) => {
                sync_folder(&copy)?;
                return Ok(copy);
            }
            Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => file = refused.file,
            Err(refused) => return Err(refused.error),
        }
    }
}

/// The copies that stand beside a file because a program was killed while it wrote that in its place.
pub(super) fn saving_copies(path: &Path) -> Vec<PathBuf> {
    let Ok(target) = target(path) else { return Vec::new() };
    let numbered = (2..).map(|number| with_end(&target, &format!(".{SAVING_SUFFIX}-{number}")));
    let names = std::iter::once(with_end(&target, &format!(".{SAVING_SUFFIX}"))).chain(numbered);
    names.take_while(|name| fs::symlink_metadata(name).is_ok()).collect()
}

/// Like [`replace`], for files whose names this program makes up: a symlink in their place is not followed.
pub(super) fn replace_own(path: &Path, bytes: &[u8], access: Access) -> Result<(), Fault> {
    put(path, path, bytes, access)
}

fn put(path: &Path, target: &Path, bytes: &[u8], access: Access) -> Result<(), Fault> {
    let failed = |error: io::Error| fault(path, "cannot be saved", &error);
    let file = filled(target, bytes, access).map_err(failed)?;
    trap::pass("files.before_rename");
    trap::write("files.rename").map_err(failed)?;
    file.persist(target).map_err(|refused| failed(refused.error))?;
    trap::pass("files.after_rename");
    sync_folder(target).map_err(failed)
}

/// Like [`replace`], but never over another file: `false` where `path` exists already.
pub(super) fn create(path: &Path, bytes: &[u8], access: Access) -> Result<bool, Fault> {
    let failed = |error: io::Error| fault(path, "cannot be saved", &error);
    let target = target(path).map_err(failed)?;
    let file = filled(&target, bytes, access).map_err(failed)?;
    trap::pass("files.before_rename");
    trap::write("files.rename").map_err(failed)?;
    match file.persist_noclobber(&target) {
        Ok(_) => sync_folder(&target).map_err(failed).map(|()| true),
        Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(refused) => Err(failed(refused.error)),
    }
}

/// A synced temporary file beside `target` that goes away by itself unless it is persisted.
fn filled(target: &Path, bytes: &[u8], access: Access) -> io::Result<NamedTempFile> {
    let old = fs::symlink_metadata(target).ok();
    if old.as_ref().is_some_and(Metadata::is_dir) {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut file = temporary(folder_of(target), access)?;
    trap::write("files.write")?;
    file.write_all(bytes)?;
    if let Some(old) = old.filter(|old| access == Access::Usual && old.is_file()) {
        // Only root can give files away; anybody else owns the new file as well as the old one.
        let _ = fchown(file.as_file(), Some(old.uid()), Some(old.gid()));
        file.as_file().set_permissions(Permissions::from_mode(old.mode() & 0o7777))?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

/// A temporary file of a random name in `folder`; what killed programs left there is cleared.
pub(super) fn temporary(folder: &Path, access: Access) -> io::Result<NamedTempFile> {
    let mode = if access == Access::Private { 0o600 } else { 0o666 };
    let mut named = tempfile::Builder::new();
    let named = named.prefix(leftovers::PREFIX).permissions(Permissions::from_mode(mode));
    let file = named.tempfile_in(folder)?;
    if let Ok(now) = file.as_file().metadata().and_then(|about| about.modified()) {
        leftovers::clear(folder, now);
    }
    Ok(file)
}

/// The file that `path` leads to through symlinks, which need not exist.
pub(super) fn target(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&path) {
            Ok(next) => path = folder_of(&path).join(next),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("a circle of symlinks"))
}

/// Device and number of a file, which a name that leads to another one has not.
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|about| (about.dev(), about.ino()))
}

/// The folder that holds `path`; never empty.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) => Path::new("."),
        None => path,
    }
}

/// Makes the names in the folder of `path` last.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    match File::open(folder_of(path))?.sync_all() {
        // Some file systems cannot sync a folder; theirs last without it, or not at all.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        done => done,
    }
}

/// Makes a folder, with those above it, for the user alone; one that exists is left as it is.
pub(super) fn private_folder(path: &Path) -> Result<(), Fault> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|error| fault(path, "cannot be made", &error))
}

/// Makes a folder, with those above it, as the umask has it.
pub(super) fn shared_folder(path: &Path) -> Result<(), Fault> {
    fs::create_dir_all(path).map_err(|error| fault(path, "cannot be made", &error))
}

/// Removes a file; one that is not there is removed already.
pub(super) fn remove(path: &Path) -> Result<(), Fault> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(fault(path, "cannot be removed", &error)),
        _ => Ok(()),
    }
}

/// Renames a file to `PATH.SUFFIX`, or `PATH.SUFFIX-2` and so on where that is taken.
pub(super) fn set_aside(path: &Path, suffix: &str) -> Result<PathBuf, Fault> {
    let aside = free_name(path, suffix);
    fs::rename(path, &aside).map_err(|error| fault(path, "is damaged and cannot be set aside", &error))?;
    Ok(aside)
}

/// `PATH.SUFFIX`, or the first of `PATH.SUFFIX-2` and so on that is not taken.
pub(super) fn free_name(path: &Path, suffix: &str) -> PathBuf {
    let mut name = with_end(path, &format!(".{suffix}"));
    let mut number = 2;
    while fs::symlink_metadata(&name).is_ok() {
        name = with_end(path, &format!(".{suffix}-{number}"));
        number += 1;
    }
    name
}

/// `path` with `end` after its whole name.
pub(super) fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// A fault of a file in one sentence: what could not be done, and the system's reason.
pub(super) fn fault(path: &Path, what: &str, error: &io::Error) -> Fault {
    said(path, &format!("{what}: {}", cause(error)))
}

/// A fault of a file in one sentence that starts with its path.
pub(super) fn said(path: &Path, what: &str) -> Fault {
    let shown = path.display().to_string();
    Fault::new(&shown, FaultKind::File, format!("{shown} {what}"))
}

fn cause(error: &io::Error) -> String {
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
