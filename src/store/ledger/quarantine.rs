//! Damaged ledgers that were moved away: a notice about each, and a question while a part of one is unknown.

use std::path::{Path, PathBuf};

use rusqlite::Row;

use crate::domain::{Error, ErrorKind, KnownDuplicates, RenderStage};

use super::connection::Ledger;
use super::database_error::database_files;
use super::records::NewRenderRecord;
use super::rows::read_path;
use super::sql::{query_first, query_rows, stage_list};

impl Ledger {
    /// The notice about a quarantined ledger, once.
    pub fn take_quarantine_notice(&mut self) -> Result<Option<Error>, Error> {
        let sql = "SELECT path, is_complete FROM quarantine WHERE NOT is_shown ORDER BY path DESC LIMIT 1";
        let read = |row: &Row<'_>| Ok((read_path(row, "path")?.unwrap_or_default(), row.get(1)?));
        let Some((file, is_complete)) = self.read(|database| query_first(database, sql, [], read))? else {
            return Ok(None);
        };
        // If the write fails, the notice is shown again.
        let _ = self.execute("UPDATE quarantine SET is_shown = 1", []);
        Ok(Some(quarantine_notice(&file, is_complete)))
    }

    /// Fails for a video that may be in the unreadable part of a quarantined ledger, unless the user knows of a duplicate,
    /// or the video is on the list. Passes once the file is moved away.
    pub(super) fn check_quarantined(
        &self,
        new: &NewRenderRecord,
        known: KnownDuplicates,
    ) -> Result<(), Error> {
        if known != KnownDuplicates::None {
            return Ok(());
        }
        let sql = format!(
            "SELECT path FROM quarantine WHERE NOT is_complete
                AND NOT EXISTS (SELECT 1 FROM render WHERE account = ?1 AND content_hash = ?2
                    AND stage NOT IN ({}))",
            stage_list(RenderStage::is_unsuccessful)
        );
        let values = (self.account, &new.content_hash);
        let found = self.read(|database| query_rows(database, &sql, values, |row| read_path(row, "path")))?;
        let is_there = |file: &PathBuf| database_files(file).iter().any(|name| name.exists());
        found.into_iter().flatten().find(is_there).map_or(Ok(()), |file| {
            Err(Error::new("the render", ErrorKind::AlreadyRendered, possible_duplicate_message(&file)))
        })
    }
}

fn quarantine_notice(file: &Path, is_complete: bool) -> Error {
    let rest = if is_complete {
        "All its renders could be read and are in the queue"
    } else {
        "Some of it is unreadable: renders may be missing from the queue, but exist on the service"
    };
    let message = format!("The render ledger was damaged; it is kept as {}. {rest}", file.display());
    Error::new("the render ledger", ErrorKind::LedgerDamaged, message)
}

fn possible_duplicate_message(file: &Path) -> String {
    format!(
        "This project may have been rendered before: the damaged ledger, {}, is only partly readable. Check on \
         the service; then add --again, or move that file away",
        file.display()
    )
}
