//! What moves with the time.

use serde_json::{Value, json};

use super::client::{House, png};
use crate::sandbox::FaultKind;
use crate::sandbox::Options;
use crate::sandbox::policy::{Keys, Statuses, Terms};

const DAY: u64 = 24 * 3600;

#[tokio::test]
async fn a_video_goes_from_pending_to_completed() {
    let house = House::open().await;
    let id = house.submit().await;
    let mut words = Vec::new();
    for _ in 0..60 {
        let word = house.status(&id).await["status"].as_str().unwrap().to_owned();
        if words.last() != Some(&word) {
            words.push(word);
        }
        house.skip(15);
    }
    assert_eq!(words, ["pending", "waiting", "processing", "completed"]);
    let status = house.status(&id).await;
    assert!(status["duration"].as_f64().is_some_and(|seconds| (2.0..3.0).contains(&seconds)), "{status}");
    assert!(status["video_url_caption"].is_string() && status["caption_url"].is_string());
    assert_eq!((&status["error"], &status["gif_url"]), (&Value::Null, &Value::Null));
    assert_eq!(house.sandbox.ledger().paid[0].status, "completed");
}

#[tokio::test]
async fn the_references_statuses_are_four_words_and_a_text() {
    let terms = Terms { statuses: Statuses::Reference, ..Terms::default() };
    let house = House::with(Options { terms, ..Options::default() }).await;
    let id = house.submit().await;
    let mut words = Vec::new();
    for _ in 0..60 {
        let status = house.status(&id).await["status"].clone();
        let listed = house.get("/v1/video.list").await.json()["data"]["videos"][0]["status"].clone();
        let detail = house.get(&format!("/v2/videos/{id}")).await.json()["data"]["status"].clone();
        assert_eq!((&listed, &detail), (&status, &status));
        words.push(status);
        house.skip(15);
    }
    words.dedup();
    assert_eq!(words, ["pending", "processing", "completed"]);
    for (fault, error) in [
        (FaultKind::Failed, json!("The script contains blocked words.")),
        (FaultKind::FailedNumber, json!("Video is too long (> 3600.0s). Please shorten your script.")),
        (FaultKind::FailedNull, Value::Null),
    ] {
        house.sandbox.fault(crate::sandbox::Fault::times(fault, 1));
        let id = house.submit().await;
        house.skip(3600);
        let status = house.status(&id).await;
        assert_eq!((&status["status"], &status["error"]), (&json!("failed"), &error));
    }
    house.control("POST", "/sandbox/terms", &json!({ "statuses": "service" })).await;
    let id = house.submit().await;
    let mut words = Vec::new();
    for _ in 0..30 {
        words.push(house.status(&id).await["status"].clone());
        house.skip(5);
    }
    assert!(words.contains(&json!("waiting")), "{words:?}");
}

#[tokio::test]
async fn a_training_is_done_in_twenty_minutes() {
    let house = House::open().await;
    let key = house.picture().await;
    let made =
        house.post("/v2/photo_avatar/avatar_group/create", &json!({ "name": "Me", "image_key": key })).await;
    let group = made.json()["data"]["group_id"].as_str().unwrap().to_owned();
    let training = async || {
        house.get(&format!("/v2/photo_avatar/train/status/{group}")).await.json()["data"]["status"].clone()
    };
    assert_eq!(training().await, "pending");
    let trained = house.post("/v2/photo_avatar/train", &json!({ "group_id": group })).await;
    assert_eq!(trained.json(), json!({ "error": null, "data": null }));
    assert_eq!(training().await, "pending");
    house.skip(600);
    assert_eq!(training().await, "processing");
    house.skip(601);
    assert_eq!(training().await, "completed");
    let photos = house.get("/v2/avatars").await.json()["data"]["talking_photos"].clone();
    assert_eq!((&photos[0]["talking_photo_id"], photos.as_array().unwrap().len()), (&json!(group), 37));
    assert_eq!(house.follow(&photos[0]["preview_image_url"], None).await.body, png());
}

#[tokio::test]
async fn a_generation_gives_four_keys_that_make_videos_and_looks() {
    let house = House::open().await;
    let group = house.photo_and_voice().await.0;
    let prompt =
        json!({ "group_id": group, "prompt": "In a blue suit", "orientation": "square", "style": "Noir" });
    let id =
        house.post("/v2/photo_avatar/look/generate", &prompt).await.json()["data"]["generation_id"].clone();
    let path = format!("/v2/photo_avatar/generation/{}", id.as_str().unwrap());
    assert_eq!(house.get(&path).await.json()["data"]["status"], "pending");
    house.skip(30);
    let underway = house.get(&path).await.json()["data"].clone();
    assert_eq!((&underway["status"], &underway["image_key_list"]), (&json!("processing"), &Value::Null));
    house.skip(31);
    let done = house.get(&path).await.json()["data"].clone();
    assert_eq!((&done["status"], done["image_key_list"].as_array().unwrap().len()), (&json!("success"), 4));
    let pictures = [
        house.follow(&done["image_url_list"][0], None).await,
        house.follow(&done["image_url_list"][1], None).await,
    ];
    assert!(pictures[0].status == 200 && pictures[0].body != pictures[1].body);
    let mut video = house.video().await;
    video["image_key"] = done["image_key_list"][2].clone();
    assert_eq!(house.post("/v2/video/av4/generate", &video).await.status, 200);
    let mut add =
        json!({ "group_id": group, "image_keys": [video["image_key"]], "name": "Ana", "generation_id": id });
    let path = "/v2/photo_avatar/avatar_group/add";
    let look = house.post(path, &add).await.json()["data"]["photo_avatar_list"][0].clone();
    assert_eq!(look["business_type"], "generated");

    // Where keys are looked at closely, so is where they come from.
    house.sandbox.set_terms(Terms { keys: Keys::Strict, ..Terms::default() });
    assert_eq!(house.post(path, &add).await.status, 200);
    add["generation_id"] = json!("another");
    assert_eq!(house.post(path, &add).await.status, 400);
    add.as_object_mut().unwrap().remove("generation_id");
    assert_eq!(house.post(path, &add).await.status, 400);
}

#[tokio::test]
async fn links_last_seven_days_and_are_signed_anew() {
    let house = House::open().await;
    let id = house.submit().await;
    house.skip(3600);
    let first = house.status(&id).await["thumbnail_url"].clone();
    assert!(first.as_str().unwrap().contains("Expires="));
    assert_eq!(house.follow(&first, None).await.status, 200);
    house.skip(7 * DAY);
    assert_eq!(house.follow(&first, None).await.status, 403);
    let again = house.status(&id).await["thumbnail_url"].clone();
    assert_ne!(again, first);
    assert_eq!(house.follow(&again, None).await.status, 200);
    let forged = json!(again.as_str().unwrap().replace("Signature=", "Signature=0"));
    assert_eq!(house.follow(&forged, None).await.status, 403);
}

#[tokio::test]
async fn credits_are_paid_at_the_end_and_their_lack_fails_the_video() {
    let house = House::with(Options { credits: 1, ..Options::default() }).await;
    let left = async || house.get("/v2/user/remaining_quota").await.json()["data"].clone();
    assert_eq!(
        (&left().await["remaining_quota"], &left().await["details"]["plan_credit"]),
        (&json!(60), &json!(60))
    );
    let (first, second) = (house.submit().await, house.submit().await);
    assert_eq!(left().await["remaining_quota"], 60);
    house.skip(3600);
    let words = [house.status(&first).await, house.status(&second).await];
    let failed = words.iter().find(|video| video["status"] == "failed").unwrap();
    assert_eq!(failed["error"]["code"], "MOVIO_PAYMENT_INSUFFICIENT_CREDIT");
    let done = words.iter().find(|video| video["status"] == "completed").unwrap();
    let units = left().await["remaining_quota"].as_f64().unwrap();
    assert!((60.0 - done["duration"].as_f64().unwrap() * 20.0 - units).abs() <= 1.0, "{units}");
}

#[tokio::test]
async fn a_video_without_a_word_fails_at_render() {
    let house = House::open().await;
    let mut video = house.video().await;
    video["scenes"] = json!([{ "script": "<break time=\"2s\"/>" }]);
    let id = house.post("/v2/video/av4/generate", &video).await.json()["data"]["video_id"].clone();
    house.skip(3600);
    assert_eq!(house.status(id.as_str().unwrap()).await["status"], "failed");
}

#[tokio::test]
async fn a_video_of_more_than_an_hour_fails_at_render() {
    let house = House::open().await;
    let mut video = house.video().await;
    let script = "word ".repeat(990);
    video["scenes"] = json!(vec![json!({ "script": script }); 10]);
    let id = house.post("/v2/video/av4/generate", &video).await.json()["data"]["video_id"].clone();
    house.skip(3600);
    assert_eq!(house.status(id.as_str().unwrap()).await["error"]["code"], 40119);
}

#[tokio::test]
async fn at_a_quick_pace_things_happen_by_themselves() {
    let house = House::with(Options::default()).await;
    let quick = crate::sandbox::Sandbox::start(Options { speed: 1e6, ..Options::default() }).await.unwrap();
    let house = House {
        sandbox: {
            drop(house);
            quick
        },
    };
    let id = house.submit().await;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    assert_eq!(house.status(&id).await["status"], "completed");
}
