//! Every sample of a success through its endpoint: the exact request, and the exact value.

use cuecard::domain::{
    AssetKey, Emotion, Gender, Generation, GenerationId, GroupId, LookOrder, LookPrompt, LookShape,
    LookStyle, Money, PhotoId, Pose, Scene, Shape, Stage, Training, Unit, VideoId, VideoSpec, VoiceId,
};
use serde_json::{Value, json};

use super::server::Heard;
use super::{KEY, sample, service};

const GROUP: &str = "0e7d5b12c94f4a6f8b3ad0c6f1729e84";
const LOOK: &str = "7b42d90fe1a84c3d95c6e8fa0b13d527";
const VIDEO: &str = "b8c1e4f27a904d5f86d3c0a9e1b75f42";
const UPLOADED: &str = "image/5c1e8f0a7b3d4e6c9a2f14d87be03351/original.jpg";

/// The video of `request_av4_reference_scenes.json`.
pub(crate) fn spec() -> VideoSpec {
    let scene = |script: &str, emotion, motion: &str| Scene {
        emotion: Some(emotion),
        motion: motion.into(),
        ..Scene::new(script)
    };
    VideoSpec {
        title: "Launch day".into(),
        photo: PhotoId::new(GROUP),
        voice: VoiceId::new("1a2b3c4d5e6f47089b0c1d2e3f405162"),
        shape: Shape::Portrait,
        captions: true,
        callback_url: Some("https://example.test/heygen/callback".into()),
        scenes: vec![
            scene(" Hello and welcome.\n", Emotion::Friendly, "Avatar leans forward and smiles"),
            scene("Today we ship.", Emotion::Excited, "Avatar raises both hands excitedly "),
        ],
    }
}

fn asked(heard: &Heard, line: &str) {
    assert_eq!(heard.line(), line);
    assert_eq!(heard.header("x-api-key"), Some(KEY));
    assert!(heard.header("user-agent").unwrap().starts_with("cuecard/"));
}

fn posted(heard: &Heard, path: &str, body: &Value) {
    asked(heard, &format!("POST {path}"));
    assert_eq!(heard.header("content-type"), Some("application/json"));
    assert_eq!(&serde_json::from_slice::<Value>(&heard.body).unwrap(), body);
}

#[tokio::test]
async fn a_picture_is_uploaded_as_it_is() {
    let (server, client) = service(200, "asset_upload_image").await;
    let asset = client.upload(b"\xff\xd8\xff\xe0 picture".to_vec()).await.unwrap();
    assert_eq!(asset.id, "5c1e8f0a7b3d4e6c9a2f14d87be03351");
    assert_eq!(asset.key, Some(AssetKey::new(UPLOADED)));
    assert_eq!(asset.url.unwrap(), format!("https://resource2.heygen.ai/{UPLOADED}"));
    let heard = server.only();
    asked(&heard, "POST /v1/asset");
    assert_eq!(heard.header("content-type"), Some("image/jpeg"));
    assert_eq!(heard.body, b"\xff\xd8\xff\xe0 picture");
}

#[tokio::test]
async fn sound_has_no_key() {
    let (server, client) = service(200, "asset_upload_audio").await;
    assert_eq!(client.upload(b"ID3 sound".to_vec()).await.unwrap().key, None);
    assert_eq!(server.only().header("content-type"), Some("audio/mpeg"));
}

#[tokio::test]
async fn what_the_service_refuses_is_not_uploaded() {
    let (server, client) = service(200, "asset_upload_image").await;
    let fault = client.upload(b"RIFF\x10\0\0\0WEBPVP8 ".to_vec()).await.unwrap_err();
    assert!(fault.message.contains("WEBP"), "{fault}");
    assert_eq!(server.heard().len(), 0);
}

#[tokio::test]
async fn a_group_begins_with_its_first_look() {
    for name in ["avatar_group_create", "avatar_group_create_minimal"] {
        let (server, client) = service(200, name).await;
        let look = client.create_group("My Avatar", &AssetKey::new(UPLOADED)).await.unwrap();
        assert_eq!(look.group.as_ref().map(GroupId::as_str), Some(look.id.as_str()), "{name}");
        assert_eq!((look.name.as_str(), look.status.as_str()), ("My Avatar", "pending"));
        assert!(look.picture.unwrap().starts_with("https://files2.heygen.ai/image/"));
        let body = json!({"name": "My Avatar", "image_key": UPLOADED});
        posted(&server.only(), "/v2/photo_avatar/avatar_group/create", &body);
    }
}

#[tokio::test]
async fn looks_are_added_four_at_a_time() {
    let (server, client) = service(200, "avatar_group_add").await;
    let keys: Vec<AssetKey> = (0..6).map(|at| AssetKey::new(format!("image/{at}/original"))).collect();
    let looks = client.add_looks(&GroupId::new(GROUP), "My Avatar", &keys, None).await.unwrap();
    assert_eq!(looks.len(), 4, "two of each answer");
    assert_eq!(looks[0].id, PhotoId::new(LOOK));
    assert_eq!(looks[0].group, Some(GroupId::new(GROUP)));
    let heard = server.heard();
    assert_eq!(heard.len(), 2);
    for (heard, range) in heard.iter().zip([0..4, 4..6]) {
        let keys: Vec<&str> = keys[range].iter().map(AssetKey::as_str).collect();
        let body = json!({"group_id": GROUP, "image_keys": keys, "name": "My Avatar"});
        posted(heard, "/v2/photo_avatar/avatar_group/add", &body);
    }
}

#[tokio::test]
async fn looks_that_were_drawn_say_by_which_order() {
    let (server, client) = service(200, "avatar_group_add").await;
    let (group, order) = (GroupId::new(GROUP), GenerationId::new("51be01eda38e4c2b9836f06957f66b7d"));
    client
        .add_looks(&group, "Ana in blue", &[AssetKey::new("image/a/original")], Some(&order))
        .await
        .unwrap();
    let body = json!({
        "group_id": GROUP,
        "image_keys": ["image/a/original"],
        "name": "Ana in blue",
        "generation_id": order.as_str(),
    });
    posted(&server.only(), "/v2/photo_avatar/avatar_group/add", &body);
}

#[tokio::test]
async fn a_training_is_started_and_followed() {
    let group = GroupId::new(GROUP);
    let (server, client) = service(200, "train_accepted").await;
    client.train(&group).await.unwrap();
    posted(&server.only(), "/v2/photo_avatar/train", &json!({"group_id": GROUP}));
    for (name, expected) in [
        ("train_status_pending", Training::Running("pending".into())),
        ("train_status_processing", Training::Running("processing".into())),
        ("train_status_completed", Training::Done),
    ] {
        let (server, client) = service(200, name).await;
        assert_eq!(client.training(&group).await.unwrap(), expected);
        asked(&server.only(), &format!("GET /v2/photo_avatar/train/status/{GROUP}"));
    }
}

#[tokio::test]
async fn looks_are_ordered_and_come_with_their_keys() {
    let order = LookOrder {
        group: Some(GroupId::new(GROUP)),
        like: None,
        references: Vec::new(),
        name: "Ana in blue".into(),
        prompt: LookPrompt {
            text: "Wearing a blue suit in a modern office".into(),
            shape: LookShape::Square,
            pose: Pose::HalfBody,
            style: LookStyle::Realistic,
        },
    };
    let (server, client) = service(200, "look_generate").await;
    let generation = client.generate_looks(&order).await.unwrap();
    assert_eq!(generation, GenerationId::new("51be01eda38e4c2b9836f06957f66b7d"));
    let body = serde_json::from_slice(&sample("request_look_generate")).unwrap();
    posted(&server.only(), "/v2/photo_avatar/look/generate", &body);
    for more in [
        LookOrder { like: Some(PhotoId::new(LOOK)), ..order.clone() },
        LookOrder { references: vec![AssetKey::new("a")], ..order },
    ] {
        let fault = client.generate_looks(&more).await.unwrap_err();
        assert!(fault.what().contains("only v3 draws looks like another one"), "{fault}");
    }
    server.only();

    let (server, client) = service(200, "generation_success").await;
    let Generation::Done(looks) = client.generation(&generation).await.unwrap() else { panic!("not done") };
    assert_eq!(looks.len(), 4);
    let key = "image/d9e6bbbba83a400885fe9df1abe5f131/original";
    assert_eq!(looks[0], (format!("https://resource2.heygen.ai/{key}"), Some(AssetKey::new(key))));
    asked(&server.only(), "GET /v2/photo_avatar/generation/51be01eda38e4c2b9836f06957f66b7d");
}

#[tokio::test]
async fn one_look_can_be_asked_for() {
    let (server, client) = service(200, "photo_avatar_details").await;
    let look = client.photo(&PhotoId::new(LOOK)).await.unwrap();
    assert_eq!((look.name.as_str(), look.status.as_str()), ("My Avatar - blue suit", "completed"));
    asked(&server.only(), &format!("GET /v2/photo_avatar/{LOOK}"));
}

#[tokio::test]
async fn the_cast_is_the_talking_photos() {
    let (server, client) = service(200, "avatars_list").await;
    let cast = client.cast().await.unwrap();
    assert_eq!((cast.photos.len(), cast.others, cast.damaged), (3, 3, 0));
    assert_eq!(cast.photos[0].id, PhotoId::new(GROUP));
    assert!(cast.photos[0].picture.as_ref().unwrap().ends_with("Key-Pair-Id=K0000000000000"));
    assert_eq!(cast.photos[2].name, "f36a1c8e", "a photo without a name is called by its id");
    assert_eq!(cast.photos[2].picture, None);
    asked(&server.only(), "GET /v2/avatars");
}

#[tokio::test]
async fn voices_come_in_order_and_tidied() {
    use Gender::{Female, Male, Unknown};

    let (server, client) = service(200, "voices_list").await;
    let voices = client.voices().await.unwrap();
    assert_eq!((voices.voices.len(), voices.damaged), (6, 0));
    let names: Vec<&str> = voices.voices.iter().map(|voice| voice.name.as_str()).collect();
    let expected =
        ["Rachel - Warm", "Mark", "Multilingual - Nova", "Celeste - Professional", "Elías – Natural"];
    assert_eq!(names[..5], expected);
    let genders: Vec<Gender> = voices.voices.iter().map(|voice| voice.gender).collect();
    assert_eq!(genders, [Female, Male, Unknown, Female, Male, Unknown]);
    let sampled = |at: usize| voices.voices[at].sample.is_some();
    assert_eq!([0, 1, 2, 3, 4, 5].map(sampled), [true, true, false, false, true, false]);
    assert_eq!((voices.voices[0].pauses, voices.voices[1].emotions), (Some(true), Some(false)));
    assert_eq!((voices.voices[5].pauses, voices.voices[5].emotions), (None, None));
    asked(&server.only(), "GET /v2/voices");
}

#[tokio::test]
async fn a_video_is_sent_as_the_reference_says() {
    let (server, client) = service(200, "av4_generate_ok").await;
    assert_eq!(client.render(&spec()).await.unwrap(), VideoId::new(VIDEO));
    let heard = server.only();
    posted(
        &heard,
        "/v2/video/av4/generate",
        &serde_json::from_slice(&sample("request_av4_reference_scenes")).unwrap(),
    );
    let submission = client.submission(&spec(), None);
    assert_eq!(
        (submission.path.as_str(), submission.body.as_bytes()),
        ("/v2/video/av4/generate", &heard.body[..])
    );
    assert!(!submission.body.contains(KEY));
}

#[tokio::test]
async fn what_a_video_does_not_have_is_not_sent() {
    let (server, client) = service(200, "av4_generate_ok").await;
    let bare = VideoSpec {
        callback_url: None,
        scenes: vec![Scene::new("Hi.")],
        shape: Shape::Own(1280, 720),
        ..spec()
    };
    client.render(&bare).await.unwrap();
    let body: Value = serde_json::from_slice(&server.only().body).unwrap();
    assert_eq!(body.get("callback_url"), None);
    assert_eq!(body["dimension"], json!({"width": 1280, "height": 720}));
    let scene = json!({"script": "Hi.", "talking_style": "expressive", "enhance_custom_motion_prompt": true});
    assert_eq!(body["scenes"], json!([scene]));
}

#[tokio::test]
async fn progress_is_read_from_every_form() {
    for (name, stage, word) in [
        ("video_status_pending", Stage::Pending, "pending"),
        ("video_status_processing", Stage::Processing, "processing"),
        ("video_status_reference_minimal", Stage::Processing, "processing"),
        ("video_status_completed", Stage::Completed, "completed"),
        ("video_status_completed_captions", Stage::Completed, "completed"),
        ("video_status_failed_enum_code", Stage::Failed, "failed"),
        ("video_status_failed_string", Stage::Failed, "failed"),
    ] {
        let (server, client) = service(200, name).await;
        let progress = client.progress(&VideoId::new(VIDEO)).await.unwrap();
        assert_eq!((progress.stage, progress.word.as_str()), (stage, word), "{name}");
        assert_eq!(progress.url.is_some(), stage == Stage::Completed, "{name}");
        assert_eq!(progress.captioned_url.is_some(), name.ends_with("captions"), "{name}");
        assert_eq!(progress.subtitles_url.is_some(), name.ends_with("captions"), "{name}");
        assert_eq!(progress.failure.is_some(), stage == Stage::Failed, "{name}");
        asked(&server.only(), &format!("GET /v1/video_status.get?video_id={VIDEO}"));
    }
}

#[tokio::test]
async fn a_failure_keeps_its_code_and_a_video_its_length() {
    let (_server, client) = service(200, "video_status_failed_enum_code").await;
    let failure = client.progress(&VideoId::new(VIDEO)).await.unwrap().failure.unwrap();
    assert_eq!(failure.code.as_deref(), Some("MOVIO_PAYMENT_INSUFFICIENT_CREDIT"));
    assert!(failure.message.starts_with("Insufficient credit."));
    let (_server, client) = service(200, "video_status_completed_captions").await;
    assert_eq!(client.progress(&VideoId::new(VIDEO)).await.unwrap().duration, Some(18.24));
}

#[tokio::test]
async fn the_balance_is_in_credits() {
    let (server, client) = service(200, "remaining_quota_details").await;
    assert_eq!(client.balance().await.unwrap(), Some(Money::new(100.0, Unit::ApiCredit).into()));
    asked(&server.only(), "GET /v2/user/remaining_quota");
}

#[tokio::test]
async fn videos_are_listed_page_by_page() {
    let (server, client) = service(200, "video_list_page1").await;
    let page = client.videos(None).await.unwrap().unwrap();
    assert_eq!((page.videos.len(), page.damaged), (3, 0));
    assert_eq!((page.videos[0].title.as_str(), page.videos[0].stage), ("Launch day", Stage::Completed));
    assert_eq!((page.videos[1].title.as_str(), page.videos[1].stage), ("", Stage::Pending));
    assert_eq!(page.videos[0].created.unwrap().as_second(), 1_771_798_200);
    let next = page.next.unwrap();
    assert_eq!(client.videos(Some(&next)).await.unwrap().unwrap().next, None, "a page is not its own next");
    let heard = server.heard();
    asked(&heard[0], "GET /v1/video.list?limit=100");
    asked(&heard[1], "GET /v1/video.list?limit=100&token=eyJuZXh0Ijoi...");
}

#[tokio::test]
async fn lists_that_are_not_there_are_none() {
    for name in ["video_status_not_found", "error_html_404"] {
        let (_server, client) = service(404, name).await;
        assert_eq!(client.balance().await, Ok(None), "{name}");
        assert_eq!(client.videos(None).await, Ok(None), "{name}");
    }
}
