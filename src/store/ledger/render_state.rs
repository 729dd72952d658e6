//! The current state of a render, read inside the transaction that changes it.

use rusqlite::{OptionalExtension, Transaction};

use crate::domain::{RenderId, Stage};

use super::error::LedgerError;

/// What a transition depends on.
#[derive(Debug)]
pub(super) struct RenderState {
    pub(super) stage: Stage,
    pub(super) video: Option<String>,
    pub(super) writer: Option<String>,
    is_removed: bool,
}

/// A render of the account, removed from the list or not.
pub(super) fn load_state(
    change: &Transaction<'_>,
    account: i64,
    id: RenderId,
) -> Result<RenderState, LedgerError> {
    let sql =
        "SELECT stage, video_id, writer, removed_at IS NOT NULL FROM render WHERE account = ?1 AND id = ?2";
    let found = change.query_row(sql, (account, id.0), |row| {
        let word: String = row.get(0)?;
        let stage = Stage::parse(&word).unwrap_or(Stage::Unconfirmed);
        Ok(RenderState { stage, video: row.get(1)?, writer: row.get(2)?, is_removed: row.get(3)? })
    });
    found.optional()?.ok_or_else(|| LedgerError::not_found(id))
}

/// A render that is on the list of the account.
pub(super) fn load_listed_state(
    change: &Transaction<'_>,
    account: i64,
    id: RenderId,
) -> Result<RenderState, LedgerError> {
    load_state(change, account, id)
        .and_then(|now| if now.is_removed { Err(LedgerError::not_found(id)) } else { Ok(now) })
}

pub(super) fn invalid_transition(id: RenderId, from: Stage, to: Stage) -> LedgerError {
    LedgerError::rejected(id, &format!("is {} and cannot become {}", from.as_str(), to.as_str()))
}

/// The stages that `selects` accepts, as the list of an SQL `IN`.
pub(super) fn stage_list(selects: impl Fn(Stage) -> bool) -> String {
    let words = Stage::ALL
        .iter()
        .copied()
        .filter(|stage| selects(*stage))
        .map(|stage| format!("'{}'", stage.as_str()));
    words.collect::<Vec<_>>().join(", ")
}
