//! Opening another project with unsaved work: where it is kept, and how to reopen it.

use cuecard::domain::{Error, ErrorKind, Project, RenderStage, Scene};
use cuecard::studio::{
    AccountReply, ActiveAccount, ProjectReply, ProjectRequest, Reply, Request, UnsavedWork,
};

use crate::support::app_harness::{AppHarness, render};

const KEPT_TEXT: &str = " are kept in";

/// A harness with unsaved work that has no file, and another project to open.
fn harness_with_unsaved_work() -> AppHarness {
    let mut harness = AppHarness::ready(80, 24);
    harness.app.studio.environment.working_directory = "/home/ada".into();
    harness.app.studio.environment.drafts_directory = "/home/ada/.local/share/cuecard/drafts".into();
    harness.press("3<Enter>Not saved yet.<Esc><C-o>");
    harness.send_reply(Reply::Project(ProjectReply::Listed(vec!["/home/ada/launch.toml".into()])));
    harness
}

/// Answers the autosave with this result.
fn answer_autosave(harness: &mut AppHarness, result: &Result<(), Error>) {
    harness.answer_requests(|request| match request {
        Request::Project(ProjectRequest::Autosave { .. }) => {
            Some(Reply::Project(ProjectReply::Autosaved(result.clone())))
        }
        _ => None,
    });
}

fn requests_a_project(harness: &AppHarness) -> bool {
    harness.requests().any(|request| matches!(request, Request::Project(ProjectRequest::Open(_))))
}

/// Answers the autosave, then opens the other project.
fn answer_open(harness: &mut AppHarness) {
    answer_autosave(harness, &Ok(()));
    harness.answer_open(&Project { scenes: vec![Scene::new("Hello.")], ..Project::default() });
}

#[test]
fn opening_another_project_says_where_the_unsaved_work_is_kept() {
    let mut harness = harness_with_unsaved_work();
    harness.press("launch<Enter>");
    assert!(
        harness
            .requests()
            .any(|request| matches!(request, Request::Project(ProjectRequest::Autosave { path: None, .. })))
    );
    assert!(!requests_a_project(&harness) && !harness.screen().contains(KEPT_TEXT), "{}", harness.screen());
    answer_open(&mut harness);
    let screen = harness.screen();
    assert!(screen.contains(&format!("Unsaved changes to Untitled{KEPT_TEXT}")), "{screen}");
    assert!(screen.contains("/home/ada/.local/share/cuecard/drafts"), "{screen}");
    assert!(screen.contains("Ctrl-o lists them"), "{screen}");
}

#[test]
fn unsaved_work_is_listed_among_the_projects_and_can_be_reopened() {
    let mut harness = harness_with_unsaved_work();
    harness.press("launch<Enter>");
    answer_open(&mut harness);
    harness.press("<Esc><C-o>");
    let work = |project: Option<&str>| UnsavedWork { project: project.map(Into::into) };
    harness.send_reply(Reply::Project(ProjectReply::UnsavedWorkListed(vec![
        work(None),
        work(Some("/home/ada/launch.toml")),
        work(Some("/home/ada/reel.toml")),
    ])));
    let screen = harness.screen();
    let with = |name: &str| screen.lines().find(|line| line.contains(name) && line.contains("unsaved work"));
    assert!(with("Untitled").is_some() && with("reel.toml").is_some(), "{screen}");
    assert!(with("launch.toml").is_none(), "it is the one that is open: {screen}");
    harness.press("untitled<Enter>");
    assert!(
        harness.requests().any(|request| *request == Request::Project(ProjectRequest::Open(None))),
        "{:?}",
        harness.effects
    );
}

#[test]
fn opening_another_project_after_a_save_shows_no_message() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("<C-o>");
    harness.send_reply(Reply::Project(ProjectReply::Listed(vec!["/home/ada/launch.toml".into()])));
    harness.press("<Enter>");
    answer_open(&mut harness);
    assert!(!harness.screen().contains(KEPT_TEXT), "{}", harness.screen());
}

#[test]
fn another_project_is_not_opened_if_unsaved_work_cannot_be_kept() {
    let mut harness = harness_with_unsaved_work();
    harness.press("launch<Enter>");
    answer_autosave(&mut harness, &Err(Error::new("the disk", ErrorKind::File, "is full")));
    assert!(!requests_a_project(&harness), "{:?}", harness.effects);
    let screen = harness.screen();
    assert!(screen.contains("launch.toml is not opened: the unsaved work on Untitled"), "{screen}");
    assert!(screen.contains("Not saved yet."), "{screen}");
    // A draft that is written later opens nothing.
    harness.send_reply(Reply::Project(ProjectReply::Autosaved(Ok(()))));
    assert!(!requests_a_project(&harness), "{:?}", harness.effects);
}

#[test]
fn text_typed_while_another_project_opens_is_kept() {
    let mut harness = harness_with_unsaved_work();
    harness.press("launch<Enter>3<Enter> More.");
    answer_autosave(&mut harness, &Ok(()));
    assert!(requests_a_project(&harness), "{:?}", harness.effects);
    harness.press(" And more.");
    answer_open(&mut harness);
    let last = harness.requests().filter_map(|request| match request {
        Request::Project(ProjectRequest::Autosave { path: None, project }) => {
            Some(project.scenes[0].script.as_str())
        }
        _ => None,
    });
    assert_eq!(last.last(), Some("Not saved yet. More. And more."));
}

#[test]
fn a_change_of_the_account_does_not_stop_the_opening_of_a_project() {
    let mut harness = harness_with_unsaved_work();
    harness.press("launch<Enter>");
    harness.send_reply(Reply::Account(AccountReply::AccountSwitched(Ok(ActiveAccount::Sandbox))));
    answer_open(&mut harness);
    assert!(harness.screen().contains("Hello."), "{}", harness.screen());
}

#[test]
fn the_queue_stays_in_front_when_the_project_of_the_start_is_loaded_after_its_key() {
    let mut harness = AppHarness::loading_project(120, 36);
    harness.load_renders(vec![render(1, "Reel", RenderStage::Completed, 1)]);
    harness.press("4");
    harness.answer_open(&Project { scenes: vec![Scene::new("Hello.")], ..Project::default() });
    harness.assert_shows("completed");
}
