//! Uploaded files: stored, recognized by their first bytes, and linked. v2 and v3 share them.

use axum::http::StatusCode;

use crate::sandbox::http::ErrorReply;
use crate::sandbox::media_length;
use crate::sandbox::render::script;
use crate::sandbox::service::Service;
use crate::sandbox::world::StoredAsset;

/// Stores an upload of this content type.
pub(super) fn store(service: &Service, content_type: &str, bytes: &[u8]) -> Result<StoredAsset, ErrorReply> {
    let asset = new_asset(service, content_type, bytes);
    let kept = service.files.store_upload(&asset.id, bytes);
    kept.map_err(|error| ErrorReply::v1(StatusCode::INTERNAL_SERVER_ERROR, 400_500, &format!("{error:#}")))?;
    service.change(|world| world.assets.push(asset.clone()))?;
    Ok(asset)
}

/// The content type, by the first bytes.
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

pub(super) fn new_asset(service: &Service, content_type: &str, bytes: &[u8]) -> StoredAsset {
    let picture = content_type.starts_with("image/");
    let hash = service.new_id();
    StoredAsset {
        id: service.new_id(),
        content_type: content_type.to_owned(),
        size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        seconds: if picture { None } else { media_length::seconds(bytes) },
        created: service.now(),
        image_key: picture.then(|| format!("image/{hash}/original")),
        source: None,
        deleted: false,
    }
}

/// `image`, `audio` or `video`.
pub(super) fn media_kind(asset: &StoredAsset) -> &str {
    asset.content_type.split('/').next().unwrap_or_default()
}

/// The public URL of the file.
pub(super) fn url(service: &Service, asset: &StoredAsset) -> String {
    let kind = media_kind(asset);
    let place = asset.image_key.clone().unwrap_or_else(|| format!("{kind}/{}/original", asset.id));
    format!("{}/media/{place}", service.base())
}

/// The seconds of the audio at a URL of the sandbox: an upload, or speech.
pub(super) fn seconds_at(service: &Service, url: &str) -> Option<f64> {
    let path = url.strip_prefix(service.base())?.strip_prefix("/media/")?;
    let world = service.world();
    match *path.split('/').collect::<Vec<_>>() {
        ["audio", id, "original"] => world.asset(id).map(script::seconds_of_audio),
        ["speech", file] => world.speeches.get(file.strip_suffix(".wav")?).map(|speech| speech.scene.seconds),
        _ => None,
    }
}
