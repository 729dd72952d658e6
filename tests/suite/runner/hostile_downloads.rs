//! Downloads with hostile titles, links, hosts and other programs.

use std::time::Duration;

use cuecard::domain::{CaptionMode, ErrorKind, VideoNamePattern, text};
use cuecard::runtime::Config;
use cuecard::studio::{DownloadReply, DownloadRequest, RenderReply, Reply, Request};

use super::delivery::{deliver, deliver_request, deliver_request_from, finished_render};
use super::video_server::{ServeMode, VideoServer};
use crate::support::calls::STATUS_CALL;
use crate::support::files::file_names;
use crate::support::runner_harness::RunnerHarness;
use crate::support::wait::wait_for_async;

fn skip_subtitles(config: &mut Config) {
    config.settings.subtitles = false;
}

/// Shortens the stall time-out.
fn shorten_stall_timeout(config: &mut Config) {
    skip_subtitles(config);
    config.retry_policy.stall_timeout = Duration::from_millis(50);
}

#[tokio::test]
async fn no_title_leads_out_of_the_download_folder() {
    let (harness, server) =
        (RunnerHarness::with_config(skip_subtitles).await, VideoServer::start(4_000).await);
    let row = finished_render(&harness).await;
    let videos = harness.home.path().join("videos");
    let before = file_names(harness.home.path());
    let long = "x".repeat(10_000);
    for title in [
        "../../x",
        "/etc/passwd",
        "..",
        ".",
        "",
        "~",
        "a\0b",
        "C:\\x",
        "CON",
        "aux.mp4",
        "a/../../b",
        "-rf",
        "\u{202e}4pm.exe",
        "\u{1b}]0;x\u{7}",
        "a\nb",
        &long,
    ] {
        let Request::Download(DownloadRequest::Video { render, url, .. }) =
            deliver_request_from(&row, &server.link)
        else {
            panic!()
        };
        let request =
            Request::Download(DownloadRequest::Video { render, url, title: title.to_owned(), folder: None });
        let file = deliver(&harness, request).await.unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        assert_eq!(file.parent(), Some(videos.as_path()), "{title:?}");
        assert!(
            file.extension().is_some_and(|end| end == "mp4")
                && name.len() <= 255
                && !name.starts_with(['.', '-']),
            "{name}"
        );
        assert!(text::is_displayable(name) && !name.contains(['/', '\\', ':']), "{name}");
        assert_eq!(file_names(&videos), [name], "{title:?}");
        std::fs::remove_file(file).unwrap();
    }
    let mut after = file_names(harness.home.path());
    after.retain(|name| name != "videos");
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_dead_link_is_renewed_with_one_status_request() {
    for status in [403, 404, 410] {
        let (harness, server) =
            (RunnerHarness::with_config(skip_subtitles).await, VideoServer::start(4_000).await);
        let row = finished_render(&harness).await;
        let asked = || harness.sandbox.report().requests.of(STATUS_CALL).received;
        let before = asked();
        // The new link is refused too, and so is each one after it.
        server.set_plan(&[ServeMode::Status(status)]);
        harness.sandbox.fault("410@/media/videos".parse().unwrap());
        let error = deliver(&harness, deliver_request_from(&row, &server.link)).await.unwrap_err();
        assert_eq!((error.kind, asked() - before), (ErrorKind::NotFound, 1), "{status}");
        assert_eq!(server.range_starts().len(), 1, "the old link is not tried again");
        harness.sandbox.clear_faults();
        assert!(deliver(&harness, deliver_request(&row)).await.is_ok(), "it can be requested again");
    }
}

#[tokio::test]
async fn a_link_that_cannot_be_renewed_now_is_a_transient_error() {
    let (harness, server) =
        (RunnerHarness::with_config(skip_subtitles).await, VideoServer::start(4_000).await);
    let row = finished_render(&harness).await;
    for link in [server.link.clone(), format!("{}&Expires=1700000000", server.link)] {
        server.set_plan(&[ServeMode::Status(403)]);
        harness.sandbox.fault("500@/v1/video_status".parse().unwrap());
        let fault = deliver(&harness, deliver_request_from(&row, &link)).await.unwrap_err();
        assert!(fault.is_transient(), "{fault}");
        harness.sandbox.clear_faults();
    }
}

#[tokio::test]
async fn an_html_page_in_place_of_the_video_is_not_kept() {
    let (world, server) = (RunnerHarness::with_config(skip_subtitles).await, VideoServer::start(4_000).await);
    let row = finished_render(&world).await;
    server.set_plan(&[ServeMode::HtmlPage]);
    let file = deliver(&world, deliver_request_from(&row, &server.link)).await.unwrap();
    assert_eq!(server.range_starts().len(), 1, "the link is renewed, and leads elsewhere");
    assert_eq!(&std::fs::read(&file).unwrap()[4..8], b"ftyp");
    assert_eq!(file_names(file.parent().unwrap()).len(), 1);
}

#[tokio::test]
async fn a_link_without_https_is_refused() {
    let harness = RunnerHarness::with_config(skip_subtitles).await;
    let row = finished_render(&harness).await;
    harness.sandbox.fault("500@/v1/video_status".parse().unwrap());
    for link in ["http://server.example/a.mp4", "http://10.0.0.1/a.mp4", "file:///etc/passwd", "javascript:x"]
    {
        let error = deliver(&harness, deliver_request_from(&row, link)).await.unwrap_err();
        assert_eq!(error.message, "its link is not https", "{link}");
    }
    assert_eq!(file_names(&harness.home.path().join("videos")).len(), 0, "no parts either");
}

#[tokio::test]
async fn a_stalled_download_resumes_from_its_partial_file() {
    let (world, server) =
        (RunnerHarness::with_config(shorten_stall_timeout).await, VideoServer::start(3_000_000).await);
    let row = finished_render(&world).await;
    server.set_plan(&[ServeMode::Stalled(50), ServeMode::Range]);
    let file = deliver(&world, deliver_request_from(&row, &server.link)).await.unwrap();
    assert_eq!(server.range_starts(), [0, 1_500_000]);
    assert_eq!(std::fs::read(file).unwrap(), server.video_bytes());
}

#[tokio::test]
async fn a_folder_removed_during_a_download_is_created_again() {
    let (harness, server) =
        (RunnerHarness::with_config(shorten_stall_timeout).await, VideoServer::start(3_000_000).await);
    let row = finished_render(&harness).await;
    server.set_plan(&[ServeMode::Stalled(90)]);
    let folder = harness.home.path().join("videos");
    let pull = async {
        let is_started = || !server.range_starts().is_empty() && folder.exists();
        wait_for_async("the download", is_started).await;
        std::fs::remove_dir_all(&folder).unwrap();
    };
    let (file, ()) = tokio::join!(deliver(&harness, deliver_request_from(&row, &server.link)), pull);
    assert_eq!(std::fs::read(file.unwrap()).unwrap(), server.video_bytes());
    assert_eq!(file_names(&folder).len(), 1);
}

#[tokio::test]
async fn two_programs_download_a_video_once() {
    let (harness, server) =
        (RunnerHarness::with_config(skip_subtitles).await, VideoServer::start(3_000_000).await);
    let row = finished_render(&harness).await;
    let (other, _answers) = harness.second_runner(skip_subtitles);
    server.set_plan(&[ServeMode::Truncated(70)]);
    let request = deliver_request_from(&row, &server.link);
    let (one, two) = tokio::join!(deliver(&harness, request.clone()), other.request_to_end(request));
    let Some(Reply::Render(RenderReply::Changed(two))) = two.last() else { panic!("{two:?}") };
    assert_eq!(two.video_path, one.ok());
    assert_eq!(server.range_starts(), [0, 2_100_000], "only one of them downloaded it");
    assert_eq!(file_names(&harness.home.path().join("videos")).len(), 1);
}

#[tokio::test]
async fn a_captioned_video_is_kept_if_its_plain_version_fails() {
    let harness = RunnerHarness::with_config(|setup| {
        skip_subtitles(setup);
        setup.settings.captions = CaptionMode::Both;
        setup.settings.video_name_pattern = VideoNamePattern::parse("{title}").unwrap();
    })
    .await;
    let row = finished_render(&harness).await;
    let plain = format!("410@/media/videos/{}.mp4", row.video_id.as_ref().unwrap());
    harness.sandbox.fault(plain.parse().unwrap());
    let replies = harness.runner.request_to_end(deliver_request(&row)).await;
    let Some(Reply::Render(RenderReply::Changed(row))) = replies.last() else { panic!("{replies:?}") };
    assert!(row.video_path.as_ref().unwrap().ends_with("launch.mp4"));
    let note = row.note.as_ref().unwrap();
    assert!(note.starts_with("The video without captions was not downloaded. "), "{note}");
    assert!(replies.iter().all(|reply| matches!(
        reply,
        Reply::Download(DownloadReply::Progress(..)) | Reply::Render(RenderReply::Changed(_))
    )));
}
