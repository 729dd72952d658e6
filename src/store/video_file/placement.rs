//! A whole video under its name of which the ledger does not know yet: noted beside its part before it gets the name, so
//! that a program that ends in between leaves no video that is fetched a second time.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::domain::Fault;

use super::etag::Version;
use super::files::{self, Access};

/// Bytes of the note; what is longer is not ours.
const MAX_NOTE_BYTES: u64 = 4096;

/// A video that is whole and has its name.
#[derive(Debug)]
pub struct Placed {
    path: PathBuf,
    partial: PathBuf,
}

impl Placed {
    /// Writes down that the partial file is about to get this name.
    pub(super) fn note(partial: &Path, path: &Path) -> Result<Self, Fault> {
        let failed = |error| files::fault(partial, "cannot be kept", &error);
        let about = fs::symlink_metadata(partial).map_err(failed)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = format!("{}\n{}\n{name}\n", about.ino(), about.len());
        files::replace_own(&beside(partial), text.as_bytes(), Access::Usual)?;
        Ok(Self { path: path.to_owned(), partial: partial.to_owned() })
    }

    /// The video that an earlier program put there, where it still stands: it is that very file.
    pub(super) fn of(partial: &Path) -> Option<Self> {
        let bytes = files::read_own(&beside(partial), MAX_NOTE_BYTES).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let mut lines = text.lines();
        let (inode, length) = (lines.next()?.parse().ok()?, lines.next()?.parse().ok()?);
        let name = Path::new(lines.next()?).file_name()?;
        let path = files::folder_of(partial).join(name);
        let about = fs::symlink_metadata(&path).ok()?;
        let same = about.is_file() && (about.ino(), about.len()) == (inode, length);
        same.then(|| Self { path, partial: partial.to_owned() })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The ledger knows where it is: what was noted about it goes away, or does no harm where it stays.
    pub fn settle(self) -> PathBuf {
        let _ = Version::forget(&self.partial);
        let _ = files::remove(&beside(&self.partial));
        self.path
    }
}

fn beside(partial: &Path) -> PathBuf {
    files::with_end(partial, ".at")
}
