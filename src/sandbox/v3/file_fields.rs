//! Fields of v3 bodies: a text of limited length, and a file as the id of an upload, a URL, or base64.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::assets;
use super::assets::MAX_FILE_BYTES;
use crate::sandbox::catalog::pictures;
use crate::sandbox::http::loopback_client::{LoopbackUrl, OutboundRequest};
use crate::sandbox::http::{ErrorReply, Form};
use crate::sandbox::service::Service;
use crate::sandbox::uploads;
use crate::sandbox::world::StoredAsset;

/// A required text that is not blank, of at most `most` characters.
pub(super) fn short_text<'a>(form: &Form<'a>, field: &str, most: usize) -> Result<&'a str, ErrorReply> {
    let text = form.required_text(field)?;
    if text.chars().count() <= most {
        return Ok(text);
    }
    Err(ErrorReply::invalid_param(&form.path_of(field), &format!("must be at most {most} characters")))
}

/// The fields of a file source, by its type.
const FORM_FIELDS: [(&str, &[&str]); 3] = [
    ("asset_id", &["type", "asset_id"]),
    ("url", &["type", "url"]),
    ("base64", &["type", "media_type", "data"]),
];

/// The file source in a field, with its type.
fn source<'a>(form: &Form<'a>, field: &str) -> Result<(Form<'a>, &'a str), ErrorReply> {
    let file = form.required_object(field)?;
    let kind = file.required_choice("type", &FORM_FIELDS.map(|row| row.0))?;
    let fields = FORM_FIELDS.iter().find(|row| row.0 == kind).map_or(&[][..], |row| row.1);
    file.accept_only(&[fields])?;
    Ok((file, kind))
}

/// The picture key of the file in a field.
pub(super) fn picture(service: &Service, form: &Form<'_>, field: &str) -> Result<String, ErrorReply> {
    let (file, kind) = source(form, field)?;
    let asset = match kind {
        "asset_id" => asset(service, &file, "asset_id")?,
        "url" => return fetched_picture(service, &file),
        _ => decoded(service, &file)?,
    };
    asset.image_key.ok_or_else(|| ErrorReply::invalid_param(&form.path_of(field), "is not a picture"))
}

/// The file in a field.
pub(super) fn file(service: &Service, form: &Form<'_>, field: &str) -> Result<StoredAsset, ErrorReply> {
    let (file, kind) = source(form, field)?;
    match kind {
        "asset_id" => asset(service, &file, "asset_id"),
        "url" => fetched(service, file.required_text("url")?).ok_or_else(|| not_fetched(&file)),
        _ => decoded(service, &file),
    }
}

/// The upload whose id is in a field.
pub(super) fn asset(service: &Service, form: &Form<'_>, field: &str) -> Result<StoredAsset, ErrorReply> {
    let id = form.required_text(field)?;
    let found = service.world().asset(id).cloned();
    found.ok_or_else(|| {
        let text = format!("Asset {id} not found");
        ErrorReply::of(&form.path_of(field), StatusCode::NOT_FOUND, "asset_not_found", &text)
    })
}

/// The picture key of a URL of the sandbox's own media, or of a file that [`fetch`] stored.
fn fetched_picture(service: &Service, file: &Form<'_>) -> Result<String, ErrorReply> {
    let url = file.required_text("url")?;
    if let Some(key) = fetched(service, url).and_then(|asset| asset.image_key) {
        return Ok(key);
    }
    let own = url.strip_prefix(service.base()).and_then(|rest| rest.strip_prefix("/media/"));
    let key = own.map(|rest| rest.split('?').next().unwrap_or_default().to_owned());
    let known =
        key.filter(|key| key.starts_with("image/") && pictures::find(&service.world(), key).is_some());
    known.ok_or_else(|| not_fetched(file))
}

/// The file of a URL, if [`fetch`] stored it.
fn fetched(service: &Service, url: &str) -> Option<StoredAsset> {
    service.world().assets.iter().rev().find(|asset| asset.source.as_deref() == Some(url)).cloned()
}

fn not_fetched(file: &Form<'_>) -> ErrorReply {
    let url = file.text("url").ok().flatten().unwrap_or_default();
    let text = format!("Failed to download {url}");
    ErrorReply::of(&file.path_of("url"), StatusCode::BAD_REQUEST, "download_failed", &text)
}

fn decoded(service: &Service, file: &Form<'_>) -> Result<StoredAsset, ErrorReply> {
    file.required_text("media_type")?;
    let bytes = STANDARD.decode(file.required_text("data")?);
    let bytes = bytes.map_err(|_| ErrorReply::invalid_param(&file.path_of("data"), "is not valid base64"))?;
    assets::store(service, &file.path_of("data"), &bytes)
}

/// The timeout of a download.
const FETCH_LIMIT: std::time::Duration = std::time::Duration::from_secs(10);
/// Further URLs are not fetched; a video has at most as many scenes.
const MAX_URLS: usize = 50;

/// Downloads the URLs of all objects `{"type": "url", "url": …}` in a body, each once.
///
/// [`picture`] refuses a URL that was not downloaded. Only loopback addresses are called; the sandbox's
/// own media need no download.
pub(super) async fn fetch(service: &Service, body: &Value) {
    let mut urls = Vec::new();
    collect(body, &mut urls);
    urls.sort_unstable();
    urls.dedup();
    // With a slash, since another port may begin with the same digits.
    let own = format!("{}/", service.base());
    for url in urls.into_iter().filter(|url| !url.starts_with(&own)).take(MAX_URLS) {
        if let Some(bytes) = download(url).await {
            keep(service, url, &bytes);
        }
    }
}

fn collect<'a>(value: &'a Value, urls: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            if fields.get("type").is_some_and(|kind| kind == "url") {
                urls.extend(fields.get("url").and_then(Value::as_str));
            }
            fields.values().for_each(|field| collect(field, urls));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, urls)),
        _ => {}
    }
}

async fn download(url: &str) -> Option<Vec<u8>> {
    let request =
        OutboundRequest { method: "GET", headers: &[], body: b"", max_response_bytes: MAX_FILE_BYTES };
    let response = LoopbackUrl::parse(url)?.send(request, FETCH_LIMIT).await.ok()?;
    (response.status == 200).then_some(response.body)
}

/// Stores a downloaded file, which is not listed with the uploads.
fn keep(service: &Service, url: &str, bytes: &[u8]) {
    let kind = uploads::sniff(bytes);
    if !["image/", "video/"].iter().any(|usable| kind.starts_with(usable)) {
        return;
    }
    let asset = StoredAsset {
        source: Some(url.to_owned()),
        deleted: true,
        ..uploads::new_asset(service, kind, bytes)
    };
    if service.files.store_upload(&asset.id, bytes).is_ok() {
        // If it cannot be stored, its URL is refused later.
        let _ = service.change(|world| world.assets.push(asset));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn urls_are_found_at_any_depth() {
        let picture = |url: &str| json!({ "type": "url", "url": url });
        let body = json!({ "image": picture("a"), "scenes": [{ "input": { "image": picture("b") } }],
            "callback_url": "c", "background": { "type": "image", "url": "d" } });
        let mut urls = Vec::new();
        collect(&body, &mut urls);
        urls.sort_unstable();
        assert_eq!(urls, ["a", "b"]);
    }
}
