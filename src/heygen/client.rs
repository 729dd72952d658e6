//! The client: configures, sends and retries requests. Its endpoints are in `service.rs`.

use std::sync::Arc;

use reqwest::Url;
use reqwest::header::{DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use serde::Serialize;

use super::api_key::ApiKey;
use super::endpoints::{EndpointPath, Endpoints};
use super::request::{ApiRequest, MAX_LIST_BYTES, RepeatRisk};
use super::response::{ApiResponse, parse_retry_after};
use super::retry::RetryPolicy;
use super::retry_after::{RetryAfterGate, SharedRetryAfter};
use super::retry_reporter::RetryReporter;
use super::transport::{HttpClients, error_kind, root_cause_message};
use super::upload_body::UploadReporter;
use crate::domain::{Dialect, Error, ErrorKind, format_bytes};

/// A client of the service for one account and one dialect. Clones are cheap and share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) inner: Arc<ClientInner>,
    pub(super) retry_policy: RetryPolicy,
    dialect: Dialect,
    retry_after_gate: Arc<RetryAfterGate>,
    pub(super) retry_reporter: RetryReporter,
    upload_reporter: Option<UploadReporter>,
    /// Whether an earlier attempt found no connection.
    is_retry: bool,
}

#[derive(Debug)]
pub(super) struct ClientInner {
    pub(super) endpoints: Endpoints,
    pub(super) api_key: ApiKey,
    pub(super) http_clients: HttpClients,
}

impl Client {
    /// Opens no connection and reads no certificates: that waits for the first request.
    pub fn new(endpoints: Endpoints, api_key: ApiKey) -> Result<Self, Error> {
        Ok(Self {
            inner: Arc::new(ClientInner { endpoints, api_key, http_clients: HttpClients::default() }),
            retry_policy: RetryPolicy::default(),
            dialect: Dialect::Scenes,
            retry_after_gate: Arc::default(),
            retry_reporter: RetryReporter::default(),
            upload_reporter: None,
            is_retry: false,
        })
    }

    /// Shares `Retry-After` with other programs of the account.
    #[must_use]
    pub fn with_shared_retry_after(&self, shared: Arc<dyn SharedRetryAfter>) -> Self {
        Self { retry_after_gate: Arc::new(RetryAfterGate::with_shared(shared)), ..self.clone() }
    }

    /// Reports the number of retries while there is no connection.
    #[must_use]
    pub fn with_retry_reporter(&self, retry_reporter: RetryReporter) -> Self {
        Self { retry_reporter, ..self.clone() }
    }

    /// Reports how much of each upload was sent; each attempt starts from zero.
    #[must_use]
    pub fn with_upload_reporter(&self, upload_reporter: UploadReporter) -> Self {
        Self { upload_reporter: Some(upload_reporter), ..self.clone() }
    }

    #[must_use]
    pub fn with_retry_policy(&self, retry_policy: RetryPolicy) -> Self {
        Self { retry_policy, ..self.clone() }
    }

    /// Videos are requested in this dialect, and everything else in its API version.
    #[must_use]
    pub fn with_dialect(&self, dialect: Dialect) -> Self {
        Self { dialect, ..self.clone() }
    }

    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Runs a request that creates nothing, with at most `max_attempts`. `attempt` is called for each of them, with a client
    /// that does not retry by itself.
    pub async fn retry_safe<T, F: Future<Output = Result<T, Error>>>(
        &self,
        max_attempts: usize,
        attempt: impl Fn(Self) -> F,
    ) -> Result<T, Error> {
        let policy = RetryPolicy {
            max_safe_attempts: self.retry_policy.max_safe_attempts.min(max_attempts),
            ..self.retry_policy
        };
        let retries = self.retry_reporter.track();
        let once = self.with_retry_policy(RetryPolicy { max_safe_attempts: 1, ..policy });
        policy
            .run(RepeatRisk::Safe, &retries, || {
                attempt(Self { is_retry: self.is_retry || retries.has_retried(), ..once.clone() })
            })
            .await
    }

    /// Counts on from a request that ended with `error` and is replaced by others.
    pub fn carry_over_retries(&self, error: &Error) {
        self.retry_reporter.carry_over(error);
    }

    /// Waits until the service accepts requests again (`Retry-After`). If that takes longer than the retry policy
    /// allows, it is an error at once, and nothing may be sent.
    pub async fn wait_for_retry_after(&self, subject: &str) -> Result<(), Error> {
        self.retry_after_gate.wait(self.retry_policy.max_retry_after).await.map_err(|wait| {
            let message = format!("the service accepts no requests for another {} s", wait.as_secs() + 1);
            Error { retry_after: Some(wait), ..Error::new(subject, ErrorKind::RateLimited, message) }
        })
    }

    pub(super) fn request(&self, subject: &'static str, risk: RepeatRisk, url: Url) -> ApiRequest {
        ApiRequest::new(subject, risk, url, &self.inner.api_key, self.retry_policy.response_timeout)
    }

    pub(super) fn get(&self, subject: &'static str, path: &EndpointPath) -> ApiRequest {
        self.request(subject, RepeatRisk::Safe, self.inner.endpoints.api_url(path))
    }

    /// A request for a list: it may be long, and the service is slow with it.
    pub(super) fn get_list(&self, subject: &'static str, path: &EndpointPath) -> ApiRequest {
        self.get(subject, path)
            .with_max_response_bytes(MAX_LIST_BYTES)
            .with_timeout(self.retry_policy.list_timeout)
    }

    pub(super) fn post(
        &self,
        subject: &'static str,
        path: &EndpointPath,
        body: &impl Serialize,
    ) -> Result<ApiRequest, Error> {
        let request = self.request(subject, RepeatRisk::Create, self.inner.endpoints.api_url(path));
        match serde_json::to_vec(body) {
            Ok(body) => Ok(request.with_body("application/json", body)),
            Err(error) => Err(request.error_before_send(ErrorKind::Internal, error.to_string())),
        }
    }

    pub(super) fn post_upload(&self, url: Url, content_type: &'static str, bytes: Vec<u8>) -> ApiRequest {
        self.request("the upload", RepeatRisk::Create, url)
            .with_body(content_type, bytes)
            .with_upload_reporter(self.upload_reporter.clone())
            .with_timeout(self.retry_policy.upload_timeout)
    }

    /// Deletes something; succeeds if it is gone already.
    pub(super) async fn delete(&self, subject: &'static str, path: &EndpointPath) -> Result<(), Error> {
        match self.execute(self.get(subject, path).with_delete_method(), |_| Some(())).await {
            Err(error) if error.kind == ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }

    /// Sends a request, with retries, and parses the `data` of the response.
    pub(super) async fn execute<T>(
        &self,
        request: ApiRequest,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Error> {
        self.execute_with_body(request, |data, _| parse(data)).await
    }

    /// [`execute`](Self::execute) with the whole body beside its `data`.
    pub(super) async fn execute_with_body<T>(
        &self,
        request: ApiRequest,
        parse: impl Fn(&str, &str) -> Option<T>,
    ) -> Result<T, Error> {
        let key = &self.inner.api_key;
        let parse = |response: &ApiResponse| response.parse(request.subject, request.risk, key, &parse);
        self.execute_with_response(&request, parse).await
    }

    /// [`execute`](Self::execute) with the whole response.
    pub(super) async fn execute_with_response<T>(
        &self,
        request: &ApiRequest,
        parse: impl Fn(&ApiResponse) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let retries = self.retry_reporter.track();
        let attempt = || async {
            let response = self.send_once(request, self.is_retry || retries.has_retried()).await;
            let result = response.and_then(|response| parse(&response));
            if let Err(error) = &result {
                self.apply_retry_after(error).await;
            }
            result
        };
        self.retry_policy.run(request.risk, &retries, attempt).await
    }

    /// Holds back all requests for as long as a response asks.
    async fn apply_retry_after(&self, error: &Error) {
        // An error without a status comes from a wait that is known already.
        if let (Some(_), Some(wait), true) = (error.http_status, error.retry_after, error.is_transient()) {
            self.retry_after_gate.extend(wait).await;
        }
    }

    /// Makes one attempt; `is_retry` after one that found no connection.
    async fn send_once(&self, request: &ApiRequest, is_retry: bool) -> Result<ApiResponse, Error> {
        self.wait_for_retry_after(request.subject).await?;
        let client = self.inner.http_clients.client_for(request.url(), request.risk, is_retry).await?;
        let sent = client.execute(request.to_request()?).await;
        let mut stream = sent.map_err(|error| transport_error(request, &error))?;
        let mut response = response_from_head(stream.status().as_u16(), stream.headers());
        let announced = stream.content_length().and_then(|length| usize::try_from(length).ok());
        response.body.reserve(announced.unwrap_or_default().min(request.max_response_bytes));
        loop {
            match stream.chunk().await {
                Ok(Some(chunk)) if response.body.len() + chunk.len() > request.max_response_bytes => {
                    return Err(with_response_head(&response, too_long_error(request)));
                }
                Ok(Some(chunk)) => response.body.extend_from_slice(&chunk),
                Ok(None) => return Ok(response),
                // The connection broke behind a complete body: the id of what was created must not be lost.
                Err(_) if request.risk != RepeatRisk::Safe && response.has_complete_json() => {
                    return Ok(response);
                }
                Err(error) => return Err(with_response_head(&response, transport_error(request, &error))),
            }
        }
    }
}

/// A response whose body is still to come.
pub(super) fn response_from_head(status: u16, headers: &HeaderMap) -> ApiResponse {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    ApiResponse {
        status,
        retry_after: text(RETRY_AFTER).and_then(|value| parse_retry_after(value, text(DATE))),
        location: text(LOCATION).map(str::to_owned),
        body: Vec::new(),
        is_deprecated: headers.contains_key("deprecation"),
        sunset_header: text(HeaderName::from_static("sunset")).map(str::to_owned),
    }
}

fn transport_error(request: &ApiRequest, error: &reqwest::Error) -> Error {
    let (kind, message) = (error_kind(error, request.risk), root_cause_message(error));
    match kind {
        ErrorKind::NoConnection | ErrorKind::UntrustedCertificate | ErrorKind::Internal => {
            request.error_before_send(kind, message)
        }
        _ => request.error_after_send(kind, message),
    }
}

fn too_long_error(request: &ApiRequest) -> Error {
    let limit = format_bytes(request.max_response_bytes as u64);
    request.error_after_send(ErrorKind::InvalidResponse, format!("it is longer than {limit}"))
}

/// An error in the middle of a response, whose status is known.
fn with_response_head(response: &ApiResponse, error: Error) -> Error {
    Error { http_status: Some(response.status), retry_after: response.retry_after, ..error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::VideoId;

    #[test]
    fn requests_can_be_sent_from_any_thread() {
        fn assert_send<T: Send>(_: &T) {}
        let client = Client::new(Endpoints::new(None, None).unwrap(), ApiKey::new("sk-1").unwrap()).unwrap();
        assert_send(&client);
        assert_send(&client.voices());
        assert_send(&client.progress(&VideoId::new("v")));
        assert_send(&client.upload(Vec::new()));
        assert_send(&client.open_media("", None));
        assert_send(&client.video_page(None));
    }
}
