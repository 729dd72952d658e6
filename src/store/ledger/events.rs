//! Records what happens to a render.

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::domain::{RenderEventKind, RenderId};

use super::error::LedgerError;

pub(super) fn record_event(
    change: &Transaction<'_>,
    id: RenderId,
    at: Timestamp,
    kind: &RenderEventKind,
    detail: Option<&str>,
) -> Result<(), LedgerError> {
    record_event_with_response(change, id, at, kind, detail, None)
}

pub(super) fn record_event_with_response(
    change: &Transaction<'_>,
    id: RenderId,
    at: Timestamp,
    kind: &RenderEventKind,
    detail: Option<&str>,
    response: Option<&str>,
) -> Result<(), LedgerError> {
    let sql = "INSERT INTO event (render, at, kind, detail, response) VALUES (?1, ?2, ?3, ?4, ?5)";
    change.execute(sql, (id.0, at.as_millisecond(), kind.as_str(), detail, response))?;
    Ok(())
}
