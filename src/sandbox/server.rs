//! Which address leads where, and what stands before every call: the key, the faults, the count.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};

use super::faults::FaultKind;
use super::ledger;
use super::reply::{self, Refusal};
use super::service::Service;
use super::wire::Line;
use super::{assets, avatars, control, groups, media, quota, videos, voice_list};

const BEFORE: [FaultKind; 9] = [
    FaultKind::RateLimit,
    FaultKind::RateLimitRetryAfter,
    FaultKind::DailyLimit,
    FaultKind::ServerError,
    FaultKind::BadGateway,
    FaultKind::Gone,
    FaultKind::NoCredit,
    FaultKind::Timeout,
    FaultKind::Reset,
];
const AFTER: [FaultKind; 2] = [FaultKind::TimeoutRecorded, FaultKind::ResetRecorded];
const SLOW: Duration = Duration::from_secs(8);

pub(super) fn router(service: &Arc<Service>) -> Router {
    let key = middleware::from_fn_with_state(service.clone(), ask_for_key);
    let watch = middleware::from_fn_with_state(service.clone(), watch);
    api(service)
        .route_layer(key)
        .merge(nowhere())
        .merge(media::routes())
        .merge(levers())
        .fallback(async || reply::not_found())
        .method_not_allowed_fallback(async || reply::wrong_method())
        .layer(DefaultBodyLimit::disable())
        .layer(watch)
        .with_state(service.clone())
}

fn api(service: &Service) -> Router<Arc<Service>> {
    let mut api = Router::new()
        .route("/v1/asset", post(assets::upload))
        .route("/v2/photo_avatar/avatar_group/create", post(groups::create))
        .route("/v2/photo_avatar/avatar_group/add", post(groups::add))
        .route("/v2/photo_avatar/train", post(groups::train))
        .route("/v2/photo_avatar/train/status/{group_id}", get(groups::training))
        .route("/v2/photo_avatar/look/generate", post(groups::generate))
        .route("/v2/photo_avatar/generation/{generation_id}", get(groups::generation))
        .route("/v2/photo_avatar/{id}", get(groups::details))
        .route("/v2/avatars", get(avatars::list))
        .route("/v2/voices", get(voice_list::list))
        .route("/v2/video/av4/generate", post(videos::generate))
        .route("/v1/video_status.get", get(videos::status));
    if service.options.quota {
        api = api.route("/v2/user/remaining_quota", get(quota::remaining));
    }
    if service.options.video_list {
        api = api.route("/v1/video.list", get(videos::list));
    }
    api
}

/// Paths that look like ids of a photo avatar and are not.
fn nowhere() -> Router<Arc<Service>> {
    let words = ["talking_photo", "avatar_group", "look", "generation"];
    words.iter().fold(Router::new(), |routes, word| {
        routes.route(&format!("/v2/photo_avatar/{word}"), any(async || reply::not_found()))
    })
}

fn levers() -> Router<Arc<Service>> {
    Router::new()
        .route("/sandbox/ledger", get(control::ledger))
        .route("/sandbox/faults", get(control::faults).post(control::add_fault).delete(control::clear_faults))
        .route("/sandbox/advance", post(control::advance))
}

async fn ask_for_key(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let key = request.headers().get("x-api-key").is_some_and(|key| !key.as_bytes().trim_ascii().is_empty());
    if key || !service.options.require_key {
        return next.run(request).await;
    }
    Refusal::unauthorized().into_response()
}

/// Counts every call, and lets happen to it what was asked for.
async fn watch(
    State(service): State<Arc<Service>>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with("/sandbox/") {
        return next.run(request).await;
    }
    let call = ledger::name_of(request.method().as_str(), &path);
    if let Some(kind) = service.fault(&path, &BEFORE) {
        service.count(&call, false);
        return instead(kind, &line).await;
    }
    if service.fault(&path, &[FaultKind::SlowAvatars]).is_some() {
        tokio::time::sleep(SLOW).await;
    }
    let mut response = next.run(request).await;
    let accepted = response.status().is_success();
    service.count(&call, accepted);
    if accepted && let Some(kind) = service.fault(&path, &AFTER) {
        return lost(kind, &line).await;
    }
    if is_legacy(&path) && service.fault(&path, &[FaultKind::LegacyHeaders]).is_some() {
        response.headers_mut().insert("Deprecation", HeaderValue::from_static("true"));
        response.headers_mut().insert("Sunset", HeaderValue::from_static("Sat, 31 Oct 2026 00:00:00 GMT"));
    }
    response
}

fn is_legacy(path: &str) -> bool {
    path.starts_with("/v1/") || path.starts_with("/v2/")
}

/// What a request gets that never reaches its endpoint.
async fn instead(kind: FaultKind, line: &Line) -> Response {
    let too_many = || {
        refusal(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limit_exceeded",
            "Too many requests. Please try again later.",
        )
    };
    match kind {
        FaultKind::RateLimit => too_many(),
        FaultKind::RateLimitRetryAfter => {
            let mut response = too_many();
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
            response
        }
        FaultKind::DailyLimit => {
            let text = "It seems you've reached your daily api trial limit 5.";
            refusal(StatusCode::TOO_MANY_REQUESTS, "trial_video_limit_exceeded", text)
        }
        FaultKind::BadGateway => reply::bad_gateway(),
        FaultKind::Gone => {
            let text = "This v2 endpoint was Legacy and has been removed. Use POST /v3/videos.";
            refusal(StatusCode::GONE, "endpoint_removed", text)
        }
        FaultKind::NoCredit => {
            let text = "Insufficient credit. This operation requires 'plan_credit' or 'api' credits.";
            refusal(StatusCode::PAYMENT_REQUIRED, "insufficient_credit", text)
        }
        FaultKind::Timeout | FaultKind::Reset => lost(kind, line).await,
        _ => refusal(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "Internal server error"),
    }
}

/// No reply: the line is cut, or stays silent until the client or the sandbox ends it.
async fn lost(kind: FaultKind, line: &Line) -> Response {
    if matches!(kind, FaultKind::Reset | FaultKind::ResetRecorded) {
        line.0.cancel();
    }
    line.0.cancelled().await;
    // Nothing of this is sent: the line refuses to write.
    Body::empty().into_response()
}

fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    Refusal::v2(status, code, message).into_response()
}
