//! The terminal's own cursor: where input methods, screen readers and magnifiers look.

use crate::support::studio_program::start_studio;

#[test]
fn the_terminal_cursor_is_at_the_caret_after_each_frame() {
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[]);
    program.wait_until("no cursor among the photos", vt100::Screen::hide_cursor);
    program.type_keys("3\r");
    for word in ["Hello ", "Grüße, ", "美咲さん、", "안녕"] {
        program.type_keys(word);
        program.wait_until("the cursor behind the word", |screen| {
            let (row, column) = screen.cursor_position();
            let before = screen.contents_between(row, 0, row, column);
            !screen.hide_cursor() && before.trim_end().ends_with(word.trim_end())
        });
    }
    program.type_keys("\x1b");
    program.wait_until("no cursor in the strip", vt100::Screen::hide_cursor);
    program.type_keys("\x10save");
    program.wait_until("the cursor in the palette", |screen| {
        let (row, column) = screen.cursor_position();
        !screen.hide_cursor() && screen.contents_between(row, 0, row, column).ends_with("save")
    });
    program.type_keys("\x1b");
    program.wait_until("no cursor in the strip", vt100::Screen::hide_cursor);
    program.type_keys("\x11");
    program.wait_for_text("Quit without saving");
    program.type_keys("w");
    assert_eq!(program.wait_for_exit(), 0);
    program.assert_restored();
}
