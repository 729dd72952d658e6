//! Property tests: what is exported reads back as it was, and any text can be imported.

use proptest::prelude::*;

use super::*;
use crate::domain::script::tests::script_issues;
use crate::domain::{ScriptIssue, UnspokenKind};

/// A script as it reads back: lines without surrounding spaces, one blank line between paragraphs.
fn any_script() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[A-Za-zé今0-9.,!?']{1,8}",
        2 => "[*_`\\\\\\[\\]<>&#:()~|=+\\-\"{}/^@!.;a-c1]{1,5}",
        1 => Just("<break time=\"1.5s\"/>".to_owned()),
        1 => Just("NOTE:".to_owned()),
        1 => prop::sample::select(vec!["Scene 1", "V.O.", "V.O. so", ":smile:", ":)", "✅", "❤️", "1️⃣"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["(smiling)", "（笑）", "(Excited)", "[0:20]", "{cut}", "{{name}}", "${a}", "[[b]]", "*nods*", "(2s)", "(beat)", "Tone:"])
            .prop_map(str::to_owned),
        1 => Just("[PAUSE 2s]".to_owned()),
    ];
    let line = prop::collection::vec(word, 1..6).prop_map(|words| words.join(" "));
    let lines = (line, prop_oneof![Just("\n"), Just("\n\n")]).prop_map(|(line, end)| line + end);
    prop::collection::vec(lines, 0..4).prop_map(|lines| lines.concat().trim().to_owned())
}

fn any_scene() -> impl Strategy<Value = Scene> {
    let motion = "([A-Za-z*_:()\\[\\]#-]{1,8}( [a-z.,]{1,6}){0,3})?";
    let emotion =
        prop_oneof![Just(None), Just(Some(Emotion::Serious)), Just(Some(Emotion::Other("Happy".to_owned())))];
    let style = prop_oneof![
        Just(TalkingStyle::Expressive),
        Just(TalkingStyle::Stable),
        Just(TalkingStyle::Medium),
        Just(TalkingStyle::Other("wild".to_owned()))
    ];
    (any_script(), 0..3_usize, emotion, style, motion, any::<bool>(), any::<bool>()).prop_map(
        |(script, speaker, emotion, style, motion_prompt, enhance_motion, is_muted)| Scene {
            script: script.into(),
            speaker: [None, Some("Marco"), Some("ANA de la Cruz")][speaker].map(str::to_owned),
            recording: [None, Some("scene-2.wav"), Some("~/my takes/a_b.mp3")][speaker].map(str::to_owned),
            voice_settings: VoiceSettings {
                pitch: [None, Some(-5.0), Some(50.0)][speaker],
                locale: is_muted.then(|| "en-GB".to_owned()),
                ..VoiceSettings::default()
            },
            emotion,
            style,
            motion_prompt,
            enhance_motion,
            background: enhance_motion.then(|| "#1b6b93".to_owned()),
            is_muted,
        },
    )
}

fn any_project() -> impl Strategy<Value = Project> {
    let line = "([A-Za-z#'\"\\\\:*é-][A-Za-z #'\"\\\\:*é-]{0,10}[a-z:'\"])?";
    let shape = prop_oneof![
        Just(Shape::Square),
        Just(Shape::FiveByFour),
        Just(Shape::LikePhoto),
        Just(Shape::Custom(1280, 720))
    ];
    let speed = prop::option::of((50..=150_u32).prop_map(|percent| f64::from(percent) / 100.0));
    let target = prop::option::of(1..7_200_u32);
    let head = (line, "[a-z0-9]{0,8}", shape, prop::sample::select(&Captions::ALL[..]), target, speed);
    (head, prop::collection::vec(any_scene(), 0..4)).prop_map(
        |((title, id, shape, captions, target_seconds, speed), scenes)| Project {
            title: crate::domain::text::clean_line(&title),
            photo: Some(PhotoId::new(&*id)).filter(|_| !id.is_empty()),
            voice: None,
            voice_settings: VoiceSettings { volume: speed.map(|_| 0.8), ..VoiceSettings::default() },
            shape,
            background: target_seconds.map(|_| "#00ff00".to_owned()),
            captions,
            callback_url: String::new(),
            target_seconds,
            speakers: ["Marco", "ANA de la Cruz"]
                .map(|name| Speaker {
                    name: name.into(),
                    voice: Some(VoiceId::new("v: 1 #")),
                    photo: None,
                    voice_settings: VoiceSettings { speed, ..VoiceSettings::default() },
                })
                .to_vec(),
            scenes,
        },
    )
}

/// A project with the breaks of its scripts in the normal form, in which every form reads them back.
fn normalized(project: &Project) -> Project {
    let mut project = project.clone();
    for scene in &mut project.scenes {
        scene.script = crate::domain::normalize_breaks(&scene.script).into();
    }
    project
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn markdown_reads_back_as_it_was(project in any_project()) {
        let exported = export_script(&project, ExportFormat::Markdown, &crate::domain::ScenePaces::default());
        let imported = import_script(&exported.text, ImportFormat::Markdown);
        prop_assert_eq!(normalized(&imported.project), normalized(&project), "{}", exported.text);
        prop_assert_eq!(imported.notes.iter().filter(|note| !note.starts_with("the script has no words")).count(), 0);
    }

    #[test]
    fn fountain_reads_back_as_it_was(mut project in any_project()) {
        for scene in project.scenes.iter_mut().filter(|scene| scene.script.is_empty()) {
            scene.speaker = None;
        }
        let exported = export_script(&project, ExportFormat::Fountain, &crate::domain::ScenePaces::default());
        let imported = import_script(&exported.text, ImportFormat::Fountain);
        prop_assert_eq!(normalized(&imported.project), normalized(&project), "{}", exported.text);
    }

    #[test]
    fn subtitles_read_back_with_all_words(mut project in any_project()) {
        // A name before a colon would be a label.
        project.scenes.iter_mut().for_each(|scene| scene.script = scene.script.replace(':', ";").into());
        let is_broken = |issue: ScriptIssue| {
            matches!(issue.kind, UnspokenKind::UnreadableBreak | UnspokenKind::UnknownTag)
        };
        // Subtitles have tags of their own, which are left out.
        prop_assume!(!project.scenes.iter().flat_map(|scene| script_issues(&scene.script)).any(is_broken));
        let letters = |scripts: Vec<String>| -> String {
            scripts.concat().chars().filter(|c| c.is_alphanumeric()).collect()
        };
        // A pause in brackets is none in a heading, but becomes one where subtitles join the lines.
        let words = |scene: &Scene| {
            let pauseless = crate::domain::strip_breaks(&scene.script.replace("[PAUSE 2s]", " "));
            crate::domain::strip_breaks(&pauseless.replace('\n', " "))
        };
        let rendered = project.rendered_scenes().map(words).collect();
        let vtt = export_script(&project, ExportFormat::Vtt, &crate::domain::ScenePaces::default()).text;
        let imported = import_script(&vtt, ImportFormat::Vtt).project;
        prop_assert_eq!(letters(imported.scenes.iter().map(words).collect()), letters(rendered), "{}", vtt);
    }

    #[test]
    fn any_text_is_imported(text in "([a-zA-Z:*#<>\\[\\]()\\\\&|`~=. -]|[0-9]|\n|---|-->|/\\*|\\*/|\\[\\[|@|\u{301}|今){0,120}") {
        for (_, format) in ImportFormat::NAMES {
            let first = import_script(&text, *format).project;
            let again = import_script(&export_script(&first, ExportFormat::Markdown, &crate::domain::ScenePaces::default()).text, ImportFormat::Markdown);
            prop_assert_eq!(again.project.scenes.len(), first.scenes.len(), "{:?}", format);
        }
    }
}
