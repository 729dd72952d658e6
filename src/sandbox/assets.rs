//! The upload host: pictures, sound and videos as raw bytes.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use super::clock;
use super::form::read_body;
use super::reply::{self, EndpointResult, ErrorReply};
use super::service::Service;
use super::world::StoredAsset;

const TYPES: [&str; 7] =
    ["image/jpeg", "image/png", "audio/mpeg", "video/mp4", "video/webm", "audio/wav", "audio/x-wav"];
const MAX_PICTURE_BYTES: usize = 50 << 20;
const MAX_VIDEO_BYTES: usize = 100 << 20;

/// `POST /v1/asset`
pub(super) async fn upload(State(service): State<Arc<Service>>, request: Request) -> EndpointResult {
    let (head, body) = request.into_parts();
    let declared = content_type(&head.headers);
    let most = if declared.starts_with("video/") { MAX_VIDEO_BYTES } else { MAX_PICTURE_BYTES };
    let bytes = read_body(body, most).await?;
    check(&declared, &bytes)?;
    let asset = keep(&service, &declared, &bytes)?;
    Ok(reply::uploaded(&described(&service, &asset)))
}

/// Keeps a file of this type, which both generations then know.
pub(super) fn keep(service: &Service, content_type: &str, bytes: &[u8]) -> Result<StoredAsset, ErrorReply> {
    let asset = asset(service, content_type, bytes);
    let kept = service.files.keep_upload(&asset.id, bytes);
    kept.map_err(|error| ErrorReply::v1(StatusCode::INTERNAL_SERVER_ERROR, 400_500, &format!("{error:#}")))?;
    service.change(|world| world.assets.push(asset.clone()))?;
    Ok(asset)
}

/// The declared type without its parameters, in lower case.
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
    let found = sniff(bytes);
    if same_kind(declared, found) {
        return Ok(());
    }
    bad(400_543, &format!("Content type not match {declared} != {found}"))
}

fn same_kind(declared: &str, found: &str) -> bool {
    declared == found || (declared == "audio/x-wav" && found == "audio/wav")
}

/// The type that the first bytes tell.
pub(super) fn sniff(bytes: &[u8]) -> &'static str {
    let at = |from: usize, magic: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(magic));
    match bytes {
        _ if at(0, b"\x89PNG\r\n\x1a\n") => "image/png",
        _ if at(0, b"\xff\xd8\xff") => "image/jpeg",
        _ if at(0, b"RIFF") && at(8, b"WEBP") => "image/webp",
        _ if at(0, b"GIF8") => "image/gif",
        _ if at(4, b"ftyp") => "video/mp4",
        _ if at(0, b"\x1a\x45\xdf\xa3") => "video/webm",
        _ if at(0, b"RIFF") && at(8, b"WAVE") => "audio/wav",
        _ if at(0, b"ID3") => "audio/mpeg",
        [0xff, second, ..] if second & 0xe0 == 0xe0 => "audio/mpeg",
        _ => "application/octet-stream",
    }
}

pub(super) fn asset(service: &Service, content_type: &str, bytes: &[u8]) -> StoredAsset {
    let picture = content_type.starts_with("image/");
    let hash = service.new_id();
    StoredAsset {
        id: service.new_id(),
        content_type: content_type.to_owned(),
        size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        created: service.now(),
        image_key: picture.then(|| format!("image/{hash}/original")),
        source: None,
        deleted: false,
    }
}

/// `image`, `audio` or `video`.
pub(super) fn kind(asset: &StoredAsset) -> &str {
    asset.content_type.split('/').next().unwrap_or_default()
}

/// Where the file can be read, by anyone.
pub(super) fn link(service: &Service, asset: &StoredAsset) -> String {
    let kind = kind(asset);
    let place = asset.image_key.clone().unwrap_or_else(|| format!("{kind}/{}/original", asset.id));
    format!("{}/media/{place}", service.base())
}

fn described(service: &Service, asset: &StoredAsset) -> Value {
    json!({
        "id": asset.id,
        "name": asset.id,
        "file_type": kind(asset),
        "folder_id": "",
        "meta": null,
        "created_ts": clock::unix(asset.created),
        "url": link(service, asset),
        "image_key": asset.image_key,
    })
}
