//! A project file that another program changes, as the file system reports it.

use std::fs;
use std::path::{Path, PathBuf};

use cuecard::domain::{Project, Scene};
use cuecard::studio::{
    DiskChange, FileVersion, ProjectReply, ProjectRequest, Reply, Request, SaveMode, SaveResult,
};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::support::runner_harness::RunnerHarness;
use crate::support::wait::WAIT_TIMEOUT;

fn text(script: &str) -> String {
    format!("[[scene]]\nscript = \"{script}\"\n")
}

/// A runner that watches a project file.
struct WatchedProject {
    harness: RunnerHarness,
    path: PathBuf,
    changes: UnboundedReceiver<Reply>,
}

impl WatchedProject {
    /// Opens the project and watches it.
    async fn new(script: &str) -> Self {
        let harness = RunnerHarness::new().await;
        let path = harness.home.path().join("video.toml");
        fs::write(&path, text(script)).unwrap();
        Self::open(harness, path).await
    }

    async fn open(harness: RunnerHarness, path: PathBuf) -> Self {
        harness.request(Request::Project(ProjectRequest::Open(Some(path.clone())))).await;
        let changes = harness.runner.request(ProjectRequest::Watch(path.clone()));
        Self { harness, path, changes }
    }

    async fn next_change(&mut self) -> DiskChange {
        match tokio::time::timeout(WAIT_TIMEOUT, self.changes.recv()).await.unwrap().unwrap() {
            Reply::Project(ProjectReply::ChangedOnDisk(path, change)) if path == self.path => change,
            other => panic!("{other:?}"),
        }
    }

    /// The script that another program wrote, and the version of the file.
    async fn next_edit(&mut self) -> (String, FileVersion) {
        match self.next_change().await {
            DiskChange::Edited(theirs) => {
                (theirs.project.scenes[0].script.as_str().to_owned(), theirs.version.unwrap())
            }
            other => panic!("{other:?}"),
        }
    }

    async fn save(&self, script: &str) -> SaveResult {
        let project = Box::new(Project { scenes: vec![Scene::new(script)], ..Project::default() });
        let (path, mode) = (self.path.clone(), SaveMode::KeepChangesOnDisk);
        match self.harness.request(Request::Project(ProjectRequest::Save { path, project, mode })).await {
            Reply::Project(ProjectReply::Saved(_, Ok(saved))) => saved,
            other => panic!("{other:?}"),
        }
    }
}

/// Saves as most editors do: a new file takes the name of the old one.
fn replace(path: &Path, text: &str) {
    let new = path.with_extension("new");
    fs::write(&new, text).unwrap();
    fs::rename(&new, path).unwrap();
}

#[tokio::test]
async fn writes_replacements_and_removals_are_reported_and_own_saves_are_not() {
    let mut watched = WatchedProject::new("One.").await;
    replace(&watched.path, &text("Two."));
    assert_eq!(watched.next_edit().await.0, "Two.");
    fs::write(&watched.path, text("Three.")).unwrap();
    assert_eq!(watched.next_edit().await.0, "Three.");
    fs::write(&watched.path, "title = \"Thr").unwrap();
    let broken = watched.next_change().await;
    assert!(
        matches!(&broken, DiskChange::Unreadable(error) if error.summary().contains("line 1")),
        "{broken:?}"
    );
    fs::remove_file(&watched.path).unwrap();
    assert_eq!(watched.next_change().await, DiskChange::Missing);
    replace(&watched.path, &text("One."));
    assert_eq!(watched.next_change().await, DiskChange::Reverted);

    assert_eq!(watched.save("Ours.").await, SaveResult::Written);
    replace(&watched.path, &text("Four."));
    assert_eq!(watched.next_edit().await.0, "Four.", "the save before it is no change");
}

#[tokio::test]
async fn a_save_replaces_a_changed_file_only_after_its_version_was_accepted() {
    let mut watched = WatchedProject::new("One.").await;
    fs::write(&watched.path, text("Theirs.")).unwrap();
    let version = watched.next_edit().await.1;
    assert_eq!(watched.save("Ours.").await, SaveResult::ChangedOnDisk);
    let accept = ProjectRequest::AcceptDiskVersion { path: watched.path.clone(), version };
    watched.harness.runner.request_to_end(accept).await;
    assert_eq!(watched.save("Ours.").await, SaveResult::Written);
    assert_eq!(fs::read_to_string(&watched.path).unwrap(), text("Ours."));
}

#[tokio::test]
async fn a_change_before_the_watch_began_is_reported() {
    let WatchedProject { harness, path, changes } = WatchedProject::new("One.").await;
    drop(changes);
    fs::write(&path, text("Two.")).unwrap();
    let changes = harness.runner.request(ProjectRequest::Watch(path.clone()));
    let mut watched = WatchedProject { harness, path, changes };
    assert_eq!(watched.next_edit().await.0, "Two.");
}

#[tokio::test]
async fn a_linked_project_is_watched_where_it_lies() {
    let harness = RunnerHarness::new().await;
    let (target, link) = (harness.home.path().join("real/tea.toml"), harness.home.path().join("video.toml"));
    fs::create_dir(target.parent().unwrap()).unwrap();
    fs::write(&target, text("One.")).unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    let mut watched = WatchedProject::open(harness, link).await;
    replace(&target, &text("Two."));
    assert_eq!(watched.next_edit().await.0, "Two.");
}

#[tokio::test]
async fn a_folder_that_goes_away_ends_the_watch() {
    let harness = RunnerHarness::new().await;
    let folder = harness.home.path().join("work");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("video.toml"), text("One.")).unwrap();
    let mut watched = WatchedProject::open(harness, folder.join("video.toml")).await;
    // The watch has begun.
    fs::write(&watched.path, text("Two.")).unwrap();
    watched.next_edit().await;
    fs::rename(&folder, watched.harness.home.path().join("elsewhere")).unwrap();
    assert_eq!(watched.next_change().await, DiskChange::Missing);
    let last = tokio::time::timeout(WAIT_TIMEOUT, watched.changes.recv()).await.unwrap();
    assert_eq!(last, Some(Reply::Project(ProjectReply::WatchEnded(watched.path.clone()))));
}
