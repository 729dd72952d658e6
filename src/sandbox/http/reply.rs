//! Replies: the envelopes of each API version, errors, and HTML pages.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};

const V3_DOCS: &str = "https://developers.heygen.com/docs/error-codes#";

/// The result of an endpoint.
pub(crate) type EndpointResult = Result<Response, ErrorReply>;

/// An error reply. [`write_errors`] writes its body, since each API version has an envelope of its own.
#[derive(Debug, Clone)]
pub(crate) struct ErrorReply {
    status: StatusCode,
    code: String,
    /// v1's code.
    number: Option<u32>,
    message: String,
    /// The path to the field in error.
    param: Option<String>,
}

/// Whether the path is one of v3.
pub(crate) fn is_v3(path: &str) -> bool {
    path.starts_with("/v3/")
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

/// A v3 success.
pub(crate) fn v3(data: &Value) -> Response {
    Json(json!({ "data": data })).into_response()
}

/// A v3 success with a page of a list.
pub(crate) fn v3_list(data: &[Value], next: Option<&str>) -> Response {
    Json(json!({ "data": data, "has_more": next.is_some(), "next_token": next })).into_response()
}

impl ErrorReply {
    pub(crate) fn new(status: StatusCode, code: &str, message: &str) -> Self {
        Self { status, code: code.to_owned(), number: None, message: message.to_owned(), param: None }
    }

    /// An error of v1, whose code is a number.
    pub(crate) fn v1(status: StatusCode, number: u32, message: &str) -> Self {
        let code = match status {
            StatusCode::PAYLOAD_TOO_LARGE => "payload_too_large",
            StatusCode::NOT_FOUND => "resource_not_found",
            status if status.is_server_error() => "internal_error",
            _ => "invalid_parameter",
        };
        Self { number: Some(number), ..Self::new(status, code, message) }
    }

    /// An error of one parameter.
    pub(crate) fn of(param: &str, status: StatusCode, code: &str, message: &str) -> Self {
        Self { param: Some(param.to_owned()), ..Self::new(status, code, message) }
    }

    /// A validation error in the words of v2; `field` is the path to the field.
    pub(crate) fn invalid(field: &str, why: &str) -> Self {
        Self::invalid_param(field, &format!("is invalid: {why}"))
    }

    /// A validation error in the words of v3: the parameter, followed by `why`.
    pub(crate) fn invalid_param(param: &str, why: &str) -> Self {
        Self::of(param, StatusCode::BAD_REQUEST, "invalid_parameter", &format!("{param} {why}"))
    }

    /// A 404 of v3; for `what` = `video` the code is `video_not_found`.
    pub(crate) fn not_found(what: &str, id: &str) -> Self {
        let name = what[..1].to_uppercase() + &what[1..];
        Self::new(StatusCode::NOT_FOUND, &format!("{what}_not_found"), &format!("{name} {id} not found"))
    }

    /// The reply in the envelope of the path's API version.
    pub(crate) fn respond(self, path: &str) -> Response {
        let message = self.message;
        let body = if is_v3(path) {
            let doc_url = format!("{V3_DOCS}{}", self.code.replace('_', "-"));
            let mut error = json!({ "code": self.code, "message": message, "doc_url": doc_url });
            if let Some(param) = self.param {
                error["param"] = json!(param);
            }
            json!({ "error": error })
        } else if let Some(number) = self.number {
            json!({ "code": number, "message": message })
        } else {
            json!({ "data": null, "error": { "code": self.code, "message": message } })
        };
        (self.status, Json(body)).into_response()
    }
}

impl IntoResponse for ErrorReply {
    fn into_response(self) -> Response {
        (self.status, Extension(self)).into_response()
    }
}

/// Middleware that writes the body of an [`ErrorReply`].
pub(crate) async fn write_errors(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<ErrorReply>() {
        Some(error) => error.respond(&path),
        None => response,
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
