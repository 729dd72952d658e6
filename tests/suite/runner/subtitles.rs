//! Subtitle files: beside their video; a missing one never fails the video.

use std::path::PathBuf;
use std::time::Duration;

use cuecard::domain::{Captions, Render, VideoNamePattern};
use cuecard::runtime::Config;
use cuecard::studio::{RenderReply, Reply, Request};

use super::delivery::deliver_request;
use crate::support::files::file_names;
use crate::support::runner_harness::RunnerHarness;

async fn harness_with_title_file_names(change: impl FnOnce(&mut Config)) -> RunnerHarness {
    RunnerHarness::with_config(|setup| {
        setup.settings.video_name_pattern = VideoNamePattern::parse("{title}").unwrap();
        change(setup);
    })
    .await
}

/// A video with captions that is finished on the service.
pub(super) async fn finished_captioned_render(harness: &RunnerHarness) -> Render {
    let mut new_render = harness.new_render().await;
    new_render.spec.captions = Captions::Burned;
    let rows = harness.submit_rows(new_render).await;
    harness.sandbox.advance(Duration::from_hours(1));
    harness.poll(rows.last().unwrap()).await
}

/// The row after its delivery, which the last reply has.
async fn deliver_render(harness: &RunnerHarness, request: Request) -> Render {
    match harness.runner.request_to_end(request).await.pop() {
        Some(Reply::Render(RenderReply::Changed(row))) => *row,
        other => panic!("{other:?}"),
    }
}

fn downloaded_path(harness: &RunnerHarness, name: &str) -> PathBuf {
    harness.home.path().join("videos").join(name)
}

#[tokio::test]
async fn subtitles_are_saved_beside_the_video_under_its_name() {
    let harness = harness_with_title_file_names(|_| {}).await;
    let row = finished_captioned_render(&harness).await;
    std::fs::create_dir_all(downloaded_path(&harness, "")).unwrap();
    std::fs::write(downloaded_path(&harness, "launch.mp4"), "mine").unwrap();
    std::fs::write(downloaded_path(&harness, "launch-2.ass"), "mine").unwrap();
    let row = deliver_render(&harness, deliver_request(&row)).await;
    assert_eq!(row.video_path, Some(downloaded_path(&harness, "launch-2.mp4")));
    assert_eq!(row.subtitles.path, Some(downloaded_path(&harness, "launch-2-2.ass")));
    assert_eq!(row.note, None);
    let words = std::fs::read_to_string(row.subtitles.path.unwrap()).unwrap();
    assert!(words.starts_with("[Script Info]") && words.contains("Dialogue: 0,0:00:00.00,"), "{words}");
    assert_eq!(
        file_names(&harness.home.path().join("videos")),
        ["launch-2-2.ass", "launch-2.ass", "launch-2.mp4", "launch.mp4"]
    );
}

#[tokio::test]
async fn a_video_is_kept_if_its_subtitles_fail() {
    for fault in ["502@/media/captions", "410@/media/captions"] {
        let harness = harness_with_title_file_names(|_| {}).await;
        let row = finished_captioned_render(&harness).await;
        harness.sandbox.fault(fault.parse().unwrap());
        let row = deliver_render(&harness, deliver_request(&row)).await;
        assert_eq!((row.video_path.is_some(), &row.subtitles.path), (true, &None), "{fault}");
        let note = row.note.unwrap();
        assert!(note.starts_with("No subtitles were downloaded: "), "{fault}: {note}");
        assert_eq!(file_names(&harness.home.path().join("videos")), ["launch.mp4"]);
    }
}

#[tokio::test]
async fn an_expired_subtitle_link_is_renewed() {
    let harness = harness_with_title_file_names(|_| {}).await;
    let row = finished_captioned_render(&harness).await;
    harness.sandbox.fault("410:1@/media/captions".parse().unwrap());
    let row = deliver_render(&harness, deliver_request(&row)).await;
    assert_eq!((row.note, row.subtitles.path), (None, Some(downloaded_path(&harness, "launch.ass"))));
}

#[tokio::test]
async fn no_subtitles_are_fetched_if_disabled_or_absent() {
    let unwanted = harness_with_title_file_names(|setup| setup.settings.subtitles = false).await;
    let row = finished_captioned_render(&unwanted).await;
    assert!(row.subtitles.url.is_some());
    assert_eq!(deliver_render(&unwanted, deliver_request(&row)).await.subtitles.path, None);
    assert_eq!(file_names(&unwanted.home.path().join("videos")), ["launch.mp4"]);

    let harness = harness_with_title_file_names(|_| {}).await;
    let mut new_render = harness.new_render().await;
    new_render.spec.captions = Captions::Off;
    let rows = harness.submit_rows(new_render).await;
    harness.sandbox.advance(Duration::from_hours(1));
    let row = harness.poll(rows.last().unwrap()).await;
    assert_eq!(row.subtitles.url, None, "no captions were asked for");
    assert_eq!(deliver_render(&harness, deliver_request(&row)).await.note, None);
}
