//! Downloads of finished videos: missing files, expired links, truncation, stalls, disk space.

use std::path::PathBuf;
use std::time::Duration;

use cuecard::domain::{CaptionMode, Captions, Error, ErrorKind, Render, Shape, VideoNamePattern};
use cuecard::studio::{
    DownloadReply, DownloadRequest, Effect, OpenTarget, RenderReply, Reply, Request, RequestId,
};

use super::video_server::{ServeMode, VideoServer, is_single_version};
use crate::support::files::{count_videos, file_names};
use crate::support::runner_harness::RunnerHarness;
use crate::support::wait::wait_for_async;

/// A video that is finished on the service.
pub(super) async fn finished_render(harness: &RunnerHarness) -> Render {
    let row = harness.submit().await;
    harness.sandbox.advance(Duration::from_hours(1));
    harness.poll(&row).await
}

pub(super) fn deliver_request(row: &Render) -> Request {
    Request::Download(DownloadRequest::Video {
        render: row.id,
        url: row.video_url.clone().unwrap(),
        title: row.title.clone(),
        folder: None,
    })
}

/// The same video from another host.
pub(super) fn deliver_request_from(row: &Render, link: &str) -> Request {
    Request::Download(DownloadRequest::Video {
        render: row.id,
        url: link.to_owned(),
        title: "Video".to_owned(),
        folder: None,
    })
}

/// The path of the downloaded video, or the error.
pub(super) async fn deliver(harness: &RunnerHarness, request: Request) -> Result<PathBuf, Error> {
    match harness.runner.request_to_end(request).await.pop() {
        Some(Reply::Render(RenderReply::Changed(row))) => Ok(row.video_path.unwrap()),
        Some(Reply::Download(DownloadReply::Failed(_, fault))) => Err(fault),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_missing_video_file_is_detected_and_downloaded_again() {
    let harness = RunnerHarness::with_config(|setup| setup.opener = Some("true".into())).await;
    let row = finished_render(&harness).await;
    let file = deliver(&harness, deliver_request(&row)).await.unwrap();
    let target = OpenTarget::File(file.clone());
    assert_eq!(
        harness.request(Request::Download(DownloadRequest::OpenExternally(target.clone()))).await,
        Reply::Download(DownloadReply::OpenedExternally(target.clone(), Ok(())))
    );

    let whole = std::fs::read(&file).unwrap();
    std::fs::rename(&file, harness.home.path().join("elsewhere.mp4")).unwrap();
    let Reply::Download(DownloadReply::OpenedExternally(_, Err(error))) =
        harness.request(Request::Download(DownloadRequest::OpenExternally(target))).await
    else {
        panic!("it is gone")
    };
    assert_eq!(error.kind, ErrorKind::VideoFileMissing);
    assert!(error.to_string().contains("is missing. It was moved or deleted"), "{error}");

    let again = deliver(&harness, deliver_request(&row)).await.unwrap();
    assert_eq!((&again, std::fs::read(&again).unwrap()), (&file, whole));
}

#[tokio::test]
async fn videos_are_named_by_the_name_pattern() {
    let name = VideoNamePattern::parse("{project} {title} {id}").unwrap();
    let harness = RunnerHarness::with_config(|setup| setup.settings.video_name_pattern = name).await;
    let row = finished_render(&harness).await;
    let Request::Download(DownloadRequest::Video { render, url, .. }) = deliver_request(&row) else {
        panic!()
    };
    let title = "../../etc/\u{1b}]0;con".to_owned();
    let file =
        deliver(&harness, Request::Download(DownloadRequest::Video { render, url, title, folder: None }))
            .await
            .unwrap();
    let name = format!("untitled etc-0-con {}.mp4", row.video_id.unwrap().as_str().to_lowercase());
    assert_eq!(file, harness.home.path().join("videos").join(name));
}

#[tokio::test]
async fn the_caption_mode_decides_which_videos_are_downloaded() {
    let mut server = Vec::new();
    for (captions, names) in [
        (CaptionMode::Burned, &["launch.mp4"][..]),
        (CaptionMode::Plain, &["launch.mp4"]),
        (CaptionMode::Both, &["launch-plain.mp4", "launch.mp4"]),
    ] {
        let harness = RunnerHarness::with_config(|setup| {
            setup.settings.captions = captions;
            setup.settings.subtitles = false;
            setup.settings.video_name_pattern = VideoNamePattern::parse("{title}").unwrap();
        })
        .await;
        let mut new_render = harness.new_render().await;
        new_render.spec.captions = Captions::Burned;
        let rows = harness.submit_rows(new_render).await;
        harness.sandbox.advance(Duration::from_hours(1));
        let row = harness.poll(rows.last().unwrap()).await;
        let file = deliver(&harness, deliver_request(&row)).await.unwrap();
        let path = file.parent().unwrap();
        assert!(file.ends_with("launch.mp4"), "{file:?}");
        assert_eq!(std::fs::read_dir(path).unwrap().count(), names.len());
        server.extend(names.iter().map(|name| std::fs::read(path.join(name)).unwrap()));
    }
    let [burned, plain, beside, both] = &server[..] else { panic!("{} videos", server.len()) };
    assert!(burned != plain && beside == plain && both == burned);
}

#[tokio::test]
async fn a_video_larger_than_the_disk_is_not_downloaded() {
    let (harness, server) = (RunnerHarness::new().await, VideoServer::start(40_000).await);
    let row = finished_render(&harness).await;
    server.set_plan(&[ServeMode::WrongLength(1 << 60)]);
    let error = deliver(&harness, deliver_request_from(&row, &server.link)).await.unwrap_err();
    let folder = harness.home.path().join("videos");
    assert!(error.summary().starts_with("The video needs 1152921504 GB; "), "{error}");
    assert!(error.summary().ends_with(&format!(" are free in {}", folder.display())), "{error}");
    assert_eq!(server.range_starts().len(), 1, "it is not tried again by itself");
    let file = deliver(&harness, deliver_request_from(&row, &server.link)).await.unwrap();
    assert_eq!(std::fs::read(file).unwrap(), server.video_bytes());
}

#[tokio::test]
async fn an_expired_link_is_renewed() {
    let (world, server) = (RunnerHarness::new().await, VideoServer::start(40_000).await);
    let row = finished_render(&world).await;
    // The other host refuses; the link that the service gives when it is asked leads to its own.
    server.set_plan(&[ServeMode::Status(403)]);
    let file = deliver(&world, deliver_request_from(&row, &server.link)).await.unwrap();
    assert_ne!(std::fs::read(&file).unwrap(), server.video_bytes());
    assert_eq!(server.range_starts().len(), 1);

    std::fs::remove_file(&file).unwrap();
    let over = format!("{}&Expires=1700000000", server.link);
    deliver(&world, deliver_request_from(&row, &over)).await.unwrap();
    assert_eq!(server.range_starts().len(), 1, "a link with a past expiry is not tried");
}

/// Cancels the download of a 3 MB video after 2 MB.
async fn interrupt_download(harness: &RunnerHarness, server: &VideoServer, row: &Render) {
    server.set_plan(&[ServeMode::Stalled(90)]);
    let request = deliver_request_from(row, &server.link);
    harness.runner.run(vec![Effect::Request(RequestId(1), request)]);
    let folder = harness.home.path().join("videos");
    let is_part = |file: &std::fs::DirEntry| file.path().extension().is_some_and(|end| end == "part");
    let here = || -> u64 {
        let parts = std::fs::read_dir(&folder).into_iter().flatten().flatten().filter(is_part);
        parts.map(|file| file.metadata().map_or(0, |about| about.len())).sum()
    };
    wait_for_async("2 MB of the video", || here() >= 2_000_000).await;
    harness.runner.run(vec![Effect::Cancel(RequestId(1))]);
}

#[tokio::test]
async fn a_download_resumes_after_a_restart() {
    for (service, changed) in [(ServeMode::Range, false), (ServeMode::Full, false), (ServeMode::Range, true)]
    {
        let (mut world, server) = (RunnerHarness::new().await, VideoServer::start(3_000_000).await);
        let row = finished_render(&world).await;
        interrupt_download(&world, &server, &row).await;
        world.restart();
        if changed {
            server.replace_video();
        }
        server.set_plan(&[service]);
        // The previous runner releases the video's lock later.
        let file = deliver(&world, deliver_request_from(&row, &server.link)).await.unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), server.video_bytes(), "{service:?}");
        let asked = server.range_starts();
        assert!(asked[1] >= 2_000_000, "{asked:?}");
        assert_eq!(asked.get(2), changed.then_some(&0), "{asked:?}");
        let mut left: Vec<_> =
            std::fs::read_dir(file.parent().unwrap()).unwrap().map(|file| file.unwrap().path()).collect();
        left.sort();
        assert_eq!(left, [file.with_extension("ass"), file], "no partial files remain");
    }
}

/// Numbers that are the same each time.
struct TestRng(u64);

impl TestRng {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn serve_mode(&mut self) -> ServeMode {
        let percent = self.below(100);
        match self.below(10) {
            0 => ServeMode::Range,
            1 => ServeMode::Full,
            2 | 3 => ServeMode::Truncated(percent),
            4 => ServeMode::TruncatedWithoutLength(percent),
            5 => ServeMode::Stalled(percent),
            6 => ServeMode::Reset,
            7 => ServeMode::ReplacedAndTruncated(percent),
            // Each 403 costs a status request, so it is rare.
            8 if percent < 25 => ServeMode::Status(403),
            _ => ServeMode::Status(503),
        }
    }
}

#[tokio::test]
async fn two_hundred_downloads_from_a_failing_host_damage_no_video() {
    let quick = |setup: &mut cuecard::runtime::Config| {
        setup.retry_policy.stall_timeout = Duration::from_millis(30);
        setup.retry_policy.initial_delay = Duration::from_micros(50);
        setup.settings.subtitles = false;
    };
    let (harness, server) = (RunnerHarness::with_config(quick).await, VideoServer::start(40_000).await);
    let mut new_render = harness.new_render().await;
    new_render.spec.shape = Shape::Custom(130, 130);
    let rows = harness.submit_rows(new_render).await;
    harness.sandbox.advance(Duration::from_hours(1));
    let row = harness.poll(rows.last().unwrap()).await;
    // Where a link has expired, the new one leads to the sandbox's own video.
    let mut own = deliver(&harness, deliver_request(&row)).await;
    while own.is_err() {
        // It is being made.
        own = deliver(&harness, deliver_request(&row)).await;
    }
    let own = std::fs::read(own.unwrap()).unwrap();
    std::fs::remove_dir_all(harness.home.path().join("videos")).unwrap();
    let (mut rng, mut renewed) = (TestRng(7), 0);
    for _ in 0..200 {
        let plan: Vec<ServeMode> = (0..rng.below(10)).map(|_| rng.serve_mode()).collect();
        server.set_plan(&plan);
        let request = deliver_request_from(&row, &server.link);
        let mut file = deliver(&harness, request.clone()).await;
        while let Err(fault) = file {
            assert_eq!(count_videos(&harness.home.path().join("videos")), 0, "{plan:?}: {fault}");
            simulate_power_loss(&harness, &mut rng);
            file = deliver(&harness, request.clone()).await;
        }
        let file = file.unwrap();
        let bytes = std::fs::read(&file).unwrap();
        assert!(is_single_version(&bytes) || bytes == own, "{plan:?}");
        renewed += usize::from(bytes == own);
        std::fs::remove_file(file).unwrap();
    }
    assert!((5..180).contains(&renewed), "{renewed} links were renewed");
    // After a renewed link, the partial file of the first link remains.
    let left = file_names(&harness.home.path().join("videos"));
    assert!(left.iter().all(|name| name.starts_with('.')), "{left:?}");
}

/// What a power loss may leave: a shorter partial file and a damaged note.
fn simulate_power_loss(harness: &RunnerHarness, rng: &mut TestRng) {
    for file in std::fs::read_dir(harness.home.path().join("videos")).unwrap().flatten() {
        let (path, mut bytes) = (file.path(), std::fs::read(file.path()).unwrap());
        let is_note = path.extension().is_some_and(|end| end == "of");
        match rng.below(6) {
            0 => bytes.truncate(rng.below(bytes.len() + 1)),
            1 if is_note && !bytes.is_empty() => {
                let at = rng.below(bytes.len());
                bytes[at] ^= 0xff;
            }
            _ => continue,
        }
        std::fs::write(path, bytes).unwrap();
    }
}
