//! The list of stock avatars and talking photos.

use serde_json::{Value, json};

use crate::sandbox::catalog::stock_avatars;
use crate::sandbox::http::reply::{self, EndpointResult};
use crate::sandbox::looks;
use crate::sandbox::policy::TrainingPolicy;
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::world::records::StoredLook;

/// `GET /v2/avatars`
pub(super) async fn list(service: SharedService) -> EndpointResult {
    let avatars: Vec<Value> = stock_avatars::AVATARS.iter().map(|row| avatar(&service, row)).collect();
    Ok(reply::v2(&json!({ "avatars": avatars, "talking_photos": talking_photos(&service) })))
}

fn avatar(service: &Service, row: &(&str, &str, &str, bool, bool)) -> Value {
    let (id, name, gender, premium, new) = *row;
    // One has no preview, as in the live list.
    let preview = stock_avatars::preview(service, id).unwrap_or_default();
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

/// The account's looks, newest first; then the sandbox's people.
fn talking_photos(service: &Service) -> Vec<Value> {
    let now = service.now();
    let world = service.world();
    let is_trained = |group: &str| {
        service.policy().training == TrainingPolicy::Optional
            || looks::training_of(&world, group).is_some_and(|work| work.is_over(now))
    };
    let is_listed = |look: &StoredLook| look.status(now) == "completed" && is_trained(&look.group_id);
    let own = world.looks.iter().rev().filter(|look| is_listed(look)).cloned();
    let photo = |look: StoredLook| {
        json!({
            "talking_photo_id": look.id,
            "talking_photo_name": look.name,
            "preview_image_url": service.picture_url(&look),
        })
    };
    own.chain(looks::of_people(service.is_hostile())).map(photo).collect()
}
