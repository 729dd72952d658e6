//! The context of all requests: configuration, session, locks, limits and running tasks.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use super::config::{Config, live_account};
use super::fifo::FifoLock;
use super::lock::lock;
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
    /// Content stamps of project files, from when they were read or written last.
    pub(super) file_stamps: Mutex<HashMap<PathBuf, store::project::ContentStamp>>,
    /// Unsaved work, by project file; `None` is a project without a file.
    pub(super) autosaves: Mutex<HashMap<Option<PathBuf>, Autosave>>,
    /// Orders the work on project files.
    pub(super) file_lock: FifoLock,
    /// Orders the work with the clipboard.
    pub(super) clipboard_lock: FifoLock,
    /// Limits status requests and submissions.
    pub(super) rate_limiter: RateLimiter,
    pub(super) download_slots: Semaphore,
    /// Tasks that the exit waits for: they write files, or are paid for.
    pub(super) exit_tasks: TaskTracker,
    /// Tasks of `Job::run_to_completion`, which a command waits for before it ends.
    pub(super) critical_tasks: TaskTracker,
    session: Mutex<Arc<Session>>,
    /// Gets the number of retries for want of a connection.
    pub(super) retry_notice: RetryReporter,
    /// Held during any work with the ledger.
    ledger_lock: Arc<Mutex<()>>,
}

/// Five requests a second.
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
            clipboard_lock: FifoLock::default(),
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
        lock(&self.session).clone()
    }

    /// Starts a session for another account; running jobs keep theirs.
    pub(super) fn switch_account(&self, account: ActiveAccount, key: Option<Secret>) {
        let session = Arc::new(Session::new(&self.config, account, key, &self.ledger_lock));
        *lock(&self.session) = session;
    }

    pub(super) fn live_account(&self) -> ActiveAccount {
        live_account(&self.config.endpoints)
    }

    /// The spending limits, in days of the user's time zone.
    pub(super) fn spending_limits(&self) -> SpendingLimits {
        SpendingLimits::from_settings(&self.config.settings, TimeZone::system())
    }

    /// Waits for work with the ledger, blocks further work until the guard is dropped, and releases the poll lease.
    pub(super) fn pause_ledger(&self) -> MutexGuard<'_, ()> {
        let guard = lock(&self.ledger_lock);
        if let Some(ledger) = self.session().ledger.get() {
            lock(ledger).release_poll_lease();
        }
        guard
    }
}
