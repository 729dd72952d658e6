//! Tests of the dialects: their words, and how they split a video.

use super::*;
use crate::domain::Project;

fn two_scene_project() -> Project {
    let scene = |script: &str, motion: &str| Scene { motion_prompt: motion.into(), ..Scene::new(script) };
    Project {
        photo: Some(crate::domain::PhotoId::new("p")),
        voice: Some(crate::domain::VoiceId::new("v")),
        scenes: vec![scene(" One. ", "leans in."), scene("Two.", "waves")],
        ..Project::default()
    }
}

#[test]
fn dialects_and_api_versions_parse_back_from_their_names() {
    assert!(Dialect::ALL.iter().all(|one| Dialect::parse(one.as_str()) == Some(*one)));
    assert!(
        ApiVersion::ALL.iter().all(|one| ApiVersion::parse(one.as_str()) == Some(*one)
            && one.default_dialect().api_version() == *one)
    );
    assert_eq!(Dialect::parse("v4"), None);
}

#[test]
fn the_dialect_and_the_mode_decide_how_scenes_are_split() {
    let spec = two_scene_project().spec().unwrap();
    for dialect in [Dialect::Scenes, Dialect::Generate, Dialect::V3] {
        assert_eq!(dialect.split_into_specs(&spec, MultiSceneMode::Separate), std::slice::from_ref(&spec));
    }
    let joined = Dialect::Flat.split_into_specs(&spec, MultiSceneMode::Joined);
    assert_eq!(joined.len(), 1);
    assert_eq!(joined[0].title, spec.title);
    assert_eq!(joined[0].scenes[0].script, "One.\n\nTwo.");
    assert_eq!(joined[0].scenes[0].motion_prompt, "leans in. waves");
    let separate = Dialect::Flat.split_into_specs(&spec, MultiSceneMode::Separate);
    let titles: Vec<_> = separate.iter().map(|part| part.title.as_str()).collect();
    assert_eq!(titles, ["Untitled (1 of 2)", "Untitled (2 of 2)"]);
    assert_eq!(separate[1].scenes, spec.scenes[1..]);
}

#[test]
fn each_dialect_sends_the_voice_settings_that_it_has() {
    let all = VoiceSettings {
        speed: Some(1.1),
        pitch: Some(10.0),
        volume: Some(0.8),
        locale: Some("en-GB".into()),
    };
    assert_eq!(Dialect::V3.sent_voice_settings(&all), all);
    let without_volume = VoiceSettings { volume: None, ..all.clone() };
    assert_eq!(Dialect::Generate.sent_voice_settings(&all), without_volume);
    for dialect in [Dialect::Scenes, Dialect::Flat] {
        assert_eq!(dialect.sent_voice_settings(&all), VoiceSettings::default());
    }
}

#[test]
fn joined_scenes_have_the_speaker_of_the_first_and_separate_ones_their_own() {
    let by = |name: &str, script: &str| Scene { speaker: Some(name.into()), ..Scene::new(script) };
    let long = "a".repeat(4_000);
    let speaker = |name: &str| crate::domain::Speaker { name: name.into(), ..Default::default() };
    let spec = VideoSpec {
        speakers: vec![speaker("Ana"), speaker("Marco")],
        scenes: vec![by("Ana", &long), by("Marco", &long)],
        ..two_scene_project().spec().unwrap()
    };
    let speakers = |mode| -> Vec<Option<String>> {
        let parts = Dialect::Flat.split_into_specs(&spec, mode);
        parts.iter().map(|part| part.scenes[0].speaker.clone()).collect()
    };
    let names = |names: [&str; 2]| names.map(|name| Some(name.to_owned()));
    assert_eq!(speakers(MultiSceneMode::Joined), names(["Ana", "Ana"]));
    assert_eq!(speakers(MultiSceneMode::Separate), names(["Ana", "Marco"]));
}

#[test]
fn a_joined_script_stays_within_the_length_limit() {
    let long = "a".repeat(3_000);
    let scenes = (0..4).map(|_| Scene::new(long.clone())).chain([Scene::new("Short.")]).collect();
    let spec = VideoSpec { scenes, ..two_scene_project().spec().unwrap() };
    let parts = Dialect::Flat.split_into_specs(&spec, MultiSceneMode::Joined);
    assert_eq!(parts.len(), 4, "the short one goes with the last");
    assert!(parts.iter().all(|part| part.scenes[0].script.chars().count() <= MAX_SCRIPT_CHARS));
}
