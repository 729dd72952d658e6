//! A response, parsed into a value or an error. No I/O.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::ApiKey;
use super::classify::FailedResponse;
use super::envelope::{Envelope, ServiceError};
use super::html::describe_html_page;
use super::request::RepeatRisk;
use super::sanitize;
use crate::domain::{Error, ErrorKind, field_label, leading_field_path};

#[derive(Debug, Default, Clone)]
pub(super) struct ApiResponse {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    /// Where a redirect points; no request of the API follows one.
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
    /// Whether the endpoint is said to end, and when, as the header says it.
    pub(super) is_deprecated: bool,
    pub(super) sunset_header: Option<String>,
}

impl ApiResponse {
    /// Reads the answer; `decode` is given the `data` of the envelope, as JSON, and the whole body.
    ///
    /// A video's id counts even beside an error: what was made must not be lost.
    pub(super) fn parse<T>(
        &self,
        asked: &str,
        risk: RepeatRisk,
        key: &ApiKey,
        decode: impl Fn(&str, &str) -> Option<T>,
    ) -> Result<T, Error> {
        let body = Envelope::decode_body(&self.body);
        // Names, links and ids are kept and shown as they come: none of them has the key.
        let text = key.redact(&body);
        let envelope = Envelope::parse(&text);
        let refusal = envelope.as_ref().and_then(Envelope::service_error);
        let refused = refusal.is_some() && risk != RepeatRisk::Render;
        match &envelope {
            Some(envelope) if (self.is_success() || risk == RepeatRisk::Render) && !refused => {
                let found = decode(envelope.data(&text), &text);
                found.ok_or_else(|| self.to_error(asked, risk, key, &text, refusal))
            }
            _ => Err(self.to_error(asked, risk, key, &text, refusal)),
        }
    }

    /// Whether the body, as far as it came, is a whole JSON object.
    pub(super) fn has_complete_json(&self) -> bool {
        Envelope::parse(&Envelope::decode_body(&self.body)).is_some()
    }

    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    fn to_error(
        &self,
        asked: &str,
        risk: RepeatRisk,
        key: &ApiKey,
        text: &str,
        refusal: Option<ServiceError>,
    ) -> Error {
        let own = refusal.is_some();
        let refusal = refusal
            .unwrap_or_else(|| ServiceError { message: self.error_text(text), ..ServiceError::default() });
        let said =
            FailedResponse { status: self.status, is_from_service: own, service_error: &refusal, risk };
        let page = describe_html_page(&refusal.message, Some(self.status));
        let unreadable = self.is_success() && !own;
        let kind = if unreadable { ErrorKind::InvalidResponse } else { said.error_kind() };
        let field = refusal.param.as_deref().or_else(|| leading_field_path(&refusal.message)).map(|param| {
            // The key is covered before anything is cut.
            field_label(&sanitize::sanitize_message(param, key))
        });
        Error {
            field: field.filter(|field| !field.is_empty()).map(Into::into),
            http_status: Some(self.status),
            code: refusal.code.as_deref().map(|code| sanitize::sanitize_message(code, key).into()),
            retry_after: self.retry_after,
            reply: sanitize::sanitize_reply(text, key).map(Into::into),
            creation: said.creation(),
            ..Error::new(
                asked,
                kind,
                sanitize::sanitize_message(page.as_deref().unwrap_or(&refusal.message), key),
            )
        }
    }

    /// What an answer says that is not in the service's own form.
    fn error_text(&self, text: &str) -> String {
        if let Some(envelope) = Envelope::parse(text).filter(|_| !self.is_success()) {
            return envelope.message_text();
        }
        if let Some(place) = &self.location {
            return format!("it points elsewhere, to {place}");
        }
        match describe_html_page(text, Some(self.status)) {
            Some(page) => page,
            None if text.trim().is_empty() => "the answer is empty".to_owned(),
            None if self.is_success() => "the answer is not in a known form".to_owned(),
            None => text.to_owned(),
        }
    }
}

/// Reads `Reload-After` in both its forms. A date counts from the `LastModified` of the same answer, so that it does not matter
/// what time this machine thinks it is.
pub(super) fn parse_retry_after(value: &str, date: Option<&str>) -> Option<Duration> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CreationState;

    fn parse_test_payload(risk: RepeatRisk, status: u16, body: impl AsRef<[u8]>) -> Result<String, Error> {
        let answer = ApiResponse { status, body: body.as_ref().to_vec(), ..ApiResponse::default() };
        let key = ApiKey::new("sk-12345").unwrap();
        answer.parse("the thing", risk, &key, |data, _| {
            serde_json::from_str::<TestPayload>(data).ok().map(|thing| thing.id)
        })
    }

    #[derive(serde::Deserialize)]
    struct TestPayload {
        id: String,
    }

    #[test]
    fn the_value_is_found_in_every_envelope() {
        for body in [
            r#"{"code":100,"data":{"id":"7"},"msg":null,"message":"Success"}"#,
            r#"{"code":"100","data":{"id":"7"}}"#,
            r#"{"error":null,"data":{"id":"7","more":[{}]},"warning":{"sunset_date":"2026-10-31"}}"#,
            r#"{"data":{"id":"7"}}"#,
            r#"{"id":"7"}"#,
            "\u{feff} \n{\"data\":{\"id\":\"7\"}}",
        ] {
            assert_eq!(parse_test_payload(RepeatRisk::Render, 200, body), Ok("7".to_owned()), "{body}");
        }
        assert_eq!(
            parse_test_payload(RepeatRisk::Safe, 200, b"{\"data\":{\"id\":\"7\",\"x\":\"\xff\xc3\"}}"),
            Ok("7".to_owned())
        );
    }

    #[test]
    fn what_cannot_be_read_is_a_fault_that_shows_it() {
        let deep = format!("{{\"data\":{}", "[".repeat(100_000));
        for body in
            ["", " ", "null", "[]", "<html><title>Hi</title>", "{\"data\":{\"id\":7}}", "{", "ok", &deep]
        {
            let fault = parse_test_payload(RepeatRisk::Render, 200, body).unwrap_err();
            assert_eq!(
                (fault.kind, fault.creation),
                (ErrorKind::InvalidResponse, CreationState::Unknown),
                "{body:.20}"
            );
            assert_eq!(
                parse_test_payload(RepeatRisk::Safe, 200, body).unwrap_err().creation,
                CreationState::NotRequested
            );
            assert!(fault.reply.is_none_or(|reply| reply.chars().count() <= 4_000));
        }
        assert_eq!(
            parse_test_payload(RepeatRisk::Safe, 200, "<title>Sign in</title>").unwrap_err().message,
            "an HTML page (HTTP 200): Sign in"
        );
        assert_eq!(parse_test_payload(RepeatRisk::Safe, 200, "").unwrap_err().message, "the answer is empty");
    }

    #[test]
    fn an_error_counts_also_where_the_status_says_fine() {
        let body = r#"{"code":40104,"message":"Video not found","data":{"id":"7"}}"#;
        let fault = parse_test_payload(RepeatRisk::Safe, 200, body).unwrap_err();
        assert_eq!((fault.kind, fault.code.as_deref()), (ErrorKind::NotFound, Some("40104")));
        assert_eq!(fault.message, "Video not found");
        for status in [200, 409, 500] {
            assert_eq!(
                parse_test_payload(RepeatRisk::Render, status, body),
                Ok("7".to_owned()),
                "a paid video's id is never dropped"
            );
        }
    }

    #[test]
    fn a_fault_tells_no_secrets() {
        let body = r#"{"error":{"code":"x\u001b","message":"key sk-12345 is bad, see https://a.example/b?Signature=abc"}}"#;
        let fault = parse_test_payload(RepeatRisk::Safe, 400, body).unwrap_err();
        assert_eq!(fault.message, "key [key] is bad, see https://a.example/b?…");
        assert_eq!(fault.code.as_deref(), Some("x"));
        let shown = format!("{fault:?}");
        assert!(!shown.contains("sk-12345") && !shown.contains("abc"), "{shown}");
    }

    #[test]
    fn words_that_are_not_the_services_own_are_still_said() {
        let fault = parse_test_payload(RepeatRisk::Render, 403, r#"{"message":"Forbidden"}"#).unwrap_err();
        assert_eq!((fault.message.as_str(), fault.creation), ("Forbidden", CreationState::Unknown));
        let fault =
            parse_test_payload(RepeatRisk::Render, 502, "<html><title>502 Bad Gateway</title>").unwrap_err();
        assert_eq!(fault.message, "an HTML page (HTTP 502): 502 Bad Gateway");
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let seconds = |value, date| parse_retry_after(value, date).map(|wait| wait.as_secs());
        let date = Some("Sun, 22 Nov 2026 10:00:00 GMT");
        assert_eq!(seconds("12", None), Some(12));
        assert_eq!(seconds(" 0 ", None), Some(0));
        assert_eq!(seconds("Sun, 22 Nov 2026 10:00:30 GMT", date), Some(30));
        assert_eq!(seconds("Sun, 22 Nov 2026 09:00:00 GMT", date), Some(0), "already past");
        assert_eq!(seconds("Fri, 31 Dec 1999 23:59:59 GMT", None), Some(0));
        for odd in ["", "soon", "-1", "NaN", "1e300"] {
            assert_eq!(seconds(odd, date), None, "{odd}");
        }
    }
}
