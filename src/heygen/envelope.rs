//! The envelopes of responses: three forms, parsed as one.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::lenient::{LenientValue, record};

/// The code of v1 and v2 for a success.
const SUCCESS_CODE: &str = "100";

/// `{code, data, message}`, `{error, data}` or `{data}`. Every field is optional, and errors have many forms.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Envelope<'a> {
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
    #[serde(borrow, default)]
    detail: Option<&'a RawValue>,
    #[serde(borrow, default)]
    code: LenientValue<'a>,
    #[serde(borrow, default)]
    message: LenientValue<'a>,
    #[serde(borrow, default)]
    msg: LenientValue<'a>,
    #[serde(borrow, default)]
    warning: Option<&'a RawValue>,
}

/// An error in the service's own words.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct ServiceError {
    pub(super) code: Option<String>,
    pub(super) message: String,
    /// The field of the request that it is about, if the service names one.
    pub(super) param: Option<String>,
}

record! {
    ErrorObject { code, message, msg, detail, param }
}

impl<'a> Envelope<'a> {
    /// The body as text, without a byte order mark, with invalid UTF-8 replaced.
    pub(super) fn decode_body(body: &[u8]) -> Cow<'_, str> {
        String::from_utf8_lossy(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body))
    }

    /// Parses a body; `None` if it is not a JSON object.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        text.trim_start().starts_with('{').then(|| serde_json::from_str(text).ok())?
    }

    /// The `data`, or the whole body if there is none.
    pub(super) fn data(&self, body: &'a str) -> &'a str {
        self.data.map_or(body, RawValue::get)
    }

    pub(super) fn warning(&self) -> Option<&'a RawValue> {
        self.warning
    }

    /// The error, if there is one, whatever the HTTP status.
    pub(super) fn service_error(&self) -> Option<ServiceError> {
        let code = self.code.text().filter(|code| code != SUCCESS_CODE).map(Cow::into_owned);
        match self.error.and_then(parse_service_error) {
            Some(service_error) => Some(ServiceError { code: service_error.code.or(code), ..service_error }),
            None => {
                code.map(|code| ServiceError { code: Some(code), message: self.message_text(), param: None })
            }
        }
    }

    /// The message beside the `data`.
    pub(super) fn message_text(&self) -> String {
        let detail = || self.detail.map(|detail| Cow::Borrowed(detail.get()));
        self.message
            .text()
            .or_else(|| self.msg.text())
            .or_else(detail)
            .map_or_else(String::new, Cow::into_owned)
    }
}

/// Parses an error that is a text, a number, an object or a list; `None` if it is empty.
pub(super) fn parse_service_error(error: &RawValue) -> Option<ServiceError> {
    let raw = error.get();
    let service_error = match raw.as_bytes().first() {
        Some(b'{') => {
            let error: ErrorObject<'_> = serde_json::from_str(raw).unwrap_or_default();
            let message =
                [&error.message, &error.msg, &error.detail].into_iter().find_map(LenientValue::text);
            ServiceError {
                code: error.code.text().map(Cow::into_owned),
                message: message.map_or_else(String::new, Cow::into_owned),
                param: error.param.text().map(Cow::into_owned),
            }
        }
        Some(b'[') if raw.len() > 2 => ServiceError { message: raw.to_owned(), ..ServiceError::default() },
        _ => {
            let value: LenientValue<'_> = serde_json::from_str(raw).unwrap_or_default();
            let message = value.text().map_or_else(String::new, Cow::into_owned);
            ServiceError { message, ..ServiceError::default() }
        }
    };
    (service_error != ServiceError::default()).then_some(service_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_and_message(text: &str) -> Option<(Option<String>, String)> {
        Envelope::parse(text).unwrap().service_error().map(|refusal| (refusal.code, refusal.message))
    }

    #[test]
    fn errors_are_read_from_every_envelope_format() {
        let code = |code: &str| Some(code.to_owned());
        assert_eq!(
            code_and_message(r#"{"code":40104,"message":"gone"}"#),
            Some((code("40104"), "gone".into()))
        );
        assert_eq!(
            code_and_message(r#"{"code":"40104","msg":"gone"}"#),
            Some((code("40104"), "gone".into()))
        );
        assert_eq!(
            code_and_message(r#"{"data":null,"error":{"code":"x","message":"gone"}}"#),
            Some((code("x"), "gone".into()))
        );
        assert_eq!(
            code_and_message(r#"{"error":{"code":400123,"detail":"gone"}}"#),
            Some((code("400123"), "gone".into()))
        );
        assert_eq!(code_and_message(r#"{"error":"gone"}"#), Some((None, "gone".into())));
        assert_eq!(code_and_message(r#"{"code":7,"error":"gone"}"#), Some((code("7"), "gone".into())));
        assert_eq!(code_and_message(r#"{"error":[{"msg":"x"}]}"#), Some((None, r#"[{"msg":"x"}]"#.into())));
    }

    #[test]
    fn an_empty_error_is_not_an_error() {
        for fine in [
            r#"{"error":null,"data":{}}"#,
            r#"{"error":"","data":{}}"#,
            r#"{"error":{},"data":{}}"#,
            r#"{"error":[],"data":{}}"#,
            r#"{"error":false,"data":{}}"#,
            r#"{"code":100,"message":"Success"}"#,
            r#"{"code":"100"}"#,
            r#"{"code":100.0}"#,
            r#"{"code":null}"#,
            r"{}",
        ] {
            assert_eq!(code_and_message(fine), None, "{fine}");
        }
    }

    #[test]
    fn a_body_that_is_not_an_object_is_not_an_envelope() {
        for odd in ["", "null", "[]", "<html>", "{", "\"x\"", "{\"data\":}"] {
            assert!(Envelope::parse(odd).is_none(), "{odd}");
        }
    }
}
