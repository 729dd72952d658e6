//! What is stored for an account: its API version, the notices that were shown, and its picture keys.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction};

use crate::domain::{ApiVersion, Error, PhotoId, PictureKey, PictureKeySource};

use super::connection::Ledger;
use super::error::{LedgerError, read_error};

impl Ledger {
    /// The generation of the API that the account is known to speak.
    pub fn api_version(&self) -> Result<Option<ApiVersion>, Error> {
        let sql = "SELECT generation FROM account WHERE id = ?1";
        let word = self.database.query_row(sql, [self.account_row_id], |row| row.get::<_, Option<String>>(0));
        Ok(word.map_err(|error| read_error(&self.path, &error))?.and_then(|word| ApiVersion::parse(&word)))
    }

    pub fn set_api_version(&mut self, api: ApiVersion) -> Result<(), Error> {
        let account = self.account_row_id;
        self.transact(|change| {
            let sql = "UPDATE account SET generation = ?2 WHERE id = ?1 AND generation IS NOT ?2";
            change.execute(sql, (account, api.as_str()))?;
            Ok(())
        })
    }

    /// Whether this was the last that the user was told.
    pub fn is_last_notice(&self, notice: &str) -> Result<bool, Error> {
        let sql = "SELECT told IS ?2 FROM account WHERE id = ?1";
        let told = self.database.query_row(sql, (self.account_row_id, notice), |row| row.get(0));
        told.map_err(|error| read_error(&self.path, &error))
    }

    /// Notes that the user was told this.
    pub fn record_notice(&mut self, notice: &str) -> Result<(), Error> {
        let account = self.account_row_id;
        self.transact(|change| {
            let sql = "UPDATE account SET told = ?2 WHERE id = ?1 AND told IS NOT ?2";
            change.execute(sql, (account, notice))?;
            Ok(())
        })
    }

    /// The key that the service knows a photo's picture by, and where that was learned.
    pub fn picture_key(&self, photo: &PhotoId) -> Result<Option<(PictureKey, PictureKeySource)>, Error> {
        let sql = "SELECT key, source FROM picture WHERE account = ?1 AND photo = ?2";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
        let found = self.database.query_row(sql, (self.account_row_id, photo.as_str()), read).optional();
        let found = found.map_err(|error| read_error(&self.path, &error))?;
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
    let sql = "INSERT OR REPLACE INTO picture (account, photo, key, source, at) VALUES (?1, ?2, ?3, ?4, ?5)";
    change.execute(sql, (account, photo.as_str(), key.as_str(), source.as_str(), at.as_millisecond()))?;
    Ok(())
}
