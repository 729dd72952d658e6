//! A script on the command line: the studio opens it as an unsaved project.

use crate::support::pty::PtyProgram;
use crate::support::studio_program::read_drafts;
use crate::support::wait::wait_for;

#[test]
fn a_script_is_opened_as_an_unsaved_project() {
    let home = tempfile::tempdir().unwrap();
    let script = home.path().join("script.md");
    std::fs::write(&script, "# Launch day\n\nHello and welcome.\n\n---\n\n**Marco:** At last!\n").unwrap();
    let mut program = PtyProgram::start(home.path(), &["--sandbox", "script.md"], &[]);
    program.wait_for_text("Imported 2 scenes from script.md");
    program.wait_for_text("Launch day ● unsaved");
    program.wait_for_text("Hello and welcome.");
    wait_for("the draft", || read_drafts(home.path()).contains("speaker = \"Marco\""));
    program.kill();
    assert!(!home.path().join("script.toml").exists(), "nothing was saved");
}

#[test]
fn a_script_that_cannot_be_read_ends_with_a_usage_error() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("script.md"), b"\xff\xfeH\0").unwrap();
    let mut program = PtyProgram::start(home.path(), &["--sandbox", "script.md"], &[]);
    assert_eq!(program.wait_for_exit(), 2);
    program.wait_for_text("script.md is UTF-16; it must be UTF-8");
}
