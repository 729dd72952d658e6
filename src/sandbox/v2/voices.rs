//! `GET /v2/voices`

use std::sync::Arc;

use axum::extract::State;
use serde_json::{Value, json};

use crate::sandbox::http::reply::{self, EndpointResult};
use crate::sandbox::service::Service;

pub(super) async fn list(State(service): State<Arc<Service>>) -> EndpointResult {
    let voices: Vec<Value> = service.voices().iter().map(|voice| voice.reply(service.base())).collect();
    Ok(reply::v2(&json!({ "voices": voices })))
}
