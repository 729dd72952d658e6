//! The render ledger: every render that was ever asked for, in one SQLite file that outlives crashes.
//!
//! A render is written down before it is sent, and every step is on disk for good before its call returns. Two kinds
//! of fault come back: [`FaultKind::File`] where the disk did not take it, so that nothing may be sent, and
//! [`FaultKind::Internal`] where the step makes no sense, for example because another program took it first.

mod account_state;
mod database;
mod delivery;
mod fault;
mod history;
mod hold;
mod idempotency;
mod looks;
mod new_photos;
mod picture;
mod queue;
mod reconcile;
mod rows;
mod salvage;
mod schema;
mod set_aside;
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

use crate::domain::{Fault, FaultKind, Money, RenderId};

use super::account::Account;
use super::process_lock::{Gate, Presence};
use super::{files, process_lock, trap};
use fault::read_fault;

pub use delivery::Errand;
pub use looks::{Adding, LooksId, OrderedLooks};
pub use new_photos::{LostPhoto, NewPhoto, NewPhotoId, PhotoRequest};
pub use picture::{PictureMemory, RenderPicture};
pub use queue::Claim;
pub use reconcile::Reconciled;
pub use watcher::Stir;

/// The renders of one account, for one user of the file: two of them never disturb each other.
#[derive(Debug)]
pub struct Ledger {
    database: Connection,
    path: PathBuf,
    account: i64,
    /// Locked while this is the one that asks the service about the account's renders. Let go of before the presence,
    /// whose end tells others.
    turn: Option<File>,
    /// Shows others that what is being sent here is not lost.
    presence: Presence,
    /// As SQLite counts the changes of others.
    version: i64,
    /// How often it was looked at.
    looks: Cell<u64>,
    /// Which file it is: device and number.
    file: Option<(u64, u64)>,
}

/// A ledger, and what the user has to be told about it.
#[derive(Debug)]
pub struct OpenedLedger {
    pub ledger: Ledger,
    /// Where a damaged file was set aside; the ledger began anew with what could be read of it.
    pub damaged: Option<PathBuf>,
    /// Renders that a program was sending when it ended; they may exist.
    pub unconfirmed: Vec<RenderId>,
}

/// A render that the user asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRender {
    pub title: String,
    /// The project file that it is sent from, if it has one.
    pub project: Option<PathBuf>,
    pub scenes: usize,
    /// Seconds that it is estimated to last.
    pub seconds: f64,
    /// What it is estimated to cost.
    pub cost: Money,
    /// The text that will be sent, to the letter; without the key.
    pub request: String,
    /// The dialect of the API that the text is in.
    pub generation: String,
    /// Whether it is sent with a key that makes it safe to send again.
    pub repeatable: bool,
    /// [`VideoSpec::digest`](crate::domain::VideoSpec::digest) of the whole video.
    pub digest: String,
    /// What stands behind the title in the text that is sent, from [`Ledger::free_mark`].
    pub mark: Option<String>,
    /// The picture key in the text; none where the dialect names the photo itself.
    pub picture: Option<RenderPicture>,
}

/// What was, or will be, sent for a render.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRequest {
    pub text: String,
    /// The dialect of the API that the text is in.
    pub generation: String,
    /// The key that makes it safe to send again, where the dialect has one.
    pub key: Option<String>,
}

/// What is written down beside a step: a sentence of ours, and the service's reply where there was one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    pub note: &'a str,
    /// As it came, made harmless.
    pub reply: Option<&'a str>,
}

impl<'a> From<&'a str> for Said<'a> {
    fn from(note: &'a str) -> Self {
        Self { note, reply: None }
    }
}

impl Ledger {
    /// Opens or makes the ledger at `path`. Renders that a dead program left while sending become unconfirmed; those
    /// of a living one are left alone.
    pub fn open(path: &Path, account: &Account, now: Timestamp) -> Result<OpenedLedger, Fault> {
        let data = files::folder_of(path);
        files::private_folder(data)?;
        let gate = Gate::pass(data)?;
        let (mut database, damaged) = database::connect(path, &gate, now)?;
        let account = account_row(&mut database, account).map_err(|error| read_fault(path, &error))?;
        let presence = gate.enter(KIND)?;
        let mut ledger = Self::over(database, path, account, presence);
        let unconfirmed = ledger.settle_under(&gate, now)?;
        Ok(OpenedLedger { ledger, damaged, unconfirmed })
    }

    /// Opens a ledger that is there for reading alone, where the disk does not take what [`open`](Self::open) writes.
    /// All that would change it is refused.
    pub fn open_to_read(path: &Path, account: &Account) -> Result<Self, Fault> {
        let database = database::connect_to_read(path)?;
        let account = database.query_row(FIND, [&account.base, &account.fingerprint], |row| row.get(0));
        let account = account.map_err(|error| read_fault(path, &error))?;
        Ok(Self::over(database, path, account, Presence::unseen()))
    }

    fn over(database: Connection, path: &Path, account: i64, presence: Presence) -> Self {
        let path = path.to_owned();
        let file = files::identity(&path);
        Self { database, path, account, presence, version: 0, looks: Cell::new(0), turn: None, file }
    }

    /// Makes unconfirmed what programs that ended since were sending, and says which of them are this account's. What
    /// was waiting in them is left to the user.
    pub fn settle(&mut self, now: Timestamp) -> Result<Vec<RenderId>, Fault> {
        if !self.is_held_elsewhere()? {
            return Ok(Vec::new());
        }
        let gate = Gate::pass(files::folder_of(&self.path))?;
        self.settle_under(&gate, now)
    }

    /// Whether another program changed the file since this was asked last.
    pub fn changed_elsewhere(&mut self) -> Result<bool, Fault> {
        let version = self.database.pragma_query_value(None, "data_version", |row| row.get(0));
        let version = version.map_err(|error| read_fault(&self.path, &error))?;
        Ok(std::mem::replace(&mut self.version, version) != version)
    }

    /// [`settle`](Self::settle), and whether that changed anything.
    pub fn clear_up(&mut self, now: Timestamp) -> Result<bool, Fault> {
        let before = self.database.total_changes();
        self.settle(now)?;
        Ok(self.database.total_changes() != before)
    }

    /// Whether it is this program's turn to ask the service about the renders. It stays so until it is given away or the
    /// ledger dropped. Where the one that has it was stopped, others ask meanwhile.
    pub fn has_turn(&mut self) -> Result<bool, Fault> {
        let path = files::folder_of(&self.path).join("running").join(format!("poll-{}", self.account));
        if self.turn.is_none() {
            self.turn = process_lock::alone(&path)?;
        }
        Ok(self.turn.is_some() || process_lock::is_stopped(&path))
    }

    /// Lets another program ask the service.
    pub fn give_turn(&mut self) {
        self.turn = None;
    }

    fn is_held_elsewhere(&self) -> Result<bool, Fault> {
        let sql =
            "SELECT EXISTS (SELECT 1 FROM render WHERE stage IN ('sending', 'queued') AND writer <> ?1)";
        let held = self.database.query_row(sql, [self.presence.name()], |row| row.get(0));
        held.map_err(|error| read_fault(&self.path, &error))
    }

    fn settle_under(&mut self, gate: &Gate, now: Timestamp) -> Result<Vec<RenderId>, Fault> {
        let living = gate.living(KIND)?;
        let account = self.account;
        self.write(|change| queue::settle(change, account, &living, now))
    }

    /// Runs `work` in one transaction that holds the file from its start and is on disk for good at its end.
    fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Trouble>) -> Result<T, Fault> {
        // What is written to a file that has no name any more is known to nobody.
        if self.file.is_some() && files::identity(&self.path) != self.file {
            let what = "was moved or deleted while cuecard used it: close all that use it, put it back, and start again";
            return Err(files::said(&self.path, what));
        }
        let outcome = self
            .database
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(Trouble::from)
            .and_then(|change| {
                let done = work(&change)?;
                trap::pass("ledger.before_commit");
                trap::write("ledger.commit").map_err(|error| fault::of_disk(&error))?;
                change.commit()?;
                trap::pass("ledger.after_commit");
                Ok(done)
            });
        outcome.map_err(|trouble| trouble.into_fault(&self.path))
    }
}

/// How the presences of ledgers are called.
const KIND: &str = "ledger-";

/// Why a change did not come about: the database, or the rules of the house.
#[derive(Debug)]
enum Trouble {
    Database(rusqlite::Error),
    Rule(Fault),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl Trouble {
    fn rule(id: RenderId, what: &str) -> Self {
        Self::Rule(Fault::new(format!("render {id}"), FaultKind::Internal, format!("Render {id} {what}")))
    }

    fn missing(id: RenderId) -> Self {
        Self::Rule(Fault::new(format!("render {id}"), FaultKind::NotFound, ""))
    }

    fn into_fault(self, path: &Path) -> Fault {
        match self {
            Self::Database(error) => fault::write_fault(path, &error),
            Self::Rule(fault) => fault,
        }
    }
}

const FIND: &str = "SELECT id FROM account WHERE base = ?1 AND fingerprint = ?2";

fn account_row(database: &mut Connection, account: &Account) -> rusqlite::Result<i64> {
    let names = [&account.base, &account.fingerprint];
    match database.query_row(FIND, names, |row| row.get(0)) {
        Err(rusqlite::Error::QueryReturnedNoRows) => {}
        found => return found,
    }
    let change = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    change.execute("INSERT OR IGNORE INTO account (base, fingerprint) VALUES (?1, ?2)", names)?;
    let id = change.query_row(FIND, names, |row| row.get(0))?;
    change.commit()?;
    Ok(id)
}

#[cfg(test)]
mod tests;
