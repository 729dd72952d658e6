//! Trainings that were started here, recorded before the request is sent, so that none is started twice.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::domain::{Error, GroupId};

use super::connection::{Ledger, NO_WRITER};
use super::error::read_error;
use super::rows::read_timestamp;

/// How long the service may report a started training as pending.
const MAX_PENDING_TIME: SignedDuration = SignedDuration::from_hours(1);
/// The same for a training whose request may not have been sent.
const MAX_UNCONFIRMED_PENDING_TIME: SignedDuration = SignedDuration::from_mins(5);

impl Ledger {
    /// Records a training and gives whether it may be started: not while an earlier one may still be pending. It is
    /// unconfirmed until [`Self::confirm_training`].
    pub fn try_start_training(&mut self, group: &GroupId, at: Timestamp) -> Result<bool, Error> {
        let (account, me, live) =
            (self.account_row_id, self.registration.name().to_owned(), self.live_processes()?);
        self.transact(|change| {
            if TrainingRecord::load(change, account, group)?.is_some_and(|record| record.is_active(&live, at))
            {
                return Ok(false);
            }
            let sql =
                "INSERT OR REPLACE INTO training (account, photo_group, at, writer) VALUES (?1, ?2, ?3, ?4)";
            change.execute(sql, (account, group.as_str(), at.as_millisecond(), me))?;
            Ok(true)
        })
    }

    /// Whether a training of this group was started here, so that "pending" means that it runs.
    pub fn is_training(&self, group: &GroupId, at: Timestamp) -> Result<bool, Error> {
        let record = TrainingRecord::load(&self.database, self.account_row_id, group);
        let record = record.map_err(|error| read_error(&self.path, &error))?;
        Ok(match record {
            Some(record) => record.is_active(&self.live_processes()?, at),
            None => false,
        })
    }

    /// The service accepted the training.
    pub fn confirm_training(&mut self, group: &GroupId) -> Result<(), Error> {
        self.set_training_writer(group, None)
    }

    /// Whether the service accepted the training is unknown.
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

/// A row of the table.
struct TrainingRecord {
    started_at: Timestamp,
    /// The process that starts it; none once the service answered.
    writer: Option<String>,
}

impl TrainingRecord {
    fn load(database: &Connection, account: i64, group: &GroupId) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT at, writer FROM training WHERE account = ?1 AND photo_group = ?2";
        let read =
            |row: &Row<'_>| Ok(Self { started_at: read_timestamp(row, "at")?, writer: row.get("writer")? });
        database.query_row(sql, (account, group.as_str()), read).optional()
    }

    /// Whether no other may be started yet. A start in the future does not count: the clock was set back.
    fn is_active(&self, live: &[String], now: Timestamp) -> bool {
        let is_unconfirmed = self.writer.as_ref().is_some_and(|writer| !live.contains(writer));
        let limit = if is_unconfirmed { MAX_UNCONFIRMED_PENDING_TIME } else { MAX_PENDING_TIME };
        (SignedDuration::ZERO..=limit).contains(&now.duration_since(self.started_at))
    }
}
