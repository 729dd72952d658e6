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

#[test]
fn the_speakers_of_rendered_scenes_are_lost_in_every_dialect() {
    let mut project = Project { captions: Captions::Off, ..two_scene_project() };
    project.shape = Shape::Custom(1280, 720);
    project.scenes[0].speaker = Some("Marco".into());
    for dialect in Dialect::ALL {
        let lost = "no speakers; 1 scene is sent with the photo and voice of the project";
        let lost = format!("{}: {lost}", dialect.as_str());
        assert!(dialect.warnings(&project, MultiSceneMode::Joined).contains(&lost), "{dialect:?}");
    }
    project.scenes[0].is_muted = true;
    project.scenes[1] = Scene::new("Two.");
    for dialect in Dialect::ALL {
        assert_eq!(loss_kinds(*dialect, &project, MultiSceneMode::Joined), [], "{dialect:?}");
    }
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
        let expected = format!("{}: {lost} {sent}", dialect.as_str());
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
    let lost = "no subtitle file alone; the captions are in the picture too";
    for dialect in [Dialect::Scenes, Dialect::Generate] {
        assert_eq!(warnings(dialect), [format!("{}: {lost}", dialect.as_str())]);
    }
    assert_eq!(warnings(Dialect::Flat), ["av4-flat: no captions"]);
    assert_eq!(warnings(Dialect::V3), Vec::<String>::new());
}
