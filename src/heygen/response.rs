//! A response of the API, parsed into a value or an error.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::api_key::ApiKey;
use super::classify::FailedResponse;
use super::envelope::{Envelope, ServiceError};
use super::html::describe_html_page;
use super::request::RepeatRisk;
use super::sanitize;
use crate::domain::{CreationState, Error, ErrorKind, field_label, leading_field_path};

#[derive(Debug, Default, Clone)]
pub(super) struct ApiResponse {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    /// The target of a redirect. API requests follow none.
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
    /// Whether there is a `Deprecation` header.
    pub(super) is_deprecated: bool,
    /// The `Sunset` header.
    pub(super) sunset_header: Option<String>,
}

impl ApiResponse {
    /// Parses the response. `decode` gets the `data` of the envelope as JSON, and the whole body.
    ///
    /// The id of a submitted video counts even beside an error: a video that was charged must not be lost.
    pub(super) fn parse<T>(
        &self,
        subject: &str,
        risk: RepeatRisk,
        key: &ApiKey,
        decode: impl Fn(&str, &str) -> Option<T>,
    ) -> Result<T, Error> {
        let body = Envelope::decode_body(&self.body);
        // Names, links and ids are kept and shown unchanged: none of them may have the API key.
        let body = key.redact(&body);
        let envelope = Envelope::parse(&body);
        let error = envelope.as_ref().and_then(Envelope::service_error);
        let is_render = risk == RepeatRisk::Render;
        let is_readable = is_render || (self.is_success() && error.is_none());
        let value = envelope.filter(|_| is_readable).and_then(|envelope| decode(envelope.data(&body), &body));
        value.ok_or_else(|| self.to_error(subject, risk, key, &body, error))
    }

    /// Whether what was received of the body is a complete JSON object.
    pub(super) fn has_complete_json(&self) -> bool {
        Envelope::parse(&Envelope::decode_body(&self.body)).is_some()
    }

    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    fn to_error(
        &self,
        subject: &str,
        risk: RepeatRisk,
        key: &ApiKey,
        body: &str,
        error: Option<ServiceError>,
    ) -> Error {
        let is_from_service = error.is_some();
        let error = error
            .unwrap_or_else(|| ServiceError { message: self.error_text(body), ..ServiceError::default() });
        let failed = FailedResponse { status: self.status, is_from_service, service_error: &error, risk };
        let is_unreadable = self.is_success() && !is_from_service;
        let kind = if is_unreadable { ErrorKind::InvalidResponse } else { failed.error_kind() };
        let message = sanitize::sanitize_message(&error.message, key);
        let field = error.param.as_deref().or_else(|| leading_field_path(&error.message));
        // The API key is redacted before anything is cut.
        let field = field.map(|path| field_label(&sanitize::sanitize_message(path, key)));
        Error {
            field: field.filter(|field| !field.is_empty()).map(Into::into),
            http_status: Some(self.status),
            code: error.code.as_deref().map(|code| sanitize::sanitize_message(code, key).into()),
            retry_after: self.retry_after,
            response: sanitize::sanitize_response(body, key).map(Into::into),
            creation: failed.creation(),
            ..Error::new(subject, kind, message)
        }
    }

    /// The message of a response without an error of the service.
    fn error_text(&self, text: &str) -> String {
        if let Some(envelope) = Envelope::parse(text).filter(|_| !self.is_success()) {
            return envelope.message_text();
        }
        if let Some(url) = &self.location {
            return format!("redirected to {url}");
        }
        match describe_html_page(text) {
            Some(page) => page,
            None if text.trim().is_empty() => "the response is empty".to_owned(),
            None if self.is_success() => "the response has an unknown format".to_owned(),
            None => text.to_owned(),
        }
    }
}

/// `None` if the service does not have the endpoint.
pub(super) fn none_if_missing<T>(result: Result<T, Error>) -> Result<Option<T>, Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.http_status == Some(404) || error.kind == ErrorKind::EndpointNotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The error of a request after `done` of `total` pictures were added: those are not undone.
pub(super) fn after_partial_progress(error: Error, done: usize, total: usize) -> Error {
    if done == 0 {
        return error;
    }
    let message = format!("{done} of {total} pictures were added before; then: {}", error.message);
    Error { message, creation: CreationState::Unknown, ..error }
}

/// Parses `Retry-After`: seconds, or a date. A date counts from the `Date` of the same response, so that the clock of
/// this machine does not matter.
pub(super) fn parse_retry_after(value: &str, date: Option<&str>) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let parse = |text: &str| rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok();
    let until = parse(value)?;
    let from = date.and_then(parse).unwrap_or_else(now);
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

    fn parse_test_payload(risk: RepeatRisk, status: u16, body: impl AsRef<[u8]>) -> Result<String, Error> {
        let response = ApiResponse { status, body: body.as_ref().to_vec(), ..ApiResponse::default() };
        let key = ApiKey::new("sk-12345").unwrap();
        response.parse("the thing", risk, &key, |data, _| {
            serde_json::from_str::<TestPayload>(data).ok().map(|payload| payload.id)
        })
    }

    #[derive(serde::Deserialize)]
    struct TestPayload {
        id: String,
    }

    #[test]
    fn the_payload_is_found_in_every_envelope() {
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
    fn an_unreadable_response_is_an_invalid_response_error() {
        let deep = format!("{{\"data\":{}", "[".repeat(100_000));
        for body in
            ["", " ", "null", "[]", "<html><title>Hi</title>", "{\"data\":{\"id\":7}}", "{", "ok", &deep]
        {
            let error = parse_test_payload(RepeatRisk::Render, 200, body).unwrap_err();
            assert_eq!(
                (error.kind, error.creation),
                (ErrorKind::InvalidResponse, CreationState::Unknown),
                "{body:.20}"
            );
            assert_eq!(
                parse_test_payload(RepeatRisk::Safe, 200, body).unwrap_err().creation,
                CreationState::NotRequested
            );
            assert!(error.response.is_none_or(|response| response.chars().count() <= 4_000));
        }
        assert_eq!(
            parse_test_payload(RepeatRisk::Safe, 200, "<title>Sign in</title>").unwrap_err().message,
            "an HTML page: Sign in"
        );
        assert_eq!(
            parse_test_payload(RepeatRisk::Safe, 200, "").unwrap_err().message,
            "the response is empty"
        );
    }

    #[test]
    fn an_error_body_counts_even_with_status_200() {
        let body = r#"{"code":40104,"message":"Video not found","data":{"id":"7"}}"#;
        let error = parse_test_payload(RepeatRisk::Safe, 200, body).unwrap_err();
        assert_eq!((error.kind, error.code.as_deref()), (ErrorKind::NotFound, Some("40104")));
        assert_eq!(error.message, "Video not found");
        for status in [200, 409, 500] {
            assert_eq!(
                parse_test_payload(RepeatRisk::Render, status, body),
                Ok("7".to_owned()),
                "a paid video's id is never dropped"
            );
        }
    }

    #[test]
    fn an_error_shows_no_secrets() {
        let body = r#"{"error":{"code":"x\u001b","message":"key sk-12345 is bad, see https://a.example/b?Signature=abc"}}"#;
        let error = parse_test_payload(RepeatRisk::Safe, 400, body).unwrap_err();
        assert_eq!(error.message, "key [key] is bad, see https://a.example/b?…");
        assert_eq!(error.code.as_deref(), Some("x"));
        let shown = format!("{error:?}");
        assert!(!shown.contains("sk-12345") && !shown.contains("abc"), "{shown}");
    }

    #[test]
    fn messages_of_other_servers_are_still_reported() {
        let error = parse_test_payload(RepeatRisk::Render, 403, r#"{"message":"Forbidden"}"#).unwrap_err();
        assert_eq!((error.message.as_str(), error.creation), ("Forbidden", CreationState::Unknown));
        let error =
            parse_test_payload(RepeatRisk::Render, 502, "<html><title>502 Bad Gateway</title>").unwrap_err();
        assert_eq!(error.message, "an HTML page: 502 Bad Gateway");
    }

    #[test]
    fn retry_after_is_parsed_as_seconds_and_as_a_date() {
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
