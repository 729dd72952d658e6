//! Successful calls of every endpoint of the reference.

use serde_json::{Value, json};

use super::harness::{SandboxHarness, png};
use crate::sandbox::Options;

#[tokio::test]
async fn only_a_picture_upload_returns_a_picture_key() {
    let sandbox = SandboxHarness::open().await;
    let reply = sandbox.upload("image/png; charset=binary", &png()).await.json();
    let data = &reply["data"];
    assert_eq!((&reply["code"], &data["file_type"]), (&json!(100), &json!("image")));
    let key = data["image_key"].as_str().unwrap();
    assert!(key.starts_with("image/") && key.ends_with("/original"), "{key}");
    let served = sandbox.follow(&data["url"], None).await;
    assert_eq!((served.status, served.body), (200, png()));
    for (kind, magic) in [
        ("audio/mpeg", b"ID3\x04rest of it".as_slice()),
        ("video/mp4", b"\0\0\0\x18ftypisom"),
        ("video/webm", b"\x1a\x45\xdf\xa3web"),
        ("image/jpeg", b"\xff\xd8\xff\xe0rest"),
    ] {
        let reply = sandbox.upload(kind, magic).await.json();
        assert_eq!(reply["code"], 100, "{kind}");
        assert_eq!(reply["data"]["image_key"].is_string(), kind.starts_with("image"), "{kind}");
        assert_eq!(sandbox.follow(&reply["data"]["url"], None).await.body, magic, "{kind}");
    }
}

#[tokio::test]
async fn the_lists_have_photos_avatars_and_voices() {
    let sandbox = SandboxHarness::open().await;
    let lists = sandbox.get("/v2/avatars").await.json();
    assert_eq!(lists["error"], Value::Null);
    let photos = lists["data"]["talking_photos"].as_array().unwrap();
    assert_eq!((photos.len(), lists["data"]["avatars"].as_array().unwrap().len()), (36, 8));
    assert_eq!(photos[0]["talking_photo_name"], "Ana, blue suit");
    let picture = sandbox.follow(&photos[0]["preview_image_url"], None).await;
    assert_eq!(picture.header("content-type").unwrap(), "image/webp");
    let picture = image::load_from_memory(&picture.body).unwrap();
    assert_eq!((picture.width(), picture.height()), (512, 640));
    let preview = sandbox.follow(&lists["data"]["avatars"][0]["preview_image_url"], None).await;
    assert_eq!(preview.status, 200);
    let voices = sandbox.get("/v2/voices").await.json();
    assert_eq!(voices["data"]["voices"].as_array().unwrap().len(), 300);
    let sample = sandbox.follow(&voices["data"]["voices"][0]["preview_audio"], None).await;
    assert_eq!((sample.status, &sample.body[..4]), (200, b"RIFF".as_slice()));
}

#[tokio::test]
async fn a_photo_avatar_group_is_created_extended_and_described() {
    let sandbox = SandboxHarness::open().await;
    let key = sandbox.picture().await;
    let made = sandbox
        .post("/v2/photo_avatar/avatar_group/create", &json!({ "name": "Me", "image_key": key }))
        .await;
    let made = made.json()["data"].clone();
    assert_eq!((&made["id"], &made["status"]), (&made["group_id"], &json!("pending")));
    assert!(made["created_at"].is_f64());
    let add = json!({ "group_id": made["group_id"], "image_keys": [key, key], "name": "Me" });
    let added = sandbox.post("/v2/photo_avatar/avatar_group/add", &add).await.json();
    let looks = added["data"]["photo_avatar_list"].as_array().unwrap();
    assert_eq!((looks.len(), &looks[0]["group_id"]), (2, &made["id"]));
    let details = sandbox.get(&format!("/v2/photo_avatar/{}", looks[1]["id"].as_str().unwrap())).await.json();
    assert_eq!(
        (&details["data"]["name"], &details["data"]["business_type"]),
        (&json!("Me"), &json!("uploaded"))
    );
    assert_eq!(sandbox.follow(&details["data"]["image_url"], None).await.body, png());
}

#[tokio::test]
async fn every_av4_body_creates_a_video() {
    let sandbox = SandboxHarness::open().await;
    let scenes = sandbox.video().await;
    let flat = json!({
        "image_key": scenes["image_key"], "voice_id": scenes["voice_id"], "video_title": "Flat",
        "script": "One sentence alone.", "video_orientation": "landscape", "fit": "cover", "anything": [1, 2],
    });
    let sound = sandbox.upload("audio/mpeg", b"ID3 but short").await.json();
    let own_sound = json!({ "image_key": scenes["image_key"], "audio_asset_id": sound["data"]["id"] });
    for body in [&scenes, &flat, &own_sound] {
        let reply = sandbox.post("/v2/video/av4/generate", body).await.json();
        let id = reply["data"]["video_id"].as_str().unwrap_or_else(|| panic!("{reply}"));
        assert_eq!((id.len(), &reply["error"]), (32, &Value::Null));
        assert_eq!(sandbox.status(id).await["id"], id);
    }
    let paid = sandbox.sandbox.report().paid;
    assert_eq!((paid.len(), &paid[0].request), (3, &scenes));
}

#[tokio::test]
async fn uploads_and_own_looks_make_videos() {
    let sandbox = SandboxHarness::open().await;
    let key = sandbox.picture().await;
    let made = sandbox
        .post("/v2/photo_avatar/avatar_group/create", &json!({ "name": "Me", "image_key": key }))
        .await;
    let look = made.json()["data"]["id"].as_str().unwrap().to_owned();
    let mut video = sandbox.video().await;
    for picture in [key, look] {
        video["image_key"] = json!(picture);
        assert_eq!(sandbox.post("/v2/video/av4/generate", &video).await.status, 200);
    }
}

#[tokio::test]
async fn the_videos_are_listed_newest_first_in_pages() {
    let sandbox = SandboxHarness::open().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, sandbox.submit().await);
    }
    let mut listed = Vec::new();
    let mut path = "/v1/video.list?limit=2".to_owned();
    loop {
        let page = sandbox.get(&path).await.json();
        let videos = page["data"]["videos"].as_array().unwrap();
        listed.extend(videos.iter().map(|video| video["video_id"].as_str().unwrap().to_owned()));
        let Some(token) = page["data"]["token"].as_str() else { break };
        path = format!("/v1/video.list?limit=2&token={token}");
    }
    assert_eq!(listed, ids);
    sandbox.delete(&format!("/v1/video.delete?video_id={}", ids[1])).await;
    let page = sandbox.get("/v1/video.list?limit=2").await.json()["data"].clone();
    let shown: Vec<&str> =
        page["videos"].as_array().unwrap().iter().map(|video| video["video_id"].as_str().unwrap()).collect();
    assert_eq!(shown, [&ids[0], &ids[2]], "a video that is deleted leaves no gap");
    let rest = format!("/v1/video.list?limit=2&token={}", page["token"].as_str().unwrap());
    assert_eq!(sandbox.get(&rest).await.json()["data"]["videos"][1]["video_id"], *ids[4]);
    assert_eq!(sandbox.get("/v1/video.list?limit=1000").await.status, 400);
    assert_eq!(sandbox.get("/v1/video.list?token=x").await.status, 400);
}

#[tokio::test]
async fn endpoints_that_are_switched_off_do_not_exist() {
    let sandbox =
        SandboxHarness::with(Options { quota: false, video_list: false, ..Options::default() }).await;
    for path in ["/v2/user/remaining_quota", "/v1/video.list"] {
        let reply = sandbox.get(path).await;
        assert!(reply.status == 404 && reply.text().contains("<title>404"), "{path}");
    }
}

#[tokio::test]
async fn hostile_names_are_listed_with_their_option() {
    let sandbox = SandboxHarness::with(Options { hostile: true, ..Options::default() }).await;
    let photos = sandbox.get("/v2/avatars").await.json()["data"]["talking_photos"].clone();
    let last = photos.as_array().unwrap().last().unwrap().clone();
    assert!(photos.to_string().contains("\\u001b[31m"));
    assert_eq!(sandbox.follow(&last["preview_image_url"], None).await.status, 200);
    let mut video = sandbox.video().await;
    video["image_key"] = last["talking_photo_id"].clone();
    assert_eq!(sandbox.post("/v2/video/av4/generate", &video).await.status, 200);
}
