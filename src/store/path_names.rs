//! File names derived from others: the parent folder, a suffix, the first unused name, the target of a symlink.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Symlinks that are followed before a chain of them counts as a circle.
const MAX_SYMLINKS: usize = 40;

/// The file that `path` leads to through symlinks, which need not exist.
pub(super) fn resolve_symlinks(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_SYMLINKS {
        match fs::read_link(&path) {
            Ok(next) => path = parent_folder(&path).join(next),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("a loop of symlinks"))
}

/// The folder that holds `path`; never empty.
pub(super) fn parent_folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) => Path::new("."),
        None => path,
    }
}

/// `PATH.SUFFIX`, or the first of `PATH.SUFFIX-2` and so on that is not taken.
pub(super) fn unused_path(path: &Path, suffix: &str) -> PathBuf {
    let mut name = append_suffix(path, &format!(".{suffix}"));
    let mut number = 2;
    while fs::symlink_metadata(&name).is_ok() {
        name = append_suffix(path, &format!(".{suffix}-{number}"));
        number += 1;
    }
    name
}

/// `path` with `end` after its whole name.
pub(super) fn append_suffix(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
