//! Uploads, as a file in a multipart form.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use serde_json::json;

use super::multipart;
use crate::sandbox::http::form::read_body;
use crate::sandbox::http::reply::{self, EndpointResult, ErrorReply};
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::uploads;
use crate::sandbox::world::records::StoredAsset;

pub(super) const MAX_FILE_BYTES: usize = 32 << 20;
/// Bytes of a multipart form around its file.
const MULTIPART_OVERHEAD_BYTES: usize = 64 << 10;
const TYPES: [&str; 6] = ["image/png", "image/jpeg", "video/mp4", "video/webm", "audio/mpeg", "audio/wav"];

/// `POST /v3/assets`
pub(super) async fn upload(service: SharedService, request: Request) -> EndpointResult {
    let (head, body) = request.into_parts();
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let bytes = read_body(body, MAX_FILE_BYTES + MULTIPART_OVERHEAD_BYTES).await.map_err(|_| too_large())?;
    let file = multipart::part(kind, &bytes, "file")
        .ok_or_else(|| ErrorReply::invalid_param("file", "is required"))?;
    let asset = store(&service, "file", file)?;
    Ok(reply::v3(&json!({
        "asset_id": asset.id,
        "mime_type": asset.content_type,
        "size_bytes": asset.size,
        "url": uploads::url(&service, &asset),
    })))
}

/// Stores a file; its content type is that of its first bytes.
pub(super) fn store(service: &Service, field: &str, bytes: &[u8]) -> Result<StoredAsset, ErrorReply> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(too_large());
    }
    let found = uploads::sniff(bytes);
    if !TYPES.contains(&found) {
        let why = format!("has an unsupported type: {found}; supported: {}", TYPES.join(", "));
        return Err(ErrorReply::invalid_param(field, &why));
    }
    uploads::store(service, found, bytes)
}

fn too_large() -> ErrorReply {
    let text = format!("The file is larger than {} MB", MAX_FILE_BYTES >> 20);
    ErrorReply::of("file", StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", &text)
}
