//! The router, and the middleware before every endpoint: origin check, injected faults, call count, API key.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use crate::sandbox::faults::InjectedFaultKind;
use crate::sandbox::http::listener::ConnectionHandle;
use crate::sandbox::http::origin;
use crate::sandbox::http::{ErrorReply, is_v3, reply};
use crate::sandbox::policy::{ServicePolicy, TRIAL_LIMIT};
use crate::sandbox::service::Service;
use crate::sandbox::v2::{self, sunset};
use crate::sandbox::world::report;
use crate::sandbox::{admin, media, v3};

const TOO_MANY: &str = "Too many requests. Please try again later.";
const FORBIDDEN: &str = "This account may not use the endpoint.";
const NO_CREDIT: &str = "Insufficient credit. This operation requires 'plan_credit' or 'api' credits.";
const IN_PROGRESS: &str = "A request with this Idempotency-Key is still in progress.";
const SLOW_AVATARS_DELAY: Duration = Duration::from_secs(8);

/// Which host of the service a port plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HostRole {
    /// `api.heygen.com` and `upload.heygen.com` at once.
    Both,
    /// `api.heygen.com`: everything except v1 uploads. Media and admin routes are here too.
    Api,
    /// `upload.heygen.com`: v1 uploads only.
    Upload,
}

pub(super) fn router(service: &Arc<Service>, role: HostRole) -> Router {
    let key = middleware::from_fn_with_state(service.clone(), require_api_key);
    let count_and_inject = middleware::from_fn_with_state(service.clone(), count_and_inject);
    let routes = match role {
        HostRole::Both => api(service).merge(v2::upload_routes()).route_layer(key).merge(open_routes()),
        HostRole::Api => api(service).route_layer(key).merge(open_routes()),
        HostRole::Upload => v2::upload_routes().route_layer(key),
    };
    routes
        .fallback(async || reply::not_found())
        .method_not_allowed_fallback(async || reply::wrong_method())
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(reply::write_errors))
        .layer(count_and_inject)
        .layer(middleware::from_fn(check_origin))
        .with_state(service.clone())
}

/// Routes that need no API key.
fn open_routes() -> Router<Arc<Service>> {
    v2::reserved_paths().merge(media::routes()).merge(admin_routes())
}

fn api(service: &Service) -> Router<Arc<Service>> {
    v3::routes().merge(v2::routes(&service.options))
}

fn admin_routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/sandbox/report", get(admin::report))
        .route("/sandbox/webhooks", get(admin::webhooks))
        .route("/sandbox/faults", get(admin::faults).post(admin::add_fault).delete(admin::clear_faults))
        .route("/sandbox/policy", get(admin::policy).post(admin::set_policy))
        .route("/sandbox/advance", post(admin::advance))
}

/// Refuses cross-site requests, before they are counted or meet a fault.
async fn check_origin(request: Request, next: Next) -> Response {
    match origin::denial(&request) {
        None => next.run(request).await,
        Some(denial) => denial.respond(request.uri().path()),
    }
}

async fn require_api_key(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let given = api_key_of(&request);
    let good = match &service.options.key {
        Some(key) => given == key.as_bytes(),
        None => !given.is_empty() || !service.options.require_key,
    };
    if good {
        return next.run(request).await;
    }
    // A missing API key and a wrong one get the same reply.
    if is_v3(request.uri().path()) {
        return ErrorReply::new(StatusCode::UNAUTHORIZED, "unauthorized", "Unauthorized").into_response();
    }
    let body = json!({ "code": 40102, "data": null, "msg": "Unauthorized", "message": "Unauthorized" });
    (StatusCode::UNAUTHORIZED, Json(body)).into_response()
}

/// The API key of a request. v3 accepts it as a bearer token, too.
fn api_key_of(request: &Request) -> &[u8] {
    let header = |name: &str| request.headers().get(name).map(|value| value.as_bytes().trim_ascii());
    let bearer = || {
        let (scheme, token) = header("authorization")?.split_at_checked(b"Bearer ".len())?;
        scheme.eq_ignore_ascii_case(b"Bearer ").then_some(token.trim_ascii())
    };
    let current = is_v3(request.uri().path());
    header("x-api-key").or_else(|| current.then(bearer)?).unwrap_or_default()
}

/// Counts every call, and injects the faults that match it.
async fn count_and_inject(
    State(service): State<Arc<Service>>,
    ConnectInfo(connection): ConnectInfo<ConnectionHandle>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with("/sandbox/") {
        return next.run(request).await;
    }
    let call = format!("{} {path}", request.method());
    let call_name = report::name_of(request.method().as_str(), &path);
    if let Some(effect) = service.faults.take(&call, |kind| effect_before(kind, &path)) {
        service.count(&call_name, false);
        return carry_out(effect, &connection).await;
    }
    if let Some(page) = removed_endpoint(service.policy(), &path) {
        service.count(&call_name, false);
        return page;
    }
    if service.take_fault(&call, InjectedFaultKind::SlowAvatars) {
        tokio::time::sleep(SLOW_AVATARS_DELAY).await;
    }
    let response = next.run(request).await;
    let accepted = response.status().is_success();
    service.count(&call_name, accepted);
    if accepted && let Some(effect) = service.faults.take(&call, effect_after) {
        return carry_out(effect, &connection).await;
    }
    if sunset::is_legacy(&path) { announce_sunset(&service, &call, response).await } else { response }
}

/// Adds the sunset date to a v1 or v2 reply, if the policy announces it.
async fn announce_sunset(service: &Service, call: &str, mut response: Response) -> Response {
    let path = call.split_once(' ').map_or(call, |(_, path)| path);
    response = sunset::announce(service.policy().sunset, path, response).await;
    if service.take_fault(call, InjectedFaultKind::LegacyHeaders) {
        sunset::add_headers(response.headers_mut());
    }
    response
}

/// The reply of an endpoint that the policy removes.
fn removed_endpoint(policy: ServicePolicy, path: &str) -> Option<Response> {
    if is_v3(path) {
        return (!policy.v3).then(reply::not_found);
    }
    sunset::is_legacy(path).then(|| sunset::removed(policy.sunset, path))?
}

/// What a fault does to a request.
enum FaultEffect {
    Reply(Response),
    /// The connection stays open until the client or the sandbox closes it.
    Silence,
    Reset,
}

/// The effect of a fault that keeps a request from its endpoint.
fn effect_before(kind: InjectedFaultKind, path: &str) -> Option<FaultEffect> {
    let error = |status, code, text| ErrorReply::new(status, code, text).respond(path);
    Some(FaultEffect::Reply(match kind {
        InjectedFaultKind::Timeout => return Some(FaultEffect::Silence),
        InjectedFaultKind::Reset => return Some(FaultEffect::Reset),
        InjectedFaultKind::BadGateway => reply::bad_gateway(),
        InjectedFaultKind::Forbidden => error(StatusCode::FORBIDDEN, "forbidden", FORBIDDEN),
        InjectedFaultKind::Gone => sunset::gone(path),
        InjectedFaultKind::NotThere => reply::not_found(),
        InjectedFaultKind::RateLimit => error(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", TOO_MANY),
        InjectedFaultKind::RateLimitRetryAfter => {
            let reply = error(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", TOO_MANY);
            ([(header::RETRY_AFTER, "2")], reply).into_response()
        }
        InjectedFaultKind::DailyLimit => {
            let code = if is_v3(path) { "quota_exceeded" } else { "trial_video_limit_exceeded" };
            error(StatusCode::TOO_MANY_REQUESTS, code, TRIAL_LIMIT)
        }
        InjectedFaultKind::NoCredit => error(StatusCode::PAYMENT_REQUIRED, "insufficient_credit", NO_CREDIT),
        InjectedFaultKind::InProgress => error(StatusCode::CONFLICT, "request_in_progress", IN_PROGRESS),
        InjectedFaultKind::ServerError => {
            error(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "Internal server error")
        }
        _ => return None,
    }))
}

/// The effect of a fault that withholds the reply of an endpoint.
fn effect_after(kind: InjectedFaultKind) -> Option<FaultEffect> {
    match kind {
        InjectedFaultKind::TimeoutRecorded => Some(FaultEffect::Silence),
        InjectedFaultKind::ResetRecorded => Some(FaultEffect::Reset),
        _ => None,
    }
}

async fn carry_out(effect: FaultEffect, connection: &ConnectionHandle) -> Response {
    match effect {
        FaultEffect::Reply(response) => return response,
        FaultEffect::Reset => connection.0.cancel(),
        FaultEffect::Silence => connection.0.cancelled().await,
    }
    // Not sent: the connection is cut.
    Body::empty().into_response()
}
