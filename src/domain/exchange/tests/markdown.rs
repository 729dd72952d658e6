//! Markdown as people write it, and as an export writes it.

use super::*;

const DIALOG_MD: &str = r##"---
title: "Launch: the teaser"
photo: p-1
voice: v-1
size: 16:9
background: "#1b6b93"
captions: off
callback_url: https://example.com/done
target: 60s
locale: en-GB
speakers:
   - name: Marco
     photo: Kenji, white shirt
     voice: v-2
     speed: 1.05
---

## Scene 1

- Emotion: Friendly
- Motion: Avatar leans forward, smiling

Hello and welcome. [PAUSE 1s] Today we ship.

## Scene 2

- Style: stable
- Enhance: no
- Muted: yes
- Pitch: 10

**Marco:** I have been waiting for it.

Since March!
"##;

#[test]
fn a_project_is_written_as_markdown_and_read_back() {
    let exported = export_script(&dialog(), ExportFormat::Markdown, &crate::domain::ScenePaces::default());
    assert_eq!((exported.text.as_str(), exported.notes.len()), (DIALOG_MD, 0));
    let imported = import_script(DIALOG_MD, ImportFormat::Markdown);
    assert_eq!((imported.project, imported.notes.len()), (dialog(), 0));
}

#[test]
fn headings_and_rules_part_scenes() {
    let text = "# Launch day\n\nOne.\n\n## The reason\nTwo,\nstill two.\n\nMore of two.\n\n***\nThree.\n\nThe end of three.\n---\nFour.\n\nOutro\n===\nFive.";
    assert_eq!(
        read_markdown(text),
        [
            by(None, "One."),
            by(None, "Two,\nstill two.\n\nMore of two."),
            by(None, "Three.\n\nThe end of three."),
            by(None, "Four."),
            by(None, "Five.")
        ]
    );
    let imported = import_script(text, ImportFormat::Markdown);
    assert_eq!(imported.project.title, "Launch day");
    assert_eq!(imported.notes, ["each heading begins a scene, and is not spoken itself: The reason · Outro"]);
}

#[test]
fn labels_in_capitals_and_in_bold_are_speakers() {
    let text =
        "MARCO: Hi.\nHow are you?\n\n**Ana:** Fine. [pause 500ms] You?\n\n**marco**: Me too.\n\nAnd happy.";
    assert_eq!(
        read_markdown(text),
        [
            by(Some("MARCO"), "Hi.\nHow are you?"),
            by(Some("Ana"), "Fine. <break time=\"0.5s\"/> You?"),
            by(Some("MARCO"), "Me too.\n\nAnd happy."),
        ]
    );
}

#[test]
fn the_words_in_parentheses_behind_a_name_are_an_option() {
    let text = "**Ana** (excited): Hi.\n\nMARCO (V.O.): Hello.\n\nMARCO (nods): Yes.\n\n**Ana (2):** Bye.";
    let scenes = import_script(text, ImportFormat::Markdown).project.scenes;
    let scene = |speaker: &str, script: &str| Scene { speaker: Some(speaker.into()), ..Scene::new(script) };
    let expected = [
        Scene { emotion: Some(Emotion::Excited), ..scene("Ana", "Hi.") },
        scene("MARCO", "Hello."),
        Scene { motion_prompt: "nods".into(), ..scene("MARCO", "Yes.") },
        Scene { motion_prompt: "2".into(), ..scene("Ana", "Bye.") },
    ];
    assert_eq!(scenes, expected);
    let mut project = dialog();
    project.speakers[0].name = "Marco (2)".into();
    project.scenes[1].speaker = Some("Marco (2)".into());
    let text = export_script(&project, ExportFormat::Markdown, &crate::domain::ScenePaces::default()).text;
    assert_eq!(import_script(&text, ImportFormat::Markdown).project, project);
}

#[test]
fn a_plain_label_is_a_speaker_where_it_is_known_or_repeated() {
    let declared = "---\nspeakers:\n- name: Ana\n---\nAna: Hi.\n\nRemember: be kind.";
    assert_eq!(read_markdown(declared), [by(Some("Ana"), "Hi.\n\nRemember: be kind.")]);
    let repeated = "Ana: Hi.\nYes.\n\nSo it goes.\n\nana: Bye.";
    assert_eq!(read_markdown(repeated), [by(Some("Ana"), "Hi.\nYes.\n\nSo it goes.\n\nBye.")]);
    assert_eq!(
        read_markdown("Ana: Hi.\n\nMarco: Hello."),
        [by(Some("Ana"), "Hi."), by(Some("Marco"), "Hello.")]
    );
    assert_eq!(read_markdown("Hi.\n\nRemember: be kind."), [by(None, "Hi.\n\nRemember: be kind.")]);
    assert_eq!(read_markdown(r"Hi. 10:30 \[PAUSE 1s] NOTE\: x"), [by(None, "Hi. 10:30 [PAUSE 1s] NOTE: x")]);
}

#[test]
fn options_are_read_above_and_below_the_words() {
    let text = "- emotion: serious\n- MOTION: nods\n\nHello.\n\n* Motion: smiles\n* milk\n* eggs\n";
    let scenes = import_script(text, ImportFormat::Markdown).project.scenes;
    let expected = Scene {
        emotion: Some(Emotion::Serious),
        motion_prompt: "nods. smiles".into(),
        ..Scene::new("Hello.\nmilk.\neggs.")
    };
    assert_eq!(scenes, [expected]);
}

#[test]
fn what_is_not_spoken_is_left_out_and_named() {
    let text = "Hi *there*, **you** [friend](https://a.example). ![cat](cat.png)\n\n<!-- note -->\n\na<b>b</b> <break time='1s'/>";
    assert_eq!(read_markdown(text), [by(None, "Hi there, you friend.\n\nab <break time='1s'/>")]);
    assert_eq!(
        markdown_notes(text),
        [
            "emphasis is left out, and its words are kept",
            "links are left out, and their words are kept: https://a.example",
            "pictures are left out: cat.png",
            "HTML is left out: <!-- note --> · <b> · </b>",
        ]
    );
}

#[test]
fn comments_hold_options_of_the_scene_that_they_are_in() {
    let text = "## Scene 1\n\nHello.\n\n<!-- motion: waves,\n  then nods -->\n<!-- Emotion: serious -->\n\n## Scene 2\n\nBye <!-- style: stable\nmuted --> all.\n\n<!-- motion: bows --> The end. <!-- Speaker: ask Ana -->";
    let imported = import_script(text, ImportFormat::Markdown);
    let expected = [
        Scene {
            emotion: Some(Emotion::Serious),
            motion_prompt: "waves, then nods".into(),
            ..Scene::new("Hello.")
        },
        Scene {
            style: TalkingStyle::Stable,
            is_muted: true,
            motion_prompt: "bows".into(),
            ..Scene::new("Bye  all.\n\nThe end.")
        },
    ];
    assert_eq!(imported.project.scenes, expected);
    assert_eq!(imported.notes, ["HTML is left out: <!-- Speaker: ask Ana -->"]);
}

#[test]
fn a_known_emotion_at_the_end_of_a_heading_is_that_of_the_scene() {
    let text = "# Tea\n\n## Scene 1 (friendly)\n\nOne.\n\n## Scene 2 [Serious]\n\nTwo.\n\n## The end (15 s)\n\nThree.";
    let imported = import_script(text, ImportFormat::Markdown);
    let scene = |emotion, script: &str| Scene { emotion, ..Scene::new(script) };
    let expected = [
        scene(Some(Emotion::Friendly), "One."),
        scene(Some(Emotion::Serious), "Two."),
        scene(None, "Three."),
    ];
    assert_eq!(imported.project.scenes, expected);
    assert_eq!(imported.notes, ["each heading begins a scene, and is not spoken itself: The end (15 s)"]);
}

#[test]
fn settings_above_the_first_scene_are_no_words() {
    let text =
        "# Tea\n\nTarget: 60 s\n**Size:** 9:16\nVoice: Ada\n\n- Captions: maybe\n\n## Scene 1\n\nHello.";
    let imported = import_script(text, ImportFormat::Markdown);
    let expected = Project {
        title: "Tea".into(),
        voice: Some(VoiceId::new("Ada")),
        shape: Shape::Portrait,
        target_seconds: Some(60),
        scenes: vec![Scene::new("Hello.")],
        ..Project::default()
    };
    assert_eq!(imported.project, expected);
    let kind = "lines of the head that mean nothing in a project are left out";
    assert_eq!(imported.notes, [format!("{kind}: Captions: maybe")]);
    let file =
        import_script("Captions: File\nSize: 4:5\n\n## Scene 1\n\nHello.", ImportFormat::Markdown).project;
    assert_eq!((file.captions, file.shape), (Captions::File, Shape::FourByFive));
    assert_eq!(read_markdown("Target: 60 s\n\nHello."), [by(None, "Hello.")]);
    let speakers = [by(Some("Voice"), "Hi."), by(Some("Target"), "Yes.")];
    assert_eq!(read_markdown("Voice: Hi.\n\nTarget: Yes.\n\nTarget: Bye.")[..1], speakers[..1]);
}

#[test]
fn front_matter_sets_fields_and_names_what_it_does_not_know() {
    let text = "---\ntitle: 'It''s time'   # working title\nsize: wide\nauthor: Ada\nCaptions: yes\ntarget: 1:30\n---\n\nHi.";
    let imported = import_script(text, ImportFormat::Markdown);
    assert_eq!((imported.project.title.as_str(), imported.project.target_seconds), ("It's time", Some(90)));
    let kind = "lines of the head that mean nothing in a project are left out";
    assert_eq!(imported.notes, [format!("{kind}: size: wide · author: Ada")]);
    assert_eq!(read_markdown("---\nOnly a rule, and words.\n---\n"), [by(None, "Only a rule, and words.")]);
}

#[test]
fn an_export_names_what_reads_back_differently() {
    let mut project = dialog();
    project.scenes[0].script = "Wait. <break time=\"0s\"/>".into();
    project.scenes[1].motion_prompt = "nods\nsmiles".into();
    let notes = export_script(&project, ExportFormat::Markdown, &crate::domain::ScenePaces::default()).notes;
    assert_eq!(
        notes,
        [
            "a break without a time becomes a pause of 0 seconds: scene 1",
            "a motion prompt of several lines becomes one line: scene 2",
        ]
    );
}

#[test]
fn a_narration_is_read_without_its_directions() {
    const SCRIPT: &str = include_str!("../../../../tests/scripts/01-narration-markup.md");
    const MEANT: &str = include_str!("../../../../tests/scripts/01-narration-spoken.txt");
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| c.is_whitespace() || c == '—');
        let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
        words.filter(|word| !word.is_empty()).collect()
    };
    let scenes = read_markdown(SCRIPT);
    let speakers: Vec<Option<&str>> = scenes.iter().map(|(speaker, _)| speaker.as_deref()).collect();
    assert_eq!(speakers, [None, None], "one person reads it");
    let imported: String = scenes.iter().map(|(_, script)| script.as_str()).collect::<Vec<_>>().join("\n");
    let spoken = words(&crate::domain::strip_breaks(&imported));
    assert_eq!((spoken.len(), &spoken), (38, &words(MEANT)));
    let pasted = crate::domain::strip_breaks(&crate::domain::clean_script(SCRIPT));
    assert_eq!(spoken, words(&pasted), "pasted and cleaned, it says the same");
    let notes = markdown_notes(SCRIPT);
    for note in [
        "the label HOST is left out: it stands above the first scene only. Label each scene to make it a speaker",
        "symbols are left out: ✅",
        "production notes are left out: Duration: ~1 minute · Tone: warm",
        "stage directions are left out: {title card appears} · [BREATHE] · [B-ROLL: an empty office, 3 seconds] and 2 more",
    ] {
        assert!(notes.iter().any(|other| other == note), "{notes:#?}");
    }
}

#[test]
fn production_notes_are_no_speakers() {
    let text = "**Tone:** warm\n- **Length**: 60 s\n\nAudience: founders\n\nMUSIC: soft piano.\n\n**Ana:** Hi.\n\nMUSIC: loud.\n\n**Ana:** Bye.";
    assert_eq!(read_markdown(text), [by(Some("Ana"), "Hi.\n\nBye.")]);
    assert_eq!(
        markdown_notes(text)[0],
        "production notes are left out: Tone: warm · Length: 60 s · Audience: founders and 2 more"
    );
    assert_eq!(
        read_markdown("WARNING: It is hot.\n\n**Step 1:** Open it."),
        [by(None, "WARNING: It is hot.\n\nStep 1: Open it.")]
    );
    assert_eq!(read_markdown("Length: it is not all."), [by(None, "Length: it is not all.")]);
    let declared = "---\nspeakers:\n- name: Music\n---\n**Music:** I am a speaker.\n\n**Tone:** warm";
    assert_eq!(read_markdown(declared), [by(Some("Music"), "I am a speaker.")]);
    assert_eq!(
        read_markdown("Scene 1: Hook\nOne.\n\n**Scene 2: Offer**\nTwo."),
        [by(None, "One."), by(None, "Two.")]
    );
}

#[test]
fn notes_about_a_scene_are_its_options() {
    let text =
        "**Emotion:** excited\n**Ana:** Hi.\n\n**Motion:** waves\n\n---\n\n**Style:** stable\n**Ana:** Bye.";
    let scenes = import_script(text, ImportFormat::Markdown).project.scenes;
    let expected = [
        Scene {
            speaker: Some("Ana".into()),
            emotion: Some(Emotion::Excited),
            motion_prompt: "waves".into(),
            ..Scene::new("Hi.")
        },
        Scene { speaker: Some("Ana".into()), style: TalkingStyle::Stable, ..Scene::new("Bye.") },
    ];
    assert_eq!(scenes, expected);
}

#[test]
fn directions_in_brackets_are_left_out_unless_they_are_escaped() {
    let text = "Well [sighs], I (laughs) know. {cut} [0:20]\n\n[SFX: boom]\n\n(beat) So \\[it\\] (is).";
    assert_eq!(read_markdown(text), [by(None, "Well, I know.\n\n<break time=\"1s\"/> So [it] (is).")]);
    assert_eq!(
        markdown_notes(text),
        [
            "stage directions are left out: [SFX: boom] · [sighs] · (laughs) and 1 more",
            "time codes are left out: [0:20]"
        ]
    );
    let scene = Scene::new("[sighs] Well (laughs), （笑） I {know}. (Excited)\n[0:20] So.");
    let project = Project { scenes: vec![scene], ..Project::default() };
    let exported =
        export_script(&project, ExportFormat::Markdown, &crate::domain::ScenePaces::default()).text;
    assert!(exported.contains("\\[sighs] Well \\(laughs), &#xff08;笑） I \\{know}."), "{exported}");
    let imported = import_script(&exported, ImportFormat::Markdown);
    assert_eq!((imported.project, imported.notes), (project, vec![]));
}

#[test]
fn a_line_that_is_underlined_longer_than_a_rule_is_a_heading() {
    let text = "The plan\n--------\nOne.\n\nThe end of one.\n---\nTwo,\nstill two.\n-----\nThree.";
    assert_eq!(
        read_markdown(text),
        [by(None, "One.\n\nThe end of one."), by(None, "Two,\nstill two."), by(None, "Three.")]
    );
    assert_eq!(markdown_notes(text), ["each heading begins a scene, and is not spoken itself: The plan"]);
    assert_eq!(crate::domain::clean_script("The plan\n--------\nOne."), "One.");
}

#[test]
fn tables_are_left_out() {
    let text = "One.\n\n| Shot | Words |\n|---|---|\n| wide | **Hello** |\n\nTwo.\n\na | b\n:- | -\nc | d";
    assert_eq!(read_markdown(text), [by(None, "One.\n\nTwo.")]);
    assert_eq!(markdown_notes(text)[0], "tables are left out: Shot | Words | wide | Hello · a | b | c | d");
    assert_eq!(
        crate::domain::clean_script("One.\n\n| a | b |\n|---|---|\n| c | d |\n\nTwo."),
        "One.\n\nTwo."
    );
}

#[test]
fn words_in_parentheses_before_those_of_a_speaker_are_an_option() {
    let text = "**Ben:** (excited) We did it.\n\n**Ana:** (leans in)\nWe did.\n\n**Ben:** (in all) five.";
    let scenes = import_script(text, ImportFormat::Markdown).project.scenes;
    let scene = |speaker: &str, script: &str| Scene { speaker: Some(speaker.into()), ..Scene::new(script) };
    let expected = [
        Scene { emotion: Some(Emotion::Excited), ..scene("Ben", "We did it.") },
        Scene { motion_prompt: "leans in".into(), ..scene("Ana", "We did.") },
        scene("Ben", "(in all) five."),
    ];
    assert_eq!(scenes, expected);
}

#[test]
fn words_behind_the_number_of_a_scene_are_its_words() {
    let text = "Scene 1: Good morning, and welcome to my channel.\n\nScene 2: The offer\n\nBuy it now.";
    assert_eq!(
        read_markdown(text),
        [(None, "Good morning, and welcome to my channel.".to_owned()), (None, "Buy it now.".to_owned())]
    );
}
