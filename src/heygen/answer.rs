//! An answer as it came, read into what was asked for or into a fault. Nothing here waits or sends.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::Key;
use super::call::Risk;
use super::envelope::{Envelope, Refusal};
use super::harmless;
use super::kind::Said;
use crate::domain::{Fault, FaultKind};

#[derive(Debug, Default, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    /// Where a redirect points; no request of the API follows one.
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// Reads the answer; `decode` is given the `data` of the envelope, as JSON.
    ///
    /// A film's id counts even beside an error: what was made must not be lost.
    pub(super) fn read<T>(
        &self,
        asked: &str,
        risk: Risk,
        key: &Key,
        decode: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Fault> {
        let text = Envelope::text(&self.body);
        let envelope = Envelope::read(&text);
        let refusal = envelope.as_ref().and_then(Envelope::refusal);
        let refused = refusal.is_some() && risk != Risk::Film;
        match &envelope {
            Some(envelope) if self.is_success() && !refused => {
                let found = decode(envelope.data(&text));
                found.ok_or_else(|| self.fault(asked, risk, key, &text, refusal))
            }
            _ => Err(self.fault(asked, risk, key, &text, refusal)),
        }
    }

    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    fn fault(&self, asked: &str, risk: Risk, key: &Key, text: &str, refusal: Option<Refusal>) -> Fault {
        let own = refusal.is_some();
        let refusal = refusal.unwrap_or_else(|| Refusal { message: self.words(text), ..Refusal::default() });
        let said = Said { status: self.status, own, refusal: &refusal, risk };
        let unreadable = self.is_success() && !own;
        let kind = if unreadable { FaultKind::Unreadable } else { said.kind() };
        Fault {
            status: Some(self.status),
            code: refusal.code.as_deref().map(|code| harmless::message(code, key)),
            retry_after: self.retry_after,
            reply: harmless::reply(text, key),
            certainty: said.certainty(),
            ..Fault::new(asked, kind, harmless::message(&refusal.message, key))
        }
    }

    /// What an answer says that is not in the service's own form.
    fn words(&self, text: &str) -> String {
        if let Some(envelope) = Envelope::read(text).filter(|_| !self.is_success()) {
            return envelope.said();
        }
        if let Some(place) = &self.location {
            return format!("it points elsewhere, to {place}");
        }
        let title = text.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
        match title {
            Some((title, _)) => format!("a web page came back, {title}"),
            None if text.trim().is_empty() => "the answer is empty".to_owned(),
            None if self.is_success() => "the answer is not in a known form".to_owned(),
            None => text.to_owned(),
        }
    }
}

/// Reads `Retry-After` in both its forms. A date counts from the `Date` of the same answer, so that it does not matter
/// what time this machine thinks it is.
pub(super) fn retry_after(value: &str, date: Option<&str>) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let moment = |text: &str| rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok();
    let until = moment(value)?;
    let from = date.and_then(moment).unwrap_or_else(now);
    Some(Duration::try_from(until.duration_since(from)).unwrap_or_default())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the last resort for a Retry-After date without a Date beside it"
)]
fn now() -> Timestamp {
    Timestamp::now()
}
