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
