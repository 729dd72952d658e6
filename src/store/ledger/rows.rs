//! Reads renders and events. A text that is not UTF-8 is shown as well as possible; no bad field loses a row.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row};

use crate::domain::text::{clean_lines, single_line};
use crate::domain::{
    Dialect, Error, FailureReason, Money, QueueEntry, QueueOwner, ReadSequence, Render, RenderDetails,
    RenderEvent, RenderEventKind, RenderId, RenderLineage, RenderStage, Rounding, Subtitles, Unit, VideoId,
};

use super::connection::Ledger;
use super::error::LedgerError;
use super::records::StoredRequest;
use super::sql::{query_first, query_rows};

const SELECT_RENDERS: &str =
    "SELECT id, title, project_path, scene_count, estimated_seconds, cost_amount, cost_unit, rounding, requested_at, sent_at, ended_at, stage, service_status,
    video_id, coalesce(captioned_url, video_url) AS link, video_path, actual_seconds, note, reason, writer, position, retry_at, content_hash, resend_of,
    resent_as, subtitles_url, subtitles_path, are_subtitles_pending, dialect, idempotency_key IS NOT NULL AS keyed FROM render WHERE account = ?1";

impl Ledger {
    /// All renders of the account, newest first.
    pub fn renders(&self) -> Result<Vec<Render>, Error> {
        let sql = format!("{SELECT_RENDERS} AND removed_at IS NULL ORDER BY requested_at DESC, id DESC");
        let snapshot = self.next_snapshot();
        self.read(|database| {
            query_rows(database, &sql, [self.account], |row| self.read_render(row, snapshot))
        })
    }

    pub fn find_render(&self, id: RenderId) -> Result<Render, Error> {
        let sql = format!("{SELECT_RENDERS} AND removed_at IS NULL AND id = ?2");
        let snapshot = self.next_snapshot();
        self.find(id, &sql, |row| self.read_render(row, snapshot))
    }

    /// The exact request of a render.
    pub fn stored_request(&self, id: RenderId) -> Result<StoredRequest, Error> {
        let sql = "SELECT request, dialect, idempotency_key FROM render WHERE account = ?1 AND id = ?2
            AND request IS NOT NULL";
        self.find(id, sql, stored_request_from_row)
    }

    /// The dialect of a render's request, also of a removed one.
    pub fn dialect(&self, id: RenderId) -> Result<Option<Dialect>, Error> {
        let sql = "SELECT dialect FROM render WHERE account = ?1 AND id = ?2";
        let word: Option<String> =
            self.read(|database| query_first(database, sql, (self.account, id), |row| row.get(0)))?;
        Ok(word.and_then(|word| Dialect::parse(&word)))
    }

    /// The events of a render, oldest first.
    pub fn events(&self, id: RenderId) -> Result<Vec<RenderEvent>, Error> {
        let sql = "SELECT event.at, kind, detail, response FROM event JOIN render ON render.id = event.render
            WHERE account = ?1 AND render.id = ?2 ORDER BY event.id";
        self.read(|database| query_rows(database, sql, (self.account, id), event_from_row))
    }

    /// The events and the request of a render.
    pub fn details(&self, id: RenderId) -> Result<RenderDetails, Error> {
        let request = self.stored_request(id)?;
        Ok(RenderDetails {
            events: self.events(id)?,
            request: clean_lines(&request.body),
            dialect: single_line(&request.dialect),
        })
    }

    /// The row of a render that the query finds by account and id.
    fn find<T>(
        &self,
        id: RenderId,
        sql: &str,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        self.read(|database| query_first(database, sql, (self.account, id), read))?
            .ok_or_else(|| LedgerError::not_found(id).into_error(&self.path))
    }

    /// A number for a read of the ledger, higher than all before it.
    pub fn next_snapshot(&self) -> ReadSequence {
        self.snapshot_count.set(self.snapshot_count.get() + 1);
        ReadSequence(self.snapshot_count.get())
    }

    fn read_render(&self, row: &Row<'_>, snapshot: ReadSequence) -> rusqlite::Result<Render> {
        let stage = read_stage(row)?;
        let owner = match read_text(row, "writer")?.filter(|_| stage == RenderStage::Queued) {
            None => QueueOwner::Unowned,
            Some(writer) if writer == self.registration.name() => QueueOwner::ThisProcess,
            Some(_) => QueueOwner::OtherProcess,
        };
        Ok(Render {
            id: row.get("id")?,
            title: read_text(row, "title")?.unwrap_or_default(),
            project_path: read_path(row, "project_path")?,
            scene_count: usize::try_from(row.get::<_, i64>("scene_count")?).unwrap_or_default(),
            estimated_seconds: row.get("estimated_seconds")?,
            estimated_cost: read_cost(row)?,
            rounding: read_rounding(row)?,
            requested_at: read_timestamp(row, "requested_at")?,
            sent_at: read_optional_timestamp(row, "sent_at")?,
            ended_at: read_optional_timestamp(row, "ended_at")?,
            stage,
            service_status: read_text(row, "service_status")?,
            video_id: read_text(row, "video_id")?.map(VideoId::new),
            video_url: read_text(row, "link")?,
            video_path: read_path(row, "video_path")?,
            actual_seconds: row.get("actual_seconds")?,
            note: read_text(row, "note")?,
            failure_reason: read_text(row, "reason")?.and_then(|word| FailureReason::parse(&word)),
            queue_entry: QueueEntry {
                position: row.get("position")?,
                retry_at: read_optional_timestamp(row, "retry_at")?,
                owner,
            },
            lineage: RenderLineage {
                content_hash: read_text(row, "content_hash")?,
                resend_of: row.get("resend_of")?,
                resent_as: row.get("resent_as")?,
            },
            subtitles: Subtitles {
                url: read_text(row, "subtitles_url")?,
                path: read_path(row, "subtitles_path")?,
                are_pending: row.get("are_subtitles_pending")?,
            },
            read_sequence: snapshot,
            is_unrecorded: false,
            dialect: read_text(row, "dialect")?.and_then(|word| Dialect::parse(&word)),
            has_idempotency_key: row.get("keyed")?,
        })
    }
}

fn event_from_row(row: &Row<'_>) -> rusqlite::Result<RenderEvent> {
    Ok(RenderEvent {
        at: read_timestamp(row, "at")?,
        kind: RenderEventKind::from(&*read_text(row, "kind")?.unwrap_or_default()),
        detail: read_text(row, "detail")?,
        response: read_raw_text(row, "response")?.map(|response| clean_lines(&response)),
    })
}

fn stored_request_from_row(row: &Row<'_>) -> rusqlite::Result<StoredRequest> {
    Ok(StoredRequest { body: row.get(0)?, dialect: row.get(1)?, idempotency_key: row.get(2)? })
}

impl StoredRequest {
    pub(super) fn load(database: &Connection, id: RenderId) -> Result<Self, LedgerError> {
        let sql = "SELECT request, dialect, idempotency_key FROM render WHERE id = ?1";
        Ok(database.query_row(sql, [id], stored_request_from_row)?)
    }
}

/// The stage of a render; one that cannot be read may exist.
pub(super) fn read_stage(row: &Row<'_>) -> rusqlite::Result<RenderStage> {
    Ok(read_text(row, "stage")?
        .and_then(|word| RenderStage::parse(&word))
        .unwrap_or(RenderStage::Unconfirmed))
}

pub(super) fn read_rounding(row: &Row<'_>) -> rusqlite::Result<Rounding> {
    Ok(read_text(row, "rounding")?.and_then(|word| Rounding::parse(&word)).unwrap_or_default())
}

pub(super) fn read_cost(row: &Row<'_>) -> rusqlite::Result<Money> {
    let unit = read_text(row, "cost_unit")?.and_then(|word| Unit::parse(&word));
    Ok(Money::new(row.get("cost_amount")?, unit.unwrap_or(Unit::PremiumCredit)))
}

pub(super) fn read_text(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<String>> {
    Ok(read_raw_text(row, column)?.map(|text| single_line(&text)))
}

fn read_raw_text(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<String>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    })
}

pub(super) fn read_path(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<PathBuf>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(PathBuf::from(OsStr::from_bytes(bytes))),
        _ => None,
    })
}

/// A path as text where it is UTF-8, so that SQLite's own tools show it.
pub(super) fn path_to_value(path: &Path) -> Value {
    match path.to_str() {
        Some(text) => Value::Text(text.to_owned()),
        None => Value::Blob(path.as_os_str().as_bytes().to_vec()),
    }
}

pub(super) fn read_timestamp(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    Ok(read_optional_timestamp(row, column)?.unwrap_or_default())
}

pub(super) fn read_optional_timestamp(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    let milliseconds: Option<i64> = row.get(column)?;
    Ok(milliseconds.map(|time| Timestamp::from_millisecond(time).unwrap_or_default()))
}
