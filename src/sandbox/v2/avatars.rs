//! The list of stock avatars and talking photos.

use serde_json::{Value, json};

use crate::sandbox::catalog::{people, stock_avatars};
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

/// The account's looks, newest first; then the sandbox's people; then hostile names.
fn talking_photos(service: &Service) -> Vec<Value> {
    let now = service.now();
    let world = service.world();
    let is_trained = |group: &str| {
        service.policy().training == TrainingPolicy::Optional
            || looks::training_of(&world, group).is_some_and(|work| work.is_over(now))
    };
    let is_listed =
        |look: &&StoredLook| look.work.is_over(now) && !look.faceless && is_trained(&look.group_id);
    let ready = world.looks.iter().rev().filter(is_listed);
    let own = ready.map(|look| photo(service, &look.id, &look.name, &look.image_key));
    let known = people::photos(service.is_hostile());
    own.chain(known.map(|(id, name, key)| photo(service, &id, name, &key))).collect()
}

fn photo(service: &Service, id: &str, name: &str, image_key: &str) -> Value {
    json!({
        "talking_photo_id": id,
        "talking_photo_name": name,
        "preview_image_url": service.picture_url(id, image_key),
    })
}
