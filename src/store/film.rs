//! Finished films on this machine: readable names, and downloads that are whole or not there.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use tempfile::TempPath;

use crate::domain::{Fault, slug};

use super::{files, trap};

/// Bytes that the title takes in a name; file systems take 255 for all of it.
const MOST_TITLE: usize = 150;

/// A film that comes in: a hidden partial file until it is whole.
#[derive(Debug)]
pub struct Download {
    file: File,
    partial: PathBuf,
    received: u64,
    folder: PathBuf,
    title: String,
    date: Date,
}

/// The name that a film gets in `folder`: `launch-teaser-2026-11-22.mp4`, or with `-2` and so on, so that it is never
/// that of another file.
pub fn film_path(folder: &Path, title: &str, date: Date) -> PathBuf {
    let free = |path: &PathBuf| fs::symlink_metadata(path).is_err();
    names(folder, title, date).find(free).unwrap_or_else(|| folder.join("film.mp4"))
}

fn names(folder: &Path, title: &str, date: Date) -> impl Iterator<Item = PathBuf> {
    let stem = format!("{}-{date}", short_slug(title));
    let first = folder.join(format!("{stem}.mp4"));
    let folder = folder.to_owned();
    std::iter::once(first).chain((2_u64..).map(move |number| folder.join(format!("{stem}-{number}.mp4"))))
}

fn short_slug(title: &str) -> String {
    let mut slug = slug(title);
    slug.truncate(slug.floor_char_boundary(MOST_TITLE));
    slug
}

impl Download {
    /// Begins a download into `folder`, or goes on with an earlier one of the same `video`. Of two programs one alone
    /// gets it.
    pub fn begin(folder: &Path, title: &str, date: Date, video: &str) -> Result<Self, Fault> {
        files::shared_folder(folder)?;
        let mark = super::account::digest(video.as_bytes());
        let partial = folder.join(format!(".{}-{mark:016x}.part", short_slug(title)));
        let failed = |error: io::Error| files::fault(&partial, "cannot be written", &error);
        let Some(mut file) = locked(&partial).map_err(failed)? else {
            return Err(files::said(&partial, "is being downloaded by another cuecard"));
        };
        let received = file.seek(SeekFrom::End(0)).map_err(failed)?;
        Ok(Self { file, partial, received, folder: folder.to_owned(), title: title.to_owned(), date })
    }

    /// Bytes that are here, those of an earlier try with them: where to go on.
    pub fn received(&self) -> u64 {
        self.received
    }

    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let outcome = self.file.write_all(bytes);
        match outcome {
            Ok(()) => self.received += bytes.len() as u64,
            Err(error) => {
                // What was written of these bytes is taken back, so that going on does not repeat them.
                let _ = self.cut(self.received);
                return Err(files::fault(&self.partial, "cannot be written", &error));
            }
        }
        Ok(())
    }

    /// Begins anew from the first byte, for a service that cannot go on in the middle.
    pub fn restart(&mut self) -> Result<(), Fault> {
        self.cut(0).map_err(|error| files::fault(&self.partial, "cannot be written", &error))
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.file.seek(SeekFrom::Start(length))?;
        self.received = length;
        Ok(())
    }

    /// Gives the whole film its name, which is where it is then. Where its length is not `total`, the partial file
    /// stays: one that is too short can be gone on with.
    pub fn finish(mut self, total: Option<u64>) -> Result<PathBuf, Fault> {
        let failed = |error: io::Error| files::fault(&self.partial, "cannot be kept", &error);
        let here = self.file.metadata().map_err(failed)?.len();
        let total = total.unwrap_or(self.received);
        if here != total || total == 0 {
            if here > total {
                self.restart()?;
            }
            return Err(files::said(&self.partial, &format!("is not whole: {here} of {total} bytes")));
        }
        self.file.sync_all().map_err(failed)?;
        trap::pass("deliver.before_rename");
        for name in names(&self.folder, &self.title, self.date) {
            match rename_to_free(&self.partial, &name) {
                Ok(()) => {
                    trap::pass("deliver.after_rename");
                    return files::sync_folder(&name).map_err(failed).map(|()| name);
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Err(files::said(&self.partial, "has no free name"))
    }

    /// Removes what came in so far. Without it, dropping a download leaves the partial file to go on with.
    pub fn discard(self) -> Result<(), Fault> {
        files::remove(&self.partial)
    }
}

/// Opens a file, made if it is not there, for this program alone; `None` while another one has it.
fn locked(path: &Path) -> io::Result<Option<File>> {
    loop {
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // Another program may have finished it just now: then this is a whole film under its name.
        let (ours, named) = (file.metadata()?, fs::metadata(path));
        if named.is_ok_and(|named| (named.dev(), named.ino()) == (ours.dev(), ours.ino())) {
            return Ok(Some(file));
        }
    }
}

/// Renames a file unless the new name exists.
fn rename_to_free(from: &Path, to: &Path) -> io::Result<()> {
    let mut from = TempPath::try_from_path(from)?;
    // It is no temporary file of that crate's: it stays whatever happens.
    from.disable_cleanup(true);
    match from.persist_noclobber(to) {
        Ok(()) => Ok(()),
        Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => Err(refused.error),
        Err(refused) => rename_over_placeholder(&refused.path, to),
    }
}

/// For file systems that know neither such a rename nor links: an empty file of ours holds the name first.
fn rename_over_placeholder(from: &Path, to: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(to)?;
    fs::rename(from, to).inspect_err(|_| drop(fs::remove_file(to)))
}

#[cfg(test)]
mod tests;
