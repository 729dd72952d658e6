//! The status of API v2: whether it still serves the account, and until when.

use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use serde_json::value::RawValue;

use super::account::parse_balance;
use crate::domain::{ApiStatus, ApiVersion, Balance, Error, ErrorKind, Sunset, VideoId};
use crate::heygen::api_key::ApiKey;
use crate::heygen::client::Client;
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::envelope::Envelope;
use crate::heygen::lenient::record;
use crate::heygen::parse::{parse_line, parse_url};
use crate::heygen::response::ApiResponse;
use crate::heygen::sanitize;

record! {
    DeprecationWarning {
        #[serde(alias = "sunset", alias = "date")] sunset_date, #[serde(alias = "msg")] message,
        #[serde(alias = "doc_url")] docs_url
    }
}

impl Client {
    /// Requests the balance from v2 to learn whether v2 is available, and when it ends.
    ///
    /// A refusal of the service is a proof of availability too.
    pub async fn v2_status(&self) -> Result<ApiStatus, Error> {
        let client = self.with_dialect(ApiVersion::V2.default_dialect());
        let (key, path) = (&client.inner.api_key, EndpointPath::new("/v2/user/remaining_quota"));
        let request = client.get("the balance", &path);
        let response = client.execute_with_response(&request, |response| {
            match response.parse(request.subject, request.risk, key, |data, _| parse_balance(data)) {
                Err(error) if error.is_transient() => Err(error),
                balance => Ok((balance, parse_sunset(response, key))),
            }
        });
        let (balance, sunset): (Result<Balance, Error>, Option<Sunset>) = response.await?;
        match balance {
            Err(error) if error.kind == ErrorKind::EndpointNotFound => {
                client.confirm_v2_gone(&error, sunset).await
            }
            Err(error) if matches!(error.kind, ErrorKind::ApiKey | ErrorKind::InvalidResponse) => Err(error),
            balance => Ok(ApiStatus::Available { balance: balance.ok(), sunset }),
        }
    }

    /// Whether all of v2 is gone, and not only the endpoint of the balance, which not every service has.
    async fn confirm_v2_gone(&self, error: &Error, sunset: Option<Sunset>) -> Result<ApiStatus, Error> {
        if error.http_status == Some(410) {
            return Ok(ApiStatus::Unavailable);
        }
        match self.progress(&VideoId::new("none")).await {
            Err(error) if error.kind == ErrorKind::EndpointNotFound => Ok(ApiStatus::Unavailable),
            Err(error) if error.is_transient() => Err(error),
            _ => Ok(ApiStatus::Available { balance: None, sunset }),
        }
    }
}

/// What the headers or the body of a response say about the end of v2.
fn parse_sunset(response: &ApiResponse, key: &ApiKey) -> Option<Sunset> {
    let text = Envelope::decode_body(&response.body);
    let warning = Envelope::parse(&text).and_then(|envelope| envelope.warning());
    let warning = warning.and_then(|raw: &RawValue| serde_json::from_str(raw.get()).ok());
    let warning: DeprecationWarning<'_> = warning.unwrap_or_default();
    let message = sanitize::sanitize_message(&parse_line(&warning.message), key);
    let date = response.sunset_header.as_deref().and_then(parse_date);
    let date = date.or_else(|| parse_date(&parse_line(&warning.sunset_date)));
    // A redacted link would lead nowhere.
    let doc_url = parse_url(&warning.docs_url).filter(|url| sanitize::sanitize_message(url, key) == *url);
    let is_deprecated = response.is_deprecated || date.is_some() || !message.is_empty();
    is_deprecated.then_some(Sunset { date, message, doc_url })
}

/// A date as headers (RFC 2822) or bodies (ISO 8601) write it.
fn parse_date(text: &str) -> Option<Date> {
    let time = rfc2822::DateTimeParser::new().parse_timestamp(text.trim());
    let date = time.ok().map(|time| time.to_zoned(TimeZone::UTC).date());
    date.or_else(|| text.trim().get(..10)?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sunset_of(is_deprecated: bool, header: Option<&str>, body: &str) -> Option<Sunset> {
        let body = body.as_bytes().to_vec();
        let sunset_header = header.map(str::to_owned);
        let response = ApiResponse { body, is_deprecated, sunset_header, ..ApiResponse::default() };
        parse_sunset(&response, &ApiKey::new("sk-12345").unwrap())
    }

    #[test]
    fn a_sunset_is_read_from_headers_and_bodies() {
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
