//! The script page on a real terminal: writing, pauses, scenes, find and replace, options, the table read and the target.

use crate::support::studio_program::start_studio;

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
