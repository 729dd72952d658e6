//! The state of an account: its API version, the notice that was shown last, and its picture keys.

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::domain::{ApiVersion, Error, PhotoId, PictureKey, PictureKeySource};

use super::connection::Ledger;
use super::error::LedgerError;

impl Ledger {
    /// The API version that the account was last used with.
    pub fn api_version(&self) -> Result<Option<ApiVersion>, Error> {
        let word: Option<String> = self.account_value("api_version")?;
        Ok(word.and_then(|word| ApiVersion::parse(&word)))
    }

    pub fn set_api_version(&mut self, version: ApiVersion) -> Result<(), Error> {
        let sql = "UPDATE account SET api_version = ?2 WHERE id = ?1 AND api_version IS NOT ?2";
        self.execute(sql, &[&self.account_row_id.clone(), &version.as_str()])
    }

    /// Whether `notice` is the API notice that was shown last.
    pub fn is_last_notice(&self, notice: &str) -> Result<bool, Error> {
        let shown: Option<String> = self.account_value("shown_notice")?;
        Ok(shown.as_deref() == Some(notice))
    }

    /// Remembers that `notice` was shown.
    pub fn record_notice(&mut self, notice: &str) -> Result<(), Error> {
        let sql = "UPDATE account SET shown_notice = ?2 WHERE id = ?1 AND shown_notice IS NOT ?2";
        self.execute(sql, &[&self.account_row_id.clone(), &notice])
    }

    /// The picture key that is stored for a photo, and its source.
    pub fn picture_key(&self, photo: &PhotoId) -> Result<Option<(PictureKey, PictureKeySource)>, Error> {
        let sql = "SELECT key, source FROM picture_key WHERE account = ?1 AND photo = ?2";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
        let found = self.query_first(sql, &[&self.account_row_id, &photo.as_str()], read)?;
        Ok(found.and_then(|(key, source)| Some((PictureKey::new(key), PictureKeySource::parse(&source)?))))
    }

    pub fn save_picture_key(
        &mut self,
        photo: &PhotoId,
        key: &PictureKey,
        source: PictureKeySource,
        at: Timestamp,
    ) -> Result<(), Error> {
        let account = self.account_row_id;
        self.transact(|change| upsert_picture_key(change, account, photo, key, source, at))
    }
}

pub(super) fn upsert_picture_key(
    change: &Transaction<'_>,
    account: i64,
    photo: &PhotoId,
    key: &PictureKey,
    source: PictureKeySource,
    at: Timestamp,
) -> Result<(), LedgerError> {
    let sql =
        "INSERT OR REPLACE INTO picture_key (account, photo, key, source, at) VALUES (?1, ?2, ?3, ?4, ?5)";
    change.execute(sql, (account, photo.as_str(), key.as_str(), source.as_str(), at.as_millisecond()))?;
    Ok(())
}
