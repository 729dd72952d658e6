//! Submissions that may be repeated, because the service recognizes their idempotency key.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Error, IDEMPOTENCY_WINDOW, RenderEventKind, RenderId, Stage};

use super::connection::Ledger;
use super::error::LedgerError;
use super::events::record_event;
use super::records::StoredRequest;
use super::render_state::{invalid_transition, load_listed_state};

/// How far ahead of the clock a sending may be by the way that clocks are kept right.
const MAX_CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(2);

impl Ledger {
    /// Unconfirmed renders that may be repeated with their key and were sent so long ago, the oldest first.
    pub fn repeatable_renders(
        &self,
        ages: Range<SignedDuration>,
        now: Timestamp,
    ) -> Result<Vec<RenderId>, Error> {
        let sql = "SELECT id FROM render WHERE account = ?1 AND stage = 'unconfirmed' AND removed_at IS NULL
            AND resent_as IS NULL AND idempotency_key IS NOT NULL AND sent_at BETWEEN ?2 AND ?3 ORDER BY id";
        let (from, to) = send_time_range(ages, now);
        self.query_rows(sql, &[&self.account_row_id, &from, &to], |row| row.get(0).map(RenderId))
    }

    /// Lets go of the keys of those that were sent in what is still to come, as the clock has it: how old they are cannot
    /// be said any more.
    pub fn discard_future_idempotency_keys(&mut self, now: Timestamp) -> Result<(), Error> {
        let ahead = now.saturating_add(MAX_CLOCK_SKEW).unwrap_or(now).as_millisecond();
        let sql =
            "SELECT id FROM render WHERE account = ?1 AND stage = 'unconfirmed' AND idempotency_key IS NOT NULL
            AND sent_at > ?2";
        let ids = self.query_rows(sql, &[&self.account_row_id, &ahead], |row| row.get(0).map(RenderId))?;
        if ids.is_empty() {
            return Ok(());
        }
        self.transact(|change| {
            ids.iter().try_for_each(|id| {
                change.execute("UPDATE render SET idempotency_key = NULL WHERE id = ?1", [id.0])?;
                record_event(
                    change,
                    *id,
                    now,
                    &RenderEventKind::Checked,
                    Some("The clock was set back: its idempotency key is no longer used"),
                )
            })
        })
    }

    /// Takes an unconfirmed render for sending once more, with the same key and to the letter. Refused where the
    /// service may not know it again.
    pub fn claim_repeat(&mut self, id: RenderId, at: Timestamp) -> Result<StoredRequest, Error> {
        let (account, me) = (self.account_row_id, self.registration.name().to_owned());
        let (from, to) = send_time_range(SignedDuration::ZERO..IDEMPOTENCY_WINDOW, at);
        self.transact(|change| {
            let now = load_listed_state(change, account, id)?;
            if now.stage != Stage::Unconfirmed {
                return Err(invalid_transition(id, now.stage, Stage::Sending));
            }
            let sql = "UPDATE render SET stage = 'sending', writer = ?2, note = NULL, ended_at = NULL
                WHERE id = ?1 AND resent_as IS NULL AND idempotency_key IS NOT NULL AND sent_at BETWEEN ?3 AND ?4";
            if change.execute(sql, (id.0, &me, from, to))? == 0 {
                return Err(LedgerError::rejected(
                    id,
                    "was sent too long ago, has no idempotency key, or was sent again",
                ));
            }
            record_event(change, id, at, &RenderEventKind::Repeated, None)?;
            StoredRequest::load(change, id)
        })
    }
}

/// The times of a first sending that is still known, in milliseconds. One that lies ahead proves nothing.
fn send_time_range(ages: Range<SignedDuration>, now: Timestamp) -> (i64, i64) {
    let ago = |age: SignedDuration| now.saturating_sub(age).unwrap_or(Timestamp::MIN).as_millisecond();
    (ago(ages.end), ago(ages.start))
}
