//! A request to the API before it is sent: its endpoint, and the risk of repeating it.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, Request, Url};

use super::ApiKey;
use crate::domain::{CreationState, Error, ErrorKind};

/// What happens when the service gets a request twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RepeatRisk {
    /// Nothing.
    Safe,
    /// Something is made twice.
    Create,
    /// A video is made, and paid for, twice.
    Render,
}

/// Bytes that an answer may have.
pub(super) const MAX_RESPONSE_BYTES: usize = 4 << 20;
/// Bytes that a list may have.
pub(super) const MAX_LIST_BYTES: usize = 64 << 20;

/// A random idempotency key of 128 bits, by which the service recognizes this request when it is repeated.
pub(super) fn new_idempotency_key() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::new(
            "the idempotency key",
            ErrorKind::Internal,
            format!("The system has no random numbers: {error}"),
        )
    })?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

#[derive(Debug)]
pub(super) struct ApiRequest {
    /// As the object of a sentence: `the voices`.
    pub(super) subject: &'static str,
    pub(super) risk: RepeatRisk,
    /// Bytes that the answer may have.
    pub(super) max_response_bytes: usize,
    request: Request,
}

impl ApiRequest {
    /// A request with the key; `url` must come from [`Endpoints`](super::Endpoints).
    pub(super) fn new(asked: &'static str, risk: RepeatRisk, url: Url, key: &ApiKey, time: Duration) -> Self {
        let method = if risk == RepeatRisk::Safe { Method::GET } else { Method::POST };
        let mut request = Request::new(method, url);
        request.headers_mut().insert("x-api-key", key.header_value());
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        *request.timeout_mut() = Some(time);
        Self { subject: asked, risk, max_response_bytes: MAX_RESPONSE_BYTES, request }
    }

    pub(super) fn with_body(mut self, kind: &'static str, body: Vec<u8>) -> Self {
        self.request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        *self.request.body_mut() = Some(body.into());
        self
    }

    pub(super) fn with_header(mut self, name: &str, value: &str) -> Result<Self, Error> {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => self.request.headers_mut().insert(name, value),
            _ => {
                return Err(
                    self.error_before_send(ErrorKind::Internal, format!("The header {name} cannot be sent"))
                );
            }
        };
        Ok(self)
    }

    pub(super) fn with_timeout(mut self, time: Duration) -> Self {
        *self.request.timeout_mut() = Some(time);
        self
    }

    /// Takes away rather than gives.
    pub(super) fn with_delete_method(mut self) -> Self {
        *self.request.method_mut() = Method::DELETE;
        self
    }

    pub(super) fn with_max_response_bytes(self, cap: usize) -> Self {
        Self { max_response_bytes: cap, ..self }
    }

    /// The request for one try.
    pub(super) fn to_request(&self) -> Result<Request, Error> {
        let again = self.request.try_clone();
        again.ok_or_else(|| self.error_before_send(ErrorKind::Internal, "The request cannot be sent twice"))
    }

    pub(super) fn url(&self) -> &Url {
        self.request.url()
    }

    /// A fault from before anything was sent.
    pub(super) fn error_before_send(&self, kind: ErrorKind, message: impl AsRef<str>) -> Error {
        let certainty = if self.risk == RepeatRisk::Safe {
            CreationState::NotRequested
        } else {
            CreationState::NotCreated
        };
        Error { creation: certainty, ..Error::new(self.subject, kind, message) }
    }

    /// A fault from after the request may have arrived.
    pub(super) fn error_after_send(&self, kind: ErrorKind, message: impl AsRef<str>) -> Error {
        let safe = self.risk == RepeatRisk::Safe;
        let certainty = if safe { CreationState::NotRequested } else { CreationState::Unknown };
        Error { creation: certainty, ..self.error_before_send(kind, message) }
    }
}
