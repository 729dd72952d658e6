//! Project files: opened, saved, kept while they are unsaved.

use std::path::Path;

use cuecard::domain::Project;
use cuecard::studio::{
    Effect, LoadedProject, ProjectReply, ProjectRequest, Reply, Request, RequestId, SaveMode, SaveResult,
};

use crate::support::runner_harness::RunnerHarness;
use crate::support::wait::WAIT_TIMEOUT;

fn project_with_title(title: &str) -> Project {
    Project { title: title.to_owned(), ..Project::default() }
}

async fn save(harness: &RunnerHarness, path: &Path, title: &str, mode: SaveMode) -> SaveResult {
    let request = Request::Project(ProjectRequest::Save {
        path: path.to_owned(),
        project: Box::new(project_with_title(title)),
        mode,
    });
    match harness.request(request).await {
        Reply::Project(ProjectReply::Saved(_, Ok(saved))) => saved,
        other => panic!("{other:?}"),
    }
}

async fn open(harness: &RunnerHarness, path: Option<&Path>) -> LoadedProject {
    match harness.request(Request::Project(ProjectRequest::Open(path.map(Path::to_owned)))).await {
        Reply::Project(ProjectReply::Opened(Ok(opened))) => *opened,
        other => panic!("{other:?}"),
    }
}

async fn autosave(harness: &RunnerHarness, path: Option<&Path>, title: &str) {
    let request = Request::Project(ProjectRequest::Autosave {
        path: path.map(Path::to_owned),
        project: Box::new(project_with_title(title)),
    });
    assert_eq!(harness.request(request).await, Reply::Project(ProjectReply::Autosaved(Ok(()))));
}

#[tokio::test]
async fn a_save_does_not_overwrite_changes_by_others() {
    let harness = RunnerHarness::new().await;
    let path = harness.home.path().join("video.toml");
    let opened = open(&harness, Some(path.as_path())).await;
    assert!(opened.modified_at.is_none() && opened.project == Project::default());

    std::fs::write(&path, "title = \"theirs\"\n").unwrap();
    assert_eq!(save(&harness, &path, "ours", SaveMode::KeepChangesOnDisk).await, SaveResult::FileExists);
    assert_eq!(open(&harness, Some(path.as_path())).await.project.title, "theirs");
    assert_eq!(save(&harness, &path, "ours", SaveMode::KeepChangesOnDisk).await, SaveResult::Written);

    std::fs::write(&path, "title = \"theirs again\"\n").unwrap();
    assert_eq!(save(&harness, &path, "ours", SaveMode::KeepChangesOnDisk).await, SaveResult::ChangedOnDisk);
    assert_eq!(save(&harness, &path, "ours", SaveMode::Overwrite).await, SaveResult::Written);
    assert_eq!(open(&harness, Some(path.as_path())).await.project.title, "ours");
}

#[tokio::test]
async fn unsaved_work_is_restored_on_open() {
    let harness = RunnerHarness::new().await;
    let path = harness.home.path().join("video.toml");
    save(&harness, &path, "saved", SaveMode::KeepChangesOnDisk).await;
    autosave(&harness, Some(path.as_path()), "unsaved").await;
    let opened = open(&harness, Some(path.as_path())).await;
    assert_eq!(opened.project.title, "saved");
    assert_eq!(opened.unsaved.unwrap().0.title, "unsaved");
    harness.request(Request::Project(ProjectRequest::DeleteAutosave { path: Some(path.clone()) })).await;
    assert_eq!(open(&harness, Some(path.as_path())).await.unsaved, None);
}

#[tokio::test]
async fn unsaved_work_without_a_file_is_restored_at_the_next_start() {
    let mut harness = RunnerHarness::new().await;
    autosave(&harness, None, "draft").await;
    harness.restart();
    assert_eq!(open(&harness, None).await.unsaved.unwrap().0.title, "draft");
}

#[tokio::test]
async fn file_jobs_run_in_order_and_drain_waits_for_them() {
    let harness = RunnerHarness::new().await;
    let path = harness.home.path().join("video.toml");
    let keep = |n: u64| {
        let project = Box::new(project_with_title(&n.to_string()));
        Effect::Request(
            RequestId(n),
            Request::Project(ProjectRequest::Autosave { path: Some(path.clone()), project }),
        )
    };
    let drop = Effect::Request(
        RequestId(99),
        Request::Project(ProjectRequest::DeleteAutosave { path: Some(path.clone()) }),
    );
    harness.runner.run((1..20).map(keep).chain([drop, keep(20)]).collect());
    assert!(harness.runner.drain(WAIT_TIMEOUT).await);
    assert_eq!(open(&harness, Some(path.as_path())).await.unsaved.unwrap().0.title, "20");
}

#[tokio::test]
async fn unknown_keys_are_reported_with_the_project_and_kept() {
    let harness = RunnerHarness::new().await;
    let path = harness.home.path().join("video.toml");
    std::fs::write(&path, "titel = \"x\"\n[[scene]]\nscript = \"Hi.\"\n\n[[scenes]]\nscript = \"Lost.\"\n")
        .unwrap();
    let replies =
        harness.runner.request_to_end(Request::Project(ProjectRequest::Open(Some(path.clone())))).await;
    let told = replies.iter().find_map(|reply| match reply {
        Reply::Project(ProjectReply::UnknownKeys(keys)) => {
            Some(keys.iter().map(ToString::to_string).collect::<Vec<_>>())
        }
        _ => None,
    });
    let expected = [
        "line 1: unknown key titel: did you mean title?",
        "line 5: unknown table [[scenes]]: did you mean [[scene]]?",
    ];
    assert_eq!(told.unwrap(), expected);
    assert_eq!(save(&harness, &path, "x", SaveMode::KeepChangesOnDisk).await, SaveResult::Written);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("titel = ") && text.contains("[[scenes]]\nscript = \"Lost.\""), "{text}");
}

#[tokio::test]
async fn unsaved_work_is_listed_with_the_projects_while_it_exists() {
    let harness = RunnerHarness::new().await;
    let path = harness.home.path().join("video.toml");
    let listed = async || {
        let replies = harness
            .runner
            .request_to_end(Request::Project(ProjectRequest::List(harness.home.path().to_owned())))
            .await;
        let found = replies.into_iter().find_map(|reply| match reply {
            Reply::Project(ProjectReply::UnsavedWorkListed(found)) => Some(found),
            _ => None,
        });
        found.unwrap()
    };
    assert_eq!(listed().await, []);
    autosave(&harness, None, "untitled").await;
    autosave(&harness, Some(path.as_path()), "kept").await;
    let found = listed().await;
    let projects: Vec<_> = found.iter().map(|work| work.project.as_deref()).collect();
    assert_eq!(projects, [None, Some(path.as_path())]);
    harness.request(Request::Project(ProjectRequest::DeleteAutosave { path: None })).await;
    assert_eq!(listed().await.len(), 1);
}

#[tokio::test]
async fn unsaved_work_is_offered_if_the_file_cannot_be_read() {
    let harness = RunnerHarness::new().await;
    let path = harness.home.path().join("video.toml");
    save(&harness, &path, "saved", SaveMode::KeepChangesOnDisk).await;
    autosave(&harness, Some(path.as_path()), "unsaved").await;
    let torn = "title = \"sav";
    std::fs::write(&path, torn).unwrap();
    let replies =
        harness.runner.request_to_end(Request::Project(ProjectRequest::Open(Some(path.clone())))).await;
    let Some(Reply::Project(ProjectReply::Opened(Ok(opened)))) = replies.first() else {
        panic!("{replies:?}")
    };
    assert_eq!(opened.unsaved.as_ref().unwrap().0.title, "unsaved");
    let text = |reply: &Reply| matches!(reply, Reply::TaskFailed(error) if error.summary().contains("video.toml, line 1"));
    assert!(replies.iter().any(text), "{replies:?}");
    assert_eq!(
        save(&harness, &path, "unsaved", SaveMode::KeepChangesOnDisk).await,
        SaveResult::ChangedOnDisk
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), torn);

    harness.request(Request::Project(ProjectRequest::DeleteAutosave { path: Some(path.clone()) })).await;
    let replies = harness.runner.request_to_end(Request::Project(ProjectRequest::Open(Some(path)))).await;
    assert!(matches!(&replies[..], [Reply::Project(ProjectReply::Opened(Err(_)))]), "{replies:?}");
}
