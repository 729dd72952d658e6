//! Worlds that are stored and resumed.

use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use super::harness::{SandboxHarness, png};
use crate::sandbox::Options;

#[tokio::test]
async fn a_world_resumes_at_the_current_time() {
    let folder = TempDir::new().unwrap();
    let options = || Options { world: Some(folder.path().join("world.json")), ..Options::default() };
    let sandbox = SandboxHarness::with(options()).await;
    let key = sandbox.picture().await;
    let id = sandbox.submit().await;
    let group = json!({ "name": "Me", "image_key": key });
    assert_eq!(sandbox.post("/v2/photo_avatar/avatar_group/create", &group).await.status, 200);
    sandbox.skip(3600);
    let before = sandbox.get("/v2/user/remaining_quota").await.json();
    sandbox.sandbox.stop().await;

    let sandbox = SandboxHarness::with(options()).await;
    assert_eq!(sandbox.status(&id).await["status"], "completed");
    assert_eq!(sandbox.get("/v2/user/remaining_quota").await.json(), before);
    let photos = sandbox.get("/v2/avatars").await.json()["data"]["talking_photos"].clone();
    assert_eq!(photos[0]["talking_photo_name"], "Me");
    assert_eq!(sandbox.follow(&photos[0]["preview_image_url"], None).await.body, png());
    assert_ne!(sandbox.submit().await, id);
    assert_eq!(sandbox.sandbox.report().paid.len(), 2);
}

#[tokio::test]
async fn a_damaged_world_is_reported_and_not_fatal() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("world.json");
    std::fs::write(&path, "{\"videos\": 7}").unwrap();
    let sandbox = SandboxHarness::with(Options { world: Some(path), ..Options::default() }).await;
    assert!(sandbox.sandbox.damaged_world().is_some_and(std::path::Path::exists));
    sandbox.submit().await;
}

#[tokio::test]
async fn stopping_does_not_wait_for_idle_connections() {
    let sandbox = SandboxHarness::open().await;
    let idle = tokio::net::TcpStream::connect(sandbox.sandbox.address()).await.unwrap();
    let began = Instant::now();
    let address = sandbox.sandbox.address();
    sandbox.sandbox.stop().await;
    assert!(began.elapsed() < Duration::from_secs(1));
    drop(idle);
    std::net::TcpListener::bind(address).unwrap();
}
