//! The ledger of one account: opened when it is first needed, and used by one task at a time.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tokio::sync::OnceCell;

use super::blocking::run_blocking;
use super::clock;
use crate::domain::Error;
use crate::heygen::SharedRetryAfter;
use crate::store::{self, Ledger};

/// A ledger that several tasks use.
pub(super) type SharedLedger = Arc<Mutex<Ledger>>;

#[derive(Debug)]
pub(super) struct SessionLedger {
    path: PathBuf,
    /// Whose it is; an error where nobody is known.
    account: Result<store::AccountId, Error>,
    /// Held while something is done with any ledger.
    ledger_lock: Arc<Mutex<()>>,
    ledger: OnceCell<SharedLedger>,
    /// Why it could not be opened for the time that the service asked for. Requests do without it then, and who needs
    /// it next is told.
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

    /// The ledger where it was opened already.
    pub(super) fn get(&self) -> Option<&SharedLedger> {
        self.ledger.get()
    }

    pub(super) async fn open(&self) -> Result<&SharedLedger, Error> {
        // One failure counts, also where the disk is good again: nothing is begun before it was told.
        if let Some(fault) = self.open_error().take() {
            return Err(fault);
        }
        self.ledger.get_or_try_init(|| self.open_file()).await
    }

    /// The ledger for reading alone, where the disk does not take what opening it writes.
    pub(super) async fn open_read_only(&self) -> Result<SharedLedger, Error> {
        let (account, path) = (self.account.clone()?, self.path.clone());
        let opened = run_blocking(move || Ledger::open_read_only(&path, &account)).await;
        opened.map(|ledger| Arc::new(Mutex::new(ledger)))
    }

    /// Does something with a ledger, off the threads that others wait for.
    pub(super) async fn with_ledger<T: Send + 'static>(
        &self,
        ledger: SharedLedger,
        work: impl FnOnce(&mut Ledger, Timestamp) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let at_ledger = self.ledger_lock.clone();
        run_blocking(move || {
            let _work = at_ledger.lock().unwrap_or_else(PoisonError::into_inner);
            let mut ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut ledger, clock::now())
        })
        .await
    }

    async fn open_file(&self) -> Result<SharedLedger, Error> {
        let (account, path) = (self.account.clone()?, self.path.clone());
        let at_ledger = self.ledger_lock.clone();
        let opened = run_blocking(move || {
            let _work = at_ledger.lock().unwrap_or_else(PoisonError::into_inner);
            Ledger::open(&path, &account, clock::now())
        });
        let opened = opened.await?;
        Ok(Arc::new(Mutex::new(opened.ledger)))
    }

    /// The ledger for the time that the service asked for. Where it cannot be opened, that is not tried at each request.
    async fn open_for_hold(&self) -> Option<SharedLedger> {
        if self.open_error().is_some() {
            return None;
        }
        match self.ledger.get_or_try_init(|| self.open_file()).await {
            Ok(ledger) => Some(ledger.clone()),
            Err(fault) => {
                *self.open_error() = Some(fault);
                None
            }
        }
    }

    fn open_error(&self) -> MutexGuard<'_, Option<Error>> {
        self.open_error.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SharedRetryAfter for SessionLedger {
    fn remaining(&self) -> BoxFuture<'_, Duration> {
        Box::pin(async {
            let Some(ledger) = self.open_for_hold().await else { return Duration::ZERO };
            // What cannot be read holds nothing up: this program's own hold counts in any case.
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
