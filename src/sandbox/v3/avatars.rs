//! Avatar groups and looks: list, get, rename, delete. The sandbox's own people cannot be changed.

use axum::extract::Path;
use axum::http::StatusCode;
use serde_json::json;

use super::avatar_looks::{self, AvatarLook};
use super::file_fields;
use super::page::SandboxPage;
use crate::sandbox::http::form::JsonBody;
use crate::sandbox::http::query::RequestQuery;
use crate::sandbox::http::reply::{self, EndpointResult, ErrorReply};
use crate::sandbox::service::{Service, SharedService};

const DEFAULT_PAGE: usize = 20;
const MAX_PAGE: usize = 50;
const KINDS: [&str; 3] = ["photo_avatar", "studio_avatar", "digital_twin"];
const MAX_NAME_CHARS: usize = 255;

/// `GET /v3/avatars?ownership=&limit=&token=`: the groups, newest first.
pub(super) async fn list(service: SharedService, query: RequestQuery) -> EndpointResult {
    let page = SandboxPage::read("avatars", &query, DEFAULT_PAGE, MAX_PAGE)?;
    let public = ownership(&query)?;
    let all_looks = avatar_looks::all(&service, &service.world());
    let first = avatar_looks::first_of_groups(&all_looks);
    let shown = first.into_iter().filter(|look| public.is_none_or(|public| look.kind.is_public() == public));
    let marked = shown.map(|look| (look.position, look));
    Ok(page.reply(marked, |first| first.group(&service, group_size(&all_looks, first))))
}

/// `GET /v3/avatars/{group_id}`
pub(super) async fn group(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let all_looks = avatar_looks::all(&service, &service.world());
    let first =
        avatar_looks::first_of_groups(&all_looks).into_iter().find(|first| first.stored.group_id == id);
    let first = first.ok_or_else(|| ErrorReply::not_found("avatar", &id))?;
    Ok(reply::v3(&first.group(&service, group_size(&all_looks, first))))
}

fn group_size(all_looks: &[AvatarLook], first: &AvatarLook) -> usize {
    all_looks.iter().filter(|other| other.stored.group_id == first.stored.group_id).count()
}

/// `GET /v3/avatars/looks?ownership=&avatar_type=&group_id=&limit=&token=`
pub(super) async fn looks(service: SharedService, query: RequestQuery) -> EndpointResult {
    let page = SandboxPage::read("looks", &query, DEFAULT_PAGE, MAX_PAGE)?;
    let public = ownership(&query)?;
    let (kind, group) = (query.get("avatar_type"), query.get("group_id"));
    if kind.is_some_and(|kind| !KINDS.contains(&kind)) {
        let why = format!("must be one of: {}", KINDS.join(", "));
        return Err(ErrorReply::invalid_param("avatar_type", &why));
    }
    let wanted = |look: &AvatarLook| {
        public.is_none_or(|public| look.kind.is_public() == public)
            && kind.is_none_or(|kind| look.kind.word() == kind)
            && group.is_none_or(|group| look.stored.group_id == group)
    };
    let world = service.world();
    let shown = avatar_looks::all(&service, &world).into_iter().filter(wanted);
    let marked = shown.map(|look| (look.position, look));
    Ok(page.reply(marked, |look| look.to_json(&service, &world)))
}

/// `GET /v3/avatars/looks/{id}`
pub(super) async fn look(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let look = avatar_looks::find(&service, &id).ok_or_else(|| ErrorReply::not_found("avatar", &id))?;
    Ok(reply::v3(&look.to_json(&service, &service.world())))
}

/// `PATCH /v3/avatars/looks/{look_id}` `{"name"?}`
pub(super) async fn rename(service: SharedService, id: Path<String>, body: JsonBody) -> EndpointResult {
    require_own(&service, &id)?;
    let form = body.form();
    if form.value("name").is_some() {
        let name = file_fields::short_text(&form, "name", MAX_NAME_CHARS)?;
        service.change(|world| world.looks.update(&id, |look| name.clone_into(&mut look.name)))?;
    }
    look(service, id).await
}

/// `DELETE /v3/avatars/looks/{look_id}`. Deleting the last look of a group deletes the group.
pub(super) async fn delete(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    require_own(&service, &id)?;
    service.change(|world| world.looks.remove(&id))?;
    Ok(reply::v3(&json!({ "id": id })))
}

/// An error unless the look belongs to the account.
fn require_own(service: &Service, id: &str) -> Result<(), ErrorReply> {
    if service.world().look(id).is_some() {
        return Ok(());
    }
    if avatar_looks::find(service, id).is_none() {
        return Err(ErrorReply::not_found("avatar", id));
    }
    let text = format!("Avatar {id} belongs to the sandbox and cannot be changed");
    Err(ErrorReply::new(StatusCode::FORBIDDEN, "forbidden", &text))
}

/// The filter `ownership`: true for public ones, false for the account's.
fn ownership(query: &RequestQuery) -> Result<Option<bool>, ErrorReply> {
    match query.get("ownership") {
        None => Ok(None),
        Some("public") => Ok(Some(true)),
        Some("private") => Ok(Some(false)),
        Some(_) => Err(ErrorReply::invalid_param("ownership", "must be one of: public, private")),
    }
}
