//! Endless downloads, and partial files without a validator.

use std::fs;
use std::time::Duration;

use cuecard::domain::{Render, RenderStage, VideoDetails};
use cuecard::studio::{CatalogReply, CatalogRequest, RenderReply, Reply, Request};
use jiff::Timestamp;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::delivery::{deliver, deliver_request_from, finished_render};
use super::video_server::{ServeMode, Validator, VideoServer, is_single_version};
use crate::support::files::file_names;
use crate::support::runner_harness::RunnerHarness;
use crate::support::wait::WAIT_TIMEOUT;

const STALL_TIMEOUT: Duration = Duration::from_secs(1);
/// The interval between two bytes of an endless file, far below the stall time-out.
const BYTE_INTERVAL: Duration = Duration::from_millis(20);

/// A host whose every file comes a byte at a time and never ends.
async fn endless_server() -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let link = format!("http://{}/video.srt", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let head = "HTTP/1.1 200 X\r\nConnection: close\r\n\r\n1\n00:00:00,000 --> 00:00:01,000\n";
                let mut drops = tokio::time::interval(BYTE_INTERVAL);
                let mut next = head.as_bytes();
                while stream.write_all(next).await.is_ok() {
                    next = b".";
                    drops.tick().await;
                }
            });
        }
    });
    (link, task)
}

/// A render that is finished, whose subtitles are at this link.
async fn finished_subtitled_render(harness: &RunnerHarness, server: &VideoServer, link: &str) -> Render {
    let row = harness.submit().await;
    let progress = VideoDetails {
        stage: RenderStage::Completed,
        service_status: "completed".to_owned(),
        video_url: Some(server.link.clone()),
        captioned_url: None,
        subtitles_url: Some(link.to_owned()),
        duration_seconds: Some(4.0),
        failure: None,
    };
    harness.open_ledger(Timestamp::now()).record_progress(row.id, &progress, Timestamp::now()).unwrap();
    row
}

#[tokio::test]
async fn a_video_does_not_wait_for_endless_subtitles() {
    let harness = RunnerHarness::with_config(|setup| setup.retry_policy.stall_timeout = STALL_TIMEOUT).await;
    let (server, (link, host)) = (VideoServer::start(40_000).await, endless_server().await);
    let row = finished_subtitled_render(&harness, &server, &link).await;
    let mut replies = harness.runner.request(deliver_request_from(&row, &server.link));
    let mut rows = Vec::new();
    let all = async {
        while let Some(reply) = replies.recv().await {
            rows.extend(if let Reply::Render(RenderReply::Changed(row)) = reply { Some(row) } else { None });
        }
    };
    tokio::time::timeout(WAIT_TIMEOUT, all).await.expect("the subtitles are given up");
    assert_eq!(rows.len(), 2, "{rows:?}");
    let [video, whole] = [&rows[0], &rows[1]];
    assert!(video.video_path.is_some() && video.note.is_none(), "{video:?}");
    assert_eq!((&whole.video_path, &whole.subtitles.path), (&video.video_path, &None));
    let note = whole.note.clone().unwrap();
    assert!(
        note.starts_with("No subtitles were downloaded: ") && note.contains("did not arrive within"),
        "{note}"
    );
    host.abort();
}

#[tokio::test]
async fn an_endless_picture_download_is_aborted() {
    let world = RunnerHarness::with_config(|setup| setup.retry_policy.stall_timeout = STALL_TIMEOUT).await;
    let (link, host) = endless_server().await;
    let Reply::Catalog(CatalogReply::PhotosLoaded(Ok(cast))) =
        world.request(Request::Catalog(CatalogRequest::LoadPhotos)).await
    else {
        panic!("no photos")
    };
    let photo = cast.photos[0].id.clone();
    let picture = world.request(Request::Catalog(CatalogRequest::LoadPicture {
        photo,
        url: link,
        columns: 8,
        rows: 4,
    }));
    let reply = tokio::time::timeout(WAIT_TIMEOUT, picture).await.expect("it is given up");
    let Reply::Catalog(CatalogReply::PictureLoaded(_, Err(error))) = reply else { panic!("{reply:?}") };
    assert!(error.summary().contains("did not arrive within"), "{error}");
    host.abort();
}

#[tokio::test]
async fn a_video_of_unknown_length_has_a_limit_and_leaves_no_partial_file() {
    let (world, server) = (RunnerHarness::new().await, VideoServer::start(80_000_000).await);
    let row = finished_render(&world).await;
    server.set_plan(&[ServeMode::TruncatedWithoutLength(99)]);
    let error = deliver(&world, deliver_request_from(&row, &server.link)).await.unwrap_err();
    assert!(error.summary().contains("its size was not announced"), "{error}");
    assert_eq!(
        (server.range_starts().len(), file_names(&world.home.path().join("videos"))),
        (1, Vec::new()),
        "it is not begun again by itself"
    );
}

#[tokio::test]
async fn parts_of_two_versions_without_a_validator_are_not_joined() {
    let (world, server) = (RunnerHarness::new().await, VideoServer::start(3_000_000).await);
    let row = finished_render(&world).await;
    server.set_validator(Validator::Absent);
    server.set_plan(&[ServeMode::Truncated(60), ServeMode::ReplacedAndTruncated(100)]);
    let file = deliver(&world, deliver_request_from(&row, &server.link)).await.unwrap();
    assert!(is_single_version(&fs::read(file).unwrap()));
    assert_eq!(server.range_starts(), [0, 0]);
}

#[tokio::test]
async fn a_partial_download_without_a_validator_is_not_kept() {
    let (world, server) = (RunnerHarness::new().await, VideoServer::start(3_000_000).await);
    let row = finished_render(&world).await;
    server.set_validator(Validator::Absent);
    server.set_plan(&[ServeMode::Truncated(60); 12]);
    deliver(&world, deliver_request_from(&row, &server.link)).await.unwrap_err();
    assert_eq!(file_names(&world.home.path().join("videos")), [] as [String; 0]);
}

#[tokio::test]
async fn a_partial_download_with_a_date_is_resumed_with_if_range() {
    for (service, whole) in [(ServeMode::Range, false), (ServeMode::ReplacedAndTruncated(100), true)] {
        let (world, server) = (RunnerHarness::new().await, VideoServer::start(3_000_000).await);
        let row = finished_render(&world).await;
        server.set_validator(Validator::LastModified);
        server.set_plan(&[ServeMode::Truncated(60), service]);
        let file = deliver(&world, deliver_request_from(&row, &server.link)).await.unwrap();
        assert!(is_single_version(&fs::read(file).unwrap()), "{service:?}");
        let asked = server.range_starts();
        assert!(asked.len() == 2 && asked[1] > 0, "{asked:?}");
        assert_eq!(server.if_range_headers(), [None, Some("sun, 01 nov 2026 00:00:01 gmt".to_owned())]);
        assert_eq!(server.full_responses(), usize::from(whole) + 1, "{service:?}");
    }
}
