//! The time before which no program sends a request of the account: what the service asked for (`Reload-After`).

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::OptionalExtension;

use crate::domain::{Error, MAX_RETRY_AFTER};

use super::connection::Ledger;
use super::error::read_error;

/// How far ahead of the clock a hold may have begun by the way that clocks are kept right, in milliseconds.
const MAX_CLOCK_SKEW_MS: i64 = 2_000;

impl Ledger {
    /// Keeps all programs from sending for `wait` from `now` on; a longer hold stays.
    pub fn set_retry_after(&mut self, wait: Duration, now: Timestamp) -> Result<(), Error> {
        let account = self.account_row_id;
        let from = now.as_millisecond();
        let wait = i64::try_from(wait.min(MAX_RETRY_AFTER).as_millis()).unwrap_or(i64::MAX);
        // Both times are rounded to whole milliseconds, and never so that it becomes shorter.
        let until = from.saturating_add(wait).saturating_add(2);
        self.transact(|change| {
            // One from a time that is still to come, as the clock has it, tells nothing any more.
            let sql = "UPDATE account SET held_from = ?2, held_until = ?3
                WHERE id = ?1 AND (held_until IS NULL OR held_until < ?3 OR held_from > ?2)";
            change.execute(sql, (account, from, until))?;
            Ok(())
        })
    }

    /// How long no program is to send a request yet. One that began in what is still to come, as the clock has it, does
    /// not count: the clock was set back, and would make it last until the clock is there again.
    pub fn remaining_retry_after(&self, now: Timestamp) -> Result<Duration, Error> {
        let sql = "SELECT held_from, held_until FROM account WHERE id = ?1 AND held_until > ?2";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        let now = now.as_millisecond();
        let found = self.database.query_row(sql, (self.account_row_id, now), read).optional();
        let found = found.map_err(|error| read_error(&self.path, &error))?;
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
