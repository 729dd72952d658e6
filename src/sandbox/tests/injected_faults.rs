//! Injected faults.

use std::time::Duration;

use serde_json::{Value, json};

use super::harness::SandboxHarness;
use crate::sandbox::{InjectedFault, InjectedFaultKind, Options};

const GENERATE_AV4: &str = "/v2/video/av4/generate";

#[tokio::test]
async fn each_refusal_has_its_own_reply_and_is_counted_down() {
    let sandbox = SandboxHarness::open().await;
    let video = sandbox.video().await;
    for (name, status, word) in [
        ("429", 429, "rate_limit_exceeded"),
        ("429-retry-after", 429, "rate_limit_exceeded"),
        ("429-daily-limit", 429, "trial_video_limit_exceeded"),
        ("500", 500, "internal_error"),
        ("502", 502, "502 Bad Gateway"),
        ("410", 410, "endpoint_removed"),
        ("404", 404, "Not Found"),
        ("402", 402, "insufficient_credit"),
    ] {
        sandbox.sandbox.fault(InjectedFault {
            path: Some(GENERATE_AV4.to_owned()),
            ..format!("{name}:1").parse().unwrap()
        });
        assert_eq!(sandbox.get("/v2/voices").await.status, 200, "{name}");
        let reply = sandbox.post(GENERATE_AV4, &video).await;
        assert!(reply.status == status && reply.text().contains(word), "{name}: {}", reply.text());
        assert_eq!(reply.header("retry-after").is_some(), name == "429-retry-after");
    }
    assert!(sandbox.sandbox.report().paid.is_empty());
    assert_eq!(sandbox.post(GENERATE_AV4, &video).await.status, 200);
    let count = sandbox.sandbox.report().requests.of("POST /v2/video/av4/generate");
    assert_eq!((count.received, count.accepted), (9, 1));
}

#[tokio::test]
async fn a_reset_connection_hides_whether_the_video_was_recorded() {
    let sandbox = SandboxHarness::open().await;
    let video = sandbox.video().await.to_string();
    let headers = [("x-api-key", "k"), ("content-type", "application/json")];
    for (kind, recorded) in [(InjectedFaultKind::Reset, 0), (InjectedFaultKind::ResetRecorded, 1)] {
        sandbox.sandbox.fault(InjectedFault::times(kind, 1));
        assert!(sandbox.call("POST", GENERATE_AV4, &headers, video.as_bytes()).await.is_err(), "{kind:?}");
        assert_eq!(sandbox.sandbox.report().paid.len(), recorded, "{kind:?}");
    }
}

#[tokio::test]
async fn a_timeout_leaves_the_connection_open() {
    let sandbox = SandboxHarness::open().await;
    let video = sandbox.video().await.to_string();
    for (kind, recorded) in [(InjectedFaultKind::Timeout, 0), (InjectedFaultKind::TimeoutRecorded, 1)] {
        sandbox.sandbox.fault(InjectedFault::times(kind, 1));
        let call = sandbox.call("POST", GENERATE_AV4, &[("x-api-key", "k")], video.as_bytes());
        assert!(tokio::time::timeout(Duration::from_millis(150), call).await.is_err(), "{kind:?}");
        assert_eq!(sandbox.sandbox.report().paid.len(), recorded, "{kind:?}");
    }
    sandbox.sandbox.stop().await;
}

#[tokio::test]
async fn videos_fail_in_every_error_format() {
    let sandbox = SandboxHarness::open().await;
    let video = sandbox.video().await;
    for (name, status, error) in [
        ("402-at-poll", "failed", "MOVIO_PAYMENT_INSUFFICIENT_CREDIT"),
        ("failed", "failed", "BLOCKED_WORDS_DETECTED"),
        ("failed-number", "failed", "40119"),
        ("failed-string", "failed", "Rendering failed"),
        ("failed-null", "failed", "null"),
        ("completed-with-error", "completed", "MOVIO_PAYMENT_INSUFFICIENT_CREDIT"),
    ] {
        sandbox.sandbox.fault(format!("{name}:1").parse().unwrap());
        let id = sandbox.post(GENERATE_AV4, &video).await.json()["data"]["video_id"].clone();
        let early = sandbox.status(id.as_str().unwrap()).await;
        assert_eq!((&early["status"], &early["error"]), (&json!("pending"), &Value::Null), "{name}");
        sandbox.skip(3600);
        let late = sandbox.status(id.as_str().unwrap()).await;
        assert_eq!(late["status"], status, "{name}");
        assert!(late["error"].to_string().contains(error), "{name}: {late}");
        assert_eq!(late["video_url"].is_string(), status == "completed", "{name}");
    }
}

#[tokio::test]
async fn the_strict_keys_fault_accepts_only_picture_keys() {
    let sandbox = SandboxHarness::with(Options {
        faults: vec![InjectedFaultKind::StrictKeys.into()],
        ..Options::default()
    })
    .await;
    let mut video = sandbox.video().await;
    assert_eq!(sandbox.post(GENERATE_AV4, &video).await.status, 400);
    video["image_key"] = json!(sandbox.picture().await);
    assert_eq!(sandbox.post(GENERATE_AV4, &video).await.status, 200);
}

#[tokio::test]
async fn admin_endpoints_need_no_api_key() {
    let sandbox = SandboxHarness::open().await;
    let video = sandbox.video().await;
    let admin = async |method: &str, path: &str, body: Value| sandbox.admin(method, path, &body).await;
    let fault = json!({ "fault": "429-retry-after", "times": 1, "path": GENERATE_AV4 });
    let waiting = admin("POST", "/sandbox/faults", fault.clone()).await.json();
    assert_eq!(waiting["waiting"], json!([fault]));
    assert_eq!(sandbox.post(GENERATE_AV4, &video).await.status, 429);
    let unknown = admin("POST", "/sandbox/faults", json!({ "fault": "explode" })).await;
    assert!(unknown.status == 400 && unknown.text().contains("reset-recorded"));
    admin("POST", "/sandbox/faults", json!({ "fault": "500" })).await;
    assert_eq!(sandbox.get("/v2/voices").await.status, 500);
    assert_eq!(admin("DELETE", "/sandbox/faults", Value::Null).await.json()["waiting"], json!([]));
    let id = sandbox.submit().await;
    assert_eq!(admin("POST", "/sandbox/advance", json!({ "seconds": 3600 })).await.status, 200);
    assert_eq!(admin("POST", "/sandbox/advance", json!({ "seconds": "x" })).await.status, 400);
    let ledger = admin("GET", "/sandbox/report", Value::Null).await.json();
    assert_eq!(
        (&ledger["paid"][0]["video_id"], &ledger["paid"][0]["status"]),
        (&json!(id), &json!("completed"))
    );
    assert_eq!(ledger["requests"]["POST /v2/video/av4/generate"], json!({ "received": 2, "accepted": 1 }));
}

#[tokio::test]
async fn a_fault_adds_the_sunset_headers() {
    let sandbox = SandboxHarness::open().await;
    assert!(sandbox.get("/v2/voices").await.header("sunset").is_none());
    sandbox.sandbox.fault(InjectedFaultKind::LegacyHeaders.into());
    assert_eq!(sandbox.get("/v2/voices").await.header("deprecation").unwrap(), "true");
}
