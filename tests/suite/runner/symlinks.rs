//! Existing links in output folders are neither followed nor replaced.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use cuecard::domain::{Project, Render, VideoNamePattern};
use cuecard::runtime::Runner;
use cuecard::studio::{Effect, ProjectReply, ProjectRequest, RenderReply, Reply, Request, RequestId};

use super::delivery::{deliver, deliver_request, deliver_request_from, finished_render};
use super::subtitles::finished_captioned_render;
use super::video_server::{ServeMode, VideoServer};
use crate::support::runner_harness::RunnerHarness;
use crate::support::wait::wait_for_async;

const USER_TEXT: &str = "# mine\n";

/// A file of the user's that a link leads to.
fn linked_file(harness: &RunnerHarness) -> PathBuf {
    let path = harness.home.path().join("profile");
    fs::write(&path, USER_TEXT).unwrap();
    path
}

fn is_untouched(victim: &Path) -> bool {
    fs::read_to_string(victim).unwrap() == USER_TEXT
}

fn create_videos_folder(harness: &RunnerHarness) -> PathBuf {
    let folder = harness.home.path().join("videos");
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test]
async fn subtitles_are_not_written_through_a_symlink() {
    let named = |setup: &mut cuecard::runtime::Config| {
        setup.settings.video_name_pattern = VideoNamePattern::parse("{title}").unwrap();
    };
    let harness = RunnerHarness::with_config(named).await;
    let (row, victim, folder) =
        (finished_captioned_render(&harness).await, linked_file(&harness), create_videos_folder(&harness));
    for name in [".launch.ass.part", ".launch.srt.part", "launch.ass"] {
        symlink(&victim, folder.join(name)).unwrap();
    }
    let Some(Reply::Render(RenderReply::Changed(row))) =
        harness.runner.request_to_end(deliver_request(&row)).await.pop()
    else {
        panic!("no video")
    };
    assert!(is_untouched(&victim));
    assert_eq!(row.subtitles.path, Some(folder.join("launch-2.ass")));
    assert!(fs::symlink_metadata(folder.join("launch.ass")).unwrap().is_symlink(), "the link is left alone");
}

/// Cancels a download; returns its partial file.
async fn partial_download(harness: &RunnerHarness, server: &VideoServer, row: &Render) -> PathBuf {
    server.set_plan(&[ServeMode::Stalled(90)]);
    harness.runner.run(vec![Effect::Request(RequestId(1), deliver_request_from(row, &server.link))]);
    let folder = create_videos_folder(harness);
    let found = || {
        let all = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let large = |path: &PathBuf| fs::metadata(path).is_ok_and(|about| about.len() > 2_000_000);
        all.filter(|path| path.extension().is_some_and(|end| end == "part")).find(large)
    };
    wait_for_async("a partial file of 2 MB", || found().is_some()).await;
    let part = found().unwrap();
    harness.runner.run(vec![Effect::Cancel(RequestId(1))]);
    part
}

#[tokio::test]
async fn a_partial_file_that_is_a_link_is_neither_resumed_nor_replaced() {
    for hard in [false, true] {
        let (mut harness, server) = (RunnerHarness::new().await, VideoServer::start(3_000_000).await);
        let row = finished_render(&harness).await;
        let part = partial_download(&harness, &server, &row).await;
        harness.restart();
        let victim = linked_file(&harness);
        let notes: Vec<PathBuf> =
            [".of", ".at"].map(|end| PathBuf::from(format!("{}{end}", part.display()))).into();
        fs::remove_file(&part).unwrap();
        if hard {
            fs::hard_link(&victim, &part).unwrap();
        } else {
            symlink(&victim, &part).unwrap();
        }
        for note in &notes {
            let _ = fs::remove_file(note);
            symlink(&victim, note).unwrap();
        }
        let file = deliver(&harness, deliver_request_from(&row, &server.link)).await.unwrap();
        assert!(is_untouched(&victim), "hard: {hard}");
        assert!(fs::symlink_metadata(&file).unwrap().is_file(), "hard: {hard}");
        assert_eq!(fs::read(&file).unwrap(), server.video_bytes(), "hard: {hard}");
        assert!(fs::symlink_metadata(&part).is_ok(), "the link stays, hard: {hard}");
    }
}

/// The only draft in the data folder.
fn draft_file(home: &Path) -> PathBuf {
    let mut drafts = fs::read_dir(home.join("data/drafts")).unwrap().map(|entry| entry.unwrap().path());
    let draft = drafts.next().unwrap();
    assert_eq!(drafts.next(), None);
    draft
}

async fn autosave(runner: &Runner, path: Option<&Path>, title: &str) -> Vec<Reply> {
    let project = Box::new(Project { title: title.to_owned(), ..Project::default() });
    runner
        .request_to_end(Request::Project(ProjectRequest::Autosave {
            path: path.map(Path::to_owned),
            project,
        }))
        .await
}

#[tokio::test]
async fn unsaved_work_is_not_written_through_a_symlink() {
    let harness = RunnerHarness::new().await;
    let (victim, path) = (linked_file(&harness), harness.home.path().join("video.toml"));
    autosave(&harness.runner, Some(&path), "first").await;
    let draft = draft_file(harness.home.path());
    fs::remove_file(&draft).unwrap();
    symlink(&victim, &draft).unwrap();
    assert_eq!(
        autosave(&harness.runner, Some(&path), "unsaved").await,
        [Reply::Project(ProjectReply::Autosaved(Ok(())))]
    );
    assert!(is_untouched(&victim));
    assert!(fs::symlink_metadata(&draft).unwrap().is_file(), "the link is replaced");
    assert!(fs::read_to_string(&draft).unwrap().contains("unsaved"));
}

#[tokio::test]
async fn a_symlink_in_place_of_a_draft_is_left_alone_and_reported() {
    let mut harness = RunnerHarness::new().await;
    let stranger = harness.home.path().join("stranger.toml");
    fs::write(&stranger, "title = \"not yours\"\n").unwrap();
    autosave(&harness.runner, None, "draft").await;
    let kept = draft_file(harness.home.path());
    fs::remove_file(&kept).unwrap();
    symlink(&stranger, &kept).unwrap();
    harness.restart();
    let replies = harness.runner.request_to_end(Request::Project(ProjectRequest::Open(None))).await;
    let Some(Reply::Project(ProjectReply::Opened(Ok(opened)))) = replies.first() else {
        panic!("{replies:?}")
    };
    assert_eq!(opened.unsaved, None);
    let text = |reply: &Reply| matches!(reply, Reply::TaskFailed(error) if error.summary().contains("is left alone"));
    assert!(replies.iter().any(text), "{replies:?}");
    assert!(fs::symlink_metadata(&kept).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&stranger).unwrap(), "title = \"not yours\"\n");
}
