//! Opens the ledger, recovers what ended processes left, and hands out the poll lease.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use crate::domain::{Error, RenderId};

use super::super::account::AccountId;
use super::super::files;
use super::super::process_lock::{self, Registration, Registry};
use super::connection::{LEDGER_LOCK_PREFIX, Ledger};
use super::error::read_error;
use super::records::OpenedLedger;
use super::sql::{query_first, query_value};
use super::{database, queue};

impl Ledger {
    /// Opens or creates the ledger at `path`. Renders that an ended process was sending become unconfirmed.
    pub fn open(path: &Path, account: &AccountId, now: Timestamp) -> Result<OpenedLedger, Error> {
        let folder = files::parent_folder(path);
        files::create_private_folder(folder)?;
        let registry = Registry::lock(folder)?;
        let (mut database, quarantined) = database::connect(path, &registry, now)?;
        let account =
            find_or_insert_account(&mut database, account).map_err(|error| read_error(path, &error))?;
        let registration = registry.register(LEDGER_LOCK_PREFIX)?;
        let mut ledger = Self::from_connection(database, path, account, registration);
        let unconfirmed = ledger.recover_orphaned_locked(&registry, now)?;
        Ok(OpenedLedger { ledger, quarantined, unconfirmed })
    }

    /// Opens an existing ledger for reading, for disks that refuse what [`open`](Self::open) writes. Every change fails.
    pub fn open_read_only(path: &Path, account: &AccountId) -> Result<Self, Error> {
        let database = database::connect_read_only(path)?;
        let names = [&account.base_url, &account.fingerprint];
        let account = query_value(&database, SELECT_ACCOUNT_ID, names);
        let account = account.map_err(|error| read_error(path, &error))?;
        Ok(Self::from_connection(database, path, account, Registration::read_only()))
    }

    /// Marks as unconfirmed what ended processes were sending; gives those of this account. What was queued in them
    /// waits for the user.
    pub fn recover_orphaned(&mut self, now: Timestamp) -> Result<Vec<RenderId>, Error> {
        if !self.has_other_writers()? {
            return Ok(Vec::new());
        }
        let registry = Registry::lock(files::parent_folder(&self.path))?;
        self.recover_orphaned_locked(&registry, now)
    }

    /// Whether another process changed the file since the last call.
    pub fn has_external_changes(&mut self) -> Result<bool, Error> {
        let version =
            self.read(|database| database.pragma_query_value(None, "data_version", |row| row.get(0)))?;
        Ok(std::mem::replace(&mut self.data_version, version) != version)
    }

    /// [`recover_orphaned`](Self::recover_orphaned), and whether that changed anything.
    pub fn recover_and_detect_changes(&mut self, now: Timestamp) -> Result<bool, Error> {
        let before = self.database.total_changes();
        self.recover_orphaned(now)?;
        Ok(self.database.total_changes() != before)
    }

    /// Whether this process may poll the service. It keeps the lease until it releases it or drops the ledger; while the
    /// holder is suspended (Ctrl-Z), others may poll too.
    pub fn try_acquire_poll_lease(&mut self) -> Result<bool, Error> {
        let path = files::parent_folder(&self.path).join("running").join(format!("poll-{}", self.account));
        if self.poll_lease.is_none() {
            self.poll_lease = process_lock::try_exclusive(&path)?;
        }
        Ok(self.poll_lease.is_some() || process_lock::is_holder_stopped(&path))
    }

    /// Lets another process poll the service.
    pub fn release_poll_lease(&mut self) {
        self.poll_lease = None;
    }

    fn has_other_writers(&self) -> Result<bool, Error> {
        let sql =
            "SELECT EXISTS (SELECT 1 FROM render WHERE stage IN ('sending', 'queued') AND writer <> ?1)";
        self.read(|database| query_value(database, sql, [self.registration.name()]))
    }

    fn recover_orphaned_locked(
        &mut self,
        registry: &Registry,
        now: Timestamp,
    ) -> Result<Vec<RenderId>, Error> {
        let live = registry.live(LEDGER_LOCK_PREFIX)?;
        self.change(now, |change| queue::recover_orphaned(change, &live))
    }
}

const SELECT_ACCOUNT_ID: &str = "SELECT id FROM account WHERE base_url = ?1 AND fingerprint = ?2";

fn find_or_insert_account(database: &mut Connection, account: &AccountId) -> rusqlite::Result<i64> {
    let names = [&account.base_url, &account.fingerprint];
    if let Some(id) = query_first(database, SELECT_ACCOUNT_ID, names, |row| row.get(0))? {
        return Ok(id);
    }
    let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute("INSERT OR IGNORE INTO account (base_url, fingerprint) VALUES (?1, ?2)", names)?;
    let id = query_value(&transaction, SELECT_ACCOUNT_ID, names)?;
    transaction.commit()?;
    Ok(id)
}
