//! The public fields of v3 videos, from `tests/v3-video-fields.tsv`: each is accepted, and anything else is refused.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::harness::{SandboxHarness, png};
use crate::sandbox::media::speech;
use crate::sandbox::world::StoredScene;

const TABLE: &str = include_str!("../../../tests/v3-video-fields.tsv");
/// Exactly one of them is in a request.
const SPEECH_SOURCES: [&str; 3] = ["script", "audio_url", "audio_asset_id"];

/// A line of the table.
struct FieldRow {
    object: &'static str,
    field: &'static str,
    kind: &'static str,
    /// The words of an enum, or the bounds of a number.
    values: Vec<&'static str>,
    /// Words of the service that the sandbox refuses.
    refused: Option<&'static str>,
}

fn rows() -> Vec<FieldRow> {
    let row = |line: &'static str| {
        let columns: Vec<&str> = line.split('\t').collect();
        let values = columns.get(3).map(|values| values.split(' ').collect()).unwrap_or_default();
        let refused = columns.get(4).copied();
        FieldRow { object: columns[0], field: columns[1], kind: columns[2], values, refused }
    };
    TABLE.lines().skip(1).map(row).collect()
}

/// What valid requests refer to.
struct Material {
    photo: Value,
    twin: Value,
    /// A voice with locales, and one of another engine.
    voices: [Value; 2],
    picture: Value,
    picture_url: Value,
    recording: Value,
    clip: Value,
}

async fn material(sandbox: &SandboxHarness) -> Material {
    let (photo, _) = sandbox.photo_and_voice().await;
    let voices = sandbox.get("/v2/voices").await.json()["data"]["voices"].as_array().unwrap().clone();
    let voice = |is_wanted: &dyn Fn(&Value) -> bool| {
        voices.iter().find(|voice| is_wanted(voice)).unwrap()["voice_id"].clone()
    };
    let starfish =
        voice(&|voice| voice["support_locale"] == true && voice["voice_id"].as_str().unwrap().len() == 32);
    let other = voice(&|voice| voice["voice_id"].as_str().unwrap().len() == 20);
    let twins = sandbox.get("/v3/avatars/looks?avatar_type=digital_twin").await.json()["data"].clone();
    let is_modern =
        |twin: &&Value| twin["supported_api_engines"][0] == "avatar_v" && twin["status"] == "completed";
    let picture = sandbox.upload_form(&png()).await.json()["data"].clone();
    let sound = speech::of_scene(&StoredScene::unspoken(2.0), |_| true);
    let clip = sandbox.submit_current().await;
    sandbox.skip(3600);
    let clip = sandbox.follow(&sandbox.video_of_v3(&clip).await["video_url"], None).await.body;
    Material {
        photo: json!(photo),
        twin: twins.as_array().unwrap().iter().find(is_modern).unwrap()["id"].clone(),
        voices: [starfish, other],
        picture: picture["asset_id"].clone(),
        picture_url: picture["url"].clone(),
        recording: sandbox.upload_form(&sound).await.json()["data"]["asset_id"].clone(),
        clip: sandbox.upload_form(&clip).await.json()["data"]["asset_id"].clone(),
    }
}

impl Material {
    /// A valid request that has this object, and the pointer to the object.
    fn request(&self, object: &str) -> (Value, &'static str) {
        let found = self.scene_request(object).or_else(|| self.option_request(object));
        let found = found.or_else(|| self.voice_request(object)).or_else(|| self.file_request(object));
        found.unwrap_or_else(|| panic!("{object} is no object of a request"))
    }

    /// Fields with a script.
    fn spoken(&self, fields: &Value) -> Value {
        merged(&json!({ "voice_id": self.voices[0], "script": "Hello." }), fields)
    }

    fn avatar(&self) -> Value {
        self.spoken(&json!({ "type": "avatar", "avatar_id": self.photo }))
    }

    fn image(&self, file: &Value) -> Value {
        self.spoken(&json!({ "type": "image", "image": file }))
    }

    /// The video of an avatar with a further field.
    fn with(&self, field: &str, value: &Value) -> Value {
        merged(&self.avatar(), &json!({ field: value }))
    }

    /// The source of the picture.
    fn picture(&self) -> Value {
        upload(&self.picture)
    }

    fn clip(&self) -> Value {
        self.spoken(&json!({ "type": "video", "source": upload(&self.clip), "playback": {} }))
    }

    fn scene_request(&self, object: &str) -> Option<(Value, &'static str)> {
        let still = self.spoken(&json!({ "type": "image", "source": self.picture() }));
        let background = json!({ "type": "color", "color": "#1a2b3c" });
        Some(match object {
            "video avatar" => (self.avatar(), ""),
            "video image" => (self.image(&self.picture()), ""),
            "video studio" => (speaking_scene(&self.avatar()), ""),
            "scene avatar_video" => (speaking_scene(&self.avatar()), "/scenes/0"),
            "scene image" => (studio(&still), "/scenes/0"),
            "scene video" => (studio(&self.clip()), "/scenes/0"),
            "playback" => (studio(&self.clip()), "/scenes/0/playback"),
            "input avatar" => (speaking_scene(&self.avatar()), "/scenes/0/input"),
            "input image" => (speaking_scene(&self.image(&self.picture())), "/scenes/0/input"),
            "input background" => {
                (speaking_scene(&self.with("background", &background)), "/scenes/0/input/background")
            }
            _ => return None,
        })
    }

    fn option_request(&self, object: &str) -> Option<(Value, &'static str)> {
        let twin = json!({ "avatar_id": self.twin, "engine": { "type": "avatar_v" } });
        let picture = json!({ "type": "image", "asset_id": self.picture });
        let placement = json!({ "image": self.picture(), "placement": {} });
        Some(match object {
            "engine avatar_iv" => (self.with("engine", &json!({ "type": "avatar_iv" })), "/engine"),
            "engine avatar_v" => (merged(&self.avatar(), &twin), "/engine"),
            "background color" => {
                (self.with("background", &json!({ "type": "color", "value": "#1a2b3c" })), "/background")
            }
            "background image" => (self.with("background", &picture), "/background"),
            "caption" => (self.with("caption", &json!({})), "/caption"),
            "watermark" => (self.with("watermark", &json!({ "image": self.picture() })), "/watermark"),
            "placement" => (self.with("watermark", &placement), "/watermark/placement"),
            _ => return None,
        })
    }

    fn voice_request(&self, object: &str) -> Option<(Value, &'static str)> {
        let settings = |engine: &str| json!({ "engine_settings": { "engine_type": engine } });
        let other = json!({ "voice_id": self.voices[1], "voice_settings": settings("elevenlabs") });
        let at = "/voice_settings/engine_settings";
        Some(match object {
            "voice_settings" => (self.with("voice_settings", &json!({})), "/voice_settings"),
            "engine_settings starfish" => (self.with("voice_settings", &settings("starfish")), at),
            "engine_settings elevenlabs" => (merged(&self.avatar(), &other), at),
            _ => return None,
        })
    }

    fn file_request(&self, object: &str) -> Option<(Value, &'static str)> {
        let data = STANDARD.encode(png());
        let file = match object {
            "file asset_id" => self.picture(),
            "file url" => json!({ "type": "url", "url": self.picture_url }),
            "file base64" => json!({ "type": "base64", "media_type": "image/png", "data": data }),
            _ => return None,
        };
        Some((self.image(&file), "/image"))
    }

    /// A valid value of a field that a request does not have yet.
    fn value(&self, row: &FieldRow) -> Value {
        match (row.kind, row.field) {
            (_, "audio_asset_id") => self.recording.clone(),
            (_, "reference_look_id") => self.twin.clone(),
            ("flag", _) => json!(false),
            ("number", _) => json!(0.5),
            (_, "audio_url" | "callback_url" | "url") => json!("https://example.test/file"),
            (_, "locale") => json!("en-US"),
            ("text", _) => json!("Words"),
            (_, "engine") => json!({ "type": "avatar_iv" }),
            (_, "engine_settings") => json!({ "engine_type": "starfish" }),
            (_, "background") if row.object.starts_with("input") => {
                json!({ "type": "color", "color": "#1a2b3c" })
            }
            (_, "background") => json!({ "type": "color", "value": "#1a2b3c" }),
            (_, "watermark") => json!({ "image": { "type": "asset_id", "asset_id": self.picture } }),
            ("object", _) => json!({}),
            _ => panic!("{} of {} has no value", row.field, row.object),
        }
    }
}

fn upload(asset: &Value) -> Value {
    json!({ "type": "asset_id", "asset_id": asset })
}

/// A studio video of one scene.
fn studio(scene: &Value) -> Value {
    json!({ "type": "studio", "scenes": [scene] })
}

/// A studio video of one scene, in which someone speaks.
fn speaking_scene(input: &Value) -> Value {
    studio(&json!({ "type": "avatar_video", "input": input }))
}

/// The first object with the fields of the second.
fn merged(object: &Value, fields: &Value) -> Value {
    let mut object = object.clone();
    object.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    object
}

/// The request with a field of the object at this pointer.
fn set(request: &Value, at: &str, field: &str, value: &Value) -> Value {
    let mut request = request.clone();
    let object = request.pointer_mut(at).unwrap().as_object_mut().unwrap();
    if SPEECH_SOURCES.contains(&field) || field == "duration" {
        object.retain(|field, _| !SPEECH_SOURCES.contains(&field.as_str()));
    }
    if at.ends_with("/background") && field == "url" {
        object.remove("asset_id");
    }
    object.insert(field.to_owned(), value.clone());
    request
}

/// The path to a field in an error.
fn path(at: &str, field: &str) -> String {
    format!("{at}/{field}")[1..].replace('/', ".")
}

async fn accepted(sandbox: &SandboxHarness, request: &Value) {
    let reply = sandbox.post("/v3/videos", request).await;
    assert_eq!(reply.status, 200, "{} for {request}", reply.text());
}

async fn refused(sandbox: &SandboxHarness, request: &Value, param: &str) {
    let reply = sandbox.post("/v3/videos", request).await;
    let error = reply.json()["error"].clone();
    let got = (reply.status, error["code"].as_str(), error["param"].as_str());
    assert_eq!(got, (400, Some("invalid_parameter"), Some(param)), "{error} for {request}");
}

/// A sandbox whose account can pay for everything.
async fn sandbox() -> SandboxHarness {
    SandboxHarness::with(crate::sandbox::Options { credits: 100_000, ..Default::default() }).await
}

#[tokio::test]
async fn every_public_field_is_accepted() {
    let sandbox = sandbox().await;
    let material = material(&sandbox).await;
    for row in rows() {
        let (request, at) = material.request(row.object);
        let present = request.pointer(&format!("{at}/{}", row.field)).cloned();
        let values: Vec<Value> = match row.kind {
            "word" => row.values.iter().map(|word| json!(word)).collect(),
            "number" if !row.values.is_empty() => {
                row.values.iter().map(|bound| json!(bound.parse::<f64>().unwrap())).collect()
            }
            _ => vec![present.unwrap_or_else(|| material.value(&row))],
        };
        for value in values {
            accepted(&sandbox, &set(&request, at, row.field, &value)).await;
        }
    }
}

#[tokio::test]
async fn wrong_words_kinds_and_bounds_are_refused() {
    let sandbox = sandbox().await;
    let material = material(&sandbox).await;
    let count = sandbox.sandbox.report().paid.len();
    for row in rows() {
        let (request, at) = material.request(row.object);
        let mut values = vec![if row.kind == "list" { json!({}) } else { json!([]) }];
        if row.kind == "word" {
            values.push(json!("sideways"));
            values.extend(row.refused.map(|word| json!(word)));
        }
        if let ("number", [low, high]) = (row.kind, &row.values[..]) {
            let bound = |text: &str| text.parse::<f64>().unwrap();
            values.extend([json!(bound(low) - 0.03), json!(bound(high) + 0.03)]);
        }
        for value in values {
            refused(&sandbox, &set(&request, at, row.field, &value), &path(at, row.field)).await;
        }
    }
    assert_eq!(sandbox.sandbox.report().paid.len(), count);
}

#[tokio::test]
async fn an_unknown_field_is_refused_in_every_object() {
    let sandbox = sandbox().await;
    let material = material(&sandbox).await;
    for row in rows() {
        let (request, at) = material.request(row.object);
        for (field, value) in
            [("surprise", json!(1)), ("emotion", json!("Excited")), ("folder_id", Value::Null)]
        {
            refused(&sandbox, &set(&request, at, field, &value), &path(at, field)).await;
        }
    }
}
