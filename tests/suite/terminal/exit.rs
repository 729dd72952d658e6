//! However the studio ends, the terminal is as it was found, and unsaved work is kept.

use rustix::process::Signal;

use crate::support::studio_program::{PtyProgram, read_drafts, start_studio};

const UNSAVED_LINE: &str = "A line that nobody saved";

#[test]
fn quitting_restores_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[]);
    assert!(
        program.output_bytes.windows(8).any(|bytes| bytes == b"\x1b[?1049h"),
        "it draws on its own screen"
    );
    program.type_keys("q");
    assert_eq!(program.wait_for_exit(), 0);
    program.assert_restored();
}

#[test]
fn each_signal_restores_the_terminal_and_keeps_unsaved_work() {
    let common = [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT];
    for signal in common.into_iter().chain([Signal::USR1, Signal::ALARM, Signal::XCPU, Signal::ABORT]) {
        let home = tempfile::tempdir().unwrap();
        let mut program = start_studio(&home, &[]);
        program.type_keys("3\r");
        program.type_keys(UNSAVED_LINE);
        program.wait_for_text(UNSAVED_LINE);
        program.signal(signal);
        assert_eq!(program.wait_for_exit(), 128 + signal.as_raw().cast_unsigned());
        program.assert_restored();
        assert!(read_drafts(home.path()).contains(UNSAVED_LINE), "{signal:?}");
    }
}

/// Elsewhere no program can limit another one.
#[cfg(target_os = "linux")]
#[test]
fn signals_of_failed_writes_do_not_end_the_studio() {
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[]);
    for (signal, text) in [(Signal::XFSZ, "after XFSZ"), (Signal::PIPE, "after PIPE")] {
        program.signal(signal);
        program.type_keys("3\r");
        program.type_keys(text);
        program.wait_for_text(text);
        program.type_keys("\x1b\x1b");
    }
    // No file may grow any more: the write fails, and is told.
    program.limit_file_size(0);
    program.type_keys("3\r");
    program.type_keys("more");
    program.wait_for_text("too large for the disk or a limit");
    program.signal(Signal::TERM);
    assert_eq!(program.wait_for_exit(), 128 + Signal::TERM.as_raw().cast_unsigned());
    program.assert_restored();
}

#[test]
fn a_closed_terminal_ends_the_studio_and_keeps_unsaved_work() {
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[]);
    program.type_keys("3\r");
    program.type_keys(UNSAVED_LINE);
    program.wait_for_text(UNSAVED_LINE);
    assert_eq!(program.hang_up("!").wait_for_exit(), 129);
    assert!(read_drafts(home.path()).contains(UNSAVED_LINE));
}

#[test]
fn a_suspended_studio_restores_the_terminal_and_resumes() {
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[]);
    program.signal(Signal::TSTP);
    program.wait_for_stop();
    program.assert_restored();
    program.resize(100, 25);
    program.signal(Signal::CONT);
    program.wait_until("the screen again", |screen| {
        screen.alternate_screen() && screen.bracketed_paste() && screen.contents().contains(" of 412 cr ")
    });
    program.type_keys("q");
    assert_eq!(program.wait_for_exit(), 0);
    program.assert_restored();
}

#[test]
fn signals_are_handled_before_the_first_frame() {
    let home = tempfile::tempdir().unwrap();
    let mut program = PtyProgram::start(home.path(), &["--sandbox"], &[]);
    program.wait_until("the terminal is taken", vt100::Screen::alternate_screen);
    program.signal(Signal::TSTP);
    program.wait_for_stop();
    program.assert_restored();
    program.signal(Signal::CONT);
    program.wait_until("the screen again", |screen| screen.contents().contains(" of 412 cr "));
    program.signal(Signal::TERM);
    assert_eq!(program.wait_for_exit(), 128 + 15);
    program.assert_restored();
}

#[test]
fn a_panic_restores_the_terminal_and_keeps_unsaved_work() {
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[("CUECARD_PANIC", "update")]);
    program.type_keys("3\r");
    program.type_keys(UNSAVED_LINE);
    program.type_keys("\x1b[200~!\x1b[201~");
    assert_eq!(program.wait_for_exit(), 101);
    program.assert_restored();
    program.wait_for_text("asked for a panic");
    program.wait_for_text("Unsaved work was kept");
    assert!(read_drafts(home.path()).contains(UNSAVED_LINE));
}

#[test]
fn a_panic_while_drawing_restores_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    let mut program =
        crate::support::pty::PtyProgram::start(home.path(), &["--sandbox"], &[("CUECARD_PANIC", "view")]);
    assert_eq!(program.wait_for_exit(), 101);
    program.assert_restored();
    program.wait_for_text("asked for a panic");
}

#[test]
fn a_panic_in_a_task_is_shown_and_logged() {
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[("CUECARD_PANIC", "task")]);
    program.type_keys("4");
    program.wait_for_text("An internal task failed");
    program.type_keys("q");
    assert_eq!(program.wait_for_exit(), 0);
    program.assert_restored();
    let log = std::fs::read_to_string(home.path().join("data/cuecard/panics.log")).unwrap();
    assert!(log.contains("asked for a panic in task"), "{log}");
}
