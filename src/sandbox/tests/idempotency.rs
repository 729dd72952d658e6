//! Repeated requests of v3 with an idempotency key.

use std::time::Duration;

use serde_json::json;

use super::harness::{SandboxHarness, png};
use crate::sandbox::{InjectedFault, InjectedFaultKind};

const VIDEOS: &str = "/v3/videos";

#[tokio::test]
async fn the_same_key_and_body_create_one_video() {
    let sandbox = SandboxHarness::open().await;
    let order = sandbox.order().await;
    let first = sandbox.post_once(VIDEOS, "key-1", &order).await;
    let again = sandbox.post_once(VIDEOS, "key-1", &order).await;
    assert_eq!((again.status, again.json()), (200, first.json()));
    let other = sandbox.post_once(VIDEOS, "key-2", &order).await.json();
    assert_ne!(other["data"]["video_id"], first.json()["data"]["video_id"]);
    assert_ne!(sandbox.submit_current().await, sandbox.submit_current().await, "without a key each is new");
    let ledger = sandbox.sandbox.report();
    assert_eq!(ledger.paid.len(), 4);
    assert_eq!(ledger.requests.of("POST /v3/videos").accepted, 5);
    assert!(ledger.paid.iter().all(|paid| paid.api_version == "v3"));
}

#[tokio::test]
async fn concurrent_repetitions_make_one_video() {
    let sandbox = SandboxHarness::open().await;
    let order = sandbox.order().await;
    let calls = (0..8).map(|_| sandbox.post_once(VIDEOS, "key", &order));
    let replies = futures_util::future::join_all(calls).await;
    assert!(replies.iter().all(|reply| reply.status == 200 && reply.json() == replies[0].json()));
    assert_eq!(sandbox.sandbox.report().paid.len(), 1);
}

#[tokio::test]
async fn a_key_with_another_body_is_refused_for_a_day() {
    let sandbox = SandboxHarness::open().await;
    let mut order = sandbox.order().await;
    let first = sandbox.post_once(VIDEOS, "key", &order).await.json();
    let same = order.clone();
    order["title"] = json!("Another day");
    let refused = sandbox.post_once(VIDEOS, "key", &order).await;
    assert_eq!((refused.status, &refused.json()["error"]["param"]), (400, &json!("Idempotency-Key")));
    sandbox.skip(24 * 3600 - 1);
    assert_eq!(sandbox.post_once(VIDEOS, "key", &same).await.json(), first);
    sandbox.skip(2);
    let new = sandbox.post_once(VIDEOS, "key", &order).await;
    assert_eq!(new.status, 200);
    assert_ne!(new.json()["data"]["video_id"], first["data"]["video_id"]);
    assert_eq!(sandbox.sandbox.report().paid.len(), 2);
}

#[tokio::test]
async fn a_refused_request_does_not_use_up_its_key() {
    let sandbox = SandboxHarness::open().await;
    let mut order = sandbox.order().await;
    order["avatar_id"] = json!("nobody");
    assert_eq!(sandbox.post_once(VIDEOS, "key", &order).await.status, 404);
    assert_eq!(sandbox.post_once(VIDEOS, "key", &sandbox.order().await).await.status, 200);
}

#[tokio::test]
async fn a_lost_reply_is_repeated_for_the_same_key() {
    let sandbox = SandboxHarness::open().await;
    let order = sandbox.order().await;
    for (kind, key, recorded) in [
        (InjectedFaultKind::Reset, "a", 0),
        (InjectedFaultKind::ResetRecorded, "a", 1),
        (InjectedFaultKind::TimeoutRecorded, "b", 2),
    ] {
        sandbox.sandbox.fault(InjectedFault::times(kind, 1));
        let headers = [("X-Api-Key", "test"), ("Idempotency-Key", key)];
        let body = order.to_string();
        let call = sandbox.call("POST", VIDEOS, &headers, body.as_bytes());
        let lost = tokio::time::timeout(Duration::from_millis(300), call).await;
        assert!(lost.is_err() || lost.is_ok_and(|reply| reply.is_err()), "{kind:?}");
        assert_eq!(sandbox.sandbox.report().paid.len(), recorded, "{kind:?}");
    }
    for key in ["a", "b"] {
        assert_eq!(sandbox.post_once(VIDEOS, key, &order).await.status, 200);
    }
    assert_eq!(sandbox.sandbox.report().paid.len(), 2);
}

#[tokio::test]
async fn a_recorded_fault_on_v3_affects_submissions_and_not_lists() {
    let sandbox = SandboxHarness::open().await;
    sandbox.sandbox.fault(InjectedFault::times(InjectedFaultKind::ResetRecorded, 1));
    assert_eq!(sandbox.get(VIDEOS).await.status, 200);
    let order = sandbox.order().await.to_string();
    assert!(sandbox.call("POST", VIDEOS, &[("X-Api-Key", "k")], order.as_bytes()).await.is_err());
    sandbox.sandbox.fault("502:1@POST /v3/videos".parse().unwrap());
    assert_eq!(sandbox.get(VIDEOS).await.status, 200);
    assert_eq!(sandbox.post_text(VIDEOS, &order).await.status, 502);
}

#[tokio::test]
async fn a_concurrent_repetition_is_a_conflict() {
    let sandbox = SandboxHarness::open().await;
    sandbox.sandbox.fault("409-in-progress:1".parse().unwrap());
    let order = sandbox.order().await;
    let early = sandbox.post_once(VIDEOS, "key", &order).await;
    assert_eq!((early.status, &early.json()["error"]["code"]), (409, &json!("request_in_progress")));
    assert_eq!(sandbox.post_once(VIDEOS, "key", &order).await.status, 200);
}

#[tokio::test]
async fn the_same_key_and_body_create_one_avatar() {
    let sandbox = SandboxHarness::open().await;
    let asset = sandbox.upload_form(&png()).await.json()["data"]["asset_id"].clone();
    let body = json!({ "type": "photo", "name": "Me", "file": { "type": "asset_id", "asset_id": asset } });
    let first = sandbox.post_once("/v3/avatars", "key", &body).await.json();
    assert_eq!(sandbox.post_once("/v3/avatars", "key", &body).await.json(), first);
    sandbox.skip(60);
    let photos = sandbox.get("/v2/avatars").await.json()["data"]["talking_photos"].clone();
    assert_eq!(photos.as_array().unwrap().len(), 37);
}
