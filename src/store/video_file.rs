//! Finished videos on this machine: readable names, and downloads that are whole or not there.

use std::fs::{self, File, OpenOptions};
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

/// A download in progress: a hidden partial file until it is complete.
#[derive(Debug)]
pub struct Download {
    file: File,
    partial: PathBuf,
    received_bytes: u64,
    folder: PathBuf,
    stem: String,
    /// The version of the video that the bytes belong to.
    validator: Option<DownloadValidator>,
    /// The size limit of a video whose length is not announced.
    max_unannounced_bytes: u64,
    /// Bytes of the disk that are left free.
    reserve_bytes: u64,
}

/// How many partial file names are tried for one that is ours.
const MAX_PARTIAL_NAMES: usize = 16;

/// The names of a video: `STEM.mp4`, then `STEM-2.mp4` and so on.
fn candidate_paths(folder: &Path, stem: &str, ending: &str) -> impl Iterator<Item = PathBuf> + use<> {
    let first = folder.join(format!("{stem}.{ending}"));
    let (folder, stem, ending) = (folder.to_owned(), stem.to_owned(), ending.to_owned());
    std::iter::once(first)
        .chain((2_u64..).map(move |number| folder.join(format!("{stem}-{number}.{ending}"))))
}

/// Renames a complete file to its first free name.
fn rename_to_first_free<T>(
    partial: &Path,
    folder: &Path,
    stem: &str,
    ending: &str,
    note: impl Fn(&Path) -> Result<T, Error>,
) -> Result<T, Error> {
    let failed = |error: io::Error| files::io_error(partial, "cannot be saved", &error);
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

/// The error where the partial file was removed during the download.
fn partial_gone_error(folder: &Path) -> Error {
    let shown = folder.display().to_string();
    Error::new(&shown, ErrorKind::VideoFileMissing, format!("The partial download is missing from {shown}"))
}

/// Whether there is certainly no file at `path`; a file that cannot be read is not missing.
pub fn is_missing(path: &Path) -> bool {
    matches!(fs::metadata(path), Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory))
}

/// The error for a downloaded video that [is missing](is_missing).
pub fn missing_error(path: &Path) -> Error {
    let shown = path.display().to_string();
    Error::new(&shown, ErrorKind::VideoFileMissing, format!("{shown} is missing"))
}

impl Download {
    /// The complete video, if an earlier process named it and ended before it was recorded.
    pub fn find_placed(folder: &Path, stem: &str, video: &str) -> Option<PlacedVideo> {
        partial_paths(folder, stem, video).find_map(|partial| PlacedVideo::load(&partial))
    }

    /// Starts a download into `folder` under the name `stem`, or resumes one of the same `video`. Only one process
    /// gets it.
    pub fn start_or_resume(folder: &Path, stem: &str, video: &str) -> Result<Self, Error> {
        files::create_folder(folder)?;
        let (opened, partial) = open_partial(folder, stem, video);
        let failed = |error: io::Error| files::io_error(&partial, "cannot be written", &error);
        let Some(mut file) = opened.map_err(failed)? else {
            let shown = partial.display().to_string();
            let message = format!("{shown} is being downloaded by another cuecard");
            return Err(Error::new(&shown, ErrorKind::InUse, message));
        };
        let received = file.seek(SeekFrom::End(0)).map_err(failed)?;
        let mut download = Self {
            file,
            validator: DownloadValidator::load(&partial),
            partial,
            received_bytes: received,
            folder: folder.to_owned(),
            stem: stem.to_owned(),
            max_unannounced_bytes: u64::MAX,
            reserve_bytes: disk_space::RESERVE_BYTES,
        };
        if download.if_range().is_none() && received > 0 {
            // Nothing proves that what comes next is of the same video.
            download.restart()?;
        }
        Ok(download)
    }

    /// Sets the size limit of a video whose length is not announced.
    pub fn set_max_unannounced_bytes(&mut self, max_unannounced: u64) {
        self.max_unannounced_bytes = max_unannounced;
    }

    /// The value of the `If-Range` header that resumes the download.
    pub fn if_range(&self) -> Option<&str> {
        self.validator.as_ref().and_then(DownloadValidator::if_range)
    }

    /// Bytes received so far, in earlier attempts too.
    pub fn received_bytes(&self) -> u64 {
        self.received_bytes
    }

    /// Whether the download can continue with bytes of this version.
    pub fn can_resume(&self, version: &DownloadValidator) -> bool {
        let fits = version.total_bytes.is_none_or(|total| self.received_bytes <= total);
        fits && self.validator.as_ref().is_some_and(|stored| stored.matches(version))
    }

    /// Sets the version that the next bytes belong to. Fails where the rest does not fit on the disk; the partial
    /// file stays.
    pub fn set_validator(&mut self, version: DownloadValidator) -> Result<(), Error> {
        if let Some(total) = version.total_bytes {
            let rest = total.saturating_sub(self.received_bytes);
            disk_space::check_space(&self.folder, rest, self.reserve_bytes)?;
        }
        if self.validator.as_ref() != Some(&version) {
            version.save(&self.partial).map_err(|error| {
                if is_missing(&self.partial) { partial_gone_error(&self.folder) } else { error }
            })?;
        }
        self.validator = Some(version);
        Ok(())
    }

    /// Writes the next bytes. Fails where the video is too large or the disk's reserve would be used.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.check_length(bytes.len() as u64)?;
        // Others fill the disk too while the video comes in.
        disk_space::check_space(&self.folder, bytes.len() as u64, self.reserve_bytes)?;
        let written = failpoint::fail_write("video.write").and_then(|()| self.file.write_all(bytes));
        if let Err(error) = written {
            // What was written of these bytes is taken back, so that going on does not repeat them.
            let _ = self.truncate(self.received_bytes);
            return Err(self.write_error(&error));
        }
        self.received_bytes += bytes.len() as u64;
        Ok(())
    }

    /// Discards a video that is too large.
    fn check_length(&mut self, more: u64) -> Result<(), Error> {
        let total = self.validator.as_ref().and_then(|version| version.total_bytes);
        let length = self.received_bytes.saturating_add(more);
        if length <= total.unwrap_or(self.max_unannounced_bytes) {
            return Ok(());
        }
        self.restart()?;
        let shown = format_bytes(total.unwrap_or(self.max_unannounced_bytes));
        let message = match total {
            Some(_) => format!("The download is larger than the announced {shown}"),
            None => format!("The download is larger than {shown}, and its size was not announced"),
        };
        Err(Error::new("the video", ErrorKind::File, message))
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

    /// Starts over from the first byte.
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

    /// Names the complete video. Where its length is not `total`, this fails; a file that is too short can be
    /// resumed.
    pub fn finish(mut self, total: Option<u64>) -> Result<PlacedVideo, Error> {
        let failed = |error: io::Error| files::io_error(&self.partial, "cannot be saved", &error);
        let file_length = self.file.metadata().map_err(failed)?.len();
        // A link may stand in its place by now.
        if !owned_file::is_same_file(&self.file, &self.partial) {
            return Err(partial_gone_error(&self.folder));
        }
        let total = total.or(self.validator.as_ref().and_then(|version| version.total_bytes));
        if total.is_none() && !mp4_check::is_complete(&self.file).map_err(failed)? {
            return Err(files::file_error(&self.partial, "is incomplete, and its size was not announced"));
        }
        let total = total.unwrap_or(file_length);
        if file_length != total || total == 0 {
            if file_length > total {
                self.restart()?;
            }
            return Err(files::file_error(
                &self.partial,
                &format!("is incomplete: {file_length} of {total} bytes"),
            ));
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

    /// Removes the partial file. A download that is dropped without it can be resumed.
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

/// The partial file names of a video, derived from its id.
fn partial_paths(folder: &Path, stem: &str, video: &str) -> impl Iterator<Item = PathBuf> {
    let hash = super::account::stable_hash(video.as_bytes());
    candidate_paths(folder, &format!(".{stem}-{hash:016x}"), "part").take(MAX_PARTIAL_NAMES)
}

/// Opens or creates the first partial file that is ours.
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

/// Opens or creates a file and locks it; none while another process holds it. For files of others the error [is not
/// owned](owned_file::is_not_owned).
pub(super) fn open_locked(path: &Path) -> io::Result<Option<File>> {
    loop {
        let file = owned_file::open_or_create(path)?;
        if !files::try_lock(&file)? {
            return Ok(None);
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

/// For file systems without hard links: an empty file reserves the name first.
fn rename_over_placeholder(from: &Path, to: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(to)?;
    fs::rename(from, to).inspect_err(|_| drop(fs::remove_file(to)))
}

#[cfg(test)]
mod tests;
