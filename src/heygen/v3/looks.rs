//! Looks and groups: requests for new looks, and the records of the lists.

use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::page::CursorPage;
use crate::domain::{
    Engine, FailureReason, GroupId, Look, LookGenerationId, LookGenerationState, LookKind, LookProfile,
    LookRequest, NO_REASON_MESSAGE, Photo, PhotoCatalog, PhotoGroup, PhotoId, PictureKey, Training,
};
use crate::heygen::envelope::parse_service_error;
use crate::heygen::lenient::{LenientValue, record};
use crate::heygen::parse::{parse_id, parse_line, parse_name, parse_records, parse_url};
use crate::heygen::request::json_body;
use crate::heygen::sanitize;
use crate::heygen::shared_records::parse_group_records;

record! {
    V3LookRecord {
        id, name, group_id, avatar_type, preview_image_url, status; [supported_api_engines];
        error: Option<&'a RawValue>
    }
    CreatedAvatar { ; avatar_item: Option<V3LookRecord<'a>> }
}

/// A look of an uploaded picture: one more of `group`, or the first of a new group.
pub(super) fn photo_look_body(name: &str, picture: &PictureKey, group: Option<&GroupId>) -> Value {
    let file = asset_file(picture);
    json_body(json!({ "type": "photo", "name": name, "file": file, "avatar_group_id": group }))
}

/// A look that the service draws.
pub(super) fn prompt_look_body(request: &LookRequest) -> Value {
    let pictures: Vec<Value> = request.reference_pictures.iter().map(asset_file).collect();
    json_body(json!({
        "type": "prompt",
        "name": request.name,
        "prompt": request.prompt.text,
        "avatar_id": request.base_look,
        "avatar_group_id": request.group,
        "reference_images": Some(pictures).filter(|pictures| !pictures.is_empty()),
    }))
}

fn asset_file(picture: &PictureKey) -> Value {
    json!({ "type": "asset_id", "asset_id": picture })
}

/// A page of the catalog: the looks that can appear in a video, and the number of the others.
pub(in crate::heygen) fn parse_photos(body: &str) -> Option<PhotoCatalog> {
    let page = CursorPage::parse(body)?;
    let (looks, unreadable_count) = parse_records(page.records()?, catalog_look_from_record);
    let look_count = looks.len();
    let photos: Vec<Photo> = looks.into_iter().filter_map(|look| look.photo).collect();
    let failed_count = look_count - photos.len();
    Some(PhotoCatalog { photos, failed_count, unreadable_count, ..PhotoCatalog::default() })
}

/// A look as the catalog has it.
pub(super) fn parse_photo(data: &str) -> Option<Photo> {
    photo_from_record(&serde_json::from_str(data).ok()?)
}

/// The status of a look whose person has not consented yet.
const PENDING_CONSENT: &str = "pending_consent";

/// A look of the catalog.
struct CatalogLook {
    /// `None` if it failed, or if no engine animates it.
    photo: Option<Photo>,
}

fn catalog_look_from_record(record: &V3LookRecord<'_>) -> Option<CatalogLook> {
    let photo = photo_from_record(record)?;
    let has_failed = parse_line(&record.status).eq_ignore_ascii_case("failed");
    let is_usable = !has_failed && photo.profile.engine().is_some();
    Some(CatalogLook { photo: is_usable.then_some(photo) })
}

fn photo_from_record(record: &V3LookRecord<'_>) -> Option<Photo> {
    let look = look_from_record(record)?;
    Some(Photo {
        id: look.id,
        name: look.name,
        picture_url: look.picture_url,
        profile: LookProfile {
            kind: LookKind::from_service(&parse_line(&record.avatar_type)),
            engines: record.supported_api_engines.as_deref().map(parse_engines),
        },
        awaits_consent: parse_line(&record.status).eq_ignore_ascii_case(PENDING_CONSENT),
    })
}

/// The engines of a look; what is not a word is left out.
fn parse_engines(engines: &[&RawValue]) -> Vec<Engine> {
    let word = |engine: &&RawValue| {
        let word: LenientValue<'_> = serde_json::from_str(engine.get()).ok()?;
        parse_id(&word).map(|word| Engine::new(word.trim()))
    };
    engines.iter().filter_map(word).collect()
}

pub(super) fn parse_looks(body: &str) -> Option<Vec<Look>> {
    Some(parse_records(CursorPage::parse(body)?.records()?, look_from_record).0)
}

pub(super) fn parse_groups(body: &str) -> Option<Vec<PhotoGroup>> {
    Some(parse_group_records(CursorPage::parse(body)?.records()?))
}

pub(super) fn parse_look(data: &str) -> Option<Look> {
    look_from_record(&serde_json::from_str(data).ok()?)
}

pub(in crate::heygen) fn parse_created_look(data: &str) -> Option<Look> {
    let created: CreatedAvatar<'_> = serde_json::from_str(data).ok()?;
    look_from_record(&created.avatar_item?)
}

fn look_from_record(record: &V3LookRecord<'_>) -> Option<Look> {
    let id = parse_id(&record.id)?;
    Some(Look {
        name: parse_name(&record.name, &id),
        group: parse_id(&record.group_id).map(GroupId::new),
        id: PhotoId::new(id),
        status: parse_line(&record.status),
        picture_url: parse_url(&record.preview_image_url),
    })
}

pub(super) fn parse_training(data: &str) -> Option<Training> {
    let record: V3LookRecord<'_> = serde_json::from_str(data).ok()?;
    let word = parse_line(&record.status);
    Some(match word.to_ascii_lowercase().as_str() {
        "" => return None,
        "completed" => Training::Completed,
        "failed" => Training::Failed(failure_reason(&record)),
        _ => Training::Running(word),
    })
}

pub(super) fn parse_look_generation(
    generation: &LookGenerationId,
    data: &str,
) -> Option<LookGenerationState> {
    let record: V3LookRecord<'_> = serde_json::from_str(data).ok()?;
    let word = parse_line(&record.status);
    Some(match word.to_ascii_lowercase().as_str() {
        "" => return None,
        "completed" => LookGenerationState::Completed(
            parse_url(&record.preview_image_url).map(|url| (url, None)).into_iter().collect(),
        ),
        "failed" => LookGenerationState::Failed(failure_reason(&record)),
        _ => LookGenerationState::Running(generation.clone(), word),
    })
}

/// Why a look failed: a known reason with its next step, or else the service's own words.
fn failure_reason(record: &V3LookRecord<'_>) -> String {
    let error = record.error.and_then(parse_service_error).unwrap_or_default();
    if let Some(reason) = FailureReason::find(error.code.as_deref(), &error.message) {
        return format!("{}. {}", reason.summary, reason.next_step);
    }
    let words = [error.code.unwrap_or_default(), error.message]
        .map(|text| sanitize::sanitize_message_without_key(&text))
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>();
    if words.is_empty() { NO_REASON_MESSAGE.to_owned() } else { words.join(": ") }
}
