//! Endpoints of v1 and v2, and their sunset.

mod assets;
mod groups;
mod lists;
pub(super) mod sunset;
mod video_bodies;
mod videos;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::routing::{any, delete, get, post};

use crate::sandbox::http::reply;
use crate::sandbox::options::Options;
use crate::sandbox::service::Service;

/// Endpoints of the upload host.
pub(super) fn upload_routes() -> Router<Arc<Service>> {
    Router::new().route("/v1/asset", post(assets::upload))
}

/// Endpoints of the API host.
pub(super) fn routes(options: &Options) -> Router<Arc<Service>> {
    let mut routes = Router::new()
        .route("/v2/photo_avatar/avatar_group/create", post(groups::create))
        .route("/v2/photo_avatar/avatar_group/add", post(groups::add))
        .route("/v2/photo_avatar/train", post(groups::train))
        .route("/v2/photo_avatar/train/status/{group_id}", get(groups::training))
        .route("/v2/photo_avatar/look/generate", post(groups::generate))
        .route("/v2/photo_avatar/generation/{generation_id}", get(groups::generation))
        .route("/v2/photo_avatar/{id}", get(groups::details))
        .route("/v2/avatars", get(lists::avatars))
        .route("/v2/avatar_group.list", get(groups::list))
        .route("/v2/avatar_group/{group_id}/avatars", get(groups::looks_of_group))
        .route("/v1/user/me", get(lists::owner))
        .route("/v2/voices", get(lists::voices))
        .route("/v2/video/av4/generate", post(videos::generate))
        .route("/v2/video/generate", post(videos::generate_v2))
        .route("/v2/videos/{id}", get(videos::detail))
        .route("/v1/video_status.get", get(videos::status))
        .route("/v1/video.delete", delete(videos::delete));
    if options.quota {
        routes = routes.route("/v2/user/remaining_quota", get(lists::remaining_quota));
    }
    if options.video_list {
        routes = routes.route("/v1/video.list", get(videos::list));
    }
    routes.merge(webhooks::routes())
}

/// Paths that look like the id of a photo avatar and do not exist.
pub(super) fn reserved_paths() -> Router<Arc<Service>> {
    let words = ["talking_photo", "avatar_group", "look", "generation"];
    words.iter().fold(Router::new(), |routes, word| {
        routes.route(&format!("/v2/photo_avatar/{word}"), any(async || reply::not_found()))
    })
}
