//! Videos of v1 and v2: submitted, asked after, listed, deleted.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::books::SandboxAccount;
use super::clock::{self, Moment};
use super::faults::{GENERATE_AV4, GENERATE_V2, InjectedFaultKind};
use super::form::JsonBody;
use super::options::RENDER_SECONDS;
use super::outcome::failure;
use super::policy::StatusWords;
use super::reply::{self, EndpointResult, ErrorReply};
use super::rng::Rng;
use super::service::Service;
use super::submission::{self, VideoRequest};
use super::world::{StoredVideo, VideoApi, VideoOutcome};
use super::{inputs, query};

const OUTCOMES: [(InjectedFaultKind, VideoOutcome); 6] = [
    (InjectedFaultKind::NoCreditAtPoll, VideoOutcome::NoCredit),
    (InjectedFaultKind::Failed, VideoOutcome::FailedWord),
    (InjectedFaultKind::FailedNumber, VideoOutcome::FailedNumber),
    (InjectedFaultKind::FailedString, VideoOutcome::FailedString),
    (InjectedFaultKind::FailedNull, VideoOutcome::FailedNull),
    (InjectedFaultKind::CompletedWithError, VideoOutcome::VideoWithError),
];
const MAX_PAGE: usize = 100;

/// `POST /v2/video/av4/generate`
pub(super) async fn generate(State(service): State<Arc<Service>>, body: JsonBody) -> EndpointResult {
    let asked = submission::read(&service, &body.form())?;
    accept(&service, &render(&service, asked, Value::Object(body.0), GENERATE_AV4))
}

/// `POST /v2/video/generate`
pub(super) async fn generate_v2(State(service): State<Arc<Service>>, body: JsonBody) -> EndpointResult {
    let asked = inputs::read(&service, &body.form())?;
    accept(&service, &render(&service, asked, Value::Object(body.0), GENERATE_V2))
}

fn accept(service: &Service, video: &StoredVideo) -> EndpointResult {
    service.change(|world| world.videos.push(video.clone()))?;
    service.outbox.expect(video);
    Ok(reply::v2(&json!({ "video_id": video.id })))
}

/// The render of a submission, begun now; `call` is the paid call that it came by.
pub(super) fn render(service: &Service, asked: VideoRequest, request: Value, call: &str) -> StoredVideo {
    let id = service.new_id();
    let seconds = Rng::seeded_by(&id).between(RENDER_SECONDS.0, RENDER_SECONDS.1);
    let planned = service.fault(call, &OUTCOMES.map(|row| row.0));
    let planned = planned.and_then(|kind| OUTCOMES.iter().find(|row| row.0 == kind));
    StoredVideo {
        id,
        title: asked.title,
        image_key: asked.image_key,
        width: asked.width,
        height: asked.height,
        caption: asked.caption,
        callback_id: asked.callback_id,
        callback_url: asked.callback_url,
        scenes: asked.scenes,
        work: service.work(seconds),
        outcome: planned.map_or(asked.outcome, |row| row.1),
        request,
        api: if call == super::faults::CREATE_VIDEO { VideoApi::V3 } else { VideoApi::V2 },
        tariff: asked.tariff,
        deleted: false,
    }
}

fn not_found() -> ErrorReply {
    ErrorReply::v1(StatusCode::NOT_FOUND, 40104, "Video not found")
}

fn asked_for(query: Option<&str>) -> Result<String, ErrorReply> {
    let id = query::value(query, "video_id").filter(|id| !id.is_empty());
    id.ok_or_else(|| ErrorReply::v1(StatusCode::BAD_REQUEST, 400, "Invlid parameters"))
}

/// `GET /v1/video_status.get?video_id=`
pub(super) async fn status(State(service): State<Arc<Service>>, RawQuery(query): RawQuery) -> EndpointResult {
    let id = asked_for(query.as_deref())?;
    let world = service.world();
    let video = world.video(&id).ok_or_else(not_found)?;
    Ok(reply::v1(&described(&service, video, &service.account(&world))))
}

/// `DELETE /v1/video.delete?video_id=`
pub(super) async fn delete(State(service): State<Arc<Service>>, RawQuery(query): RawQuery) -> EndpointResult {
    let id = asked_for(query.as_deref())?;
    if !service.change(|world| world.delete(&id))? {
        return Err(not_found());
    }
    Ok(axum::Json(json!({ "code": 100, "data": null, "msg": null })).into_response())
}

/// `GET /v2/videos/{video_id}`
pub(super) async fn detail(State(service): State<Arc<Service>>, Path(id): Path<String>) -> EndpointResult {
    let world = service.world();
    let missing =
        || ErrorReply::v2(StatusCode::NOT_FOUND, "video_not_found", &format!("Video {id} not found"));
    let video = world.video(&id).ok_or_else(missing)?;
    let account = service.account(&world);
    let mut fields = details(&service, video, &account, VideoApi::V2);
    fields["output_language"] = Value::Null;
    Ok(reply::v2(&fields))
}

/// `GET /v1/video.list?limit=&token=`, newest first.
pub(super) async fn list(State(service): State<Arc<Service>>, RawQuery(query): RawQuery) -> EndpointResult {
    page(&service, query.as_deref())
        .ok_or_else(|| ErrorReply::v1(StatusCode::BAD_REQUEST, 400, "Invlid parameters"))
}

/// A page of the list; none for a limit or a token that is not one.
fn page(service: &Service, query: Option<&str>) -> Option<Response> {
    let limit = query::value(query, "limit").map_or(Some(MAX_PAGE), |text| text.parse().ok())?;
    let limit = if limit == 0 { MAX_PAGE } else { limit };
    let token = query::value(query, "token").filter(|token| !token.is_empty());
    let (now, world) = (service.now(), service.world());
    // A token says how many videos are older than the page: newer ones do not shift the next page.
    let older: u64 = token.map_or(Some(world.videos.next()), |text| text.parse().ok())?;
    if limit > MAX_PAGE || older > world.videos.next() {
        return None;
    }
    let account = service.account(&world);
    let mut rest = world.videos.before(older).rev().filter(|(_, video)| !video.deleted);
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
        "status": spelled(status_of(video, now, account), statuses),
        "created_at": clock::unix(video.work.from),
        "type": "GENERATED",
    })
}

/// A status as v1 and v2 spell it: the reference has no word for a video that waits.
fn spelled(status: &'static str, statuses: StatusWords) -> &'static str {
    match (status, statuses) {
        ("waiting", StatusWords::Reference) => "pending",
        _ => status,
    }
}

pub(super) fn status_of(video: &StoredVideo, now: Moment, account: &SandboxAccount) -> &'static str {
    if account.unpaid.contains(&video.id) { "failed" } else { video.status(now) }
}

/// A link to a medium of a video that is completed.
fn link(service: &Service, video: &StoredVideo, kind: &str, end: &str, when: bool) -> Option<String> {
    when.then(|| service.signed(&format!("/media/{kind}/{}{end}", video.id)))
}

fn described(service: &Service, video: &StoredVideo, account: &SandboxAccount) -> Value {
    let status = status_of(video, service.now(), account);
    let done = status == "completed";
    let link = |kind: &str, end: &str, when: bool| link(service, video, kind, end, done && when);
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
        "status": spelled(status, statuses),
        "thumbnail_url": link("thumbnails", ".jpeg", true),
        "video_url": link("films", ".mp4", true),
        "video_url_caption": link("films", "_caption.mp4", video.caption),
    })
}

/// What v2 and v3 tell alike.
pub(super) fn details(
    service: &Service,
    video: &StoredVideo,
    account: &SandboxAccount,
    api: VideoApi,
) -> Value {
    let status = status_of(video, service.now(), account);
    let done = status == "completed";
    let link = |kind: &str, end: &str, when: bool| link(service, video, kind, end, done && when);
    let failure = failure(video, account).filter(|_| done || status == "failed");
    let code =
        failure.and_then(|failure| if api == VideoApi::V3 { failure.v3_code } else { failure.v2_code });
    // v3 has the reference's four words.
    let statuses = if api == VideoApi::V3 { StatusWords::Reference } else { service.policy().statuses };
    json!({
        "id": video.id,
        "title": video.title,
        "status": spelled(status, statuses),
        "created_at": clock::unix(video.work.from),
        "completed_at": done.then(|| clock::unix(video.work.to)),
        "duration": done.then(|| video.duration()),
        "video_url": link("films", ".mp4", true),
        "thumbnail_url": link("thumbnails", ".jpeg", true),
        "gif_url": null,
        "captioned_video_url": link("films", "_caption.mp4", video.caption),
        "subtitle_url": link("captions", ".srt", video.has_subtitles()),
        "folder_id": null,
        "failure_code": code,
        "failure_message": failure.map(|failure| failure.message),
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
