//! API host and upload host on two ports, each with its own paths.

use std::net::SocketAddr;

use super::harness::{Reply, SandboxHarness, ask, png};
use crate::sandbox::{CallCount, Options};

const HEADERS: [(&str, &str); 2] = [("X-Api-Key", "test"), ("Content-Type", "image/png")];

fn upload_host(sandbox: &SandboxHarness) -> SocketAddr {
    sandbox.sandbox.upload_url().strip_prefix("http://").unwrap().parse().unwrap()
}

fn is_unknown_path(reply: &Reply) -> bool {
    reply.status == 404 && reply.text().contains("<title>404 Not Found</title>")
}

#[tokio::test]
async fn each_host_treats_paths_of_the_other_as_unknown() {
    let sandbox = SandboxHarness::with(Options { upload_port: Some(0), ..Options::default() }).await;
    let uploads = upload_host(&sandbox);
    assert_ne!(uploads, sandbox.sandbox.address());
    let misplaced = sandbox.upload("image/png", &png()).await;
    assert!(is_unknown_path(&misplaced), "{}", misplaced.text());
    for path in [
        "/v2/voices",
        "/v2/avatars",
        "/v1/user/me",
        "/v1/video_status.get?video_id=x",
        "/v3/users/me",
        "/v3/videos",
        "/sandbox/report",
        "/media/avatars/x.png",
    ] {
        let reply = ask(uploads, "GET", path, &HEADERS, b"").await.unwrap();
        assert!(is_unknown_path(&reply), "{path}: {}", reply.text());
    }
    for path in ["/v2/video/av4/generate", "/v3/videos", "/v3/assets", "/v2/photo_avatar/train"] {
        let reply = ask(uploads, "POST", path, &HEADERS, b"{}").await.unwrap();
        assert!(is_unknown_path(&reply), "{path}: {}", reply.text());
    }

    let placed = ask(uploads, "POST", "/v1/asset", &HEADERS, &png()).await.unwrap();
    assert_eq!(placed.status, 200, "{}", placed.text());
    assert_eq!(ask(uploads, "POST", "/v1/asset", &HEADERS[1..], &png()).await.unwrap().status, 401);
    assert_eq!(
        sandbox.follow(&placed.json()["data"]["url"], None).await.body,
        png(),
        "both hosts have one account, and pictures are seen on the media host"
    );
    let count = CallCount { received: 3, accepted: 1 };
    assert_eq!(sandbox.sandbox.report().requests.of("POST /v1/asset"), count, "also those that went astray");
}

#[tokio::test]
async fn one_port_has_both_roles_without_an_upload_port() {
    let sandbox = SandboxHarness::open().await;
    assert_eq!(sandbox.sandbox.upload_url(), sandbox.sandbox.base_url());
    assert_eq!(sandbox.upload("image/png", &png()).await.status, 200);
    assert_eq!(sandbox.get("/v2/voices").await.status, 200);
}

#[tokio::test]
async fn both_ports_are_released_with_the_sandbox() {
    let sandbox = SandboxHarness::with(Options { upload_port: Some(0), ..Options::default() }).await;
    let ports = [sandbox.sandbox.address(), upload_host(&sandbox)];
    sandbox.sandbox.stop().await;
    for port in ports {
        std::net::TcpListener::bind(port).unwrap();
    }
}
