//! The client: one method an endpoint, in the files beside this one; here is how every request is sent.

use std::sync::Arc;

use backon::Retryable;
use reqwest::header::{DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use serde::Serialize;

use super::endpoints::Place;
use super::hold::{Hold, SharedHold};
use super::request::{Call, Risk};
use super::response::{Answer, retry_after};
use super::retry::is_worth_another_try;
use super::transport::{Lines, chain, kind};
use super::{Endpoints, Key, Patience, Retries, RetryNotice};
use crate::domain::{Api, Dialect, Fault, FaultKind, data_size};

/// A client of the service for one account. Clones are cheap and share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) shared: Arc<Shared>,
    pub(super) patience: Patience,
    pub(super) dialect: Dialect,
    hold: Arc<Hold>,
    pub(super) notice: RetryNotice,
    /// Whether there was no connection for an earlier try of what it is for.
    is_retry: bool,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) endpoints: Endpoints,
    pub(super) key: Key,
    pub(super) lines: Lines,
}

impl Client {
    /// Opens no connection yet, and reads no certificates: that waits for the first request.
    pub fn new(endpoints: Endpoints, key: Key) -> Result<Self, Fault> {
        let shared = Arc::new(Shared { endpoints, key, lines: Lines::default() });
        Ok(Self {
            shared,
            patience: Patience::default(),
            dialect: Dialect::Scenes,
            hold: Arc::default(),
            notice: RetryNotice::default(),
            is_retry: false,
        })
    }

    /// The same client, which waits as long as any program of the account is asked to.
    #[must_use]
    pub fn with_shared_hold(&self, shared: Arc<dyn SharedHold>) -> Self {
        Self { hold: Arc::new(Hold::shared(shared)), ..self.clone() }
    }

    /// The same client, which tells how often it tries again for want of a connection.
    #[must_use]
    pub fn with_retry_notice(&self, notice: RetryNotice) -> Self {
        Self { notice, ..self.clone() }
    }

    /// The same client, for another try of a request for which there was no connection: it waits longer for one.
    #[must_use]
    pub fn for_retry(&self) -> Self {
        Self { is_retry: true, ..self.clone() }
    }

    /// Counts the retries of a request that its caller retries.
    pub fn retries(&self) -> Retries<'_> {
        self.notice.count()
    }

    /// A request was given up after this error, and others follow in its place: the retries that are told count on.
    pub fn count_retries_on(&self, fault: &Fault) {
        self.notice.count_on(fault);
    }

    /// Waits as long as the service asked for (`Retry-After`). Where that is longer than this client waits for, it is
    /// an error at once, and nothing may be sent.
    pub async fn admitted(&self, asked: &str) -> Result<(), Fault> {
        self.hold.pass(self.patience.longest_asked).await.map_err(|wait| {
            let what = format!("the service asked for {} s more without requests", wait.as_secs() + 1);
            Fault { retry_after: Some(wait), ..Fault::new(asked, FaultKind::Busy, what) }
        })
    }

    /// The same client with other waits and tries.
    #[must_use]
    pub fn with_patience(&self, patience: Patience) -> Self {
        Self { patience, ..self.clone() }
    }

    /// The same client, which speaks another dialect: videos in its form, all else in its generation.
    #[must_use]
    pub fn with_dialect(&self, dialect: Dialect) -> Self {
        Self { dialect, ..self.clone() }
    }

    pub fn endpoints(&self) -> &Endpoints {
        &self.shared.endpoints
    }

    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The generation of the API that it speaks.
    pub(super) fn api(&self) -> Api {
        self.dialect.api()
    }

    pub(super) fn get(&self, asked: &'static str, place: &Place) -> Call {
        let url = self.shared.endpoints.api(place);
        Call::new(asked, Risk::Safe, url, &self.shared.key, self.patience.answer)
    }

    pub(super) fn post(
        &self,
        asked: &'static str,
        place: &Place,
        body: &impl Serialize,
    ) -> Result<Call, Fault> {
        let url = self.shared.endpoints.api(place);
        let call = Call::new(asked, Risk::Making, url, &self.shared.key, self.patience.answer);
        let body =
            serde_json::to_vec(body).map_err(|error| call.fault(FaultKind::Internal, error.to_string()))?;
        Ok(call.body("application/json", body))
    }

    /// Sends, again where that is right, and reads the answer.
    pub(super) async fn ask<T>(&self, call: Call, decode: impl Fn(&str) -> Option<T>) -> Result<T, Fault> {
        self.ask_whole(call, |data, _| decode(data)).await
    }

    /// [`ask`](Self::ask) with the whole body beside its data.
    pub(super) async fn ask_whole<T>(
        &self,
        call: Call,
        decode: impl Fn(&str, &str) -> Option<T>,
    ) -> Result<T, Fault> {
        self.exchange(&call, |answer| answer.read(call.asked, call.risk, &self.shared.key, &decode)).await
    }

    /// [`ask`](Self::ask) with all of the answer to read from.
    pub(super) async fn exchange<T>(
        &self,
        call: &Call,
        read: impl Fn(&Answer) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let retries = self.notice.count();
        let attempt = || async {
            let answer = self
                .send(call, self.is_retry || retries.has_retried())
                .await
                .and_then(|answer| read(&answer));
            if let Err(fault) = &answer {
                self.respect(fault).await;
            }
            answer
        };
        attempt
            .retry(self.patience.waits(call.risk))
            .when(|fault| is_worth_another_try(call.risk, fault))
            .notify(|fault, _| retries.retry(fault))
            .adjust(|fault, own| self.patience.wait(fault, own))
            .await
    }

    /// Leaves the service alone for as long as its answer asks.
    async fn respect(&self, fault: &Fault) {
        // Without a status, it is a wait that is known already.
        if let (Some(_), Some(asked), true) = (fault.status, fault.retry_after, fault.is_passing()) {
            self.hold.hold(asked).await;
        }
    }

    /// One try; `is_retry` after one for which there was no connection.
    async fn send(&self, call: &Call, is_retry: bool) -> Result<Answer, Fault> {
        self.admitted(call.asked).await?;
        let client = self.shared.lines.to(call.url(), call.risk, is_retry).await?;
        let sent = client.execute(call.request()?).await;
        let mut response = sent.map_err(|error| broken(call, &error))?;
        let mut answer = head(response.status().as_u16(), response.headers());
        let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
        answer.body.reserve(announced.unwrap_or_default().min(call.cap));
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if answer.body.len() + chunk.len() > call.cap => {
                    return Err(cut(&answer, too_long(call)));
                }
                Ok(Some(chunk)) => answer.body.extend_from_slice(&chunk),
                Ok(None) => return Ok(answer),
                // The line broke, but all that was to be said had come: an id is not thrown away.
                Err(_) if call.risk != Risk::Safe && answer.is_whole() => return Ok(answer),
                Err(error) => return Err(cut(&answer, broken(call, &error))),
            }
        }
    }
}

/// The head of an answer whose body is still to come.
pub(super) fn head(status: u16, headers: &HeaderMap) -> Answer {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    Answer {
        status,
        retry_after: text(RETRY_AFTER).and_then(|value| retry_after(value, text(DATE))),
        location: text(LOCATION).map(str::to_owned),
        body: Vec::new(),
        deprecated: headers.contains_key("deprecation"),
        sunset: headers.get("sunset").and_then(|value| value.to_str().ok()).map(str::to_owned),
    }
}

fn broken(call: &Call, error: &reqwest::Error) -> Fault {
    match kind(error, call.risk) {
        kind @ (FaultKind::NoConnection | FaultKind::Certificate | FaultKind::Internal) => {
            call.fault(kind, chain(error))
        }
        kind => call.fault_after(kind, chain(error)),
    }
}

fn too_long(call: &Call) -> Fault {
    call.fault_after(FaultKind::Unreadable, format!("it is longer than {}", data_size(call.cap as u64)))
}

/// A fault in the middle of an answer, whose status is known.
fn cut(answer: &Answer, fault: Fault) -> Fault {
    Fault { status: Some(answer.status), retry_after: answer.retry_after, ..fault }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::VideoId;

    #[test]
    fn requests_can_be_sent_from_any_thread() {
        fn any_thread<T: Send>(_: &T) {}
        let client = Client::new(Endpoints::live(), Key::new("sk-1").unwrap()).unwrap();
        any_thread(&client);
        any_thread(&client.voices());
        any_thread(&client.progress(&VideoId::new("v")));
        any_thread(&client.upload(Vec::new()));
        any_thread(&client.media("", None));
        any_thread(&client.videos(None));
    }
}
