//! The session of one account: its client, its ledger, and what is known of its API version.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::config::Config;
use super::pending_writes::PendingWrites;
use super::session_ledger::SessionLedger;
use super::status_batch::StatusBatch;
use crate::domain::{ApiVersion, Balance, Dialect, Error, ErrorKind, Secret, Sunset};
use crate::heygen::{ApiKey, Client, Endpoints, RetryReporter};
use crate::store::{self, LookRequestId};
use crate::studio::{ActiveAccount, OneTimeNotice};

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
    pub(super) api_version: Mutex<ApiVersionState>,
    /// Held while that is found out.
    pub(super) detection_lock: tokio::sync::Mutex<()>,
    /// Questions about renders that are asked together.
    pub(super) status_batch: StatusBatch,
    /// What the disk did not take of its renders.
    pub(super) pending_writes: PendingWrites,
    /// Orders for looks that are waited for.
    pub(super) look_orders_in_progress: Mutex<HashSet<LookRequestId>>,
}

impl Session {
    pub(super) fn new(
        config: &Config,
        account: ActiveAccount,
        key: Option<Secret>,
        ledger_lock: &Arc<Mutex<()>>,
    ) -> Self {
        let stored = storage_account(config, &account, key.as_ref());
        let ledger = SessionLedger::new(config.paths.ledger(), stored, ledger_lock.clone());
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

    /// The account whose data this session stores.
    pub(super) fn storage_account(&self, config: &Config) -> Result<store::AccountId, Error> {
        storage_account(config, &self.account, self.api_key.as_ref())
    }

    /// The client, in the default dialect. It is made when it is first needed.
    pub(super) async fn client(&self, config: &Config, reporter: &RetryReporter) -> Result<Client, Error> {
        if self.account == ActiveAccount::Sandbox {
            return self.sandbox_client(config).await;
        }
        let connect = async || {
            let key = match &self.account {
                ActiveAccount::Live { .. } => self.api_key.as_ref().ok_or_else(missing_api_key_error)?,
                ActiveAccount::SignedOut | ActiveAccount::Sandbox => return Err(missing_api_key_error()),
            };
            let key = ApiKey::new(key.reveal()).ok_or_else(malformed_api_key_error)?;
            let client = self.configure(Client::new(config.endpoints.clone(), key)?, config);
            Ok(client.with_retry_reporter(reporter.clone()))
        };
        self.client.get_or_try_init(connect).await.cloned()
    }

    /// The address is requested each time: the sandbox may be another studio's, and move when that one ends.
    async fn sandbox_client(&self, config: &Config) -> Result<Client, Error> {
        let base = (config.start_sandbox)().await?;
        let mut kept = self.sandbox_client.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = kept.as_ref().filter(|(address, _)| *address == base) {
            return Ok(client.clone());
        }
        let key = ApiKey::new("sandbox").ok_or_else(missing_api_key_error)?;
        let client = self.configure(Client::new(Endpoints::new(Some(&base), None)?, key)?, config);
        *kept = Some((base, client.clone()));
        Ok(client)
    }

    fn configure(&self, client: Client, config: &Config) -> Client {
        client.with_shared_retry_after(self.ledger.clone()).with_retry_policy(config.retry_policy)
    }

    /// Reads or changes what is known.
    pub(super) fn with_api_version<T>(&self, work: impl FnOnce(&mut ApiVersionState) -> T) -> T {
        work(&mut self.api_version.lock().unwrap_or_else(PoisonError::into_inner))
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

pub(super) fn missing_api_key_error() -> Error {
    Error::new("the key", ErrorKind::ApiKey, "there is none yet")
}

/// For a key that no request could carry.
pub(super) fn malformed_api_key_error() -> Error {
    Error::new("the key", ErrorKind::ApiKey, "a key has no blanks and only plain characters")
}

/// What is known of an account's generation.
#[derive(Debug, Default)]
pub(super) struct ApiVersionState {
    /// `None` until it was found.
    pub(super) api: Option<ApiVersion>,
    /// Whether the older generation was asked for, and missing, while the newer one is there.
    pub(super) has_v2_ended: bool,
    /// The dialect that the user chose where another one was refused.
    pub(super) chosen_dialect: Option<Dialect>,
    /// What is to be told to the user, where they were not told before.
    pub(super) pending_notice: Option<OneTimeNotice>,
    /// When the older generation ends, as the service said last.
    pub(super) v2_sunset: Option<Sunset>,
    /// What was told of the balance when the generation was found: nobody has to ask for it at once again.
    pub(super) detection_balance: Option<(Balance, Option<Sunset>)>,
}
