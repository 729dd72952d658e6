//! Property tests: any project is saved as it reads.

use proptest::prelude::*;

use super::*;
use crate::domain::VoiceSettings;

fn any_scene() -> impl Strategy<Value = Scene> {
    let text = "[a-c\u{202e}\u{1b} \"\\\\\n\r\t]{0,12}";
    (text, 0..3_usize, text, any::<bool>()).prop_map(|(script, emotion, motion, enhance)| Scene {
        speaker: [None, Some("Marco"), Some(" \u{202e}")][emotion].map(str::to_owned),
        recording: [None, None, Some("take 2.wav")][emotion].map(str::to_owned),
        is_muted: !enhance && emotion == 1,
        voice_settings: VoiceSettings {
            pitch: [None, Some(3.0), Some(-0.5)][emotion],
            ..VoiceSettings::default()
        },
        script: script.into(),
        emotion: [None, Some("Serious"), Some("Happy")][emotion].map(crate::domain::Emotion::parse),
        style: TalkingStyle::Expressive,
        motion_prompt: motion,
        enhance_motion: enhance,
        background: [None, Some("#1b6b93"), Some("blue")][emotion].map(str::to_owned),
    })
}

fn any_speaker() -> impl Strategy<Value = Speaker> {
    ("[a-c\u{1b} \"\\\n]{0,4}", "[a-b]{0,2}", 0..3_usize).prop_map(|(name, voice, speed)| Speaker {
        name,
        photo: None,
        voice: Some(VoiceId::new(voice)),
        voice_settings: VoiceSettings {
            speed: [None, Some(1.0), Some(0.1 + 0.2)][speed],
            ..VoiceSettings::default()
        },
    })
}

fn any_project() -> impl Strategy<Value = Project> {
    let word = "[a-b\u{202e}\u{1b} '\"\\\\\n]{0,6}";
    let words = (word, word, word, word);
    let sizes = prop_oneof![
        Just(Shape::Square),
        Just(Shape::Landscape),
        Just(Shape::FourByFive),
        Just(Shape::LikePhoto),
        (0..9_u32).prop_map(|n| Shape::Custom(n, 720))
    ];
    let speakers = prop::collection::vec(any_speaker(), 0..3);
    let target = prop::option::of(1..86_400_u32);
    (
        words,
        sizes,
        prop::sample::select(&Captions::ALL[..]),
        target,
        speakers,
        prop::collection::vec(any_scene(), 0..4),
    )
        .prop_map(
            |((title, photo, voice, callback_url), shape, captions, target_seconds, speakers, scenes)| {
                Project {
                    title,
                    photo: Some(PhotoId::new(photo)).filter(|_| captions != Captions::Off),
                    voice: Some(VoiceId::new(voice)),
                    voice_settings: VoiceSettings {
                        volume: (captions != Captions::Off).then_some(0.25),
                        locale: (captions != Captions::Off).then(|| "en-GB".to_owned()),
                        ..VoiceSettings::default()
                    },
                    shape,
                    background: (captions != Captions::Off).then(|| "#00ff00".to_owned()),
                    captions,
                    callback_url,
                    target_seconds,
                    speakers,
                    scenes,
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_change_of_scenes_is_read_back(scenes in prop::collection::vec(any_scene(), 0..5), order in any::<[u8; 3]>()) {
        let harness = project_file(SAMPLE_PROJECT);
        let OpenedProject { mut project, stamp, .. } = harness.open();
        let mut mixed: Vec<_> = order.into_iter().map(|at| project.scenes[usize::from(at) % 3].clone()).collect();
        mixed.extend(scenes);
        project.scenes = mixed;
        let saved = save(&harness.path, &project, OverwriteMode::IfUnchanged(stamp)).unwrap();
        let again = harness.open();
        prop_assert_eq!(saved, SaveOutcome::Saved(again.stamp));
        let scripts = |p: &Project| p.scenes.iter().map(|s| crate::domain::text::clean_lines(&s.script)).collect::<Vec<_>>();
        prop_assert_eq!(scripts(&again.project), scripts(&project));
    }

    #[test]
    fn comments_stay_with_their_scene(steps in prop::collection::vec((0..4_u8, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..8)) {
        // Each scene has words of its own, and a comment above it.
        let words = |letter: char| ["0 ", "1 ", "2 ", "3 ", "4 ", "5 "].map(|end| format!("{letter}{end}")).concat();
        let mut model: Vec<(String, Vec<String>)> =
            ('a'..'e').map(|letter| (words(letter), vec![format!("# about {letter}")])).collect();
        let scene = |(script, comments): &(String, Vec<String>)| {
            format!("{}\n[[scene]]\nscript = \"{script}\"\nemotion = \"Serious\" # why {}\n\n", comments.join("\n"), comments[0])
        };
        let harness = project_file(model.iter().map(scene).collect::<String>());
        for (step, at, cut) in steps {
            let at = at.index(model.len());
            let mut project = harness.open().project;
            match step {
                0 => {
                    let words: Vec<&str> = model[at].0.split_inclusive(' ').collect();
                    let (head, tail) = words.split_at(cut.index(words.len()));
                    let (head, tail) = (head.concat(), tail.concat());
                    if head.is_empty() {
                        continue;
                    }
                    let second = Scene { script: tail.clone().into(), ..project.scenes[at].clone() };
                    project.scenes[at].script = head.clone().into();
                    project.scenes.insert(at + 1, second);
                    model[at].0 = head;
                    model.insert(at + 1, (tail, Vec::new()));
                }
                1 if at + 1 < model.len() => {
                    let second = project.scenes.remove(at + 1);
                    project.scenes[at].script.edit(|script| script.push_str(&second.script));
                    let (script, comments) = model.remove(at + 1);
                    model[at].0 += &script;
                    model[at].1.extend(comments);
                }
                2 => {
                    let to = cut.index(model.len());
                    let moved = project.scenes.remove(at);
                    project.scenes.insert(to, moved);
                    let moved = model.remove(at);
                    model.insert(to, moved);
                }
                _ => {
                    project.scenes[at].emotion = None;
                }
            }
            let stamp = harness.open().stamp;
            save(&harness.path, &project, OverwriteMode::IfUnchanged(stamp)).unwrap();
            let text = harness.text();
            let tables: Vec<&str> = text.split("[[scene]]").collect();
            for (index, (script, comments)) in model.iter().enumerate() {
                prop_assert!(tables[index + 1].contains(&format!("{script:?}")), "{text}");
                let above = tables[index].lines().filter(|line| line.starts_with('#')).collect::<Vec<_>>();
                prop_assert_eq!(&above, comments, "scene {} of {}", index + 1, text);
            }
        }
    }

    #[test]
    fn any_project_round_trips_through_toml(one in any_project(), two in any_project()) {
        let path = PathBuf::from("x.toml");
        let text = to_toml(&path, &one).unwrap();
        let read = parse_bytes(&path, text.as_bytes()).unwrap();
        prop_assert_eq!(parse_bytes(&path, to_toml(&path, &read).unwrap().as_bytes()), Ok(read));
        let other = write::update_toml(&path, &text, &two).unwrap();
        let again = write::update_toml(&path, &other, &parse_bytes(&path, other.as_bytes()).unwrap()).unwrap();
        prop_assert_eq!(again, other);
    }
}
