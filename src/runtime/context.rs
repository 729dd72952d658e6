//! The context of requests: account, client, ledger and folders.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use super::config::{Config, live_account};
use super::fifo::FifoLock;
use super::player::SamplePlayer;
use super::rate_limit::RateLimiter;
use super::session::Session;
use crate::domain::{Secret, SpendingLimits};
use crate::heygen::RetryReporter;
use crate::store::autosave::Autosave;
use crate::store::{self};
use crate::studio::ActiveAccount;

#[derive(Debug)]
pub(super) struct Context {
    pub(super) config: Config,
    pub(super) player: SamplePlayer,
    /// What project files held when they were read or written last.
    pub(super) file_stamps: Mutex<HashMap<PathBuf, store::project::ContentStamp>>,
    /// Where unsaved work is kept, once there is some: by project file, or by none.
    pub(super) autosaves: Mutex<HashMap<Option<PathBuf>, Autosave>>,
    /// Work on project files.
    pub(super) file_lock: FifoLock,
    /// Questions about renders.
    pub(super) rate_limiter: RateLimiter,
    /// Videos that come in at the same time.
    pub(super) download_slots: Semaphore,
    /// Work that is waited for at the end: it writes files, or it was paid for.
    pub(super) exit_tasks: TaskTracker,
    /// Work of [`World::last`], which a command waits for before it ends.
    pub(super) critical_tasks: TaskTracker,
    session: Mutex<Arc<Session>>,
    /// Told how often a client tries again for want of a connection.
    pub(super) retry_notice: RetryReporter,
    /// Held while something is done with the ledger.
    ledger_lock: Arc<Mutex<()>>,
}

/// Between two questions about renders: five a second.
const STATUS_REQUEST_INTERVAL: Duration = Duration::from_millis(200);
const MAX_CONCURRENT_DOWNLOADS: usize = 3;

impl Context {
    pub(super) fn new(setup: Config, retry_notice: RetryReporter) -> Self {
        let at_ledger = Arc::default();
        let session = Session::new(&setup, setup.account.clone(), setup.api_key.clone(), &at_ledger);
        Self {
            config: setup,
            player: SamplePlayer::default(),
            file_stamps: Mutex::default(),
            autosaves: Mutex::default(),
            file_lock: FifoLock::default(),
            rate_limiter: RateLimiter::new(STATUS_REQUEST_INTERVAL),
            download_slots: Semaphore::new(MAX_CONCURRENT_DOWNLOADS),
            exit_tasks: TaskTracker::new(),
            critical_tasks: TaskTracker::new(),
            session: Mutex::new(session.into()),
            retry_notice,
            ledger_lock: at_ledger,
        }
    }

    pub(super) fn session(&self) -> Arc<Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Works for another account from now on; what runs for the one before comes to its end.
    pub(super) fn switch_account(&self, account: ActiveAccount, key: Option<Secret>) {
        let session = Arc::new(Session::new(&self.config, account, key, &self.ledger_lock));
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = session;
    }

    /// The account of the service at its endpoints.
    pub(super) fn live_account(&self) -> ActiveAccount {
        live_account(&self.config.endpoints)
    }

    /// What may be spent, in days of where the user is.
    pub(super) fn spending_limits(&self) -> SpendingLimits {
        SpendingLimits::from_settings(&self.config.settings, TimeZone::system())
    }

    /// Waits until no work on the ledger goes on, and lets no other begin; another program may ask about the renders,
    /// until this one wants the turn again.
    pub(super) fn pause_ledger(&self) -> MutexGuard<'_, ()> {
        let rest = self.ledger_lock.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ledger) = self.session().ledger.get() {
            ledger.lock().unwrap_or_else(PoisonError::into_inner).release_poll_lease();
        }
        rest
    }
}
