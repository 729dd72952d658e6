//! Fields of v3 bodies: a text of limited length, and a file as the id of an upload, a URL, or base64.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::assets;
use crate::sandbox::catalog::pictures;
use crate::sandbox::http::form::Form;
use crate::sandbox::http::reply::ErrorReply;
use crate::sandbox::service::Service;
use crate::sandbox::world::records::StoredAsset;

const FORMS: [&str; 3] = ["asset_id", "url", "base64"];

/// A required text that is not blank, of at most `most` characters.
pub(super) fn short_text<'a>(form: &Form<'a>, field: &str, most: usize) -> Result<&'a str, ErrorReply> {
    let text = form.required_text(field)?;
    if text.chars().count() <= most {
        return Ok(text);
    }
    Err(ErrorReply::invalid_param(&form.path_of(field), &format!("must be at most {most} characters")))
}

/// The picture key of the file in a field.
pub(super) fn picture(service: &Service, form: &Form<'_>, field: &str) -> Result<String, ErrorReply> {
    let file = form.required_object(field)?;
    let asset = match file.required_choice("type", &FORMS)? {
        "asset_id" => asset(service, &file, "asset_id")?,
        "url" => return fetched(service, &file),
        _ => decoded(service, &file)?,
    };
    asset.image_key.ok_or_else(|| ErrorReply::invalid_param(&form.path_of(field), "is not a picture"))
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

/// Resolves a URL of the sandbox's own media, or of a file that [`super::fetch`] stored.
fn fetched(service: &Service, file: &Form<'_>) -> Result<String, ErrorReply> {
    let url = file.required_text("url")?;
    let fetched =
        service.world().assets.iter().rev().find(|asset| asset.source.as_deref() == Some(url)).cloned();
    if let Some(key) = fetched.and_then(|asset| asset.image_key) {
        return Ok(key);
    }
    let own = url.strip_prefix(service.base()).and_then(|rest| rest.strip_prefix("/media/"));
    let key = own.map(|rest| rest.split('?').next().unwrap_or_default().to_owned());
    let known =
        key.filter(|key| key.starts_with("image/") && pictures::find(&service.world(), key).is_some());
    known.ok_or_else(|| {
        let text = format!("Failed to download {url}");
        ErrorReply::of(&file.path_of("url"), StatusCode::BAD_REQUEST, "download_failed", &text)
    })
}

fn decoded(service: &Service, file: &Form<'_>) -> Result<StoredAsset, ErrorReply> {
    file.required_text("media_type")?;
    let bytes = STANDARD.decode(file.required_text("data")?);
    let bytes = bytes.map_err(|_| ErrorReply::invalid_param(&file.path_of("data"), "is not valid base64"))?;
    assets::store(service, &file.path_of("data"), &bytes)
}
