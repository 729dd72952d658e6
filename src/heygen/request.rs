//! A request to the API before it is sent: its endpoint, and the risk of repeating it.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, Request, Url};

use super::Key;
use crate::domain::{Certainty, Fault, FaultKind};

/// What happens when the service gets a request twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Risk {
    /// Nothing.
    Safe,
    /// Something is made twice.
    Making,
    /// A video is made, and paid for, twice.
    Render,
}

/// Bytes that an answer may have.
pub(super) const ANSWER: usize = 4 << 20;
/// Bytes that a list may have.
pub(super) const LIST: usize = 64 << 20;

/// A random idempotency key of 128 bits, by which the service recognizes this request when it is repeated.
pub(super) fn key() -> Result<String, Fault> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Fault::new(
            "the idempotency key",
            FaultKind::Internal,
            format!("The system has no random numbers: {error}"),
        )
    })?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

#[derive(Debug)]
pub(super) struct Call {
    /// As the object of a sentence: `the voices`.
    pub(super) asked: &'static str,
    pub(super) risk: Risk,
    /// Bytes that the answer may have.
    pub(super) cap: usize,
    request: Request,
}

impl Call {
    /// A request with the key; `url` must come from [`Endpoints`](super::Endpoints).
    pub(super) fn new(asked: &'static str, risk: Risk, url: Url, key: &Key, time: Duration) -> Self {
        let method = if risk == Risk::Safe { Method::GET } else { Method::POST };
        let mut request = Request::new(method, url);
        request.headers_mut().insert("x-api-key", key.header());
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        *request.timeout_mut() = Some(time);
        Self { asked, risk, cap: ANSWER, request }
    }

    pub(super) fn body(mut self, kind: &'static str, body: Vec<u8>) -> Self {
        self.request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        *self.request.body_mut() = Some(body.into());
        self
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Result<Self, Fault> {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => self.request.headers_mut().insert(name, value),
            _ => return Err(self.fault(FaultKind::Internal, format!("The header {name} cannot be sent"))),
        };
        Ok(self)
    }

    pub(super) fn time(mut self, time: Duration) -> Self {
        *self.request.timeout_mut() = Some(time);
        self
    }

    /// Takes away rather than gives.
    pub(super) fn delete(mut self) -> Self {
        *self.request.method_mut() = Method::DELETE;
        self
    }

    pub(super) fn cap(self, cap: usize) -> Self {
        Self { cap, ..self }
    }

    /// The request for one try.
    pub(super) fn request(&self) -> Result<Request, Fault> {
        let again = self.request.try_clone();
        again.ok_or_else(|| self.fault(FaultKind::Internal, "The request cannot be sent twice"))
    }

    pub(super) fn url(&self) -> &Url {
        self.request.url()
    }

    /// A fault from before anything was sent.
    pub(super) fn fault(&self, kind: FaultKind, message: impl AsRef<str>) -> Fault {
        let certainty = if self.risk == Risk::Safe { Certainty::Asked } else { Certainty::NothingMade };
        Fault { certainty, ..Fault::new(self.asked, kind, message) }
    }

    /// A fault from after the request may have arrived.
    pub(super) fn fault_after(&self, kind: FaultKind, message: impl AsRef<str>) -> Fault {
        let safe = self.risk == Risk::Safe;
        let certainty = if safe { Certainty::Asked } else { Certainty::Unknown };
        Fault { certainty, ..self.fault(kind, message) }
    }
}
