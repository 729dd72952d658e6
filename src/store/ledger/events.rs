//! Records what happens to a render.

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::domain::RenderId;

use super::error::LedgerError;

pub(super) fn record_event(
    change: &Transaction<'_>,
    id: RenderId,
    at: Timestamp,
    what: &str,
    detail: Option<&str>,
) -> Result<(), LedgerError> {
    record_event_with_response(change, id, at, what, detail, None)
}

pub(super) fn record_event_with_response(
    change: &Transaction<'_>,
    id: RenderId,
    at: Timestamp,
    what: &str,
    detail: Option<&str>,
    reply: Option<&str>,
) -> Result<(), LedgerError> {
    let sql = "INSERT INTO event (render, at, what, detail, reply) VALUES (?1, ?2, ?3, ?4, ?5)";
    change.execute(sql, (id.0, at.as_millisecond(), what, detail, reply))?;
    Ok(())
}
