//! The context of a ledger change: its transaction, the account, this process and the time.

use std::ops::Deref;

use jiff::Timestamp;
use rusqlite::{Connection, Row};

use crate::domain::{RenderEventKind, RenderId, RenderStage};

use super::error::LedgerError;
use super::sql::query_first;

/// The open transaction, and what its rows and events record. `Ledger` begins and commits it.
#[derive(Debug)]
pub(super) struct Change<'a> {
    pub(super) connection: &'a Connection,
    /// The row of the account.
    pub(super) account: i64,
    /// The name of this process.
    pub(super) process: &'a str,
    pub(super) at: Timestamp,
}

/// The current state of a render, which a transition depends on.
#[derive(Debug)]
pub(super) struct RenderState {
    pub(super) stage: RenderStage,
    pub(super) video: Option<String>,
    pub(super) writer: Option<String>,
    is_removed: bool,
}

impl Deref for Change<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Change<'_> {
    /// The time in milliseconds since 1970.
    pub(super) fn at_ms(&self) -> i64 {
        self.at.as_millisecond()
    }

    /// The state of a render of the account, removed from the list or not.
    pub(super) fn state(&self, id: RenderId) -> Result<RenderState, LedgerError> {
        let sql = "SELECT stage, video_id, writer, removed_at IS NOT NULL FROM render WHERE account = ?1 AND id = ?2";
        let read = |row: &Row<'_>| {
            let stage = RenderStage::parse(&row.get::<_, String>(0)?).unwrap_or(RenderStage::Unconfirmed);
            Ok(RenderState { stage, video: row.get(1)?, writer: row.get(2)?, is_removed: row.get(3)? })
        };
        query_first(self, sql, (self.account, id), read)?.ok_or_else(|| LedgerError::not_found(id))
    }

    /// The state of a render that is on the list of the account.
    pub(super) fn listed_state(&self, id: RenderId) -> Result<RenderState, LedgerError> {
        let now = self.state(id)?;
        if now.is_removed { Err(LedgerError::not_found(id)) } else { Ok(now) }
    }

    /// Records what happens to a render.
    pub(super) fn record(
        &self,
        id: RenderId,
        kind: &RenderEventKind,
        detail: Option<&str>,
    ) -> Result<(), LedgerError> {
        self.record_with_response(id, kind, detail, None)
    }

    pub(super) fn record_with_response(
        &self,
        id: RenderId,
        kind: &RenderEventKind,
        detail: Option<&str>,
        response: Option<&str>,
    ) -> Result<(), LedgerError> {
        let sql = "INSERT INTO event (render, at, kind, detail, response) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.execute(sql, (id, self.at_ms(), kind.as_str(), detail, response))?;
        Ok(())
    }
}
