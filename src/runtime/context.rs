//! The context of requests: account, client, ledger and folders.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use super::blocking::panic_error;
use super::config::{Config, live_account};
use super::fifo::FifoLock;
use super::player::SamplePlayer;
use super::rate_limit::RateLimiter;
use super::session::Session;
use crate::domain::{Error, ErrorKind, Secret, SpendingLimits};
use crate::heygen::RetryReporter;
use crate::store::autosave::Autosave;
use crate::store::{self, Ledger};
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

    /// Does something with the session's ledger, off the threads that others wait for.
    pub(super) async fn with_ledger<T: Send + 'static>(
        &self,
        session: &Session,
        work: impl FnOnce(&mut Ledger, Timestamp) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let ledger = session.ledger.open().await?.clone();
        let unwritten = session.pending_writes.clone();
        let work = move |ledger: &mut Ledger, now| {
            unwritten.retry(ledger, now);
            work(ledger, now)
        };
        session.ledger.with_ledger(ledger, work).await
    }

    /// Does what must come to its end, also where the request that wants it is left behind.
    pub(super) async fn run_to_completion<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        let token = self.critical_tasks.token();
        // A command that has ended begins nothing more.
        if self.critical_tasks.is_closed() {
            return Err(exiting_error());
        }
        let work = async move {
            let done = work.await;
            drop(token);
            done
        };
        self.exit_tasks.spawn(work).await.unwrap_or_else(|_| Err(panic_error()))
    }

    /// Reads in the session's ledger. Where the disk does not take what opening it writes, it is read as it is there,
    /// and why it cannot be written is given beside that.
    pub(super) async fn read_ledger<T: Send + 'static>(
        &self,
        session: &Session,
        work: impl FnOnce(&mut Ledger) -> Result<T, Error> + Send + 'static,
    ) -> Result<(T, Option<Error>), Error> {
        let (ledger, fault) = match session.ledger.open().await {
            Ok(ledger) => (ledger.clone(), None),
            Err(fault) if fault.kind == ErrorKind::File => {
                // Why it cannot be read either says less.
                let Ok(ledger) = session.ledger.open_read_only().await else { return Err(fault) };
                (ledger, Some(fault))
            }
            Err(fault) => return Err(fault),
        };
        let unwritten = session.pending_writes.clone();
        let is_writable = fault.is_none();
        let work = move |ledger: &mut Ledger, now| {
            if is_writable {
                unwritten.retry(ledger, now);
            }
            work(ledger)
        };
        Ok((session.ledger.with_ledger(ledger, work).await?, fault))
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

fn exiting_error() -> Error {
    Error::new("the program", ErrorKind::Internal, "It ends, and begins nothing more.")
}
