//! Finished videos as the studio and its screen have them: what came, what is fetched again, and links that are old.

use cuecard::app::Message;
use cuecard::domain::{Fault, FaultKind, Render, RenderId, Stage as RenderStage};
use cuecard::studio::{Effect, Reply, Request, Target, Timer};
use jiff::SignedDuration;

use crate::stage::{Stage, noon, render};

fn finished() -> Render {
    render(1, "Launch", RenderStage::Completed, 30)
}

fn stage_with(row: Render) -> Stage {
    let mut stage = Stage::ready(80, 24);
    stage.reply(Reply::Renders(Ok(vec![row])));
    stage.press("4");
    stage.effects.clear();
    stage
}

#[test]
fn a_video_with_subtitles_says_so_in_its_row() {
    let mut row = finished();
    let screen = stage_with(row.clone()).screen();
    assert!(screen.contains(" · launch-teaser.mp4") && !screen.contains(" + ."), "{screen}");
    row.subtitles.file = Some("/films/launch-teaser.ass".into());
    let screen = stage_with(row).screen();
    assert!(screen.contains(" · launch-teaser.mp4 + .ass"), "{screen}");
}

/// The effects so far, without the timer that ends a message.
fn sent(stage: &mut Stage) -> Vec<Effect> {
    let is_message = |effect: &Effect| matches!(effect, Effect::Wake(_, Timer::News(_)));
    std::mem::take(&mut stage.effects).into_iter().filter(|effect| !is_message(effect)).collect()
}

fn asked(effects: &[Effect]) -> usize {
    let is_it = |effect: &&Effect| matches!(effect, Effect::Request(_, Request::Ask { .. }));
    effects.iter().filter(is_it).count()
}

fn wanted(effects: &[Effect]) -> usize {
    let is_it = |effect: &&Effect| matches!(effect, Effect::Request(_, Request::Deliver { .. }));
    effects.iter().filter(is_it).count()
}

/// A video that ended so long ago, of which the link alone is known.
fn linked(hours: i64) -> Render {
    Render { file: None, ended: Some(noon() - SignedDuration::from_hours(hours)), ..finished() }
}

fn news(stage: &Stage) -> &str {
    stage.app.studio.news.as_ref().map_or("", |news| &news.text)
}

const OLD: &str = "https://files.example/film.mp4?Expires=1";
const NEW: &str = "https://files.example/film.mp4?Expires=2";

#[test]
fn a_young_link_is_opened_and_copied_at_once() {
    let mut stage = stage_with(linked(24));
    let shown = Request::Show(Target::Link(OLD.to_owned()));
    for key in ["<Enter>", "o"] {
        stage.press(key);
        assert!(stage.requests().any(|request| *request == shown) && asked(&sent(&mut stage)) == 0, "{key}");
    }
    stage.press("y");
    assert_eq!(sent(&mut stage), [Effect::Copy(OLD.to_owned())]);
}

#[test]
fn an_old_link_is_renewed_before_it_is_opened_or_copied() {
    for (key, expected) in [
        ("<Enter>", Request::Show(Target::Link(NEW.to_owned()))),
        ("o", Request::Show(Target::Link(NEW.to_owned()))),
        ("y", Request::Renders),
    ] {
        let mut stage = stage_with(linked(7 * 24));
        stage.app.studio.download = false;
        stage.press(key);
        assert_eq!(news(&stage), "The link may have expired: requesting a new one …");
        let effects = sent(&mut stage);
        assert_eq!((asked(&effects), effects.len()), (1, 1), "{key}: {effects:?}");
        stage.reply(Reply::Render(Box::new(Render { url: Some(NEW.to_owned()), ..linked(7 * 24) })));
        if key == "y" {
            assert!(stage.effects.contains(&Effect::Copy(NEW.to_owned())), "{:?}", stage.effects);
        } else {
            assert!(stage.requests().any(|request| *request == expected), "{key}: {:?}", stage.effects);
        }
        sent(&mut stage);
        stage.reply(Reply::Render(Box::new(linked(7 * 24))));
        assert!(!stage.requests().any(|request| matches!(request, Request::Show(_))), "wanted once");
    }
}

#[test]
fn an_old_link_that_cannot_be_renewed_is_not_opened() {
    let mut stage = stage_with(linked(7 * 24));
    stage.press("o");
    sent(&mut stage);
    stage.reply(Reply::NotAsked(RenderId(1), Fault::new("the video", FaultKind::NotFound, "")));
    assert!(news(&stage).starts_with("No new link. Not found: the video."), "{}", news(&stage));
    assert!(!stage.requests().any(|request| matches!(request, Request::Show(_))));
}

#[test]
fn the_file_needs_no_link() {
    let mut row = linked(7 * 24);
    row.file = finished().file;
    let mut stage = stage_with(row);
    stage.press("<Enter>");
    let shown = Request::Show(Target::File("/films/launch-teaser.mp4".into()));
    assert!(stage.requests().any(|request| *request == shown));
    sent(&mut stage);
    stage.press("y");
    assert_eq!(sent(&mut stage), [Effect::Copy("/films/launch-teaser.mp4".to_owned())]);
}

/// A stage where the video just came to its end and is being fetched.
fn fetching() -> Stage {
    let mut stage = stage_with(render(1, "Launch", RenderStage::Processing, 30));
    stage.reply(Reply::Render(Box::new(linked(0))));
    assert_eq!(wanted(&sent(&mut stage)), 1);
    stage
}

fn broken(kind: FaultKind) -> Reply {
    Reply::NotDelivered(RenderId(1), Fault::new("the file", kind, ""))
}

#[test]
fn a_video_that_the_network_kept_back_is_fetched_again_by_itself() {
    let mut stage = fetching();
    stage.reply(broken(FaultKind::NoConnection));
    assert!(
        news(&stage).starts_with("Launch was not downloaded yet. ") && news(&stage).contains("is retried")
    );
    stage.app.studio.news = None;
    // The timer that is out since the video was on its way.
    stage.now += SignedDuration::from_secs(10);
    stage.send(Message::Timer(Timer::Poll));
    let gone = || Reply::NotAsked(RenderId(1), Fault::new("the video", FaultKind::NoConnection, ""));
    for _ in 0..3 {
        let wakes = sent(&mut stage).iter().any(|effect| matches!(effect, Effect::Wake(_, Timer::Poll)));
        assert!(wakes, "nothing else is on its way");
        stage.now += SignedDuration::from_secs(61);
        stage.send(Message::Timer(Timer::Poll));
        assert_eq!(asked(&sent(&mut stage)), 1, "its link is renewed first");
        stage.reply(gone());
    }
    assert!(news(&stage).starts_with("The service is unreachable"), "{}", news(&stage));
    stage.now += SignedDuration::from_secs(61);
    stage.send(Message::Timer(Timer::Poll));
    sent(&mut stage);
    stage.reply(Reply::Render(Box::new(linked(0))));
    assert_eq!(news(&stage), "The service is reachable again after 3 m 03 s");
    assert_eq!(wanted(&sent(&mut stage)), 1);
    stage.app.studio.news = None;
    stage.reply(broken(FaultKind::TimedOut));
    assert_eq!(news(&stage), "", "it was told");
    stage.reply(Reply::Render(Box::new(finished())));
    stage.now += SignedDuration::from_secs(61);
    stage.send(Message::Timer(Timer::Poll));
    assert_eq!(asked(&stage.effects), 0, "it is here");
}

#[test]
fn a_video_that_found_no_room_waits_for_the_user() {
    let mut stage = fetching();
    let what = "The video needs 812 MB, 300 MB free in /films";
    stage.reply(Reply::NotDelivered(RenderId(1), Fault::new("the video", FaultKind::File, what)));
    assert_eq!(news(&stage), format!("Launch was not downloaded. {what}"));
    let hint = stage.app.studio.news.as_ref().and_then(|news| news.hint.as_ref()).unwrap();
    assert_eq!((hint.keys, hint.does.as_str()), ("4 R", "tries again"));
    sent(&mut stage);
    stage.now += SignedDuration::from_hours(1);
    stage.send(Message::Timer(Timer::Poll));
    stage.reply(Reply::Renders(Ok(vec![linked(0)])));
    assert_eq!((asked(&stage.effects), wanted(&stage.effects)), (0, 0));
    stage.press("R");
    assert_eq!(asked(&sent(&mut stage)), 1);
    stage.reply(Reply::Render(Box::new(linked(0))));
    assert_eq!(wanted(&stage.effects), 1);
}

#[test]
fn a_video_that_another_program_left_is_fetched_by_the_one_that_takes_over() {
    let mut stage = stage_with(render(1, "Launch", RenderStage::Processing, 30));
    stage.reply(Reply::Watched(Ok(false)));
    stage.reply(Reply::Renders(Ok(vec![linked(0)])));
    assert_eq!(asked(&sent(&mut stage)), 0, "the other one brings it");
    stage.reply(Reply::Watched(Ok(true)));
    assert_eq!(asked(&sent(&mut stage)), 1);
    stage.reply(Reply::Render(Box::new(linked(0))));
    assert_eq!(wanted(&stage.effects), 1);
}

fn subtitles(effects: &[Effect]) -> usize {
    let is_it = |effect: &&Effect| matches!(effect, Effect::Request(_, Request::Subtitles(_)));
    effects.iter().filter(is_it).count()
}

/// A video that is here while its subtitles are still to come.
fn without_subtitles() -> Render {
    let mut row = finished();
    row.url = Some(NEW.to_owned());
    row.subtitles.are_due = true;
    row
}

#[test]
fn subtitles_on_their_way_are_not_fetched_a_second_time() {
    let mut stage = fetching();
    stage.reply(Reply::Render(Box::new(without_subtitles())));
    // What this program wrote to the ledger makes it read that again.
    stage.reply(Reply::Renders(Ok(vec![without_subtitles()])));
    stage.reply(Reply::Render(Box::new(without_subtitles())));
    stage.press("R");
    stage.reply(Reply::Render(Box::new(without_subtitles())));
    let effects = sent(&mut stage);
    assert_eq!((asked(&effects), wanted(&effects), subtitles(&effects)), (0, 0, 0));
    stage.reply(Reply::Render(Box::new(finished())));
    stage.press("R");
    assert_eq!(asked(&sent(&mut stage)), 0, "nothing is missing");
}

#[test]
fn subtitles_that_an_earlier_program_left_are_fetched_once() {
    let mut stage = Stage::ready(80, 24);
    stage.reply(Reply::Renders(Ok(vec![without_subtitles()])));
    assert_eq!(asked(&sent(&mut stage)), 1, "the link is renewed first");
    for fetched in [1, 0, 0] {
        stage.reply(Reply::Render(Box::new(without_subtitles())));
        let effects = sent(&mut stage);
        assert_eq!((wanted(&effects), subtitles(&effects)), (0, fetched));
    }
}
