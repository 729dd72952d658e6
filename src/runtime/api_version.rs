//! The API version of an account: set by the user, or detected.

use super::job::Job;
use crate::domain::{ApiStatus, ApiVersion, Balance, Dialect, Error, ErrorKind, Sunset};
use crate::heygen::{Client, RetryPolicy};
use crate::studio::{AccountReply, OneTimeNotice};

impl Job {
    /// The account's client, in the dialect that is spoken.
    pub(super) async fn client(&self) -> Result<Client, Error> {
        let client = self.default_client().await?;
        let dialect = resolve_dialect(self, &client).await;
        Ok(client.with_dialect(dialect))
    }
}

/// The generation that is there, and what was told of the balance on the way.
#[derive(Debug, Clone)]
struct ApiVersionDetection {
    api: ApiVersion,
    balance: Option<Balance>,
    sunset: Option<Sunset>,
}

/// The dialect for this account. Where nothing is known yet, the older generation is asked whether it is there.
pub(super) async fn resolve_dialect(job: &Job, client: &Client) -> Dialect {
    if let Some(dialect) =
        job.session.with_api_version(|known| known.chosen_dialect).or(job.settings().pinned_dialect())
    {
        return dialect;
    }
    // One finds out; the others wait for it.
    let _turn = job.session.detection_lock.lock().await;
    if let Some(api) = job.session.with_api_version(|known| known.api) {
        return job.settings().dialect_for(api);
    }
    let remembered = job.with_ledger(|ledger, _| ledger.api_version()).await.ok().flatten();
    let api = if let Some(api) = remembered {
        Some(api)
    } else {
        let found = detect(job, client).await;
        let first = found.clone().and_then(|found| Some((found.balance?, found.sunset)));
        job.session.with_api_version(|known| known.detection_balance = first);
        found.map(|found| found.api)
    };
    if api == Some(ApiVersion::V3) {
        // Also where it is remembered: it may have been found by a command that had no place to say so.
        job.session.with_api_version(|known| {
            (known.has_v2_ended, known.pending_notice) = (true, Some(v2_ended_notice(job)))
        });
    }
    // What could not be found out is not remembered, and found out when the older generation proves to have ended.
    let api = api.unwrap_or(ApiVersion::V2);
    job.session.with_api_version(|known| known.api = Some(api));
    job.settings().dialect_for(api)
}

/// Asks which generation is there; `None` where that cannot be said now.
async fn detect(job: &Job, client: &Client) -> Option<ApiVersionDetection> {
    // Once: whoever waits for the answer has tries of its own.
    let patience = job.retry_policy();
    let answer = patience.api_version_timeout.min(patience.response_timeout);
    let once =
        client.with_retry_policy(RetryPolicy { max_safe_attempts: 1, response_timeout: answer, ..patience });
    let standing = once.v2_status().await.inspect_err(|fault| client.carry_over_retries(fault));
    let found = match standing.ok()? {
        ApiStatus::Available { balance, sunset } => {
            ApiVersionDetection { api: ApiVersion::V2, balance, sunset }
        }
        ApiStatus::Unavailable => {
            ApiVersionDetection { api: ApiVersion::V3, balance: probe_v3_balance(&once).await?, sunset: None }
        }
    };
    let api = found.api;
    // Forgotten, it is found out once more.
    let _ = job.with_ledger(move |ledger, _| ledger.set_api_version(api)).await;
    Some(found)
}

const V2_ENDED_NOTICE: &str = "HeyGen has ended v2 for this account: cuecard speaks v3 from now on; what was not sent can be rendered again";

/// That the newer generation is spoken from now on, and what of the settings that ends.
fn v2_ended_notice(job: &Job) -> OneTimeNotice {
    let words = match job.settings().deprecated_dialect() {
        Some(dialect) => {
            format!("{V2_ENDED_NOTICE}; dialect = \"{}\" of the settings has ended with it", dialect.as_str())
        }
        None => V2_ENDED_NOTICE.to_owned(),
    };
    OneTimeNotice { id: words.clone(), text: words }
}

/// The balance where the newer generation answers in its own form, whatever it says; `None` where it does not.
async fn probe_v3_balance(client: &Client) -> Option<Option<Balance>> {
    match client.with_dialect(Dialect::V3).balance().await {
        Ok(Some(balance)) => Some(Some(balance)),
        Err(fault) if fault.kind != ErrorKind::EndpointNotFound && fault.code.is_some() => Some(None),
        _ => None,
    }
}

/// Whether the older generation is known to have ended, so that its videos are asked about in the newer one.
pub(super) fn has_v2_ended(job: &Job) -> bool {
    job.session.with_api_version(|known| known.has_v2_ended)
}

/// Whether an endpoint of the older generation was missing because that has ended, while the newer one is there.
pub(super) async fn check_v2_ended(job: &Job, client: &Client) -> bool {
    let _turn = job.session.detection_lock.lock().await;
    if !has_v2_ended(job) {
        let ended = detect(job, client).await.is_some_and(|found| found.api == ApiVersion::V3);
        job.session.with_api_version(|known| known.has_v2_ended = ended);
    }
    has_v2_ended(job)
}

/// Whether an endpoint was missing because its generation has ended, so that the newer one is spoken from now on.
pub(super) async fn try_switch_to_v3(job: &Job, client: &Client) -> bool {
    let is_open = job.settings().api_version.is_none() && client.dialect().api_version() == ApiVersion::V2;
    if !is_open || !check_v2_ended(job, client).await {
        return false;
    }
    job.session.with_api_version(|known| {
        if known.api != Some(ApiVersion::V3) {
            known.api = Some(ApiVersion::V3);
            known.pending_notice = Some(v2_ended_notice(job));
        }
        // What was chosen has ended too.
        known.chosen_dialect = None;
    });
    true
}

/// A video was refused because its endpoint was missing: where its generation has ended, the next one goes to the newer.
pub(super) async fn handle_missing_endpoint(job: &Job) {
    if let Ok(client) = job.client().await {
        try_switch_to_v3(job, &client).await;
        report_dialect(job).await;
    }
}

/// Speaks a dialect from now on, because the user says so.
pub(super) fn choose_dialect(job: &Job, dialect: Dialect) {
    job.session.with_api_version(|known| known.chosen_dialect = Some(dialect));
}

/// The dialects that may do in place of the client's, as far as their generations are there.
pub(super) async fn other_dialects(client: &Client) -> Vec<Dialect> {
    let own = client.dialect();
    let mut others = own.fallbacks().to_vec();
    if others.iter().any(|other| other.api_version() != own.api_version())
        && !is_other_version_available(client).await
    {
        others.retain(|other| other.api_version() == own.api_version());
    }
    others
}

async fn is_other_version_available(client: &Client) -> bool {
    match client.dialect().api_version() {
        ApiVersion::V2 => probe_v3_balance(client).await.is_some(),
        ApiVersion::V3 => matches!(client.v2_status().await, Ok(ApiStatus::Available { .. })),
    }
}

/// The balance; on the way, what the service says of the end of its older generation.
pub(super) async fn balance(job: &Job) -> Result<Option<Balance>, Error> {
    let client = job.client().await?;
    if let Some((balance, sunset)) = job.session.with_api_version(|known| known.detection_balance.take()) {
        if let Some(sunset) = &sunset {
            set_sunset_notice(job, sunset);
        }
        return Ok(Some(balance));
    }
    if client.dialect().api_version() == ApiVersion::V3 {
        return client.balance().await;
    }
    match client.v2_status().await? {
        ApiStatus::Available { balance, sunset } => {
            if let Some(sunset) = sunset {
                set_sunset_notice(job, &sunset);
            }
            Ok(balance)
        }
        ApiStatus::Unavailable if try_switch_to_v3(job, &client).await => job.client().await?.balance().await,
        ApiStatus::Unavailable => client.balance().await,
    }
}

const AUTO_SWITCH_HINT: &str = "--api auto, or api = \"auto\" in config.toml, goes on with v3 when it does";

/// Has the end told.
fn set_sunset_notice(job: &Job, sunset: &Sunset) {
    let key = sunset.notice(ApiVersion::V2);
    let words = match job.settings().api_version {
        Some(_) => format!("{}; {AUTO_SWITCH_HINT}", key.split(';').next().unwrap_or_default()),
        None => key.clone(),
    };
    let words = words + &sunset.message_suffix();
    job.session.with_api_version(|known| {
        (known.pending_notice, known.v2_sunset) =
            (Some(OneTimeNotice { id: key, text: words }), Some(sunset.clone()))
    });
}

/// When the generation that is spoken ends, where the service said so.
pub(super) fn current_version_sunset(job: &Job) -> Option<Sunset> {
    job.session
        .with_api_version(|known| known.v2_sunset.clone().filter(|_| known.api != Some(ApiVersion::V3)))
}

/// Does a question that may be asked again: in the newer generation where the older one has ended. Which one it is, is
/// told.
pub(super) async fn with_version_fallback<T, F: Future<Output = Result<T, Error>> + Send>(
    job: &Job,
    ask: impl Fn(Client) -> F,
) -> Result<T, Error> {
    let client = job.client().await?;
    report_dialect(job).await;
    match ask(client.clone()).await {
        Err(fault) if fault.kind == ErrorKind::EndpointNotFound && try_switch_to_v3(job, &client).await => {
            report_dialect(job).await;
            ask(job.client().await?).await
        }
        answer => answer,
    }
}

/// Tells which dialect is spoken, and what is news of it: who shows that to the user says that it was told.
pub(super) async fn report_dialect(job: &Job) {
    if let Ok(client) = job.client().await {
        job.reply(AccountReply::DialectDetected(client.dialect(), take_unseen_notice(job).await));
    }
}

async fn take_unseen_notice(job: &Job) -> Option<OneTimeNotice> {
    let notice = job.session.with_api_version(|known| known.pending_notice.take())?;
    let key = notice.id.clone();
    let told = job.with_ledger(move |ledger, _| ledger.is_last_notice(&key)).await;
    (!told.unwrap_or(false)).then_some(notice)
}

/// The user was told.
pub(super) async fn mark_notice_seen(job: &Job, key: String) {
    // Forgotten, it is told once more.
    let _ = job.with_ledger(move |ledger, _| ledger.record_notice(&key)).await;
}
