//! Trainings that were started here, recorded before the request is sent, so that none is started twice.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row};

use crate::domain::{Error, GroupId};

use super::connection::{Ledger, NO_WRITER};
use super::rows::read_timestamp;
use super::sql::query_first;

/// How long the service may report a started training as pending.
const MAX_PENDING_TIME: SignedDuration = SignedDuration::from_hours(1);
/// The same for a training whose request may not have been sent.
const MAX_UNCONFIRMED_PENDING_TIME: SignedDuration = SignedDuration::from_mins(5);

impl Ledger {
    /// Records a training and gives whether it may be started: not while an earlier one may still be pending. It is
    /// unconfirmed until [`Self::confirm_training`].
    pub fn try_start_training(&mut self, group: &GroupId, at: Timestamp) -> Result<bool, Error> {
        let live = self.live_processes()?;
        self.change(at, |change| {
            let record = TrainingRecord::load(change, change.account, group)?;
            if record.is_some_and(|record| record.is_active(&live, at)) {
                return Ok(false);
            }
            let sql =
                "INSERT OR REPLACE INTO training (account, photo_group, at, writer) VALUES (?1, ?2, ?3, ?4)";
            change.execute(sql, (change.account, group, change.at_ms(), change.process))?;
            Ok(true)
        })
    }

    /// Whether a training of this group was started here, so that "pending" means that it runs.
    pub fn is_training(&self, group: &GroupId, at: Timestamp) -> Result<bool, Error> {
        let record = self.read(|database| TrainingRecord::load(database, self.account, group))?;
        record.map_or(Ok(false), |record| Ok(record.is_active(&self.live_processes()?, at)))
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
        self.execute(sql, (self.account, group, writer))
    }

    /// The training was not started, or failed.
    pub fn delete_training(&mut self, group: &GroupId) -> Result<(), Error> {
        let sql = "DELETE FROM training WHERE account = ?1 AND photo_group = ?2";
        self.execute(sql, (self.account, group))
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
        query_first(database, sql, (account, group), read)
    }

    /// Whether no other may be started yet. A start in the future does not count: the clock was set back.
    fn is_active(&self, live: &[String], now: Timestamp) -> bool {
        let is_unconfirmed = self.writer.as_ref().is_some_and(|writer| !live.contains(writer));
        let limit = if is_unconfirmed { MAX_UNCONFIRMED_PENDING_TIME } else { MAX_PENDING_TIME };
        (SignedDuration::ZERO..=limit).contains(&now.duration_since(self.started_at))
    }
}
