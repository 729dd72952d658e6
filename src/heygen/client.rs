//! The client: one method an endpoint, in the files beside this one; here is how every request is sent.

use std::sync::Arc;

use reqwest::header::{DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use serde::Serialize;

use super::endpoints::EndpointPath;
use super::request::{ApiRequest, RepeatRisk};
use super::response::{ApiResponse, parse_retry_after};
use super::retry_after::{RetryAfterGate, SharedRetryAfter};
use super::transport::{HttpClients, error_kind, root_cause_message};
use super::{ApiKey, Endpoints, RetryPolicy, RetryReporter, RetryTracker};
use crate::domain::{ApiVersion, Dialect, Error, ErrorKind, format_bytes};

/// A client of the service for one account. Clones are cheap and share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) inner: Arc<ClientInner>,
    pub(super) retry_policy: RetryPolicy,
    pub(super) dialect: Dialect,
    retry_after_gate: Arc<RetryAfterGate>,
    pub(super) retry_reporter: RetryReporter,
    /// Whether there was no connection for an earlier try of what it is for.
    is_retry: bool,
}

#[derive(Debug)]
pub(super) struct ClientInner {
    pub(super) endpoints: Endpoints,
    pub(super) api_key: ApiKey,
    pub(super) http_clients: HttpClients,
}

impl Client {
    /// Opens no connection yet, and reads no certificates: that waits for the first request.
    pub fn new(endpoints: Endpoints, key: ApiKey) -> Result<Self, Error> {
        let shared = Arc::new(ClientInner { endpoints, api_key: key, http_clients: HttpClients::default() });
        Ok(Self {
            inner: shared,
            retry_policy: RetryPolicy::default(),
            dialect: Dialect::Scenes,
            retry_after_gate: Arc::default(),
            retry_reporter: RetryReporter::default(),
            is_retry: false,
        })
    }

    /// The same client, which waits as long as any program of the account is asked to.
    #[must_use]
    pub fn with_shared_retry_after(&self, shared: Arc<dyn SharedRetryAfter>) -> Self {
        Self { retry_after_gate: Arc::new(RetryAfterGate::with_shared(shared)), ..self.clone() }
    }

    /// The same client, which tells how often it tries again for want of a connection.
    #[must_use]
    pub fn with_retry_reporter(&self, notice: RetryReporter) -> Self {
        Self { retry_reporter: notice, ..self.clone() }
    }

    /// The same client, for another try of a request for which there was no connection: it waits longer for one.
    #[must_use]
    pub fn for_retry(&self) -> Self {
        Self { is_retry: true, ..self.clone() }
    }

    /// Counts the retries of a request that its caller retries.
    pub fn track_retries(&self) -> RetryTracker<'_> {
        self.retry_reporter.track()
    }

    /// A request was given up after this error, and others follow in its place: the retries that are told count on.
    pub fn carry_over_retries(&self, fault: &Error) {
        self.retry_reporter.carry_over(fault);
    }

    /// Waits as long as the service asked for (`Reload-After`). Where that is longer than this client waits for, it is
    /// an error at once, and nothing may be sent.
    pub async fn wait_for_retry_after(&self, asked: &str) -> Result<(), Error> {
        self.retry_after_gate.wait(self.retry_policy.max_retry_after).await.map_err(|wait| {
            let what = format!("the service asked for {} s more without requests", wait.as_secs() + 1);
            Error { retry_after: Some(wait), ..Error::new(asked, ErrorKind::RateLimited, what) }
        })
    }

    /// The same client with other waits and tries.
    #[must_use]
    pub fn with_retry_policy(&self, patience: RetryPolicy) -> Self {
        Self { retry_policy: patience, ..self.clone() }
    }

    /// The same client, which speaks another dialect: videos in its form, all else in its generation.
    #[must_use]
    pub fn with_dialect(&self, dialect: Dialect) -> Self {
        Self { dialect, ..self.clone() }
    }

    pub fn endpoints(&self) -> &Endpoints {
        &self.inner.endpoints
    }

    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The generation of the API that it speaks.
    pub(super) fn api_version(&self) -> ApiVersion {
        self.dialect.api_version()
    }

    pub(super) fn get(&self, asked: &'static str, place: &EndpointPath) -> ApiRequest {
        let url = self.inner.endpoints.api_url(place);
        ApiRequest::new(asked, RepeatRisk::Safe, url, &self.inner.api_key, self.retry_policy.response_timeout)
    }

    pub(super) fn post(
        &self,
        asked: &'static str,
        place: &EndpointPath,
        body: &impl Serialize,
    ) -> Result<ApiRequest, Error> {
        let url = self.inner.endpoints.api_url(place);
        let call = ApiRequest::new(
            asked,
            RepeatRisk::Create,
            url,
            &self.inner.api_key,
            self.retry_policy.response_timeout,
        );
        let body = serde_json::to_vec(body)
            .map_err(|error| call.error_before_send(ErrorKind::Internal, error.to_string()))?;
        Ok(call.with_body("application/json", body))
    }

    /// Sends, again where that is right, and reads the answer.
    pub(super) async fn execute<T>(
        &self,
        call: ApiRequest,
        decode: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Error> {
        self.execute_with_body(call, |data, _| decode(data)).await
    }

    /// [`ask`](Self::ask) with the whole body beside its data.
    pub(super) async fn execute_with_body<T>(
        &self,
        call: ApiRequest,
        decode: impl Fn(&str, &str) -> Option<T>,
    ) -> Result<T, Error> {
        self.execute_with_response(&call, |answer| {
            answer.parse(call.subject, call.risk, &self.inner.api_key, &decode)
        })
        .await
    }

    /// [`ask`](Self::ask) with all of the answer to read from.
    pub(super) async fn execute_with_response<T>(
        &self,
        call: &ApiRequest,
        read: impl Fn(&ApiResponse) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let retries = self.retry_reporter.track();
        let attempt = || async {
            let answer = self
                .send_once(call, self.is_retry || retries.has_retried())
                .await
                .and_then(|answer| read(&answer));
            if let Err(fault) = &answer {
                self.apply_retry_after(fault).await;
            }
            answer
        };
        self.retry_policy.run(call.risk, &retries, attempt).await
    }

    /// Leaves the service alone for as long as its answer asks.
    async fn apply_retry_after(&self, fault: &Error) {
        // Without a status, it is a wait that is known already.
        if let (Some(_), Some(asked), true) = (fault.http_status, fault.retry_after, fault.is_transient()) {
            self.retry_after_gate.extend(asked).await;
        }
    }

    /// One try; `is_retry` after one for which there was no connection.
    async fn send_once(&self, call: &ApiRequest, is_retry: bool) -> Result<ApiResponse, Error> {
        self.wait_for_retry_after(call.subject).await?;
        let client = self.inner.http_clients.client_for(call.url(), call.risk, is_retry).await?;
        let sent = client.execute(call.to_request()?).await;
        let mut response = sent.map_err(|error| transport_error(call, &error))?;
        let mut answer = response_from_head(response.status().as_u16(), response.headers());
        let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
        answer.body.reserve(announced.unwrap_or_default().min(call.max_response_bytes));
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if answer.body.len() + chunk.len() > call.max_response_bytes => {
                    return Err(with_response_head(&answer, too_long_error(call)));
                }
                Ok(Some(chunk)) => answer.body.extend_from_slice(&chunk),
                Ok(None) => return Ok(answer),
                // The line broke, but all that was to be said had come: an id is not thrown away.
                Err(_) if call.risk != RepeatRisk::Safe && answer.has_complete_json() => return Ok(answer),
                Err(error) => return Err(with_response_head(&answer, transport_error(call, &error))),
            }
        }
    }
}

/// The head of an answer whose body is still to come.
pub(super) fn response_from_head(status: u16, headers: &HeaderMap) -> ApiResponse {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    ApiResponse {
        status,
        retry_after: text(RETRY_AFTER).and_then(|value| parse_retry_after(value, text(DATE))),
        location: text(LOCATION).map(str::to_owned),
        body: Vec::new(),
        is_deprecated: headers.contains_key("deprecation"),
        sunset_header: headers.get("sunset").and_then(|value| value.to_str().ok()).map(str::to_owned),
    }
}

fn transport_error(call: &ApiRequest, error: &reqwest::Error) -> Error {
    match error_kind(error, call.risk) {
        kind @ (ErrorKind::NoConnection | ErrorKind::UntrustedCertificate | ErrorKind::Internal) => {
            call.error_before_send(kind, root_cause_message(error))
        }
        kind => call.error_after_send(kind, root_cause_message(error)),
    }
}

fn too_long_error(call: &ApiRequest) -> Error {
    call.error_after_send(
        ErrorKind::InvalidResponse,
        format!("it is longer than {}", format_bytes(call.max_response_bytes as u64)),
    )
}

/// A fault in the middle of an answer, whose status is known.
fn with_response_head(answer: &ApiResponse, fault: Error) -> Error {
    Error { http_status: Some(answer.status), retry_after: answer.retry_after, ..fault }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::VideoId;

    #[test]
    fn requests_can_be_sent_from_any_thread() {
        fn assert_send<T: Send>(_: &T) {}
        let client = Client::new(Endpoints::live(), ApiKey::new("sk-1").unwrap()).unwrap();
        assert_send(&client);
        assert_send(&client.voices());
        assert_send(&client.progress(&VideoId::new("v")));
        assert_send(&client.upload(Vec::new()));
        assert_send(&client.open_media("", None));
        assert_send(&client.parse_video_page(None));
    }
}
