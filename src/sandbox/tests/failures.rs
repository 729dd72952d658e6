//! Failures that were asked for.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::House;
use crate::sandbox::{Fault, FaultKind, Options};

const GENERATE: &str = "/v2/video/av4/generate";

#[tokio::test]
async fn refusals_come_in_their_own_shapes_and_wear_out() {
    let house = House::open().await;
    let video = house.video().await;
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
        house
            .sandbox
            .fault(Fault { path: Some(GENERATE.to_owned()), ..format!("{name}:1").parse().unwrap() });
        assert_eq!(house.get("/v2/voices").await.status, 200, "{name}");
        let reply = house.post(GENERATE, &video).await;
        assert!(reply.status == status && reply.text().contains(word), "{name}: {}", reply.text());
        assert_eq!(reply.header("retry-after").is_some(), name == "429-retry-after");
    }
    assert!(house.sandbox.ledger().paid.is_empty());
    assert_eq!(house.post(GENERATE, &video).await.status, 200);
    let count = house.sandbox.ledger().requests.of("POST /v2/video/av4/generate");
    assert_eq!((count.received, count.accepted), (9, 1));
}

#[tokio::test]
async fn a_cut_line_tells_nothing_of_what_was_recorded() {
    let house = House::open().await;
    let video = house.video().await.to_string();
    let headers = [("x-api-key", "k"), ("content-type", "application/json")];
    for (kind, recorded) in [(FaultKind::Reset, 0), (FaultKind::ResetRecorded, 1)] {
        house.sandbox.fault(Fault::times(kind, 1));
        assert!(house.call("POST", GENERATE, &headers, video.as_bytes()).await.is_err(), "{kind:?}");
        assert_eq!(house.sandbox.ledger().paid.len(), recorded, "{kind:?}");
    }
}

#[tokio::test]
async fn a_silent_line_stays_open() {
    let house = House::open().await;
    let video = house.video().await.to_string();
    for (kind, recorded) in [(FaultKind::Timeout, 0), (FaultKind::TimeoutRecorded, 1)] {
        house.sandbox.fault(Fault::times(kind, 1));
        let call = house.call("POST", GENERATE, &[("x-api-key", "k")], video.as_bytes());
        assert!(tokio::time::timeout(Duration::from_millis(150), call).await.is_err(), "{kind:?}");
        assert_eq!(house.sandbox.ledger().paid.len(), recorded, "{kind:?}");
    }
    house.sandbox.stop().await;
}

#[tokio::test]
async fn videos_fail_in_every_shape() {
    let house = House::open().await;
    let video = house.video().await;
    for (name, status, error) in [
        ("402-at-poll", "failed", "MOVIO_PAYMENT_INSUFFICIENT_CREDIT"),
        ("failed", "failed", "BLOCKED_WORDS_DETECTED"),
        ("failed-number", "failed", "40119"),
        ("failed-string", "failed", "Rendering failed"),
        ("failed-null", "failed", "null"),
        ("completed-with-error", "completed", "MOVIO_PAYMENT_INSUFFICIENT_CREDIT"),
    ] {
        house.sandbox.fault(format!("{name}:1").parse().unwrap());
        let id = house.post(GENERATE, &video).await.json()["data"]["video_id"].clone();
        let early = house.status(id.as_str().unwrap()).await;
        assert_eq!((&early["status"], &early["error"]), (&json!("pending"), &Value::Null), "{name}");
        house.skip(3600);
        let late = house.status(id.as_str().unwrap()).await;
        assert_eq!(late["status"], status, "{name}");
        assert!(late["error"].to_string().contains(error), "{name}: {late}");
        assert_eq!(late["video_url"].is_string(), status == "completed", "{name}");
    }
}

#[tokio::test]
async fn strict_keys_take_keys_only() {
    let house =
        House::with(Options { faults: vec![FaultKind::StrictKeys.into()], ..Options::default() }).await;
    let mut video = house.video().await;
    assert_eq!(house.post(GENERATE, &video).await.status, 400);
    video["image_key"] = json!(house.picture().await);
    assert_eq!(house.post(GENERATE, &video).await.status, 200);
}

#[tokio::test]
async fn the_levers_work_over_http_and_need_no_key() {
    let house = House::open().await;
    let video = house.video().await;
    let lever = async |method: &str, path: &str, body: Value| house.control(method, path, &body).await;
    let fault = json!({ "fault": "429-retry-after", "times": 1, "path": GENERATE });
    let waiting = lever("POST", "/sandbox/faults", fault.clone()).await.json();
    assert_eq!(waiting["waiting"], json!([fault]));
    assert_eq!(house.post(GENERATE, &video).await.status, 429);
    let unknown = lever("POST", "/sandbox/faults", json!({ "fault": "explode" })).await;
    assert!(unknown.status == 400 && unknown.text().contains("reset-recorded"));
    lever("POST", "/sandbox/faults", json!({ "fault": "500" })).await;
    assert_eq!(house.get("/v2/voices").await.status, 500);
    assert_eq!(lever("DELETE", "/sandbox/faults", Value::Null).await.json()["waiting"], json!([]));
    let id = house.submit().await;
    assert_eq!(lever("POST", "/sandbox/advance", json!({ "seconds": 3600 })).await.status, 200);
    assert_eq!(lever("POST", "/sandbox/advance", json!({ "seconds": "x" })).await.status, 400);
    let ledger = lever("GET", "/sandbox/ledger", Value::Null).await.json();
    assert_eq!(
        (&ledger["paid"][0]["video_id"], &ledger["paid"][0]["status"]),
        (&json!(id), &json!("completed"))
    );
    assert_eq!(ledger["requests"]["POST /v2/video/av4/generate"], json!({ "received": 2, "accepted": 1 }));
}

#[tokio::test]
async fn legacy_headers_are_announced_when_asked_for() {
    let house = House::open().await;
    assert!(house.get("/v2/voices").await.header("sunset").is_none());
    house.sandbox.fault(FaultKind::LegacyHeaders.into());
    assert_eq!(house.get("/v2/voices").await.header("deprecation").unwrap(), "true");
}
