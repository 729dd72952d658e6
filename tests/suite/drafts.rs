//! Saving: the draft of what a file does not have yet stays.

use cuecard::studio::{ProjectReply, ProjectRequest, Reply, Request, SaveResult};

use crate::support::app_harness::AppHarness;

/// The file is written.
fn answer_saves(stage: &mut AppHarness) {
    stage.answer_requests(|request| match request {
        Request::Project(ProjectRequest::Save { path, .. }) => {
            Some(Reply::Project(ProjectReply::Saved(path.clone(), Ok(SaveResult::Written))))
        }
        _ => None,
    });
}

/// The files whose drafts are dropped.
fn deleted_drafts(stage: &AppHarness) -> Vec<Option<&str>> {
    let dropped = stage.requests().filter_map(|request| match request {
        Request::Project(ProjectRequest::DeleteAutosave { path }) => {
            Some(path.as_ref().and_then(|path| path.to_str()))
        }
        _ => None,
    });
    dropped.collect()
}

/// The files whose drafts are written, and the script in them.
fn written_drafts(stage: &AppHarness) -> Vec<(Option<&str>, &str)> {
    let kept = stage.requests().filter_map(|request| match request {
        Request::Project(ProjectRequest::Autosave { path, project }) => {
            let path = path.as_ref().and_then(|path| path.to_str());
            Some((path, project.scenes[0].script.as_str()))
        }
        _ => None,
    });
    kept.collect()
}

#[test]
fn text_typed_during_a_save_keeps_its_draft() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("3<Enter>Hello<C-s><Enter>!");
    answer_saves(&mut stage);
    assert_eq!(written_drafts(&stage), [(Some("untitled.toml"), "Hello!")], "under the new name");
    assert_eq!(deleted_drafts(&stage), [None], "the draft without a file is old");

    stage.effects.clear();
    stage.press("<C-s>?");
    answer_saves(&mut stage);
    assert_eq!(written_drafts(&stage), [(Some("untitled.toml"), "Hello!?")]);
    assert!(deleted_drafts(&stage).is_empty());

    stage.effects.clear();
    stage.press("<C-s>");
    answer_saves(&mut stage);
    assert_eq!(deleted_drafts(&stage), [Some("untitled.toml")], "all of it is in the file");
    assert!(written_drafts(&stage).is_empty());
}
