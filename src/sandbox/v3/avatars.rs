//! Lists of avatar groups and of looks.

use axum::extract::Path;
use serde_json::Value;

use super::avatar_looks::{self, AvatarLook};
use super::page::SandboxPage;
use crate::sandbox::http::query::RequestQuery;
use crate::sandbox::http::reply::{self, EndpointResult, ErrorReply};
use crate::sandbox::service::SharedService;

const DEFAULT_PAGE: usize = 20;
const MAX_PAGE: usize = 50;
const KINDS: [&str; 3] = ["photo_avatar", "studio_avatar", "digital_twin"];

/// `GET /v3/avatars?ownership=&limit=&token=`: the groups, newest first.
pub(super) async fn list(service: SharedService, query: RequestQuery) -> EndpointResult {
    let page = SandboxPage::read("avatars", &query, DEFAULT_PAGE, MAX_PAGE)?;
    let public = ownership(&query)?;
    let world = service.world();
    let all_looks = avatar_looks::all(&service, &world);
    let first = avatar_looks::first_of_groups(&all_looks);
    let shown = first.into_iter().filter(|look| public.is_none_or(|public| look.kind.is_public() == public));
    let looks = |group: &str| all_looks.iter().filter(|look| look.group == group).count();
    Ok(page.reply(shown.map(|look| (look.position, look)), |look| look.group(&service, looks(&look.group))))
}

/// `GET /v3/avatars/{group_id}`
pub(super) async fn group(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let all_looks = avatar_looks::all(&service, &service.world());
    let first = avatar_looks::first_of_groups(&all_looks).into_iter().find(|look| look.group == id);
    let first = first.ok_or_else(|| ErrorReply::not_found("avatar", &id))?;
    Ok(reply::v3(&first.group(&service, all_looks.iter().filter(|look| look.group == id).count())))
}

/// `GET /v3/avatars/looks?ownership=&avatar_type=&group_id=&limit=&token=`
pub(super) async fn looks(service: SharedService, query: RequestQuery) -> EndpointResult {
    let page = SandboxPage::read("looks", &query, DEFAULT_PAGE, MAX_PAGE)?;
    let public = ownership(&query)?;
    let kind = query.get("avatar_type");
    if kind.is_some_and(|kind| !KINDS.contains(&kind)) {
        return Err(ErrorReply::invalid_param(
            "avatar_type",
            &format!("must be one of: {}", KINDS.join(", ")),
        ));
    }
    let group = query.get("group_id");
    let wanted = |look: &AvatarLook| {
        public.is_none_or(|public| look.kind.is_public() == public)
            && kind.is_none_or(|kind| look.kind.word() == kind)
            && group.is_none_or(|group| look.group == group)
    };
    let world = service.world();
    let all_looks =
        avatar_looks::all(&service, &world).into_iter().filter(wanted).map(|look| (look.position, look));
    Ok(page.reply(all_looks, |look| look.to_json(&service, &world)))
}

/// `GET /v3/avatars/looks/{id}`
pub(super) async fn look(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let look = avatar_looks::find(&service, &id).ok_or_else(|| ErrorReply::not_found("avatar", &id))?;
    let data: Value = look.to_json(&service, &service.world());
    Ok(reply::v3(&data))
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
