//! A whole video under its name of which the ledger does not know yet: noted beside its part before it gets the name, so
//! that a program that ends in between leaves no video that is fetched a second time.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::domain::Error;

use super::etag::DownloadValidator;
use super::files::{self, FileAccess};

/// A complete video under its final name.
#[derive(Debug)]
pub struct PlacedVideo {
    path: PathBuf,
    partial: PathBuf,
}

impl PlacedVideo {
    /// Records that the partial file is about to be renamed to `path`.
    pub(super) fn record(partial: &Path, path: &Path) -> Result<Self, Error> {
        let failed = |error| files::io_error(partial, "cannot be saved", &error);
        let metadata = fs::symlink_metadata(partial).map_err(failed)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = format!("{}\n{}\n{name}\n", metadata.ino(), metadata.len());
        files::replace_owned(&placement_path(partial), text.as_bytes(), FileAccess::Inherited)?;
        Ok(Self { path: path.to_owned(), partial: partial.to_owned() })
    }

    /// The video that an earlier process renamed, if it is still that file.
    pub(super) fn load(partial: &Path) -> Option<Self> {
        let text = files::read_note(&placement_path(partial))?;
        let mut lines = text.lines();
        let (inode, length) = (lines.next()?.parse().ok()?, lines.next()?.parse().ok()?);
        let name = Path::new(lines.next()?).file_name()?;
        let path = files::parent_folder(partial).join(name);
        let metadata = fs::symlink_metadata(&path).ok()?;
        let same = metadata.is_file() && (metadata.ino(), metadata.len()) == (inode, length);
        same.then(|| Self { path, partial: partial.to_owned() })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the notes about the download: the ledger has recorded the video.
    pub fn confirm(self) -> PathBuf {
        let _ = DownloadValidator::remove(&self.partial);
        let _ = files::remove_if_exists(&placement_path(&self.partial));
        self.path
    }
}

fn placement_path(partial: &Path) -> PathBuf {
    files::append_suffix(partial, ".at")
}
