//! The render ledger: every render that was ever asked for, in one SQLite file that outlives crashes.
//!
//! A render is written down before it is sent, and every step is on disk for good before its call returns. Two kinds
//! of fault come back: [`ErrorKind::File`] where the disk did not take it, so that nothing may be sent, and
//! [`ErrorKind::Internal`] where the step makes no sense, for example because another program took it first.

mod account_state;
mod database;
mod delivery;
mod error;
mod history;
mod idempotency;
mod look_requests;
mod photo_requests;
mod picture_keys;
mod quarantine;
mod queue;
mod reconcile;
mod retry_after;
mod rows;
mod salvage;
mod schema;
mod submit;
mod title_tag;
mod training;
mod transitions;
mod watcher;

use std::cell::Cell;
use std::fs::File;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::domain::{Error, ErrorKind, Money, RenderId};

use super::account::AccountId;
use super::process_lock::{Registration, Registry};
use super::{failpoint, files, process_lock};
use error::read_error;

pub use delivery::DownloadLock;
pub use look_requests::{AddLooksClaim, LookRequestId, StoredLookRequest};
pub use photo_requests::{LostPhotoRequest, PhotoRequest, PhotoRequestId, UnlistedPhoto};
pub use picture_keys::{PictureKeyHistory, RenderPictureKey};
pub use queue::SendClaim;
pub use reconcile::ReconcileOutcome;
pub use watcher::LedgerWatcher;

/// The renders of one account, for one user of the file: two of them never disturb each other.
#[derive(Debug)]
pub struct Ledger {
    database: Connection,
    path: PathBuf,
    account_row_id: i64,
    /// Locked while this is the one that asks the service about the account's renders. Let go of before the presence,
    /// whose end tells others.
    poll_lease: Option<File>,
    /// Shows others that what is being sent here is not lost.
    registration: Registration,
    /// As SQLite counts the changes of others.
    data_version: i64,
    /// How often it was looked at.
    snapshot_count: Cell<u64>,
    /// Which file it is: device and number.
    file_identity: Option<(u64, u64)>,
}

/// A ledger, and what the user has to be told about it.
#[derive(Debug)]
pub struct OpenedLedger {
    pub ledger: Ledger,
    /// Where a damaged file was set aside; the ledger began anew with what could be read of it.
    pub quarantined: Option<PathBuf>,
    /// Renders that a program was sending when it ended; they may exist.
    pub unconfirmed: Vec<RenderId>,
}

/// A render that the user asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRenderRecord {
    pub title: String,
    /// The project file that it is sent from, if it has one.
    pub project_path: Option<PathBuf>,
    pub scene_count: usize,
    /// Seconds that it is estimated to last.
    pub estimated_seconds: f64,
    /// What it is estimated to cost.
    pub estimated_cost: Money,
    /// The text that will be sent, to the letter; without the key.
    pub request_body: String,
    /// The dialect of the API that the text is in.
    pub dialect: String,
    /// Whether it is sent with a key that makes it safe to send again.
    pub has_idempotency_key: bool,
    /// [`VideoSpec::digest`](crate::domain::VideoSpec::digest) of the whole video.
    pub content_hash: String,
    /// What stands behind the title in the text that is sent, from [`Ledger::unused_title_tag`].
    pub title_tag: Option<String>,
    /// The picture key in the text; none where the dialect names the photo itself.
    pub picture_key: Option<RenderPictureKey>,
}

/// What was, or will be, sent for a render.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRequest {
    pub body: String,
    /// The dialect of the API that the text is in.
    pub dialect: String,
    /// The key that makes it safe to send again, where the dialect has one.
    pub idempotency_key: Option<String>,
}

/// What is written down beside a step: a sentence of ours, and the service's reply where there was one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventNote<'a> {
    pub note: &'a str,
    /// As it came, made harmless.
    pub response: Option<&'a str>,
}

impl<'a> From<&'a str> for EventNote<'a> {
    fn from(note: &'a str) -> Self {
        Self { note, response: None }
    }
}

impl Ledger {
    /// Opens or makes the ledger at `path`. Renders that a dead program left while sending become unconfirmed; those
    /// of a living one are left alone.
    pub fn open(path: &Path, account: &AccountId, now: Timestamp) -> Result<OpenedLedger, Error> {
        let data = files::parent_folder(path);
        files::create_private_folder(data)?;
        let gate = Registry::lock(data)?;
        let (mut database, damaged) = database::connect(path, &gate, now)?;
        let account =
            find_or_insert_account(&mut database, account).map_err(|error| read_error(path, &error))?;
        let presence = gate.register(LEDGER_LOCK_PREFIX)?;
        let mut ledger = Self::from_connection(database, path, account, presence);
        let unconfirmed = ledger.recover_orphaned_locked(&gate, now)?;
        Ok(OpenedLedger { ledger, quarantined: damaged, unconfirmed })
    }

    /// Opens a ledger that is there for reading alone, where the disk does not take what [`open`](Self::open) writes.
    /// All that would change it is refused.
    pub fn open_read_only(path: &Path, account: &AccountId) -> Result<Self, Error> {
        let database = database::connect_read_only(path)?;
        let account =
            database
                .query_row(SELECT_ACCOUNT_ID, [&account.base_url, &account.fingerprint], |row| row.get(0));
        let account = account.map_err(|error| read_error(path, &error))?;
        Ok(Self::from_connection(database, path, account, Registration::read_only()))
    }

    fn from_connection(database: Connection, path: &Path, account: i64, presence: Registration) -> Self {
        let path = path.to_owned();
        let file = files::file_identity(&path);
        Self {
            database,
            path,
            account_row_id: account,
            registration: presence,
            data_version: 0,
            snapshot_count: Cell::new(0),
            poll_lease: None,
            file_identity: file,
        }
    }

    /// Makes unconfirmed what programs that ended since were sending, and says which of them are this account's. What
    /// was waiting in them is left to the user.
    pub fn recover_orphaned(&mut self, now: Timestamp) -> Result<Vec<RenderId>, Error> {
        if !self.has_other_writers()? {
            return Ok(Vec::new());
        }
        let gate = Registry::lock(files::parent_folder(&self.path))?;
        self.recover_orphaned_locked(&gate, now)
    }

    /// Whether another program changed the file since this was asked last.
    pub fn has_external_changes(&mut self) -> Result<bool, Error> {
        let version = self.database.pragma_query_value(None, "data_version", |row| row.get(0));
        let version = version.map_err(|error| read_error(&self.path, &error))?;
        Ok(std::mem::replace(&mut self.data_version, version) != version)
    }

    /// [`settle`](Self::settle), and whether that changed anything.
    pub fn recover_and_detect_changes(&mut self, now: Timestamp) -> Result<bool, Error> {
        let before = self.database.total_changes();
        self.recover_orphaned(now)?;
        Ok(self.database.total_changes() != before)
    }

    /// Whether it is this program's turn to ask the service about the renders. It stays so until it is given away or the
    /// ledger dropped. Where the one that has it was stopped, others ask meanwhile.
    pub fn try_acquire_poll_lease(&mut self) -> Result<bool, Error> {
        let path =
            files::parent_folder(&self.path).join("running").join(format!("poll-{}", self.account_row_id));
        if self.poll_lease.is_none() {
            self.poll_lease = process_lock::try_exclusive(&path)?;
        }
        Ok(self.poll_lease.is_some() || process_lock::is_holder_stopped(&path))
    }

    /// Lets another program ask the service.
    pub fn release_poll_lease(&mut self) {
        self.poll_lease = None;
    }

    fn has_other_writers(&self) -> Result<bool, Error> {
        let sql =
            "SELECT EXISTS (SELECT 1 FROM render WHERE stage IN ('sending', 'queued') AND writer <> ?1)";
        let held = self.database.query_row(sql, [self.registration.name()], |row| row.get(0));
        held.map_err(|error| read_error(&self.path, &error))
    }

    fn recover_orphaned_locked(&mut self, gate: &Registry, now: Timestamp) -> Result<Vec<RenderId>, Error> {
        let living = gate.live(LEDGER_LOCK_PREFIX)?;
        let account = self.account_row_id;
        self.transact(|change| queue::recover_orphaned(change, account, &living, now))
    }

    /// Runs `work` in one transaction that holds the file from its start and is on disk for good at its end.
    fn transact<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, LedgerError>,
    ) -> Result<T, Error> {
        // What is written to a file that has no name any more is known to nobody.
        if self.file_identity.is_some() && files::file_identity(&self.path) != self.file_identity {
            let what = "was moved or deleted while cuecard used it: close all that use it, put it back, and start again";
            return Err(files::file_error(&self.path, what));
        }
        let outcome = self
            .database
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(LedgerError::from)
            .and_then(|change| {
                let done = work(&change)?;
                failpoint::kill_point("ledger.before_commit");
                failpoint::fail_write("ledger.commit").map_err(|error| error::from_io_error(&error))?;
                change.commit()?;
                failpoint::kill_point("ledger.after_commit");
                Ok(done)
            });
        outcome.map_err(|trouble| trouble.into_error(&self.path))
    }
}

/// How the presences of ledgers are called.
const LEDGER_LOCK_PREFIX: &str = "ledger-";

/// Why a change did not come about: the database, or the rules of the house.
#[derive(Debug)]
enum LedgerError {
    Sqlite(rusqlite::Error),
    Rejected(Error),
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl LedgerError {
    fn rejected(id: RenderId, what: &str) -> Self {
        Self::Rejected(Error::new(format!("render {id}"), ErrorKind::Internal, format!("Render {id} {what}")))
    }

    fn not_found(id: RenderId) -> Self {
        Self::Rejected(Error::new(format!("render {id}"), ErrorKind::NotFound, ""))
    }

    fn into_error(self, path: &Path) -> Error {
        match self {
            Self::Sqlite(error) => error::write_error(path, &error),
            Self::Rejected(fault) => fault,
        }
    }
}

const SELECT_ACCOUNT_ID: &str = "SELECT id FROM account WHERE base = ?1 AND fingerprint = ?2";

fn find_or_insert_account(database: &mut Connection, account: &AccountId) -> rusqlite::Result<i64> {
    let names = [&account.base_url, &account.fingerprint];
    match database.query_row(SELECT_ACCOUNT_ID, names, |row| row.get(0)) {
        Err(rusqlite::Error::QueryReturnedNoRows) => {}
        found => return found,
    }
    let change = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    change.execute("INSERT OR IGNORE INTO account (base, fingerprint) VALUES (?1, ?2)", names)?;
    let id = change.query_row(SELECT_ACCOUNT_ID, names, |row| row.get(0))?;
    change.commit()?;
    Ok(id)
}

#[cfg(test)]
mod tests;
