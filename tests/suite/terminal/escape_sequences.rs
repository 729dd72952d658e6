//! Unfinished escape sequences: keys after them still work.

use crate::support::studio_program::start_studio;

const UNFINISHED_SEQUENCES: [&str; 8] =
    ["\x1b[<0;", "\x1b[1;", "\x1b[?", "\x1b[M", "\x1bO", "\u{e9}\u{20ac}", "\x1b[200~", "\x1b[200~some text"];

/// The bytes of a sequence; of a character, all but the last byte.
fn unfinished_bytes(sequence: &str) -> &[u8] {
    let all = sequence.as_bytes();
    if all[0] == 0x1b { all } else { &all[..all.len() - 1] }
}

#[test]
fn ctrl_q_quits_after_any_unfinished_sequence() {
    let home = tempfile::tempdir().unwrap();
    for sequence in UNFINISHED_SEQUENCES {
        let mut program = start_studio(&home, &[]);
        program.write_bytes(unfinished_bytes(sequence));
        // In a read of its own, however busy the machine is: what was pasted without an end is kept, and the question
        // whether to save it is the answer to Ctrl-q.
        program
            .write_until("\x11", |screen| !screen.alternate_screen() || screen.contents().contains("Quit"));
        if program.try_write("w") {
            program.try_write("\r");
        }
        assert_eq!(program.wait_for_exit(), 0, "{sequence:?}");
        program.assert_restored();
    }
}

#[test]
fn text_after_an_unfinished_sequence_or_paste_is_kept() {
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[]);
    program.type_keys("3\r");
    for (number, sequence) in UNFINISHED_SEQUENCES.iter().enumerate() {
        program.write_bytes(unfinished_bytes(sequence));
        let text = format!("<{number}>");
        program.write_until(&text, |screen| screen.contents().contains(&text));
    }
    // The page wraps it.
    program.wait_until("some text", |screen| {
        let contents = screen.contents();
        contents.contains("some") && contents.contains("text<")
    });
    program.type_keys("\r");
    // Invalid UTF-8, and what begins a character alone.
    program.write_bytes(&[0xff, 0xc3, 0xed, 0xa0, 0x80, 0xf8, 0x80]);
    program.write_until("heard", |screen| screen.contents().contains("heard"));
    program.type_keys("\x1b[200~a paste\x1b[201~");
    program.wait_for_text("a paste");
    // The mouse outside of the panes and the focus are no text.
    program.type_keys("\x1b[I\x1b[<0;3;1M\x1b[<0;3;1m\x1b[O and so on");
    program.wait_for_text("a paste and so on");
    program.resize(100, 25);
    program.wait_until("the new size", |screen| screen.contents().lines().count() <= 25);
    program.write("\x11");
    program.wait_for_text("Quit without saving");
    program.type_keys("w");
    assert_eq!(program.wait_for_exit(), 0);
}

#[test]
fn a_large_write_needs_few_frames_and_a_large_paste_is_complete() {
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[]);
    program.type_keys("3\r");
    program.wait_for_text("scene 1 of 1");
    let text = format!("{}END", "x".repeat(597));
    let frames = |program: &crate::support::pty::PtyProgram| {
        program.output_bytes.windows(8).filter(|bytes| bytes == b"\x1b[?2026h").count()
    };
    let before = frames(&program);
    program.write(&text);
    program.wait_for_text("END");
    let drawn = frames(&program) - before;
    assert!(drawn <= 3, "{drawn} frames for one write");
    let paste = "word ".repeat(200_000);
    program.write(&format!("\x1b[200~{paste}LAST\x1b[201~"));
    program.wait_for_text("LAST");
    program.write("\x11");
    program.wait_for_text("Quit without saving");
    program.type_keys("w");
    assert_eq!(program.wait_for_exit(), 0);
}
