//! What is lost in each dialect, and how a video is taken apart for it.

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

fn loss_kinds(dialect: Dialect, project: &Project, several: MultiSceneMode) -> Vec<LossKind> {
    dialect.losses(project, several).into_iter().map(|loss| loss.kind).collect()
}

#[test]
fn words_read_back() {
    assert!(Dialect::ALL.iter().all(|one| Dialect::parse(one.as_str()) == Some(*one)));
    assert!(
        ApiVersion::ALL.iter().all(|one| ApiVersion::parse(one.as_str()) == Some(*one)
            && one.default_dialect().api_version() == *one)
    );
    assert_eq!(Dialect::parse("v4"), None);
}

#[test]
fn each_dialect_tells_what_it_loses() {
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
    let apart: Vec<LossKind> = flat.into_iter().filter(|what| *what != motion).collect();
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
    let why = &Dialect::V3.losses(&project, MultiSceneMode::Joined);
    assert_eq!(why[0].message, "v3: no emotions; 1 scene is sent without");
    assert_eq!(why[2].message, "v3: no 1280x700; it is sent as 16:9 at 720p");
}

#[test]
fn a_plain_video_loses_nothing_that_it_does_not_have() {
    let project = Project { captions: false, scenes: vec![Scene::new("Hello.")], ..two_scene_project() };
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
fn the_flat_form_tells_the_pixels_that_it_loses_in_every_shape() {
    let plain = Project { captions: false, scenes: vec![Scene::new("Hello.")], ..two_scene_project() };
    let said = |shape| {
        let project = Project { shape, ..plain.clone() };
        Dialect::Flat.warnings(&project, MultiSceneMode::Joined)
    };
    let lost = |shape, sent| assert_eq!(said(shape), [format!("av4-flat: no {sent}")], "{shape}");
    lost(Shape::Portrait, "1080x1920; it is sent as portrait at 720x1280");
    lost(Shape::Landscape, "1920x1080; it is sent as landscape at 1280x720");
    lost(Shape::Square, "1080x1080; it is sent as square at 720x720");
    lost(Shape::Custom(1280, 700), "1280x700; it is sent as landscape at 1280x720");
    for exact in [Shape::Custom(720, 1280), Shape::Custom(1280, 720), Shape::Custom(720, 720)] {
        assert_eq!(said(exact), Vec::<String>::new(), "{exact}");
    }
}

#[test]
fn scenes_are_joined_or_sent_one_by_one() {
    let spec = two_scene_project().spec().unwrap();
    for dialect in [Dialect::Scenes, Dialect::Generate, Dialect::V3] {
        assert_eq!(dialect.split_into_specs(&spec, MultiSceneMode::Separate), std::slice::from_ref(&spec));
    }
    let whole = Dialect::Flat.split_into_specs(&spec, MultiSceneMode::Joined);
    assert_eq!(whole.len(), 1);
    assert_eq!(whole[0].title, spec.title);
    assert_eq!(whole[0].scenes[0].script, "One.\n\nTwo.");
    assert_eq!(whole[0].scenes[0].motion_prompt, "leans in. waves");
    let apart = Dialect::Flat.split_into_specs(&spec, MultiSceneMode::Separate);
    let titles: Vec<_> = apart.iter().map(|part| part.title.as_str()).collect();
    assert_eq!(titles, ["Untitled (1 of 2)", "Untitled (2 of 2)"]);
    assert_eq!(apart[1].scenes, spec.scenes[1..]);
}

#[test]
fn a_joined_script_is_never_longer_than_the_service_takes() {
    let long = "a".repeat(3_000);
    let scenes = (0..4).map(|_| Scene::new(long.clone())).chain([Scene::new("Short.")]).collect();
    let spec = VideoSpec { scenes, ..two_scene_project().spec().unwrap() };
    let parts = Dialect::Flat.split_into_specs(&spec, MultiSceneMode::Joined);
    assert_eq!(parts.len(), 4, "the short one goes with the last");
    assert!(parts.iter().all(|part| part.scenes[0].script.chars().count() <= MAX_SCRIPT_CHARS));
}

#[test]
fn the_nearest_ratio_and_size_are_found() {
    let said = |shape| (AspectRatio::nearest(shape).label(), Resolution::nearest(shape).as_str());
    assert_eq!(said(Shape::Portrait), ("9:16".into(), "1080p"));
    assert_eq!(said(Shape::Landscape), ("16:9".into(), "1080p"));
    assert_eq!(said(Shape::Custom(1000, 1000)), ("1:1".into(), "1080p"));
    assert_eq!(said(Shape::Custom(800, 1000)), ("4:5".into(), "1080p"));
    assert_eq!(said(Shape::Custom(3840, 2160)), ("16:9".into(), "4k"));
    assert_eq!(said(Shape::Custom(0, 0)).1, "720p");
}
