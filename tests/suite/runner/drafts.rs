//! Several studios on one project: each has its own draft; drafts of ended studios are offered.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use cuecard::domain::Project;
use cuecard::runtime::{Runner, RunnerEvent};
use cuecard::studio::{LoadedProject, ProjectReply, ProjectRequest, Reply, Request, SaveMode, SaveResult};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::support::runner_harness::RunnerHarness;

/// A studio without a screen; it lives until it is dropped.
struct StudioSession {
    runner: Runner,
    _answers: UnboundedReceiver<RunnerEvent>,
}

impl StudioSession {
    fn start(harness: &RunnerHarness) -> Self {
        let (runner, answers) = harness.second_runner(|_| {});
        Self { runner, _answers: answers }
    }

    async fn open(&self, path: &Path) -> LoadedProject {
        match self
            .runner
            .request_to_end(Request::Project(ProjectRequest::Open(Some(path.to_owned()))))
            .await
            .remove(0)
        {
            Reply::Project(ProjectReply::Opened(Ok(opened))) => *opened,
            other => panic!("{other:?}"),
        }
    }

    /// The title of the unsaved work that it is offered.
    async fn offered_title(&self, path: &Path) -> Option<String> {
        self.open(path).await.unsaved.map(|unsaved| unsaved.0.title)
    }

    async fn autosave(&self, path: &Path, title: &str) {
        let project = Box::new(project_with_title(title));
        let replies = self
            .runner
            .request_to_end(Request::Project(ProjectRequest::Autosave {
                path: Some(path.to_owned()),
                project,
            }))
            .await;
        assert_eq!(replies, [Reply::Project(ProjectReply::Autosaved(Ok(())))]);
    }

    /// Saves, and forgets the unsaved work as a studio does after that.
    async fn save(&self, path: &Path, title: &str) {
        let request = Request::Project(ProjectRequest::Save {
            path: path.to_owned(),
            project: Box::new(project_with_title(title)),
            mode: SaveMode::Overwrite,
        });
        let replies = self.runner.request_to_end(request).await;
        assert_eq!(replies, [Reply::Project(ProjectReply::Saved(path.to_owned(), Ok(SaveResult::Written)))]);
        self.drop_autosave(path).await;
    }

    async fn drop_autosave(&self, path: &Path) {
        self.runner
            .request_to_end(Request::Project(ProjectRequest::DeleteAutosave { path: Some(path.to_owned()) }))
            .await;
    }
}

fn project_with_title(title: &str) -> Project {
    Project { title: title.to_owned(), ..Project::default() }
}

async fn harness_with_saved_project() -> (RunnerHarness, PathBuf) {
    let harness = RunnerHarness::new().await;
    let path = harness.home.path().join("video.toml");
    StudioSession::start(&harness).save(&path, "saved").await;
    (harness, path)
}

#[tokio::test]
async fn a_save_in_one_studio_leaves_the_unsaved_work_of_the_other() {
    let (world, path) = harness_with_saved_project().await;
    let (one, two) = (StudioSession::start(&world), StudioSession::start(&world));
    for studio in [&one, &two] {
        assert_eq!(studio.offered_title(&path).await, None);
    }
    two.autosave(&path, "two").await;
    one.autosave(&path, "one").await;
    one.save(&path, "one").await;
    assert_eq!(StudioSession::start(&world).offered_title(&path).await, None, "its studio still runs");
    drop(two);
    assert_eq!(StudioSession::start(&world).offered_title(&path).await, Some("two".to_owned()));
}

#[tokio::test]
async fn each_draft_of_several_ended_studios_is_offered() {
    let (harness, path) = harness_with_saved_project().await;
    let link = harness.home.path().join("link.toml");
    symlink("video.toml", &link).unwrap();
    let studios: Vec<StudioSession> = (0..3).map(|_| StudioSession::start(&harness)).collect();
    for (number, studio) in studios.iter().enumerate() {
        studio.autosave(if number == 1 { &link } else { &path }, &format!("work {number}")).await;
    }
    drop(studios);
    let mut offered = Vec::new();
    for _ in 0..3 {
        let studio = StudioSession::start(&harness);
        offered.extend(studio.offered_title(&path).await);
        // It is offered anew until the user decides.
        assert_eq!(StudioSession::start(&harness).offered_title(&path).await.is_some(), offered.len() < 3);
        studio.drop_autosave(&path).await;
    }
    offered.sort();
    assert_eq!(offered, ["work 0", "work 1", "work 2"]);
}

#[tokio::test]
async fn only_temporary_files_of_ended_programs_are_removed() {
    let (harness, path) = harness_with_saved_project().await;
    let at = |name: &str| harness.home.path().join(name);
    let old = SystemTime::now() - Duration::from_hours(48);
    for name in [".cuecard-a1B2c3", ".cuecard-notes", "cuecard-a1B2c3", ".cuecard-a1B2c3d"] {
        fs::write(at(name), "").unwrap();
        File::options().write(true).open(at(name)).unwrap().set_modified(old).unwrap();
    }
    fs::write(at(".cuecard-youngr"), "").unwrap();
    fs::create_dir(at(".cuecard-folder")).unwrap();
    symlink(at("cuecard-a1B2c3"), at(".cuecard-symlnk")).unwrap();
    StudioSession::start(&harness).save(&path, "saved again").await;
    assert!(!at(".cuecard-a1B2c3").exists());
    for name in [".cuecard-notes", "cuecard-a1B2c3", ".cuecard-a1B2c3d", ".cuecard-youngr", ".cuecard-folder"]
    {
        assert!(at(name).exists(), "{name}");
    }
    assert!(fs::symlink_metadata(at(".cuecard-symlnk")).is_ok());
}
