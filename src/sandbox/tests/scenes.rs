//! Scenes of v3 videos: each with its own look, voice, voice settings and source of sound.

use serde_json::{Value, json};

use super::harness::{SandboxHarness, png};
use crate::sandbox::media::speech;
use crate::sandbox::world::StoredScene;

/// Two looks, and the voices of this list.
struct People {
    looks: [Value; 2],
    voices: Vec<Value>,
}

async fn people(sandbox: &SandboxHarness) -> People {
    let looks = sandbox.get("/v3/avatars/looks?ownership=private&avatar_type=photo_avatar").await.json();
    let voices = sandbox.get("/v2/voices").await.json()["data"]["voices"].as_array().unwrap().clone();
    People { looks: [looks["data"][0]["id"].clone(), looks["data"][1]["id"].clone()], voices }
}

impl People {
    /// The id of the first voice of which this holds.
    fn voice(&self, is_wanted: impl Fn(&Value) -> bool) -> Value {
        self.voices.iter().find(|voice| is_wanted(voice)).unwrap()["voice_id"].clone()
    }
}

/// A WAV file of this length.
fn recording(seconds: f64) -> Vec<u8> {
    speech::of_scene(&StoredScene::unspoken(seconds), |_| true)
}

fn scene(look: &Value, voice: &Value, settings: &Value) -> Value {
    let input = json!({ "type": "avatar", "avatar_id": look, "voice_id": voice, "script": "One two three four five.",
        "voice_settings": settings });
    json!({ "type": "avatar_video", "input": input })
}

fn studio(scenes: &[Value]) -> Value {
    json!({ "type": "studio", "resolution": "720p", "scenes": scenes })
}

/// Renders a body; gives the finished video.
async fn rendered(sandbox: &SandboxHarness, body: &Value) -> Value {
    let reply = sandbox.post("/v3/videos", body).await.json();
    let id = reply["data"]["video_id"].as_str().unwrap_or_else(|| panic!("{reply} for {body}")).to_owned();
    sandbox.skip(3600);
    sandbox.video_of_v3(&id).await
}

async fn refused(sandbox: &SandboxHarness, body: &Value, param: &str) {
    let reply = sandbox.post("/v3/videos", body).await;
    let error = reply.json()["error"].clone();
    assert_eq!((reply.status, error["param"].as_str()), (400, Some(param)), "{error} for {body}");
}

#[tokio::test]
async fn each_scene_shows_its_own_look_and_is_heard_in_its_own_voice() {
    let sandbox = SandboxHarness::open().await;
    let people = people(&sandbox).await;
    let ([first, second], [ada, tom]) =
        (people.looks.clone(), [0, 1].map(|at: usize| people.voices[at]["voice_id"].clone()));
    let mut movies = Vec::new();
    for (look, voice) in [(&first, &ada), (&second, &ada), (&first, &tom)] {
        let scenes = [scene(&first, &ada, &Value::Null), scene(look, voice, &Value::Null)];
        let video = rendered(&sandbox, &studio(&scenes)).await;
        movies.push(sandbox.follow(&video["video_url"], None).await.body);
    }
    let sounds: Vec<Vec<i16>> = movies.iter().map(|movie| super::mp4::read(movie).audio.samples).collect();
    assert!(movies[0].len() + 100_000 < movies[1].len(), "another picture replaces the first");
    assert_eq!(sounds[0], sounds[1], "the picture changes no sound");
    assert!(
        sounds[2][..20_000] == sounds[0][..20_000] && sounds[2] != sounds[0],
        "the second voice is another"
    );
}

#[tokio::test]
async fn the_length_of_a_scene_follows_its_speed() {
    let sandbox = SandboxHarness::open().await;
    let people = people(&sandbox).await;
    let mut lengths = Vec::new();
    for speed in [0.5, 1.0, 1.5] {
        let settings = json!({ "speed": speed, "pitch": -50, "volume": 0.5 });
        let scenes = [scene(&people.looks[0], &people.voices[0]["voice_id"], &settings)];
        lengths.push(rendered(&sandbox, &studio(&scenes)).await["duration"].as_f64().unwrap());
    }
    assert!((lengths[0] / lengths[1] - 2.0).abs() < 0.05, "{lengths:?}");
    assert!((lengths[1] / lengths[2] - 1.5).abs() < 0.05, "{lengths:?}");
}

#[tokio::test]
async fn voice_settings_must_fit_the_voice() {
    let sandbox = SandboxHarness::open().await;
    let people = people(&sandbox).await;
    let with_locales = people.voice(|voice| voice["support_locale"] == true);
    let without_locales = people.voice(|voice| voice["support_locale"] == false);
    let other_engine = people.voice(|voice| voice["voice_id"].as_str().unwrap().len() == 20);
    let engine = |settings: Value| json!({ "engine_settings": settings });
    let at = |field: &str| format!("scenes.0.input.voice_settings.{field}");
    for (voice, settings, param) in [
        (&without_locales, json!({ "locale": "en-US" }), Some("locale")),
        (&with_locales, json!({ "locale": "en-US" }), None),
        (&with_locales, json!({ "speed": 1.6 }), Some("speed")),
        (&with_locales, json!({ "volume": 1.1 }), Some("volume")),
        (&with_locales, json!({ "emotion": "Excited" }), Some("emotion")),
        (&with_locales, engine(json!({ "engine_type": "starfish" })), None),
        (&with_locales, engine(json!({ "engine_type": "fish" })), Some("engine_settings.engine_type")),
        (&other_engine, engine(json!({ "engine_type": "starfish" })), Some("engine_settings.engine_type")),
        (
            &other_engine,
            engine(json!({ "engine_type": "elevenlabs", "model": "eleven_v3", "stability": 0.5 })),
            None,
        ),
        (
            &other_engine,
            engine(json!({ "engine_type": "elevenlabs", "model": "eleven_v3", "stability": 0.7 })),
            Some("engine_settings.stability"),
        ),
        (
            &other_engine,
            engine(json!({ "engine_type": "elevenlabs", "model": "s1" })),
            Some("engine_settings.model"),
        ),
    ] {
        let body = studio(&[scene(&people.looks[0], voice, &settings)]);
        match param {
            Some(param) => refused(&sandbox, &body, &at(param)).await,
            None => assert_eq!(sandbox.post("/v3/videos", &body).await.status, 200, "{settings}"),
        }
    }
}

#[tokio::test]
async fn recorded_audio_lasts_as_long_as_its_file() {
    let sandbox = SandboxHarness::open().await;
    let people = people(&sandbox).await;
    let file = recording(3.24);
    let asset = sandbox.upload_form(&file).await.json()["data"].clone();
    assert_eq!(asset["mime_type"], "audio/wav");
    let input = |field: &str, value: &Value| {
        let mut input = json!({ "type": "avatar", "avatar_id": people.looks[0] });
        input[field] = value.clone();
        studio(&[json!({ "type": "avatar_video", "input": input })])
    };
    for (field, value) in [("audio_asset_id", &asset["asset_id"]), ("audio_url", &asset["url"])] {
        let seconds = rendered(&sandbox, &input(field, value)).await["duration"].as_f64().unwrap();
        assert!((seconds - 3.24).abs() < 1e-6, "{field}: {seconds}");
    }
    let picture = sandbox.upload_form(&png()).await.json()["data"]["asset_id"].clone();
    let long = sandbox.upload_form(&recording(600.1)).await.json()["data"].clone();
    for asset in [&picture, &long["asset_id"]] {
        refused(&sandbox, &input("audio_asset_id", asset), "scenes.0.input.audio_asset_id").await;
    }
    let mut both = input("audio_asset_id", &asset["asset_id"]);
    both["scenes"][0]["input"]["script"] = json!("Hello.");
    refused(&sandbox, &both, "scenes.0.input.script").await;
}

#[tokio::test]
async fn a_clip_lasts_as_long_as_its_file_or_its_narration() {
    let sandbox = SandboxHarness::open().await;
    let people = people(&sandbox).await;
    let clip = rendered(&sandbox, &sandbox.order().await).await;
    let seconds = clip["duration"].as_f64().unwrap();
    let file = sandbox.follow(&clip["video_url"], None).await.body;
    let asset = sandbox.upload_form(&file).await.json()["data"]["asset_id"].clone();
    let source = json!({ "type": "asset_id", "asset_id": asset });
    let scene = json!({ "type": "video", "source": source, "playback": { "volume": 0.5, "mute": true } });
    let silent = rendered(&sandbox, &studio(std::slice::from_ref(&scene))).await;
    assert_eq!(silent["duration"], clip["duration"]);
    assert_eq!(sandbox.follow(&silent["video_url"], None).await.status, 200);
    let mut narrated = scene.clone();
    narrated["playback"] = json!({ "mode": "loop" });
    refused(&sandbox, &studio(std::slice::from_ref(&narrated)), "scenes.0.playback.mode").await;
    narrated["script"] = json!("word ".repeat(50));
    narrated["voice_id"] = people.voices[0]["voice_id"].clone();
    let narrated = rendered(&sandbox, &studio(&[narrated])).await["duration"].as_f64().unwrap();
    assert!((narrated - 20.0).abs() < 2.0 && narrated > seconds, "{narrated}");
    let picture = sandbox.upload_form(&png()).await.json()["data"]["asset_id"].clone();
    let mut still = scene;
    still["source"]["asset_id"] = picture;
    refused(&sandbox, &studio(&[still]), "scenes.0.source").await;
}
