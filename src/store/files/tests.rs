//! Whole files: replaced or untouched, with their rights, and nothing left behind.

use std::os::unix::fs::symlink;

use super::*;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

fn file_names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_replaced_file_keeps_its_permissions_and_leaves_no_temp_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    replace(&path, b"one", FileAccess::Inherited).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    replace(&path, b"two", FileAccess::Inherited).unwrap();
    assert_eq!((read(&path, 10).unwrap().as_slice(), mode(&path)), (b"two".as_slice(), 0o640));
    replace(&path, b"three", FileAccess::Private).unwrap();
    assert_eq!(mode(&path), 0o600);
    assert_eq!(file_names(folder.path()), ["a"]);
}

#[test]
fn replacing_a_symlink_replaces_its_target() {
    let folder = tempfile::tempdir().unwrap();
    let (link, real) = (folder.path().join("link"), folder.path().join("real"));
    symlink("real", &link).unwrap();
    replace(&link, b"new", FileAccess::Inherited).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(read(&real, 10).unwrap(), b"new");

    let circle = folder.path().join("circle");
    symlink("circle", &circle).unwrap();
    assert!(replace(&circle, b"", FileAccess::Inherited).unwrap_err().summary().contains("loop of symlinks"));
}

#[test]
fn create_new_never_overwrites_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    assert!(create_new(&path, b"one", FileAccess::Inherited).unwrap());
    assert!(!create_new(&path, b"two", FileAccess::Inherited).unwrap());
    assert_eq!(read(&path, 10).unwrap(), b"one");
    assert_eq!(file_names(folder.path()), ["a"]);
}

#[test]
fn a_failed_write_says_why_and_leaves_no_temp_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    fs::create_dir(&path).unwrap();
    let refused = replace(&path, b"x", FileAccess::Inherited).unwrap_err();
    assert_eq!(refused.summary(), format!("{} cannot be saved: it is a folder", path.display()));
    assert_eq!(file_names(folder.path()), ["a"]);

    let missing = folder.path().join("none/a");
    assert!(
        replace(&missing, b"x", FileAccess::Inherited)
            .unwrap_err()
            .summary()
            .contains("no such file or folder")
    );
    assert!(read(&path, 1).unwrap_err().summary().ends_with("is a folder, not a file"));
    assert!(read(Path::new("/dev/zero"), 1).unwrap_err().summary().ends_with("is not a regular file"));
}

#[test]
fn a_file_above_the_size_limit_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    replace(&path, &[b'x'; 2049], FileAccess::Inherited).unwrap();
    assert!(read(&path, 2048).unwrap_err().summary().ends_with("is larger than 2.0 kB"));
    assert_eq!(read(&path, 2049).unwrap().len(), 2049);
    assert_eq!(read_if_exists(&folder.path().join("none"), 1), Ok(None));
}

#[test]
fn created_folders_are_private() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("a/b");
    create_private_folder(&deep).unwrap();
    create_private_folder(&deep).unwrap();
    assert_eq!((mode(&deep), mode(&folder.path().join("a"))), (0o700, 0o700));
}

#[test]
fn quarantine_never_overwrites_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    for _ in 0..3 {
        replace(&path, b"", FileAccess::Inherited).unwrap();
        quarantine(&path, "damaged").unwrap();
    }
    assert_eq!(file_names(folder.path()), ["a.damaged", "a.damaged-2", "a.damaged-3"]);
}

/// A FIFO, a socket, a device and a folder.
fn irregular_files(folder: &Path) -> [PathBuf; 4] {
    let [fifo, socket, device, inner] = ["fifo", "socket", "device", "inner"].map(|name| folder.join(name));
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    std::os::unix::net::UnixListener::bind(&socket).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &device).unwrap();
    fs::create_dir(&inner).unwrap();
    [fifo, socket, device, inner]
}

#[test]
fn irregular_files_are_refused_without_blocking() {
    let folder = tempfile::tempdir().unwrap();
    for path in irregular_files(folder.path()) {
        let (sender, receiver) = std::sync::mpsc::channel();
        let own = path.clone();
        std::thread::spawn(move || {
            let results =
                [open_regular(&own).map(drop), open_lock_file(&own).map(drop), read(&own, 9).map(drop)];
            sender.send(results).unwrap();
        });
        let results =
            receiver.recv_timeout(std::time::Duration::from_secs(30)).expect("nothing is waited for");
        for error in results.map(Result::unwrap_err) {
            let message = error.summary();
            assert!(
                message.ends_with("is not a regular file") || message.ends_with("is a folder, not a file"),
                "{message}"
            );
        }
    }
}
