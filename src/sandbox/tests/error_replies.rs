//! Error replies of v1 and v2.

use serde_json::{Value, json};

use super::harness::{SandboxHarness, png};
use crate::sandbox::Options;

#[tokio::test]
async fn unknown_paths_are_an_html_page() {
    let sandbox = SandboxHarness::open().await;
    for (method, path) in [
        ("POST", "/v2/photo_avatar/avatar_group/add-looks"),
        ("POST", "/v2/photo_avatar/avatar_group/add_looks"),
        ("POST", "/v2/photo_avatar/avatar_group/train"),
        ("GET", "/v2/photo_avatar/avatar_group/0e7d5b12c94f4a6f8b3ad0c6f1729e84"),
        ("GET", "/v2/photo_avatar/talking_photo"),
        ("GET", "/"),
        ("GET", "/v2/video/av4"),
        ("GET", "/v3/video"),
        ("POST", "/v3/videos/"),
        ("POST", "/v2/talking_photo"),
        ("GET", "/v2/voices/"),
    ] {
        for key in [&[("x-api-key", "k")][..], &[]] {
            let reply = sandbox.call(method, path, key, b"{}").await.unwrap();
            assert_eq!(reply.status, 404, "{method} {path}");
            assert!(reply.header("content-type").unwrap().starts_with("text/html"), "{method} {path}");
            assert!(reply.text().contains("<h1>Not Found</h1>"), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_wrong_method_is_405() {
    let sandbox = SandboxHarness::open().await;
    for (method, path) in [
        ("GET", "/v2/video/av4/generate"),
        ("GET", "/v1/asset"),
        ("GET", "/v2/photo_avatar/train"),
        ("POST", "/v2/voices"),
        ("DELETE", "/v2/avatars"),
        ("POST", "/v1/video_status.get"),
    ] {
        let reply = sandbox.call(method, path, &[("x-api-key", "k")], b"").await.unwrap();
        assert_eq!(reply.status, 405, "{method} {path}");
    }
}

#[tokio::test]
async fn an_api_key_is_required() {
    let sandbox = SandboxHarness::open().await;
    for headers in [&[][..], &[("x-api-key", "")], &[("x-api-key", "  ")]] {
        let reply = sandbox.call("GET", "/v2/voices", headers, b"").await.unwrap();
        assert_eq!((reply.status, &reply.json()["code"]), (401, &json!(40102)));
    }
    let open = SandboxHarness::with(Options { require_key: false, ..Options::default() }).await;
    assert_eq!(open.call("GET", "/v2/voices", &[], b"").await.unwrap().status, 200);
}

/// Posts a body; gives the error message.
async fn refused(sandbox: &SandboxHarness, path: &str, body: &Value) -> String {
    let reply = sandbox.post(path, body).await;
    assert_eq!(reply.status, 400, "{body}");
    let body = reply.json();
    assert_eq!((&body["data"], &body["error"]["code"]), (&Value::Null, &json!("invalid_parameter")));
    body["error"]["message"].as_str().unwrap().to_owned()
}

/// The video with one field set, or taken away by null; `at` is a JSON pointer.
fn changed(video: &Value, at: &str, value: Value) -> Value {
    let mut video = video.clone();
    let (above, field) = at.rsplit_once('/').unwrap();
    let above = video.pointer_mut(above).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        above.remove(field)
    } else {
        above.insert(field.to_owned(), value)
    };
    video
}

#[tokio::test]
async fn a_video_request_is_validated_field_by_field() {
    let sandbox = SandboxHarness::open().await;
    let video = sandbox.video().await;
    let long = "x".repeat(5001);
    let scene = video["scenes"][0].clone();
    let cases = [
        ("/image_key", Value::Null, "image_key is invalid: field required"),
        ("/voice_id", Value::Null, "voice_id is invalid: field required"),
        ("/dimension", Value::Null, "dimension is invalid: field required"),
        ("/scenes", Value::Null, "scenes is invalid: field required"),
        ("/image_key", json!(7), "image_key is invalid: str type expected"),
        ("/image_key", json!("nobody"), "image_key is invalid: image not found"),
        ("/image_key", json!("Adrian_public_20240312"), "image_key is invalid: image not found"),
        ("/voice_id", json!("nobody"), "voice_id is invalid: voice not found"),
        ("/video_title", json!([]), "video_title is invalid: str type expected"),
        ("/caption", json!("yes"), "caption is invalid: value could not be parsed to a boolean"),
        ("/callback_url", json!(1), "callback_url is invalid: str type expected"),
        ("/dimension", json!("9:16"), "dimension is invalid: value is not a valid dict"),
        ("/dimension/width", Value::Null, "dimension.width is invalid: field required"),
        ("/dimension/width", json!("720"), "dimension.width is invalid: value is not a valid integer"),
        ("/dimension/width", json!(128), "dimension.width is invalid: ensure this value is greater than 128"),
        (
            "/dimension/height",
            json!(4096),
            "dimension.height is invalid: ensure this value is less than 4096",
        ),
        ("/scenes", json!([]), "scenes is invalid: ensure this value has at least 1 items"),
        ("/scenes", json!(vec![scene; 51]), "scenes is invalid: ensure this value has at most 50 items"),
        ("/scenes", json!({}), "scenes is invalid: value is not a valid list"),
        ("/scenes", json!(["x"]), "scenes.0 is invalid: value is not a valid dict"),
        ("/scenes/1/script", Value::Null, "scenes.1.script is invalid: field required"),
        (
            "/scenes/0/script",
            json!("  "),
            "scenes.0.script is invalid: ensure this value has at least 1 characters",
        ),
        (
            "/scenes/0/script",
            json!(long),
            "scenes.0.script is invalid: ensure this value has at most 5000 characters",
        ),
        (
            "/scenes/0/emotion",
            json!("Bored"),
            "scenes.0.emotion is invalid: value is not a valid enumeration member; \
            permitted: 'Excited', 'Friendly', 'Serious', 'Soothing', 'Broadcaster'",
        ),
        (
            "/scenes/0/talking_style",
            json!("loud"),
            "scenes.0.talking_style is invalid: value is not a valid \
            enumeration member; permitted: 'expressive', 'stable'",
        ),
        (
            "/scenes/1/custom_motion_prompt",
            json!(1),
            "scenes.1.custom_motion_prompt is invalid: str type expected",
        ),
        (
            "/scenes/1/enhance_custom_motion_prompt",
            json!(1),
            "scenes.1.enhance_custom_motion_prompt is invalid: value could not be parsed to a boolean",
        ),
    ];
    for (at, value, message) in cases {
        let body = changed(&video, at, value);
        assert_eq!(refused(&sandbox, "/v2/video/av4/generate", &body).await, message);
    }
    assert!(sandbox.sandbox.report().paid.is_empty());
    let longest = changed(&video, "/scenes/0/script", json!("x".repeat(5000)));
    assert_eq!(sandbox.post("/v2/video/av4/generate", &longest).await.status, 200);
}

#[tokio::test]
async fn photo_avatar_group_requests_are_validated() {
    let sandbox = SandboxHarness::open().await;
    let key = sandbox.picture().await;
    let group = sandbox.photo_and_voice().await.0;
    let post =
        async |path: &str, body: Value| refused(&sandbox, &format!("/v2/photo_avatar/{path}"), &body).await;
    let create = "avatar_group/create";
    assert_eq!(post(create, json!({ "image_key": key })).await, "name is invalid: field required");
    assert_eq!(post(create, json!({ "name": "x" })).await, "image_key is invalid: field required");
    assert_eq!(
        post(create, json!({ "name": "x", "image_key": "image/no/original" })).await,
        "image_key is invalid: image not found"
    );
    let add = "avatar_group/add";
    let five = json!({ "group_id": group, "image_keys": [key, key, key, key, key], "name": "x" });
    assert_eq!(post(add, five).await, "image_keys is invalid: ensure this value has at most 4 items");
    let nameless = json!({ "group_id": group, "image_keys": [key] });
    assert_eq!(post(add, nameless).await, "name is invalid: field required");
    let stranger = json!({ "group_id": "nobody", "image_keys": [key], "name": "x" });
    assert_eq!(post(add, stranger).await, "group_id is invalid: avatar group not found");
    let unknown = json!({ "group_id": group, "image_keys": [key, "image/no/original"], "name": "x" });
    assert_eq!(post(add, unknown).await, "image_keys.1 is invalid: image not found");
    assert_eq!(
        post("train", json!({ "group_id": "nobody" })).await,
        "group_id is invalid: avatar group not found"
    );
    assert_eq!(post("train", json!({})).await, "group_id is invalid: field required");
    let look = json!({ "group_id": group, "prompt": "x", "pose": "lying" });
    assert!(
        post("look/generate", look)
            .await
            .starts_with("pose is invalid: value is not a valid enumeration member")
    );
    for path in ["nobody", "train/status/nobody", "generation/nobody"] {
        let reply = sandbox.get(&format!("/v2/photo_avatar/{path}")).await;
        assert!(reply.status == 404 && reply.json()["error"]["code"].is_string(), "{path}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_invalid() {
    let sandbox = SandboxHarness::open().await;
    for text in ["", "{", "[1,2]", "nul", "\"text\"", "{\"a\":\u{1}}", "\u{feff}{}"] {
        let reply = sandbox.post_text("/v2/video/av4/generate", text).await;
        assert_eq!(
            (reply.status, &reply.json()["error"]["code"]),
            (400, &json!("invalid_parameter")),
            "{text}"
        );
    }
    let deep = "[".repeat(100_000);
    assert_eq!(sandbox.post_text("/v2/video/av4/generate", &deep).await.status, 400);
}

#[tokio::test]
async fn an_upload_must_match_its_content_type() {
    let sandbox = SandboxHarness::open().await;
    let wrong = sandbox.upload("image/jpeg", &png()).await;
    let expected = json!({ "code": 400_543, "message": "Content type not match image/jpeg != image/png" });
    assert_eq!((wrong.status, wrong.json()), (400, expected));
    for (kind, bytes) in [
        ("multipart/form-data; boundary=x", png()),
        ("text/plain", b"hello".to_vec()),
        ("image/webp", png()),
        ("", png()),
        ("image/png", Vec::new()),
        ("audio/mpeg", png()),
        ("video/mp4", b"no video".to_vec()),
    ] {
        let reply = sandbox.upload(kind, &bytes).await;
        assert!(reply.status == 400 && reply.json()["code"].is_u64(), "{kind}");
    }
}

#[tokio::test]
async fn a_picture_above_50_megabytes_returns_413_in_json() {
    let sandbox = SandboxHarness::open().await;
    let mut bytes = png();
    bytes.resize((50 << 20) + 1, 0);
    let reply = sandbox.upload("image/png", &bytes).await;
    assert!(reply.status == 413 && reply.json()["message"].is_string());
    bytes.truncate(20 << 20);
    assert_eq!(sandbox.upload("image/png", &bytes).await.status, 200);
}

#[tokio::test]
async fn an_unknown_video_is_not_found() {
    let sandbox = SandboxHarness::open().await;
    let reply = sandbox.get("/v1/video_status.get?video_id=nobody").await;
    assert_eq!((reply.status, reply.json()), (404, json!({ "code": 40104, "message": "Video not found" })));
    assert_eq!(sandbox.get("/v1/video_status.get").await.status, 400);
}
