//! Webhook endpoints of v1.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::sandbox::http::{EndpointResult, ErrorReply, JsonBody, RequestQuery};
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::webhooks::event::EVENT_TYPES;
use crate::sandbox::webhooks::registry;
use crate::sandbox::webhooks::state::WebhookEndpoint;
use crate::sandbox::world::OWNER;

pub(crate) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/v1/webhook/endpoint.add", post(add))
        .route("/v1/webhook/endpoint.list", get(list))
        .route("/v1/webhook/endpoint.update", patch(update))
        .route("/v1/webhook/endpoint.delete", delete(remove))
        .route("/v1/webhook/webhook.list", get(names))
}

/// `POST /v1/webhook/endpoint.add` `{"url", "events"?, "entity_id"?}`
async fn add(service: SharedService, body: JsonBody) -> EndpointResult {
    Ok(success(&to_json(&registry::add(&service, &body.form(), invalid_url)?)))
}

/// `GET /v1/webhook/endpoint.list`: with secrets, as in the documentation.
async fn list(service: SharedService) -> EndpointResult {
    let endpoints: Vec<Value> = service.world().webhooks.endpoints.iter().map(to_json).collect();
    Ok(success(&json!(endpoints)))
}

/// `PATCH /v1/webhook/endpoint.update` `{"endpoint_id", "url"?, "events"?}`
async fn update(service: SharedService, body: JsonBody) -> EndpointResult {
    let form = body.form();
    let id = form.required_text("endpoint_id")?;
    let endpoint = registry::update(&service, id, &form, invalid_url)?.ok_or_else(not_found)?;
    Ok(success(&to_json(&endpoint)))
}

/// `DELETE /v1/webhook/endpoint.delete?endpoint_id=`
async fn remove(service: SharedService, query: RequestQuery) -> EndpointResult {
    let id = query.get("endpoint_id").unwrap_or_default();
    if registry::delete(&service, id)? { Ok(success(&Value::Null)) } else { Err(not_found()) }
}

/// `GET /v1/webhook/webhook.list`: the event types.
async fn names() -> EndpointResult {
    Ok(success(&json!(EVENT_TYPES.map(|(name, _)| name))))
}

fn success(data: &Value) -> Response {
    axum::Json(json!({ "code": 100, "data": data, "msg": null })).into_response()
}

fn invalid_url() -> ErrorReply {
    ErrorReply::v1(StatusCode::BAD_REQUEST, 400_542, "Url of this webhook endpoint is invalid")
}

fn not_found() -> ErrorReply {
    ErrorReply::v1(StatusCode::NOT_FOUND, 400_131, "Webhook endpoint not found")
}

fn to_json(endpoint: &WebhookEndpoint) -> Value {
    let created = Timestamp::from_millisecond(endpoint.created).unwrap_or_default().to_zoned(TimeZone::UTC);
    json!({
        "endpoint_id": endpoint.id,
        "username": OWNER.0,
        "url": endpoint.url,
        "status": "enabled",
        "events": endpoint.events,
        "secret": endpoint.secret,
        "created_at": created.strftime("%Y-%m-%dT%H:%M:%S%.6f").to_string(),
    })
}
