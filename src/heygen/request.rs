//! A request to the API before it is sent: its endpoint, and the risk of repeating it.

use std::time::Duration;

use hyper::body::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Body, Method, Request, Url};
use serde_json::Value;

use super::api_key::ApiKey;
use super::upload_body::{UploadBody, UploadReporter};
use crate::domain::{CreationState, Error, ErrorKind};

/// What happens if the service gets a request twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RepeatRisk {
    /// Nothing.
    Safe,
    /// Something is created twice.
    Create,
    /// A video is made and charged twice.
    Render,
}

/// The largest response that is accepted.
pub(super) const MAX_RESPONSE_BYTES: usize = 4 << 20;
/// The largest list that is accepted.
pub(super) const MAX_LIST_BYTES: usize = 64 << 20;

/// The header by which v3 recognizes a repeated request.
pub(super) const IDEMPOTENCY_KEY_HEADER: &str = "Idempotency-Key";

/// A random idempotency key of 128 bits.
pub(super) fn new_idempotency_key() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        let what = format!("The system has no random numbers: {error}");
        Error::new("the idempotency key", ErrorKind::Internal, what)
    })?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// A request body without its fields that are null.
pub(super) fn json_body(body: Value) -> Value {
    let strip = |(name, value): (String, Value)| (!value.is_null()).then(|| (name, json_body(value)));
    match body {
        Value::Object(fields) => fields.into_iter().filter_map(strip).collect(),
        Value::Array(items) => items.into_iter().map(json_body).collect(),
        other => other,
    }
}

#[derive(Debug)]
pub(super) struct ApiRequest {
    /// What is requested, as the object of a sentence: `the voices`.
    pub(super) subject: &'static str,
    pub(super) risk: RepeatRisk,
    pub(super) max_response_bytes: usize,
    /// Without its body.
    request: Request,
    /// Shared by all attempts.
    body: Option<Bytes>,
    /// Reports how much of the body was sent.
    upload_reporter: Option<UploadReporter>,
}

impl ApiRequest {
    /// A request with the API key. `url` must come from [`Endpoints`](super::Endpoints): the key goes nowhere else.
    pub(super) fn new(
        subject: &'static str,
        risk: RepeatRisk,
        url: Url,
        key: &ApiKey,
        timeout: Duration,
    ) -> Self {
        let method = if risk == RepeatRisk::Safe { Method::GET } else { Method::POST };
        let mut request = Request::new(method, url);
        request.headers_mut().insert("x-api-key", key.header_value());
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        *request.timeout_mut() = Some(timeout);
        Self {
            subject,
            risk,
            max_response_bytes: MAX_RESPONSE_BYTES,
            request,
            body: None,
            upload_reporter: None,
        }
    }

    pub(super) fn with_body(mut self, content_type: &'static str, body: Vec<u8>) -> Self {
        self.request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        self.body = Some(body.into());
        self
    }

    pub(super) fn with_header(mut self, name: &str, value: &str) -> Result<Self, Error> {
        let header = HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_str(value).ok());
        let what = || format!("The header {name} cannot be sent");
        let (name, value) = header.ok_or_else(|| self.error_before_send(ErrorKind::Internal, what()))?;
        self.request.headers_mut().insert(name, value);
        Ok(self)
    }

    pub(super) fn with_timeout(mut self, timeout: Duration) -> Self {
        *self.request.timeout_mut() = Some(timeout);
        self
    }

    pub(super) fn with_delete_method(mut self) -> Self {
        *self.request.method_mut() = Method::DELETE;
        self
    }

    pub(super) fn with_upload_reporter(self, upload_reporter: Option<UploadReporter>) -> Self {
        Self { upload_reporter, ..self }
    }

    pub(super) fn with_max_response_bytes(self, max_response_bytes: usize) -> Self {
        Self { max_response_bytes, ..self }
    }

    /// A copy for one attempt.
    pub(super) fn to_request(&self) -> Result<Request, Error> {
        let what = "The request cannot be sent twice";
        let copy = self.request.try_clone();
        let mut request = copy.ok_or_else(|| self.error_before_send(ErrorKind::Internal, what))?;
        *request.body_mut() = self.body.clone().map(|bytes| match &self.upload_reporter {
            Some(reporter) => Body::wrap(UploadBody::new(bytes, reporter.clone())),
            None => bytes.into(),
        });
        Ok(request)
    }

    pub(super) fn url(&self) -> &Url {
        self.request.url()
    }

    /// An error from before anything was sent.
    pub(super) fn error_before_send(&self, kind: ErrorKind, message: impl AsRef<str>) -> Error {
        self.error(kind, message, CreationState::NotCreated)
    }

    /// An error from after the request may have arrived.
    pub(super) fn error_after_send(&self, kind: ErrorKind, message: impl AsRef<str>) -> Error {
        self.error(kind, message, CreationState::Unknown)
    }

    fn error(&self, kind: ErrorKind, message: impl AsRef<str>, creation: CreationState) -> Error {
        let creation = if self.risk == RepeatRisk::Safe { CreationState::NotRequested } else { creation };
        Error { creation, ..Error::new(self.subject, kind, message) }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::sync::{Arc, Mutex};
    use std::task::{Context, Waker};

    use hyper::body::Body as _;

    use super::super::upload_body::UploadedBytes;
    use super::*;

    #[test]
    fn the_attempts_of_an_upload_share_its_bytes_and_each_reports_all_of_them() {
        let (reports, url) = (Arc::new(Mutex::new(Vec::new())), Url::parse("https://api.example/").unwrap());
        let heard = reports.clone();
        let reporter = UploadReporter::new(move |uploaded| heard.lock().unwrap().push(uploaded));
        let key = ApiKey::new("key").unwrap();
        let request = ApiRequest::new("the upload", RepeatRisk::Create, url, &key, Duration::ZERO)
            .with_body("image/png", vec![7; 9])
            .with_upload_reporter(Some(reporter));
        let start = request.body.as_ref().map(|bytes| bytes.as_ptr());
        for _ in 0..2 {
            let mut attempt = request.to_request().unwrap();
            let body = Pin::new(attempt.body_mut().as_mut().unwrap());
            let frame = body.poll_frame(&mut Context::from_waker(Waker::noop()));
            let std::task::Poll::Ready(Some(Ok(frame))) = frame else { panic!("it has bytes") };
            assert_eq!(frame.data_ref().map(|bytes| bytes.as_ptr()), start, "no copy");
        }
        let sent = |sent| UploadedBytes { sent, total: 9 };
        assert_eq!(*reports.lock().unwrap(), [sent(0), sent(9), sent(0), sent(9)]);
    }
}
