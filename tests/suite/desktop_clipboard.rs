//! The desktop's clipboard on the script page: what another program copied is pasted, in the order of the keys.

use cuecard::app::Message;
use cuecard::domain::{Error, ErrorKind};
use cuecard::studio::{ClipboardReply, ClipboardRequest, Effect, Reply, Request};

use crate::support::app_harness::AppHarness;

/// The studio on a desktop, with a script of two scenes; the caret is at its end.
fn harness() -> AppHarness {
    let mut harness = AppHarness::ready(120, 30);
    harness.app.studio.clipboard.has_desktop = true;
    harness.press("3<Enter>One.<A-n>Two.");
    harness.effects.clear();
    harness
}

/// Answers the reading of the clipboard.
fn answer_read(harness: &mut AppHarness, read: &Result<Option<String>, Error>) {
    harness.answer_requests(|request| match request {
        Request::Clipboard(ClipboardRequest::Read) => {
            Some(Reply::Clipboard(ClipboardReply::Read(read.clone())))
        }
        _ => None,
    });
}

/// Answers the reading of the clipboard with this text.
fn answer_with_text(harness: &mut AppHarness, text: &str) {
    answer_read(harness, &Ok(Some(text.to_owned())));
}

fn tool_error() -> Error {
    Error::new("the clipboard", ErrorKind::Clipboard, "wl-paste failed: no answer within a second")
}

#[test]
fn what_another_program_copied_is_pasted_without_control_characters() {
    let mut harness = harness();
    harness.press("<C-v>");
    answer_with_text(&mut harness, " Three\x1b[31m.\x07");
    assert_eq!(harness.scripts(), ["One.", "Two. Three[31m."]);
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["One.", "Two."]);
}

#[test]
fn keys_after_a_paste_wait_for_it() {
    let mut harness = harness();
    harness.press("<C-v>!<C-v>?");
    assert_eq!(harness.scripts(), ["One.", "Two."]);
    answer_with_text(&mut harness, " A");
    assert_eq!(harness.scripts(), ["One.", "Two. A!"], "the second paste is read now");
    answer_with_text(&mut harness, " B");
    assert_eq!(harness.scripts(), ["One.", "Two. A! B?"]);
}

#[test]
fn scenes_that_were_cut_here_come_back_with_their_options() {
    let mut harness = harness();
    harness.press("<A-x><C-a><C-c>");
    let copied = harness.effects.iter().rev().find_map(|effect| match effect {
        Effect::CopyToClipboard(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.expect("the scenes are copied");
    harness.press("<C-End><C-v>");
    // The tool adds a line end.
    answer_with_text(&mut harness, &format!("{copied}\n"));
    let scenes = &harness.app.studio.project_state.project.scenes;
    let muted: Vec<bool> = scenes.iter().map(|scene| scene.is_muted).collect();
    assert_eq!((harness.scripts().len(), muted), (3, vec![false, true, true]), "{:?}", harness.scripts());
}

#[test]
fn a_clipboard_that_cannot_be_read_is_named_and_what_was_copied_here_is_pasted() {
    let mut harness = harness();
    harness.press("<C-v>");
    answer_read(&mut harness, &Err(tool_error()));
    harness.assert_shows("Nothing was pasted");
    harness.assert_shows("wl-paste failed: no answer within a second");
    harness.press("<S-Home><C-c><End><C-v>");
    answer_read(&mut harness, &Err(tool_error()));
    assert_eq!(harness.scripts(), ["One.", "Two. Two."]);
    harness.assert_shows("Pasted what was copied here last");
}

#[test]
fn an_empty_clipboard_gives_way_to_what_was_copied_here() {
    for read in [None, Some(String::new())] {
        let mut harness = harness();
        harness.press("<S-Home><C-c><End><C-v>");
        answer_read(&mut harness, &Ok(read));
        assert_eq!(harness.scripts(), ["One.", "Two. Two."]);
    }
}

#[test]
fn after_a_failed_copy_its_text_is_pasted_from_here_until_a_copy_succeeds() {
    let mut harness = harness();
    harness.press("<S-Home><C-c>");
    harness.send_reply(Reply::Clipboard(ClipboardReply::CopyFailed(tool_error())));
    harness.assert_shows("Copied here, but not to the desktop's clipboard");
    harness.press("<End><C-v>");
    assert_eq!(harness.scripts(), ["One.", "Two. Two."], "at once");
    harness.send_reply(Reply::Clipboard(ClipboardReply::Copied));
    harness.press("<C-v>");
    answer_with_text(&mut harness, " Three.");
    assert_eq!(harness.scripts(), ["One.", "Two. Two. Three."]);
}

#[test]
fn a_paste_that_was_asked_for_before_a_copy_failed_is_of_the_copy() {
    let mut harness = harness();
    harness.press("<S-Home><C-c><End><C-v>");
    harness.send_reply(Reply::Clipboard(ClipboardReply::CopyFailed(tool_error())));
    answer_with_text(&mut harness, "What the desktop held before");
    assert_eq!(harness.scripts(), ["One.", "Two. Two."]);
}

#[test]
fn text_that_is_pasted_outside_of_a_text_becomes_a_scene() {
    let mut harness = AppHarness::ready(120, 30);
    harness.app.studio.clipboard.has_desktop = true;
    harness.press("3<Enter>One.<Esc>x");
    assert!(harness.scripts().is_empty());
    harness.press("<C-v>");
    answer_with_text(&mut harness, "First.\n");
    harness.assert_shows("Pasted as a new scene · Ctrl-z undoes it");
    assert_eq!(harness.scripts(), ["First."]);
    harness.press("<C-v>");
    answer_with_text(&mut harness, "Second.");
    harness.send(Message::Paste("Third.".to_owned()));
    assert_eq!(harness.scripts(), ["First.", "Second.", "Third."], "the terminal's paste, too");
}
