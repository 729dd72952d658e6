//! The current generation of the service, beside the older ones and on the same world.

mod account;
mod answers;
mod assets;
mod avatars;
mod creation;
mod faces;
mod fetching;
mod files;
mod look_changes;
mod order;
mod pages;
mod parts;
mod refusal;
mod speaker;
mod speech;
mod ssml;
mod uploads;
mod videos;
mod voices;
mod webhooks;

use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::form::{Form, JsonBody};
use super::service::Service;
pub(super) use refusal::V3ErrorReply;

/// What an endpoint gives back.
type V3Result = Result<Response, V3ErrorReply>;

/// Pictures may stand in a body, in base64.
const MAX_BODY_BYTES: usize = 48 << 20;

pub(super) fn is_current(path: &str) -> bool {
    path.starts_with("/v3/")
}

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/v3/users/me", get(account::me))
        .route("/v3/assets", get(uploads::list).post(assets::upload))
        .route("/v3/assets/{id}", get(uploads::get).delete(uploads::delete))
        .route("/v3/voices", get(voices::list))
        .route("/v3/voices/speech", post(speech::create))
        .route("/v3/voices/{id}", get(voices::get))
        .route("/v3/avatars", get(avatars::list).post(creation::create))
        .route("/v3/avatars/looks", get(avatars::looks))
        .route("/v3/avatars/{id}", get(avatars::group))
        .route(
            "/v3/avatars/looks/{id}",
            get(avatars::look).patch(look_changes::rename).delete(look_changes::delete),
        )
        .route("/v3/videos", get(videos::list).post(videos::create))
        .route("/v3/videos/statuses", get(videos::statuses))
        .route("/v3/videos/{id}", get(videos::get).delete(videos::delete))
        .merge(webhooks::routes())
}

/// One thing, or what became of a call.
fn one(data: &Value) -> Response {
    Json(json!({ "data": data })).into_response()
}

/// A JSON object, refused in the words of this generation.
#[derive(Debug)]
struct V3Body(JsonBody);

impl V3Body {
    fn form(&self) -> Form<'_> {
        self.0.form()
    }

    fn value(&self) -> Value {
        Value::Object(self.0.0.clone())
    }
}

impl<S: Send + Sync> FromRequest<S> for V3Body {
    type Rejection = V3ErrorReply;

    async fn from_request(request: Request, _: &S) -> Result<Self, V3ErrorReply> {
        Ok(Self(JsonBody::read(request.into_body(), MAX_BODY_BYTES).await?))
    }
}
