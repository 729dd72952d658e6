//! Replies of v1 and v2: success and error envelopes, and HTML pages.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Value, json};

/// The result of an endpoint of v1 or v2.
pub(crate) type EndpointResult = Result<Response, ErrorReply>;

/// An error reply of v1 or v2.
#[derive(Debug, Clone)]
pub(crate) struct ErrorReply {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
    /// The path to the field in error.
    pub(crate) param: Option<String>,
}

/// A v1 success.
pub(crate) fn v1(data: &Value) -> Response {
    Json(json!({ "code": 100, "data": data, "message": "Success" })).into_response()
}

/// A v1 success with `msg` and `message`.
pub(crate) fn uploaded(data: &Value) -> Response {
    Json(json!({ "code": 100, "data": data, "msg": null, "message": null })).into_response()
}

/// A v2 success.
pub(crate) fn v2(data: &Value) -> Response {
    Json(json!({ "error": null, "data": data })).into_response()
}

impl ErrorReply {
    fn bare(status: StatusCode, body: Value) -> Self {
        Self { status, body, param: None }
    }

    /// A v1 error: a numeric code and a message.
    pub(crate) fn v1(status: StatusCode, code: u32, message: &str) -> Self {
        Self::bare(status, json!({ "code": code, "message": message }))
    }

    /// A v2 error: a code and a message.
    pub(crate) fn v2(status: StatusCode, code: &str, message: &str) -> Self {
        Self::bare(status, json!({ "data": null, "error": { "code": code, "message": message } }))
    }

    /// A validation error; `field` is the path to the field.
    pub(crate) fn invalid(field: &str, why: &str) -> Self {
        let text = format!("{field} is invalid: {why}");
        Self {
            param: Some(field.to_owned()),
            ..Self::v2(StatusCode::BAD_REQUEST, "invalid_parameter", &text)
        }
    }

    pub(crate) fn unauthorized() -> Self {
        let body = json!({ "code": 40102, "data": null, "msg": "Unauthorized", "message": "Unauthorized" });
        Self::bare(StatusCode::UNAUTHORIZED, body)
    }
}

impl IntoResponse for ErrorReply {
    fn into_response(self) -> Response {
        (self.status, Json(self.body)).into_response()
    }
}

/// The HTML page for an unknown path.
pub(crate) fn not_found() -> Response {
    let why = "The requested URL was not found on the server. If you entered the URL manually please check your \
               spelling and try again.";
    page(StatusCode::NOT_FOUND, "Not Found", why)
}

/// The HTML page for a known path with another method.
pub(crate) fn wrong_method() -> Response {
    page(
        StatusCode::METHOD_NOT_ALLOWED,
        "Method Not Allowed",
        "The method is not allowed for the requested URL.",
    )
}

/// The HTML page of the gateway in front of the service.
pub(crate) fn bad_gateway() -> Response {
    let body = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway\
                </h1></center>\r\n<hr><center>sandbox</center>\r\n</body>\r\n</html>\r\n";
    (StatusCode::BAD_GATEWAY, Html(body)).into_response()
}

/// The XML error of a file store.
pub(crate) fn no_file(status: StatusCode, code: &str, message: &str) -> Response {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>\n"
    );
    (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}

fn page(status: StatusCode, title: &str, why: &str) -> Response {
    let body = format!(
        "<!doctype html>\n<html lang=en>\n<title>{} {title}</title>\n<h1>{title}</h1>\n<p>{why}</p>\n",
        status.as_u16()
    );
    (status, Html(body)).into_response()
}
