//! The API version of an account: set by the user, or detected.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::clock;
use super::job::Job;
use crate::domain::{ApiStatus, ApiVersion, Balance, BalanceReading, Dialect, Error, ErrorKind, Sunset};
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

/// The detected API version, and the balance that came with it.
#[derive(Debug, Clone)]
struct ApiVersionDetection {
    api: ApiVersion,
    balance: Option<Balance>,
    sunset: Option<Sunset>,
}

/// What a request for the balance says about an API version.
#[derive(Debug)]
enum VersionProbe {
    /// It serves the account.
    Available(ApiVersionDetection),
    /// It serves the account still, though its announced end has passed.
    Expired(ApiVersionDetection),
    /// It is there, and does not take the account.
    Refused,
    /// It does not exist, or has ended.
    Missing,
}

/// The dialect for this account. If the API version is not known yet, it is detected.
pub(super) async fn resolve_dialect(job: &Job, client: &Client) -> Dialect {
    if let Some(dialect) =
        job.session.with_api_version(|state| state.chosen_dialect).or(job.settings().pinned_dialect())
    {
        return dialect;
    }
    // One task detects it; the others wait.
    let _turn = job.session.detection_lock.lock().await;
    if let Some(api) = job.session.with_api_version(|state| state.api) {
        return job.settings().dialect_for(api);
    }
    let remembered = job.with_ledger(|ledger, _| ledger.api_version()).await.ok().flatten();
    let api = if let Some(api) = remembered {
        Some(api)
    } else {
        let found = detect(job, client).await;
        let first = found.clone().and_then(|found| Some((found.balance?, found.sunset)));
        job.session.with_api_version(|state| state.detection_balance = first);
        found.map(|found| found.api)
    };
    let preferred = preferred_version(job);
    if api == Some(ApiVersion::V3) && preferred == ApiVersion::V2 {
        // Also if it is remembered: a command that detected it may not have shown the notice.
        job.session.with_api_version(|state| {
            (state.has_v2_ended, state.pending_notice) = (true, Some(v2_ended_notice(job)))
        });
    }
    // A failed detection is not remembered: the preferred version is used until an endpoint proves to be missing.
    let api = api.unwrap_or(preferred);
    job.session.with_api_version(|state| state.api = Some(api));
    job.settings().dialect_for(api)
}

/// Detects the API version: the preferred one if it takes the account, or else the other one. `None` if the requests
/// fail.
async fn detect(job: &Job, client: &Client) -> Option<ApiVersionDetection> {
    let once = client_for_detection(job, client);
    let preferred = preferred_version(job);
    let found = match probe(&once, preferred).await? {
        VersionProbe::Available(found) => found,
        first => match (first, probe(&once, preferred.other()).await) {
            (_, Some(VersionProbe::Available(found) | VersionProbe::Expired(found)))
            | (VersionProbe::Expired(found), _) => found,
            // Both refuse an invalid API key: nothing follows from that.
            (VersionProbe::Refused, Some(VersionProbe::Refused) | None) => return None,
            (VersionProbe::Refused, _) => ApiVersionDetection::of(preferred),
            (_, Some(VersionProbe::Refused)) => ApiVersionDetection::of(preferred.other()),
            _ => return None,
        },
    };
    let api = found.api;
    // If the write fails, it is detected again.
    let _ = job.with_ledger(move |ledger, _| ledger.set_api_version(api)).await;
    Some(found)
}

impl ApiVersionDetection {
    fn of(api: ApiVersion) -> Self {
        Self { api, balance: None, sunset: None }
    }
}

fn preferred_version(job: &Job) -> ApiVersion {
    job.session.account().preferred_api_version(job.settings())
}

/// The client without retries: the request that needs the version has its own.
fn client_for_detection(job: &Job, client: &Client) -> Client {
    let policy = job.retry_policy();
    let response_timeout = policy.api_version_timeout.min(policy.response_timeout);
    client.with_retry_policy(RetryPolicy { max_safe_attempts: 1, response_timeout, ..policy })
}

/// Asks an API version for the balance; `None` if it does not respond in its own form.
async fn probe(client: &Client, api: ApiVersion) -> Option<VersionProbe> {
    match api {
        ApiVersion::V2 => probe_v2(client).await,
        ApiVersion::V3 => probe_v3(client).await,
    }
}

async fn probe_v2(client: &Client) -> Option<VersionProbe> {
    match client.v2_status().await.inspect_err(|error| client.carry_over_retries(error)) {
        Ok(ApiStatus::Available { balance, sunset }) => {
            let is_expired = sunset.as_ref().is_some_and(|sunset| sunset.is_past(today()));
            let found = ApiVersionDetection { api: ApiVersion::V2, balance, sunset };
            Some(if is_expired { VersionProbe::Expired(found) } else { VersionProbe::Available(found) })
        }
        Ok(ApiStatus::Unavailable) => Some(VersionProbe::Missing),
        Err(error) => is_refusal(&error).then_some(VersionProbe::Refused),
    }
}

async fn probe_v3(client: &Client) -> Option<VersionProbe> {
    match client.v3_status().await {
        Ok(ApiStatus::Available { balance, sunset }) => {
            Some(VersionProbe::Available(ApiVersionDetection { api: ApiVersion::V3, balance, sunset }))
        }
        // Without the endpoint of the balance, which all of v3 has, there is no v3.
        Ok(ApiStatus::Unavailable) => Some(VersionProbe::Missing),
        Err(error) => is_refusal(&error).then_some(VersionProbe::Refused),
    }
}

/// Whether the service itself refused the account, and not only for now.
fn is_refusal(error: &Error) -> bool {
    error.code.is_some() && !error.is_transient()
}

fn today() -> Date {
    clock::now().to_zoned(TimeZone::UTC).date()
}

const V2_ENDED_NOTICE: &str = "HeyGen has ended v2 for this account: cuecard now uses v3; projects that were not sent can be rendered again";

/// The notice that v2 is used from now on.
fn v3_missing_notice() -> OneTimeNotice {
    OneTimeNotice {
        id: "v3 missing".to_owned(),
        text: "v3 of the API is not there for this account: cuecard now uses v2".to_owned(),
    }
}

/// The notice that v3 is used from now on, and which setting has no effect any more.
fn v2_ended_notice(job: &Job) -> OneTimeNotice {
    let (id, text) = ("v2 ended", V2_ENDED_NOTICE);
    match job.settings().deprecated_dialect().map(Dialect::as_str) {
        Some(dialect) => OneTimeNotice {
            id: format!("{id} {dialect}"),
            text: format!("{text}; dialect = \"{dialect}\" in config.toml no longer applies"),
        },
        None => OneTimeNotice { id: id.to_owned(), text: text.to_owned() },
    }
}

/// Whether v2 is known to have ended, so that the status of its videos is requested in v3.
pub(super) fn has_v2_ended(job: &Job) -> bool {
    job.session.with_api_version(|state| state.has_v2_ended)
}

/// Whether a v2 endpoint was missing because v2 has ended, while v3 is there.
pub(super) async fn check_v2_ended(job: &Job, client: &Client) -> bool {
    let _turn = job.session.detection_lock.lock().await;
    if !has_v2_ended(job) {
        let once = client_for_detection(job, client);
        let is_over = matches!(probe_v2(&once).await, Some(VersionProbe::Missing | VersionProbe::Expired(_)))
            && matches!(probe_v3(&once).await, Some(VersionProbe::Available(_) | VersionProbe::Refused));
        job.session.with_api_version(|state| state.has_v2_ended = is_over);
    }
    has_v2_ended(job)
}

/// Whether an endpoint was missing because its API version does not serve the account; the other version is used from now
/// on then.
pub(super) async fn try_switch_version(job: &Job, client: &Client) -> bool {
    if job.settings().api_version.is_some() {
        return false;
    }
    let (is_ended, other) = match client.dialect().api_version() {
        ApiVersion::V2 => (check_v2_ended(job, client).await, ApiVersion::V3),
        ApiVersion::V3 => (is_v2_alone(job, client).await, ApiVersion::V2),
    };
    if is_ended {
        use_version(job, other).await;
    }
    is_ended
}

/// Whether a v3 endpoint was missing because the service has v2 alone.
async fn is_v2_alone(job: &Job, client: &Client) -> bool {
    let once = client_for_detection(job, client);
    matches!(probe_v3(&once).await, Some(VersionProbe::Missing))
        && matches!(probe_v2(&once).await, Some(VersionProbe::Available(_)))
}

/// Uses an API version from now on. The user is told once.
async fn use_version(job: &Job, api: ApiVersion) {
    job.session.with_api_version(|state| {
        if state.api != Some(api) {
            state.api = Some(api);
            state.pending_notice = Some(match api {
                ApiVersion::V3 => v2_ended_notice(job),
                ApiVersion::V2 => v3_missing_notice(),
            });
        }
        // The chosen dialect has ended too.
        state.chosen_dialect = None;
    });
    // If the write fails, it is detected again.
    let _ = job.with_ledger(move |ledger, _| ledger.set_api_version(api)).await;
}

/// Handles a refusal of a paid request for a missing endpoint: the next video goes to the version that serves the account.
pub(super) async fn handle_missing_endpoint(job: &Job) {
    if let Ok(client) = job.client().await {
        if !try_switch_version(job, &client).await {
            leave_version(job, &client).await;
        }
        report_dialect(job).await;
    }
}

/// Uses the other version if it serves the account, where the own one lacks the paid endpoint alone: a version may be ended
/// endpoint by endpoint.
async fn leave_version(job: &Job, client: &Client) {
    let other = client.dialect().api_version().other();
    let once = client_for_detection(job, client);
    if job.settings().api_version.is_none()
        && matches!(probe(&once, other).await, Some(VersionProbe::Available(_)))
    {
        use_version(job, other).await;
    }
}

/// Uses the dialect that the user chose, from now on.
pub(super) fn choose_dialect(job: &Job, dialect: Dialect) {
    job.session.with_api_version(|state| state.chosen_dialect = Some(dialect));
}

/// The dialects that may replace the client's, as far as their API versions are there.
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
        ApiVersion::V2 => {
            matches!(probe_v3(client).await, Some(VersionProbe::Available(_) | VersionProbe::Refused))
        }
        ApiVersion::V3 => matches!(client.v2_status().await, Ok(ApiStatus::Available { .. })),
    }
}

/// The balance. The sunset of v2 comes with it, if the service announces one.
pub(super) async fn balance(job: &Job) -> Result<BalanceReading, Error> {
    let client = job.client().await?;
    if let Some((balance, sunset)) = job.session.with_api_version(|state| state.detection_balance.take()) {
        if let Some(sunset) = &sunset {
            set_sunset_notice(job, sunset);
        }
        return Ok(Some(balance).into());
    }
    if client.dialect().api_version() == ApiVersion::V3 {
        return client.balance().await;
    }
    let status = client.v2_status().await?;
    let has_ended = match &status {
        ApiStatus::Available { sunset, .. } => sunset.as_ref().is_some_and(|sunset| sunset.is_past(today())),
        ApiStatus::Unavailable => true,
    };
    if has_ended && try_switch_version(job, &client).await {
        return job.client().await?.balance().await;
    }
    match status {
        ApiStatus::Available { balance, sunset } => {
            if let Some(sunset) = sunset {
                set_sunset_notice(job, &sunset);
            }
            Ok(balance.into())
        }
        ApiStatus::Unavailable => client.balance().await,
    }
}

/// Keeps the notice of a sunset. A new date makes it a new notice.
fn set_sunset_notice(job: &Job, sunset: &Sunset) {
    let who = match job.settings().api_version {
        Some(_) => "--api auto, or api = \"auto\" in config.toml,",
        None => "cuecard",
    };
    let notice = OneTimeNotice {
        id: format!("v2 sunset {}", sunset.short_date()),
        text: format!(
            "{}; {who} switches to v3 when v2 stops{}",
            sunset.notice(ApiVersion::V2),
            sunset.message_suffix()
        ),
    };
    job.session.with_api_version(|state| {
        (state.pending_notice, state.v2_sunset) = (Some(notice), Some(sunset.clone()))
    });
}

/// The sunset of the API version in use, if the service announced one.
pub(super) fn current_version_sunset(job: &Job) -> Option<Sunset> {
    job.session
        .with_api_version(|state| state.v2_sunset.clone().filter(|_| state.api != Some(ApiVersion::V3)))
}

/// Makes a request that is safe to repeat: again in the other version if its own does not serve the account. Reports the
/// dialect.
pub(super) async fn with_version_fallback<T, F: Future<Output = Result<T, Error>> + Send>(
    job: &Job,
    request: impl Fn(Client) -> F,
) -> Result<T, Error> {
    let client = job.client().await?;
    report_dialect(job).await;
    match request(client.clone()).await {
        Err(error) if error.kind == ErrorKind::EndpointNotFound && try_switch_version(job, &client).await => {
            report_dialect(job).await;
            request(job.client().await?).await
        }
        response => response,
    }
}

/// Reports the dialect in use, with a notice that the user has not seen. Whoever shows it confirms it.
pub(super) async fn report_dialect(job: &Job) {
    if let Ok(client) = job.client().await {
        job.reply(AccountReply::DialectDetected(client.dialect(), take_unseen_notice(job).await));
    }
}

async fn take_unseen_notice(job: &Job) -> Option<OneTimeNotice> {
    let notice = job.session.with_api_version(|state| state.pending_notice.take())?;
    let id = notice.id.clone();
    let is_seen = job.with_ledger(move |ledger, _| ledger.is_last_notice(&id)).await;
    (!is_seen.unwrap_or(false)).then_some(notice)
}

/// The user has seen the notice.
pub(super) async fn mark_notice_seen(job: &Job, id: String) {
    // If the write fails, the notice is shown once more.
    let _ = job.with_ledger(move |ledger, _| ledger.record_notice(&id)).await;
}
