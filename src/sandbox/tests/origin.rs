//! Cross-site requests of a browser.

use serde_json::{Value, json};

use super::harness::{Reply, SandboxHarness};
use crate::sandbox::Options;

const JSON: (&str, &str) = ("Content-Type", "application/json");
const KEY: (&str, &str) = ("X-Api-Key", "test");
const ADVANCE: &str = "/sandbox/advance";

/// The code of an error reply of either API version.
fn code(reply: &Reply) -> Value {
    reply.json()["error"]["code"].clone()
}

#[tokio::test]
async fn only_requests_to_loopback_host_names_are_answered() {
    let sandbox = SandboxHarness::open().await;
    for path in ["/v2/voices", "/v3/voices", "/sandbox/report", "/media/avatars/x.png", "/nowhere"] {
        for host in ["attacker.example", "attacker.example:80", "127.0.0.1.attacker.example", "0.0.0.0"] {
            let reply = sandbox.call("GET", path, &[("Host", host), KEY], b"").await.unwrap();
            assert_eq!((reply.status, code(&reply)), (421, json!("misdirected_request")), "{host} {path}");
        }
    }
    for host in ["localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.2:4321", "[::1]", "[::1]:80"] {
        let reply = sandbox.call("GET", "/v2/voices", &[("Host", host), KEY], b"").await.unwrap();
        assert_eq!(reply.status, 200, "{host}");
    }
    let twice = [("Host", "localhost"), ("Host", "attacker.example"), KEY];
    assert_ne!(sandbox.call("GET", "/v2/voices", &twice, b"").await.unwrap().status, 200);
    assert_eq!(sandbox.sandbox.report().requests.of("GET /v2/voices").received, 6, "the others do not count");
}

#[tokio::test]
async fn an_admin_request_must_be_json_so_that_no_form_can_send_it() {
    let sandbox = SandboxHarness::open().await;
    let body = b"{\"seconds\": 60}";
    for kind in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("text/plain; application/json"),
    ] {
        let headers: Vec<_> = kind.map(|kind| ("Content-Type", kind)).into_iter().collect();
        for path in [ADVANCE, "/sandbox/faults", "/sandbox/policy"] {
            let reply = sandbox.call("POST", path, &headers, body).await.unwrap();
            assert_eq!(
                (reply.status, code(&reply)),
                (415, json!("unsupported_media_type")),
                "{kind:?} {path}"
            );
        }
    }
    for kind in ["application/json", "Application/JSON; charset=utf-8"] {
        let reply = sandbox.call("POST", ADVANCE, &[("Content-Type", kind)], body).await.unwrap();
        assert_eq!(reply.status, 200, "{kind}");
    }
}

#[tokio::test]
async fn cross_site_requests_change_nothing() {
    let sandbox = SandboxHarness::with(Options { require_key: false, ..Options::default() }).await;
    let video = sandbox.video().await.to_string();
    let foreign = [
        ("Origin", "https://attacker.example"),
        ("Origin", "http://127.0.0.1.attacker.example"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
    ];
    for from in foreign {
        for (method, path, body) in [
            ("POST", "/v2/video/av4/generate", video.as_bytes()),
            ("POST", "/v3/videos", video.as_bytes()),
            ("POST", "/v1/asset", b"picture"),
            ("DELETE", "/v1/video.delete?video_id=x", b""),
            ("POST", ADVANCE, b"{\"seconds\": 60}"),
            ("DELETE", "/sandbox/faults", b""),
        ] {
            let reply = sandbox.call(method, path, &[JSON, from], body).await.unwrap();
            assert_eq!((reply.status, code(&reply)), (403, json!("cross_site_request")), "{from:?} {path}");
        }
        let read = sandbox.call("GET", "/v2/voices", &[from], b"").await.unwrap();
        assert_eq!(read.status, 200, "reading changes nothing, and the page is not shown it");
        assert_eq!(read.header("access-control-allow-origin"), None);
    }
    assert!(sandbox.sandbox.report().paid.is_empty());
    // A page that a developer serves on the same machine is no other site.
    for from in [
        ("Origin", "http://localhost:3000"),
        ("Origin", "http://[::1]:80"),
        ("Sec-Fetch-Site", "same-origin"),
    ] {
        let reply =
            sandbox.call("POST", "/v2/video/av4/generate", &[JSON, from], video.as_bytes()).await.unwrap();
        assert_eq!(reply.status, 200, "{from:?}: {}", reply.text());
    }
}
