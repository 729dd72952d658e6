//! Uploads: list, get, delete.

use axum::extract::Path;
use serde_json::{Value, json};

use super::page::SandboxPage;
use crate::sandbox::http::query::RequestQuery;
use crate::sandbox::http::reply::{self, EndpointResult, ErrorReply};
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::uploads;
use crate::sandbox::world::billing::OWNER;
use crate::sandbox::world::clock;
use crate::sandbox::world::records::StoredAsset;

const DEFAULT_PAGE: usize = 20;
const MAX_PAGE: usize = 100;
/// The only space of the account.
const SPACE: &str = "space_5a9db0c5e1";

/// `GET /v3/assets?username=&file_type=&folder_id=&limit=&token=`, newest first. `username` is required.
pub(super) async fn list(service: SharedService, query: RequestQuery) -> EndpointResult {
    let page = SandboxPage::read("assets", &query, DEFAULT_PAGE, MAX_PAGE)?;
    let owner = query.get("username").ok_or_else(|| ErrorReply::invalid_param("username", "is required"))?;
    // The sandbox has no folders, so that every folder is empty.
    let (kind, folder) = (query.get("file_type"), query.get("folder_id"));
    let wanted = |asset: &StoredAsset| {
        owner == OWNER.0 && folder.is_none() && kind.is_none_or(|kind| uploads::media_kind(asset) == kind)
    };
    let world = service.world();
    let newest = world.assets.numbered().rev();
    let shown = newest.filter(|(_, asset)| !asset.deleted && wanted(asset));
    let marked = shown.map(|(number, asset)| (u64::MAX - number, asset));
    Ok(page.reply(marked, |asset| to_json(&service, asset)))
}

/// `GET /v3/assets/{asset_id}`
pub(super) async fn get(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let world = service.world();
    let asset = world.asset(&id).ok_or_else(|| ErrorReply::not_found("asset", &id))?;
    Ok(reply::v3(&to_json(&service, asset)))
}

/// `DELETE /v3/assets/{asset_id}`. Looks that use it stay.
pub(super) async fn delete(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    if service.world().asset(&id).is_none() {
        return Err(ErrorReply::not_found("asset", &id));
    }
    service.change(|world| world.assets.update(&id, |asset| asset.deleted = true))?;
    Ok(reply::v3(&json!({ "id": id })))
}

fn to_json(service: &Service, asset: &StoredAsset) -> Value {
    json!({
        "id": asset.id,
        "name": asset.id,
        "type": uploads::media_kind(asset),
        "owner": OWNER.0,
        "space_id": SPACE,
        "folder_id": null,
        "uploaded_at": clock::unix(asset.created),
        "url": uploads::url(service, asset),
    })
}
