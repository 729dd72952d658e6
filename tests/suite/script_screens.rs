//! Snapshots of the script page in its states: selected, muted, with mistakes, with advice, changed elsewhere, undone, long.

use cuecard::domain::{Project, Scene};
use cuecard::studio::{DiskChange, DiskVersion, FileVersion, ProjectReply, Reply};
use insta::assert_snapshot;

use crate::support::app_harness::AppHarness;

/// Draws a state of the page at both sizes.
fn assert_page_snapshots(name: &str, prepare: impl Fn(&mut AppHarness)) {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = AppHarness::ready(columns, rows);
        harness.write_project("Hello and welcome. Today we ship.");
        harness.press("<A-e>friendly<Enter><Tab>Avatar nods, smiling<A-n>And that is all for this time.");
        prepare(&mut harness);
        assert_snapshot!(format!("{name}_{columns}x{rows}"), harness.screen());
    }
}

#[test]
fn a_selection_over_two_scenes() {
    assert_page_snapshots("selection", |harness| {
        harness.press("<C-Home><C-Right><C-Right><C-S-End>");
    });
}

#[test]
fn a_muted_scene() {
    assert_page_snapshots("muted_scene", |harness| {
        harness.press("<A-x>");
    });
}

#[test]
fn what_would_be_spoken_by_mistake() {
    assert_page_snapshots("spoken_mistakes", |harness| {
        harness.press(" **Really** [SFX: door] see https://a.example/b");
    });
}

#[test]
fn advice_on_a_motion() {
    assert_page_snapshots("motion_advice", |harness| {
        harness.press("<Tab>does not move");
    });
}

#[test]
fn an_undone_edit() {
    assert_page_snapshots("undone_edit", |harness| {
        harness.press("<A-e>serious<Enter><C-z>");
    });
}

#[test]
fn a_page_that_goes_on_beyond_the_window() {
    assert_page_snapshots("long_page", |harness| {
        for number in 3..=24 {
            harness
                .press(&format!("<A-n>This is scene number {number}, and it has a few more words to say."));
        }
        harness.press("<PgUp>");
    });
}

#[test]
fn a_file_that_another_program_changed() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let project = Project { scenes: vec![Scene::new("One."), Scene::new("Two.")], ..Project::default() };
        let mut harness = AppHarness::ready_with_project(columns, rows, &project);
        harness.press("<Enter> Mine.");
        let theirs =
            Project { scenes: vec![Scene::new("One."), Scene::new("Theirs.")], ..Project::default() };
        let version =
            DiskVersion { project: theirs, version: Some(FileVersion(7)), unknown_keys: Vec::new() };
        let change = DiskChange::Edited(Box::new(version));
        let file = "/home/ada/project.toml".into();
        harness.send_reply(Reply::Project(ProjectReply::ChangedOnDisk(file, change)));
        harness.assert_shows("Alt-r");
        assert_snapshot!(format!("changed_on_disk_{columns}x{rows}"), harness.screen());
    }
}
