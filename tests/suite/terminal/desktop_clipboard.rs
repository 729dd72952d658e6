//! Copy and paste by the clipboard tool of the desktop that the studio runs on.

use std::fs;

use tempfile::TempDir;

use crate::support::runner_harness::write_script;
use crate::support::studio_program::PtyProgram;
use crate::support::wait::wait_for;

/// Home, Shift-End and Ctrl-c.
const COPY_LINE: &str = "\x1b[H\x1b[1;2F\x03";
const PASTE: &str = "\x16";

/// The studio on a project, with these tools of a Wayland desktop: scripts of the shell.
fn start(copy: &str, paste: &str, more: &[(&str, &str)]) -> (TempDir, PtyProgram) {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("bin")).unwrap();
    for (name, script) in [("bin/wl-copy", copy), ("bin/wl-paste", paste)] {
        write_script(&home, name, &format!("PATH=/bin:/usr/bin\n{script}"));
    }
    fs::write(home.path().join("video.toml"), "title = \"Tea\"\n\n[[scene]]\nscript = \"Before.\"\n")
        .unwrap();
    let path = home.path().join("bin");
    let environment =
        [("PATH", path.to_str().unwrap()), ("WAYLAND_DISPLAY", "wayland-0"), ("HEYGEN_API_KEY", "sk-test")];
    let environment: Vec<(&str, &str)> = environment.into_iter().chain(more.iter().copied()).collect();
    let mut program = PtyProgram::start(home.path(), &["--sandbox", "video.toml"], &environment);
    program.wait_for_text("Before.");
    program.type_keys("3\r\x1b[F");
    program.wait_for_text("Tab motion");
    (home, program)
}

#[test]
fn copied_text_goes_to_the_tool_and_text_of_another_program_comes_from_it() {
    let copy = "cat > $HOME/part; echo \"$@ ${HEYGEN_API_KEY-none}\" > $HOME/call; mv $HOME/part $HOME/clip";
    let (home, mut program) = start(copy, "cat $HOME/clip", &[]);
    program.type_keys(COPY_LINE);
    let clip = home.path().join("clip");
    wait_for("the copy", || clip.exists());
    assert_eq!(fs::read_to_string(&clip).unwrap(), "Before.");
    assert_eq!(fs::read_to_string(home.path().join("call")).unwrap(), "--type text/plain none\n");
    fs::write(&clip, "Grüße\x1b]0;x\x07").unwrap();
    program.type_keys(&format!("{PASTE}, typed behind it"));
    program.wait_for_text("Grüße]0;x, typed behind it");
    program.kill();
}

#[test]
fn a_tool_that_hangs_is_ended_and_what_was_copied_here_is_pasted() {
    let (_home, mut program) = start("cat > /dev/null", "exec sleep 1000", &[]);
    program.type_keys(COPY_LINE);
    program.type_keys(&format!("\x1b[F{PASTE} Behind."));
    program.wait_for_text("Before. Before. Behind.");
    program.wait_for_text("did not answer within a second");
    program.kill();
}

#[test]
fn a_clipboard_without_text_is_named() {
    let (_home, mut program) = start("cat > /dev/null", "echo Nothing is copied >&2; exit 1", &[]);
    program.type_keys(PASTE);
    program.wait_for_text("The clipboard holds no text");
    program.kill();
}

#[test]
fn over_ssh_no_tool_is_called() {
    let record = "echo called > $HOME/called";
    let (home, mut program) = start(record, record, &[("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")]);
    program.type_keys(COPY_LINE);
    program.type_keys(&format!("\x1b[F{PASTE} Behind."));
    program.wait_for_text("Before. Before. Behind.");
    assert!(!home.path().join("called").exists());
    program.kill();
}
