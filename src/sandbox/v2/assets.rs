//! The upload endpoint of v1: pictures, audio and videos as raw bytes.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use crate::sandbox::http::{EndpointResult, ErrorReply, read_body, reply};
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::uploads;
use crate::sandbox::world::{StoredAsset, clock};

const TYPES: [&str; 7] =
    ["image/jpeg", "image/png", "audio/mpeg", "video/mp4", "video/webm", "audio/wav", "audio/x-wav"];
const MAX_PICTURE_BYTES: usize = 50 << 20;
const MAX_VIDEO_BYTES: usize = 100 << 20;

/// `POST /v1/asset`
pub(super) async fn upload(service: SharedService, request: Request) -> EndpointResult {
    let (head, body) = request.into_parts();
    let declared = content_type(&head.headers);
    let most = if declared.starts_with("video/") { MAX_VIDEO_BYTES } else { MAX_PICTURE_BYTES };
    let bytes = read_body(body, most).await?;
    check(&declared, &bytes)?;
    let asset = uploads::store(&service, &declared, &bytes)?;
    Ok(reply::uploaded(&to_json(&service, &asset)))
}

/// The declared content type, lower case and without parameters.
fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn check(declared: &str, bytes: &[u8]) -> Result<(), ErrorReply> {
    let bad = |code, message: &str| Err(ErrorReply::v1(StatusCode::BAD_REQUEST, code, message));
    if declared.is_empty() {
        return bad(400_543, "Content type is missing");
    }
    if !TYPES.contains(&declared) {
        return bad(400_111, &format!("Content type {declared} is not supported"));
    }
    if bytes.is_empty() {
        return bad(400_001, "The body is empty");
    }
    let found = uploads::sniff(bytes);
    if same_kind(declared, found) {
        return Ok(());
    }
    bad(400_543, &format!("Content type not match {declared} != {found}"))
}

fn same_kind(declared: &str, found: &str) -> bool {
    declared == found || (declared == "audio/x-wav" && found == "audio/wav")
}

fn to_json(service: &Service, asset: &StoredAsset) -> Value {
    json!({
        "id": asset.id,
        "name": asset.id,
        "file_type": uploads::media_kind(asset),
        "folder_id": "",
        "meta": null,
        "created_ts": clock::unix(asset.created),
        "url": uploads::url(service, asset),
        "image_key": asset.image_key,
    })
}
