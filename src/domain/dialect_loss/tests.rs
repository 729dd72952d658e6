//! Tests of what each dialect loses.

use super::*;
use crate::domain::Emotion;

fn two_scene_project() -> Project {
    let scene = |script: &str, motion: &str| Scene { motion_prompt: motion.into(), ..Scene::new(script) };
    Project {
        photo: Some(crate::domain::PhotoId::new("p")),
        voice: Some(crate::domain::VoiceId::new("v")),
        scenes: vec![scene(" One. ", "leans in."), scene("Two.", "waves")],
        ..Project::default()
    }
}

fn loss_kinds(dialect: Dialect, project: &Project, mode: MultiSceneMode) -> Vec<LossKind> {
    dialect.losses(project, mode).into_iter().map(|loss| loss.kind).collect()
}

#[test]
fn each_dialect_lists_its_losses() {
    let mut project = two_scene_project();
    project.scenes[0].emotion = Some(Emotion::Friendly);
    project.scenes[1].style = TalkingStyle::Stable;
    project.callback_url = "https://a.example/b".into();
    project.shape = Shape::Custom(1280, 700);
    let motion = LossKind::SceneField(SceneField::Motion);
    assert_eq!(loss_kinds(Dialect::Scenes, &project, MultiSceneMode::Joined), []);
    let flat = [
        LossKind::SceneBoundaries,
        LossKind::SceneField(SceneField::Emotion),
        LossKind::SceneField(SceneField::Style),
        motion,
        LossKind::Shape,
        LossKind::Captions,
        LossKind::CallbackUrl,
    ];
    assert_eq!(loss_kinds(Dialect::Flat, &project, MultiSceneMode::Joined), flat);
    let apart: Vec<LossKind> = flat.into_iter().filter(|kind| *kind != motion).collect();
    assert_eq!(
        loss_kinds(Dialect::Flat, &project, MultiSceneMode::Separate),
        apart,
        "each part has its own prompt"
    );
    let generate = [motion, LossKind::SceneField(SceneField::Enhance)];
    assert_eq!(loss_kinds(Dialect::Generate, &project, MultiSceneMode::Joined), generate);
    let v3 = [
        LossKind::SceneField(SceneField::Emotion),
        LossKind::SceneField(SceneField::Enhance),
        LossKind::Shape,
    ];
    assert_eq!(loss_kinds(Dialect::V3, &project, MultiSceneMode::Joined), v3);
    let losses = &Dialect::V3.losses(&project, MultiSceneMode::Joined);
    assert_eq!(losses[0].message, "v3: no emotions; 1 scene is sent without");
    assert_eq!(losses[2].message, "v3: no 1280x700; it is sent as 16:9 at 720p");
}

#[test]
fn a_plain_video_has_no_losses() {
    let project =
        Project { captions: Captions::Off, scenes: vec![Scene::new("Hello.")], ..two_scene_project() };
    for dialect in [Dialect::Scenes, Dialect::Generate, Dialect::V3] {
        assert_eq!(loss_kinds(dialect, &project, MultiSceneMode::Joined), [], "{dialect:?}");
    }
    let wide = Project { shape: Shape::Custom(1280, 720), ..project };
    for dialect in Dialect::ALL {
        assert_eq!(
            loss_kinds(*dialect, &wide, MultiSceneMode::Joined),
            [],
            "720p is said exactly by {dialect:?}"
        );
    }
}

/// A dialog of two people in 720p, which no dialect changes.
fn dialog() -> Project {
    let speaker = |name: &str, photo: &str| crate::domain::Speaker {
        name: name.into(),
        photo: Some(crate::domain::PhotoId::new(photo)),
        ..Default::default()
    };
    let by = |name: &str| Scene { speaker: Some(name.into()), ..Scene::new("Hello.") };
    Project {
        captions: Captions::Off,
        shape: Shape::Custom(1280, 720),
        speakers: vec![speaker("Ana", "a"), speaker("Marco", "m")],
        scenes: vec![by("Ana"), by("Marco"), by("ana"), by("Marco")],
        ..two_scene_project()
    }
}

#[test]
fn two_dialects_send_each_speaker_and_the_others_say_what_does() {
    let lost = "no speakers; 2 scenes are sent with the photo and voice of Ana; \
                v3 or v2-generate send a photo and a voice per scene";
    for dialect in Dialect::ALL {
        let expected = match dialect {
            Dialect::V3 | Dialect::Generate => None,
            Dialect::Scenes | Dialect::Flat => Some(format!("{}: {lost}", dialect.name_in_sentences())),
        };
        let warnings = dialect.warnings(&dialog(), MultiSceneMode::Joined);
        assert_eq!(warnings.into_iter().find(|warning| warning.contains("no speakers")), expected);
    }
    let apart = loss_kinds(Dialect::Flat, &dialog(), MultiSceneMode::Separate);
    assert_eq!(apart, [LossKind::SceneBoundaries], "each part has its own photo and voice");
}

#[test]
fn one_speaker_of_all_rendered_scenes_is_lost_in_no_dialect() {
    let mut project = dialog();
    project.scenes[0].is_muted = true;
    project.scenes[2].is_muted = true;
    for dialect in [Dialect::Scenes, Dialect::Generate, Dialect::V3] {
        assert_eq!(loss_kinds(dialect, &project, MultiSceneMode::Joined), [], "{dialect:?}");
    }
    assert_eq!(loss_kinds(Dialect::Flat, &project, MultiSceneMode::Joined), [LossKind::SceneBoundaries]);
}

#[test]
fn a_setting_of_a_voice_that_is_not_sent_is_lost() {
    let mut project = dialog();
    project.speakers[1].voice_settings.speed = Some(1.1);
    project.scenes[0].voice_settings.volume = Some(0.5);
    project.voice_settings.pitch = Some(0.0);
    let kind = |setting| LossKind::SceneField(SceneField::VoiceSetting(setting));
    let speaker = LossKind::SceneField(SceneField::Speaker);
    let lost = |dialect| loss_kinds(dialect, &project, MultiSceneMode::Joined);
    assert_eq!(lost(Dialect::Scenes), [speaker, kind(VoiceSetting::Speed), kind(VoiceSetting::Volume)]);
    assert_eq!(lost(Dialect::Generate), [kind(VoiceSetting::Volume)]);
    assert_eq!(lost(Dialect::V3), []);
    let said = Dialect::Scenes.warnings(&project, MultiSceneMode::Joined);
    assert!(said.contains(&"the dialect scenes: no speed; 2 scenes are sent without".to_owned()), "{said:?}");
}

#[test]
fn the_medium_style_is_sent_as_expressive_in_v2() {
    let mut project =
        Project { captions: Captions::Off, shape: Shape::Custom(1280, 720), ..two_scene_project() };
    project.scenes = vec![Scene { style: TalkingStyle::Medium, ..Scene::new("Hello.") }];
    for dialect in [Dialect::Scenes, Dialect::Generate] {
        let name = dialect.name_in_sentences();
        let said = format!("{name}: 1 scene is sent with the talking style expressive in place of medium");
        assert_eq!(dialect.warnings(&project, MultiSceneMode::Joined), [said]);
    }
    assert_eq!(loss_kinds(Dialect::V3, &project, MultiSceneMode::Joined), []);
}

#[test]
fn the_flat_dialect_warns_about_a_changed_size() {
    let plain =
        Project { captions: Captions::Off, scenes: vec![Scene::new("Hello.")], ..two_scene_project() };
    let warnings = |shape| {
        let project = Project { shape, ..plain.clone() };
        Dialect::Flat.warnings(&project, MultiSceneMode::Joined)
    };
    let lost = |shape, sent| assert_eq!(warnings(shape), [format!("av4-flat: no {sent}")], "{shape}");
    lost(Shape::Portrait, "1080x1920; it is sent as portrait at 720x1280");
    lost(Shape::Landscape, "1920x1080; it is sent as landscape at 1280x720");
    lost(Shape::Square, "1080x1080; it is sent as square at 720x720");
    lost(Shape::FourByFive, "1080x1350; it is sent as portrait at 720x1280");
    lost(Shape::FiveByFour, "1350x1080; it is sent as landscape at 1280x720");
    lost(Shape::Custom(1280, 700), "1280x700; it is sent as landscape at 1280x720");
    for exact in [Shape::Custom(720, 1280), Shape::Custom(1280, 720), Shape::Custom(720, 720)] {
        assert_eq!(warnings(exact), Vec::<String>::new(), "{exact}");
    }
}

#[test]
fn the_shape_of_the_photo_is_lost_where_pixels_are_sent() {
    let plain =
        Project { captions: Captions::Off, scenes: vec![Scene::new("Hello.")], ..two_scene_project() };
    let warnings = |dialect: Dialect, shape| {
        dialect.warnings(&Project { shape, ..plain.clone() }, MultiSceneMode::Joined)
    };
    let lost = "no shape of the photo; it is sent as";
    for (dialect, sent) in [
        (Dialect::Scenes, "9:16 at 1080x1920"),
        (Dialect::Generate, "9:16 at 1080x1920"),
        (Dialect::Flat, "portrait at 720x1280"),
    ] {
        let expected = format!("{}: {lost} {sent}", dialect.name_in_sentences());
        assert_eq!(warnings(dialect, Shape::LikePhoto), [expected]);
    }
    for shape in [Shape::LikePhoto, Shape::FourByFive, Shape::FiveByFour] {
        assert_eq!(warnings(Dialect::V3, shape), Vec::<String>::new(), "{shape}");
    }
}

#[test]
fn a_subtitle_file_alone_is_lost_in_the_dialects_of_v2() {
    let project = Project {
        captions: Captions::File,
        shape: Shape::Custom(1280, 720),
        scenes: vec![Scene::new("Hello.")],
        ..two_scene_project()
    };
    let warnings = |dialect: Dialect| dialect.warnings(&project, MultiSceneMode::Joined);
    let lost = "the subtitle file comes with captions in the picture";
    for dialect in [Dialect::Scenes, Dialect::Generate] {
        assert_eq!(warnings(dialect), [format!("{}: {lost}", dialect.name_in_sentences())]);
    }
    assert_eq!(warnings(Dialect::Flat), ["av4-flat: no captions"]);
    assert_eq!(warnings(Dialect::V3), Vec::<String>::new());
}

#[test]
fn a_recording_is_lost_where_a_voice_speaks_instead() {
    let recorded =
        Scene { recording: Some("a.wav".into()), emotion: Some(Emotion::Friendly), ..Scene::new("Hi.") };
    let project = Project { scenes: vec![Scene::new("Hello."), recorded], ..Project::default() };
    let losses = |dialect: Dialect| -> Vec<String> {
        dialect.losses(&project, MultiSceneMode::Joined).iter().map(DialectLoss::full_message).collect()
    };
    assert_eq!(
        losses(Dialect::Scenes),
        [
            "the dialect scenes: no recordings; 1 scene is spoken by a voice; v3, v2-generate or av4-flat send them"
        ]
    );
    // The emotion is that of the recording.
    assert_eq!(losses(Dialect::V3), Vec::<String>::new());
    assert_eq!(losses(Dialect::Flat)[0], "av4-flat: one script or recording; the 2 scenes become 2 renders");
}
