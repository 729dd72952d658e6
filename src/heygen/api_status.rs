//! Whether v2 of the API still serves the account, and until when.

use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::ApiKey;
use super::Client;
use super::account::parse_balance;
use super::endpoints::EndpointPath;
use super::envelope::Envelope;
use super::lenient::LenientValue;
use super::parse::{parse_line, parse_url};
use super::response::ApiResponse;
use super::sanitize;
use crate::domain::{ApiStatus, ApiVersion, Balance, Error, ErrorKind, Sunset, VideoId};

#[derive(Deserialize)]
struct DeprecationWarning<'a> {
    #[serde(borrow, default, alias = "sunset", alias = "date")]
    sunset_date: LenientValue<'a>,
    #[serde(borrow, default, alias = "msg")]
    message: LenientValue<'a>,
    #[serde(borrow, default, alias = "doc_url")]
    docs_url: LenientValue<'a>,
}

impl Client {
    /// Asks the older generation for the balance, and hears whether it is there and what it says of its end.
    ///
    /// Whatever the account may not see, an answer proves that the generation is there.
    pub async fn v2_status(&self) -> Result<ApiStatus, Error> {
        let client = self.with_dialect(ApiVersion::V2.default_dialect());
        let call = client.get("the balance", &EndpointPath::new("/v2/user/remaining_quota"));
        let heard = client.execute_with_response(&call, |answer| {
            match answer.parse(call.subject, call.risk, &client.inner.api_key, |data, _| parse_balance(data))
            {
                Err(fault) if fault.is_transient() => Err(fault),
                balance => Ok((balance, parse_sunset(answer, &client.inner.api_key))),
            }
        });
        let (balance, sunset): (Result<Balance, Error>, Option<Sunset>) = heard.await?;
        match balance {
            Err(fault) if fault.kind == ErrorKind::EndpointNotFound => {
                client.confirm_v2_gone(&fault, sunset).await
            }
            Err(fault) if matches!(fault.kind, ErrorKind::ApiKey | ErrorKind::InvalidResponse) => Err(fault),
            balance => Ok(ApiStatus::Available { balance: balance.ok(), sunset }),
        }
    }
}

impl Client {
    /// Whether all of the generation is gone, and not only the balance, which not every service tells.
    async fn confirm_v2_gone(&self, fault: &Error, sunset: Option<Sunset>) -> Result<ApiStatus, Error> {
        if fault.http_status == Some(410) {
            return Ok(ApiStatus::Unavailable);
        }
        match self.progress(&VideoId::new("none")).await {
            Err(fault) if fault.kind == ErrorKind::EndpointNotFound => Ok(ApiStatus::Unavailable),
            Err(fault) if fault.is_transient() => Err(fault),
            _ => Ok(ApiStatus::Available { balance: None, sunset }),
        }
    }
}

/// What an answer says of the end of its generation, in its headers or its body.
fn parse_sunset(answer: &ApiResponse, key: &ApiKey) -> Option<Sunset> {
    let text = Envelope::decode_body(&answer.body);
    let warning = Envelope::parse(&text).and_then(|envelope| envelope.warning());
    let warning: Option<DeprecationWarning<'_>> =
        warning.and_then(|raw: &RawValue| serde_json::from_str(raw.get()).ok());
    let said = warning.as_ref().map(|warning| sanitize::sanitize_message(&parse_line(&warning.message), key));
    let said = said.unwrap_or_default();
    let on = answer.sunset_header.as_deref().and_then(parse_date);
    let on = on.or_else(|| parse_date(&parse_line(&warning.as_ref()?.sunset_date)));
    let ends = answer.is_deprecated || on.is_some() || !said.is_empty();
    let docs = warning.as_ref().and_then(|warning| parse_url(&warning.docs_url));
    // An address that is not fit to be shown as it is would lead nowhere.
    let docs = docs.filter(|docs| sanitize::sanitize_message(docs, key) == *docs);
    ends.then_some(Sunset { date: on, message: said, doc_url: docs })
}

/// A day in the form of a header, or of a body.
fn parse_date(text: &str) -> Option<Date> {
    let header = rfc2822::DateTimeParser::new().parse_timestamp(text.trim());
    let header = header.ok().map(|moment| moment.to_zoned(TimeZone::UTC).date());
    header.or_else(|| text.trim().get(..10)?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sunset_of(deprecated: bool, header: Option<&str>, body: &str) -> Option<Sunset> {
        let body = body.as_bytes().to_vec();
        let sunset_header = header.map(str::to_owned);
        let answer = ApiResponse {
            is_deprecated: deprecated,
            sunset_header: sunset_header,
            body,
            ..ApiResponse::default()
        };
        parse_sunset(&answer, &ApiKey::new("sk-12345").unwrap())
    }

    #[test]
    fn the_end_is_heard_in_headers_and_bodies() {
        let on = Some("2026-10-31".parse().unwrap());
        let plain = Sunset { date: on, message: String::new(), doc_url: None };
        assert_eq!(sunset_of(true, Some("Sat, 31 Oct 2026 00:00:00 GMT"), "{}"), Some(plain.clone()));
        let body = r#"{"data":{},"warning":{"sunset_date":"2026-10-31"}}"#;
        assert_eq!(sunset_of(false, None, body), Some(plain.clone()));
        let words = r#"{"warning":{"message":"Legacy.\u001b\nUse v3.","docs_url":"https://a.example/b"}}"#;
        let docs = Some("https://a.example/b".to_owned());
        assert_eq!(
            sunset_of(false, None, words),
            Some(Sunset { date: None, message: "Legacy. Use v3.".into(), doc_url: docs })
        );
        let secret =
            r#"{"warning":{"message":"You sent sk-12345.","docs_url":"https://a.example/sk-12345"}}"#;
        let shown = sunset_of(false, None, secret).unwrap();
        assert_eq!((shown.message.as_str(), shown.doc_url), ("You sent [key].", None));
        assert_eq!(sunset_of(true, Some("soon"), "<html>"), Some(Sunset { date: None, ..plain }));
        assert_eq!(sunset_of(false, None, r#"{"data":{},"warning":null}"#), None);
    }
}
