//! Downloads the pictures whose loopback URLs are in a request body.

use serde_json::Value;

use super::assets::MAX_FILE_BYTES;
use crate::sandbox::http::loopback_client::{LoopbackUrl, OutboundRequest};
use crate::sandbox::service::Service;
use crate::sandbox::uploads;
use crate::sandbox::world::records::StoredAsset;

/// The timeout of a download.
const FETCH_LIMIT: std::time::Duration = std::time::Duration::from_secs(10);
/// Further URLs are not fetched; a video has at most as many scenes.
const MAX_URLS: usize = 50;

/// Downloads the URLs of all objects `{"type": "url", "url": …}` in a body, each once.
///
/// [`super::file_fields`] refuses a URL that was not downloaded. Only loopback addresses are called; the sandbox's
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
    if !kind.starts_with("image/") {
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
