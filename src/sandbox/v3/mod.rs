//! Endpoints of v3.

mod account;
mod assets;
mod avatar_looks;
mod avatars;
mod engine;
mod file_fields;
mod idempotency;
mod page;
mod scene_body;
mod speech;
mod speech_input;
mod video_body;
mod videos;
mod voices;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::sandbox::service::Service;

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/v3/users/me", get(account::me))
        .route("/v3/assets", get(assets::list).post(assets::upload))
        .route("/v3/assets/{id}", get(assets::get).delete(assets::delete))
        .route("/v3/voices", get(voices::list))
        .route("/v3/voices/speech", post(speech::create))
        .route("/v3/voices/{id}", get(voices::get))
        .route("/v3/avatars", get(avatars::list).post(avatars::create))
        .route("/v3/avatars/looks", get(avatars::looks))
        .route("/v3/avatars/{id}", get(avatars::group))
        .route("/v3/avatars/looks/{id}", get(avatars::look).patch(avatars::rename).delete(avatars::delete))
        .route("/v3/videos", get(videos::list).post(videos::create))
        .route("/v3/videos/statuses", get(videos::statuses))
        .route("/v3/videos/{id}", get(videos::get).delete(videos::delete))
        .merge(webhooks::routes())
}
