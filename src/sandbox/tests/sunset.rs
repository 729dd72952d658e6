//! Each state of the sunset of v1 and v2, while v3 stays.

use serde_json::{Value, json};

use super::harness::{SandboxHarness, sample};
use crate::sandbox::{Options, ServicePolicy, Sunset};

const CALLS: [(&str, &str); 5] = [
    ("GET", "/v2/voices"),
    ("POST", "/v2/video/av4/generate"),
    ("GET", "/v1/video.list"),
    ("POST", "/v1/asset"),
    ("GET", "/v2/user/remaining_quota"),
];

async fn sandbox(sunset: Sunset) -> SandboxHarness {
    let policy = ServicePolicy { sunset, ..ServicePolicy::default() };
    SandboxHarness::with(Options { policy, ..Options::default() }).await
}

#[tokio::test]
async fn a_past_sunset_is_in_headers_and_in_bodies_of_v2() {
    let sandbox = sandbox(Sunset::Past).await;
    let headers = sample("headers_legacy_deprecation")["headers"].clone();
    for (method, path) in CALLS {
        let reply = sandbox.call(method, path, &[("x-api-key", "k")], b"{}").await.unwrap();
        assert_eq!(reply.header("deprecation").unwrap(), headers["Deprecation"], "{path}");
        assert_eq!(reply.header("sunset").unwrap(), headers["Sunset"], "{path}");
        let warning = reply.json()["warning"].clone();
        assert_eq!(warning["sunset_date"] == "2026-10-31", path.starts_with("/v2/"), "{path}: {warning}");
    }
    let voices = sandbox.get("/v2/voices").await.json();
    assert_eq!(voices["data"]["voices"].as_array().unwrap().len(), 300);
    assert_eq!(voices["warning"]["v3_endpoint"], "GET /v3/voices");
    sandbox.submit().await;
    let current = sandbox.get("/v3/voices").await;
    assert_eq!((current.header("sunset"), &current.json()["warning"]), (None, &Value::Null));
}

#[tokio::test]
async fn a_removed_version_returns_410_or_404_and_v3_stays() {
    let gone = sandbox(Sunset::Gone).await;
    let unknown = sandbox(Sunset::Unknown).await;
    for (method, path) in CALLS {
        let reply = gone.call(method, path, &[], b"{}").await.unwrap();
        assert_eq!(
            (reply.status, &reply.json()["error"]["code"]),
            (410, &json!("endpoint_removed")),
            "{path}"
        );
        assert!(reply.header("sunset").is_some());
        let reply = unknown.call(method, path, &[], b"{}").await.unwrap();
        assert!(reply.status == 404 && reply.text().contains("<h1>Not Found</h1>"), "{path}");
        assert!(reply.header("content-type").unwrap().starts_with("text/html"));
    }
    let reply = gone.call("POST", "/v2/video/av4/generate", &[], b"{}").await.unwrap();
    assert_eq!(reply.json(), sample("error_legacy_gone_410"));
    for sandbox in [gone, unknown] {
        assert_eq!(sandbox.get("/v3/users/me").await.status, 200);
        assert!(sandbox.sandbox.report().paid.is_empty());
    }
}

#[tokio::test]
async fn a_sunset_may_be_announced_in_one_way_alone() {
    for (sunset, status, headers, warning, code) in [
        (Sunset::Announced, 200, true, true, Value::Null),
        (Sunset::Headers, 200, true, false, Value::Null),
        (Sunset::Warning, 200, false, true, Value::Null),
        (Sunset::Code, 400, false, false, json!("endpoint_removed")),
    ] {
        let sandbox = sandbox(sunset).await;
        let reply = sandbox.get("/v2/user/remaining_quota").await;
        assert_eq!(reply.status, status, "{sunset:?}");
        let both = [reply.header("deprecation").is_some(), reply.header("sunset").is_some()];
        assert_eq!(both, [headers; 2], "{sunset:?}");
        assert!(reply.header("sunset").is_none_or(|date| date.contains("2099")), "{sunset:?}: not yet");
        let body = reply.json();
        assert_eq!((body["warning"].is_object(), &body["error"]["code"]), (warning, &code), "{sunset:?}");
        assert_eq!(sandbox.get("/v3/users/me").await.status, 200);
    }
}

#[tokio::test]
async fn a_video_created_before_the_sunset_is_visible_after_it() {
    let sandbox = SandboxHarness::open().await;
    let id = sandbox.submit().await;
    sandbox.sandbox.set_policy(ServicePolicy { sunset: Sunset::Gone, ..sandbox.sandbox.policy() });
    sandbox.skip(3600);
    assert_eq!(sandbox.video_of_v3(&id).await["status"], "completed");
}

#[tokio::test]
async fn a_service_without_v3_returns_404_on_v3_paths() {
    let policy = ServicePolicy { v3: false, ..ServicePolicy::default() };
    let sandbox = SandboxHarness::with(Options { policy, ..Options::default() }).await;
    for path in ["/v3/users/me", "/v3/videos", "/v3/voices"] {
        let reply = sandbox.get(path).await;
        assert!(reply.status == 404 && reply.text().contains("<title>404"), "{path}");
    }
    assert_eq!(sandbox.get("/v2/voices").await.status, 200);
}

#[tokio::test]
async fn the_policy_can_be_read_and_changed() {
    let sandbox = SandboxHarness::open().await;
    let admin = async |method: &str, body: Value| sandbox.admin(method, "/sandbox/policy", &body).await;
    let usual = json!({ "sunset": "none", "av4": "both", "picture_keys": "loose", "billing": "subscription", "4k": "refused",
        "statuses": "service", "training": "optional", "v3": true });
    assert_eq!(admin("GET", Value::Null).await.json(), usual);
    let changed = admin("POST", json!({ "sunset": "removed-html", "billing": "wallet" })).await.json();
    let named = [&changed["sunset"], &changed["billing"], &changed["av4"]];
    assert_eq!(named, ["removed-html", "wallet", "both"]);
    assert_eq!(sandbox.get("/v2/voices").await.status, 404);
    assert_eq!(sandbox.get("/v3/users/me").await.json()["data"]["billing_type"], "wallet");
    let wrong = admin("POST", json!({ "sunset": "soon" })).await;
    assert!(wrong.status == 400 && wrong.text().contains("announced"), "{}", wrong.text());
    admin("POST", json!({ "sunset": "none", "v3": false })).await;
    assert_eq!((sandbox.get("/v2/voices").await.status, sandbox.get("/v3/voices").await.status), (200, 404));
}
