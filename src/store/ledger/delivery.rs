//! Downloads of finished videos in the ledger: one program at a time downloads a video and records the result.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::domain::text::single_line;
use crate::domain::{Error, RenderEventKind, RenderId, RenderStage};

use super::super::{files, video_file};
use super::connection::Ledger;
use super::error::LedgerError;
use super::rows::path_to_value;

/// The lock of a video's download, until it is dropped.
#[derive(Debug)]
pub struct DownloadLock {
    path: PathBuf,
    /// Holds the lock, which the system releases when the process ends.
    _lock_file: File,
}

impl Drop for DownloadLock {
    fn drop(&mut self) {
        // Still locked: who opens it now sees that it is no more.
        let _ = fs::remove_file(&self.path);
    }
}

impl Ledger {
    /// Locks a video's download; none while another process holds it. Read the row after this: the download may have
    /// just finished.
    pub fn lock_download(&self, id: RenderId) -> Result<Option<DownloadLock>, Error> {
        let folder = files::parent_folder(&self.path).join("running");
        let path = folder.join(format!("video-{}-{id}", self.account));
        let file = video_file::open_locked(&path)
            .map_err(|error| files::io_error(&path, "cannot be locked", &error))?;
        Ok(file.map(|file| DownloadLock { path, _lock_file: file }))
    }

    /// The finished video was downloaded. If its subtitles are pending, the next process downloads them should this one
    /// end.
    pub fn record_delivery(
        &mut self,
        id: RenderId,
        file: &Path,
        subtitles_due: bool,
        at: Timestamp,
    ) -> Result<(), Error> {
        self.change_render(id, at, |change, now| {
            if now.stage != RenderStage::Completed {
                let problem = format!("is {} and has no video yet", now.stage.as_str());
                return Err(LedgerError::rejected(id, &problem));
            }
            let sql = "UPDATE render SET video_path = ?2, are_subtitles_pending = ?3 WHERE id = ?1";
            change.execute(sql, (id, path_to_value(file), subtitles_due))?;
            change.record(id, &RenderEventKind::Delivered, Some(&file.to_string_lossy()))
        })
    }

    /// The pending subtitles are not downloaded any more.
    pub fn clear_pending_subtitles(&mut self, id: RenderId) -> Result<(), Error> {
        let sql = "UPDATE render SET are_subtitles_pending = 0 WHERE account = ?1 AND id = ?2";
        self.execute(sql, (self.account, id))
    }

    /// The subtitle file was downloaded.
    pub fn record_subtitles(&mut self, id: RenderId, file: &Path, at: Timestamp) -> Result<(), Error> {
        self.change_render(id, at, |change, _| {
            let sql = "UPDATE render SET subtitles_path = ?2, are_subtitles_pending = 0 WHERE id = ?1";
            change.execute(sql, (id, path_to_value(file)))?;
            change.record(id, &RenderEventKind::Subtitled, Some(&file.to_string_lossy()))
        })
    }

    /// A companion file of the video was not downloaded; shown if the render has no other note.
    pub fn record_warning(&mut self, id: RenderId, note: &str, at: Timestamp) -> Result<(), Error> {
        let note = single_line(note);
        self.change_render(id, at, |change, _| {
            let sql = "UPDATE render SET note = coalesce(note, ?2), are_subtitles_pending = 0 WHERE id = ?1";
            change.execute(sql, (id, &note))?;
            change.record(id, &RenderEventKind::Warned, Some(&note))
        })
    }
}
