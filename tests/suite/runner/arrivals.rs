//! How videos arrive where names, links, hosts and other programs are against it.

use std::path::Path;
use std::time::Duration;

use cuecard::domain::{Captions, FaultKind, VideoName, text};
use cuecard::runtime::{Runner, Setup};
use cuecard::studio::{Account, Reply, Request};

use super::delivery::{deliver, finished, wanted, wanted_from};
use super::videos::{Service, VideoServer};
use super::{World, setup};

const STATUS: &str = "GET /v1/video_status.get";

fn videos_alone(setup: &mut Setup) {
    setup.settings.subtitles = false;
}

/// Has no patience with a line that is silent.
fn impatient(setup: &mut Setup) {
    videos_alone(setup);
    setup.patience.stall = Duration::from_millis(50);
}

fn names(folder: &Path) -> Vec<String> {
    let all = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = all.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn no_title_leads_out_of_the_folder() {
    let (world, server) = (World::with(videos_alone).await, VideoServer::start(4_000).await);
    let row = finished(&world).await;
    let videos = world.home.path().join("videos");
    let before = names(world.home.path());
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
        let Request::Deliver { render, url, .. } = wanted_from(&row, &server.link) else { panic!() };
        let request = Request::Deliver { render, url, title: title.to_owned(), folder: None };
        let file = deliver(&world, request).await.unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        assert_eq!(file.parent(), Some(videos.as_path()), "{title:?}");
        assert!(
            file.extension().is_some_and(|end| end == "mp4")
                && name.len() <= 255
                && !name.starts_with(['.', '-']),
            "{name}"
        );
        assert!(text::is_harmless(name) && !name.contains(['/', '\\', ':']), "{name}");
        assert_eq!(names(&videos), [name], "{title:?}");
        std::fs::remove_file(file).unwrap();
    }
    let mut after = names(world.home.path());
    after.retain(|name| name != "videos");
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_link_that_leads_nowhere_is_renewed_by_one_question() {
    for status in [403, 404, 410] {
        let (world, server) = (World::with(videos_alone).await, VideoServer::start(4_000).await);
        let row = finished(&world).await;
        let asked = || world.sandbox.ledger().requests.of(STATUS).received;
        let before = asked();
        // The new link is refused too, and so is each one after it.
        server.plan(&[Service::Status(status)]);
        world.sandbox.fault("410@/media/videos".parse().unwrap());
        let fault = deliver(&world, wanted_from(&row, &server.link)).await.unwrap_err();
        assert_eq!((fault.kind, asked() - before), (FaultKind::NotFound, 1), "{status}");
        assert_eq!(server.asked().len(), 1, "the old link is not tried again");
        world.sandbox.clear_faults();
        assert!(deliver(&world, wanted(&row)).await.is_ok(), "it can be wanted again");
    }
}

#[tokio::test]
async fn where_no_new_link_can_be_asked_for_now_it_is_fetched_later() {
    let (world, server) = (World::with(videos_alone).await, VideoServer::start(4_000).await);
    let row = finished(&world).await;
    for link in [server.link.clone(), format!("{}&Expires=1700000000", server.link)] {
        server.plan(&[Service::Status(403)]);
        world.sandbox.fault("500@/v1/video_status".parse().unwrap());
        let fault = deliver(&world, wanted_from(&row, &link)).await.unwrap_err();
        assert!(fault.is_passing(), "{fault}");
        world.sandbox.clear_faults();
    }
}

#[tokio::test]
async fn a_page_in_place_of_the_video_is_not_kept() {
    let (world, server) = (World::with(videos_alone).await, VideoServer::start(4_000).await);
    let row = finished(&world).await;
    server.plan(&[Service::Page]);
    let file = deliver(&world, wanted_from(&row, &server.link)).await.unwrap();
    assert_eq!(server.asked().len(), 1, "the link is renewed, and leads elsewhere");
    assert_eq!(&std::fs::read(&file).unwrap()[4..8], b"ftyp");
    assert_eq!(names(file.parent().unwrap()).len(), 1);
}

#[tokio::test]
async fn a_link_to_an_open_line_or_no_file_at_all_is_refused() {
    let world = World::with(videos_alone).await;
    let row = finished(&world).await;
    world.sandbox.fault("500@/v1/video_status".parse().unwrap());
    for link in ["http://server.example/a.mp4", "http://10.0.0.1/a.mp4", "file:///etc/passwd", "javascript:x"]
    {
        let fault = deliver(&world, wanted_from(&row, link)).await.unwrap_err();
        assert_eq!(fault.message, "its link is not https", "{link}");
    }
    assert_eq!(names(&world.home.path().join("videos")).len(), 0, "no parts either");
}

#[tokio::test]
async fn a_line_that_falls_silent_is_gone_on_with_by_its_part() {
    let (world, server) = (World::with(impatient).await, VideoServer::start(3_000_000).await);
    let row = finished(&world).await;
    server.plan(&[Service::Stalled(50), Service::Well]);
    let file = deliver(&world, wanted_from(&row, &server.link)).await.unwrap();
    assert_eq!(server.asked(), [0, 1_500_000]);
    assert_eq!(std::fs::read(file).unwrap(), server.video());
}

#[tokio::test]
async fn a_folder_that_goes_away_meanwhile_is_made_anew() {
    let (world, server) = (World::with(impatient).await, VideoServer::start(3_000_000).await);
    let row = finished(&world).await;
    server.plan(&[Service::Stalled(90)]);
    let folder = world.home.path().join("videos");
    let pull = async {
        while server.asked().is_empty() || !folder.exists() {
            tokio::task::yield_now().await;
        }
        std::fs::remove_dir_all(&folder).unwrap();
    };
    let (file, ()) = tokio::join!(deliver(&world, wanted_from(&row, &server.link)), pull);
    assert_eq!(std::fs::read(file.unwrap()).unwrap(), server.video());
    assert_eq!(names(&folder).len(), 1);
}

#[tokio::test]
async fn two_programs_bring_a_video_once() {
    let (world, server) = (World::with(videos_alone).await, VideoServer::start(3_000_000).await);
    let row = finished(&world).await;
    let mut other = setup(&world.home, Account::Sandbox, world.sandbox.base_url());
    videos_alone(&mut other);
    let (other, _answers) = Runner::new(other);
    server.plan(&[Service::Cut(70)]);
    let request = wanted_from(&row, &server.link);
    let (one, two) = tokio::join!(deliver(&world, request.clone()), other.call(request));
    let Some(Reply::Render(two)) = two.last() else { panic!("{two:?}") };
    assert_eq!(two.file, one.ok());
    assert_eq!(server.asked(), [0, 2_100_000], "one of them asked");
    assert_eq!(names(&world.home.path().join("videos")).len(), 1);
}

#[tokio::test]
async fn a_video_comes_without_its_plain_twin() {
    let world = World::with(|setup| {
        videos_alone(setup);
        setup.settings.captions = Captions::Both;
        setup.settings.video_name = VideoName::read("{title}").unwrap();
    })
    .await;
    let row = finished(&world).await;
    let plain = format!("410@/media/videos/{}.mp4", row.video.as_ref().unwrap());
    world.sandbox.fault(plain.parse().unwrap());
    let replies = world.runner.call(wanted(&row)).await;
    let Some(Reply::Render(row)) = replies.last() else { panic!("{replies:?}") };
    assert!(row.file.as_ref().unwrap().ends_with("launch.mp4"));
    let note = row.note.as_ref().unwrap();
    assert!(note.starts_with("The video without captions was not downloaded. "), "{note}");
    assert!(replies.iter().all(|reply| matches!(reply, Reply::Delivery(..) | Reply::Render(_))));
}
