//! Drafts: unsaved text keeps its draft during a save.

use cuecard::studio::{ProjectRequest, Request};

use crate::support::app_harness::AppHarness;

/// The files whose drafts are dropped.
fn deleted_drafts(harness: &AppHarness) -> Vec<Option<&str>> {
    let dropped = harness.requests().filter_map(|request| match request {
        Request::Project(ProjectRequest::DeleteAutosave { path }) => {
            Some(path.as_ref().and_then(|path| path.to_str()))
        }
        _ => None,
    });
    dropped.collect()
}

/// The files whose drafts are written, and the script in them.
fn written_drafts(harness: &AppHarness) -> Vec<(Option<&str>, &str)> {
    let kept = harness.requests().filter_map(|request| match request {
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
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>Hello<C-s><Enter>!");
    harness.answer_saves();
    assert_eq!(written_drafts(&harness), [(Some("untitled.toml"), "Hello!")], "under the new name");
    assert_eq!(deleted_drafts(&harness), [None], "the draft without a file is old");

    harness.effects.clear();
    harness.press("<C-s>?");
    harness.answer_saves();
    assert_eq!(written_drafts(&harness), [(Some("untitled.toml"), "Hello!?")]);
    assert!(deleted_drafts(&harness).is_empty());

    harness.effects.clear();
    harness.press("<C-s>");
    harness.answer_saves();
    assert_eq!(deleted_drafts(&harness), [Some("untitled.toml")], "all of it is in the file");
    assert!(written_drafts(&harness).is_empty());
}
