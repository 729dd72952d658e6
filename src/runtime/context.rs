//! The context of requests: account, client, ledger and folders.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::{OnceCell, Semaphore};
use tokio_util::task::TaskTracker;

use super::api_version;
use super::audio::SamplePlayer;
use super::fifo::{FifoLock, RateLimiter};
use super::pending_writes::PendingWrites;
use super::session_ledger::SessionLedger;
use super::status_batch::StatusBatch;
use crate::domain::{Error, ErrorKind, Secret, Settings, SpendingLimits};
use crate::heygen::{ApiKey, Client, Endpoints, RetryPolicy, RetryReporter};
use crate::store::autosave::Autosave;
use crate::store::{self, Ledger, LookRequestId, Paths};
use crate::studio::ActiveAccount;

/// Starts the embedded sandbox, once, and gives its base URL.
pub type StartSandbox = Box<dyn Fn() -> BoxFuture<'static, Result<String, Error>> + Send + Sync>;

/// How a world is made. Nothing of it is touched before the first request.
pub struct Config {
    pub paths: Paths,
    /// Whose account it is at first.
    pub account: ActiveAccount,
    /// The key of a live account, where there is one.
    pub api_key: Option<Secret>,
    pub endpoints: Endpoints,
    /// How long the client waits for the service, and how often it tries.
    pub retry_policy: RetryPolicy,
    pub start_sandbox: StartSandbox,
    pub settings: Settings,
    /// The command that shows files and links, in place of the system's.
    pub opener: Option<String>,
    /// The command that plays samples, in place of the first one that is found.
    pub player: Option<String>,
    /// Whether tmux stands between the program and the terminal.
    pub in_tmux: bool,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup")
            .field("paths", &self.paths)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

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
    retry_notice: RetryReporter,
    /// Held while something is done with the ledger.
    ledger_lock: Arc<Mutex<()>>,
}

/// Between two questions about renders: five a second.
const STATUS_REQUEST_INTERVAL: Duration = Duration::from_millis(200);
const MAX_CONCURRENT_DOWNLOADS: usize = 3;

/// The work for one account. Client and ledger come to be when they are first needed.
#[derive(Debug)]
pub(super) struct Session {
    account: ActiveAccount,
    api_key: Option<Secret>,
    client: OnceCell<Client>,
    /// The sandbox's address and its client.
    sandbox_client: Mutex<Option<(String, Client)>>,
    pub(super) ledger: Arc<SessionLedger>,
    /// What is to be told of the API key's file, once.
    pub(super) key_file_notice: Mutex<Option<Error>>,
    /// Which generation of the API the account speaks, as far as that is known.
    pub(super) api_version: Mutex<api_version::ApiVersionState>,
    /// Held while that is found out.
    pub(super) detection_lock: tokio::sync::Mutex<()>,
    /// Questions about renders that are asked together.
    pub(super) status_batch: StatusBatch,
    /// What the disk did not take of its renders.
    pub(super) pending_writes: PendingWrites,
    /// Orders for looks that are waited for.
    pub(super) look_orders_in_progress: Mutex<HashSet<LookRequestId>>,
}

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

    /// A client that speaks what the account does.
    pub(super) async fn client(&self, session: &Session) -> Result<Client, Error> {
        let client = self.client_without_dialect(session).await?;
        let dialect = api_version::resolve_dialect(self, session, &client).await;
        Ok(client.with_dialect(dialect))
    }

    async fn client_without_dialect(&self, session: &Session) -> Result<Client, Error> {
        if session.account == ActiveAccount::Sandbox {
            return self.sandbox_client(session).await;
        }
        let connect = async || match &session.account {
            ActiveAccount::SignedOut | ActiveAccount::Sandbox => Err(missing_api_key_error()),
            ActiveAccount::Live { .. } => {
                let key = session.api_key.as_ref().ok_or_else(missing_api_key_error)?;
                let key = ApiKey::new(key.reveal()).ok_or_else(malformed_api_key_error)?;
                Client::new(self.config.endpoints.clone(), key)
            }
        };
        let connect =
            async || connect().await.map(|client| client.with_shared_retry_after(session.ledger.clone()));
        let patient = async || {
            let client = connect().await?.with_retry_policy(self.config.retry_policy);
            Ok(client.with_retry_reporter(self.retry_notice.clone()))
        };
        session.client.get_or_try_init(patient).await.cloned()
    }

    /// The sandbox may be another studio's, and move when that one ends: its address is asked for each time.
    async fn sandbox_client(&self, session: &Session) -> Result<Client, Error> {
        let base = (self.config.start_sandbox)().await?;
        let mut kept = session.sandbox_client.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = kept.as_ref().filter(|(address, _)| *address == base) {
            return Ok(client.clone());
        }
        let key = ApiKey::new("sandbox").ok_or_else(missing_api_key_error)?;
        let client =
            Client::new(Endpoints::new(Some(&base), None)?, key)?.with_retry_policy(self.config.retry_policy);
        let client = client.with_shared_retry_after(session.ledger.clone());
        *kept = Some((base, client.clone()));
        Ok(client)
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

    /// Under which name its things are kept.
    pub(super) fn storage_account(&self, session: &Session) -> Result<store::AccountId, Error> {
        storage_account(&self.config, &session.account, session.api_key.as_ref())
    }
}

fn storage_account(
    setup: &Config,
    account: &ActiveAccount,
    key: Option<&Secret>,
) -> Result<store::AccountId, Error> {
    match (account, key) {
        (ActiveAccount::Sandbox, _) => Ok(store::AccountId::sandbox()),
        (ActiveAccount::Live { .. }, Some(key)) => {
            Ok(store::AccountId::new(setup.endpoints.api_base(), key.reveal()))
        }
        _ => Err(missing_api_key_error()),
    }
}

impl Session {
    fn new(setup: &Config, account: ActiveAccount, key: Option<Secret>, at_ledger: &Arc<Mutex<()>>) -> Self {
        let stored = storage_account(setup, &account, key.as_ref());
        let ledger = SessionLedger::new(setup.paths.ledger(), stored, at_ledger.clone());
        Self {
            account,
            api_key: key,
            client: OnceCell::new(),
            sandbox_client: Mutex::default(),
            ledger: ledger.into(),
            key_file_notice: Mutex::default(),
            api_version: Mutex::default(),
            detection_lock: tokio::sync::Mutex::default(),
            status_batch: StatusBatch::default(),
            pending_writes: PendingWrites::default(),
            look_orders_in_progress: Mutex::default(),
        }
    }
}

/// The account of the service at these endpoints; its host is told where it is not HeyGen itself.
pub fn live_account(endpoints: &Endpoints) -> ActiveAccount {
    let base = endpoints.api_base();
    let host = base.split_once("://").map_or(base, |(_, rest)| rest);
    let own = host == "api.heygen.com";
    ActiveAccount::Live { host: (!own).then(|| host.to_owned()) }
}

pub(super) fn missing_api_key_error() -> Error {
    Error::new("the key", ErrorKind::ApiKey, "there is none yet")
}

/// For a key that no request could carry.
pub(super) fn malformed_api_key_error() -> Error {
    Error::new("the key", ErrorKind::ApiKey, "a key has no blanks and only plain characters")
}

/// Does something that blocks, on a thread for it. Its panic is a fault.
pub(super) async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(panic_error()))
}

fn exiting_error() -> Error {
    Error::new("the program", ErrorKind::Internal, "It ends, and begins nothing more.")
}

/// A panic, whose details are in the log.
pub(super) fn panic_error() -> Error {
    let why = "A part of the program broke; the details are in its log.";
    Error::new("the program", ErrorKind::Internal, why)
}
