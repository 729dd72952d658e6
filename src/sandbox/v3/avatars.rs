//! Avatars in two lists: the groups, and the looks in them.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use serde_json::Value;

use super::avatar_looks::{self, AvatarLook};
use super::error::V3ErrorReply;
use super::page::CursorPage;
use super::reply::{V3Result, one};
use crate::sandbox::http::query;
use crate::sandbox::service::Service;

const DEFAULT_PAGE: usize = 20;
const MAX_PAGE: usize = 50;
const KINDS: [&str; 3] = ["photo_avatar", "studio_avatar", "digital_twin"];

/// `GET /v3/avatars?ownership=&limit=&token=`: the groups, newest first.
pub(super) async fn list(State(service): State<Arc<Service>>, RawQuery(query): RawQuery) -> V3Result {
    let query = query.as_deref();
    let page = CursorPage::read("avatars", query, DEFAULT_PAGE, MAX_PAGE)?;
    let public = ownership(query)?;
    let world = service.world();
    let faces = avatar_looks::all(&service, &world);
    let first = avatar_looks::first_of_groups(&faces);
    let shown = first.into_iter().filter(|face| public.is_none_or(|public| face.kind.is_public() == public));
    let looks = |group: &str| faces.iter().filter(|face| face.group == group).count();
    Ok(page.of(shown.map(|face| (face.mark, face)), |face| face.group(&service, looks(&face.group))))
}

/// `GET /v3/avatars/{group_id}`
pub(super) async fn group(State(service): State<Arc<Service>>, Path(id): Path<String>) -> V3Result {
    let faces = avatar_looks::all(&service, &service.world());
    let first = avatar_looks::first_of_groups(&faces).into_iter().find(|face| face.group == id);
    let first = first.ok_or_else(|| V3ErrorReply::not_found("avatar", &id))?;
    Ok(one(&first.group(&service, faces.iter().filter(|face| face.group == id).count())))
}

/// `GET /v3/avatars/looks?ownership=&avatar_type=&group_id=&limit=&token=`
pub(super) async fn looks(State(service): State<Arc<Service>>, RawQuery(query): RawQuery) -> V3Result {
    let query = query.as_deref();
    let page = CursorPage::read("looks", query, DEFAULT_PAGE, MAX_PAGE)?;
    let public = ownership(query)?;
    let kind = given(query, "avatar_type");
    if kind.as_ref().is_some_and(|kind| !KINDS.contains(&kind.as_str())) {
        return Err(V3ErrorReply::invalid("avatar_type", &format!("must be one of: {}", KINDS.join(", "))));
    }
    let group = given(query, "group_id");
    let wanted = |face: &AvatarLook| {
        public.is_none_or(|public| face.kind.is_public() == public)
            && kind.as_ref().is_none_or(|kind| face.kind.word() == kind)
            && group.as_ref().is_none_or(|group| face.group == *group)
    };
    let world = service.world();
    let faces = avatar_looks::all(&service, &world).into_iter().filter(wanted).map(|face| (face.mark, face));
    Ok(page.of(faces, |face| face.described(&service, &world)))
}

/// `GET /v3/avatars/looks/{id}`
pub(super) async fn look(State(service): State<Arc<Service>>, Path(id): Path<String>) -> V3Result {
    let face = avatar_looks::find(&service, &id).ok_or_else(|| V3ErrorReply::not_found("avatar", &id))?;
    let data: Value = face.described(&service, &service.world());
    Ok(one(&data))
}

fn given(query: Option<&str>, name: &str) -> Option<String> {
    query::value(query, name).filter(|text| !text.is_empty())
}

/// Whether only public or only own ones are wanted; none when both are.
fn ownership(query: Option<&str>) -> Result<Option<bool>, V3ErrorReply> {
    match given(query, "ownership").as_deref() {
        None => Ok(None),
        Some("public") => Ok(Some(true)),
        Some("private") => Ok(Some(false)),
        Some(_) => Err(V3ErrorReply::invalid("ownership", "must be one of: public, private")),
    }
}
