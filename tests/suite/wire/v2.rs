//! Every sample of a success through its endpoint: the exact request, and the exact value.

use cuecard::domain::{
    Captions, Emotion, Gender, GroupId, LookGenerationId, LookGenerationState, LookOrientation, LookProfiles,
    LookPrompt, LookRequest, LookStyle, Money, PhotoId, PictureKey, Pose, RecordingFile, RecordingFormat,
    Recordings, RenderStage, Scene, Shape, Training, Unit, VideoId, VideoSpec, VoiceId, VoiceSettings,
};
use serde_json::{Value, json};

use crate::support::scripted_client::{API_KEY, sample, sample_service, submit_video};
use crate::support::scripted_server::RecordedRequest;

const GROUP: &str = "0e7d5b12c94f4a6f8b3ad0c6f1729e84";
const LOOK: &str = "7b42d90fe1a84c3d95c6e8fa0b13d527";
const VIDEO: &str = "b8c1e4f27a904d5f86d3c0a9e1b75f42";
const UPLOADED: &str = "image/5c1e8f0a7b3d4e6c9a2f14d87be03351/original.jpg";

/// A recording that the service has already.
pub(super) fn uploaded_recording() -> RecordingFile {
    RecordingFile {
        path: "/videos/scene-2.wav".into(),
        format: RecordingFormat::Wav,
        byte_count: 120_044,
        seconds: 7.5,
        hash: "ab12".into(),
        asset_id: Some("c2f7d8a14b9e4c33a5e0f6187d92b04e".into()),
    }
}

/// The video of `request_av4_reference_scenes.json`.
pub(crate) fn video_spec() -> VideoSpec {
    let scene = |script: &str, emotion, motion: &str| Scene {
        emotion: Some(emotion),
        motion_prompt: motion.into(),
        ..Scene::new(script)
    };
    VideoSpec {
        title: "Launch day".into(),
        photo: PhotoId::new(GROUP),
        voice: Some(VoiceId::new("1a2b3c4d5e6f47089b0c1d2e3f405162")),
        voice_settings: VoiceSettings::default(),
        background: None,
        shape: Shape::Portrait,
        captions: Captions::Burned,
        callback_url: Some("https://example.test/heygen/callback".into()),
        speakers: Vec::new(),
        looks: LookProfiles::default(),
        voices_without_locale: Vec::new(),
        recordings: Recordings::default(),
        scenes: vec![
            scene(" Hello and welcome.\n", Emotion::Friendly, "Avatar leans forward and smiles"),
            scene("Today we ship.", Emotion::Excited, "Avatar raises both hands excitedly "),
        ],
    }
}

fn assert_request(request: &RecordedRequest, line: &str) {
    assert_eq!(request.request_line(), line);
    assert_eq!(request.header("x-api-key"), Some(API_KEY));
    assert!(request.header("user-agent").unwrap().starts_with("cuecard/"));
}

fn assert_post(request: &RecordedRequest, path: &str, body: &Value) {
    assert_request(request, &format!("POST {path}"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(&serde_json::from_slice::<Value>(&request.body).unwrap(), body);
}

#[tokio::test]
async fn a_picture_is_uploaded_unchanged() {
    let (server, client) = sample_service(200, "asset_upload_image").await;
    let asset = client.upload(b"\xff\xd8\xff\xe0 picture".to_vec()).await.unwrap();
    assert_eq!(asset.id, "5c1e8f0a7b3d4e6c9a2f14d87be03351");
    assert_eq!(asset.picture_key, Some(PictureKey::new(UPLOADED)));
    assert_eq!(asset.url.unwrap(), format!("https://resource2.heygen.ai/{UPLOADED}"));
    let request = server.single_request();
    assert_request(&request, "POST /v1/asset");
    assert_eq!(request.header("content-type"), Some("image/jpeg"));
    assert_eq!(request.body, b"\xff\xd8\xff\xe0 picture");
}

#[tokio::test]
async fn an_uploaded_audio_file_has_no_picture_key() {
    let (server, client) = sample_service(200, "asset_upload_audio").await;
    assert_eq!(client.upload(b"ID3 sound".to_vec()).await.unwrap().picture_key, None);
    assert_eq!(server.single_request().header("content-type"), Some("audio/mpeg"));
    let (server, client) = sample_service(200, "asset_upload_audio").await;
    let asset = client.upload(b"RIFF\x10\0\0\0WAVEfmt ".to_vec()).await.unwrap();
    assert_eq!(asset.id, "c2f7d8a14b9e4c33a5e0f6187d92b04e");
    assert_eq!(server.single_request().header("content-type"), Some("audio/wav"));
}

#[tokio::test]
async fn an_unsupported_file_is_not_uploaded() {
    let (server, client) = sample_service(200, "asset_upload_image").await;
    let error = client.upload(b"RIFF\x10\0\0\0WEBPVP8 ".to_vec()).await.unwrap_err();
    assert!(error.message.contains("WEBP"), "{error}");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_group_is_created_with_its_first_look() {
    for name in ["avatar_group_create", "avatar_group_create_minimal"] {
        let (server, client) = sample_service(200, name).await;
        let look = client.create_group("My Avatar", &PictureKey::new(UPLOADED)).await.unwrap();
        assert_eq!(look.group.as_ref().map(GroupId::as_str), Some(look.id.as_str()), "{name}");
        assert_eq!((look.name.as_str(), look.status.as_str()), ("My Avatar", "pending"));
        assert!(look.picture_url.unwrap().starts_with("https://files2.heygen.ai/image/"));
        let body = json!({"name": "My Avatar", "image_key": UPLOADED});
        assert_post(&server.single_request(), "/v2/photo_avatar/avatar_group/create", &body);
    }
}

#[tokio::test]
async fn looks_are_added_four_at_a_time() {
    let (server, client) = sample_service(200, "avatar_group_add").await;
    let keys: Vec<PictureKey> = (0..6).map(|at| PictureKey::new(format!("image/{at}/original"))).collect();
    let looks = client.add_looks(&GroupId::new(GROUP), "My Avatar", &keys, None).await.unwrap();
    assert_eq!(looks.len(), 4, "two of each answer");
    assert_eq!(looks[0].id, PhotoId::new(LOOK));
    assert_eq!(looks[0].group, Some(GroupId::new(GROUP)));
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for (requests, range) in requests.iter().zip([0..4, 4..6]) {
        let keys: Vec<&str> = keys[range].iter().map(PictureKey::as_str).collect();
        let body = json!({"group_id": GROUP, "image_keys": keys, "name": "My Avatar"});
        assert_post(requests, "/v2/photo_avatar/avatar_group/add", &body);
    }
}

#[tokio::test]
async fn generated_looks_are_added_with_their_generation_id() {
    let (server, client) = sample_service(200, "avatar_group_add").await;
    let (group, order) = (GroupId::new(GROUP), LookGenerationId::new("51be01eda38e4c2b9836f06957f66b7d"));
    client
        .add_looks(&group, "Ana in blue", &[PictureKey::new("image/a/original")], Some(&order))
        .await
        .unwrap();
    let body = json!({
        "group_id": GROUP,
        "image_keys": ["image/a/original"],
        "name": "Ana in blue",
        "generation_id": order.as_str(),
    });
    assert_post(&server.single_request(), "/v2/photo_avatar/avatar_group/add", &body);
}

#[tokio::test]
async fn a_training_is_started_and_polled() {
    let group = GroupId::new(GROUP);
    let (server, client) = sample_service(200, "train_accepted").await;
    client.train_group(&group).await.unwrap();
    assert_post(&server.single_request(), "/v2/photo_avatar/train", &json!({"group_id": GROUP}));
    for (name, expected) in [
        ("train_status_pending", Training::Running("pending".into())),
        ("train_status_processing", Training::Running("processing".into())),
        ("train_status_completed", Training::Completed),
    ] {
        let (server, client) = sample_service(200, name).await;
        assert_eq!(client.training_status(&group).await.unwrap(), expected);
        assert_request(&server.single_request(), &format!("GET /v2/photo_avatar/train/status/{GROUP}"));
    }
}

#[tokio::test]
async fn looks_are_generated_and_returned_with_their_picture_keys() {
    let order = LookRequest {
        group: Some(GroupId::new(GROUP)),
        base_look: None,
        reference_pictures: Vec::new(),
        name: "Ana in blue".into(),
        prompt: LookPrompt {
            text: "Wearing a blue suit in a modern office".into(),
            orientation: LookOrientation::Square,
            pose: Pose::HalfBody,
            style: LookStyle::Realistic,
        },
    };
    let (server, client) = sample_service(200, "look_generate").await;
    let generation = client.generate_looks(&order).await.unwrap();
    assert_eq!(generation, LookGenerationId::new("51be01eda38e4c2b9836f06957f66b7d"));
    let body = serde_json::from_slice(&sample("request_look_generate")).unwrap();
    assert_post(&server.single_request(), "/v2/photo_avatar/look/generate", &body);
    for more in [
        LookRequest { base_look: Some(PhotoId::new(LOOK)), ..order.clone() },
        LookRequest { reference_pictures: vec![PictureKey::new("a")], ..order },
    ] {
        let error = client.generate_looks(&more).await.unwrap_err();
        assert!(error.summary().contains("only v3 generates looks from another look"), "{error}");
    }
    server.single_request();

    let (server, client) = sample_service(200, "generation_success").await;
    let LookGenerationState::Completed(looks) = client.look_generation(&generation).await.unwrap() else {
        panic!("not done")
    };
    assert_eq!(looks.len(), 4);
    let key = "image/d9e6bbbba83a400885fe9df1abe5f131/original";
    assert_eq!(looks[0], (format!("https://resource2.heygen.ai/{key}"), Some(PictureKey::new(key))));
    assert_request(
        &server.single_request(),
        "GET /v2/photo_avatar/generation/51be01eda38e4c2b9836f06957f66b7d",
    );
}

#[tokio::test]
async fn one_look_can_be_requested() {
    let (server, client) = sample_service(200, "photo_avatar_details").await;
    let look = client.photo(&PhotoId::new(LOOK)).await.unwrap();
    assert_eq!((look.name.as_str(), look.status.as_str()), ("My Avatar - blue suit", "completed"));
    assert_request(&server.single_request(), &format!("GET /v2/photo_avatar/{LOOK}"));
}

#[tokio::test]
async fn the_photo_list_contains_only_talking_photos() {
    let (server, client) = sample_service(200, "avatars_list").await;
    let catalog = client.photos().await.unwrap();
    assert_eq!((catalog.photos.len(), catalog.other_avatar_count, catalog.unreadable_count), (3, 3, 0));
    assert_eq!(catalog.photos[0].id, PhotoId::new(GROUP));
    assert!(catalog.photos[0].picture_url.as_ref().unwrap().ends_with("Key-Pair-Id=K0000000000000"));
    assert_eq!(catalog.photos[2].name, "f36a1c8e", "a photo without a name is called by its id");
    assert_eq!(catalog.photos[2].picture_url, None);
    assert_request(&server.single_request(), "GET /v2/avatars");
}

#[tokio::test]
async fn voices_keep_their_order_and_are_normalized() {
    use Gender::{Female, Male, Unknown};

    let (server, client) = sample_service(200, "voices_list").await;
    let voices = client.voices().await.unwrap();
    assert_eq!((voices.voices.len(), voices.unreadable_count), (6, 0));
    let names: Vec<&str> = voices.voices.iter().map(|voice| voice.name.as_str()).collect();
    let expected =
        ["Rachel - Warm", "Mark", "Multilingual - Nova", "Celeste - Professional", "Elías – Natural"];
    assert_eq!(names[..5], expected);
    let genders: Vec<Gender> = voices.voices.iter().map(|voice| voice.gender).collect();
    assert_eq!(genders, [Female, Male, Unknown, Female, Male, Unknown]);
    let sampled = |at: usize| voices.voices[at].sample_url.is_some();
    assert_eq!([0, 1, 2, 3, 4, 5].map(sampled), [true, true, false, false, true, false]);
    assert_eq!(
        (voices.voices[0].supports_pauses, voices.voices[1].supports_emotions),
        (Some(true), Some(false))
    );
    assert_eq!((voices.voices[5].supports_pauses, voices.voices[5].supports_emotions), (None, None));
    assert_request(&server.single_request(), "GET /v2/voices");
}

#[tokio::test]
async fn a_video_request_matches_the_reference_sample() {
    let (server, client) = sample_service(200, "av4_generate_ok").await;
    assert_eq!(submit_video(&client, &video_spec()).await.unwrap(), VideoId::new(VIDEO));
    let request = server.single_request();
    assert_post(
        &request,
        "/v2/video/av4/generate",
        &serde_json::from_slice(&sample("request_av4_reference_scenes")).unwrap(),
    );
    let submission = client.submission(&video_spec(), None);
    assert_eq!(
        (submission.path.as_str(), submission.body.as_bytes()),
        ("/v2/video/av4/generate", &request.body[..])
    );
    assert!(!submission.body.contains(API_KEY));
}

#[tokio::test]
async fn absent_fields_are_not_sent() {
    let (server, client) = sample_service(200, "av4_generate_ok").await;
    let bare = VideoSpec {
        callback_url: None,
        scenes: vec![Scene::new("Hi.")],
        background: None,
        shape: Shape::Custom(1280, 720),
        ..video_spec()
    };
    submit_video(&client, &bare).await.unwrap();
    let body: Value = serde_json::from_slice(&server.single_request().body).unwrap();
    assert_eq!(body.get("callback_url"), None);
    assert_eq!(body["dimension"], json!({"width": 1280, "height": 720}));
    let scene = json!({"script": "Hi.", "talking_style": "expressive", "enhance_custom_motion_prompt": true});
    assert_eq!(body["scenes"], json!([scene]));
}

#[tokio::test]
async fn progress_is_parsed_from_every_status_sample() {
    for (name, stage, word) in [
        ("video_status_pending", RenderStage::Pending, "pending"),
        ("video_status_processing", RenderStage::Processing, "processing"),
        ("video_status_reference_minimal", RenderStage::Processing, "processing"),
        ("video_status_completed", RenderStage::Completed, "completed"),
        ("video_status_completed_captions", RenderStage::Completed, "completed"),
        ("video_status_failed_enum_code", RenderStage::Failed, "failed"),
        ("video_status_failed_string", RenderStage::Failed, "failed"),
    ] {
        let (server, client) = sample_service(200, name).await;
        let progress = client.progress(&VideoId::new(VIDEO)).await.unwrap();
        assert_eq!((progress.stage, progress.service_status.as_str()), (stage, word), "{name}");
        assert_eq!(progress.video_url.is_some(), stage == RenderStage::Completed, "{name}");
        assert_eq!(progress.captioned_url.is_some(), name.ends_with("captions"), "{name}");
        assert_eq!(progress.subtitles_url.is_some(), name.ends_with("captions"), "{name}");
        assert_eq!(progress.failure.is_some(), stage == RenderStage::Failed, "{name}");
        if name == "video_status_failed_enum_code" {
            let failure = progress.failure.unwrap();
            assert_eq!(failure.code.as_deref(), Some("MOVIO_PAYMENT_INSUFFICIENT_CREDIT"));
            assert!(failure.message.starts_with("Insufficient credit."), "{failure:?}");
        }
        if name == "video_status_completed_captions" {
            assert_eq!(progress.duration_seconds, Some(18.24));
        }
        assert_request(&server.single_request(), &format!("GET /v1/video_status.get?video_id={VIDEO}"));
    }
}

#[tokio::test]
async fn the_balance_is_in_credits() {
    let (server, client) = sample_service(200, "remaining_quota_details").await;
    assert_eq!(client.balance().await.unwrap().balance, Some(Money::new(100.0, Unit::ApiCredit).into()));
    assert_request(&server.single_request(), "GET /v2/user/remaining_quota");
}

#[tokio::test]
async fn videos_are_listed_page_by_page() {
    let (server, client) = sample_service(200, "video_list_page1").await;
    let page = client.video_page(None).await.unwrap().unwrap();
    assert_eq!((page.videos.len(), page.unreadable_count), (3, 0));
    assert_eq!((page.videos[0].title.as_str(), page.videos[0].stage), ("Launch day", RenderStage::Completed));
    assert_eq!((page.videos[1].title.as_str(), page.videos[1].stage), ("", RenderStage::Pending));
    assert_eq!(page.videos[0].created_at.unwrap().as_second(), 1_771_798_200);
    let next = page.next_page_token.unwrap();
    assert_eq!(
        client.video_page(Some(&next)).await.unwrap().unwrap().next_page_token,
        None,
        "a page that names itself ends the list"
    );
    let requests = server.requests();
    assert_request(&requests[0], "GET /v1/video.list?limit=100");
    assert_request(&requests[1], "GET /v1/video.list?limit=100&token=eyJuZXh0Ijoi...");
}

#[tokio::test]
async fn a_missing_balance_or_video_list_is_none() {
    for name in ["video_status_not_found", "error_html_404"] {
        let (_server, client) = sample_service(404, name).await;
        assert_eq!(client.balance().await.map(|reading| reading.balance), Ok(None), "{name}");
        assert_eq!(client.video_page(None).await, Ok(None), "{name}");
    }
}
