//! The session of one account: its client, its ledger, and what is known of its API version.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;

use super::config::Config;
use super::lock::lock;
use super::pending_writes::PendingWrites;
use super::session_ledger::SessionLedger;
use super::status_batch::StatusBatch;
use crate::domain::{
    ApiVersion, Balance, Dialect, Error, ErrorKind, KeptSpeech, OtherVoice, PastBalance, Secret, Sunset,
    Unit, VoiceId,
};
use crate::heygen::{ApiKey, Client, Endpoints, RetryReporter};
use crate::store::{self, LookRequestId};
use crate::studio::{ActiveAccount, OneTimeNotice};

/// The session of one account. Client and ledger are opened when they are first needed.
#[derive(Debug)]
pub(super) struct Session {
    account: ActiveAccount,
    api_key: Option<Secret>,
    client: OnceCell<Client>,
    /// The sandbox's address and its client.
    sandbox_client: Mutex<Option<(String, Client)>>,
    pub(super) ledger: Arc<SessionLedger>,
    /// A notice about the API key's file, shown once.
    pub(super) key_file_notice: Mutex<Option<Error>>,
    /// What is known of the account's API version.
    pub(super) api_version: Mutex<ApiVersionState>,
    /// Held during its detection.
    pub(super) detection_lock: tokio::sync::Mutex<()>,
    pub(super) status_batch: StatusBatch,
    pub(super) pending_writes: PendingWrites,
    /// Held while speech is paid for, so that no text is paid for twice.
    pub(super) speech_lock: tokio::sync::Mutex<()>,
    /// Speech that was paid for, and that the disk did not take.
    pub(super) unkept_speech: Mutex<KeptSpeech>,
    /// Voices that are not listed as speaking without a video, as far as the service was asked about them.
    pub(super) other_voices: Mutex<BTreeMap<VoiceId, OtherVoice>>,
    /// Orders for looks that a task collects.
    pub(super) look_orders_in_progress: Mutex<HashSet<LookRequestId>>,
    /// The last balance.
    last_balance: Mutex<Option<PastBalance>>,
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
            speech_lock: tokio::sync::Mutex::default(),
            unkept_speech: Mutex::default(),
            other_voices: Mutex::default(),
            look_orders_in_progress: Mutex::default(),
            last_balance: Mutex::default(),
        }
    }

    pub(super) fn account(&self) -> &ActiveAccount {
        &self.account
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
            let client = self.configure(&Client::new(config.endpoints.clone(), key)?, config);
            Ok(client.with_retry_reporter(reporter.clone()))
        };
        self.client.get_or_try_init(connect).await.cloned()
    }

    /// The address is requested each time: the sandbox may be another studio's, and move when that one ends.
    async fn sandbox_client(&self, config: &Config) -> Result<Client, Error> {
        let base = (config.start_sandbox)().await?;
        let mut current = lock(&self.sandbox_client);
        if let Some((_, client)) = current.as_ref().filter(|(address, _)| *address == base) {
            return Ok(client.clone());
        }
        let key = ApiKey::new("sandbox").ok_or_else(missing_api_key_error)?;
        let client = self.configure(&Client::new(Endpoints::new(Some(&base), None)?, key)?, config);
        *current = Some((base, client.clone()));
        Ok(client)
    }

    fn configure(&self, client: &Client, config: &Config) -> Client {
        client.with_shared_retry_after(self.ledger.clone()).with_retry_policy(config.retry_policy)
    }

    /// The unit that the account pays with, once its balance was loaded.
    pub(super) fn billing_unit(&self) -> Option<Unit> {
        self.last_balance().map(|last| last.balance.remaining.unit)
    }

    pub(super) fn last_balance(&self) -> Option<PastBalance> {
        *lock(&self.last_balance)
    }

    pub(super) fn set_last_balance(&self, balance: PastBalance) {
        *lock(&self.last_balance) = Some(balance);
    }

    /// Reads or changes the API version state.
    pub(super) fn with_api_version<T>(&self, work: impl FnOnce(&mut ApiVersionState) -> T) -> T {
        work(&mut lock(&self.api_version))
    }
}

fn storage_account(
    config: &Config,
    account: &ActiveAccount,
    key: Option<&Secret>,
) -> Result<store::AccountId, Error> {
    match (account, key) {
        (ActiveAccount::Sandbox, _) => Ok(store::AccountId::sandbox()),
        (ActiveAccount::Live { .. }, Some(key)) => {
            Ok(store::AccountId::new(config.endpoints.api_base(), key.reveal()))
        }
        _ => Err(missing_api_key_error()),
    }
}

pub(super) fn missing_api_key_error() -> Error {
    Error::new("the key", ErrorKind::ApiKey, "none is set yet")
}

/// For a key that no HTTP header can carry.
pub(super) fn malformed_api_key_error() -> Error {
    Error::new("the key", ErrorKind::ApiKey, "an API key has no spaces and only ASCII characters")
}

/// What is known of an account's API version.
#[derive(Debug, Default)]
pub(super) struct ApiVersionState {
    /// `None` until it is detected.
    pub(super) api: Option<ApiVersion>,
    /// Whether v2 was requested and missing, while v3 is there.
    pub(super) has_v2_ended: bool,
    /// The dialect that the user chose after another one was refused.
    pub(super) chosen_dialect: Option<Dialect>,
    /// A notice for the user, if it was not shown before.
    pub(super) pending_notice: Option<OneTimeNotice>,
    /// The sunset of v2, as the service announced it last.
    pub(super) v2_sunset: Option<Sunset>,
    /// The balance from the detection, so that it is not requested twice at the start.
    pub(super) detection_balance: Option<(Balance, Option<Sunset>)>,
}
