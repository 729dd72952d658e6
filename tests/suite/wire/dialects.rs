//! Videos in each dialect: exactly what is sent, and answers that are read its way.

use cuecard::domain::{
    Captions, Dialect, Engine, LookKind, LookProfile, MultiSceneMode, PhotoId, PictureKey, RenderStage,
    Scene, Shape, Speaker, TalkingStyle, VideoId, VideoPicture, VideoSpec, VoiceId, VoiceSettings,
};
use cuecard::heygen::Client;
use serde_json::{Value, json};

use super::v2::{uploaded_recording, video_spec};
use crate::support::scripted_client::{API_KEY, sample, sample_service, scripted_service};
use crate::support::scripted_server::ScriptedReply;

const UPLOADED: &str = "image/5c1e8f0a7b3d4e6c9a2f14d87be03351/original.jpg";

/// The body of a video, as it is sent.
async fn sent_request(dialect: Dialect, spec: &VideoSpec, picture: Option<&str>) -> (String, Value) {
    let (server, client) = sample_service(200, "av4_generate_ok").await;
    let client = client.with_dialect(dialect);
    let submission = client.submission(spec, picture.map(PictureKey::new).as_ref());
    client.submit(&submission).await.unwrap();
    let request = server.single_request();
    assert_eq!(request.body, submission.body.as_bytes());
    (request.request_line(), serde_json::from_slice(&request.body).unwrap())
}

/// The sample of a request, without the fields that no video of ours has.
fn expected_body(name: &str, strip: &[&str]) -> Value {
    let mut body: Value = serde_json::from_slice(&sample(name)).unwrap();
    for pointer in strip {
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        let parent = body.pointer_mut(parent).unwrap_or_else(|| panic!("{name} has {pointer}"));
        parent.as_object_mut().unwrap().remove(field).unwrap_or_else(|| panic!("{name} has {pointer}"));
    }
    body
}

#[tokio::test]
async fn the_scenes_dialect_sends_the_picture_key_if_it_is_known() {
    let (_, body) = sent_request(Dialect::Scenes, &video_spec(), Some(UPLOADED)).await;
    assert_eq!(body["image_key"], UPLOADED);
}

#[tokio::test]
async fn the_flat_dialect_sends_one_script() {
    let script = "Hello and welcome. <break time=\"1s\"/> Today we ship.";
    let motion = "Avatar raises both hands excitedly, beaming";
    let scene = Scene { motion_prompt: motion.into(), ..Scene::new(script) };
    let one = VideoSpec { scenes: vec![scene], ..video_spec() };
    let (line, body) = sent_request(Dialect::Flat, &one, Some(UPLOADED)).await;
    assert_eq!(
        (line.as_str(), body),
        ("POST /v2/video/av4/generate", expected_body("request_av4_flat", &[]))
    );
    let joined = &Dialect::Flat.split_into_specs(&video_spec(), MultiSceneMode::Joined)[0];
    let (_, body) = sent_request(Dialect::Flat, joined, None).await;
    assert_eq!(body["script"], "Hello and welcome.\n\nToday we ship.");
    assert_eq!(
        body["custom_motion_prompt"],
        "Avatar leans forward and smiles. Avatar raises both hands excitedly"
    );
    assert_eq!(body["image_key"], video_spec().photo.as_str());
}

#[tokio::test]
async fn every_dialect_sends_breaks_in_their_normal_form() {
    let scene = Scene::new(" <speak>Hello<break time=“1s”></break>there [pause: 500ms] you.</speak>\n");
    let spec = VideoSpec { scenes: vec![scene], ..video_spec() };
    for dialect in Dialect::ALL {
        let (_, body) = sent_request(*dialect, &spec, None).await;
        let sent = r#"Hello <break time=\"1s\"/> there <break time=\"0.5s\"/> you."#;
        assert!(body.to_string().contains(&format!("\"{sent}\"")), "{dialect:?}: {body}");
    }
}

#[tokio::test]
async fn the_v2_generate_dialect_sends_emotions() {
    let spec = VideoSpec {
        captions: Captions::Off,
        callback_url: Some("https://example.test/hg".into()),
        ..video_spec()
    };
    let (line, body) = sent_request(Dialect::Generate, &spec, None).await;
    assert_eq!(line, "POST /v2/video/generate");
    let strip = [
        "/callback_id",
        "/video_inputs/0/character/expression",
        "/video_inputs/0/voice/speed",
        "/video_inputs/0/voice/pitch",
        "/video_inputs/0/background",
    ];
    let mut wanted = expected_body("request_v2_generate_avatar_iv_scenes", &strip);
    wanted["video_inputs"][1]["character"]["talking_style"] = json!("expressive");
    assert_eq!(body, wanted);
}

#[tokio::test]
async fn v3_sends_an_avatar_request_for_one_scene() {
    let scene =
        Scene { motion_prompt: "Avatar leans forward and smiles".into(), ..Scene::new("Hello and welcome.") };
    let spec = VideoSpec {
        scenes: vec![scene],
        callback_url: Some("https://example.test/hg".into()),
        ..video_spec()
    };
    let (line, body) = sent_request(Dialect::V3, &spec, Some("ignored")).await;
    assert_eq!(line, "POST /v3/videos");
    assert_eq!(body, expected_body("request_v3_video_avatar", &["/callback_id", "/voice_settings"]));
}

#[tokio::test]
async fn v3_sends_a_studio_request_for_several_scenes() {
    let mut spec = VideoSpec { callback_url: None, ..video_spec() };
    spec.scenes[0].style = TalkingStyle::Stable;
    let (_, body) = sent_request(Dialect::V3, &spec, None).await;
    let strip = ["/callback_id", "/scenes/0/input/background"];
    let mut wanted = expected_body("request_v3_video_studio_scenes", &strip);
    wanted["scenes"][0]["input"]["expressiveness"] = json!("low");
    wanted["caption"]["style"] = json!("default");
    assert_eq!(body, wanted);
    let wide = VideoSpec { shape: Shape::Custom(1280, 720), captions: Captions::Off, ..spec };
    let (_, body) = sent_request(Dialect::V3, &wide, None).await;
    assert_eq!((&body["aspect_ratio"], &body["resolution"]), (&json!("16:9"), &json!("720p")));
    assert_eq!(body.get("caption"), None);
}

#[tokio::test]
async fn v3_sends_the_engine_of_the_look_and_nothing_that_it_refuses() {
    let scene = Scene {
        motion_prompt: "Avatar waves".into(),
        style: TalkingStyle::Stable,
        ..Scene::new("Hello and welcome.")
    };
    let fields = async |kind: &str, engine: &str| {
        let mut spec = VideoSpec { scenes: vec![scene.clone()], ..video_spec() };
        let engines = Some(vec![Engine::new(engine)]);
        spec.looks.insert(spec.photo.clone(), LookProfile { kind: LookKind::from_service(kind), engines });
        let (_, body) = sent_request(Dialect::V3, &spec, None).await;
        let of = |field: &str| body.get(field).cloned().unwrap_or_default();
        (of("engine"), of("fit"), of("expressiveness"), of("motion_prompt"))
    };
    let engine = |word: &str| json!({ "type": word });
    assert_eq!(
        fields("photo_avatar", "avatar_iv").await,
        (engine("avatar_iv"), json!("cover"), json!("low"), json!("Avatar waves"))
    );
    assert_eq!(
        fields("studio_avatar", "avatar_iii").await,
        (engine("avatar_iii"), json!("contain"), Value::Null, Value::Null)
    );
    assert_eq!(
        fields("digital_twin", "avatar_v").await,
        (engine("avatar_v"), json!("contain"), Value::Null, json!("Avatar waves"))
    );
    assert_eq!(
        fields("photo_avatar", "avatar_6").await,
        (engine("avatar_6"), json!("cover"), Value::Null, Value::Null)
    );
}

#[tokio::test]
async fn v3_sends_the_background_of_each_scene_as_its_type_of_video_spells_it() {
    let own = Scene { background: Some("#000000".into()), ..Scene::new("Hello.") };
    let mut spec =
        VideoSpec { background: Some("1B6B93".into()), scenes: vec![Scene::new("Hello.")], ..video_spec() };
    let (_, body) = sent_request(Dialect::V3, &spec, None).await;
    assert_eq!(body["background"], json!({ "type": "color", "value": "#1b6b93" }));
    assert_eq!(body.get("remove_background"), None, "looks that are not trained for it refuse it");
    let picture = VideoPicture { path: "a.png".into(), hash: "h".into(), asset_id: Some("a".into()) };
    let profile = LookProfile { kind: LookKind::Picture(picture), engines: None };
    let mut of_picture = spec.clone();
    of_picture.looks.insert(spec.photo.clone(), profile);
    let (_, body) = sent_request(Dialect::V3, &of_picture, None).await;
    assert_eq!(body["remove_background"], true);
    let address = "https://a.example/office.jpg";
    let mut before_picture = VideoSpec { background: Some(address.into()), ..spec.clone() };
    let (_, body) = sent_request(Dialect::V3, &before_picture, None).await;
    assert_eq!(body["background"], json!({ "type": "image", "url": address }));
    before_picture.scenes.push(own.clone());
    let (_, body) = sent_request(Dialect::V3, &before_picture, None).await;
    assert_eq!(body["scenes"][0]["input"].get("background"), None, "only a color can be that of a scene");
    spec.scenes.push(own);
    let (_, body) = sent_request(Dialect::V3, &spec, None).await;
    let colors = [0, 1].map(|scene| body["scenes"][scene]["input"]["background"].clone());
    assert_eq!(
        colors,
        [json!({ "type": "color", "color": "#1b6b93" }), json!({ "type": "color", "color": "#000000" })]
    );
    assert_eq!(body.get("background"), None);
    let (_, body) = sent_request(Dialect::Generate, &spec, None).await;
    assert!(!body.to_string().contains("background"), "{body}");
}

#[tokio::test]
async fn v3_sends_a_picture_file_in_the_place_of_a_look() {
    let scene = Scene { motion_prompt: "Avatar waves".into(), ..Scene::new("Hello and welcome.") };
    let mut spec = VideoSpec { scenes: vec![scene.clone()], ..video_spec() };
    let picture = VideoPicture { path: "a.png".into(), hash: "h".into(), asset_id: Some("asset-1".into()) };
    let profile = LookProfile { kind: LookKind::Picture(picture), engines: None };
    spec.looks.insert(spec.photo.clone(), profile);
    let image = json!({ "type": "asset_id", "asset_id": "asset-1" });
    let (_, body) = sent_request(Dialect::V3, &spec, None).await;
    assert_eq!((&body["type"], &body["image"], &body["fit"]), (&json!("image"), &image, &json!("cover")));
    assert_eq!((&body["motion_prompt"], &body["expressiveness"]), (&json!("Avatar waves"), &json!("high")));
    assert_eq!((body.get("avatar_id"), body.get("engine")), (None, None));
    spec.scenes.push(scene);
    let (_, body) = sent_request(Dialect::V3, &spec, None).await;
    let input = &body["scenes"][1]["input"];
    assert_eq!((&body["type"], &input["type"], &input["image"]), (&json!("studio"), &json!("image"), &image));
}

#[tokio::test]
async fn each_scene_is_sent_with_its_speaker_and_the_settings_of_the_voice() {
    let settings = VoiceSettings {
        speed: Some(1.1),
        pitch: Some(10.0),
        volume: Some(0.8),
        locale: Some("en-GB".into()),
    };
    let marco = Speaker {
        name: "Marco".into(),
        photo: Some(PhotoId::new("photo-m")),
        voice: Some(VoiceId::new("voice-m")),
        voice_settings: settings,
    };
    let by_marco = Scene {
        speaker: Some("marco".into()),
        style: TalkingStyle::Medium,
        voice_settings: VoiceSettings { speed: Some(0.9), ..VoiceSettings::default() },
        ..Scene::new("Hello.")
    };
    let mut spec = video_spec();
    spec.speakers = vec![marco];
    spec.scenes.push(by_marco.clone());
    let (_, body) = sent_request(Dialect::V3, &spec, None).await;
    let (own, marcos) = (&body["scenes"][0]["input"], &body["scenes"][2]["input"]);
    assert_eq!((&own["avatar_id"], own.get("voice_settings")), (&json!(spec.photo.as_str()), None));
    assert_eq!((&marcos["avatar_id"], &marcos["voice_id"]), (&json!("photo-m"), &json!("voice-m")));
    let sent = json!({ "speed": 0.9, "pitch": 10.0, "volume": 0.8, "locale": "en-GB" });
    assert_eq!((&marcos["voice_settings"], &marcos["expressiveness"]), (&sent, &json!("medium")));

    let (_, body) = sent_request(Dialect::Generate, &spec, None).await;
    let marcos = &body["video_inputs"][2];
    assert_eq!(marcos["character"]["talking_photo_id"], "photo-m");
    assert_eq!(marcos["character"]["talking_style"], "expressive");
    let expected = json!({
        "type": "text", "voice_id": "voice-m", "input_text": "Hello.", "speed": 0.9, "pitch": 10.0, "locale": "en-GB"
    });
    assert_eq!(marcos["voice"], expected, "v2 has no volume");

    // A video that one person speaks needs no dialect of several.
    spec.scenes = vec![by_marco];
    let (_, body) = sent_request(Dialect::V3, &spec, None).await;
    assert_eq!((&body["avatar_id"], &body["voice_settings"]), (&json!("photo-m"), &sent));
    for dialect in [Dialect::Scenes, Dialect::Flat] {
        let (_, body) = sent_request(dialect, &spec, None).await;
        assert_eq!((&body["image_key"], &body["voice_id"]), (&json!("photo-m"), &json!("voice-m")));
    }
}

#[tokio::test]
async fn captions_as_a_file_ask_v3_for_no_second_video() {
    let spec = VideoSpec { captions: Captions::File, ..video_spec() };
    let (_, body) = sent_request(Dialect::V3, &spec, None).await;
    assert_eq!(body["caption"], json!({ "file_format": "srt" }));
    for dialect in [Dialect::Scenes, Dialect::Generate] {
        assert_eq!(sent_request(dialect, &spec, None).await.1["caption"], true, "{dialect:?}");
    }
}

#[tokio::test]
async fn v3_asks_for_the_shapes_of_feeds_and_of_the_photo() {
    for (shape, ratio) in [(Shape::FourByFive, "4:5"), (Shape::FiveByFour, "5:4"), (Shape::LikePhoto, "auto")]
    {
        let (_, body) = sent_request(Dialect::V3, &VideoSpec { shape, ..video_spec() }, None).await;
        assert_eq!((&body["aspect_ratio"], &body["resolution"]), (&json!(ratio), &json!("1080p")));
    }
    let spec = VideoSpec { shape: Shape::LikePhoto, ..video_spec() };
    let (_, body) = sent_request(Dialect::Scenes, &spec, None).await;
    assert_eq!(body["dimension"], json!({ "width": 1080, "height": 1920 }));
}

#[tokio::test]
async fn a_stored_submission_is_sent_with_its_idempotency_key() {
    let (server, client) = sample_service(200, "v3_video_create").await;
    let stored =
        Client::stored_submission(Dialect::V3, "{\"type\":\"avatar\"}".into()).with_idempotency_key("take-1");
    let video = client.submit(&stored).await.unwrap();
    assert_eq!(video, VideoId::new("b8c1e4f27a904d5f86d3c0a9e1b75f42"));
    let request = server.single_request();
    assert_eq!(
        (request.request_line().as_str(), request.body.as_slice()),
        ("POST /v3/videos", &b"{\"type\":\"avatar\"}"[..])
    );
    assert_eq!(request.header("idempotency-key"), Some("take-1"));
    assert_eq!(request.header("x-api-key"), Some(API_KEY));
}

#[tokio::test]
async fn progress_is_requested_from_the_api_version_of_the_dialect() {
    let (server, client) = sample_service(200, "v3_video_completed").await;
    let progress = client.with_dialect(Dialect::V3).progress(&VideoId::new("v/1")).await.unwrap();
    assert_eq!((progress.stage, progress.duration_seconds), (RenderStage::Completed, Some(18.24)));
    assert!(progress.video_url.is_some() && progress.failure.is_none());
    assert_eq!(server.single_request().request_line(), "GET /v3/videos/v%2F1");
    for dialect in [Dialect::Flat, Dialect::Generate] {
        let (server, client) = sample_service(200, "video_status_processing").await;
        client.with_dialect(dialect).progress(&VideoId::new("v")).await.unwrap();
        assert_eq!(
            server.single_request().request_line(),
            "GET /v1/video_status.get?video_id=v",
            "{dialect:?}"
        );
    }
}

#[tokio::test]
async fn the_v2_video_detail_is_parsed_like_the_v3_one() {
    let (_server, client) = sample_service(200, "v2_video_detail").await;
    let progress = client.with_dialect(Dialect::V3).progress(&VideoId::new("v")).await.unwrap();
    assert_eq!((progress.stage, progress.duration_seconds), (RenderStage::Completed, Some(18.24)));
    assert!(progress.video_url.is_some() && progress.failure.is_none() && progress.subtitles_url.is_none());
}

#[tokio::test]
async fn a_v3_failure_keeps_its_code() {
    let body = r#"{"data":{"id":"v","status":"failed","video_url":null,"failure_code":"MOVIO_PAYMENT_INSUFFICIENT_CREDIT","failure_message":"Insufficient credit."}}"#;
    let (_server, client) = scripted_service(vec![ScriptedReply::json(200, body)]).await;
    let progress = client.with_dialect(Dialect::V3).progress(&VideoId::new("v")).await.unwrap();
    let failure = progress.failure.unwrap();
    assert_eq!(failure.code.as_deref(), Some("MOVIO_PAYMENT_INSUFFICIENT_CREDIT"));
    assert_eq!((progress.stage, failure.message.as_str()), (RenderStage::Failed, "Insufficient credit."));
}

#[test]
fn a_client_uses_the_scenes_dialect_by_default() {
    assert_eq!(crate::support::scripted_client::client("http://127.0.0.1:1").dialect(), Dialect::Scenes);
    let id = PhotoId::new("p");
    let spec = VideoSpec { photo: id, ..video_spec() };
    let submission = crate::support::scripted_client::client("http://127.0.0.1:1").submission(&spec, None);
    assert!(submission.body.contains("\"image_key\": \"p\"") && !submission.body.contains(API_KEY));
}

/// A video whose second scene is a recording that was uploaded.
fn recorded_spec() -> VideoSpec {
    let mut spec = video_spec();
    spec.scenes[1].recording = Some("scene-2.wav".into());
    spec.recordings.insert("scene-2.wav", Ok(uploaded_recording()));
    spec
}

#[tokio::test]
async fn a_recording_takes_the_place_of_script_and_voice() {
    let id = json!("c2f7d8a14b9e4c33a5e0f6187d92b04e");
    let (_, v3) = sent_request(Dialect::V3, &recorded_spec(), None).await;
    let input = &v3["scenes"][1]["input"];
    assert_eq!(input["audio_asset_id"], id);
    for field in ["script", "voice_id", "voice_settings"] {
        assert_eq!(input.get(field), None, "{field}");
    }
    assert!(input.get("motion_prompt").is_some() && v3["scenes"][0]["input"].get("script").is_some(), "{v3}");

    let (_, generate) = sent_request(Dialect::Generate, &recorded_spec(), None).await;
    assert_eq!(generate["video_inputs"][1]["voice"], json!({ "type": "audio", "audio_asset_id": id }));

    let parts = Dialect::Flat.split_into_specs(&recorded_spec(), MultiSceneMode::Joined);
    assert_eq!(parts.len(), 2, "a recording is a render of its own");
    let (_, flat) = sent_request(Dialect::Flat, &parts[1], Some(UPLOADED)).await;
    assert_eq!((&flat["audio_asset_id"], flat.get("script")), (&id, None));

    let (_, scenes) = sent_request(Dialect::Scenes, &recorded_spec(), Some(UPLOADED)).await;
    assert_eq!(scenes["scenes"][1]["script"], "Today we ship.");
}

#[tokio::test]
async fn a_flat_recording_is_sent_as_the_service_documents() {
    let mut spec = recorded_spec();
    spec.scenes.remove(0);
    spec.scenes[0].motion_prompt.clear();
    spec.voice = None;
    let (line, body) = sent_request(Dialect::Flat, &spec, Some(UPLOADED)).await;
    assert_eq!(line, "POST /v2/video/av4/generate");
    assert_eq!(body, expected_body("request_av4_flat_audio", &[]));
}

#[tokio::test]
async fn a_recording_that_was_not_uploaded_is_not_replaced_by_its_script() {
    let mut spec = recorded_spec();
    spec.recordings.set_asset_ids(|_| None);
    for dialect in [Dialect::Flat, Dialect::Generate, Dialect::V3] {
        let spec = dialect.split_into_specs(&spec, MultiSceneMode::Joined).pop().unwrap();
        let (_, body) = sent_request(dialect, &spec, None).await;
        assert!(!body.to_string().contains("Today we ship."), "{dialect:?}: {body}");
    }
}
