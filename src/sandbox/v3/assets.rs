//! Uploads: as a file in a multipart form, list, get, delete.

use axum::extract::{Path, Request};
use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use super::page::SandboxPage;
use crate::sandbox::http::{EndpointResult, ErrorReply, RequestQuery, read_body, reply};
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::uploads;
use crate::sandbox::world::{OWNER, StoredAsset, clock};

pub(super) const MAX_FILE_BYTES: usize = 32 << 20;
/// Bytes of a multipart form around its file.
const MULTIPART_OVERHEAD_BYTES: usize = 64 << 10;
const TYPES: [&str; 6] = ["image/png", "image/jpeg", "video/mp4", "video/webm", "audio/mpeg", "audio/wav"];

/// `POST /v3/assets`
pub(super) async fn upload(service: SharedService, request: Request) -> EndpointResult {
    let (head, body) = request.into_parts();
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let bytes = read_body(body, MAX_FILE_BYTES + MULTIPART_OVERHEAD_BYTES).await.map_err(|_| too_large())?;
    let file = part(kind, &bytes, "file").ok_or_else(|| ErrorReply::invalid_param("file", "is required"))?;
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

const DEFAULT_PAGE: usize = 20;
const MAX_PAGE: usize = 100;
/// The only space of the account.
const SPACE: &str = "space_5a9db0c5e1";

/// `GET /v3/assets?username=&file_type=&folder_id=&limit=&token=`, newest first. `username` is required.
pub(super) async fn list(service: SharedService, query: RequestQuery) -> EndpointResult {
    let page = SandboxPage::read("assets", &query, DEFAULT_PAGE, MAX_PAGE)?;
    let owner = query.get("username").ok_or_else(|| ErrorReply::invalid_param("username", "is required"))?;
    // The sandbox has no folders, so that every folder is empty.
    let (kind, folder) = (query.get("file_type"), query.get("folder_id"));
    let wanted = |asset: &StoredAsset| {
        owner == OWNER.0 && folder.is_none() && kind.is_none_or(|kind| uploads::media_kind(asset) == kind)
    };
    let world = service.world();
    let newest = world.assets.numbered().rev();
    let shown = newest.filter(|(_, asset)| !asset.deleted && wanted(asset));
    let marked = shown.map(|(number, asset)| (u64::MAX - number, asset));
    Ok(page.reply(marked, |asset| to_json(&service, asset)))
}

/// `GET /v3/assets/{asset_id}`
pub(super) async fn get(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let world = service.world();
    let asset = world.asset(&id).ok_or_else(|| ErrorReply::not_found("asset", &id))?;
    Ok(reply::v3(&to_json(&service, asset)))
}

/// `DELETE /v3/assets/{asset_id}`. Looks that use it stay.
pub(super) async fn delete(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    if service.world().asset(&id).is_none() {
        return Err(ErrorReply::not_found("asset", &id));
    }
    service.change(|world| world.assets.update(&id, |asset| asset.deleted = true))?;
    Ok(reply::v3(&json!({ "id": id })))
}

fn to_json(service: &Service, asset: &StoredAsset) -> Value {
    json!({
        "id": asset.id,
        "name": asset.id,
        "type": uploads::media_kind(asset),
        "owner": OWNER.0,
        "space_id": SPACE,
        "folder_id": null,
        "uploaded_at": clock::unix(asset.created),
        "url": uploads::url(service, asset),
    })
}

/// The content of the part with this name; none if the body is malformed or has no such part.
fn part<'a>(content_type: &str, body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let boundary = format!("--{}", boundary(content_type)?);
    let mut rest = &body[find(body, boundary.as_bytes())? + boundary.len()..];
    loop {
        rest = rest.strip_prefix(b"\r\n")?;
        let head = find(rest, b"\r\n\r\n")?;
        let content = &rest[head + 4..];
        let end = find(content, format!("\r\n{boundary}").as_bytes())?;
        if is_named(&rest[..head], name) {
            return Some(&content[..end]);
        }
        rest = &content[end + 2 + boundary.len()..];
    }
}

fn boundary(content_type: &str) -> Option<String> {
    let (kind, rest) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let given = rest.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
    Some(given.trim_matches('"').to_owned())
}

fn is_named(head: &[u8], name: &str) -> bool {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let disposition = lines.find(|(header, _)| header.eq_ignore_ascii_case("content-disposition"));
    disposition.is_some_and(|(_, value)| {
        let mut fields = value.split(';').map(str::trim).filter_map(|field| field.strip_prefix("name="));
        fields.any(|given| given.trim_matches('"') == name)
    })
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|here| here == what)
}

#[cfg(test)]
mod tests {
    use super::part;

    const KIND: &str = "multipart/form-data; boundary=\"x y\"";

    #[test]
    fn the_part_of_a_name_is_found_among_others() {
        let body = b"--x y\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n--x\r\n--x y\r\n\
            content-disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\
            \x89PNG\r\n\x1a\r\n--x y--\r\n";
        assert_eq!(part(KIND, body, "file"), Some(&b"\x89PNG\r\n\x1a"[..]));
        assert_eq!(part(KIND, body, "note"), Some(&b"--x"[..]));
        assert_eq!(part(KIND, body, "filename"), None);
        assert_eq!(part("image/png", body, "file"), None);
    }

    #[test]
    fn a_truncated_body_has_no_part() {
        for body in
            [&b""[..], b"--x y", b"--x y--", b"--x y\r\nContent-Disposition: form-data; name=file\r\n\r\nab"]
        {
            assert_eq!(part(KIND, body, "file"), None);
        }
    }
}
