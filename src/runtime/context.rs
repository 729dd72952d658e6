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
use super::audio::Player;
use super::line::{Gap, Line};
use super::pending_writes::Unwritten;
use super::session_ledger::SessionLedger;
use super::status_batch::Gather;
use crate::domain::{Fault, FaultKind, Limits, Secret, Settings};
use crate::heygen::{Client, Endpoints, Key, Patience, RetryNotice};
use crate::store::autosave::Autosave;
use crate::store::{self, Ledger, LooksId, Paths};
use crate::studio::Account;

/// Starts the embedded sandbox, once, and gives its base URL.
pub type StartSandbox = Box<dyn Fn() -> BoxFuture<'static, Result<String, Fault>> + Send + Sync>;

/// How a world is made. Nothing of it is touched before the first request.
pub struct Setup {
    pub paths: Paths,
    /// Whose account it is at first.
    pub account: Account,
    /// The key of a live account, where there is one.
    pub key: Option<Secret>,
    pub endpoints: Endpoints,
    /// How long the client waits for the service, and how often it tries.
    pub patience: Patience,
    pub sandbox: StartSandbox,
    pub settings: Settings,
    /// The command that shows files and links, in place of the system's.
    pub opener: Option<String>,
    /// The command that plays samples, in place of the first one that is found.
    pub player: Option<String>,
    /// Whether tmux stands between the program and the terminal.
    pub in_tmux: bool,
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup")
            .field("paths", &self.paths)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

#[derive(Debug)]
pub(super) struct World {
    pub(super) setup: Setup,
    pub(super) player: Player,
    /// What project files held when they were read or written last.
    pub(super) stamps: Mutex<HashMap<PathBuf, store::project::Stamp>>,
    /// Where unsaved work is kept, once there is some: by project file, or by none.
    pub(super) drafts: Mutex<HashMap<Option<PathBuf>, Autosave>>,
    /// Work on project files.
    pub(super) files: Line,
    /// Questions about renders.
    pub(super) questions: Gap,
    /// Videos that come in at the same time.
    pub(super) downloads: Semaphore,
    /// Work that is waited for at the end: it writes files, or it was paid for.
    pub(super) lasting: TaskTracker,
    /// Work of [`World::last`], which a command waits for before it ends.
    pub(super) unbroken: TaskTracker,
    session: Mutex<Arc<Session>>,
    /// Told how often a client tries again for want of a connection.
    retry_notice: RetryNotice,
    /// Held while something is done with the ledger.
    at_ledger: Arc<Mutex<()>>,
}

/// Between two questions about renders: five a second.
const STATUS_REQUEST_INTERVAL: Duration = Duration::from_millis(200);
const MAX_DOWNLOADS: usize = 3;

/// The work for one account. Client and ledger come to be when they are first needed.
#[derive(Debug)]
pub(super) struct Session {
    account: Account,
    key: Option<Secret>,
    client: OnceCell<Client>,
    /// The sandbox's address and its client.
    sandbox: Mutex<Option<(String, Client)>>,
    pub(super) ledger: Arc<SessionLedger>,
    /// What is to be told of the API key's file, once.
    pub(super) notice: Mutex<Option<Fault>>,
    /// Which generation of the API the account speaks, as far as that is known.
    pub(super) known: Mutex<api_version::Known>,
    /// Held while that is found out.
    pub(super) finding: tokio::sync::Mutex<()>,
    /// Questions about renders that are asked together.
    pub(super) gather: Gather,
    /// What the disk did not take of its renders.
    pub(super) unwritten: Unwritten,
    /// Orders for looks that are waited for.
    pub(super) collecting: Mutex<HashSet<LooksId>>,
}

impl World {
    pub(super) fn new(setup: Setup, retry_notice: RetryNotice) -> Self {
        let at_ledger = Arc::default();
        let session = Session::new(&setup, setup.account.clone(), setup.key.clone(), &at_ledger);
        Self {
            setup,
            player: Player::default(),
            stamps: Mutex::default(),
            drafts: Mutex::default(),
            files: Line::default(),
            questions: Gap::new(STATUS_REQUEST_INTERVAL),
            downloads: Semaphore::new(MAX_DOWNLOADS),
            lasting: TaskTracker::new(),
            unbroken: TaskTracker::new(),
            session: Mutex::new(session.into()),
            retry_notice,
            at_ledger,
        }
    }

    pub(super) fn session(&self) -> Arc<Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Works for another account from now on; what runs for the one before comes to its end.
    pub(super) fn connect(&self, account: Account, key: Option<Secret>) {
        let session = Arc::new(Session::new(&self.setup, account, key, &self.at_ledger));
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = session;
    }

    /// The account of the service at its endpoints.
    pub(super) fn live(&self) -> Account {
        live(&self.setup.endpoints)
    }

    /// A client that speaks what the account does.
    pub(super) async fn client_of(&self, session: &Session) -> Result<Client, Fault> {
        let client = self.plain_client(session).await?;
        let dialect = api_version::dialect(self, session, &client).await;
        Ok(client.with_dialect(dialect))
    }

    async fn plain_client(&self, session: &Session) -> Result<Client, Fault> {
        if session.account == Account::Sandbox {
            return self.sandbox_client(session).await;
        }
        let connect = async || match &session.account {
            Account::Nobody | Account::Sandbox => Err(no_key()),
            Account::Live { .. } => {
                let key = session.key.as_ref().ok_or_else(no_key)?;
                let key = Key::new(key.reveal()).ok_or_else(odd_key)?;
                Client::new(self.setup.endpoints.clone(), key)
            }
        };
        let connect = async || connect().await.map(|client| client.with_shared_hold(session.ledger.clone()));
        let patient = async || {
            let client = connect().await?.with_patience(self.setup.patience);
            Ok(client.with_retry_notice(self.retry_notice.clone()))
        };
        session.client.get_or_try_init(patient).await.cloned()
    }

    /// The sandbox may be another studio's, and move when that one ends: its address is asked for each time.
    async fn sandbox_client(&self, session: &Session) -> Result<Client, Fault> {
        let base = (self.setup.sandbox)().await?;
        let mut kept = session.sandbox.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = kept.as_ref().filter(|(address, _)| *address == base) {
            return Ok(client.clone());
        }
        let key = Key::new("sandbox").ok_or_else(no_key)?;
        let client = Client::new(Endpoints::new(Some(&base), None)?, key)?.with_patience(self.setup.patience);
        let client = client.with_shared_hold(session.ledger.clone());
        *kept = Some((base, client.clone()));
        Ok(client)
    }

    /// Does something with the session's ledger, off the threads that others wait for.
    pub(super) async fn ledger<T: Send + 'static>(
        &self,
        session: &Session,
        work: impl FnOnce(&mut Ledger, Timestamp) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let ledger = session.ledger.open().await?.clone();
        let unwritten = session.unwritten.clone();
        let work = move |ledger: &mut Ledger, now| {
            unwritten.write(ledger, now);
            work(ledger, now)
        };
        session.ledger.work(ledger, work).await
    }

    /// Does what must come to its end, also where the request that wants it is left behind.
    pub(super) async fn last<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Fault>> + Send + 'static,
    ) -> Result<T, Fault> {
        let token = self.unbroken.token();
        // A command that has ended begins nothing more.
        if self.unbroken.is_closed() {
            return Err(ended());
        }
        let work = async move {
            let done = work.await;
            drop(token);
            done
        };
        self.lasting.spawn(work).await.unwrap_or_else(|_| Err(broken()))
    }

    /// Reads in the session's ledger. Where the disk does not take what opening it writes, it is read as it is there,
    /// and why it cannot be written is given beside that.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        session: &Session,
        work: impl FnOnce(&mut Ledger) -> Result<T, Fault> + Send + 'static,
    ) -> Result<(T, Option<Fault>), Fault> {
        let (ledger, fault) = match session.ledger.open().await {
            Ok(ledger) => (ledger.clone(), None),
            Err(fault) if fault.kind == FaultKind::File => {
                // Why it cannot be read either says less.
                let Ok(ledger) = session.ledger.open_to_read().await else { return Err(fault) };
                (ledger, Some(fault))
            }
            Err(fault) => return Err(fault),
        };
        let unwritten = session.unwritten.clone();
        let is_writable = fault.is_none();
        let work = move |ledger: &mut Ledger, now| {
            if is_writable {
                unwritten.write(ledger, now);
            }
            work(ledger)
        };
        Ok((session.ledger.work(ledger, work).await?, fault))
    }

    /// What may be spent, in days of where the user is.
    pub(super) fn limits(&self) -> Limits {
        Limits::of(&self.setup.settings, TimeZone::system())
    }

    /// Waits until no work on the ledger goes on, and lets no other begin; another program may ask about the renders,
    /// until this one wants the turn again.
    pub(super) fn rest(&self) -> MutexGuard<'_, ()> {
        let rest = self.at_ledger.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ledger) = self.session().ledger.get() {
            ledger.lock().unwrap_or_else(PoisonError::into_inner).give_turn();
        }
        rest
    }

    /// Under which name its things are kept.
    pub(super) fn account(&self, session: &Session) -> Result<store::Account, Fault> {
        stored_account(&self.setup, &session.account, session.key.as_ref())
    }
}

fn stored_account(setup: &Setup, account: &Account, key: Option<&Secret>) -> Result<store::Account, Fault> {
    match (account, key) {
        (Account::Sandbox, _) => Ok(store::Account::sandbox()),
        (Account::Live { .. }, Some(key)) => {
            Ok(store::Account::new(setup.endpoints.api_base(), key.reveal()))
        }
        _ => Err(no_key()),
    }
}

impl Session {
    fn new(setup: &Setup, account: Account, key: Option<Secret>, at_ledger: &Arc<Mutex<()>>) -> Self {
        let stored = stored_account(setup, &account, key.as_ref());
        let ledger = SessionLedger::new(setup.paths.ledger(), stored, at_ledger.clone());
        Self {
            account,
            key,
            client: OnceCell::new(),
            sandbox: Mutex::default(),
            ledger: ledger.into(),
            notice: Mutex::default(),
            known: Mutex::default(),
            finding: tokio::sync::Mutex::default(),
            gather: Gather::default(),
            unwritten: Unwritten::default(),
            collecting: Mutex::default(),
        }
    }
}

/// The account of the service at these endpoints; its host is told where it is not HeyGen itself.
pub fn live(endpoints: &Endpoints) -> Account {
    let base = endpoints.api_base();
    let host = base.split_once("://").map_or(base, |(_, rest)| rest);
    let own = host == "api.heygen.com";
    Account::Live { host: (!own).then(|| host.to_owned()) }
}

pub(super) fn no_key() -> Fault {
    Fault::new("the key", FaultKind::Key, "there is none yet")
}

/// For a key that no request could carry.
pub(super) fn odd_key() -> Fault {
    Fault::new("the key", FaultKind::Key, "a key has no blanks and only plain characters")
}

/// Does something that blocks, on a thread for it. Its panic is a fault.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(broken()))
}

fn ended() -> Fault {
    Fault::new("the program", FaultKind::Internal, "It ends, and begins nothing more.")
}

/// A panic, whose details are in the log.
pub(super) fn broken() -> Fault {
    let why = "A part of the program broke; the details are in its log.";
    Fault::new("the program", FaultKind::Internal, why)
}
