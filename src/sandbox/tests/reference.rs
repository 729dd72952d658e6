//! The reference's table of endpoints, top to bottom, each with the reference's own body.

use serde_json::Value;

use super::harness::SandboxHarness;

/// One row: the call with its body, the fields that the reference shows in the reply, and which names of the rows
/// below stand for which of them.
struct Row {
    call: &'static str,
    body: &'static str,
    shown: &'static [&'static str],
    named: &'static [(&'static str, &'static str)],
}

const KEY: &str = "image/abc123def/original";

const UPLOAD: Row = Row {
    call: "POST /v1/asset",
    // A picture, as it is.
    body: "",
    shown: &["/code", "/data/id", "/data/name", "/data/file_type", "/data/url", "/data/created_ts"],
    named: &[
        (KEY, "/data/image_key"),
        ("<image_key_1>", "/data/image_key"),
        ("<image_key_2>", "/data/image_key"),
    ],
};

const ROWS: [Row; 11] = [
    Row {
        call: "POST /v2/photo_avatar/avatar_group/create",
        body: r#"{
  "name": "My Avatar",
  "image_key": "image/abc123def/original"
}"#,
        shown: &["/data/id", "/data/name", "/data/status", "/data/image_url"],
        named: &[("<group_id>", "/data/group_id"), ("<id>", "/data/id")],
    },
    Row {
        call: "POST /v2/photo_avatar/avatar_group/add",
        body: r#"{
  "group_id": "<group_id>",
  "image_keys": ["<image_key_1>", "<image_key_2>"],
  "name": "<group_name>"
}"#,
        shown: &[],
        named: &[],
    },
    Row {
        call: "POST /v2/photo_avatar/train",
        body: r#"{ "group_id": "<group_id>" }"#,
        shown: &[],
        named: &[],
    },
    Row {
        call: "GET /v2/photo_avatar/train/status/<group_id>",
        body: "",
        shown: &["/data/status"],
        named: &[],
    },
    Row {
        call: "POST /v2/photo_avatar/look/generate",
        body: r#"{
  "group_id": "<group_id>",
  "prompt": "Wearing a blue suit in a modern office",
  "orientation": "square",
  "pose": "half_body",
  "style": "Realistic"
}"#,
        shown: &[],
        named: &[("<generation_id>", "/data/generation_id")],
    },
    Row {
        call: "GET /v2/photo_avatar/generation/<generation_id>",
        body: "",
        shown: &["/data/status"],
        named: &[],
    },
    Row {
        call: "GET /v2/avatars",
        body: "",
        shown: &[
            "/data/avatars/0",
            "/data/talking_photos/0/talking_photo_name",
            "/data/talking_photos/0/preview_image_url",
        ],
        named: &[("<talking_photo_id>", "/data/talking_photos/0/talking_photo_id")],
    },
    Row { call: "GET /v2/photo_avatar/<id>", body: "", shown: &["/data/id"], named: &[] },
    Row {
        call: "GET /v2/voices",
        body: "",
        shown: &["/data/voices/0/name", "/data/voices/0/language", "/data/voices/0/gender"],
        named: &[("<voice_id>", "/data/voices/0/voice_id")],
    },
    Row {
        call: "POST /v2/video/av4/generate",
        body: r#"{
  "image_key": "<talking_photo_id>",
  "voice_id": "<voice_id>",
  "video_title": "My Video Title",
  "dimension": { "width": 1080, "height": 1920 },
  "caption": true,
  "callback_url": "https://your-webhook-url.com/heygen/callback",
  "scenes": [
    {
      "script": "The spoken text for this scene...",
      "emotion": "Friendly",
      "talking_style": "expressive",
      "custom_motion_prompt": "Avatar gestures enthusiastically while leaning forward",
      "enhance_custom_motion_prompt": true
    },
    {
      "script": "Second scene script text...",
      "emotion": "Excited",
      "talking_style": "expressive",
      "custom_motion_prompt": "Avatar raises both hands excitedly, beaming with enthusiasm",
      "enhance_custom_motion_prompt": true
    }
  ]
}"#,
        shown: &[],
        named: &[("<video_id>", "/data/video_id")],
    },
    Row {
        call: "GET /v1/video_status.get?video_id=<video_id>",
        body: "",
        shown: &["/data/status"],
        named: &[],
    },
];

/// Fills in what the rows above have given.
fn filled(text: &str, known: &[(&str, String)]) -> String {
    let text = known.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
    text.replace("<group_name>", "My Avatar")
}

#[tokio::test]
async fn every_endpoint_accepts_the_requests_of_the_reference() {
    let sandbox = SandboxHarness::open().await;
    let mut known: Vec<(&str, String)> = Vec::new();
    for row in [UPLOAD].iter().chain(&ROWS) {
        let (method, path) = row.call.split_once(' ').unwrap();
        let (path, body) = (filled(path, &known), filled(row.body, &known));
        assert!(!format!("{path}{body}").contains('<'), "{} is filled in: {path} {body}", row.call);
        let reply = match (method, path.as_str()) {
            (_, "/v1/asset") => sandbox.upload("image/jpeg", b"\xff\xd8\xff\xe0 a picture").await,
            ("GET", _) => sandbox.get(&path).await,
            _ => sandbox.post_text(&path, &body).await,
        };
        assert_eq!(reply.status, 200, "{}: {}", row.call, reply.text());
        let reply = reply.json();
        assert_eq!(reply.get("error").unwrap_or(&Value::Null), &Value::Null, "{}", row.call);
        for place in row.shown {
            assert!(reply.pointer(place).is_some_and(|value| !value.is_null()), "{place} of {}", row.call);
        }
        for (name, place) in row.named {
            let value = reply.pointer(place).and_then(Value::as_str);
            known
                .push((name, value.unwrap_or_else(|| panic!("{place} of {}: {reply}", row.call)).to_owned()));
        }
    }
    assert_eq!((1 + ROWS.len(), sandbox.sandbox.report().paid.len()), (12, 1));
}
