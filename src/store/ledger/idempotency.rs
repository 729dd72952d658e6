//! Submissions that may be repeated, because the service recognizes their idempotency key.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Error, IDEMPOTENCY_WINDOW, RenderEventKind, RenderId, Stage};

use super::connection::Ledger;
use super::error::LedgerError;
use super::records::StoredRequest;
use super::sql::query_rows;

/// How far in the future a send time may lie because the clock was adjusted.
const MAX_CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(2);

impl Ledger {
    /// Unconfirmed renders with an idempotency key that were sent `ages` ago, the oldest first.
    pub fn repeatable_renders(
        &self,
        ages: Range<SignedDuration>,
        now: Timestamp,
    ) -> Result<Vec<RenderId>, Error> {
        let sql = "SELECT id FROM render WHERE account = ?1 AND stage = 'unconfirmed' AND removed_at IS NULL
            AND resent_as IS NULL AND idempotency_key IS NOT NULL AND sent_at BETWEEN ?2 AND ?3 ORDER BY id";
        let (from, to) = send_time_range(ages, now);
        self.read(|database| query_rows(database, sql, (self.account, from, to), |row| row.get(0)))
    }

    /// Discards idempotency keys whose send time lies in the future: the clock was set back, and their age is unknown.
    pub fn discard_future_idempotency_keys(&mut self, now: Timestamp) -> Result<(), Error> {
        let latest = now.saturating_add(MAX_CLOCK_SKEW).unwrap_or(now).as_millisecond();
        let sql = "SELECT id FROM render WHERE account = ?1 AND stage = 'unconfirmed' AND idempotency_key IS NOT NULL
            AND sent_at > ?2";
        let ids: Vec<RenderId> =
            self.read(|database| query_rows(database, sql, (self.account, latest), |row| row.get(0)))?;
        if ids.is_empty() {
            return Ok(());
        }
        self.change(now, |change| {
            ids.into_iter().try_for_each(|id| {
                change.execute("UPDATE render SET idempotency_key = NULL WHERE id = ?1", [id])?;
                let note = "The clock was set back: its idempotency key is no longer used";
                change.record(id, &RenderEventKind::Checked, Some(note))
            })
        })
    }

    /// Claims an unconfirmed render for sending the same request again, with the same idempotency key. Fails where the
    /// service may no longer recognize the key.
    pub fn claim_repeat(&mut self, id: RenderId, at: Timestamp) -> Result<StoredRequest, Error> {
        let (from, to) = send_time_range(SignedDuration::ZERO..IDEMPOTENCY_WINDOW, at);
        self.change_render(id, at, |change, now| {
            if now.stage != Stage::Unconfirmed {
                return Err(LedgerError::invalid_transition(id, now.stage, Stage::Sending));
            }
            let sql = "UPDATE render SET stage = 'sending', writer = ?2, note = NULL, reason = NULL, ended_at = NULL
                WHERE id = ?1 AND resent_as IS NULL AND idempotency_key IS NOT NULL AND sent_at BETWEEN ?3 AND ?4";
            if change.execute(sql, (id, change.process, from, to))? == 0 {
                let problem = "was sent too long ago, has no idempotency key, or was sent again";
                return Err(LedgerError::rejected(id, problem));
            }
            change.record(id, &RenderEventKind::Repeated, None)?;
            StoredRequest::load(change, id)
        })
    }
}

/// The send times of renders of these ages, in milliseconds.
fn send_time_range(ages: Range<SignedDuration>, now: Timestamp) -> (i64, i64) {
    let ago = |age: SignedDuration| now.saturating_sub(age).unwrap_or(Timestamp::MIN).as_millisecond();
    (ago(ages.end), ago(ages.start))
}
