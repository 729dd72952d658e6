//! A hard-linked project file is saved in place: an interrupted save loses nothing.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::support::studio_program::{PtyProgram, read_drafts};
use crate::support::wait::wait_for;

const PROJECT_TEXT: &str = "title = \"Tea\"\n\n[[scene]]\nscript = \"Before.\"\n";
const TYPED_LINE: &str = "Typed before the end";
const SAVE_KEY: &str = "\x13";

/// The studio with a project of two names and a line that was typed and kept.
fn start_edited_studio(environment: &[(&str, &str)]) -> (TempDir, PathBuf, PtyProgram) {
    let home = tempfile::tempdir().unwrap();
    let project = home.path().join("video.toml");
    fs::write(&project, PROJECT_TEXT).unwrap();
    fs::hard_link(&project, home.path().join("second.toml")).unwrap();
    let mut program = start_studio_on_project(&home, environment);
    program.wait_for_text("Before.");
    program.type_keys("3\r");
    program.type_keys(TYPED_LINE);
    program.wait_for_text(TYPED_LINE);
    wait_for("the draft", || read_drafts(home.path()).contains(TYPED_LINE));
    (home, project, program)
}

fn start_studio_on_project(home: &TempDir, environment: &[(&str, &str)]) -> PtyProgram {
    PtyProgram::start(home.path(), &["--sandbox", "video.toml"], environment)
}

#[test]
fn a_save_cut_by_a_kill_leaves_a_copy_and_offers_the_draft() {
    let (home, project, mut program) = start_edited_studio(&[("CUECARD_KILL", "files.half_in_place")]);
    program.type_keys(SAVE_KEY);
    assert!(!program.wait_until_or_exit("the kill", |_| false));
    // Simulates a disk that lost the second half.
    fs::write(&project, "title = \"Te").unwrap();
    let copy = home.path().join("video.toml.saving");
    let saved = fs::read_to_string(&copy).unwrap();
    assert!(saved.starts_with("title = \"Tea\"") && saved.contains(TYPED_LINE), "{saved}");

    let mut program = start_studio_on_project(&home, &[]);
    program.wait_for_text(TYPED_LINE);
    program.wait_for_text("video.toml.saving");
    program.kill();
}

#[test]
fn a_save_that_a_disk_error_interrupts_names_its_copy() {
    let (home, project, mut program) =
        start_edited_studio(&[("CUECARD_FAIL_WRITE", "broken@files.in_place:1-")]);
    program.type_keys(SAVE_KEY);
    program.wait_for_text("video.toml.saving");
    program.kill();
    assert!(fs::read_to_string(home.path().join("video.toml.saving")).unwrap().contains(TYPED_LINE));

    let (home, again, mut program) = start_edited_studio(&[("CUECARD_FAIL_WRITE", "full@files.in_place:1")]);
    program.type_keys(SAVE_KEY);
    program.wait_for_text("no space left");
    assert_eq!(fs::read_to_string(&again).unwrap(), PROJECT_TEXT, "the old content is back");
    program.type_keys(SAVE_KEY);
    program.wait_for_text("Saved");
    assert_ne!(project, again);
    assert!(fs::read_to_string(&again).unwrap().contains(TYPED_LINE));
    assert!(!home.path().join("video.toml.saving").exists());
    program.kill();
}
