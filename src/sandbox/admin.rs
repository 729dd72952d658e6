//! Admin endpoints under `/sandbox`. They are no part of the service and need no API key.

use std::time::Duration;

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::sandbox::faults::{InjectedFault, InjectedFaultKind};
use crate::sandbox::http::{EndpointResult, ErrorReply, JsonBody};
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::webhooks::state::WebhookEvent;

const MAX_SKIP_SECONDS: f64 = 3.2e9;

/// `GET /sandbox/report`
pub(super) async fn report(service: SharedService) -> Response {
    Json(service.report()).into_response()
}

/// `GET /sandbox/webhooks`: the newest events with their deliveries, newest first.
pub(super) async fn webhooks(service: SharedService) -> Response {
    let world = service.world();
    let events: Vec<Value> = world.webhooks.events.iter().rev().map(WebhookEvent::to_json).collect();
    Json(json!({ "events": events })).into_response()
}

/// `GET /sandbox/faults`: the active faults, and all known ones.
pub(super) async fn faults(service: SharedService) -> Response {
    let waiting: Vec<Value> = service.faults.list().iter().map(to_json).collect();
    let known = InjectedFaultKind::ALL.iter();
    let known: Vec<Value> = known.map(|kind| json!({ "fault": kind, "meaning": kind.meaning() })).collect();
    Json(json!({ "waiting": waiting, "known": known })).into_response()
}

/// `POST /sandbox/faults` `{"fault": NAME, "times": N?, "path": PATH?}`
pub(super) async fn add_fault(service: SharedService, body: JsonBody) -> EndpointResult {
    let form = body.form();
    let mut fault: InjectedFault = match form.required_text("fault")?.parse() {
        Ok(fault) => fault,
        Err(unknown) => return form.refuse("fault", &unknown),
    };
    if form.value("times").is_some() {
        fault.times = Some(form.number_between("times", 0, 1_000_000)?);
    }
    if let Some(path) = form.text("path")? {
        fault.path = Some(path.to_owned());
    }
    service.faults.add(fault);
    Ok(faults(service).await)
}

/// `DELETE /sandbox/faults`
pub(super) async fn clear_faults(service: SharedService) -> Response {
    service.faults.clear();
    faults(service).await
}

/// `GET /sandbox/policy`
pub(super) async fn policy(service: SharedService) -> Response {
    Json(service.policy()).into_response()
}

/// `POST /sandbox/policy` `{"sunset"?, "av4"?, "picture_keys"?, "training"?, "billing"?, "statuses"?, "4k"?, "v3"?}`:
/// changes the named fields.
pub(super) async fn set_policy(service: SharedService, body: JsonBody) -> EndpointResult {
    service.set_policy(service.policy().changed(&body)?);
    Ok(policy(service).await)
}

/// `POST /sandbox/advance` `{"seconds": N}`
pub(super) async fn advance(service: SharedService, body: JsonBody) -> EndpointResult {
    let form = body.form();
    let Some(seconds) =
        form.value("seconds").and_then(Value::as_f64).filter(|s| (0.0..MAX_SKIP_SECONDS).contains(s))
    else {
        return form.refuse("seconds", "value is not a valid number of seconds");
    };
    skip(&service, Duration::from_secs_f64(seconds))?;
    Ok(Json(json!({ "now": service.now() })).into_response())
}

/// Advances the clock, and stores by how much.
pub(super) fn skip(service: &Service, by: Duration) -> Result<(), ErrorReply> {
    service.clock.advance(by);
    service.change(|world| world.skip(crate::sandbox::world::clock::millis(by.as_secs_f64())))
}

fn to_json(fault: &InjectedFault) -> Value {
    json!({ "fault": fault.kind, "times": fault.times, "path": fault.path })
}
