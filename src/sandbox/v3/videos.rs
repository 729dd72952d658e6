//! Videos: ordered, listed, asked after one by one or many at a time, deleted.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::answers::Request;
use super::pages::{self, Page};
use super::refusal::Refusal;
use super::{Answer, Body, fetching, one, order};
use crate::sandbox::books::Account;
use crate::sandbox::faults::CREATE;
use crate::sandbox::outcome::failure;
use crate::sandbox::query;
use crate::sandbox::service::Service;
use crate::sandbox::videos;
use crate::sandbox::world::{Api, Video, World};

const USUAL_PAGE: usize = 10;
const LARGEST_PAGE: usize = 100;
const MOST_IDS: usize = 100;

/// `POST /v3/videos`
pub(super) async fn create(State(service): State<Arc<Service>>, headers: HeaderMap, body: Body) -> Answer {
    let request = Request::read(&service, &headers, "/v3/videos", body)?;
    if let Some(data) = request.before(&service.world())? {
        return Ok(one(&data));
    }
    fetching::fetch(&service, &request.value()).await;
    let asked = order::read(&service, &request.form())?;
    let video = videos::render(&service, asked, request.value(), CREATE);
    let data = json!({ "video_id": video.id, "status": "waiting", "output_format": "mp4" });
    let data = request.once(&service, data, |world| {
        afford(&service, world, &video)?;
        world.videos.push(video.clone());
        Ok(())
    })?;
    // A twin that came first is expected already, and this one is in no world.
    service.outbox.expect(&video);
    Ok(one(&data))
}

/// What the account has must be enough for this video and for those under way.
fn afford(service: &Service, world: &World, video: &Video) -> Result<(), Refusal> {
    let purse = service.purse();
    let left = service.account(world).units - world.promised(service.now(), purse) - video.cost(purse);
    if left >= purse.floor {
        return Ok(());
    }
    let text = "Insufficient credit. Add credits or funds to your account.";
    Err(Refusal::new(StatusCode::PAYMENT_REQUIRED, "insufficient_credit", text))
}

/// `GET /v3/videos?limit=&token=&folder_id=&title=`, newest first.
pub(super) async fn list(State(service): State<Arc<Service>>, RawQuery(query): RawQuery) -> Answer {
    let query = query.as_deref();
    let page = Page::read("videos", query, USUAL_PAGE, LARGEST_PAGE)?;
    let given = |name| query::value(query, name).filter(|text| !text.is_empty());
    // There are no folders here, so nothing lies in one.
    let (folder, title) = (given("folder_id"), given("title").map(|title| title.to_lowercase()));
    let wanted = |video: &Video| {
        folder.is_none() && title.as_ref().is_none_or(|title| video.title.to_lowercase().contains(title))
    };
    let world = service.world();
    let account = service.account(&world);
    let newest = world.videos().rev().filter(|(_, video)| wanted(video));
    let marked = newest.map(|(at, video)| (u64::MAX - at, video));
    Ok(page.of(marked, |video| described(&service, video, &account)))
}

/// `GET /v3/videos/{video_id}`
pub(super) async fn get(State(service): State<Arc<Service>>, Path(id): Path<String>) -> Answer {
    let world = service.world();
    let video = world.video(&id).ok_or_else(|| Refusal::not_found("video", &id))?;
    Ok(one(&described(&service, video, &service.account(&world))))
}

/// `GET /v3/videos/statuses?video_ids=A,B,…`
pub(super) async fn statuses(State(service): State<Arc<Service>>, RawQuery(query): RawQuery) -> Answer {
    let ids = query::value(query.as_deref(), "video_ids").unwrap_or_default();
    let ids: Vec<&str> = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    if ids.is_empty() || ids.len() > MOST_IDS {
        return Err(Refusal::invalid("video_ids", &format!("must have between 1 and {MOST_IDS} ids")));
    }
    let world = service.world();
    let account = service.account(&world);
    let rows: Vec<Value> = ids.iter().map(|id| row(&service, id, world.video(id), &account)).collect();
    Ok(pages::listed(&rows, None))
}

fn row(service: &Service, id: &str, video: Option<&Video>, account: &Account) -> Value {
    let status = video.map_or("not_found", |video| word(service, video, account));
    let failed = video.filter(|_| status == "failed").and_then(|video| failure(video, account));
    let error = failed.map(|failure| json!({ "code": failure.current, "message": failure.text }));
    json!({ "video_id": id, "status": status, "error": error, "batch_id": null, "item_index": null })
}

/// A video that waits is called pending once it is asked after.
fn word(service: &Service, video: &Video, account: &Account) -> &'static str {
    match videos::word(video, service.now(), account) {
        "waiting" => "pending",
        other => other,
    }
}

/// `DELETE /v3/videos/{video_id}`
pub(super) async fn delete(State(service): State<Arc<Service>>, Path(id): Path<String>) -> Answer {
    if !service.change(|world| world.delete(&id))? {
        return Err(Refusal::not_found("video", &id));
    }
    Ok(one(&json!({ "id": id, "deleted": true })))
}

fn described(service: &Service, video: &Video, account: &Account) -> Value {
    let mut fields = videos::details(service, video, account, Api::V3);
    fields["video_page_url"] = json!(format!("{}/videos/{}", service.base(), video.id));
    fields
}
