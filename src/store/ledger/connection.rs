//! The handle of an open ledger: its SQLite connection, and how every change is committed.

use std::cell::Cell;
use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row, ToSql, Transaction, TransactionBehavior};

use crate::domain::Error;

use super::super::process_lock::Registration;
use super::super::{failpoint, files};
use super::error::{LedgerError, from_io_error, read_error};

/// The prefix of the lock file that each process with an open ledger holds.
pub(super) const LEDGER_LOCK_PREFIX: &str = "ledger-";

/// The writer of a request whose response was lost: no process has this name.
pub(super) const NO_WRITER: &str = "";

/// The renders of one account, as one process sees them. Any number of processes may have the file open.
#[derive(Debug)]
pub struct Ledger {
    pub(super) database: Connection,
    pub(super) path: PathBuf,
    pub(super) account_row_id: i64,
    /// The lock of the process that polls the service for this account. Dropped before `registration`, whose end wakes
    /// the others.
    pub(super) poll_lease: Option<File>,
    /// Proves to others that this process lives, so that they leave alone what it is sending.
    pub(super) registration: Registration,
    /// SQLite's counter of changes by other connections.
    pub(super) data_version: i64,
    /// The number of reads so far.
    pub(super) snapshot_count: Cell<u64>,
    /// Device and inode of the file.
    file_identity: Option<(u64, u64)>,
}

impl Ledger {
    pub(super) fn from_connection(
        database: Connection,
        path: &Path,
        account_row_id: i64,
        registration: Registration,
    ) -> Self {
        Self {
            database,
            path: path.to_owned(),
            account_row_id,
            poll_lease: None,
            registration,
            data_version: 0,
            snapshot_count: Cell::new(0),
            file_identity: files::file_identity(path),
        }
    }

    /// Runs `work` in one transaction that locks the file from its start and is durable when this returns.
    pub(super) fn transact<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, LedgerError>,
    ) -> Result<T, Error> {
        // A file that was renamed or deleted would take the write, and nobody would ever read it.
        if self.file_identity.is_some() && files::file_identity(&self.path) != self.file_identity {
            let what = "was moved or deleted while cuecard used it: close all that use it, put it back, and start again";
            return Err(files::file_error(&self.path, what));
        }
        self.commit(work).map_err(|error| error.into_error(&self.path))
    }

    fn commit<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let change = self.database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&change)?;
        failpoint::kill_point("ledger.before_commit");
        failpoint::fail_write("ledger.commit").map_err(|error| from_io_error(&error))?;
        change.commit()?;
        failpoint::kill_point("ledger.after_commit");
        Ok(done)
    }

    /// Runs one statement in a transaction of its own.
    pub(super) fn execute(&mut self, sql: &str, values: &[&dyn ToSql]) -> Result<(), Error> {
        self.transact(|change| Ok(change.execute(sql, values).map(drop)?))
    }

    pub(super) fn query_rows<T>(
        &self,
        sql: &str,
        values: &[&dyn ToSql],
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let rows = self.database.prepare(sql).and_then(|mut query| query.query_map(values, read)?.collect());
        rows.map_err(|error| read_error(&self.path, &error))
    }

    /// The first row of a query, if there is one.
    pub(super) fn query_first<T>(
        &self,
        sql: &str,
        values: &[&dyn ToSql],
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Error> {
        Ok(self.query_rows(sql, values, read)?.into_iter().next())
    }

    /// A column of the account's row.
    pub(super) fn account_value<T: rusqlite::types::FromSql>(&self, column: &str) -> Result<T, Error> {
        let sql = format!("SELECT {column} FROM account WHERE id = ?1");
        let value = self.database.query_row(&sql, [self.account_row_id], |row| row.get(0));
        value.map_err(|error| read_error(&self.path, &error))
    }
}
