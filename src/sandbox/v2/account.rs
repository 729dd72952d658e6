//! The account: its balance and its owner.

use serde_json::json;

use crate::sandbox::http::reply::{self, EndpointResult};
use crate::sandbox::policy::Billing;
use crate::sandbox::service::SharedService;
use crate::sandbox::world::billing::OWNER;

/// `GET /v2/user/remaining_quota`, in sixtieths of a premium or API credit.
pub(super) async fn remaining(service: SharedService) -> EndpointResult {
    let units = service.account(&service.world()).units.max(0);
    let premium = service.policy().billing == Billing::Subscription;
    let (api, plan) = if premium { (0, units) } else { (units, 0) };
    Ok(reply::v2(&json!({
        "remaining_quota": units,
        "details": {
            "api": api,
            "plan_credit": plan,
            "generative_credit": 0,
            "seat": 1,
            "streaming_avatar": 0,
            "streaming_avatar_instance_quota": 0,
            "avatar_ivi": 0,
            "personalized_video_ivi": 0,
        },
    })))
}

/// `GET /v1/user/me`
pub(super) async fn owner() -> EndpointResult {
    Ok(reply::uploaded(&json!({
        "username": OWNER.0,
        "email": OWNER.1,
        "first_name": OWNER.2,
        "last_name": null,
    })))
}
