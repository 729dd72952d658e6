//! Downloads of finished videos in the ledger: one program at a time downloads a video and records the result.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::domain::text::single_line;
use crate::domain::{Error, RenderEventKind, RenderId};

use super::super::{files, video_file};
use super::connection::Ledger;
use super::error::LedgerError;
use super::events::record_event;
use super::render_state::load_listed_state;
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
        let path = folder.join(format!("video-{}-{id}", self.account_row_id));
        let file = video_file::open_locked(&path)
            .map_err(|error| files::io_error(&path, "cannot be locked", &error))?;
        Ok(file.map(|file| DownloadLock { path, _lock_file: file }))
    }

    /// The pending subtitles are not downloaded any more.
    pub fn clear_pending_subtitles(&mut self, id: RenderId) -> Result<(), Error> {
        let account = self.account_row_id;
        self.transact(|change| -> Result<(), LedgerError> {
            load_listed_state(change, account, id)?;
            change.execute("UPDATE render SET are_subtitles_pending = 0 WHERE id = ?1", [id.0])?;
            Ok(())
        })
    }

    /// The subtitle file was downloaded.
    pub fn record_subtitles(&mut self, id: RenderId, file: &Path, at: Timestamp) -> Result<(), Error> {
        let account = self.account_row_id;
        self.transact(|change| {
            load_listed_state(change, account, id)?;
            change.execute(
                "UPDATE render SET subtitles_path = ?2, are_subtitles_pending = 0 WHERE id = ?1",
                (id.0, path_to_value(file)),
            )?;
            record_event(change, id, at, &RenderEventKind::Subtitled, Some(&file.to_string_lossy()))
        })
    }

    /// A companion file of the video was not downloaded; shown if the render has no other note.
    pub fn record_warning(&mut self, id: RenderId, note: &str, at: Timestamp) -> Result<(), Error> {
        let (account, note) = (self.account_row_id, single_line(note));
        self.transact(|change| -> Result<(), LedgerError> {
            load_listed_state(change, account, id)?;
            let sql = "UPDATE render SET note = coalesce(note, ?2), are_subtitles_pending = 0 WHERE id = ?1";
            change.execute(sql, (id.0, &note))?;
            record_event(change, id, at, &RenderEventKind::Warned, Some(&note))
        })
    }
}
