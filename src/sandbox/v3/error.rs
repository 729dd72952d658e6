//! Error replies of v3.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::sandbox::http::reply;

const DOCS: &str = "https://developers.heygen.com/docs/error-codes#";

/// An error reply of v3.
#[derive(Debug, Clone)]
pub(crate) struct V3ErrorReply {
    status: StatusCode,
    code: String,
    message: String,
    param: Option<String>,
}

impl V3ErrorReply {
    pub(crate) fn new(status: StatusCode, code: &str, message: &str) -> Self {
        Self { status, code: code.to_owned(), message: message.to_owned(), param: None }
    }

    /// A validation error; its message is the parameter followed by `why`.
    pub(super) fn invalid(param: &str, why: &str) -> Self {
        Self::of(param, StatusCode::BAD_REQUEST, "invalid_parameter", &format!("{param} {why}"))
    }

    /// An error of one parameter.
    pub(super) fn of(param: &str, status: StatusCode, code: &str, message: &str) -> Self {
        Self { param: Some(param.to_owned()), ..Self::new(status, code, message) }
    }

    /// A 404; for `what` = `video` the code is `video_not_found`.
    pub(super) fn not_found(what: &str, id: &str) -> Self {
        let name = what[..1].to_uppercase() + &what[1..];
        Self::new(StatusCode::NOT_FOUND, &format!("{what}_not_found"), &format!("{name} {id} not found"))
    }
}

/// The code for an error that v1 gives as a number.
fn word(status: StatusCode) -> &'static str {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => "payload_too_large",
        StatusCode::NOT_FOUND => "resource_not_found",
        status if status.is_server_error() => "internal_error",
        _ => "invalid_parameter",
    }
}

impl From<reply::ErrorReply> for V3ErrorReply {
    fn from(older: reply::ErrorReply) -> Self {
        let error = &older.body["error"];
        let message = error["message"].as_str().or(older.body["message"].as_str()).unwrap_or_default();
        let code = error["code"].as_str().unwrap_or(word(older.status));
        Self { param: older.param, ..Self::new(older.status, code, message) }
    }
}

impl IntoResponse for V3ErrorReply {
    fn into_response(self) -> Response {
        let doc_url = format!("{DOCS}{}", self.code.replace('_', "-"));
        let mut error = json!({ "code": self.code, "message": self.message, "doc_url": doc_url });
        if let Some(param) = self.param {
            error["param"] = json!(param);
        }
        (self.status, Json(json!({ "error": error }))).into_response()
    }
}
