//! Videos of v1 and v2: submit, status, list, delete.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::video_bodies;
use crate::sandbox::faults::{GENERATE_AV4, GENERATE_V2};
use crate::sandbox::http::{EndpointResult, ErrorReply, JsonBody, RequestQuery, reply};
use crate::sandbox::policy::{StatusWords, TRIAL_LIMIT};
use crate::sandbox::render::video;
use crate::sandbox::render::video::failure;
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::world::{Moment, SandboxAccount, StoredVideo, VideoApi, clock};

const MAX_PAGE: usize = 100;

/// `POST /v2/video/av4/generate`
pub(super) async fn generate(service: SharedService, body: JsonBody) -> EndpointResult {
    let checked = video_bodies::read_av4(&service, &body.form())?;
    accept(&service, &video::render(&service, checked, body.to_value(), GENERATE_AV4))
}

/// `POST /v2/video/generate`
pub(super) async fn generate_v2(service: SharedService, body: JsonBody) -> EndpointResult {
    let checked = video_bodies::read_generate(&service, &body.form())?;
    accept(&service, &video::render(&service, checked, body.to_value(), GENERATE_V2))
}

fn accept(service: &Service, video: &StoredVideo) -> EndpointResult {
    if service.billing().is_trial_over(service.world().videos.iter(), service.now()) {
        let code = "trial_video_limit_exceeded";
        return Err(ErrorReply::new(StatusCode::TOO_MANY_REQUESTS, code, TRIAL_LIMIT));
    }
    service.change(|world| world.videos.push(video.clone()))?;
    service.clock.wake();
    Ok(reply::v2(&json!({ "video_id": video.id })))
}

fn not_found() -> ErrorReply {
    ErrorReply::v1(StatusCode::NOT_FOUND, 40104, "Video not found")
}

fn video_id(query: &RequestQuery) -> Result<&str, ErrorReply> {
    let id = query.get("video_id");
    id.ok_or_else(|| ErrorReply::v1(StatusCode::BAD_REQUEST, 400, "Invlid parameters"))
}

/// `GET /v1/video_status.get?video_id=`
pub(super) async fn status(service: SharedService, query: RequestQuery) -> EndpointResult {
    let id = video_id(&query)?;
    let world = service.world();
    let video = world.video(id).ok_or_else(not_found)?;
    Ok(reply::v1(&to_json(&service, video, &service.account(&world))))
}

/// `DELETE /v1/video.delete?video_id=`
pub(super) async fn delete(service: SharedService, query: RequestQuery) -> EndpointResult {
    let id = video_id(&query)?;
    if !service.change(|world| world.delete(id))? {
        return Err(not_found());
    }
    Ok(axum::Json(json!({ "code": 100, "data": null, "msg": null })).into_response())
}

/// `GET /v2/videos/{video_id}`
pub(super) async fn detail(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let world = service.world();
    let missing =
        || ErrorReply::new(StatusCode::NOT_FOUND, "video_not_found", &format!("Video {id} not found"));
    let video = world.video(&id).ok_or_else(missing)?;
    let account = service.account(&world);
    let mut fields = video::details(&service, video, &account, VideoApi::V2);
    fields["output_language"] = Value::Null;
    Ok(reply::v2(&fields))
}

/// `GET /v1/video.list?limit=&token=`, newest first.
pub(super) async fn list(service: SharedService, query: RequestQuery) -> EndpointResult {
    page(&service, &query).ok_or_else(|| ErrorReply::v1(StatusCode::BAD_REQUEST, 400, "Invlid parameters"))
}

/// A page of the list; none for an invalid limit or token.
fn page(service: &Service, query: &RequestQuery) -> Option<Response> {
    let limit = query.get("limit").map_or(Some(MAX_PAGE), |text| text.parse().ok())?;
    let limit = if limit == 0 { MAX_PAGE } else { limit };
    let token = query.get("token");
    let (now, world) = (service.now(), service.world());
    // A token is the number of the next video, so that new videos shift no page.
    let older: u64 = token.map_or(Some(world.videos.next()), |text| text.parse().ok())?;
    if limit > MAX_PAGE || older > world.videos.next() {
        return None;
    }
    let account = service.account(&world);
    let mut rest = world.videos().rev().filter(|(number, _)| *number < older);
    let shown: Vec<(u64, &StoredVideo)> = rest.by_ref().take(limit).collect();
    let token = rest.next().map(|(at, _)| (at + 1).to_string());
    let statuses = service.policy().statuses;
    let rows: Vec<Value> = shown.iter().map(|(_, video)| row(video, now, &account, statuses)).collect();
    Some(reply::v1(&json!({ "token": token, "videos": rows })))
}

fn row(video: &StoredVideo, now: Moment, account: &SandboxAccount, statuses: StatusWords) -> Value {
    json!({
        "video_id": video.id,
        "video_title": video.title,
        "status": video::spelled(video::status_of(video, now, account), statuses),
        "created_at": clock::unix(video.work.from),
        "type": "GENERATED",
    })
}

fn to_json(service: &Service, video: &StoredVideo, account: &SandboxAccount) -> Value {
    let status = video::status_of(video, service.now(), account);
    let done = status == "completed";
    let link = |kind: &str, end: &str, when: bool| video::link(service, video, kind, end, done && when);
    let statuses = service.policy().statuses;
    let error = if done || status == "failed" { error(video, account, statuses) } else { Value::Null };
    json!({
        "callback_id": video.callback_id,
        "caption_url": link("captions", ".ass", video.caption),
        "created_at": clock::unix(video.work.from),
        "duration": done.then(|| video.duration()),
        "error": error,
        "gif_url": null,
        "id": video.id,
        "status": video::spelled(status, statuses),
        "thumbnail_url": link("thumbnails", ".jpeg", true),
        "video_url": link("videos", ".mp4", true),
        "video_url_caption": link("videos", "_caption.mp4", video.caption),
    })
}

fn error(video: &StoredVideo, account: &SandboxAccount, statuses: StatusWords) -> Value {
    let Some(failure) = failure(video, account) else { return Value::Null };
    if statuses == StatusWords::Reference {
        return json!(failure.message);
    }
    let code = match (failure.v1_number, failure.v2_code) {
        (Some(number), _) => json!(number),
        (None, Some(word)) => json!(word),
        (None, None) => return json!(failure.message),
    };
    json!({ "code": code, "detail": failure.message, "message": failure.message })
}
