//! Lists of photo avatar groups, and of the looks in a group.

use axum::extract::Path;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::groups;
use crate::sandbox::catalog::people;
use crate::sandbox::http::reply::{self, EndpointResult, ErrorReply};
use crate::sandbox::looks;
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::world::records::StoredLook;
use crate::sandbox::world::{World, clock};

/// `GET /v2/avatar_group.list`: the account's groups, newest first, then the sandbox's people.
pub(super) async fn list(service: SharedService) -> EndpointResult {
    let world = service.world();
    // A look of one of the sandbox's people is in a group that is listed below.
    let own = world.first_looks().into_iter().filter(|look| people::find(&look.group_id).is_none());
    let first: Vec<StoredLook> = own.cloned().collect();
    let rows: Vec<Value> =
        first.into_iter().chain(people()).map(|look| row(&service, &world, &look)).collect();
    Ok(reply::v2(&json!({ "total_count": rows.len(), "avatar_group_list": rows })))
}

/// `GET /v2/avatar_group/{group_id}/avatars`
pub(super) async fn looks(service: SharedService, Path(group): Path<String>) -> EndpointResult {
    let own: Vec<StoredLook> = members(&service.world(), &group);
    if own.is_empty() {
        return Err(ErrorReply::new(
            StatusCode::NOT_FOUND,
            "avatar_group_not_found",
            "avatar group not found",
        ));
    }
    let rows: Vec<Value> = own.iter().map(|look| groups::to_json(&service, look)).collect();
    Ok(reply::v2(&json!({ "avatar_list": rows })))
}

fn members(world: &World, group: &str) -> Vec<StoredLook> {
    let known = people().filter(|look| look.id == group);
    known.chain(world.looks.iter().filter(|look| look.group_id == group).cloned()).collect()
}

/// The sandbox's people as looks, each in a group of its own.
fn people() -> impl Iterator<Item = StoredLook> {
    people::PEOPLE.iter().map(looks::look_of)
}

fn row(service: &Service, world: &World, look: &StoredLook) -> Value {
    let training = looks::training_of(world, &look.group_id);
    let train_status = match training.map(|work| work.is_over(service.now())) {
        None => "empty",
        Some(false) => "processing",
        Some(true) => "ready",
    };
    json!({
        "id": look.group_id,
        "name": look.name,
        "created_at": clock::unix(look.work.from),
        "num_looks": members(world, &look.group_id).len(),
        "preview_image": service.picture_url(&look.id, &look.image_key),
        "group_type": "PRIVATE",
        "train_status": train_status,
        "default_voice_id": null,
    })
}
