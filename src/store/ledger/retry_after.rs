//! The service's last `Retry-After`: no process sends a request of the account before it.

use std::time::Duration;

use jiff::Timestamp;

use crate::domain::{Error, MAX_RETRY_AFTER};

use super::connection::Ledger;

/// How far in the future a `Retry-After` may begin because the clock was adjusted, in milliseconds.
const MAX_CLOCK_SKEW_MS: i64 = 2_000;

impl Ledger {
    /// Blocks requests of all processes for `wait` from `now` on; a longer block stays.
    pub fn set_retry_after(&mut self, wait: Duration, now: Timestamp) -> Result<(), Error> {
        let from = now.as_millisecond();
        let wait = i64::try_from(wait.min(MAX_RETRY_AFTER).as_millis()).unwrap_or(i64::MAX);
        // Rounding to milliseconds never shortens it.
        let until = from.saturating_add(wait).saturating_add(2);
        // One that was set in the future means nothing: the clock was set back.
        let sql = "UPDATE account SET retry_after_from = ?2, retry_after_until = ?3
            WHERE id = ?1 AND (retry_after_until IS NULL OR retry_after_until < ?3 OR retry_after_from > ?2)";
        self.execute(sql, &[&self.account_row_id.clone(), &from, &until])
    }

    /// How long requests are still blocked. A block that begins in the future does not count: the clock was set back, and
    /// it would last until the clock catches up.
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

/// The first whole millisecond that is not before `time`.
pub(super) fn ceil_to_milliseconds(time: Timestamp) -> i64 {
    let whole = time.as_millisecond();
    if time.as_nanosecond() > i128::from(whole) * 1_000_000 { whole + 1 } else { whole }
}
