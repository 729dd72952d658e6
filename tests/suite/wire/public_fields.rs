//! The bodies that the client sends to v3, against the public fields in `tests/v3-video-fields.tsv` and
//! `tests/v3-body-fields.tsv`.

use std::collections::BTreeSet;

use cuecard::domain::{
    Captions, Dialect, Engine, GroupId, LookKind, LookOrientation, LookProfile, LookPrompt, LookRequest,
    LookStyle, PhotoId, PictureKey, Pose, Scene, Shape, SpeechInput, TalkingStyle, VideoPicture, VideoSpec,
    VoiceId, VoiceSettings,
};
use cuecard::heygen::Client;
use serde_json::Value;

use super::v2::{uploaded_recording, video_spec};
use crate::support::scripted_client::{client, sample_service};

const VIDEO_FIELDS: &str = include_str!("../../v3-video-fields.tsv");
const BODY_FIELDS: &str = include_str!("../../v3-body-fields.tsv");

/// The objects and fields of bodies that were checked.
type SeenFields = BTreeSet<(String, String)>;

/// The kind of a field, and its words or bounds.
fn public_field(object: &str, field: &str) -> Option<(&'static str, Vec<&'static str>)> {
    let split = |line: &'static str| line.split('\t').collect::<Vec<_>>();
    let without_source = |mut row: Vec<&'static str>| {
        row.remove(3);
        row
    };
    let of_bodies = BODY_FIELDS.lines().map(split).map(without_source);
    let mut rows = VIDEO_FIELDS.lines().map(split).chain(of_bodies);
    let row = rows.find(|row| row[0] == object && row[1] == field)?;
    // Words that the sandbox refuses are words of the service.
    let values = row[3.min(row.len())..].iter().flat_map(|values| values.split(' ')).collect();
    Some((row[2], values))
}

#[test]
fn each_field_of_a_body_says_where_it_is_known_from() {
    for row in BODY_FIELDS.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>()) {
        // The service's published schema, notes of clients that use it, or what follows from the fields of videos.
        assert!(["schema", "notes", "inferred"].contains(&row[3]), "{row:?}");
        let is_bounded = row.get(4).is_some_and(|values| !values.is_empty());
        assert_eq!(is_bounded, ["word", "number"].contains(&row[2]), "{row:?}");
    }
}

fn check_object(object: &str, body: &Value, seen: &mut SeenFields) {
    for (field, value) in body.as_object().unwrap_or_else(|| panic!("{object} is {body}")) {
        let Some((kind, values)) = public_field(object, field) else {
            panic!("the service has no field {field} in {object}: {body}")
        };
        check_value(&format!("{object}.{field}"), kind, &values, value);
        seen.insert((object.to_owned(), field.clone()));
        let parts = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for part in parts.iter().filter(|part| part.is_object()) {
            check_object(&part_name(object, field, part), part, seen);
        }
    }
}

fn check_value(name: &str, kind: &str, values: &[&str], value: &Value) {
    let is_valid = match kind {
        "word" => value.as_str().is_some_and(|word| values.contains(&word)),
        "text" => value.is_string(),
        "id" => value.as_str().is_some_and(|id| !id.is_empty()),
        "flag" => value.is_boolean(),
        "object" => value.is_object(),
        "list" => value.is_array(),
        "number" => {
            let bound = |at: usize| values.get(at).and_then(|bound| bound.parse::<f64>().ok());
            value.as_f64().is_some_and(|number| {
                bound(0).is_none_or(|low| low <= number) && bound(1).is_none_or(|high| number <= high)
            })
        }
        _ => false,
    };
    assert!(is_valid, "{name} is {value}, and no {kind} of {values:?}");
}

/// The object of the table that a part of an object is.
fn part_name(object: &str, field: &str, part: &Value) -> String {
    let kind = part["type"].as_str().unwrap_or_default();
    match field {
        "scenes" => format!("scene {kind}"),
        "input" => format!("input {kind}"),
        "background" if object.starts_with("input") => "input background".to_owned(),
        "background" => format!("background {kind}"),
        "engine" if kind == "avatar_v" => "engine avatar_v".to_owned(),
        "engine" => "engine avatar_iv".to_owned(),
        "image" | "source" | "file" | "reference_images" => format!("file {kind}"),
        _ => field.to_owned(),
    }
}

/// Looks of each kind, on each engine that is published.
fn look_profiles() -> Vec<LookProfile> {
    let picture = VideoPicture { path: "a.png".into(), hash: "h".into(), asset_id: Some("asset-1".into()) };
    let mut profiles =
        vec![LookProfile::default(), LookProfile { kind: LookKind::Picture(picture), engines: None }];
    for kind in [LookKind::Photo, LookKind::DigitalTwin, LookKind::StudioAvatar] {
        for engine in Engine::PREFERRED {
            profiles.push(LookProfile { kind: kind.clone(), engines: Some(vec![Engine::new(engine)]) });
        }
    }
    profiles
}

/// Scenes with each style, with and without a motion, a recording, a background and voice settings.
fn scenes() -> Vec<Scene> {
    let settings = VoiceSettings {
        speed: Some(1.5),
        pitch: Some(-50.0),
        volume: Some(1.0),
        locale: Some("en-GB".into()),
    };
    let mut scenes = Vec::new();
    for style in [TalkingStyle::Expressive, TalkingStyle::Medium, TalkingStyle::Stable] {
        for options in 0..24_u8 {
            scenes.push(Scene {
                style: style.clone(),
                motion_prompt: if options & 1 == 0 { String::new() } else { "Avatar waves".to_owned() },
                enhance_motion: options & 1 == 0,
                recording: (options & 2 != 0).then(|| "scene-2.wav".into()),
                voice_settings: if options & 4 == 0 { VoiceSettings::default() } else { settings.clone() },
                background: [None, Some("#1b6b93"), Some("https://a.example/b.jpg")]
                    [usize::from(options / 8)]
                .map(Into::into),
                ..Scene::new("Hello <break time=\"1s\"/> there.")
            });
        }
    }
    scenes
}

fn spec_with(profile: &LookProfile, scenes: Vec<Scene>) -> VideoSpec {
    let mut spec = VideoSpec { scenes, ..video_spec() };
    spec.looks.insert(spec.photo.clone(), profile.clone());
    spec.recordings.insert("scene-2.wav", Ok(uploaded_recording()));
    spec
}

fn check_video(client: &Client, spec: &VideoSpec, seen: &mut SeenFields) {
    let body: Value = serde_json::from_str(&client.submission(spec, None).body).unwrap();
    let kind = body["type"].as_str().unwrap().to_owned();
    check_object(&format!("video {kind}"), &body, seen);
}

#[test]
fn every_video_body_has_only_public_fields_and_words() {
    let client = client("http://127.0.0.1:1").with_dialect(Dialect::V3);
    let mut seen = SeenFields::new();
    for profile in look_profiles() {
        for scene in scenes() {
            check_video(&client, &spec_with(&profile, vec![scene.clone()]), &mut seen);
            check_video(&client, &spec_with(&profile, vec![Scene::new("One."), scene]), &mut seen);
        }
        for count in [1, 2] {
            for shape in [
                Shape::Portrait,
                Shape::Landscape,
                Shape::Square,
                Shape::FourByFive,
                Shape::FiveByFour,
                Shape::LikePhoto,
                Shape::Custom(1280, 720),
                Shape::Custom(3840, 2160),
            ] {
                for captions in [Captions::Off, Captions::File, Captions::Burned] {
                    let scenes = vec![Scene::new("One."); count];
                    let spec = VideoSpec { shape, captions, ..spec_with(&profile, scenes) };
                    check_video(&client, &VideoSpec { callback_url: None, ..spec.clone() }, &mut seen);
                    check_video(&client, &spec, &mut seen);
                }
            }
        }
    }
    for (object, field) in [
        ("video avatar", "audio_asset_id"),
        ("video image", "remove_background"),
        ("video studio", "scenes"),
        ("input avatar", "engine"),
        ("input background", "color"),
        ("background image", "url"),
        ("voice_settings", "locale"),
        ("engine avatar_v", "type"),
        ("caption", "style"),
    ] {
        assert!(seen.contains(&(object.to_owned(), field.to_owned())), "{object} with {field} was not sent");
    }
}

/// The JSON body of the only request that a call makes.
async fn sent_body(sample: &str, call: impl AsyncFnOnce(&Client)) -> Value {
    let (server, client) = sample_service(200, sample).await;
    call(&client.with_dialect(Dialect::V3)).await;
    serde_json::from_slice(&server.single_request().body).unwrap()
}

#[tokio::test]
async fn speech_and_avatars_are_requested_with_public_fields() {
    let mut seen = SeenFields::new();
    for (script, speed) in [("Hello.", None), ("Hello <break time=\"1s\"/> there.", Some(1.5))] {
        let locale = speed.map(|_| "en-GB".into());
        let input = SpeechInput { script: script.into(), voice: VoiceId::new("v"), speed, locale };
        let body = sent_body("v3_speech", async |client| drop(client.speak(&input).await.unwrap())).await;
        check_object("POST /v3/voices/speech", &body, &mut seen);
    }
    let (group, picture) = (GroupId::new("group"), PictureKey::new("asset-1"));
    let photo = "v3_avatar_create_photo";
    let new = sent_body(photo, async |client| drop(client.create_group("Ana", &picture).await.unwrap()));
    let more = sent_body(photo, async |client| {
        drop(client.add_looks(&group, "Ana", std::slice::from_ref(&picture), None).await.unwrap());
    });
    for body in [new.await, more.await] {
        check_object("POST /v3/avatars photo", &body, &mut seen);
    }
    for base_look in [None, Some(PhotoId::new("look"))] {
        let order = LookRequest {
            group: base_look.is_none().then(|| group.clone()),
            reference_pictures: base_look.iter().map(|_| picture.clone()).collect(),
            base_look,
            name: "Ana in blue".into(),
            prompt: LookPrompt {
                text: "Wearing a blue suit".into(),
                orientation: LookOrientation::Square,
                pose: Pose::HalfBody,
                style: LookStyle::Realistic,
            },
        };
        let body = sent_body(photo, async |client| drop(client.generate_looks(&order).await.unwrap())).await;
        check_object("POST /v3/avatars prompt", &body, &mut seen);
    }
    assert!(seen.contains(&("POST /v3/avatars prompt".to_owned(), "reference_images".to_owned())));
}

#[tokio::test]
async fn an_upload_has_the_public_parts_of_a_form() {
    let (server, client) = sample_service(200, "v3_asset_upload").await;
    client.with_dialect(Dialect::V3).upload(b"\xff\xd8\xff\xe0 picture".to_vec()).await.unwrap();
    let body = String::from_utf8_lossy(&server.single_request().body).into_owned();
    let names: Vec<&str> =
        body.split("; name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(names, ["file"]);
    assert!(names.iter().all(|name| public_field("POST /v3/assets", name).is_some()));
}
