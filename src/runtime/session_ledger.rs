//! The ledger of one account: opened when it is first needed, and used by one task at a time.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tokio::sync::OnceCell;

use super::blocking::run_blocking;
use super::clock;
use super::lock::lock;
use crate::domain::Error;
use crate::heygen::SharedRetryAfter;
use crate::store::{self, Ledger};

pub(super) type SharedLedger = Arc<Mutex<Ledger>>;

#[derive(Debug)]
pub(super) struct SessionLedger {
    path: PathBuf,
    /// The account; an error if there is none.
    account: Result<store::AccountId, Error>,
    /// Held during any work with a ledger.
    ledger_lock: Arc<Mutex<()>>,
    ledger: OnceCell<SharedLedger>,
    /// Why it could not be opened to read the shared Retry-After. Requests go on without it, and its next user gets the
    /// error.
    open_error: Mutex<Option<Error>>,
}

impl SessionLedger {
    pub(super) fn new(
        path: PathBuf,
        account: Result<store::AccountId, Error>,
        at_ledger: Arc<Mutex<()>>,
    ) -> Self {
        Self { path, account, ledger_lock: at_ledger, ledger: OnceCell::new(), open_error: Mutex::default() }
    }

    /// The ledger if it is open.
    pub(super) fn get(&self) -> Option<&SharedLedger> {
        self.ledger.get()
    }

    pub(super) async fn open(&self) -> Result<&SharedLedger, Error> {
        // A failure is reported before anything starts, even if the disk works again.
        if let Some(error) = self.open_error().take() {
            return Err(error);
        }
        self.ledger.get_or_try_init(|| self.open_file()).await
    }

    /// Opens the ledger for reading only, if the disk does not take the writes of opening it.
    pub(super) async fn open_read_only(&self) -> Result<SharedLedger, Error> {
        let (account, path) = (self.account.clone()?, self.path.clone());
        let opened = run_blocking(move || Ledger::open_read_only(&path, &account)).await;
        opened.map(|ledger| Arc::new(Mutex::new(ledger)))
    }

    /// Works with a ledger, on a blocking thread.
    pub(super) async fn with_ledger<T: Send + 'static>(
        &self,
        ledger: SharedLedger,
        work: impl FnOnce(&mut Ledger, Timestamp) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let ledger_lock = self.ledger_lock.clone();
        run_blocking(move || {
            let _work = lock(&ledger_lock);
            let mut ledger = lock(&ledger);
            work(&mut ledger, clock::now())
        })
        .await
    }

    async fn open_file(&self) -> Result<SharedLedger, Error> {
        let (account, path) = (self.account.clone()?, self.path.clone());
        let ledger_lock = self.ledger_lock.clone();
        let opened = run_blocking(move || {
            let _work = lock(&ledger_lock);
            Ledger::open(&path, &account, clock::now())
        });
        let opened = opened.await?;
        Ok(Arc::new(Mutex::new(opened.ledger)))
    }

    /// The ledger for the shared Retry-After. After a failure it is not opened again at each request.
    async fn open_for_hold(&self) -> Option<SharedLedger> {
        if self.open_error().is_some() {
            return None;
        }
        match self.ledger.get_or_try_init(|| self.open_file()).await {
            Ok(ledger) => Some(ledger.clone()),
            Err(error) => {
                *self.open_error() = Some(error);
                None
            }
        }
    }

    fn open_error(&self) -> MutexGuard<'_, Option<Error>> {
        lock(&self.open_error)
    }
}

impl SharedRetryAfter for SessionLedger {
    fn remaining(&self) -> BoxFuture<'_, Duration> {
        Box::pin(async {
            let Some(ledger) = self.open_for_hold().await else { return Duration::ZERO };
            // A failed read delays nothing: this program's own Retry-After counts in any case.
            self.with_ledger(ledger, |ledger, now| ledger.remaining_retry_after(now))
                .await
                .unwrap_or_default()
        })
    }

    fn extend(&self, wait: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if let Some(ledger) = self.open_for_hold().await {
                let _ = self.with_ledger(ledger, move |ledger, now| ledger.set_retry_after(wait, now)).await;
            }
        })
    }
}
