//! The state of an account: its API version, the notice that was shown last, the last `Retry-After`, and its picture keys.

use std::time::Duration;

use jiff::Timestamp;

use crate::domain::{ApiVersion, Error, MAX_RETRY_AFTER, PhotoId, PictureKey, PictureKeySource};

use super::change::Change;
use super::connection::Ledger;
use super::error::LedgerError;
use super::sql::query_first;

/// How far in the future a `Retry-After` may begin because the clock was adjusted, in milliseconds.
const MAX_RETRY_AFTER_SKEW_MS: i64 = 2_000;

impl Ledger {
    /// The API version that the account was last used with.
    pub fn api_version(&self) -> Result<Option<ApiVersion>, Error> {
        let word: Option<String> = self.account_value("api_version")?;
        Ok(word.and_then(|word| ApiVersion::parse(&word)))
    }

    pub fn set_api_version(&mut self, version: ApiVersion) -> Result<(), Error> {
        let sql = "UPDATE account SET api_version = ?2 WHERE id = ?1 AND api_version IS NOT ?2";
        self.execute(sql, (self.account, version))
    }

    /// Whether the API notice with this id is the one that was shown last.
    pub fn is_last_notice(&self, id: &str) -> Result<bool, Error> {
        let shown: Option<String> = self.account_value("shown_notice")?;
        Ok(shown.as_deref() == Some(id))
    }

    /// Remembers that the notice with this id was shown.
    pub fn record_notice(&mut self, id: &str) -> Result<(), Error> {
        let sql = "UPDATE account SET shown_notice = ?2 WHERE id = ?1 AND shown_notice IS NOT ?2";
        self.execute(sql, (self.account, id))
    }

    /// Blocks requests of all processes for `wait` from `now` on; a longer block stays.
    pub fn set_retry_after(&mut self, wait: Duration, now: Timestamp) -> Result<(), Error> {
        let from = now.as_millisecond();
        let wait = i64::try_from(wait.min(MAX_RETRY_AFTER).as_millis()).unwrap_or(i64::MAX);
        // Rounding to milliseconds never shortens it.
        let until = from.saturating_add(wait).saturating_add(2);
        // One that was set in the future means nothing: the clock was set back.
        let sql = "UPDATE account SET retry_after_from = ?2, retry_after_until = ?3
            WHERE id = ?1 AND (retry_after_until IS NULL OR retry_after_until < ?3 OR retry_after_from > ?2)";
        self.execute(sql, (self.account, from, until))
    }

    /// How long requests are still blocked. A block that begins in the future does not count: the clock was set back, and
    /// it would last until the clock catches up.
    pub fn remaining_retry_after(&self, now: Timestamp) -> Result<Duration, Error> {
        let sql = "SELECT retry_after_from, retry_after_until FROM account WHERE id = ?1 AND retry_after_until > ?2";
        let now = now.as_millisecond();
        let found = self.read(|database| {
            query_first(database, sql, (self.account, now), |row| <(i64, i64)>::try_from(row))
        })?;
        let found = found.filter(|(from, _)| *from <= now.saturating_add(MAX_RETRY_AFTER_SKEW_MS));
        let wait = found.map_or(0, |(from, until)| until.saturating_sub(now.max(from)));
        Ok(Duration::from_millis(u64::try_from(wait).unwrap_or_default()).min(MAX_RETRY_AFTER))
    }

    /// The picture key that is stored for a photo, and its source.
    pub fn picture_key(&self, photo: &PhotoId) -> Result<Option<(PictureKey, PictureKeySource)>, Error> {
        let sql = "SELECT key, source FROM picture_key WHERE account = ?1 AND photo = ?2";
        let found = self.read(|database| {
            query_first(database, sql, (self.account, photo), |row| <(PictureKey, String)>::try_from(row))
        })?;
        Ok(found.and_then(|(key, source)| Some((key, PictureKeySource::parse(&source)?))))
    }

    pub fn save_picture_key(
        &mut self,
        photo: &PhotoId,
        key: &PictureKey,
        source: PictureKeySource,
        at: Timestamp,
    ) -> Result<(), Error> {
        self.change(at, |change| upsert_picture_key(change, photo, key, source))
    }
}

pub(super) fn upsert_picture_key(
    change: &Change<'_>,
    photo: &PhotoId,
    key: &PictureKey,
    source: PictureKeySource,
) -> Result<(), LedgerError> {
    let sql =
        "INSERT OR REPLACE INTO picture_key (account, photo, key, source, at) VALUES (?1, ?2, ?3, ?4, ?5)";
    change.execute(sql, (change.account, photo, key, source, change.at_ms()))?;
    Ok(())
}
