//! What is stored for an account: its API version, the notices that were shown, and its picture keys.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction};

use crate::domain::{Api, AssetKey, Fault, KeySource, PhotoId};

use super::fault::read_fault;
use super::{Ledger, Trouble};

impl Ledger {
    /// The generation of the API that the account is known to speak.
    pub fn generation(&self) -> Result<Option<Api>, Fault> {
        let sql = "SELECT generation FROM account WHERE id = ?1";
        let word = self.database.query_row(sql, [self.account], |row| row.get::<_, Option<String>>(0));
        Ok(word.map_err(|error| read_fault(&self.path, &error))?.and_then(|word| Api::read(&word)))
    }

    pub fn speaks(&mut self, api: Api) -> Result<(), Fault> {
        let account = self.account;
        self.write(|change| {
            let sql = "UPDATE account SET generation = ?2 WHERE id = ?1 AND generation IS NOT ?2";
            change.execute(sql, (account, api.word()))?;
            Ok(())
        })
    }

    /// Whether this was the last that the user was told.
    pub fn was_told(&self, notice: &str) -> Result<bool, Fault> {
        let sql = "SELECT told IS ?2 FROM account WHERE id = ?1";
        let told = self.database.query_row(sql, (self.account, notice), |row| row.get(0));
        told.map_err(|error| read_fault(&self.path, &error))
    }

    /// Notes that the user was told this.
    pub fn told(&mut self, notice: &str) -> Result<(), Fault> {
        let account = self.account;
        self.write(|change| {
            let sql = "UPDATE account SET told = ?2 WHERE id = ?1 AND told IS NOT ?2";
            change.execute(sql, (account, notice))?;
            Ok(())
        })
    }

    /// The key that the service knows a photo's picture by, and where that was learned.
    pub fn picture_key(&self, photo: &PhotoId) -> Result<Option<(AssetKey, KeySource)>, Fault> {
        let sql = "SELECT key, source FROM picture WHERE account = ?1 AND photo = ?2";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
        let found = self.database.query_row(sql, (self.account, photo.as_str()), read).optional();
        let found = found.map_err(|error| read_fault(&self.path, &error))?;
        Ok(found.and_then(|(key, source)| Some((AssetKey::new(key), KeySource::read(&source)?))))
    }

    pub fn keep_picture_key(
        &mut self,
        photo: &PhotoId,
        key: &AssetKey,
        source: KeySource,
        at: Timestamp,
    ) -> Result<(), Fault> {
        let account = self.account;
        self.write(|change| keep_key(change, account, photo, key, source, at))
    }
}

pub(super) fn keep_key(
    change: &Transaction<'_>,
    account: i64,
    photo: &PhotoId,
    key: &AssetKey,
    source: KeySource,
    at: Timestamp,
) -> Result<(), Trouble> {
    let sql = "INSERT OR REPLACE INTO picture (account, photo, key, source, at) VALUES (?1, ?2, ?3, ?4, ?5)";
    change.execute(sql, (account, photo.as_str(), key.as_str(), source.word(), at.as_millisecond()))?;
    Ok(())
}
