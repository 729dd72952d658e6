//! Statuses that change with time.

use serde_json::{Value, json};

use super::harness::{SandboxHarness, png};
use crate::sandbox::policy::{PictureKeys, ServicePolicy, StatusWords};
use crate::sandbox::{InjectedFaultKind, Options};

const DAY: u64 = 24 * 3600;

#[tokio::test]
async fn a_video_goes_from_pending_to_completed() {
    let sandbox = SandboxHarness::open().await;
    let id = sandbox.submit().await;
    let mut words = Vec::new();
    for _ in 0..60 {
        let word = sandbox.status(&id).await["status"].as_str().unwrap().to_owned();
        if words.last() != Some(&word) {
            words.push(word);
        }
        sandbox.skip(15);
    }
    assert_eq!(words, ["pending", "waiting", "processing", "completed"]);
    let status = sandbox.status(&id).await;
    assert!(status["duration"].as_f64().is_some_and(|seconds| (2.0..3.0).contains(&seconds)), "{status}");
    assert!(status["video_url_caption"].is_string() && status["caption_url"].is_string());
    assert_eq!((&status["error"], &status["gif_url"]), (&Value::Null, &Value::Null));
    assert_eq!(sandbox.sandbox.report().paid[0].status, "completed");
}

#[tokio::test]
async fn the_reference_policy_has_its_own_statuses_and_text_errors() {
    let policy = ServicePolicy { statuses: StatusWords::Reference, ..ServicePolicy::default() };
    let sandbox = SandboxHarness::with(Options { policy, ..Options::default() }).await;
    let id = sandbox.submit().await;
    let mut words = Vec::new();
    for _ in 0..60 {
        let status = sandbox.status(&id).await["status"].clone();
        let listed = sandbox.get("/v1/video.list").await.json()["data"]["videos"][0]["status"].clone();
        let detail = sandbox.get(&format!("/v2/videos/{id}")).await.json()["data"]["status"].clone();
        assert_eq!((&listed, &detail), (&status, &status));
        words.push(status);
        sandbox.skip(15);
    }
    words.dedup();
    assert_eq!(words, ["pending", "processing", "completed"]);
    for (fault, error) in [
        (InjectedFaultKind::Failed, json!("The script contains blocked words.")),
        (
            InjectedFaultKind::FailedNumber,
            json!("Video is too long (> 3600.0s). Please shorten your script."),
        ),
        (InjectedFaultKind::FailedNull, Value::Null),
    ] {
        sandbox.sandbox.fault(crate::sandbox::InjectedFault::times(fault, 1));
        let id = sandbox.submit().await;
        sandbox.skip(3600);
        let status = sandbox.status(&id).await;
        assert_eq!((&status["status"], &status["error"]), (&json!("failed"), &error));
    }
    sandbox.admin("POST", "/sandbox/policy", &json!({ "statuses": "service" })).await;
    let id = sandbox.submit().await;
    let mut words = Vec::new();
    for _ in 0..30 {
        words.push(sandbox.status(&id).await["status"].clone());
        sandbox.skip(5);
    }
    assert!(words.contains(&json!("waiting")), "{words:?}");
}

#[tokio::test]
async fn a_training_takes_twenty_minutes() {
    let sandbox = SandboxHarness::open().await;
    let key = sandbox.picture().await;
    let made = sandbox
        .post("/v2/photo_avatar/avatar_group/create", &json!({ "name": "Me", "image_key": key }))
        .await;
    let group = made.json()["data"]["group_id"].as_str().unwrap().to_owned();
    let training = async || {
        sandbox.get(&format!("/v2/photo_avatar/train/status/{group}")).await.json()["data"]["status"].clone()
    };
    assert_eq!(training().await, "pending");
    let trained = sandbox.post("/v2/photo_avatar/train", &json!({ "group_id": group })).await;
    assert_eq!(trained.json(), json!({ "error": null, "data": null }));
    assert_eq!(training().await, "pending");
    sandbox.skip(600);
    assert_eq!(training().await, "processing");
    sandbox.skip(601);
    assert_eq!(training().await, "completed");
    let photos = sandbox.get("/v2/avatars").await.json()["data"]["talking_photos"].clone();
    assert_eq!((&photos[0]["talking_photo_id"], photos.as_array().unwrap().len()), (&json!(group), 37));
    assert_eq!(sandbox.follow(&photos[0]["preview_image_url"], None).await.body, png());
}

#[tokio::test]
async fn a_look_generation_returns_four_usable_picture_keys() {
    let sandbox = SandboxHarness::open().await;
    let group = sandbox.photo_and_voice().await.0;
    let prompt =
        json!({ "group_id": group, "prompt": "In a blue suit", "orientation": "square", "style": "Noir" });
    let id =
        sandbox.post("/v2/photo_avatar/look/generate", &prompt).await.json()["data"]["generation_id"].clone();
    let path = format!("/v2/photo_avatar/generation/{}", id.as_str().unwrap());
    assert_eq!(sandbox.get(&path).await.json()["data"]["status"], "pending");
    sandbox.skip(30);
    let underway = sandbox.get(&path).await.json()["data"].clone();
    assert_eq!((&underway["status"], &underway["image_key_list"]), (&json!("processing"), &Value::Null));
    sandbox.skip(31);
    let done = sandbox.get(&path).await.json()["data"].clone();
    assert_eq!((&done["status"], done["image_key_list"].as_array().unwrap().len()), (&json!("success"), 4));
    let pictures = [
        sandbox.follow(&done["image_url_list"][0], None).await,
        sandbox.follow(&done["image_url_list"][1], None).await,
    ];
    assert!(pictures[0].status == 200 && pictures[0].body != pictures[1].body);
    let mut video = sandbox.video().await;
    video["image_key"] = done["image_key_list"][2].clone();
    assert_eq!(sandbox.post("/v2/video/av4/generate", &video).await.status, 200);
    let mut add =
        json!({ "group_id": group, "image_keys": [video["image_key"]], "name": "Ana", "generation_id": id });
    let path = "/v2/photo_avatar/avatar_group/add";
    let look = sandbox.post(path, &add).await.json()["data"]["photo_avatar_list"][0].clone();
    assert_eq!(look["business_type"], "generated");

    // With strict picture keys, the generation is checked too.
    sandbox
        .sandbox
        .set_policy(ServicePolicy { picture_keys: PictureKeys::Strict, ..ServicePolicy::default() });
    assert_eq!(sandbox.post(path, &add).await.status, 200);
    add["generation_id"] = json!("another");
    assert_eq!(sandbox.post(path, &add).await.status, 400);
    add.as_object_mut().unwrap().remove("generation_id");
    assert_eq!(sandbox.post(path, &add).await.status, 400);
}

#[tokio::test]
async fn links_expire_after_seven_days_and_are_signed_again() {
    let sandbox = SandboxHarness::open().await;
    let id = sandbox.submit().await;
    sandbox.skip(3600);
    let first = sandbox.status(&id).await["thumbnail_url"].clone();
    assert!(first.as_str().unwrap().contains("Expires="));
    assert_eq!(sandbox.follow(&first, None).await.status, 200);
    sandbox.skip(7 * DAY);
    assert_eq!(sandbox.follow(&first, None).await.status, 403);
    let again = sandbox.status(&id).await["thumbnail_url"].clone();
    assert_ne!(again, first);
    assert_eq!(sandbox.follow(&again, None).await.status, 200);
    let forged = json!(again.as_str().unwrap().replace("Signature=", "Signature=0"));
    assert_eq!(sandbox.follow(&forged, None).await.status, 403);
}

#[tokio::test]
async fn credits_are_charged_at_the_end_and_their_lack_fails_the_video() {
    let sandbox = SandboxHarness::with(Options { credits: 1, ..Options::default() }).await;
    let left = async || sandbox.get("/v2/user/remaining_quota").await.json()["data"].clone();
    assert_eq!(
        (&left().await["remaining_quota"], &left().await["details"]["plan_credit"]),
        (&json!(60), &json!(60))
    );
    let (first, second) = (sandbox.submit().await, sandbox.submit().await);
    assert_eq!(left().await["remaining_quota"], 60);
    sandbox.skip(3600);
    let words = [sandbox.status(&first).await, sandbox.status(&second).await];
    let failed = words.iter().find(|video| video["status"] == "failed").unwrap();
    assert_eq!(failed["error"]["code"], "MOVIO_PAYMENT_INSUFFICIENT_CREDIT");
    let done = words.iter().find(|video| video["status"] == "completed").unwrap();
    let units = left().await["remaining_quota"].as_f64().unwrap();
    assert!((60.0 - done["duration"].as_f64().unwrap() * 20.0 - units).abs() <= 1.0, "{units}");
}

#[tokio::test]
async fn a_video_without_spoken_words_fails() {
    let sandbox = SandboxHarness::open().await;
    let mut video = sandbox.video().await;
    video["scenes"] = json!([{ "script": "<break time=\"2s\"/>" }]);
    let id = sandbox.post("/v2/video/av4/generate", &video).await.json()["data"]["video_id"].clone();
    sandbox.skip(3600);
    assert_eq!(sandbox.status(id.as_str().unwrap()).await["status"], "failed");
}

#[tokio::test]
async fn a_video_longer_than_an_hour_fails() {
    let sandbox = SandboxHarness::open().await;
    let mut video = sandbox.video().await;
    let script = "word ".repeat(990);
    video["scenes"] = json!(vec![json!({ "script": script }); 10]);
    let id = sandbox.post("/v2/video/av4/generate", &video).await.json()["data"]["video_id"].clone();
    sandbox.skip(3600);
    assert_eq!(sandbox.status(id.as_str().unwrap()).await["error"]["code"], 40119);
}

#[tokio::test]
async fn at_a_high_speed_a_video_finishes_by_itself() {
    let sandbox = SandboxHarness::with(Options::default()).await;
    let quick = crate::sandbox::Sandbox::start(Options { speed: 1e6, ..Options::default() }).await.unwrap();
    let sandbox = SandboxHarness {
        sandbox: {
            drop(sandbox);
            quick
        },
    };
    let id = sandbox.submit().await;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    assert_eq!(sandbox.status(&id).await["status"], "completed");
}
