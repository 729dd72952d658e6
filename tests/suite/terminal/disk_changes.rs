//! The studio on a terminal, while another program writes to the project.

use std::fs;

use crate::support::studio_program::PtyProgram;

#[test]
fn a_project_changed_on_disk_is_shown_at_once_and_undone_by_a_key() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("video.toml");
    let text = |script: &str| format!("title = \"Tea\"\n\n[[scene]]\nscript = \"{script}\"\n");
    fs::write(&path, text("Before.")).unwrap();
    let mut program = PtyProgram::start(home.path(), &["--sandbox", "video.toml"], &[]);
    program.wait_for_text("Before.");
    fs::write(home.path().join("new.toml"), text("After.")).unwrap();
    fs::rename(home.path().join("new.toml"), &path).unwrap();
    program.wait_for_text("After.");
    program.wait_for_text("1 scene changed");
    program.type_keys("\x1a");
    program.wait_for_text("Before.");
    program.type_keys("3\r\x1b[F Mine.");
    program.wait_for_text("Before. Mine.");
    fs::write(&path, text("Later.")).unwrap();
    program.wait_for_text("Alt-r takes it");
    program.type_keys("\x1br");
    program.wait_for_text("Later.");
    assert_eq!(fs::read_to_string(&path).unwrap(), text("Later."));
    program.kill();
}
