//! Opens files in folders that others can write to: no symlink is followed, and only files of this user are opened.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

use super::path_names::parent_folder;

/// No symlink at the end of the path, and no wait for the other end of a FIFO.
const OPEN_FLAGS: OFlags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK);

/// The same options, for a path that must not end in a symlink.
pub(super) fn no_follow(options: &mut OpenOptions) -> &mut OpenOptions {
    options.custom_flags(OPEN_FLAGS.bits().cast_signed())
}

/// Whether this is a regular file of this user with no second name.
pub(super) fn is_owned_file(path: &Path, metadata: &Metadata) -> bool {
    metadata.is_file() && metadata.nlink() <= 1 && has_trusted_owner(path, metadata)
}

/// Whether the file belongs to this user or to the owner of its folder: a mounted share may show all files as another
/// user's.
fn has_trusted_owner(path: &Path, about: &Metadata) -> bool {
    let shows_another = || fs::metadata(parent_folder(path)).is_ok_and(|folder| folder.uid() == about.uid());
    about.uid() == rustix::process::geteuid().as_raw() || shows_another()
}

/// Opens an owned file with these options. For anything else the error [`is_not_owned`].
pub(super) fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    // Looked at first, since opening alone does something to a device.
    if !is_owned_file(path, &fs::symlink_metadata(path)?) {
        return Err(not_owned_error());
    }
    let file = no_follow(options).open(path)?;
    // Another file may have come into its place meanwhile.
    if is_owned_file(path, &file.metadata()?) { Ok(file) } else { Err(not_owned_error()) }
}

/// Opens an owned file for reading and writing, or creates it.
pub(super) fn open_or_create(path: &Path) -> io::Result<File> {
    loop {
        let created = OpenOptions::new().read(true).write(true).create_new(true).open(path);
        match created {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            done => return done,
        }
        match open(path, OpenOptions::new().read(true).write(true)) {
            // It went away between the two.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            done => return done,
        }
    }
}

/// Whether `path` still names this open file.
pub(super) fn is_same_file(file: &File, path: &Path) -> bool {
    let (Ok(named), Ok(ours)) = (fs::symlink_metadata(path), file.metadata()) else { return false };
    (named.dev(), named.ino()) == (ours.dev(), ours.ino())
}

/// Whether a file was not opened because it is a link or another user's.
pub(super) fn is_not_owned(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::AlreadyExists
}

fn not_owned_error() -> io::Error {
    io::Error::new(io::ErrorKind::AlreadyExists, "it is a link, or not a file of this user")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{chown, symlink};

    use super::*;

    #[test]
    fn a_file_of_another_user_is_refused_unless_its_folder_is_theirs() {
        if !rustix::process::geteuid().is_root() {
            println!("skipped: only root gives files to other users");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "theirs").unwrap();
        chown(&file, Some(12_345), None).unwrap();
        assert!(is_not_owned(&open_or_create(&file).unwrap_err()));
        chown(folder.path(), Some(12_345), None).unwrap();
        open_or_create(&file).unwrap();
    }

    #[test]
    fn links_and_irregular_files_are_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("file"), "mine").unwrap();
        assert!(is_same_file(&open_or_create(&path("file")).unwrap(), &path("file")));
        symlink("file", path("link")).unwrap();
        symlink("nothing", path("dangling")).unwrap();
        fs::create_dir(path("folder")).unwrap();
        let made = std::process::Command::new("mkfifo").arg(path("fifo")).status();
        assert!(made.unwrap().success());
        for name in ["link", "dangling", "folder", "fifo"] {
            assert!(is_not_owned(&open_or_create(&path(name)).unwrap_err()), "{name}");
        }
        fs::hard_link(path("file"), path("second name")).unwrap();
        assert!(is_not_owned(&open_or_create(&path("file")).unwrap_err()));
        assert!(!path("nothing").exists());
        assert_eq!(fs::read(path("file")).unwrap(), b"mine");
    }
}
