//! Finished videos on this machine: readable names, and downloads that are whole or not there.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::domain::{Error, ErrorKind, format_bytes};

use super::{failpoint, files, owned_file};
pub use etag::DownloadValidator;
pub use placement::PlacedVideo;
pub use subtitles::SubtitleFile;

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
    received_bytes: u64,
    folder: PathBuf,
    stem: String,
    /// What is known of the video that the bytes are of.
    validator: Option<DownloadValidator>,
    /// Bytes that a video may have whose length was not announced.
    max_unannounced_bytes: u64,
    /// Bytes of the disk that stay free.
    reserve_bytes: u64,
}

/// Parts of one name that are looked at for one of ours.
const MAX_PARTIAL_NAMES: usize = 16;

/// `STEM.mp4`, then `STEM-2.mp4` and so on: the first of them that is free is the video's.
fn candidate_paths(folder: &Path, stem: &str, ending: &str) -> impl Iterator<Item = PathBuf> + use<> {
    let first = folder.join(format!("{stem}.{ending}"));
    let (folder, stem, ending) = (folder.to_owned(), stem.to_owned(), ending.to_owned());
    std::iter::once(first)
        .chain((2_u64..).map(move |number| folder.join(format!("{stem}-{number}.{ending}"))))
}

/// Gives a whole file the first of its names that is free.
fn rename_to_first_free<T>(
    partial: &Path,
    folder: &Path,
    stem: &str,
    ending: &str,
    note: impl Fn(&Path) -> Result<T, Error>,
) -> Result<T, Error> {
    let failed = |error: io::Error| files::io_error(partial, "cannot be kept", &error);
    failpoint::fail_write("video.rename").map_err(failed)?;
    let is_free = |name: &PathBuf| fs::symlink_metadata(name).is_err();
    for name in candidate_paths(folder, stem, ending).filter(is_free) {
        let placed = note(&name)?;
        match rename_no_replace(partial, &name) {
            Ok(()) => {
                failpoint::kill_point("deliver.after_rename");
                files::sync_parent_folder(&name).map_err(failed)?;
                return Ok(placed);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) if is_missing(partial) && error.kind() == io::ErrorKind::NotFound => {
                return Err(partial_gone_error(folder));
            }
            Err(error) => return Err(failed(error)),
        }
    }
    Err(files::file_error(partial, "has no free name"))
}

/// What is said where the folder, or what stood in it, went away under a video that came in.
fn partial_gone_error(folder: &Path) -> Error {
    let shown = folder.display().to_string();
    Error::new(&shown, ErrorKind::VideoFileMissing, format!("The partial download is gone from {shown}"))
}

/// Whether no file stands at `path` any more, which is more than that it cannot be looked at.
pub fn is_missing(path: &Path) -> bool {
    matches!(fs::metadata(path), Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory))
}

/// What is said of a video that was brought here and [is gone](is_gone).
pub fn missing_error(path: &Path) -> Error {
    let shown = path.display().to_string();
    Error::new(&shown, ErrorKind::VideoFileMissing, format!("{shown} is not there any more"))
}

impl Download {
    /// The video itself, where an earlier program gave it its name and ended before anybody was told.
    pub fn find_placed(folder: &Path, stem: &str, video: &str) -> Option<PlacedVideo> {
        partial_paths(folder, stem, video).find_map(|partial| PlacedVideo::load(&partial))
    }

    /// Begins a download into `folder` under the name `stem`, or goes on with an earlier one of the same `video`. Of
    /// two programs one alone gets it.
    pub fn start_or_resume(folder: &Path, stem: &str, video: &str) -> Result<Self, Error> {
        files::create_folder(folder)?;
        let (opened, partial) = open_partial(folder, stem, video);
        let failed = |error: io::Error| files::io_error(&partial, "cannot be written", &error);
        let Some(mut file) = opened.map_err(failed)? else {
            let shown = partial.display().to_string();
            let what = format!("{shown} is being downloaded by another cuecard");
            return Err(Error::new(&shown, ErrorKind::InUse, what));
        };
        let received = file.seek(SeekFrom::End(0)).map_err(failed)?;
        let version = DownloadValidator::load(&partial);
        let (folder, stem) = (folder.to_owned(), stem.to_owned());
        let (max_unannounced, reserve) = (u64::MAX, disk_space::RESERVE_BYTES);
        let mut download = Self {
            file,
            partial,
            received_bytes: received,
            folder,
            stem,
            validator: version,
            max_unannounced_bytes: max_unannounced,
            reserve_bytes: reserve,
        };
        if download.if_range().is_none() && received > 0 {
            // Nothing proves that what comes next is of the same video.
            download.restart()?;
        }
        Ok(download)
    }

    /// Limits a video whose length is not announced to so many bytes.
    pub fn set_max_unannounced_bytes(&mut self, max_unannounced: u64) {
        self.max_unannounced_bytes = max_unannounced;
    }

    /// What names the version that the bytes here are of, as the condition under which the rest of it is asked for.
    pub fn if_range(&self) -> Option<&str> {
        self.validator.as_ref().and_then(DownloadValidator::if_range)
    }

    /// Bytes that are here, those of an earlier try with them: where to go on.
    pub fn received_bytes(&self) -> u64 {
        self.received_bytes
    }

    /// Whether bytes of this version can be joined to those that are here.
    pub fn can_resume(&self, version: &DownloadValidator) -> bool {
        let fits = version.total_bytes.is_none_or(|total| self.received_bytes <= total);
        fits && self.validator.as_ref().is_some_and(|kept| kept.matches(version))
    }

    /// Says of which version of the video the next bytes are. Fails where what is missing of it is more than there is
    /// room for; what is here stays then.
    pub fn set_validator(&mut self, version: DownloadValidator) -> Result<(), Error> {
        if let Some(total) = version.total_bytes {
            disk_space::check_space(
                &self.folder,
                total.saturating_sub(self.received_bytes),
                self.reserve_bytes,
            )?;
        }
        if self.validator.as_ref() != Some(&version) {
            let noted = version.save(&self.partial);
            noted.map_err(|fault| {
                if is_missing(&self.partial) { partial_gone_error(&self.folder) } else { fault }
            })?;
        }
        self.validator = Some(version);
        Ok(())
    }

    /// Writes the next bytes. Fails where the video is larger than it may be, or the disk's reserve would be used up.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.check_length(bytes.len() as u64)?;
        // Others fill the disk too while the video comes in.
        disk_space::check_space(&self.folder, bytes.len() as u64, self.reserve_bytes)?;
        let outcome = failpoint::fail_write("video.write").and_then(|()| self.file.write_all(bytes));
        match outcome {
            Ok(()) => self.received_bytes += bytes.len() as u64,
            Err(error) => {
                // What was written of these bytes is taken back, so that going on does not repeat them.
                let _ = self.truncate(self.received_bytes);
                return Err(self.write_error(&error));
            }
        }
        Ok(())
    }

    /// Nothing of a video that is too large is kept.
    fn check_length(&mut self, more: u64) -> Result<(), Error> {
        let total = self.validator.as_ref().and_then(|version| version.total_bytes);
        let length = self.received_bytes.saturating_add(more);
        if length <= total.unwrap_or(self.max_unannounced_bytes) {
            return Ok(());
        }
        self.restart()?;
        let shown = format_bytes(total.unwrap_or(self.max_unannounced_bytes));
        let what = match total {
            Some(_) => format!("The download is larger than the announced {shown}"),
            None => format!("The download is larger than {shown}, and its length was not announced"),
        };
        Err(Error::new("the video", ErrorKind::File, what))
    }

    fn write_error(&self, error: &io::Error) -> Error {
        let total = self.validator.as_ref().and_then(|version| version.total_bytes);
        let needed = total.map(|total| total.saturating_sub(self.received_bytes));
        match (needed, disk_space::free_bytes(&self.folder)) {
            // The figures are told where they say why: a disk may be full in other ways.
            (Some(needed), Some(free)) if error.kind() == io::ErrorKind::StorageFull && free < needed => {
                disk_space::not_enough_space_error(&self.folder, needed, free, self.reserve_bytes)
            }
            _ => files::io_error(&self.partial, "cannot be written", error),
        }
    }

    /// Begins anew from the first byte, for a service that cannot go on in the middle.
    pub fn restart(&mut self) -> Result<(), Error> {
        self.validator = None;
        // For good before the next version is noted: the old bytes must not come back under its name.
        let done = self.truncate(0).and_then(|()| self.file.sync_all());
        done.map_err(|error| files::io_error(&self.partial, "cannot be written", &error))
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.file.seek(SeekFrom::Start(length))?;
        self.received_bytes = length;
        Ok(())
    }

    /// Gives the whole video its name, which is where it is then; to be settled once that is known for good. Where its
    /// length is not `total`, the partial file stays: one that is too short can be gone on with.
    pub fn finish(mut self, total: Option<u64>) -> Result<PlacedVideo, Error> {
        let failed = |error: io::Error| files::io_error(&self.partial, "cannot be kept", &error);
        let here = self.file.metadata().map_err(failed)?.len();
        // A link may stand in its place by now.
        if !owned_file::is_same_file(&self.file, &self.partial) {
            return Err(partial_gone_error(&self.folder));
        }
        let total = total.or(self.validator.as_ref().and_then(|version| version.total_bytes));
        if total.is_none() && !mp4_check::is_complete(&self.file).map_err(failed)? {
            return Err(files::file_error(&self.partial, "is not whole, and how long it is was not said"));
        }
        let total = total.unwrap_or(here);
        if here != total || total == 0 {
            if here > total {
                self.restart()?;
            }
            return Err(files::file_error(&self.partial, &format!("is not whole: {here} of {total} bytes")));
        }
        if !mp4_check::is_mp4(&self.file).map_err(failed)? {
            self.restart()?;
            return Err(Error::new("the video", ErrorKind::InvalidResponse, "the file is not a video"));
        }
        self.file.sync_all().map_err(failed)?;
        failpoint::kill_point("deliver.before_rename");
        let note = |name: &Path| PlacedVideo::record(&self.partial, name);
        rename_to_first_free(&self.partial, &self.folder, &self.stem, "mp4", note)
    }

    /// Removes what came in so far. Without it, dropping a download leaves the partial file to go on with.
    pub fn discard(self) -> Result<(), Error> {
        DownloadValidator::remove(&self.partial)?;
        files::remove_if_exists(&self.partial)
    }
}

impl Drop for Download {
    fn drop(&mut self) {
        let resumable = self.received_bytes > 0 && self.if_range().is_some();
        if !resumable && owned_file::is_same_file(&self.file, &self.partial) {
            // There is nothing to go on with. It is locked still: who opens it now sees that it is no more.
            let _ = DownloadValidator::remove(&self.partial);
            let _ = files::remove_if_exists(&self.partial);
        }
    }
}

/// Where a video's bytes may be until it is whole: its part is found again by its name, which others can foresee.
fn partial_paths(folder: &Path, stem: &str, video: &str) -> impl Iterator<Item = PathBuf> {
    let mark = super::account::stable_hash(video.as_bytes());
    candidate_paths(folder, &format!(".{stem}-{mark:016x}"), "part").take(MAX_PARTIAL_NAMES)
}

/// Opens the first part that is ours, made if it is not there; the names of those that are not are left to them.
fn open_partial(folder: &Path, stem: &str, video: &str) -> (io::Result<Option<File>>, PathBuf) {
    let mut last = (failpoint::fail_write("video.open").map(|()| None), folder.to_owned());
    if last.0.is_err() {
        return last;
    }
    for partial in partial_paths(folder, stem, video) {
        last = (open_locked(&partial), partial);
        if !matches!(&last.0, Err(error) if owned_file::is_not_owned(error)) {
            break;
        }
    }
    last
}

/// Opens a file, made if it is not there, for this program alone; `None` while another one has it. What is not ours is
/// [strange](guarded::is_strange).
pub(super) fn open_locked(path: &Path) -> io::Result<Option<File>> {
    loop {
        let file = owned_file::open_or_create(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // Another program may have finished it just now: then this is a whole video under its name.
        if owned_file::is_same_file(&file, path) {
            return Ok(Some(file));
        }
    }
}

/// Renames a file unless the new name exists.
fn rename_no_replace(from: &Path, to: &Path) -> io::Result<()> {
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
