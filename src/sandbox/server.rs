//! Which address leads where, and what stands before every call: the origin, the key, the faults, the count.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, delete, get, post};

use super::faults::FaultKind;
use super::ledger;
use super::policy::Terms;
use super::reply::{self, Refusal};
use super::service::Service;
use super::wire::Line;
use super::{
    assets, avatars, control, group_list, groups, media, origin, quota, sunset, v3, videos, voice_list,
    webhooks,
};

const BEFORE: [FaultKind; 11] = [
    FaultKind::RateLimit,
    FaultKind::RateLimitRetryAfter,
    FaultKind::DailyLimit,
    FaultKind::ServerError,
    FaultKind::BadGateway,
    FaultKind::Gone,
    FaultKind::NotThere,
    FaultKind::NoCredit,
    FaultKind::InProgress,
    FaultKind::Timeout,
    FaultKind::Reset,
];
const AFTER: [FaultKind; 2] = [FaultKind::TimeoutRecorded, FaultKind::ResetRecorded];
const TOO_MANY: &str = "Too many requests. Please try again later.";
const DAILY_LIMIT: &str = "It seems you've reached your daily api trial limit 5.";
const NO_CREDIT: &str = "Insufficient credit. This operation requires 'plan_credit' or 'api' credits.";
const IN_PROGRESS: &str = "A request with this Idempotency-Key is still in progress.";
const SLOW: Duration = Duration::from_secs(8);

/// Which of the service's hosts a port stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// `api.heygen.com` and `upload.heygen.com` at once.
    Both,
    /// `api.heygen.com`: all but uploads of v1. The media hosts and the control requests are here too.
    Api,
    /// `upload.heygen.com`: uploads of v1 and nothing else.
    Upload,
}

pub(super) fn router(service: &Arc<Service>, role: Role) -> Router {
    let key = middleware::from_fn_with_state(service.clone(), ask_for_key);
    let watch = middleware::from_fn_with_state(service.clone(), watch);
    let routes = match role {
        Role::Both => api(service).merge(uploads()).route_layer(key).merge(open_routes()),
        Role::Api => api(service).route_layer(key).merge(open_routes()),
        Role::Upload => uploads().route_layer(key),
    };
    routes
        .fallback(async || reply::not_found())
        .method_not_allowed_fallback(async || reply::wrong_method())
        .layer(DefaultBodyLimit::disable())
        .layer(watch)
        .layer(middleware::from_fn(check_origin))
        .with_state(service.clone())
}

/// What is asked for without an API key.
fn open_routes() -> Router<Arc<Service>> {
    nowhere().merge(media::routes()).merge(levers())
}

fn uploads() -> Router<Arc<Service>> {
    Router::new().route("/v1/asset", post(assets::upload))
}

fn api(service: &Service) -> Router<Arc<Service>> {
    let mut api = Router::new()
        .merge(v3::routes())
        .route("/v2/photo_avatar/avatar_group/create", post(groups::create))
        .route("/v2/photo_avatar/avatar_group/add", post(groups::add))
        .route("/v2/photo_avatar/train", post(groups::train))
        .route("/v2/photo_avatar/train/status/{group_id}", get(groups::training))
        .route("/v2/photo_avatar/look/generate", post(groups::generate))
        .route("/v2/photo_avatar/generation/{generation_id}", get(groups::generation))
        .route("/v2/photo_avatar/{id}", get(groups::details))
        .route("/v2/avatars", get(avatars::list))
        .route("/v2/avatar_group.list", get(group_list::list))
        .route("/v2/avatar_group/{group_id}/avatars", get(group_list::looks))
        .route("/v1/user/me", get(quota::owner))
        .route("/v2/voices", get(voice_list::list))
        .route("/v2/video/av4/generate", post(videos::generate))
        .route("/v2/video/generate", post(videos::generate_v2))
        .route("/v2/videos/{id}", get(videos::detail))
        .route("/v1/video_status.get", get(videos::status))
        .route("/v1/video.delete", delete(videos::delete));
    if service.options.quota {
        api = api.route("/v2/user/remaining_quota", get(quota::remaining));
    }
    if service.options.video_list {
        api = api.route("/v1/video.list", get(videos::list));
    }
    api.merge(webhooks::legacy::routes())
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
        .route("/sandbox/webhooks", get(control::webhooks))
        .route("/sandbox/faults", get(control::faults).post(control::add_fault).delete(control::clear_faults))
        .route("/sandbox/terms", get(control::terms).post(control::set_terms))
        .route("/sandbox/advance", post(control::advance))
}

/// Lets nobody in who was sent by another site; such a request is not counted and meets no fault.
async fn check_origin(request: Request, next: Next) -> Response {
    match origin::denial(&request) {
        None => next.run(request).await,
        Some((status, code, message)) => refusal(request.uri().path(), status, code, message),
    }
}

async fn ask_for_key(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let given = given_key(&request);
    let good = match &service.options.key {
        Some(key) => given == key.as_bytes(),
        None => !given.is_empty() || !service.options.require_key,
    };
    if good {
        return next.run(request).await;
    }
    // Who brought no key and who brought a wrong one are told the same.
    if v3::is_current(request.uri().path()) {
        return v3::Refusal::new(StatusCode::UNAUTHORIZED, "unauthorized", "Unauthorized").into_response();
    }
    Refusal::unauthorized().into_response()
}

/// The key of a request; v3 takes it as a bearer token, too.
fn given_key(request: &Request) -> &[u8] {
    let header = |name: &str| request.headers().get(name).map(|value| value.as_bytes().trim_ascii());
    let bearer = || {
        let (scheme, token) = header("authorization")?.split_at_checked(b"Bearer ".len())?;
        scheme.eq_ignore_ascii_case(b"Bearer ").then_some(token.trim_ascii())
    };
    let current = v3::is_current(request.uri().path());
    header("x-api-key").or_else(|| current.then(bearer)?).unwrap_or_default()
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
    let asked = format!("{} {path}", request.method());
    let call = ledger::name_of(request.method().as_str(), &path);
    if let Some(kind) = service.fault(&asked, &BEFORE) {
        service.count(&call, false);
        return instead(kind, &path, &line).await;
    }
    if let Some(page) = nothing_there(service.terms(), &path) {
        service.count(&call, false);
        return page;
    }
    if service.fault(&asked, &[FaultKind::SlowAvatars]).is_some() {
        tokio::time::sleep(SLOW).await;
    }
    let response = next.run(request).await;
    let accepted = response.status().is_success();
    service.count(&call, accepted);
    if accepted && let Some(kind) = service.fault(&asked, &AFTER) {
        return lost(kind, &line).await;
    }
    if sunset::is_legacy(&path) { dated(&service, &asked, response).await } else { response }
}

/// An answer of v1 or v2, with the day of their end where that was announced.
async fn dated(service: &Service, asked: &str, mut response: Response) -> Response {
    let path = asked.split_once(' ').map_or(asked, |(_, path)| path);
    response = sunset::dated(service.terms().sunset, path, response).await;
    if service.fault(asked, &[FaultKind::LegacyHeaders]).is_some() {
        sunset::mark(response.headers_mut());
    }
    response
}

/// What answers where the terms leave no endpoint.
fn nothing_there(terms: Terms, path: &str) -> Option<Response> {
    if v3::is_current(path) {
        return (!terms.v3).then(reply::not_found);
    }
    sunset::is_legacy(path).then(|| sunset::removed(terms.sunset, path))?
}

/// What a request gets that never reaches its endpoint.
async fn instead(kind: FaultKind, path: &str, line: &Line) -> Response {
    let (status, code, text) = match kind {
        FaultKind::Timeout | FaultKind::Reset => return lost(kind, line).await,
        FaultKind::BadGateway => return reply::bad_gateway(),
        FaultKind::Gone => return sunset::gone(path),
        FaultKind::NotThere => return reply::not_found(),
        FaultKind::RateLimit | FaultKind::RateLimitRetryAfter => {
            (StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", TOO_MANY)
        }
        FaultKind::DailyLimit => (StatusCode::TOO_MANY_REQUESTS, "trial_video_limit_exceeded", DAILY_LIMIT),
        FaultKind::NoCredit => (StatusCode::PAYMENT_REQUIRED, "insufficient_credit", NO_CREDIT),
        FaultKind::InProgress => (StatusCode::CONFLICT, "request_in_progress", IN_PROGRESS),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "Internal server error"),
    };
    let mut response = refusal(path, status, code, text);
    if kind == FaultKind::RateLimitRetryAfter {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
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

/// A refusal in the envelope of the path's generation.
fn refusal(path: &str, status: StatusCode, code: &'static str, message: &str) -> Response {
    match (v3::is_current(path), code) {
        (false, _) => Refusal::v2(status, code, message).into_response(),
        // What v3 calls a limit that no retry lifts.
        (true, "trial_video_limit_exceeded") => {
            v3::Refusal::new(status, "quota_exceeded", message).into_response()
        }
        (true, _) => v3::Refusal::new(status, code, message).into_response(),
    }
}
