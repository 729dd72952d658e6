//! Films: submitted, asked after, listed.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::clock::{self, Moment};
use super::dice::Dice;
use super::faults::{FaultKind, GENERATE};
use super::form::JsonBody;
use super::options::RENDER;
use super::query;
use super::reply::{self, Answer, Refusal};
use super::service::Service;
use super::submission;
use super::world::{Account, Outcome, Video};

const OUTCOMES: [(FaultKind, Outcome); 6] = [
    (FaultKind::NoCreditAtPoll, Outcome::NoCredit),
    (FaultKind::Failed, Outcome::FailedWord),
    (FaultKind::FailedNumber, Outcome::FailedNumber),
    (FaultKind::FailedString, Outcome::FailedString),
    (FaultKind::FailedNull, Outcome::FailedNull),
    (FaultKind::CompletedWithError, Outcome::FilmWithError),
];
const LARGEST_PAGE: usize = 100;

/// `POST /v2/video/av4/generate`
pub(super) async fn generate(State(service): State<Arc<Service>>, body: JsonBody) -> Answer {
    let asked = submission::read(&service, &body.form())?;
    let id = service.new_id();
    let seconds = Dice::of(&id).between(RENDER.0, RENDER.1);
    let planned = service.fault(GENERATE, &OUTCOMES.map(|row| row.0));
    let planned = planned.and_then(|kind| OUTCOMES.iter().find(|row| row.0 == kind));
    let video = Video {
        id: id.clone(),
        title: asked.title,
        image_key: asked.image_key,
        width: asked.width,
        height: asked.height,
        caption: asked.caption,
        callback_id: asked.callback_id,
        scenes: asked.scenes,
        work: service.work(seconds),
        outcome: planned.map_or(asked.outcome, |row| row.1),
        request: Value::Object(body.0),
    };
    service.change(|world| world.videos.push(video))?;
    Ok(reply::v2(&json!({ "video_id": id })))
}

/// `GET /v1/video_status.get?video_id=`
pub(super) async fn status(State(service): State<Arc<Service>>, RawQuery(query): RawQuery) -> Answer {
    let Some(id) = query::value(query.as_deref(), "video_id").filter(|id| !id.is_empty()) else {
        return Err(Refusal::v1(StatusCode::BAD_REQUEST, 400, "Invlid parameters"));
    };
    let world = service.world();
    match world.video(&id) {
        Some(video) => Ok(reply::v1(&described(&service, video, &service.account(&world)))),
        None => Err(Refusal::v1(StatusCode::NOT_FOUND, 40104, "Video not found")),
    }
}

/// `GET /v1/video.list?limit=&token=`, newest first.
pub(super) async fn list(State(service): State<Arc<Service>>, RawQuery(query): RawQuery) -> Answer {
    let query = query.as_deref();
    let bad = || Refusal::v1(StatusCode::BAD_REQUEST, 400, "Invlid parameters");
    let limit =
        query::value(query, "limit").map_or(Ok(LARGEST_PAGE), |text| text.parse()).map_err(|_| bad())?;
    let skip = query::value(query, "token").filter(|token| !token.is_empty());
    // A token says how many videos are older than the page: newer ones do not shift the next page.
    let (now, world) = (service.now(), service.world());
    let older = skip.map_or(Ok(world.videos.len()), |text| text.parse()).map_err(|_| bad())?;
    if limit > LARGEST_PAGE || older > world.videos.len() {
        return Err(bad());
    }
    let account = service.account(&world);
    let limit = if limit == 0 { LARGEST_PAGE } else { limit };
    let from = older.saturating_sub(limit);
    let page: Vec<Value> =
        world.videos[from..older].iter().rev().map(|video| row(video, now, &account)).collect();
    let token = if from > 0 { json!(from.to_string()) } else { Value::Null };
    Ok(reply::v1(&json!({ "token": token, "videos": page })))
}

fn row(video: &Video, now: Moment, account: &Account) -> Value {
    json!({
        "video_id": video.id,
        "video_title": video.title,
        "status": word(video, now, account),
        "created_at": clock::unix(video.work.from),
        "type": "GENERATED",
    })
}

pub(super) fn word(video: &Video, now: Moment, account: &Account) -> &'static str {
    if account.unpaid.contains(&video.id) { "failed" } else { video.word(now) }
}

fn described(service: &Service, video: &Video, account: &Account) -> Value {
    let status = word(video, service.now(), account);
    let (done, failed) = (status == "completed", status == "failed");
    let link = |kind: &str, end: &str, when: bool| {
        (done && when).then(|| service.signed(&format!("/media/{kind}/{}{end}", video.id)))
    };
    let error = if done || failed { error(video, account) } else { Value::Null };
    json!({
        "callback_id": video.callback_id,
        "caption_url": link("captions", ".ass", video.caption),
        "created_at": clock::unix(video.work.from),
        "duration": done.then(|| video.duration()),
        "error": error,
        "gif_url": null,
        "id": video.id,
        "status": status,
        "thumbnail_url": link("thumbnails", ".jpeg", true),
        "video_url": link("films", ".mp4", true),
        "video_url_caption": link("films", "_caption.mp4", video.caption),
    })
}

fn error(video: &Video, account: &Account) -> Value {
    let text = "Insufficient credit. This operation requires 'plan_credit' or 'api' credits.";
    let object = |code: Value, text: &str| json!({ "code": code, "detail": text, "message": text });
    match video.outcome {
        _ if account.unpaid.contains(&video.id) => object(json!("MOVIO_PAYMENT_INSUFFICIENT_CREDIT"), text),
        Outcome::NoCredit | Outcome::FilmWithError => {
            object(json!("MOVIO_PAYMENT_INSUFFICIENT_CREDIT"), text)
        }
        Outcome::NoText => object(json!("INVALID_TEXT_INPUT"), "Text cannot be empty"),
        Outcome::FailedWord => object(json!("BLOCKED_WORDS_DETECTED"), "The script contains blocked words."),
        Outcome::FailedNumber => {
            object(json!(40119), "Video is too long (> 3600.0s). Please shorten your script.")
        }
        Outcome::FailedString => json!("Rendering failed"),
        Outcome::FailedNull | Outcome::Film => Value::Null,
    }
}
