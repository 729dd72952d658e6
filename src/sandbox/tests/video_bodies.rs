//! Bodies of `POST /v3/videos`: accepted and refused ones.

use serde_json::{Value, json};

use super::harness::{SandboxHarness, png};
use crate::sandbox::{Av4Bodies, Options, PictureKeys, ServicePolicy};

/// The body with one field set at a pointer.
fn with(body: &Value, at: &str, value: Value) -> Value {
    let mut body = body.clone();
    let (above, field) = at.rsplit_once('/').unwrap();
    body.pointer_mut(above).unwrap()[field] = value;
    body
}

async fn studio(sandbox: &SandboxHarness) -> Value {
    let (photo, voice) = sandbox.photo_and_voice().await;
    let input =
        json!({ "type": "avatar", "avatar_id": photo, "voice_id": voice, "script": "One two three." });
    let scene = json!({ "type": "avatar_video", "input": input });
    json!({ "type": "studio", "title": "Five", "aspect_ratio": "1:1", "scenes": vec![scene; 5] })
}

/// Every validation error names its field.
async fn refused(sandbox: &SandboxHarness, body: &Value, status: u16, code: &str, param: &str) {
    let reply = sandbox.post("/v3/videos", body).await;
    let error = reply.json()["error"].clone();
    let got = (reply.status, error["code"].as_str(), error["param"].as_str());
    assert_eq!(got, (status, Some(code), Some(param)), "{error} for {body}");
}

#[tokio::test]
async fn an_avatar_video_request_is_validated_field_by_field() {
    let sandbox = SandboxHarness::open().await;
    let order = sandbox.order().await;
    let twin = "myinstant_20250611";
    for (at, value, status, code) in [
        ("/type", json!(null), 400, "invalid_parameter"),
        ("/type", json!("movie"), 400, "invalid_parameter"),
        ("/type", json!("cinematic_avatar"), 400, "invalid_parameter"),
        ("/avatar_id", json!(null), 400, "invalid_parameter"),
        ("/avatar_id", json!("nobody"), 404, "avatar_not_found"),
        ("/avatar_id", json!(twin), 400, "avatar_not_usable"),
        ("/voice_id", json!("nobody"), 404, "voice_not_found"),
        ("/script", json!(null), 400, "invalid_parameter"),
        ("/script", json!("  "), 400, "invalid_parameter"),
        ("/script", json!("x".repeat(5001)), 400, "invalid_parameter"),
        ("/title", json!(7), 400, "invalid_parameter"),
        ("/aspect_ratio", json!("3:2"), 400, "invalid_parameter"),
        ("/resolution", json!("480p"), 400, "invalid_parameter"),
        ("/fit", json!("stretch"), 400, "invalid_parameter"),
        ("/expressiveness", json!("wild"), 400, "invalid_parameter"),
        ("/output_format", json!("webm"), 400, "invalid_parameter"),
        ("/engine", json!("avatar_iv"), 400, "invalid_parameter"),
    ] {
        refused(&sandbox, &with(&order, at, value), status, code, &at[1..]).await;
    }
    for (field, value, param) in [
        ("engine", json!({ "type": "avatar_x" }), "engine.type"),
        ("background", json!({ "type": "color", "color": "#ffffff" }), "background.color"),
        ("background", json!({ "type": "color", "value": "red" }), "background.value"),
        ("caption", json!({ "file_format": "vtt" }), "caption.file_format"),
        ("voice_settings", json!({ "speed": 2.0 }), "voice_settings.speed"),
        ("voice_settings", json!({ "pitch": -51 }), "voice_settings.pitch"),
        ("audio_url", json!("https://example.test/a.mp3"), "script"),
    ] {
        refused(&sandbox, &with(&order, &format!("/{field}"), value), 400, "invalid_parameter", param).await;
    }
    assert!(sandbox.sandbox.report().paid.is_empty());
    let taken = sandbox.post("/v3/videos", &with(&order, "/voice_id", json!(null))).await;
    assert_eq!(taken.status, 200, "the voice of the look speaks: {}", taken.text());
}

#[tokio::test]
async fn only_capable_engines_accept_a_motion_prompt() {
    let sandbox = SandboxHarness::open().await;
    let order = with(&sandbox.order().await, "/motion_prompt", json!("Nods"));
    assert_eq!(sandbox.post("/v3/videos", &order).await.status, 200);
    let old = with(&order, "/engine", json!({ "type": "avatar_iii" }));
    refused(&sandbox, &old, 400, "invalid_parameter", "motion_prompt").await;
    let rendered = with(&order, "/avatar_id", json!("Adrian_public_20240312"));
    refused(&sandbox, &rendered, 400, "invalid_parameter", "motion_prompt").await;
    assert_eq!(sandbox.post("/v3/videos", &with(&rendered, "/motion_prompt", json!(null))).await.status, 200);
}

#[tokio::test]
async fn a_video_has_the_size_of_its_ratio_and_resolution() {
    let sandbox = SandboxHarness::open().await;
    let order = sandbox.order().await;
    for (ratio, resolution, size) in [
        ("16:9", "720p", (1280, 720)),
        ("9:16", "720p", (720, 1280)),
        ("4:5", "720p", (720, 900)),
        ("1:1", "1080p", (1080, 1080)),
        ("auto", "720p", (720, 900)),
    ] {
        let body = with(&with(&order, "/aspect_ratio", json!(ratio)), "/resolution", json!(resolution));
        let id = sandbox.post("/v3/videos", &body).await.json()["data"]["video_id"].clone();
        sandbox.skip(3600);
        let video =
            sandbox.follow(&sandbox.video_of_v3(id.as_str().unwrap()).await["video_url"], None).await.body;
        assert_eq!(super::videos::measure(&video).0, size.0, "{ratio}");
        assert_eq!(super::videos::measure(&video).1, size.1, "{ratio}");
    }
}

#[tokio::test]
async fn a_studio_video_joins_its_scenes() {
    let sandbox = SandboxHarness::open().await;
    let body = studio(&sandbox).await;
    let id = sandbox.post("/v3/videos", &body).await.json()["data"]["video_id"].clone();
    sandbox.skip(3600);
    let seconds = sandbox.video_of_v3(id.as_str().unwrap()).await["duration"].as_f64().unwrap();
    assert!((seconds - 6.0).abs() < 0.4, "{seconds}");
    let scene = body["scenes"][0].clone();
    refused(&sandbox, &with(&body, "/scenes", json!([])), 400, "invalid_parameter", "scenes").await;
    refused(&sandbox, &with(&body, "/scenes", json!(vec![scene; 51])), 400, "invalid_parameter", "scenes")
        .await;
    for (at, value, status, code, param) in [
        ("/scenes/1/input/script", json!(null), 400, "invalid_parameter", "scenes.1.input.script"),
        ("/scenes/4/input/avatar_id", json!("x"), 404, "avatar_not_found", "scenes.4.input.avatar_id"),
        ("/scenes/0/type", json!("movie"), 400, "invalid_parameter", "scenes.0.type"),
        ("/scenes/0/input/type", json!("video"), 400, "invalid_parameter", "scenes.0.input.type"),
        (
            "/scenes/2/input/background",
            json!({ "type": "image" }),
            400,
            "invalid_parameter",
            "scenes.2.input.background.type",
        ),
    ] {
        refused(&sandbox, &with(&body, at, value), status, code, param).await;
    }
}

#[tokio::test]
async fn a_picture_can_speak_or_be_shown_for_a_duration() {
    let sandbox = SandboxHarness::open().await;
    let asset = sandbox.upload_form(&png()).await.json()["data"]["asset_id"].clone();
    let (_, voice) = sandbox.photo_and_voice().await;
    let source = json!({ "type": "asset_id", "asset_id": asset });
    let image = json!({ "type": "image", "image": source, "script": "Hello.", "voice_id": voice });
    assert_eq!(sandbox.post("/v3/videos", &image).await.status, 200);
    refused(&sandbox, &with(&image, "/voice_id", json!(null)), 400, "invalid_parameter", "voice_id").await;
    let elsewhere = json!({ "type": "url", "url": "https://example.test/a.png" });
    refused(&sandbox, &with(&image, "/image", elsewhere), 400, "download_failed", "image.url").await;
    let held = json!({ "type": "image", "source": source, "duration": 2.5 });
    let body = json!({ "type": "studio", "scenes": [held] });
    assert_eq!(sandbox.post("/v3/videos", &body).await.status, 200);
    let both = with(&body, "/scenes/0/script", json!("Hello."));
    refused(&sandbox, &both, 400, "invalid_parameter", "scenes.0.duration").await;
}

#[tokio::test]
async fn a_speaking_picture_in_a_scene_creates_no_avatar() {
    let sandbox = SandboxHarness::open().await;
    let asset = sandbox.upload_form(&png()).await.json()["data"]["asset_id"].clone();
    let looks = sandbox.look_count().await;
    let mut body = studio(&sandbox).await;
    let avatar = body["scenes"][0].clone();
    let source = json!({ "type": "asset_id", "asset_id": asset });
    let voice = avatar["input"]["voice_id"].clone();
    let input = json!({ "type": "image", "image": source, "voice_id": voice, "script": "One two three.",
        "motion_prompt": "Nods", "expressiveness": "high", "background": { "type": "color", "color": "#101010" } });
    body["scenes"] = json!([avatar, { "type": "avatar_video", "input": input }]);
    let id = sandbox.post("/v3/videos", &body).await.json()["data"]["video_id"].clone();
    sandbox.skip(3600);
    let video = sandbox.video_of_v3(id.as_str().unwrap()).await;
    assert!((video["duration"].as_f64().unwrap() - 2.4).abs() < 0.2, "{video}");
    assert_eq!(sandbox.look_count().await, looks);
    for (field, value, code, status) in [
        ("image", json!(null), "invalid_parameter", 400),
        ("voice_id", json!(null), "invalid_parameter", 400),
        ("expressiveness", json!("wild"), "invalid_parameter", 400),
        ("voice_id", json!("nobody"), "voice_not_found", 404),
    ] {
        let at = format!("/scenes/1/input/{field}");
        refused(&sandbox, &with(&body, &at, value), status, code, &format!("scenes.1.input.{field}")).await;
    }
}

#[tokio::test]
async fn a_background_needs_a_valid_source() {
    let sandbox = SandboxHarness::open().await;
    let order = sandbox.order().await;
    let asset = sandbox.upload_form(&png()).await.json()["data"]["asset_id"].clone();
    for (background, status, code, param) in [
        (json!({ "type": "image" }), 400, "invalid_parameter", "background.url"),
        (json!({ "type": "image", "url": " " }), 400, "invalid_parameter", "background.url"),
        (json!({ "type": "image", "asset_id": "nothing" }), 404, "asset_not_found", "background.asset_id"),
        (json!({ "type": "color" }), 400, "invalid_parameter", "background.value"),
        (json!({}), 400, "invalid_parameter", "background.type"),
    ] {
        refused(&sandbox, &with(&order, "/background", background), status, code, param).await;
    }
    for background in [
        json!({ "type": "image", "asset_id": asset }),
        json!({ "type": "image", "url": "https://example.test/beach.png" }),
        json!({ "type": "color", "value": "#1a2b3c" }),
    ] {
        let taken = sandbox.post("/v3/videos", &with(&order, "/background", background)).await;
        assert_eq!(taken.status, 200, "{}", taken.text());
    }
}

#[tokio::test]
async fn captions_are_burned_in_if_a_style_is_given() {
    let sandbox = SandboxHarness::open().await;
    let plain = with(&sandbox.order().await, "/caption", json!({ "file_format": "srt" }));
    let burned = with(&plain, "/caption", json!({ "style": "default" }));
    for (body, has) in [(plain, false), (burned, true)] {
        let id = sandbox.post("/v3/videos", &body).await.json()["data"]["video_id"].clone();
        sandbox.skip(3600);
        let video = sandbox.video_of_v3(id.as_str().unwrap()).await;
        assert_eq!(video["captioned_video_url"].is_string(), has);
        let words = sandbox.follow(&video["subtitle_url"], None).await;
        assert!(words.status == 200 && words.text().contains("Hello and welcome."));
    }
}

#[tokio::test]
async fn v3_uploads_are_checked_by_content_and_size() {
    let sandbox = SandboxHarness::open().await;
    for bytes in [&b"not a picture"[..], b"", b"GIF89a"] {
        let reply = sandbox.upload_form(bytes).await;
        assert_eq!((reply.status, &reply.json()["error"]["param"]), (400, &json!("file")));
    }
    let plain = [("x-api-key", "k"), ("Content-Type", "image/png")];
    assert_eq!(sandbox.call("POST", "/v3/assets", &plain, &png()).await.unwrap().status, 400);
    let tag = b"ID3\x04\0\0\0\0\0\0".as_slice();
    for (bytes, kind) in
        [(&b"\xff\xfb\x90\x00"[..], "audio/mpeg"), (tag, "audio/mpeg"), (b"RIFF\0\0\0\0WAVE", "audio/wav")]
    {
        let asset = sandbox.upload_form(bytes).await.json()["data"].clone();
        assert_eq!(asset["mime_type"], kind, "{asset}");
        assert_eq!(sandbox.follow(&asset["url"], None).await.body, bytes);
    }
    let mut large = png();
    large.resize((32 << 20) + 1, 0);
    let reply = sandbox.upload_form(&large).await;
    assert_eq!((reply.status, &reply.json()["error"]["code"]), (413, &json!("payload_too_large")));
    large.pop();
    let taken = sandbox.upload_form(&large).await.json()["data"].clone();
    assert_eq!((&taken["size_bytes"], &taken["mime_type"]), (&json!(32 << 20), &json!("image/png")));
}

#[tokio::test]
async fn the_v2_generate_body_creates_a_video() {
    let sandbox = SandboxHarness::open().await;
    let (photo, voice) = sandbox.photo_and_voice().await;
    let input = json!({
        "character": { "type": "talking_photo", "talking_photo_id": photo, "use_avatar_iv_model": true },
        "voice": { "type": "text", "voice_id": voice, "input_text": "Hello.", "emotion": "Friendly" },
    });
    let body = json!({ "title": "Old", "caption": true, "video_inputs": [input, input],
        "dimension": { "width": 144, "height": 256 } });
    let path = "/v2/video/generate";
    let id = sandbox.post(path, &body).await.json()["data"]["video_id"].clone();
    sandbox.skip(3600);
    let status = sandbox.status(id.as_str().unwrap()).await;
    assert_eq!((&status["status"], status["video_url_caption"].is_string()), (&json!("completed"), true));
    for (at, value, field) in [
        ("/video_inputs", json!(null), "video_inputs"),
        ("/video_inputs/1/voice/input_text", json!("x".repeat(5001)), "video_inputs.1.voice.input_text"),
        ("/video_inputs/0/voice/emotion", json!("Bored"), "video_inputs.0.voice.emotion"),
        (
            "/video_inputs/0/character/talking_photo_id",
            json!(sandbox.picture().await),
            "video_inputs.0.character.talking_photo_id",
        ),
        ("/dimension/width", json!(5000), "dimension.width"),
    ] {
        let reply = sandbox.post(path, &with(&body, at, value)).await;
        let message = reply.json()["error"]["message"].as_str().unwrap().to_owned();
        assert!(reply.status == 400 && message.starts_with(&format!("{field} is invalid: ")), "{message}");
    }
}

#[tokio::test]
async fn av4_accepts_the_bodies_and_keys_of_the_policy() {
    let sandbox = SandboxHarness::open().await;
    let scenes = sandbox.video().await;
    let (photo, voice) = sandbox.photo_and_voice().await;
    let flat = json!({ "image_key": photo, "voice_id": voice, "script": "Hello." });
    let path = "/v2/video/av4/generate";
    for (av4, taken) in
        [(Av4Bodies::Both, [200, 200]), (Av4Bodies::Scenes, [200, 400]), (Av4Bodies::Flat, [400, 200])]
    {
        sandbox.sandbox.set_policy(ServicePolicy { av4, ..ServicePolicy::default() });
        let got = [sandbox.post(path, &scenes).await.status, sandbox.post(path, &flat).await.status];
        assert_eq!(got, taken, "{av4}");
    }
    sandbox
        .sandbox
        .set_policy(ServicePolicy { picture_keys: PictureKeys::Strict, ..ServicePolicy::default() });
    let refused = sandbox.post(path, &flat).await;
    assert_eq!(refused.json()["error"]["message"], "image_key is invalid: image not found");
    let key = sandbox.picture().await;
    for key in [format!("{key}.png"), key] {
        assert_eq!(sandbox.post(path, &with(&flat, "/image_key", json!(key))).await.status, 200, "{key}");
    }
    let strict = ServicePolicy { picture_keys: PictureKeys::Strict, ..ServicePolicy::default() };
    let sandbox = SandboxHarness::with(Options { policy: strict, ..Options::default() }).await;
    assert_eq!(sandbox.post(path, &sandbox.video().await).await.status, 400);
}

#[tokio::test]
async fn hidden_keys_are_in_no_url_and_an_upload_of_the_picture_has_one() {
    let hidden = ServicePolicy { picture_keys: PictureKeys::Hidden, ..ServicePolicy::default() };
    let sandbox = SandboxHarness::with(Options { policy: hidden, ..Options::default() }).await;
    let (photo, voice) = sandbox.photo_and_voice().await;
    let details = sandbox.get(&format!("/v2/photo_avatar/{photo}")).await.json()["data"].clone();
    let url = details["image_url"].as_str().unwrap();
    assert!(url.contains(&format!("/talking_photo/{photo}/")) && url.contains(".WEBP?"), "{url}");
    let picture = sandbox.follow(&details["image_url"], None).await;
    assert_eq!(
        (picture.header("content-type").unwrap().as_str(), &picture.body[8..12]),
        ("image/webp", &b"WEBP"[..])
    );
    let mut png = std::io::Cursor::new(Vec::new());
    image::load_from_memory(&picture.body).unwrap().write_to(&mut png, image::ImageFormat::Png).unwrap();
    let key = sandbox.upload("image/png", png.get_ref()).await.json()["data"]["image_key"].clone();
    let flat = json!({ "image_key": photo, "voice_id": voice, "script": "Hello." });
    assert_eq!(sandbox.post("/v2/video/av4/generate", &flat).await.status, 400);
    assert_eq!(sandbox.post("/v2/video/av4/generate", &with(&flat, "/image_key", key)).await.status, 200);
    let look = sandbox.get(&format!("/v3/avatars/looks/{photo}")).await.json()["data"].clone();
    assert_eq!(sandbox.follow(&look["preview_image_url"], None).await.status, 200);
}
