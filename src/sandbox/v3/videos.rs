//! Videos: create, list, get, statuses of many, delete.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::idempotency::IdempotentRequest;
use super::page::SandboxPage;
use super::{file_fields, video_body};
use crate::sandbox::faults::CREATE_VIDEO;
use crate::sandbox::http::{EndpointResult, ErrorReply, JsonBody, RequestQuery, reply};
use crate::sandbox::policy::{StatusWords, TRIAL_LIMIT};
use crate::sandbox::render::video;
use crate::sandbox::render::video::failure;
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::world::{SandboxAccount, StoredVideo, VideoApi, World};

const DEFAULT_PAGE: usize = 10;
const MAX_PAGE: usize = 100;
const MAX_IDS: usize = 100;

/// `POST /v3/videos`
pub(super) async fn create(service: SharedService, headers: HeaderMap, body: JsonBody) -> EndpointResult {
    let request = IdempotentRequest::read(&service, &headers, "/v3/videos", body)?;
    if let Some(data) = request.first_response(&service.world())? {
        return Ok(reply::v3(&data));
    }
    file_fields::fetch(&service, &request.value()).await;
    let checked = video_body::read(&service, &request.form())?;
    let video = video::render(&service, checked, request.value(), CREATE_VIDEO);
    let data = json!({ "video_id": video.id, "status": "waiting", "output_format": "mp4" });
    let data = request.run_once(&service, data, |world| {
        check_account(&service, world, &video)?;
        world.videos.push(video.clone());
        Ok(())
    })?;
    service.clock.wake();
    Ok(reply::v3(&data))
}

/// An error if the trial is over, or the balance does not cover this video.
fn check_account(service: &Service, world: &World, video: &StoredVideo) -> Result<(), ErrorReply> {
    let billing = service.billing();
    if billing.is_trial_over(world.videos.iter(), service.now()) {
        return Err(ErrorReply::new(StatusCode::PAYMENT_REQUIRED, "trial_limit_exceeded", TRIAL_LIMIT));
    }
    service.check_balance(world, billing.cost(video))
}

/// `GET /v3/videos?limit=&token=&folder_id=&title=`, newest first.
pub(super) async fn list(service: SharedService, query: RequestQuery) -> EndpointResult {
    let page = SandboxPage::read("videos", &query, DEFAULT_PAGE, MAX_PAGE)?;
    // The sandbox has no folders, so that every folder is empty.
    let (folder, title) = (query.get("folder_id"), query.get("title").map(str::to_lowercase));
    let wanted = |video: &StoredVideo| {
        folder.is_none() && title.as_ref().is_none_or(|title| video.title.to_lowercase().contains(title))
    };
    let world = service.world();
    let account = service.account(&world);
    let newest = world.videos().rev().filter(|(_, video)| wanted(video));
    let marked = newest.map(|(at, video)| (u64::MAX - at, video));
    Ok(page.reply(marked, |video| to_json(&service, video, &account)))
}

/// `GET /v3/videos/{video_id}`
pub(super) async fn get(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let world = service.world();
    let video = world.video(&id).ok_or_else(|| ErrorReply::not_found("video", &id))?;
    Ok(reply::v3(&to_json(&service, video, &service.account(&world))))
}

/// `GET /v3/videos/statuses?video_ids=A,B,…`
pub(super) async fn statuses(service: SharedService, query: RequestQuery) -> EndpointResult {
    let ids = query.get("video_ids").unwrap_or_default();
    let ids: Vec<&str> = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    if ids.is_empty() || ids.len() > MAX_IDS {
        return Err(ErrorReply::invalid_param(
            "video_ids",
            &format!("must have between 1 and {MAX_IDS} ids"),
        ));
    }
    let world = service.world();
    let account = service.account(&world);
    let rows: Vec<Value> = ids.iter().map(|id| row(&service, id, world.video(id), &account)).collect();
    Ok(reply::v3_list(&rows, None))
}

fn row(service: &Service, id: &str, video: Option<&StoredVideo>, account: &SandboxAccount) -> Value {
    let status = video.map_or("not_found", |video| {
        video::spelled(video::status_of(video, service.now(), account), StatusWords::Reference)
    });
    let failed = video.filter(|_| status == "failed").and_then(|video| failure(video, account));
    let error = failed.map(|failure| json!({ "code": failure.v3_code, "message": failure.message }));
    json!({ "video_id": id, "status": status, "error": error, "batch_id": null, "item_index": null })
}

/// `DELETE /v3/videos/{video_id}`
pub(super) async fn delete(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    if !service.change(|world| world.delete(&id))? {
        return Err(ErrorReply::not_found("video", &id));
    }
    Ok(reply::v3(&json!({ "id": id, "deleted": true })))
}

fn to_json(service: &Service, video: &StoredVideo, account: &SandboxAccount) -> Value {
    let mut fields = video::details(service, video, account, VideoApi::V3);
    fields["video_page_url"] = json!(format!("{}/videos/{}", service.base(), video.id));
    fields
}
