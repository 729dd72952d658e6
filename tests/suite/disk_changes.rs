//! The open project's file, changed by another program: taken at once, or offered beside unsaved work.

use cuecard::domain::{Error, ErrorKind, Project, Scene};
use cuecard::studio::{
    DiskChange, DiskVersion, Effect, FileVersion, LoadedProject, ProjectReply, ProjectRequest, Reply,
    Request, SaveResult,
};

use jiff::SignedDuration;

use crate::support::app_harness::{AppHarness, loaded_project, opened_reply};

const FILE: &str = "/home/ada/tea.toml";

fn project(scripts: &[&str]) -> Project {
    Project {
        title: "Tea".into(),
        scenes: scripts.iter().map(|script| Scene::new(*script)).collect(),
        ..Project::default()
    }
}

/// The studio on a saved project of two scenes, with the caret at the end of the first one.
fn harness() -> AppHarness {
    let mut harness = AppHarness::ready(120, 30);
    let saved = loaded_project(project(&["One.", "Two."]));
    let saved = LoadedProject { path: Some(FILE.into()), modified_at: Some(harness.now), ..saved };
    harness.send_reply(opened_reply(saved));
    harness.press("3<Enter>");
    harness
}

fn send_change(harness: &mut AppHarness, change: DiskChange) {
    harness.send_reply(Reply::Project(ProjectReply::ChangedOnDisk(FILE.into(), change)));
}

fn edited(scripts: &[&str]) -> DiskChange {
    let (project, version) = (project(scripts), Some(FileVersion(7)));
    DiskChange::Edited(Box::new(DiskVersion { project, version, unknown_keys: Vec::new() }))
}

/// Whether the next save may replace the version that was changed on disk.
fn is_accepted(harness: &AppHarness) -> bool {
    let accepted = ProjectRequest::AcceptDiskVersion { path: FILE.into(), version: FileVersion(7) };
    harness.requests().any(|request| *request == Request::Project(accepted.clone()))
}

#[test]
fn without_unsaved_work_the_file_is_taken_at_once_as_one_undo_step() {
    let mut harness = harness();
    send_change(&mut harness, edited(&["Zero.", "One.", "Two, too."]));
    assert_eq!(harness.scripts(), ["Zero.", "One.", "Two, too."]);
    harness.assert_shows("The project was changed on disk: 2 scenes changed · Ctrl-z undoes it");
    assert!(is_accepted(&harness) && !harness.app.studio.project_state.is_unsaved());
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["One.", "Two."]);
    assert!(harness.app.studio.project_state.is_unsaved());
}

#[test]
fn the_caret_stays_at_its_words() {
    let mut harness = harness();
    send_change(&mut harness, edited(&["Zero.", "One.", "Two."]));
    harness.press("!");
    assert_eq!(harness.scripts(), ["Zero.", "One.!", "Two."]);
}

#[test]
fn beside_unsaved_work_the_file_is_offered_until_it_is_taken() {
    let mut harness = harness();
    harness.press(" Mine.");
    send_change(&mut harness, edited(&["One.", "Theirs."]));
    let offer = "The project was changed on disk · Alt-r takes it, Ctrl-s asks before it overwrites the file";
    harness.assert_shows(offer);
    harness.now += jiff::SignedDuration::from_mins(1);
    harness.press(" More.");
    harness.assert_shows(offer);
    assert_eq!(harness.scripts(), ["One. Mine. More.", "Two."]);
    assert!(!is_accepted(&harness));
    harness.press("<A-r>");
    assert_eq!(harness.scripts(), ["One.", "Theirs."]);
    assert!(is_accepted(&harness) && !harness.app.studio.project_state.is_unsaved());
    assert!(!harness.shows(offer));
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["One. Mine. More.", "Two."]);
}

#[test]
fn another_message_covers_the_offer_only_for_a_while() {
    let mut harness = harness();
    harness.press(" Mine.");
    send_change(&mut harness, edited(&["One.", "Theirs."]));
    for _ in 0..5 {
        harness.send_reply(Reply::TaskFailed(Error::new("the disk", ErrorKind::File, "It is full")));
        harness.now += jiff::SignedDuration::from_mins(1);
        harness.press("x");
    }
    harness.assert_shows("The project was changed on disk");
}

#[test]
fn a_save_over_a_changed_file_asks_and_can_take_the_other_version() {
    let mut harness = harness();
    harness.press(" Mine.");
    send_change(&mut harness, edited(&["One.", "Theirs."]));
    harness.press("<C-s>");
    harness.answer_requests(|request| match request {
        Request::Project(ProjectRequest::Save { path, .. }) => {
            Some(Reply::Project(ProjectReply::Saved(path.clone(), Ok(SaveResult::ChangedOnDisk))))
        }
        _ => None,
    });
    harness.fire_dialog_timers();
    // The user stops typing before a dialog opens.
    harness.assert_shows("Another program changed the file since you opened it.");
    harness.assert_shows("Take theirs");
    harness.press("<Left><Enter>");
    assert_eq!(harness.scripts(), ["One.", "Theirs."]);
}

#[test]
fn a_file_that_is_as_before_ends_the_offer() {
    let mut harness = harness();
    harness.press(" Mine.");
    send_change(&mut harness, edited(&["One.", "Theirs."]));
    send_change(&mut harness, DiskChange::Reverted);
    assert!(!harness.shows("changed on disk"));
    harness.press("<A-r>");
    harness.assert_shows("Nothing to take: the file holds no other version");
    assert_eq!(harness.scripts(), ["One. Mine.", "Two."]);
}

#[test]
fn changed_comments_are_no_news() {
    let mut harness = harness();
    harness.press(" Mine.");
    send_change(&mut harness, edited(&["One.", "Two."]));
    assert!(is_accepted(&harness) && !harness.shows("changed on disk"));
    assert_eq!(harness.scripts(), ["One. Mine.", "Two."]);
}

#[test]
fn a_lost_file_leaves_the_project_unsaved_and_keeps_a_draft() {
    let error = Error::new("tea.toml, line 3", ErrorKind::File, "a string is not closed");
    for (change, shown) in [
        (DiskChange::Missing, "tea.toml was moved or deleted. Yours stays here · Ctrl-s saves it again"),
        (DiskChange::Unreadable(error), "tea.toml was changed on disk and cannot be read any more."),
    ] {
        let mut harness = harness();
        harness.effects.clear();
        send_change(&mut harness, change);
        harness.assert_shows(shown);
        assert_eq!(harness.scripts(), ["One.", "Two."]);
        assert!(harness.app.studio.project_state.is_unsaved());
        let is_draft =
            |request: &Request| matches!(request, Request::Project(ProjectRequest::Autosave { .. }));
        assert!(harness.requests().any(is_draft));
        harness.press("<C-q>");
        harness.assert_shows("Save and quit");
    }
}

#[test]
fn a_motion_is_not_inserted_into_a_scene_that_another_program_put_there() {
    let mut harness = harness();
    harness.press("<A-m>");
    harness.assert_shows("Motion of scene 1");
    send_change(&mut harness, edited(&["Zero.", "One.", "Two."]));
    harness.press("<Enter>");
    harness.assert_shows("No motion was inserted: the scenes were changed on disk meanwhile");
    let scenes = &harness.app.studio.project_state.project.scenes;
    assert!(scenes.iter().all(|scene| scene.motion_prompt.is_empty()), "{scenes:?}");
}

#[test]
fn an_emptied_file_is_offered_and_never_taken_at_once() {
    for scripts in [&[][..], &["", " "]] {
        let mut harness = harness();
        harness.effects.clear();
        send_change(&mut harness, edited(scripts));
        harness.assert_shows("The script was removed from the file on disk. Yours stays here");
        assert_eq!(harness.scripts(), ["One.", "Two."]);
        let is_draft =
            |request: &Request| matches!(request, Request::Project(ProjectRequest::Autosave { .. }));
        assert!(harness.requests().any(is_draft), "it is kept");
        harness.press("<C-q>");
        harness.assert_shows("Save and quit");
        harness.press("<Esc><A-r>");
        assert_eq!(harness.scripts().concat().trim(), "", "the user may take it all the same");
        harness.press("<C-z>");
        assert_eq!(harness.scripts(), ["One.", "Two."]);
    }
}

#[test]
fn a_saved_file_is_no_longer_lost() {
    let mut harness = harness();
    send_change(&mut harness, DiskChange::Missing);
    harness.press("<C-s>");
    harness.answer_saves();
    assert!(!harness.app.studio.project_state.is_unsaved() && !harness.shows("moved or deleted"));
}

#[test]
fn the_draft_of_a_lost_file_is_deleted_when_the_file_is_back() {
    let deletes = |harness: &AppHarness| {
        let delete = ProjectRequest::DeleteAutosave { path: Some(FILE.into()) };
        harness.requests().any(|request| *request == Request::Project(delete.clone()))
    };
    for back in [DiskChange::Reverted, edited(&["One.", "Two."])] {
        let mut harness = harness();
        send_change(&mut harness, DiskChange::Missing);
        harness.effects.clear();
        send_change(&mut harness, back.clone());
        assert!(deletes(&harness) && !harness.app.studio.project_state.is_unsaved());
        harness.press(" Mine.");
        send_change(&mut harness, DiskChange::Missing);
        harness.effects.clear();
        send_change(&mut harness, back);
        assert!(!deletes(&harness), "the draft has edits that the file lacks");
    }
}

#[test]
fn a_save_of_what_the_file_holds_by_now_asks_nothing() {
    let mut harness = harness();
    harness.press(" Mine.<C-s>");
    send_change(&mut harness, edited(&["One. Mine.", "Two."]));
    harness.send_reply(Reply::Project(ProjectReply::Saved(FILE.into(), Ok(SaveResult::ChangedOnDisk))));
    harness.fire_dialog_timers();
    assert!(!harness.shows("Another program changed the file"));
    assert!(is_accepted(&harness) && !harness.app.studio.project_state.is_unsaved());
}

#[test]
fn a_save_of_an_unchanged_project_over_a_changed_file_asks() {
    let mut harness = harness();
    harness.press("<C-s>");
    harness.send_reply(Reply::Project(ProjectReply::Saved(FILE.into(), Ok(SaveResult::ChangedOnDisk))));
    harness.fire_dialog_timers();
    harness.assert_shows("Another program changed the file");
}

#[test]
fn the_watch_follows_the_project() {
    let mut harness = harness();
    let watch = |harness: &AppHarness| {
        harness.effects.iter().rev().find_map(|effect| match effect {
            Effect::Request(id, Request::Project(ProjectRequest::Watch(path))) => Some((*id, path.clone())),
            _ => None,
        })
    };
    let (first, path) = watch(&harness).unwrap();
    assert_eq!(path.to_str(), Some(FILE));
    harness.effects.clear();
    let other =
        LoadedProject { path: Some("/home/ada/other.toml".into()), ..loaded_project(project(&["Hi."])) };
    harness.send_reply(opened_reply(other));
    assert!(harness.effects.contains(&Effect::Cancel(first)));
    assert_eq!(watch(&harness).unwrap().1.to_str(), Some("/home/ada/other.toml"));
    send_change(&mut harness, edited(&["One.", "Theirs."]));
    assert_eq!(harness.scripts(), ["Hi."], "news of the former file");
}

#[test]
fn restored_work_that_is_older_than_the_file_does_not_overwrite_it_without_asking() {
    let mut harness = AppHarness::ready(80, 24);
    let now = harness.now;
    harness.send_reply(Reply::Project(ProjectReply::Opened(Ok(Box::new(LoadedProject {
        path: Some(FILE.into()),
        project: project(&["Theirs."]),
        modified_at: Some(now),
        unsaved: Some((project(&["Ours."]), now - SignedDuration::from_mins(5))),
        remaining_unsaved: 0,
    })))));
    assert_eq!(harness.scripts(), ["Ours."]);
    harness.assert_shows("The saved file is newer");
    harness.press("<C-s>");
    harness.assert_shows("Take theirs");
    assert!(
        !harness.requests().any(|request| matches!(request, Request::Project(ProjectRequest::Save { .. })))
    );
    harness.press("<Esc><A-r>");
    assert_eq!(harness.scripts(), ["Theirs."]);
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["Ours."], "one undo step");
}
