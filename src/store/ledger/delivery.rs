//! Downloads of finished videos in the ledger: one program at a time downloads a video and records the result.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::domain::text::line;
use crate::domain::{Fault, RenderId};

use super::super::{files, video_file};
use super::rows::path_value;
use super::transitions::{event, seen};
use super::{Ledger, Trouble};

/// A video is this program's to bring here, until it is dropped.
#[derive(Debug)]
pub struct Errand {
    path: PathBuf,
    /// Locked; the system lets go of it with the program.
    _file: File,
}

impl Drop for Errand {
    fn drop(&mut self) {
        // Still locked: who opens it now sees that it is no more.
        let _ = fs::remove_file(&self.path);
    }
}

impl Ledger {
    /// Takes a video to be brought here; `None` while another one brings it. Look at its row after that, and not before:
    /// it may have come meanwhile.
    pub fn fetch(&self, id: RenderId) -> Result<Option<Errand>, Fault> {
        let folder = files::folder_of(&self.path).join("running");
        let path = folder.join(format!("video-{}-{id}", self.account));
        let file =
            video_file::locked(&path).map_err(|error| files::fault(&path, "cannot be locked", &error))?;
        Ok(file.map(|file| Errand { path, _file: file }))
    }

    /// Subtitles that were due are not fetched any more.
    pub fn subtitles_dropped(&mut self, id: RenderId) -> Result<(), Fault> {
        let account = self.account;
        self.write(|change| -> Result<(), Trouble> {
            seen(change, account, id)?;
            change.execute("UPDATE render SET subtitles_due = NULL WHERE id = ?1", [id.0])?;
            Ok(())
        })
    }

    /// The video's subtitle file is on this machine.
    pub fn subtitled(&mut self, id: RenderId, file: &Path, at: Timestamp) -> Result<(), Fault> {
        let account = self.account;
        self.write(|change| {
            seen(change, account, id)?;
            change.execute(
                "UPDATE render SET subtitles = ?2, subtitles_due = NULL WHERE id = ?1",
                (id.0, path_value(file)),
            )?;
            event(change, id, at, "subtitled", Some(&file.to_string_lossy()))
        })
    }

    /// A companion file of the video was not downloaded; shown if the render has no other note.
    pub fn warned(&mut self, id: RenderId, note: &str, at: Timestamp) -> Result<(), Fault> {
        let (account, note) = (self.account, line(note));
        self.write(|change| -> Result<(), Trouble> {
            seen(change, account, id)?;
            let sql = "UPDATE render SET note = coalesce(note, ?2), subtitles_due = NULL WHERE id = ?1";
            change.execute(sql, (id.0, &note))?;
            event(change, id, at, "warned", Some(&note))
        })
    }
}
