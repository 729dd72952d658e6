//! Whether v2 of the API still serves the account, and until when.

use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Client;
use super::Key;
use super::account::balance;
use super::endpoints::Place;
use super::envelope::Envelope;
use super::lenient::Loose;
use super::parse::{line, url};
use super::response::Answer;
use super::sanitize;
use crate::domain::{Api, Balance, Fault, FaultKind, Standing, Sunset, VideoId};

#[derive(Deserialize)]
struct Warning<'a> {
    #[serde(borrow, default, alias = "sunset", alias = "date")]
    sunset_date: Loose<'a>,
    #[serde(borrow, default, alias = "msg")]
    message: Loose<'a>,
    #[serde(borrow, default, alias = "doc_url")]
    docs_url: Loose<'a>,
}

impl Client {
    /// Asks the older generation for the balance, and hears whether it is there and what it says of its end.
    ///
    /// Whatever the account may not see, an answer proves that the generation is there.
    pub async fn standing(&self) -> Result<Standing, Fault> {
        let client = self.with_dialect(Api::V2.dialect());
        let call = client.get("the balance", &Place::new("/v2/user/remaining_quota"));
        let heard = client.exchange(&call, |answer| {
            match answer.read(call.asked, call.risk, &client.shared.key, |data, _| balance(data)) {
                Err(fault) if fault.is_passing() => Err(fault),
                balance => Ok((balance, sunset(answer, &client.shared.key))),
            }
        });
        let (balance, sunset): (Result<Balance, Fault>, Option<Sunset>) = heard.await?;
        match balance {
            Err(fault) if fault.kind == FaultKind::Endpoint => client.gone(&fault, sunset).await,
            Err(fault) if matches!(fault.kind, FaultKind::Key | FaultKind::Unreadable) => Err(fault),
            balance => Ok(Standing::Serves { balance: balance.ok(), sunset }),
        }
    }
}

impl Client {
    /// Whether all of the generation is gone, and not only the balance, which not every service tells.
    async fn gone(&self, fault: &Fault, sunset: Option<Sunset>) -> Result<Standing, Fault> {
        if fault.status == Some(410) {
            return Ok(Standing::Gone);
        }
        match self.progress(&VideoId::new("none")).await {
            Err(fault) if fault.kind == FaultKind::Endpoint => Ok(Standing::Gone),
            Err(fault) if fault.is_passing() => Err(fault),
            _ => Ok(Standing::Serves { balance: None, sunset }),
        }
    }
}

/// What an answer says of the end of its generation, in its headers or its body.
fn sunset(answer: &Answer, key: &Key) -> Option<Sunset> {
    let text = Envelope::text(&answer.body);
    let warning = Envelope::read(&text).and_then(|envelope| envelope.warning());
    let warning: Option<Warning<'_>> =
        warning.and_then(|raw: &RawValue| serde_json::from_str(raw.get()).ok());
    let said = warning.as_ref().map(|warning| sanitize::message(&line(&warning.message), key));
    let said = said.unwrap_or_default();
    let on = answer.sunset.as_deref().and_then(day);
    let on = on.or_else(|| day(&line(&warning.as_ref()?.sunset_date)));
    let ends = answer.deprecated || on.is_some() || !said.is_empty();
    let docs = warning.as_ref().and_then(|warning| url(&warning.docs_url));
    // An address that is not fit to be shown as it is would lead nowhere.
    let docs = docs.filter(|docs| sanitize::message(docs, key) == *docs);
    ends.then_some(Sunset { on, said, docs })
}

/// A day in the form of a header, or of a body.
fn day(text: &str) -> Option<Date> {
    let header = rfc2822::DateTimeParser::new().parse_timestamp(text.trim());
    let header = header.ok().map(|moment| moment.to_zoned(TimeZone::UTC).date());
    header.or_else(|| text.trim().get(..10)?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(deprecated: bool, header: Option<&str>, body: &str) -> Option<Sunset> {
        let body = body.as_bytes().to_vec();
        let sunset_header = header.map(str::to_owned);
        let answer = Answer { deprecated, sunset: sunset_header, body, ..Answer::default() };
        sunset(&answer, &Key::new("sk-12345").unwrap())
    }

    #[test]
    fn the_end_is_heard_in_headers_and_bodies() {
        let on = Some("2026-10-31".parse().unwrap());
        let plain = Sunset { on, said: String::new(), docs: None };
        assert_eq!(heard(true, Some("Sat, 31 Oct 2026 00:00:00 GMT"), "{}"), Some(plain.clone()));
        let body = r#"{"data":{},"warning":{"sunset_date":"2026-10-31"}}"#;
        assert_eq!(heard(false, None, body), Some(plain.clone()));
        let words = r#"{"warning":{"message":"Legacy.\u001b\nUse v3.","docs_url":"https://a.example/b"}}"#;
        let docs = Some("https://a.example/b".to_owned());
        assert_eq!(
            heard(false, None, words),
            Some(Sunset { on: None, said: "Legacy. Use v3.".into(), docs })
        );
        let secret =
            r#"{"warning":{"message":"You sent sk-12345.","docs_url":"https://a.example/sk-12345"}}"#;
        let shown = heard(false, None, secret).unwrap();
        assert_eq!((shown.said.as_str(), shown.docs), ("You sent [key].", None));
        assert_eq!(heard(true, Some("soon"), "<html>"), Some(Sunset { on: None, ..plain }));
        assert_eq!(heard(false, None, r#"{"data":{},"warning":null}"#), None);
    }
}
