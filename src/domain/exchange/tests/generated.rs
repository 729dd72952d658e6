//! Scripts as they are generated: import leaves out what cleaning does.

use super::*;

#[test]
fn words_behind_the_number_of_a_scene_and_sentences_behind_a_note_are_spoken() {
    let text = "Scene 1: Good morning, everybody, and welcome.\nStay a while.\nScene 2: (excited) ANA: [sighs] We are here again.\n\n**Scene 3:** Duration: it takes two hours to bake.";
    let expected = [
        by(None, "Good morning, everybody, and welcome.\nStay a while."),
        by(Some("ANA"), "We are here again."),
        by(None, "Duration: it takes two hours to bake."),
    ];
    assert_eq!(read_markdown(text), expected);
    let scenes = import_script(text, ImportFormat::Markdown).project.scenes;
    assert_eq!(scenes[1].emotion, Some(Emotion::Excited));
    let cleaned = "Good morning, everybody, and welcome.\nStay a while.\nWe are here again.\n\nDuration: it takes two hours to bake.";
    assert_eq!(crate::domain::clean_script(text), cleaned);
    let plain =
        spoken("Scene 1: Bread, of course.\n\nScene 2: It takes two hours to bake.", ImportFormat::PlainText);
    assert_eq!(plain, [by(None, "Bread, of course."), by(None, "It takes two hours to bake.")]);
}

#[test]
fn emphasized_directions_are_left_out_as_cleaning_does() {
    let text = "*laughs* So here we are. _sighs deeply_ It is *really* late.\n\n*pause*\n\n- *nods* Yes.\n\n\\*laughs\\* no.";
    let expected = "So here we are. It is really late.\n\n<break time=\"1s\"/>\n\nYes.\n\n*laughs* no.";
    assert_eq!(read_markdown(text), [by(None, expected)]);
    assert_eq!(markdown_notes(text)[1], "stage directions are left out: [laughs] · [sighs deeply] · [nods]");
    let cleaned = crate::domain::clean_script(&text.replace('\\', ""));
    assert_eq!(cleaned, expected.replace("*laughs* no", "no"));
    let speaker = "**Ana:** *laughs* Hi.\n\n**Ana:** **waves** Bye.";
    assert_eq!(read_markdown(speaker), [by(Some("Ana"), "Hi.\n\nBye.")]);
    assert_eq!(spoken("*laughs* So.", ImportFormat::PlainText), [by(None, "So.")]);
}

#[test]
fn parts_of_a_video_begin_scenes_and_their_words_are_spoken() {
    let text = "SCENE 1\nVisual: a lamp on a desk.\nHello.\n\nSlide 3\n\nV.O. Bye.\n\nOutro: See you.\n\n(waves and looks at the lamp, then at all of us) Yes.";
    assert_eq!(read_markdown(text), [by(None, "Hello."), by(None, "Bye."), by(None, "See you.\n\nYes.")]);
    assert_eq!(crate::domain::clean_script(text), "Hello.\n\nBye.\n\nSee you.\n\nYes.");
}

#[test]
fn items_of_a_list_end_with_a_full_stop() {
    let text = "Three steps:\n\n- Write it down\n- Pick a date\n  and a place\n- Ship it!\n\n1. One [BEAT]\n2. Two ✅\n3. I ❤️ you";
    let expected = "Three steps:\n\nWrite it down.\nPick a date\nand a place.\nShip it!\n\nOne <break time=\"1s\"/>\nTwo.\nI ❤️ you.";
    assert_eq!(read_markdown(text), [by(None, expected)]);
}

#[test]
fn placeholders_and_doubled_brackets_are_left_out() {
    let text = "Hello {{first_name}}, from ${company}.\n\n[[scene]] So. [[PAUSE 2s]] It is \\{{x}}.";
    assert_eq!(read_markdown(text), [by(None, "Hello, from.\n\nSo. <break time=\"2s\"/> It is {{x}}.")]);
    assert_eq!(
        markdown_notes(text),
        [
            "placeholders that are not filled in are left out: {{first_name}} · ${company}",
            "stage directions are left out: [[scene]]"
        ]
    );
}

#[test]
fn time_codes_before_labels_are_left_out_and_the_labels_are_speakers() {
    let scenes = [
        by(Some("Host"), "Hello."),
        by(Some("Anna"), "Hi."),
        by(Some("Host"), "So."),
        by(Some("Anna"), "Bye."),
    ];
    let plain = "[00:00] Host: Hello.\n\n00:12 Anna: Hi.\n\n(0:25) – Host: So.\n\n1:05 Anna: Bye.";
    let markdown =
        "[00:00] **Host:** Hello.\n\n00:12 **Anna**: Hi.\n\n**0:25** Host: So.\n\n1:05\tAnna (00:59): Bye.";
    assert_eq!(spoken(plain, ImportFormat::PlainText), scenes);
    assert_eq!(read_markdown(plain), scenes);
    assert_eq!(read_markdown(markdown), scenes);
    let note = "time codes are left out: [00:00] · 00:12 · (0:25) – and 1 more";
    assert!(import_script(plain, ImportFormat::PlainText).notes.iter().any(|other| other == note));
    let transcript = "00:00:12 Anna: Hello.\n00:00:15 Ben: It is 10:30.\n00:00:20 Note: it is late.";
    let said = [by(Some("Anna"), "Hello."), by(Some("Ben"), "It is 10:30.\nNote: it is late.")];
    assert_eq!(spoken(transcript, ImportFormat::PlainText), said);
    assert_eq!(crate::domain::clean_script(transcript), "Hello.\nIt is 10:30.\nNote: it is late.");
    let names = "[0:05] INGRID\nHi.\n\n[0:10] MARCO (V.O.)\nBye.\n\nINGRID\nSo.";
    assert_eq!(read_markdown(names)[1], by(Some("MARCO"), "Bye."));
    assert!(markdown_notes(names)[0].ends_with(": [0:05] · [0:10]"));
    assert!(!markdown_notes(markdown).iter().any(|note| note.starts_with("emphasis")), "of a label");
    let chapters = "0:00 Intro\n0:30 The plan\n1:15 The end";
    assert_eq!(spoken(chapters, ImportFormat::PlainText), [by(None, "Intro\nThe plan\nThe end")]);
    assert_eq!(crate::domain::clean_script(&format!("{chapters}: now")), "Intro\nThe plan\nThe end: now");
    let one = "00:12\nHello.\n[00:20] It starts at 10:30.";
    for format in [ImportFormat::PlainText, ImportFormat::Markdown] {
        assert_eq!(spoken(one, format), [by(None, "Hello.\nIt starts at 10:30.")]);
    }
    assert_eq!(read_markdown("10:30 is fine.\n\n\\[0:20] so."), [by(None, "10:30 is fine.\n\n[0:20] so.")]);
}

#[test]
fn names_in_capitals_above_words_are_speakers_where_a_script_has_several() {
    let dialog = "INGRID\nGood morning.\n\nMARCO (V.O.)\nHello.\nCome in.\n\nINGRID (excited)\nThank you.";
    let expected = [
        by(Some("INGRID"), "Good morning."),
        by(Some("MARCO"), "Hello.\nCome in."),
        by(Some("INGRID"), "Thank you."),
    ];
    for format in [ImportFormat::PlainText, ImportFormat::Markdown] {
        assert_eq!(spoken(dialog, format), expected);
        assert_eq!(import_script(dialog, format).project.scenes[2].emotion, Some(Emotion::Excited));
        let once = import_script("CEO\nwe met her.\n\nNASA\nlaunched it.", format);
        assert!(once.project.speakers.is_empty());
        let words: Vec<&str> = once.project.scenes.iter().map(|scene| scene.script.as_str()).collect();
        assert_eq!(words.join("\n\n"), "CEO\nwe met her.\n\nNASA\nlaunched it.");
        let note = "kept as spoken words; to make it a speaker, write a colon behind it: CEO · NASA";
        assert_eq!(once.notes, [note]);
    }
    let bold = "**INGRID**\nHello.\n\nSo it is.\n\n**INGRID**\nBye.";
    assert_eq!(read_markdown(bold), [by(Some("INGRID"), "Hello.\n\nSo it is.\n\nBye.")]);
    for words in [
        "INGRID\nGood morning.",
        "BREAKING NEWS\nThe lamp works.\n\nMEANWHILE\nNobody knows.",
        "Hello.\n\nINGRID\nHi.\n\nMARCO\nBye.",
        "INGRID!\nHello.\n\nMARCO.\nHi.",
    ] {
        assert_eq!(read_markdown(words), [by(None, words)]);
    }
    let declared = "---\nspeakers:\n- name: Ingrid\n---\nINGRID\nHello.\n\nMARCO\nHi.";
    assert_eq!(read_markdown(declared), [by(Some("Ingrid"), "Hello.\n\nMARCO\nHi.")]);
    let kept =
        Project { scenes: vec![Scene::new("ANA\nHi."), Scene::new("ANA\nBye.")], ..Project::default() };
    let exported = export_script(&kept, ExportFormat::Markdown, &crate::domain::ScenePaces::default()).text;
    assert_eq!(import_script(&exported, ImportFormat::Markdown).project, kept, "{exported}");
}

#[test]
fn a_sentence_keeps_its_number_and_items_lose_theirs() {
    let text = "So:\n\n1. Open the lid\n2. Press\n\nAnd:\n\n3. of May is the day.\n\n---\n\n2025. It was hard.\n\n2026. It is not.";
    let expected = [
        by(None, "So:\n\nOpen the lid.\nPress.\n\nAnd:\n\n3. of May is the day."),
        by(None, "2025. It was hard.\n\n2026. It is not."),
    ];
    assert_eq!(read_markdown(text), expected);
    assert_eq!(read_markdown("1) Open\n2) Press"), [by(None, "Open.\nPress.")]);
    assert_eq!(read_markdown("- 1. Wait"), [by(None, "1. Wait")]);
    for words in [" 3. of May is the day.", "  2) of them came.", "   3. Mai: Start\n   4. Mai: Ende"] {
        let text = format!("Hello.\n\n{words}");
        let scripts = read_markdown(&text);
        let said: Vec<&str> = scripts[0].1.split_whitespace().collect();
        assert_eq!((scripts.len(), said), (1, text.split_whitespace().collect()), "{text}");
    }
    assert_eq!(read_markdown("  1. Open\n  2. Press")[0].1, "Open.\nPress.");
}

#[test]
fn unclosed_directions_and_those_within_a_sentence_are_left_out() {
    let text = "Hello. [SFX: whoosh\nSo *laughs* here we *really* are.\n\n[see page 2";
    assert_eq!(read_markdown(text), [by(None, "Hello.\nSo here we really are.\n\n[see page 2")]);
    assert!(
        markdown_notes(text)
            .iter()
            .any(|note| note == "stage directions are left out: [SFX: whoosh · [laughs]")
    );
    assert_eq!(spoken("(MUSIC: soft\nHello.", ImportFormat::PlainText), [by(None, "Hello.")]);
    let long = "[SFX: whoosh\nand thunder] Hello.\n\n\\[SFX: a\nb] c";
    assert_eq!(read_markdown(long), [by(None, "Hello.\n\n[SFX: a\nb] c")]);
    assert_eq!(markdown_notes(long), ["stage directions are left out: [SFX: whoosh and thunder]"]);
    let plain = "[SFX: whoosh\nand thunder]\nHello.";
    assert_eq!(spoken(plain, ImportFormat::PlainText), [by(None, "Hello.")]);
}

#[test]
fn times_of_a_day_are_spoken_and_full_width_brackets_are_those_of_a_label() {
    let plan = "09:00 Breakfast: eggs.\n10:30 Meeting: bring the plan.";
    for format in [ImportFormat::PlainText, ImportFormat::Markdown] {
        assert_eq!(spoken(plan, format), [by(None, plan)]);
        let said = [by(Some("Anna"), "Hello."), by(Some("Ben"), "Hi.")];
        assert_eq!(spoken("Anna（00:12）：Hello.\n\nBen [00:15]: Hi.", format), said);
    }
}
