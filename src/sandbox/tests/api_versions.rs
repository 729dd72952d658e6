//! v2 and v3 on one world: what one creates, the other lists.

use serde_json::json;

use super::harness::{SandboxHarness, png};
use crate::sandbox::Options;

#[tokio::test]
async fn a_video_is_visible_in_both_versions() {
    let sandbox = SandboxHarness::open().await;
    let (old, new) = (sandbox.submit().await, sandbox.submit_current().await);
    sandbox.skip(3600);
    let listed = sandbox.get("/v1/video.list").await.json()["data"]["videos"].clone();
    let current = sandbox.get("/v3/videos").await.json()["data"].clone();
    for (at, id) in [&new, &old].into_iter().enumerate() {
        assert_eq!((&listed[at]["video_id"], &current[at]["id"]), (&json!(id), &json!(id)));
        let (v1, v3) = (sandbox.status(id).await, sandbox.video_of_v3(id).await);
        let v2 = sandbox.get(&format!("/v2/videos/{id}")).await.json()["data"].clone();
        assert_eq!([&v1["status"], &v2["status"], &v3["status"]], ["completed"; 3]);
        assert_eq!((&v1["duration"], &v2["duration"]), (&v3["duration"], &v3["duration"]));
        let videos = [&v1["video_url"], &v3["video_url"]];
        let videos = [sandbox.follow(videos[0], None).await.body, sandbox.follow(videos[1], None).await.body];
        assert!(videos[0] == videos[1] && &videos[0][4..8] == b"ftyp");
        let words = sandbox.follow(&v3["subtitle_url"], None).await;
        assert!(words.text().starts_with("1\n00:00:00,000 --> 00:00:"), "{}", words.text());
    }
    let versions: Vec<String> =
        sandbox.sandbox.report().paid.iter().map(|paid| paid.api_version.clone()).collect();
    assert_eq!(versions, ["v2", "v3"]);
    sandbox.delete(&format!("/v3/videos/{old}")).await;
    assert_eq!(sandbox.get(&format!("/v1/video_status.get?video_id={old}")).await.status, 404);
    assert_eq!(sandbox.get("/v1/video.list").await.json()["data"]["videos"].as_array().unwrap().len(), 1);
    assert_eq!(sandbox.sandbox.report().paid.len(), 2, "a video that is deleted was paid for");
}

#[tokio::test]
async fn a_photo_is_a_look_in_v3_and_a_talking_photo_in_v2() {
    let sandbox = SandboxHarness::open().await;
    let asset = sandbox.upload_form(&png()).await.json()["data"].clone();
    let file = json!({ "type": "asset_id", "asset_id": asset["asset_id"] });
    let made = sandbox.post("/v3/avatars", &json!({ "type": "photo", "name": "New", "file": file })).await;
    let new = made.json()["data"]["avatar_item"]["id"].clone();
    let key = sandbox.picture().await;
    let made = sandbox
        .post("/v2/photo_avatar/avatar_group/create", &json!({ "name": "Old", "image_key": key }))
        .await;
    let old = made.json()["data"]["id"].clone();
    sandbox.skip(60);
    let photos = sandbox.get("/v2/avatars").await.json()["data"]["talking_photos"].clone();
    let looks = sandbox.get("/v3/avatars/looks?ownership=private").await.json()["data"].clone();
    for (at, id) in [old, new].iter().enumerate() {
        assert_eq!((&photos[at]["talking_photo_id"], &looks[at]["id"]), (id, id));
        let look = sandbox.get(&format!("/v3/avatars/looks/{}", id.as_str().unwrap())).await.json();
        assert_eq!(look["data"]["status"], "completed");
        let mut scenes = sandbox.video().await;
        scenes["image_key"] = id.clone();
        assert_eq!(sandbox.post("/v2/video/av4/generate", &scenes).await.status, 200);
        let mut order = sandbox.order().await;
        order["avatar_id"] = id.clone();
        assert_eq!(sandbox.post("/v3/videos", &order).await.status, 200);
    }
}

#[tokio::test]
async fn an_upload_in_one_api_version_is_usable_in_the_other() {
    let sandbox = SandboxHarness::open().await;
    let new = sandbox.upload_form(&png()).await.json()["data"].clone();
    let key = new["url"].as_str().unwrap().split_once("/media/").unwrap().1.to_owned();
    let group = json!({ "name": "Me", "image_key": key });
    assert_eq!(sandbox.post("/v2/photo_avatar/avatar_group/create", &group).await.status, 200);
    let old = sandbox.upload("image/png", &png()).await.json()["data"]["id"].clone();
    let body = json!({ "type": "photo", "name": "Me", "file": { "type": "asset_id", "asset_id": old } });
    assert_eq!(sandbox.post("/v3/avatars", &body).await.status, 200);
}

#[tokio::test]
async fn a_prompt_creates_a_look_in_a_group_or_in_a_new_group() {
    let sandbox = SandboxHarness::open().await;
    let (group, _) = sandbox.photo_and_voice().await;
    let dressed =
        json!({ "type": "prompt", "name": "Ana", "prompt": "In a red coat", "avatar_group_id": group });
    let new = json!({ "type": "prompt", "name": "Nobody yet", "prompt": "A pilot" });
    let model = json!({ "type": "prompt", "name": "Ana", "prompt": "In a hat", "avatar_id": group });
    for (body, own) in [(dressed, false), (new, true), (model, false)] {
        let made = sandbox.post("/v3/avatars", &body).await.json()["data"].clone();
        let item = &made["avatar_item"];
        assert_eq!(item["group_id"] == item["id"], own, "{made}");
        let path = format!("/v3/avatars/looks/{}", item["id"].as_str().unwrap());
        assert_eq!(sandbox.get(&path).await.json()["data"]["status"], "processing");
        let mut order = sandbox.order().await;
        order["avatar_id"] = item["id"].clone();
        let early = sandbox.post("/v3/videos", &order).await;
        assert_eq!((early.status, &early.json()["error"]["code"]), (409, &json!("resource_not_ready")));
        sandbox.skip(61);
        let done = sandbox.get(&path).await.json()["data"].clone();
        assert_eq!(done["status"], "completed");
        assert_eq!(sandbox.follow(&done["preview_image_url"], None).await.status, 200);
        assert_eq!(sandbox.post("/v3/videos", &order).await.status, 200);
    }
}

#[tokio::test]
async fn a_photo_without_a_face_fails_and_cannot_be_rendered() {
    let sandbox = SandboxHarness::open().await;
    sandbox.sandbox.fault("no-face:1".parse().unwrap());
    let asset = sandbox.upload_form(&png()).await.json()["data"]["asset_id"].clone();
    let body = json!({ "type": "photo", "name": "Wall", "file": { "type": "asset_id", "asset_id": asset } });
    let id = sandbox.post("/v3/avatars", &body).await.json()["data"]["avatar_item"]["id"].clone();
    sandbox.skip(60);
    let look =
        sandbox.get(&format!("/v3/avatars/looks/{}", id.as_str().unwrap())).await.json()["data"].clone();
    assert_eq!((&look["status"], &look["error"]["code"]), (&json!("failed"), &json!("no_face")));
    let photos = sandbox.get("/v2/avatars").await.json()["data"]["talking_photos"].clone();
    assert_eq!(photos.as_array().unwrap().len(), 36, "no talking photo came of it");
    let mut order = sandbox.order().await;
    order["avatar_id"] = id;
    assert_eq!(sandbox.post("/v3/videos", &order).await.json()["error"]["code"], "avatar_not_usable");
}

#[tokio::test]
async fn generated_speech_is_as_long_as_its_video() {
    let sandbox = SandboxHarness::open().await;
    let mut order = sandbox.order().await;
    order["script"] = json!("Hello and welcome. <break time=\"1s\"/> Today we ship.");
    order["voice_settings"] = json!({ "speed": 0.8 });
    let text = json!({ "text": order["script"], "voice_id": order["voice_id"], "speed": 0.8 });
    let speech = sandbox.post("/v3/voices/speech", &text).await.json()["data"].clone();
    let id = sandbox.post("/v3/videos", &order).await.json()["data"]["video_id"].clone();
    sandbox.skip(3600);
    assert_eq!(sandbox.video_of_v3(id.as_str().unwrap()).await["duration"], speech["duration"]);
    let words = speech["word_timestamps"].as_array().unwrap();
    assert_eq!((words.len(), &words[3]["word"]), (6, &json!("Today")));
    let gap = words[3]["start"].as_f64().unwrap() - words[2]["end"].as_f64().unwrap();
    assert!((gap - 1.0).abs() < 0.02, "{gap}");
    let sound = sandbox.follow(&speech["audio_url"], None).await;
    let seconds = f64::from(u32::try_from(sound.body.len() - 44).unwrap()) / 2.0 / 22_050.0;
    assert!((seconds - speech["duration"].as_f64().unwrap()).abs() < 0.01, "{seconds}");
}

#[tokio::test]
async fn ssml_speech_equals_its_script_and_must_be_well_formed() {
    let sandbox = SandboxHarness::open().await;
    let voice = sandbox.order().await["voice_id"].clone();
    let speak = async |text: &str, input: &str| {
        let speech = json!({ "text": text, "voice_id": voice, "input_type": input });
        sandbox.post("/v3/voices/speech", &speech).await
    };
    let ssml = "<speak>R&amp;D <break time=\"1s\"/> now.</speak>";
    let (marked, plain) = (speak(ssml, "ssml").await, speak("R&D <break time=\"1s\"/> now.", "text").await);
    assert_eq!(marked.json()["data"]["duration"], plain.json()["data"]["duration"]);
    assert_eq!(marked.json()["data"]["word_timestamps"][0]["word"], "R&D");
    for odd in
        ["R&D <break time=\"1s\"/> now.", "<speak>R&D</speak>", "<speak>One <break time=\"1s\"> two</speak>"]
    {
        let reply = speak(odd, "ssml").await;
        let error = reply.json()["error"].clone();
        assert_eq!(
            (reply.status, &error["code"], &error["param"]),
            (400, &json!("invalid_parameter"), &json!("text"))
        );
    }
}

#[tokio::test]
async fn a_world_keeps_idempotency_keys_and_api_versions() {
    let folder = tempfile::TempDir::new().unwrap();
    let options = || Options { world: Some(folder.path().join("world.json")), ..Options::default() };
    let sandbox = SandboxHarness::with(options()).await;
    let order = sandbox.order().await;
    let first = sandbox.post_once("/v3/videos", "key", &order).await.json();
    sandbox.sandbox.stop().await;
    let sandbox = SandboxHarness::with(options()).await;
    assert_eq!(sandbox.post_once("/v3/videos", "key", &order).await.json(), first);
    assert_eq!(sandbox.sandbox.report().paid[0].api_version, "v3");
}
