//! A project with several names, which is written in its place: whatever breaks that off, nothing is lost.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::{Program, drafts};

const VIDEO: &str = "title = \"Tea\"\n\n[[scene]]\nscript = \"Before.\"\n";
const LINE: &str = "Typed before the end";
const SAVE: &str = "\x13";

/// The studio with a project of two names and a line that was typed and kept.
fn edited(environment: &[(&str, &str)]) -> (TempDir, PathBuf, Program) {
    let home = tempfile::tempdir().unwrap();
    let project = home.path().join("film.toml");
    fs::write(&project, VIDEO).unwrap();
    fs::hard_link(&project, home.path().join("second.toml")).unwrap();
    let mut program = open(&home, environment);
    program.wait_for("Before.");
    program.type_keys("3\r");
    program.type_keys(LINE);
    program.wait_for(LINE);
    while !drafts(home.path()).contains(LINE) {
        std::thread::yield_now();
    }
    (home, project, program)
}

fn open(home: &TempDir, environment: &[(&str, &str)]) -> Program {
    Program::start(home.path(), &["--sandbox", "film.toml"], environment)
}

#[test]
fn what_was_being_saved_is_beside_the_project_and_its_draft_is_offered() {
    let (home, project, mut program) = edited(&[("CUECARD_TRAP", "files.half_in_place")]);
    program.type_keys(SAVE);
    assert!(!program.wait_or_end("the kill", |_| false));
    // A disk that did not take the second half.
    fs::write(&project, "title = \"Te").unwrap();
    let copy = home.path().join("film.toml.saving");
    let saved = fs::read_to_string(&copy).unwrap();
    assert!(saved.starts_with("title = \"Tea\"") && saved.contains(LINE), "{saved}");

    let mut program = open(&home, &[]);
    program.wait_for(LINE);
    program.wait_for("film.toml.saving");
    program.kill();
}

#[test]
fn a_save_that_a_broken_disk_broke_off_names_the_copy() {
    let (home, project, mut program) = edited(&[("CUECARD_DISK", "broken@files.in_place:1-")]);
    program.type_keys(SAVE);
    program.wait_for("film.toml.saving");
    program.kill();
    assert!(fs::read_to_string(home.path().join("film.toml.saving")).unwrap().contains(LINE));

    let (home, again, mut program) = edited(&[("CUECARD_DISK", "full@files.in_place:1")]);
    program.type_keys(SAVE);
    program.wait_for("no space left");
    assert_eq!(fs::read_to_string(&again).unwrap(), VIDEO, "the old content is back");
    program.type_keys(SAVE);
    program.wait_for("Saved");
    assert_ne!(project, again);
    assert!(fs::read_to_string(&again).unwrap().contains(LINE));
    assert!(!home.path().join("film.toml.saving").exists());
    program.kill();
}
