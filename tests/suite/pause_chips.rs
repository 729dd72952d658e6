//! Pauses on the script page: each is a chip that the caret passes in one step.

use cuecard::app::Message;
use cuecard::command::{MouseEvent, MouseEventKind};
use cuecard::studio::Effect;
use cuecard::widgets::{Charset, Theme};

use crate::support::app_harness::AppHarness;

const TAG: &str = "<break time=\"1s\"/>";

/// A script with one pause between two words; the caret is at its end.
fn harness_with_pause() -> AppHarness {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>").send(Message::Paste(format!("one {TAG} two")));
    harness
}

#[test]
fn a_pause_is_shown_as_a_chip_in_every_spelling() {
    for (written, label) in [
        (TAG, "‖ 1s"),
        ("<break time='500ms'/>", "‖ 0.5s"),
        ("<BREAK TIME=\"1,5 sec\"></break>", "‖ 1.5s"),
        ("<break/>", "‖ 0.75s"),
        ("<break strength=\"strong\"/>", "‖ 1s"),
        ("[PAUSE 2s]", "‖ 2s"),
        ("(2 second pause)", "‖ 2s"),
        ("<#1.5#>", "‖ 1.5s"),
    ] {
        let mut harness = AppHarness::ready(80, 24);
        harness.press("3<Enter>").send(Message::Paste(format!("one. {written} two")));
        harness.assert_shows(&format!("one. {label} two"));
        assert!(harness.scripts()[0].contains(written), "the script keeps its tag");
    }
}

#[test]
fn a_tag_is_text_until_it_is_whole() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one <break time=\"2s\"/");
    harness.assert_shows("one <break time=\"2s\"/");
    harness.press(">");
    harness.assert_shows("one ‖ 2s");
    harness.press("<BS>");
    assert_eq!(harness.scripts(), ["one "], "Backspace takes it as a whole");
    harness.press("<break time=\"soon\"/>");
    harness.assert_shows("<break time=\"soon\"/>");
    harness.assert_shows("is not a readable break");
}

#[test]
fn the_caret_steps_over_a_chip_and_deletes_it_as_a_whole() {
    let mut harness = harness_with_pause();
    harness.press("<Home><Right><Right><Right><Right><Right>|");
    assert_eq!(harness.scripts(), [format!("one {TAG}| two")]);
    harness.press("<BS><Left>|");
    assert_eq!(harness.scripts(), [format!("one |{TAG} two")]);
    harness.press("<BS><C-Right>|");
    assert_eq!(harness.scripts(), [format!("one {TAG}| two")], "a chip is a word");
    harness.press("<BS><BS>");
    assert_eq!(harness.scripts(), ["one  two"]);
    harness.press("<C-z><C-Left><C-Left>");
    let mut deleted = harness_with_pause();
    deleted.press("<Home><C-Right><Right><Del>");
    assert_eq!(deleted.scripts(), ["one  two"]);
}

#[test]
fn a_selected_chip_is_copied_as_its_tag() {
    let mut harness = harness_with_pause();
    harness.press("<C-Left><Left><S-Left><C-c>");
    let copied = harness.effects.iter().find_map(|effect| match effect {
        Effect::CopyToClipboard(text) => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(copied, Some(TAG));
}

#[test]
fn a_click_on_a_chip_lands_before_or_behind_it() {
    for (cell, script) in [(4, format!("one |{TAG} two")), (7, format!("one {TAG}| two"))] {
        let mut harness = harness_with_pause();
        let screen = harness.screen();
        let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains("one ‖")).unwrap();
        let column = line.split("one").next().unwrap().chars().count() + cell;
        let (column, row) = (u16::try_from(column).unwrap(), u16::try_from(row).unwrap());
        harness.send(Message::Mouse(MouseEvent { kind: MouseEventKind::Press, column, row }));
        harness.press("|");
        assert_eq!(harness.scripts(), [script]);
    }
}

#[test]
fn the_pause_key_inserts_a_pause_and_then_changes_its_length() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one<A-p>");
    harness.assert_shows("A pause of 1 s · Alt-p makes it 1.5 s");
    harness.press("<A-p>");
    assert_eq!(harness.scripts(), ["one <break time=\"1.5s\"/> "]);
    harness.press("<A-p><A-p><A-p><A-p>");
    assert_eq!(harness.scripts(), ["one <break time=\"0.5s\"/> "], "behind the longest it begins anew");
    harness.press("two");
    assert_eq!(harness.scripts(), ["one <break time=\"0.5s\"/> two"], "the caret stays behind it");
    harness.press("<Home><Right><Right><Right><A-p>|");
    assert_eq!(harness.scripts(), [format!("one| {TAG} two")], "before it, too");
    harness.press("<BS><C-z><C-z><C-z>");
    assert_eq!(harness.scripts(), ["one <break time=\"0.5s\"/> two"], "one step");
}

#[test]
fn the_pause_key_brings_any_spelling_into_the_normal_form() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>").send(Message::Paste("one [PAUSE 1.2s]".to_owned()));
    harness.press("<A-p>");
    assert_eq!(harness.scripts(), ["one <break time=\"1.5s\"/>"]);
}

#[test]
fn a_chip_is_found_by_its_whole_tag_only() {
    let mut harness = harness_with_pause();
    harness.press("<C-f>1s");
    harness.assert_shows("no match");
    harness.press("<C-a>").send(Message::Paste(TAG.to_owned()));
    harness.assert_shows("1 of 1");
    harness.press("<Tab>").send(Message::Paste("<break time=\"2s\"/>".to_owned()));
    harness.press("<A-Enter>");
    harness.assert_shows("one ‖ 2s two");
}

#[test]
fn an_ascii_terminal_shows_a_chip_with_a_bar() {
    let theme = Theme { charset: Charset::AsciiSymbols, ..Theme::default() };
    let mut harness = AppHarness::with_theme(theme, 80, 24);
    harness.press("3<Enter>").send(Message::Paste(format!("one {TAG} two")));
    harness.assert_shows("one | 1s two");
}

#[test]
fn a_blank_that_is_typed_behind_a_pause_is_the_one_that_is_there() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>Wait.<A-p> Now.");
    assert_eq!(harness.scripts(), ["Wait. <break time=\"1s\"/> Now."]);
    harness.press("<Home><A-p> Then");
    assert_eq!(harness.scripts(), ["<break time=\"1s\"/> ThenWait. <break time=\"1s\"/> Now."]);
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>my name<C-Home><C-Right><A-p> dear ");
    assert_eq!(harness.scripts(), ["my <break time=\"1s\"/> dear name"], "before a blank");
}
