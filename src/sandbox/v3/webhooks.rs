//! Webhooks of v3: endpoints, event types, past events. A secret is shown once.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, patch, post};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::page::SandboxPage;
use crate::sandbox::http::{EndpointResult, ErrorReply, JsonBody, RequestQuery, reply};
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::webhooks::event::EVENT_TYPES;
use crate::sandbox::webhooks::registry;
use crate::sandbox::webhooks::state::{WebhookEndpoint, WebhookEvent};
use crate::sandbox::world::Moment;

const DEFAULT_PAGE: usize = 10;
const MAX_PAGE: usize = 100;

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/v3/webhooks/endpoints", get(list).post(create))
        .route("/v3/webhooks/endpoints/{id}", patch(update).delete(delete))
        .route("/v3/webhooks/endpoints/{id}/rotate-secret", post(rotate_secret))
        .route("/v3/webhooks/event-types", get(event_types))
        .route("/v3/webhooks/events", get(events))
}

/// `POST /v3/webhooks/endpoints` `{"url", "events"?, "entity_id"?}`
async fn create(service: SharedService, body: JsonBody) -> EndpointResult {
    let form = body.form();
    form.accept_only(&[&["url", "events", "entity_id"]])?;
    let endpoint = registry::add(&service, &form, invalid_url)?;
    let mut data = to_json(&endpoint);
    data["secret"] = json!(endpoint.secret);
    Ok(reply::v3(&data))
}

/// `GET /v3/webhooks/endpoints?limit=&token=`, oldest first.
async fn list(service: SharedService, query: RequestQuery) -> EndpointResult {
    let page = SandboxPage::read("endpoints", &query, DEFAULT_PAGE, MAX_PAGE)?;
    let world = service.world();
    Ok(page.reply(world.webhooks.endpoints.numbered(), to_json))
}

/// `PATCH /v3/webhooks/endpoints/{endpoint_id}` `{"url"?, "events"?}`
async fn update(service: SharedService, Path(id): Path<String>, body: JsonBody) -> EndpointResult {
    let form = body.form();
    form.accept_only(&[&["url", "events"]])?;
    let updated = registry::update(&service, &id, &form, invalid_url)?;
    let endpoint = updated.ok_or_else(|| not_found(&id))?;
    Ok(reply::v3(&to_json(&endpoint)))
}

/// `DELETE /v3/webhooks/endpoints/{endpoint_id}`
async fn delete(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    if registry::delete(&service, &id)? { Ok(reply::v3(&json!({}))) } else { Err(not_found(&id)) }
}

/// `POST /v3/webhooks/endpoints/{endpoint_id}/rotate-secret`
async fn rotate_secret(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let endpoint = registry::rotate_secret(&service, &id)?.ok_or_else(|| not_found(&id))?;
    Ok(reply::v3(&json!({ "endpoint_id": endpoint.id, "secret": endpoint.secret })))
}

/// `GET /v3/webhooks/event-types`
async fn event_types() -> EndpointResult {
    let row = |(name, meaning): &(&str, &str)| json!({ "event_type": name, "description": meaning });
    let rows: Vec<Value> = EVENT_TYPES.iter().map(row).collect();
    Ok(reply::v3_list(&rows, None))
}

/// `GET /v3/webhooks/events?event_type=&entity_id=&limit=&token=`, newest first.
async fn events(service: SharedService, query: RequestQuery) -> EndpointResult {
    let page = SandboxPage::read("events", &query, DEFAULT_PAGE, MAX_PAGE)?;
    let (event_type, entity) = (query.get("event_type"), query.get("entity_id"));
    if event_type.is_some_and(|name| !registry::is_event_type(name)) {
        return Err(ErrorReply::invalid_param("event_type", "is no event type"));
    }
    let wanted = |event: &WebhookEvent| {
        event_type.is_none_or(|name| event.kind == name)
            && entity.is_none_or(|id| event.data["video_id"] == id)
    };
    let world = service.world();
    let newest = world.webhooks.events.numbered().rev().filter(|(_, event)| wanted(event));
    Ok(page.reply(newest.map(|(number, event)| (u64::MAX - number, event)), event_to_json))
}

fn invalid_url() -> ErrorReply {
    ErrorReply::invalid_param("url", "must be an http or https URL")
}

fn not_found(id: &str) -> ErrorReply {
    let text = format!("Webhook endpoint {id} not found");
    ErrorReply::new(StatusCode::NOT_FOUND, "resource_not_found", &text)
}

/// The endpoint without its secret.
fn to_json(endpoint: &WebhookEndpoint) -> Value {
    json!({
        "endpoint_id": endpoint.id,
        "url": endpoint.url,
        "status": "enabled",
        "events": endpoint.events,
        "secret": null,
        "created_at": iso(endpoint.created),
    })
}

fn event_to_json(event: &WebhookEvent) -> Value {
    json!({
        "event_id": event.id,
        "event_type": event.kind,
        "event_data": event.data,
        "created_at": iso(event.created),
    })
}

fn iso(moment: Moment) -> String {
    Timestamp::from_millisecond(moment).unwrap_or_default().to_string()
}
