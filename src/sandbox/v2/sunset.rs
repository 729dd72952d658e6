//! The sunset of v1 and v2: its announcement in headers and bodies, and the replies after it.

use axum::Json;
use axum::body::to_bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::sandbox::http::reply;
use crate::sandbox::policy::Sunset;

/// The date of the service, as headers and bodies have it.
const PAST_DATE: SunsetDate = ("Sat, 31 Oct 2026 00:00:00 GMT", "2026-10-31");
/// The same in a year that no clock has reached.
const FUTURE_DATE: SunsetDate = ("Sat, 31 Oct 2099 00:00:00 GMT", "2099-10-31");
const DOCS: &str = "https://developers.heygen.com/docs/more-legacy-api";
/// A date as headers and as bodies have it.
type SunsetDate = (&'static str, &'static str);

/// Larger than any list of the sandbox.
const MAX_REPLY_BYTES: usize = 64 << 20;

/// Path prefixes and the calls of v3 that replace them; the first match counts.
const REPLACEMENTS: [(&str, &str); 16] = [
    ("/v1/asset", "POST /v3/assets"),
    ("/v1/video_status.get", "GET /v3/videos/{video_id}"),
    ("/v1/video.list", "GET /v3/videos"),
    ("/v1/video.delete", "DELETE /v3/videos/{video_id}"),
    ("/v2/photo_avatar/train", "GET /v3/avatars/looks/{look_id}"),
    ("/v2/photo_avatar/generation", "GET /v3/avatars/looks/{look_id}"),
    ("/v2/photo_avatar", "POST /v3/avatars"),
    ("/v2/avatar_group.list", "GET /v3/avatars"),
    ("/v2/avatar_group/", "GET /v3/avatars/looks"),
    ("/v1/user/me", "GET /v3/users/me"),
    ("/v2/avatars", "GET /v3/avatars/looks"),
    ("/v2/voices", "GET /v3/voices"),
    ("/v2/user", "GET /v3/users/me"),
    ("/v2/videos/", "GET /v3/videos/{video_id}"),
    ("/v2/video/", "POST /v3/videos"),
    ("/v1/webhook/", "GET /v3/webhooks/endpoints"),
];

pub(crate) fn is_legacy(path: &str) -> bool {
    path.starts_with("/v1/") || path.starts_with("/v2/")
}

/// The reply of a removed endpoint.
pub(crate) fn removed(sunset: Sunset, path: &str) -> Option<Response> {
    match sunset {
        Sunset::Far | Sunset::Announced | Sunset::Headers | Sunset::Warning | Sunset::Past => None,
        Sunset::Gone => Some(gone(path)),
        Sunset::Code => Some((StatusCode::BAD_REQUEST, removal(path)).into_response()),
        Sunset::Unknown => Some(reply::not_found()),
    }
}

/// The 410 reply, in the envelope of v3.
pub(crate) fn gone(path: &str) -> Response {
    let mut response = (StatusCode::GONE, removal(path)).into_response();
    write_headers(response.headers_mut(), PAST_DATE);
    response
}

fn removal(path: &str) -> Json<Value> {
    let (version, new) = (if path.starts_with("/v1/") { "v1" } else { "v2" }, replacement(path));
    let text = format!("This {version} endpoint was Legacy and has been removed. Use {new}.");
    Json(json!({ "error": { "code": "endpoint_removed", "message": text, "doc_url": DOCS } }))
}

fn replacement(path: &str) -> &'static str {
    REPLACEMENTS.iter().find(|row| path.starts_with(row.0)).map_or("POST /v3/videos", |row| row.1)
}

/// Announces the sunset in headers.
pub(crate) fn add_headers(headers: &mut HeaderMap) {
    write_headers(headers, FUTURE_DATE);
}

fn write_headers(headers: &mut HeaderMap, (date, _): SunsetDate) {
    headers.insert("Deprecation", HeaderValue::from_static("true"));
    headers.insert("Sunset", HeaderValue::from_static(date));
}

/// Adds the announcement to a reply: headers, and a warning in bodies of v2.
pub(crate) async fn announce(sunset: Sunset, path: &str, response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    let date = if sunset == Sunset::Past { PAST_DATE } else { FUTURE_DATE };
    if matches!(sunset, Sunset::Announced | Sunset::Headers | Sunset::Past) {
        write_headers(&mut head.headers, date);
    }
    if !matches!(sunset, Sunset::Announced | Sunset::Warning | Sunset::Past) || !path.starts_with("/v2/") {
        return Response::from_parts(head, body);
    }
    let Ok(bytes) = to_bytes(body, MAX_REPLY_BYTES).await else { return reply::bad_gateway() };
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(&bytes) else {
        return Response::from_parts(head, bytes.into());
    };
    fields.insert("warning".to_owned(), warning(path, date));
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Value::Object(fields).to_string().into())
}

fn warning(path: &str, (_, date): SunsetDate) -> Value {
    json!({
        "message": "This endpoint is Legacy and will be removed. Please migrate to v3.",
        "v3_endpoint": replacement(path),
        "docs_url": DOCS,
        "sunset_date": date,
    })
}
