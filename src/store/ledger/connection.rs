//! The handle of an open ledger: its SQLite connection, and how every change is committed.

use std::cell::Cell;
use std::fs::File;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::types::FromSql;
use rusqlite::{Connection, Params, TransactionBehavior};

use crate::domain::{Error, PastBalance, RenderId};

use super::super::process_lock::Registration;
use super::super::{failpoint, files};
use super::change::{Change, RenderState};
use super::error::{LedgerError, from_io_error, read_error};
use super::sql::query_value;

/// The prefix of the lock file that each process with an open ledger holds.
pub(super) const LEDGER_LOCK_PREFIX: &str = "ledger-";

/// The writer of a request whose response was lost: no process has this name.
pub(super) const NO_WRITER: &str = "";

/// The renders of one account, as one process sees them. Any number of processes may have the file open.
#[derive(Debug)]
pub struct Ledger {
    pub(super) database: Connection,
    pub(super) path: PathBuf,
    /// The row of the account.
    pub(super) account: i64,
    /// The lock of the process that polls the service for this account. Dropped before `registration`, whose end wakes
    /// the others.
    pub(super) poll_lease: Option<File>,
    /// Proves to others that this process lives, so that they leave alone what it is sending.
    pub(super) registration: Registration,
    /// SQLite's counter of changes by other connections.
    pub(super) data_version: i64,
    /// The number of reads so far.
    pub(super) snapshot_count: Cell<u64>,
    /// The balance that is recorded with the next render that is sent.
    pub(super) known_balance: Option<PastBalance>,
    /// Device and inode of the file.
    file_identity: Option<(u64, u64)>,
}

impl Ledger {
    pub(super) fn from_connection(
        database: Connection,
        path: &Path,
        account: i64,
        registration: Registration,
    ) -> Self {
        Self {
            database,
            path: path.to_owned(),
            account,
            poll_lease: None,
            registration,
            data_version: 0,
            snapshot_count: Cell::new(0),
            known_balance: None,
            file_identity: files::file_identity(path),
        }
    }

    /// Runs `work` in one transaction that locks the file from its start and is durable when this returns.
    pub(super) fn transact<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, LedgerError>,
    ) -> Result<T, Error> {
        // A file that was renamed or deleted would take the write, and nobody would ever read it.
        if self.file_identity.is_some() && files::file_identity(&self.path) != self.file_identity {
            let problem = "was moved or deleted while cuecard used it: quit every cuecard, put it back, and start again";
            return Err(files::file_error(&self.path, problem));
        }
        self.commit(work).map_err(|error| error.into_error(&self.path))
    }

    fn commit<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let transaction = self.database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        failpoint::kill_point("ledger.before_commit");
        failpoint::fail_write("ledger.commit").map_err(|error| from_io_error(&error))?;
        transaction.commit()?;
        failpoint::kill_point("ledger.after_commit");
        Ok(done)
    }

    /// [`transact`](Self::transact) with what rows and events record.
    pub(super) fn change<T>(
        &mut self,
        at: Timestamp,
        work: impl FnOnce(&Change<'_>) -> Result<T, LedgerError>,
    ) -> Result<T, Error> {
        let (account, process) = (self.account, self.registration.name().to_owned());
        self.transact(|connection| work(&Change { connection, account, process: &process, at }))
    }

    /// A change of a render that is on the list.
    pub(super) fn change_render<T>(
        &mut self,
        id: RenderId,
        at: Timestamp,
        work: impl FnOnce(&Change<'_>, RenderState) -> Result<T, LedgerError>,
    ) -> Result<T, Error> {
        self.change(at, |change| work(change, change.listed_state(id)?))
    }

    /// Runs one statement in a transaction of its own.
    pub(super) fn execute(&mut self, sql: &str, values: impl Params) -> Result<(), Error> {
        self.transact(|connection| Ok(connection.execute(sql, values).map(drop)?))
    }

    /// Reads the database outside of a transaction.
    pub(super) fn read<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        query(&self.database).map_err(|error| read_error(&self.path, &error))
    }

    /// A column of the account's row.
    pub(super) fn account_value<T: FromSql>(&self, column: &str) -> Result<T, Error> {
        let sql = format!("SELECT {column} FROM account WHERE id = ?1");
        self.read(|database| query_value(database, &sql, [self.account]))
    }
}
