//! Trainings that were begun here: written down before the request leaves, so that none is begun twice.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::domain::{Error, GroupId};

use super::connection::{Ledger, NO_WRITER};
use super::error::read_error;
use super::rows::read_timestamp;

/// How long the service may say of a training that was begun that it is pending.
const MAX_PENDING_TIME: SignedDuration = SignedDuration::from_hours(1);
/// How long the service may say so of a training whose request may never have left.
const MAX_UNCONFIRMED_PENDING_TIME: SignedDuration = SignedDuration::from_mins(5);

impl Ledger {
    /// Writes down that a training is begun, and says whether it may be: not where one was begun so lately that the
    /// service may still say that it is pending. Until [`Self::confirm_training`] it is unconfirmed.
    pub fn try_start_training(&mut self, group: &GroupId, at: Timestamp) -> Result<bool, Error> {
        let (account, me, living) =
            (self.account_row_id, self.registration.name().to_owned(), self.live_processes()?);
        self.transact(|change| {
            if TrainingRecord::load(change, account, group)?.is_some_and(|begun| begun.is_active(&living, at))
            {
                return Ok(false);
            }
            let sql =
                "INSERT OR REPLACE INTO training (account, photo_group, at, writer) VALUES (?1, ?2, ?3, ?4)";
            change.execute(sql, (account, group.as_str(), at.as_millisecond(), me))?;
            Ok(true)
        })
    }

    /// Whether a training of this group was begun here, so that a service that says "pending" is waited for.
    pub fn is_training(&self, group: &GroupId, at: Timestamp) -> Result<bool, Error> {
        let begun = TrainingRecord::load(&self.database, self.account_row_id, group);
        let begun = begun.map_err(|error| read_error(&self.path, &error))?;
        Ok(match begun {
            Some(begun) => begun.is_active(&self.live_processes()?, at),
            None => false,
        })
    }

    /// The service took the request for the training.
    pub fn confirm_training(&mut self, group: &GroupId) -> Result<(), Error> {
        self.set_training_writer(group, None)
    }

    /// Whether the service took the request for the training is not known.
    pub fn mark_training_unconfirmed(&mut self, group: &GroupId) -> Result<(), Error> {
        self.set_training_writer(group, Some(NO_WRITER))
    }

    fn set_training_writer(&mut self, group: &GroupId, writer: Option<&str>) -> Result<(), Error> {
        let sql = "UPDATE training SET writer = ?3 WHERE account = ?1 AND photo_group = ?2";
        self.execute(sql, &[&self.account_row_id.clone(), &group.as_str(), &writer])
    }

    /// The training was not started, or failed.
    pub fn delete_training(&mut self, group: &GroupId) -> Result<(), Error> {
        let sql = "DELETE FROM training WHERE account = ?1 AND photo_group = ?2";
        self.execute(sql, &[&self.account_row_id.clone(), &group.as_str()])
    }
}

/// A training as it is written down.
struct TrainingRecord {
    started_at: Timestamp,
    /// Who begins it; none once the service answered.
    writer: Option<String>,
}

impl TrainingRecord {
    fn load(database: &Connection, account: i64, group: &GroupId) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT at, writer FROM training WHERE account = ?1 AND photo_group = ?2";
        let read =
            |row: &Row<'_>| Ok(Self { started_at: read_timestamp(row, "at")?, writer: row.get("writer")? });
        database.query_row(sql, (account, group.as_str()), read).optional()
    }

    /// Whether no other may be begun yet. A clock that was set back holds nobody up.
    fn is_active(&self, living: &[String], now: Timestamp) -> bool {
        let is_unconfirmed = self.writer.as_ref().is_some_and(|writer| !living.contains(writer));
        let limit = if is_unconfirmed { MAX_UNCONFIRMED_PENDING_TIME } else { MAX_PENDING_TIME };
        (SignedDuration::ZERO..=limit).contains(&now.duration_since(self.started_at))
    }
}
