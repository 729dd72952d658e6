//! The ledger of one account: opened when it is first needed, and used by one task at a time.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tokio::sync::OnceCell;

use super::context::blocking;
use crate::domain::Fault;
use crate::heygen::SharedHold;
use crate::store::{self, Ledger};

/// A ledger that several tasks use.
pub(super) type LedgerCell = Arc<Mutex<Ledger>>;

#[derive(Debug)]
pub(super) struct SessionLedger {
    path: PathBuf,
    /// Whose it is; an error where nobody is known.
    account: Result<store::Account, Fault>,
    /// Held while something is done with any ledger.
    at_ledger: Arc<Mutex<()>>,
    ledger: OnceCell<LedgerCell>,
    /// Why it could not be opened for the time that the service asked for. Requests do without it then, and who needs
    /// it next is told.
    failed: Mutex<Option<Fault>>,
}

impl SessionLedger {
    pub(super) fn new(
        path: PathBuf,
        account: Result<store::Account, Fault>,
        at_ledger: Arc<Mutex<()>>,
    ) -> Self {
        Self { path, account, at_ledger, ledger: OnceCell::new(), failed: Mutex::default() }
    }

    /// The ledger where it was opened already.
    pub(super) fn get(&self) -> Option<&LedgerCell> {
        self.ledger.get()
    }

    pub(super) async fn open(&self) -> Result<&LedgerCell, Fault> {
        // One failure counts, also where the disk is good again: nothing is begun before it was told.
        if let Some(fault) = self.failed().take() {
            return Err(fault);
        }
        self.ledger.get_or_try_init(|| self.opened()).await
    }

    /// The ledger for reading alone, where the disk does not take what opening it writes.
    pub(super) async fn open_to_read(&self) -> Result<LedgerCell, Fault> {
        let (account, path) = (self.account.clone()?, self.path.clone());
        let opened = blocking(move || Ledger::open_to_read(&path, &account)).await;
        opened.map(|ledger| Arc::new(Mutex::new(ledger)))
    }

    /// Does something with a ledger, off the threads that others wait for.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        ledger: LedgerCell,
        work: impl FnOnce(&mut Ledger, Timestamp) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let at_ledger = self.at_ledger.clone();
        blocking(move || {
            let _work = at_ledger.lock().unwrap_or_else(PoisonError::into_inner);
            let mut ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut ledger, Timestamp::now())
        })
        .await
    }

    async fn opened(&self) -> Result<LedgerCell, Fault> {
        let (account, path) = (self.account.clone()?, self.path.clone());
        let at_ledger = self.at_ledger.clone();
        let opened = blocking(move || {
            let _work = at_ledger.lock().unwrap_or_else(PoisonError::into_inner);
            Ledger::open(&path, &account, Timestamp::now())
        });
        let opened = opened.await?;
        Ok(Arc::new(Mutex::new(opened.ledger)))
    }

    /// The ledger for the time that the service asked for. Where it cannot be opened, that is not tried at each request.
    async fn opened_for_hold(&self) -> Option<LedgerCell> {
        if self.failed().is_some() {
            return None;
        }
        match self.ledger.get_or_try_init(|| self.opened()).await {
            Ok(ledger) => Some(ledger.clone()),
            Err(fault) => {
                *self.failed() = Some(fault);
                None
            }
        }
    }

    fn failed(&self) -> MutexGuard<'_, Option<Fault>> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SharedHold for SessionLedger {
    fn remaining(&self) -> BoxFuture<'_, Duration> {
        Box::pin(async {
            let Some(ledger) = self.opened_for_hold().await else { return Duration::ZERO };
            // What cannot be read holds nothing up: this program's own hold counts in any case.
            self.work(ledger, |ledger, now| ledger.held(now)).await.unwrap_or_default()
        })
    }

    fn hold(&self, wait: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if let Some(ledger) = self.opened_for_hold().await {
                let _ = self.work(ledger, move |ledger, now| ledger.hold(wait, now)).await;
            }
        })
    }
}
