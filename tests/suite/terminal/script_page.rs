//! The script page on a real terminal: writing, pauses, scenes, find and replace, options, the table read and the target.

use std::cell::Cell;

use crate::support::studio_program::{PtyProgram, start_studio};

#[test]
fn a_video_is_written_on_the_page() {
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[]);
    program.type_keys("3\r");
    program.type_keys("Hello and welcome.\x1bp");
    program.wait_for_text("Hello and welcome. ‖ 1s");
    program.type_keys("\x1bp");
    program.wait_for_text("Hello and welcome. ‖ 1.5s");
    program.type_keys("Today we ship.\x1b\r");
    program.type_keys("\x1b[200~And that is all.\x1b[201~");
    program.wait_for_text("And that is all.");
    program.type_keys("\x01\x18");
    program.wait_for_text("Cut 2 scenes");
    program.type_keys("\x16");
    program.wait_for_text("And that is all.");
    program.type_keys("\x071\r");
    program.wait_for_text("scene 1 of 2");
    program.type_keys("\x06ship");
    program.wait_for_text("1 of 1");
    program.type_keys("\tsail\r");
    program.wait_for_text("Today we sail.");
    program.type_keys("\x1b");
    program.wait_until("a closed find bar", |screen| !screen.contents().contains("replace all"));
    program.type_keys("\x1be");
    program.wait_for_text("Alt-a  in all 2 scenes");
    program.type_keys("serious\x1ba");
    program.wait_for_text("Serious in 2 scenes");
    program.type_keys("\x14");
    program.wait_for_text("r record");
    program.type_keys("q");
    program.wait_until("the page again", |screen| !screen.contents().contains("r record"));
    program.type_keys("\x1b");
    program.wait_until("the list of scenes", vt100::Screen::hide_cursor);
    program.type_keys("e");
    program.wait_for_text("Callback URL");
    program.type_keys("\t\t\t\t\t60s\r");
    program.wait_for_text("of 1:00");
    program.write("\x11");
    program.wait_for_text("Quit without saving");
    program.type_keys("w");
    assert_eq!(program.wait_for_exit(), 0);
    program.assert_restored();
}

#[test]
fn a_motion_is_rewritten_by_the_advice_or_comes_from_the_bank() {
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[]);
    program.type_keys("3\r");
    program.type_keys("Hello.\tdoes not move");
    program.wait_for_text("\"does not move\" is negative");
    program.type_keys("\x1ba");
    program.wait_for_text("↳ Avatar keeps the hands folded");
    program.type_keys("\x1bm");
    program.wait_for_text("Motion of scene 1");
    program.type_keys("opens both arms\r");
    program.wait_for_text("↳ Avatar opens both arms and smiles warmly");
    program.kill();
}

/// Where a text begins on the screen: its column and row, from one.
fn position_of(program: &mut PtyProgram, text: &str) -> (usize, usize) {
    let found = Cell::new((0, 0));
    program.wait_until(text, |screen| {
        let contents = screen.contents();
        let line = contents.lines().enumerate().find_map(|(row, line)| Some((line.find(text)?, row, line)));
        line.is_some_and(|(start, row, line)| {
            found.set((line[..start].chars().count() + 1, row + 1));
            true
        })
    });
    found.get()
}

#[test]
fn text_is_selected_moved_and_undone_by_keys_and_mouse() {
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[]);
    program.type_keys("3\r");
    program.type_keys("Never dig. Water first.");
    program.wait_for_text("Never dig. Water first.");
    // Two words back, the sentence selected, cut, and put at the beginning.
    program.type_keys("\x1b[1;5D\x1b[1;5D\x1b[1;2F\x18");
    program.wait_until("a cut sentence", |screen| !screen.contents().contains("Water first."));
    program.type_keys("\x1b[1;5H\x16");
    program.wait_for_text("Water first. Never dig.");
    program.type_keys(" ");
    program.wait_for_text("Water first. Never dig.");
    // The last word is deleted, and is back.
    program.type_keys("\x1b[F\x17");
    program.wait_until("a deleted word", |screen| !screen.contents().contains("dig."));
    program.type_keys("\x1a");
    program.wait_for_text("Undid: script of scene 1");
    program.wait_for_text("Water first. Never dig.");
    program.type_keys("\x19");
    program.wait_for_text("Redid: script of scene 1");
    program.type_keys("\x1a");
    program.wait_for_text("Water first. Never dig.");
    // Split, joined, split again.
    program.type_keys("\x1b[H\x1b[1;5C\x1b[1;5C\x1b\r");
    program.wait_for_text("scene 2 of 2");
    program.type_keys("\x7f");
    program.wait_for_text("Scenes 1 and 2 are one scene now");
    program.type_keys("\x1a");
    program.wait_for_text("Undid: joining of scenes 1 and 2");
    // A word is marked with the mouse, and copied to the terminal's clipboard.
    let (column, row) = position_of(&mut program, "Water");
    let end = column + "Water".len();
    program.type_keys(&format!("\x1b[<0;{column};{row}M\x1b[<32;{end};{row}M\x1b[<0;{end};{row}m\x03"));
    program.wait_for_output("\x1b]52;c;V2F0ZXI=");
    let (column, row) = position_of(&mut program, "Never");
    let press = format!("\x1b[<0;{};{row}M", column + 2);
    program.type_keys(&format!("{press}{press}\x03"));
    program.wait_for_output("\x1b]52;c;TmV2ZXI=");
    program.kill();
}

#[test]
fn scenes_are_cleaned_muted_moved_and_replaced_in_on_the_page() {
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[]);
    program.type_keys("3\r");
    program.type_keys("Hello **dear** friends.");
    program.wait_for_text("would be spoken");
    program.type_keys("\x1bc");
    program.wait_for_text("Hello dear friends.");
    program.type_keys("\x1bnGood night, friends.");
    program.wait_for_text("Good night, friends.");
    program.type_keys("\x1bx");
    program.wait_for_text("muted");
    program.type_keys("\x1bx");
    program.wait_until("a scene that is heard", |screen| !screen.contents().contains("muted"));
    program.type_keys("\x06friends\tpeople\x1b\r");
    program.wait_for_text("Replaced 2 times");
    program.type_keys("\x1b");
    program.wait_until("a closed find bar", |screen| !screen.contents().contains("replace all"));
    program.type_keys("\x1b");
    program.wait_until("the list of scenes", vt100::Screen::hide_cursor);
    program.type_keys("J");
    program.wait_until("the scenes in another order", |screen| {
        let text = screen.contents();
        text.find("Good night, people.") < text.find("Hello dear people.")
    });
    program.type_keys("\x14");
    program.wait_for_text("r record");
    program.type_keys(" ");
    program.wait_for_text("Space go on");
    program.type_keys("+");
    program.wait_for_text("1.1x");
    program.type_keys("\x1b[D");
    program.wait_for_text("Scene 1 of 2");
    program.kill();
}
