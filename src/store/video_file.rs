//! Finished videos on this machine: readable names, and downloads that are whole or not there.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::domain::{Fault, FaultKind, data_size};

use super::{files, guarded, trap};
pub use etag::Version;
pub use placement::Placed;
pub use subtitles::Subtitles;

mod disk_space;
mod etag;
mod mp4_check;
mod placement;
mod subtitles;

/// A video that comes in: a hidden partial file until it is whole.
#[derive(Debug)]
pub struct Download {
    file: File,
    partial: PathBuf,
    received: u64,
    folder: PathBuf,
    stem: String,
    /// What is known of the video that the bytes are of.
    version: Option<Version>,
    /// Bytes that a video may have whose length was not announced.
    max_unannounced: u64,
    /// Bytes of the disk that stay free.
    reserve: u64,
}

/// Parts of one name that are looked at for one of ours.
const MAX_PART_NAMES: usize = 16;

/// `STEM.mp4`, then `STEM-2.mp4` and so on: the first of them that is free is the video's.
fn names(folder: &Path, stem: &str, ending: &str) -> impl Iterator<Item = PathBuf> + use<> {
    let first = folder.join(format!("{stem}.{ending}"));
    let (folder, stem, ending) = (folder.to_owned(), stem.to_owned(), ending.to_owned());
    std::iter::once(first)
        .chain((2_u64..).map(move |number| folder.join(format!("{stem}-{number}.{ending}"))))
}

/// Gives a whole file the first of its names that is free.
fn place<T>(
    partial: &Path,
    folder: &Path,
    stem: &str,
    ending: &str,
    note: impl Fn(&Path) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let failed = |error: io::Error| files::fault(partial, "cannot be kept", &error);
    trap::write("video.rename").map_err(failed)?;
    let is_free = |name: &PathBuf| fs::symlink_metadata(name).is_err();
    for name in names(folder, stem, ending).filter(is_free) {
        let placed = note(&name)?;
        match rename_to_free(partial, &name) {
            Ok(()) => {
                trap::pass("deliver.after_rename");
                files::sync_folder(&name).map_err(failed)?;
                return Ok(placed);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) if is_gone(partial) && error.kind() == io::ErrorKind::NotFound => {
                return Err(lost(folder));
            }
            Err(error) => return Err(failed(error)),
        }
    }
    Err(files::said(partial, "has no free name"))
}

/// What is said where the folder, or what stood in it, went away under a video that came in.
fn lost(folder: &Path) -> Fault {
    let shown = folder.display().to_string();
    Fault::new(&shown, FaultKind::Gone, format!("The partial download is gone from {shown}"))
}

/// Whether no file stands at `path` any more, which is more than that it cannot be looked at.
pub fn is_gone(path: &Path) -> bool {
    matches!(fs::metadata(path), Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory))
}

/// What is said of a video that was brought here and [is gone](is_gone).
pub fn gone(path: &Path) -> Fault {
    let shown = path.display().to_string();
    Fault::new(&shown, FaultKind::Gone, format!("{shown} is not there any more"))
}

impl Download {
    /// The video itself, where an earlier program gave it its name and ended before anybody was told.
    pub fn placed(folder: &Path, stem: &str, video: &str) -> Option<Placed> {
        partials(folder, stem, video).find_map(|partial| Placed::of(&partial))
    }

    /// Begins a download into `folder` under the name `stem`, or goes on with an earlier one of the same `video`. Of
    /// two programs one alone gets it.
    pub fn begin(folder: &Path, stem: &str, video: &str) -> Result<Self, Fault> {
        files::shared_folder(folder)?;
        let (opened, partial) = own_partial(folder, stem, video);
        let failed = |error: io::Error| files::fault(&partial, "cannot be written", &error);
        let Some(mut file) = opened.map_err(failed)? else {
            let shown = partial.display().to_string();
            let what = format!("{shown} is being downloaded by another cuecard");
            return Err(Fault::new(&shown, FaultKind::Elsewhere, what));
        };
        let received = file.seek(SeekFrom::End(0)).map_err(failed)?;
        let version = Version::of(&partial);
        let (folder, stem) = (folder.to_owned(), stem.to_owned());
        let (max_unannounced, reserve) = (u64::MAX, disk_space::RESERVE_BYTES);
        let mut download = Self { file, partial, received, folder, stem, version, max_unannounced, reserve };
        if download.validator().is_none() && received > 0 {
            // Nothing proves that what comes next is of the same video.
            download.restart()?;
        }
        Ok(download)
    }

    /// Limits a video whose length is not announced to so many bytes.
    pub fn limit(&mut self, max_unannounced: u64) {
        self.max_unannounced = max_unannounced;
    }

    /// What names the version that the bytes here are of, as the condition under which the rest of it is asked for.
    pub fn validator(&self) -> Option<&str> {
        self.version.as_ref().and_then(Version::validator)
    }

    /// Bytes that are here, those of an earlier try with them: where to go on.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Whether bytes of this version can be joined to those that are here.
    pub fn continues(&self, version: &Version) -> bool {
        let fits = version.total.is_none_or(|total| self.received <= total);
        fits && self.version.as_ref().is_some_and(|kept| kept.is(version))
    }

    /// Says of which version of the video the next bytes are. Fails where what is missing of it is more than there is
    /// room for; what is here stays then.
    pub fn expect(&mut self, version: Version) -> Result<(), Fault> {
        if let Some(total) = version.total {
            disk_space::check(&self.folder, total.saturating_sub(self.received), self.reserve)?;
        }
        if self.version.as_ref() != Some(&version) {
            let noted = version.note(&self.partial);
            noted.map_err(|fault| if is_gone(&self.partial) { lost(&self.folder) } else { fault })?;
        }
        self.version = Some(version);
        Ok(())
    }

    /// Writes the next bytes. Fails where the video is larger than it may be, or the disk's reserve would be used up.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.check_length(bytes.len() as u64)?;
        // Others fill the disk too while the video comes in.
        disk_space::check(&self.folder, bytes.len() as u64, self.reserve)?;
        let outcome = trap::write("video.write").and_then(|()| self.file.write_all(bytes));
        match outcome {
            Ok(()) => self.received += bytes.len() as u64,
            Err(error) => {
                // What was written of these bytes is taken back, so that going on does not repeat them.
                let _ = self.cut(self.received);
                return Err(self.unwritten(&error));
            }
        }
        Ok(())
    }

    /// Nothing of a video that is too large is kept.
    fn check_length(&mut self, more: u64) -> Result<(), Fault> {
        let total = self.version.as_ref().and_then(|version| version.total);
        let length = self.received.saturating_add(more);
        if length <= total.unwrap_or(self.max_unannounced) {
            return Ok(());
        }
        self.restart()?;
        let shown = data_size(total.unwrap_or(self.max_unannounced));
        let what = match total {
            Some(_) => format!("The download is larger than the announced {shown}"),
            None => format!("The download is larger than {shown}, and its length was not announced"),
        };
        Err(Fault::new("the video", FaultKind::File, what))
    }

    fn unwritten(&self, error: &io::Error) -> Fault {
        let total = self.version.as_ref().and_then(|version| version.total);
        let needed = total.map(|total| total.saturating_sub(self.received));
        match (needed, disk_space::free(&self.folder)) {
            // The figures are told where they say why: a disk may be full in other ways.
            (Some(needed), Some(free)) if error.kind() == io::ErrorKind::StorageFull && free < needed => {
                disk_space::lacking(&self.folder, needed, free, self.reserve)
            }
            _ => files::fault(&self.partial, "cannot be written", error),
        }
    }

    /// Begins anew from the first byte, for a service that cannot go on in the middle.
    pub fn restart(&mut self) -> Result<(), Fault> {
        self.version = None;
        // For good before the next version is noted: the old bytes must not come back under its name.
        let done = self.cut(0).and_then(|()| self.file.sync_all());
        done.map_err(|error| files::fault(&self.partial, "cannot be written", &error))
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.file.seek(SeekFrom::Start(length))?;
        self.received = length;
        Ok(())
    }

    /// Gives the whole video its name, which is where it is then; to be settled once that is known for good. Where its
    /// length is not `total`, the partial file stays: one that is too short can be gone on with.
    pub fn finish(mut self, total: Option<u64>) -> Result<Placed, Fault> {
        let failed = |error: io::Error| files::fault(&self.partial, "cannot be kept", &error);
        let here = self.file.metadata().map_err(failed)?.len();
        // A link may stand in its place by now.
        if !guarded::is_at(&self.file, &self.partial) {
            return Err(lost(&self.folder));
        }
        let total = total.or(self.version.as_ref().and_then(|version| version.total));
        if total.is_none() && !mp4_check::are_whole(&self.file).map_err(failed)? {
            return Err(files::said(&self.partial, "is not whole, and how long it is was not said"));
        }
        let total = total.unwrap_or(here);
        if here != total || total == 0 {
            if here > total {
                self.restart()?;
            }
            return Err(files::said(&self.partial, &format!("is not whole: {here} of {total} bytes")));
        }
        if !mp4_check::is_video(&self.file).map_err(failed)? {
            self.restart()?;
            return Err(Fault::new("the video", FaultKind::Unreadable, "the file is not a video"));
        }
        self.file.sync_all().map_err(failed)?;
        trap::pass("deliver.before_rename");
        let note = |name: &Path| Placed::note(&self.partial, name);
        place(&self.partial, &self.folder, &self.stem, "mp4", note)
    }

    /// Removes what came in so far. Without it, dropping a download leaves the partial file to go on with.
    pub fn discard(self) -> Result<(), Fault> {
        Version::forget(&self.partial)?;
        files::remove(&self.partial)
    }
}

impl Drop for Download {
    fn drop(&mut self) {
        let resumable = self.received > 0 && self.validator().is_some();
        if !resumable && guarded::is_at(&self.file, &self.partial) {
            // There is nothing to go on with. It is locked still: who opens it now sees that it is no more.
            let _ = Version::forget(&self.partial);
            let _ = files::remove(&self.partial);
        }
    }
}

/// Where a video's bytes may be until it is whole: its part is found again by its name, which others can foresee.
fn partials(folder: &Path, stem: &str, video: &str) -> impl Iterator<Item = PathBuf> {
    let mark = super::account::digest(video.as_bytes());
    names(folder, &format!(".{stem}-{mark:016x}"), "part").take(MAX_PART_NAMES)
}

/// Opens the first part that is ours, made if it is not there; the names of those that are not are left to them.
fn own_partial(folder: &Path, stem: &str, video: &str) -> (io::Result<Option<File>>, PathBuf) {
    let mut last = (trap::write("video.open").map(|()| None), folder.to_owned());
    if last.0.is_err() {
        return last;
    }
    for partial in partials(folder, stem, video) {
        last = (locked(&partial), partial);
        if !matches!(&last.0, Err(error) if guarded::is_strange(error)) {
            break;
        }
    }
    last
}

/// Opens a file, made if it is not there, for this program alone; `None` while another one has it. What is not ours is
/// [strange](guarded::is_strange).
pub(super) fn locked(path: &Path) -> io::Result<Option<File>> {
    loop {
        let file = guarded::open_or_create(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // Another program may have finished it just now: then this is a whole video under its name.
        if guarded::is_at(&file, path) {
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
        Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => Err(refused.error),
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
