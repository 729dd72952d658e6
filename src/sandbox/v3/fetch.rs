//! Pictures that a body names by a URL on this machine, fetched before the body is read.

use serde_json::Value;

use super::assets::MAX_FILE_BYTES;
use crate::sandbox::http::loopback_client::{LoopbackUrl, OutboundRequest};
use crate::sandbox::service::Service;
use crate::sandbox::uploads;
use crate::sandbox::world::records::StoredAsset;

/// How long the server of a picture may take.
const FETCH_LIMIT: std::time::Duration = std::time::Duration::from_secs(10);
/// More URLs than that are not fetched; a studio has so many scenes.
const MAX_URLS: usize = 50;

/// Fetches what the objects `{"type": "url", "url": …}` of a body name, each URL once.
///
/// What cannot be fetched is left to [`super::files`], which refuses it where it stands. The sandbox calls
/// loopback addresses alone, and knows its own media without a call.
pub(super) async fn fetch(service: &Service, body: &Value) {
    let mut urls = Vec::new();
    collect(body, &mut urls);
    urls.sort_unstable();
    urls.dedup();
    // With the slash: another port may begin with the same digits.
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

/// Keeps a file that was fetched, out of sight of the list of uploads.
fn keep(service: &Service, url: &str, bytes: &[u8]) {
    let kind = uploads::sniff(bytes);
    if !kind.starts_with("image/") {
        return;
    }
    let asset =
        StoredAsset { source: Some(url.to_owned()), deleted: true, ..uploads::asset(service, kind, bytes) };
    if service.files.keep_upload(&asset.id, bytes).is_ok() {
        // Where the disk takes nothing, the body is refused as one whose picture cannot be had.
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
