//! Finished videos in the studio: downloads, retries, and links that may have expired.

use cuecard::app::Message;
use cuecard::domain::{Error, ErrorKind, Render, RenderId, RenderStage, UploadProgress};
use cuecard::studio::{
    DownloadReply, DownloadRequest, Effect, OpenTarget, RenderReply, RenderRequest, Reply, Request,
    RequestId, Severity, Timer,
};
use jiff::SignedDuration;

use crate::support::app_harness::{AppHarness, fixed_now, render};

fn finished_render() -> Render {
    render(1, "Launch", RenderStage::Completed, 30)
}

fn harness_with(row: Render) -> AppHarness {
    let mut harness = AppHarness::with_renders(80, 24, vec![row]);
    harness.effects.clear();
    harness
}

#[test]
fn an_upload_shows_a_bar_until_it_ends() {
    let mut harness = harness_with(finished_render());
    for (sent_bytes, shown) in [(0, "0 B of 4.0 MB"), (1_000_000, "1.0 MB of 4.0 MB")] {
        let name = "scene-2.wav".to_owned();
        let progress = UploadProgress { name, sent_bytes, total_bytes: 4_000_000 };
        harness.send_reply(Reply::Uploading(Some(progress)));
        harness.assert_shows("uploading scene-2.wav ");
        harness.assert_shows(shown);
    }
    harness.assert_shows("━━━━━───────────────");
    harness.send_reply(Reply::Uploading(None));
    assert!(!harness.shows("uploading"), "{}", harness.screen());
}

#[test]
fn each_of_two_uploads_has_its_progress_and_a_message_hides_none() {
    let mut harness = harness_with(finished_render());
    let send = |harness: &mut AppHarness, id: u64, progress: Option<(&str, u64)>| {
        let progress = progress.map(|(name, sent_bytes)| UploadProgress {
            name: name.to_owned(),
            sent_bytes,
            total_bytes: 4_000_000,
        });
        harness.send(Message::Reply(RequestId(id), Reply::Uploading(progress)));
    };
    send(&mut harness, 900, Some(("写真".repeat(20).as_str(), 1_000_000)));
    send(&mut harness, 901, Some(("b.png", 2_000_000)));
    harness.assert_shows("… and 1 more ━━━");
    harness.assert_shows("1.0 MB of 4.0 MB");
    send(&mut harness, 900, None);
    harness.assert_shows("uploading b.png ━━━");
    harness.app.studio.report(Severity::Info, "The video was saved");
    harness.assert_shows("The video was saved");
    harness.assert_shows("2.0 MB of 4.0 MB");
    send(&mut harness, 901, None);
    assert!(!harness.shows("uploading"), "{}", harness.screen());
}

#[test]
fn the_row_of_a_video_shows_that_it_has_subtitles() {
    let mut row = finished_render();
    let screen = harness_with(row.clone()).screen();
    assert!(screen.contains(" · launch-teaser.mp4") && !screen.contains(" + ."), "{screen}");
    row.subtitles.path = Some("/videos/launch-teaser.ass".into());
    let screen = harness_with(row).screen();
    assert!(screen.contains(" · launch-teaser.mp4 + .ass"), "{screen}");
}

/// Takes the effects so far, without message timers.
fn take_effects(harness: &mut AppHarness) -> Vec<Effect> {
    let is_message = |effect: &Effect| matches!(effect, Effect::StartTimer(_, Timer::StatusMessage(_)));
    std::mem::take(&mut harness.effects).into_iter().filter(|effect| !is_message(effect)).collect()
}

fn count_polls(effects: &[Effect]) -> usize {
    let is_it =
        |effect: &&Effect| matches!(effect, Effect::Request(_, Request::Render(RenderRequest::Poll { .. })));
    effects.iter().filter(is_it).count()
}

fn count_deliveries(effects: &[Effect]) -> usize {
    let is_it = |effect: &&Effect| {
        matches!(effect, Effect::Request(_, Request::Download(DownloadRequest::Video { .. })))
    };
    effects.iter().filter(is_it).count()
}

/// A finished video without a file, with a link of this age.
fn linked_render(hours: i64) -> Render {
    Render {
        video_path: None,
        ended_at: Some(fixed_now() - SignedDuration::from_hours(hours)),
        ..finished_render()
    }
}

fn status_message(harness: &AppHarness) -> &str {
    harness.app.studio.status_line.current.as_ref().map_or("", |message| &message.text)
}

const OLD_LINK: &str = "https://files.example/video.mp4?Expires=1";
const NEW_LINK: &str = "https://files.example/video.mp4?Expires=2";

#[test]
fn a_fresh_link_is_opened_and_copied_at_once() {
    let mut harness = harness_with(linked_render(24));
    let shown = Request::Download(DownloadRequest::OpenExternally(OpenTarget::Link(OLD_LINK.to_owned())));
    for key in ["<Enter>", "o"] {
        harness.press(key);
        assert!(
            harness.requests().any(|request| *request == shown)
                && count_polls(&take_effects(&mut harness)) == 0,
            "{key}"
        );
    }
    harness.press("y");
    assert_eq!(take_effects(&mut harness), [Effect::CopyToClipboard(OLD_LINK.to_owned())]);
}

#[test]
fn an_old_link_is_renewed_before_it_is_opened_or_copied() {
    for (key, expected) in [
        (
            "<Enter>",
            Request::Download(DownloadRequest::OpenExternally(OpenTarget::Link(NEW_LINK.to_owned()))),
        ),
        ("o", Request::Download(DownloadRequest::OpenExternally(OpenTarget::Link(NEW_LINK.to_owned())))),
        ("y", Request::Render(RenderRequest::LoadAll)),
    ] {
        let mut harness = harness_with(linked_render(7 * 24));
        harness.app.studio.settings.download = false;
        harness.press(key);
        assert_eq!(status_message(&harness), "The link may have expired: requesting a new one …");
        let effects = take_effects(&mut harness);
        assert_eq!((count_polls(&effects), effects.len()), (1, 1), "{key}: {effects:?}");
        harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(Render {
            video_url: Some(NEW_LINK.to_owned()),
            ..linked_render(7 * 24)
        }))));
        if key == "y" {
            assert!(
                harness.effects.contains(&Effect::CopyToClipboard(NEW_LINK.to_owned())),
                "{:?}",
                harness.effects
            );
        } else {
            assert!(harness.requests().any(|request| *request == expected), "{key}: {:?}", harness.effects);
        }
        take_effects(&mut harness);
        harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(linked_render(7 * 24)))));
        assert!(
            !harness
                .requests()
                .any(|request| matches!(request, Request::Download(DownloadRequest::OpenExternally(_)))),
            "opened or copied only once"
        );
    }
}

#[test]
fn an_old_link_that_cannot_be_renewed_is_not_opened() {
    let mut harness = harness_with(linked_render(7 * 24));
    harness.press("o");
    take_effects(&mut harness);
    harness.send_reply(Reply::Render(RenderReply::PollFailed(
        RenderId(1),
        Error::new("the video", ErrorKind::NotFound, ""),
    )));
    assert!(
        status_message(&harness).starts_with("No new link. Not found: the video."),
        "{}",
        status_message(&harness)
    );
    assert!(
        !harness
            .requests()
            .any(|request| matches!(request, Request::Download(DownloadRequest::OpenExternally(_))))
    );
}

#[test]
fn a_downloaded_file_is_opened_without_its_link() {
    let mut row = linked_render(7 * 24);
    row.video_path = finished_render().video_path;
    let mut harness = harness_with(row);
    harness.press("<Enter>");
    let shown = Request::Download(DownloadRequest::OpenExternally(OpenTarget::File(
        "/videos/launch-teaser.mp4".into(),
    )));
    assert!(harness.requests().any(|request| *request == shown));
    take_effects(&mut harness);
    harness.press("y");
    assert_eq!(take_effects(&mut harness), [Effect::CopyToClipboard("/videos/launch-teaser.mp4".to_owned())]);
}

/// A harness whose video has finished and is being downloaded.
fn fetching_harness() -> AppHarness {
    let mut harness = harness_with(render(1, "Launch", RenderStage::Processing, 30));
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(linked_render(0)))));
    assert_eq!(count_deliveries(&take_effects(&mut harness)), 1);
    harness
}

fn download_error_reply(kind: ErrorKind) -> Reply {
    Reply::Download(DownloadReply::Failed(RenderId(1), Error::new("the file", kind, "")))
}

#[test]
fn a_download_that_the_network_interrupted_is_retried_automatically() {
    let mut harness = fetching_harness();
    harness.send_reply(download_error_reply(ErrorKind::NoConnection));
    assert!(
        status_message(&harness).starts_with("Launch was not downloaded yet. ")
            && status_message(&harness).contains("is retried")
    );
    harness.app.studio.status_line.current = None;
    // The poll timer that was started while the video was rendered.
    harness.now += SignedDuration::from_secs(10);
    harness.send(Message::Timer(Timer::Poll));
    let gone = || {
        Reply::Render(RenderReply::PollFailed(
            RenderId(1),
            Error::new("the video", ErrorKind::NoConnection, ""),
        ))
    };
    for _ in 0..3 {
        let wakes = take_effects(&mut harness)
            .iter()
            .any(|effect| matches!(effect, Effect::StartTimer(_, Timer::Poll)));
        assert!(wakes, "the poll timer is started");
        harness.now += SignedDuration::from_secs(61);
        harness.send(Message::Timer(Timer::Poll));
        assert_eq!(count_polls(&take_effects(&mut harness)), 1, "its link is renewed first");
        harness.send_reply(gone());
    }
    assert!(
        status_message(&harness).starts_with("The service is unreachable"),
        "{}",
        status_message(&harness)
    );
    harness.now += SignedDuration::from_secs(61);
    harness.send(Message::Timer(Timer::Poll));
    take_effects(&mut harness);
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(linked_render(0)))));
    assert_eq!(status_message(&harness), "The service is reachable again after 3 m 03 s");
    assert_eq!(count_deliveries(&take_effects(&mut harness)), 1);
    harness.app.studio.status_line.current = None;
    harness.send_reply(download_error_reply(ErrorKind::TimedOut));
    assert_eq!(status_message(&harness), "", "it was already reported");
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(finished_render()))));
    harness.now += SignedDuration::from_secs(61);
    harness.send(Message::Timer(Timer::Poll));
    assert_eq!(count_polls(&harness.effects), 0, "it is downloaded");
}

#[test]
fn a_download_without_disk_space_is_retried_only_by_the_user() {
    let mut harness = fetching_harness();
    let what = "The video needs 812 MB; 300 MB are free in /videos";
    harness.send_reply(Reply::Download(DownloadReply::Failed(
        RenderId(1),
        Error::new("the video", ErrorKind::File, what),
    )));
    assert_eq!(status_message(&harness), format!("Launch was not downloaded. {what}"));
    let hint = harness
        .app
        .studio
        .status_line
        .current
        .as_ref()
        .and_then(|message| message.key_hint.as_ref())
        .unwrap();
    assert_eq!((hint.keys, hint.action.as_str()), ("4 R", "tries again"));
    take_effects(&mut harness);
    harness.now += SignedDuration::from_hours(1);
    harness.send(Message::Timer(Timer::Poll));
    harness.load_renders(vec![linked_render(0)]);
    assert_eq!((count_polls(&harness.effects), count_deliveries(&harness.effects)), (0, 0));
    harness.press("R");
    assert_eq!(count_polls(&take_effects(&mut harness)), 1);
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(linked_render(0)))));
    assert_eq!(count_deliveries(&harness.effects), 1);
}

#[test]
fn the_program_that_takes_over_polling_fetches_a_finished_video() {
    let mut harness = harness_with(render(1, "Launch", RenderStage::Processing, 30));
    harness.send_reply(Reply::Render(RenderReply::PollLease(Ok(false))));
    harness.load_renders(vec![linked_render(0)]);
    assert_eq!(count_polls(&take_effects(&mut harness)), 0, "the other program downloads it");
    harness.send_reply(Reply::Render(RenderReply::PollLease(Ok(true))));
    assert_eq!(count_polls(&take_effects(&mut harness)), 1);
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(linked_render(0)))));
    assert_eq!(count_deliveries(&harness.effects), 1);
}

fn count_subtitle_requests(effects: &[Effect]) -> usize {
    let is_it = |effect: &&Effect| {
        matches!(effect, Effect::Request(_, Request::Download(DownloadRequest::Subtitles(_))))
    };
    effects.iter().filter(is_it).count()
}

/// A downloaded video whose subtitles are pending.
fn render_without_subtitles() -> Render {
    let mut row = finished_render();
    row.video_url = Some(NEW_LINK.to_owned());
    row.subtitles.are_pending = true;
    row
}

#[test]
fn a_running_subtitle_download_is_not_started_again() {
    let mut harness = fetching_harness();
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(render_without_subtitles()))));
    // Its own ledger write makes the program read the ledger again.
    harness.load_renders(vec![render_without_subtitles()]);
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(render_without_subtitles()))));
    harness.press("R");
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(render_without_subtitles()))));
    let effects = take_effects(&mut harness);
    assert_eq!(
        (count_polls(&effects), count_deliveries(&effects), count_subtitle_requests(&effects)),
        (0, 0, 0)
    );
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(finished_render()))));
    harness.press("R");
    assert_eq!(count_polls(&take_effects(&mut harness)), 0, "nothing is missing");
}

#[test]
fn subtitles_left_by_an_earlier_run_are_fetched_once() {
    let mut harness = AppHarness::ready(80, 24);
    harness.load_renders(vec![render_without_subtitles()]);
    assert_eq!(count_polls(&take_effects(&mut harness)), 1, "the link is renewed first");
    for fetched in [1, 0, 0] {
        harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(render_without_subtitles()))));
        let effects = take_effects(&mut harness);
        assert_eq!((count_deliveries(&effects), count_subtitle_requests(&effects)), (0, fetched));
    }
}
