//! What the account has left.

use std::sync::Arc;

use axum::extract::State;
use serde_json::json;

use super::reply::{self, Answer};
use super::service::Service;

/// `GET /v2/user/remaining_quota`, in sixtieths of a credit.
pub(super) async fn remaining(State(service): State<Arc<Service>>) -> Answer {
    let units = service.account(&service.world()).units;
    Ok(reply::v2(&json!({
        "remaining_quota": units,
        "details": {
            "api": 0,
            "plan_credit": units,
            "generative_credit": 0,
            "seat": 1,
            "streaming_avatar": 0,
            "streaming_avatar_instance_quota": 0,
            "avatar_ivi": 0,
            "personalized_video_ivi": 0,
        },
    })))
}
