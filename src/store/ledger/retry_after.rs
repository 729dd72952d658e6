//! The time before which no program sends a request of the account: what the service asked for (`Retry-After`).

use std::time::Duration;

use jiff::Timestamp;

use crate::domain::{Error, MAX_RETRY_AFTER};

use super::connection::Ledger;

/// How far ahead of the clock a hold may have begun by the way that clocks are kept right, in milliseconds.
const MAX_CLOCK_SKEW_MS: i64 = 2_000;

impl Ledger {
    /// Keeps all programs from sending for `wait` from `now` on; a longer hold stays.
    pub fn set_retry_after(&mut self, wait: Duration, now: Timestamp) -> Result<(), Error> {
        let from = now.as_millisecond();
        let wait = i64::try_from(wait.min(MAX_RETRY_AFTER).as_millis()).unwrap_or(i64::MAX);
        // Both times are rounded to whole milliseconds, and never so that it becomes shorter.
        let until = from.saturating_add(wait).saturating_add(2);
        // One that was set in the future means nothing: the clock was set back.
        let sql = "UPDATE account SET retry_after_from = ?2, retry_after_until = ?3
            WHERE id = ?1 AND (retry_after_until IS NULL OR retry_after_until < ?3 OR retry_after_from > ?2)";
        self.execute(sql, &[&self.account_row_id.clone(), &from, &until])
    }

    /// How long no program is to send a request yet. One that began in what is still to come, as the clock has it, does
    /// not count: the clock was set back, and would make it last until the clock is there again.
    pub fn remaining_retry_after(&self, now: Timestamp) -> Result<Duration, Error> {
        let sql = "SELECT retry_after_from, retry_after_until FROM account WHERE id = ?1 AND retry_after_until > ?2";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        let now = now.as_millisecond();
        let found = self.query_first(sql, &[&self.account_row_id, &now], read)?;
        let found = found.filter(|(from, _)| *from <= now.saturating_add(MAX_CLOCK_SKEW_MS));
        let wait = found.map_or(0, |(from, until)| until.saturating_sub(now.max(from)));
        Ok(Duration::from_millis(u64::try_from(wait).unwrap_or_default()).min(MAX_RETRY_AFTER))
    }
}

/// A time in whole milliseconds, not before it.
pub(super) fn ceil_to_milliseconds(time: Timestamp) -> i64 {
    let whole = time.as_millisecond();
    if time.as_nanosecond() > i128::from(whole) * 1_000_000 { whole + 1 } else { whole }
}
