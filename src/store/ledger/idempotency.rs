//! Submissions that may be repeated, because the service recognizes their idempotency key.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Fault, IDEMPOTENCY_WINDOW, RenderId, Stage};

use super::transitions::{event, refusal, seen};
use super::{Ledger, StoredRequest, Trouble};

/// How far ahead of the clock a sending may be by the way that clocks are kept right.
const AHEAD: SignedDuration = SignedDuration::from_mins(2);

impl Ledger {
    /// Unconfirmed renders that may be repeated with their key and were sent so long ago, the oldest first.
    pub fn repeatable(&self, ages: Range<SignedDuration>, now: Timestamp) -> Result<Vec<RenderId>, Fault> {
        let sql = "SELECT id FROM render WHERE account = ?1 AND stage = 'unconfirmed' AND forgotten IS NULL
            AND next_take IS NULL AND idempotency IS NOT NULL AND sent BETWEEN ?2 AND ?3 ORDER BY id";
        let (from, to) = window(ages, now);
        self.list(sql, &[&self.account, &from, &to], |row| row.get(0).map(RenderId))
    }

    /// Lets go of the keys of those that were sent in what is still to come, as the clock has it: how old they are cannot
    /// be said any more.
    pub fn void(&mut self, now: Timestamp) -> Result<(), Fault> {
        let ahead = now.saturating_add(AHEAD).unwrap_or(now).as_millisecond();
        let sql =
            "SELECT id FROM render WHERE account = ?1 AND stage = 'unconfirmed' AND idempotency IS NOT NULL
            AND sent > ?2";
        let ids = self.list(sql, &[&self.account, &ahead], |row| row.get(0).map(RenderId))?;
        if ids.is_empty() {
            return Ok(());
        }
        self.write(|change| {
            ids.iter().try_for_each(|id| {
                change.execute("UPDATE render SET idempotency = NULL WHERE id = ?1", [id.0])?;
                event(
                    change,
                    *id,
                    now,
                    "looked",
                    Some("The clock was set back: its idempotency key is no longer used"),
                )
            })
        })
    }

    /// Takes an unconfirmed render for sending once more, with the same key and to the letter. Refused where the
    /// service may not know it again.
    pub fn repeat(&mut self, id: RenderId, at: Timestamp) -> Result<StoredRequest, Fault> {
        let (account, me) = (self.account, self.presence.name().to_owned());
        let (from, to) = window(SignedDuration::ZERO..IDEMPOTENCY_WINDOW, at);
        self.write(|change| {
            let now = seen(change, account, id)?;
            if now.stage != Stage::Unconfirmed {
                return Err(refusal(id, now.stage, Stage::Sending));
            }
            let sql = "UPDATE render SET stage = 'sending', writer = ?2, note = NULL, ended = NULL
                WHERE id = ?1 AND next_take IS NULL AND idempotency IS NOT NULL AND sent BETWEEN ?3 AND ?4";
            if change.execute(sql, (id.0, &me, from, to))? == 0 {
                return Err(Trouble::rule(
                    id,
                    "was sent too long ago, has no idempotency key, or was sent again",
                ));
            }
            event(change, id, at, "repeated", None)?;
            StoredRequest::of(change, id)
        })
    }
}

/// The times of a first sending that is still known, in milliseconds. One that lies ahead proves nothing.
fn window(ages: Range<SignedDuration>, now: Timestamp) -> (i64, i64) {
    let ago = |age: SignedDuration| now.saturating_sub(age).unwrap_or(Timestamp::MIN).as_millisecond();
    (ago(ages.end), ago(ages.start))
}
