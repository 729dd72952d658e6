//! Avatars that are not talking photos, and the list of both.

use std::sync::Arc;

use axum::extract::State;
use serde_json::{Value, json};

use super::groups;
use super::policy::TrainingPolicy;
use super::portrait::cast;
use super::reply::{self, EndpointResult};
use super::service::Service;
use super::world::StoredLook;

/// Id, name, gender, premium, and whether it is marked as new.
const AVATARS: [(&str, &str, &str, bool, bool); 8] = [
    ("Abigail_standing_office_front", "Abigail (Upper Body)", "female", false, false),
    ("Adrian_public_20240312", "Adrian in Blue Shirt", "male", false, false),
    ("Annelore_public_3", "Annelore in White Coat", "female", true, true),
    ("Bryce_sitting_sofa_side", "Bryce on Sofa", "male", false, false),
    ("Caroline_lobby_front2", "Caroline in Lobby", "female", false, false),
    ("Diran_expressive_20240715", "Diran, Expressive", "male", true, true),
    ("Emery_casual_side", "Emery Casual", "unknown", false, false),
    ("myinstant_20250611", "My Instant Avatar", "unknown", false, false),
];

/// `GET /v2/avatars`
pub(super) async fn list(State(service): State<Arc<Service>>) -> EndpointResult {
    let avatars: Vec<Value> = AVATARS.iter().map(|row| avatar(&service, row)).collect();
    Ok(reply::v2(&json!({ "avatars": avatars, "talking_photos": talking_photos(&service) })))
}

fn avatar(service: &Service, row: &(&str, &str, &str, bool, bool)) -> Value {
    let (id, name, gender, premium, new) = *row;
    // One without a preview, as the live list has them.
    let preview = preview(service, id).unwrap_or_default();
    let tags = if new { json!(["NEW", "AVATAR_IV"]) } else { Value::Null };
    json!({
        "avatar_id": id,
        "avatar_name": name,
        "gender": gender,
        "preview_image_url": preview,
        "preview_video_url": null,
        "premium": premium,
        "type": null,
        "tags": tags,
        "default_voice_id": null,
    })
}

/// Own looks first, newest first; then the cast; then the names that attack a terminal.
fn talking_photos(service: &Service) -> Vec<Value> {
    let now = service.now();
    let world = service.world();
    let is_trained = |group: &str| {
        service.policy().training == TrainingPolicy::Optional
            || groups::training_of(&world, group).is_some_and(|work| work.is_over(now))
    };
    let is_listed =
        |look: &&StoredLook| look.work.is_over(now) && !look.faceless && is_trained(&look.group_id);
    let ready = world.looks.iter().rev().filter(is_listed);
    let own = ready.map(|look| photo(service, &look.id, &look.name, &look.image_key));
    let sitters =
        cast::sitters().iter().map(|sitter| photo(service, &sitter.id(), sitter.name, &sitter.image_key()));
    let hostile = super::hostile::NAMES.iter().filter(|_| service.is_hostile()).enumerate();
    let hostile = hostile.map(|(at, name)| {
        let sitter = &cast::sitters()[at];
        photo(service, &cast::hostile_id(at), name, &sitter.image_key())
    });
    own.chain(sitters).chain(hostile).collect()
}

fn photo(service: &Service, id: &str, name: &str, image_key: &str) -> Value {
    json!({
        "talking_photo_id": id,
        "talking_photo_name": name,
        "preview_image_url": service.shown(id, image_key),
    })
}

/// Id, name and gender of each; the own one is the last.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    AVATARS.iter().map(|row| (row.0, row.1, row.2))
}

/// Where its picture lies; none for the own one.
pub(super) fn preview(service: &Service, id: &str) -> Option<String> {
    (!is_own(id)).then(|| format!("{}/media/avatars/{id}.png", service.base()))
}

pub(super) fn is_own(id: &str) -> bool {
    id.starts_with("myinstant")
}

pub(super) fn is_avatar(id: &str) -> bool {
    AVATARS.iter().any(|row| row.0 == id)
}
