//! Messages: they end with what they tell of, and their hints name keys that work where the keys go.

use cuecard::app::{App, Message};
use cuecard::command::Key;
use cuecard::domain::{Error, ErrorKind, PictureNote, Stage as RenderStage, VoiceId};
use cuecard::studio::{
    ActiveAccount, CatalogReply, DownloadReply, Effect, OpenTarget, PhotoReply, ProjectReply, ProjectRequest,
    Reconciliation, RenderReply, RenderRequest, Reply, Request, SaveResult, Severity, Studio, Timer,
};
use cuecard::widgets::Theme;
use jiff::SignedDuration;

use crate::support::app_harness::{AppHarness, fixed_now, render};

fn shows(stage: &AppHarness, what: &str) -> bool {
    stage.screen().contains(what)
}

/// The timers of messages that are out.
fn message_timers(stage: &AppHarness) -> Vec<Timer> {
    let wake = |effect: &Effect| match effect {
        Effect::StartTimer(_, timer @ Timer::StatusMessage(_)) => Some(*timer),
        _ => None,
    };
    stage.effects.iter().filter_map(wake).collect()
}

fn fire_message_timers(stage: &mut AppHarness) {
    let timers = message_timers(stage);
    stage.effects.retain(|effect| !matches!(effect, Effect::StartTimer(_, Timer::StatusMessage(_))));
    stage.now += SignedDuration::from_secs(6);
    for timer in timers {
        stage.send(Message::Timer(timer));
    }
}

fn answer_saves(stage: &mut AppHarness) {
    stage.answer_requests(|request| match request {
        Request::Project(ProjectRequest::Save { path, .. }) => {
            Some(Reply::Project(ProjectReply::Saved(path.clone(), Ok(SaveResult::Written))))
        }
        _ => None,
    });
}

#[test]
fn the_saved_message_ends_when_the_project_changes() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("3<Enter>Hello<C-s><Enter>");
    answer_saves(&mut stage);
    assert!(shows(&stage, "Saved ") && !shows(&stage, "unsaved"), "{}", stage.screen());
    stage.press("!");
    assert!(!shows(&stage, "Saved ") && shows(&stage, "unsaved"), "{}", stage.screen());
    // Typed while the disk was busy.
    stage.press("<C-s>?");
    answer_saves(&mut stage);
    assert!(shows(&stage, "later changes are unsaved"), "{}", stage.screen());
}

#[test]
fn the_deletion_message_ends_when_the_scene_is_restored() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("3<Enter>one<Esc>ntwo<Esc>x");
    assert!(shows(&stage, "Scene 2 was deleted · Ctrl-z restores it"), "{}", stage.screen());
    stage.press("<C-z>");
    assert!(!shows(&stage, "was deleted"), "{}", stage.screen());
}

#[test]
fn the_playing_message_ends_with_the_sample() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("2 ");
    assert!(shows(&stage, "Playing a sample of Rachel"), "{}", stage.screen());
    stage.send_reply(Reply::Catalog(CatalogReply::SampleEnded(VoiceId::new("voice0"), Ok(()))));
    assert!(!shows(&stage, "Playing"), "{}", stage.screen());
    stage.press(" ");
    assert!(shows(&stage, "Playing"), "{}", stage.screen());
    stage.press(" ");
    assert!(!shows(&stage, "Playing"), "stopped: {}", stage.screen());
}

#[test]
fn a_success_message_expires_with_a_single_timer() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("3<C-z>");
    assert!(shows(&stage, "Nothing to undo"));
    // More messages need no more timers.
    stage.press("<C-z><C-y><C-z>");
    assert_eq!(message_timers(&stage).len(), 1);
    fire_message_timers(&mut stage);
    assert!(shows(&stage, "Nothing to undo"), "a newer one has its own time");
    assert_eq!(message_timers(&stage).len(), 1);
    fire_message_timers(&mut stage);
    assert!(!shows(&stage, "Nothing to undo"), "{}", stage.screen());
    assert_eq!(message_timers(&stage).len(), 0, "and then nothing wakes");
}

#[test]
fn an_error_message_stays_until_it_could_be_read() {
    let mut stage = AppHarness::ready(80, 24);
    stage.send_reply(Reply::TaskFailed(Error::new("the disk", ErrorKind::TimedOut, "")));
    assert_eq!(message_timers(&stage).len(), 0);
    let what = Error::new("the disk", ErrorKind::TimedOut, "").summary();
    stage.press("3<Enter>Hello");
    assert!(shows(&stage, &what), "{}", stage.screen());
    stage.now += SignedDuration::from_secs(5);
    assert!(shows(&stage, &what), "nobody was there to read it");
    stage.press("!");
    assert!(!shows(&stage, &what), "{}", stage.screen());
}

#[test]
fn typing_does_not_dismiss_an_unsolicited_message() {
    let mut stage = AppHarness::ready(80, 24);
    stage.send_reply(Reply::Render(RenderReply::Loaded(Ok(vec![render(
        7,
        "Reel",
        RenderStage::Processing,
        9,
    )]))));
    stage.press("3<Enter>Hello");
    stage.send_reply(Reply::Render(RenderReply::Changed(Box::new(render(
        7,
        "Reel",
        RenderStage::Completed,
        9,
    )))));
    stage.press(" there");
    assert!(shows(&stage, "Reel is finished"), "{}", stage.screen());
    fire_message_timers(&mut stage);
    assert!(!shows(&stage, "Reel is finished"), "{}", stage.screen());
}

#[test]
fn a_message_hint_names_keys_that_work_from_the_focused_field() {
    for (keys, hint) in [
        ("3", " 4 shows it"),
        ("3<Enter>Hello", " Esc 4 shows it"),
        ("1/a", " Esc 4 shows it"),
        ("e", " Esc 4 shows it"),
        ("3<Enter>Hello<C-p>", " Esc Esc 4 shows it"),
    ] {
        let mut stage = AppHarness::ready(160, 50);
        stage.send_reply(Reply::Render(RenderReply::Loaded(Ok(vec![render(
            7,
            "Reel",
            RenderStage::Processing,
            9,
        )]))));
        stage.press(keys);
        stage.send_reply(Reply::Render(RenderReply::Changed(Box::new(render(
            7,
            "Reel",
            RenderStage::Completed,
            9,
        )))));
        assert!(shows(&stage, &format!("Reel is finished ·{hint}")), "{keys}: {}", stage.screen());
        // The keys that it names lead there.
        let way = hint.trim().trim_end_matches(" shows it").replace("Esc", "<Esc>").replace(' ', "");
        let project = stage.app.studio.project_state.project.clone();
        stage.press(&way).press("d");
        assert!(
            stage.requests().any(|request| matches!(request, Request::Render(RenderRequest::LoadDetails(_)))),
            "{keys}"
        );
        assert_eq!(stage.app.studio.project_state.project, project, "{keys}");
    }
}

#[test]
fn a_hint_that_leads_to_the_focused_pane_is_left_out() {
    let mut stage = AppHarness::ready(120, 36);
    stage.press("4");
    stage.send_reply(Reply::Render(RenderReply::Changed(Box::new(render(
        1,
        "Reel",
        RenderStage::Pending,
        0,
    )))));
    assert!(shows(&stage, "Reel was accepted") && !shows(&stage, "shows the queue"), "{}", stage.screen());
    stage.press("3");
    assert!(shows(&stage, "Reel was accepted · 4 shows the queue"), "{}", stage.screen());
}

#[test]
fn the_next_step_names_keys_that_work_from_the_focused_field() {
    let mut stage = AppHarness::ready(80, 24);
    assert!(shows(&stage, "Next: Enter choose a photo"), "{}", stage.screen());
    stage.press("3<Enter>Hello");
    assert!(shows(&stage, "Next: Esc 1 choose a photo"), "{}", stage.screen());
    stage.press("<Esc>e");
    assert!(!shows(&stage, "Next: "), "the settings are open: {}", stage.screen());
}

#[test]
fn an_error_before_the_first_screen_stays_until_it_could_be_read() {
    let mut studio = Studio::new(ActiveAccount::Sandbox);
    studio.report(Severity::Error, "cap_dya is not a setting");
    let mut app = App::new(studio, Theme::default());
    let mut now = fixed_now();
    app.start(now, None);
    for (seconds, is_there) in [(1, true), (5, false)] {
        now += SignedDuration::from_secs(seconds);
        app.update(now, Message::Key(Key::char('j')));
        assert_eq!(app.studio.status_line.current.is_some(), is_there, "after {seconds} s");
    }
}

#[test]
fn an_unread_error_is_shown_again_when_a_newer_message_ends() {
    let broken = || Reply::TaskFailed(Error::new("the disk", ErrorKind::TimedOut, ""));
    let what = Error::new("the disk", ErrorKind::TimedOut, "").summary();
    let mut stage = AppHarness::ready(80, 24);
    stage.send_reply(broken());
    stage.send_reply(Reply::Download(DownloadReply::OpenedExternally(
        OpenTarget::Link("https://a.example".into()),
        Ok(()),
    )));
    assert!(shows(&stage, &what) && shows(&stage, "Opened"), "{}", stage.screen());
    fire_message_timers(&mut stage);
    assert!(shows(&stage, &what) && !shows(&stage, "Opened"), "{}", stage.screen());
    stage.press("3");
    assert!(!shows(&stage, &what), "it could be read: {}", stage.screen());
    // The newer one ends with what it tells of, or with an edit.
    let mut stage = AppHarness::ready(80, 24);
    stage.send_reply(broken());
    stage.press("2 ");
    assert!(shows(&stage, "Playing"), "{}", stage.screen());
    stage.send_reply(Reply::Catalog(CatalogReply::SampleEnded(VoiceId::new("voice0"), Ok(()))));
    assert!(shows(&stage, &what) && !shows(&stage, "Playing"), "{}", stage.screen());
    stage.press("3<C-z>");
    assert!(shows(&stage, "Nothing to undo"), "{}", stage.screen());
    stage.press("n");
    assert!(shows(&stage, &what) && !shows(&stage, "Nothing"), "{}", stage.screen());
}

#[test]
fn an_unread_warning_stays_beside_a_newer_message() {
    let mut stage = AppHarness::ready(80, 24);
    stage.send_reply(Reply::Project(ProjectReply::Autosaved(Err(Error::new(
        "the disk",
        ErrorKind::TimedOut,
        "",
    )))));
    stage.send_reply(Reply::Download(DownloadReply::OpenedExternally(
        OpenTarget::Link("https://a.example".into()),
        Ok(()),
    )));
    assert!(shows(&stage, "only in memory") && shows(&stage, "Opened"), "{}", stage.screen());
    stage.send_reply(Reply::Project(ProjectReply::Autosaved(Ok(()))));
    assert!(!shows(&stage, "only in memory") && shows(&stage, "Opened"), "{}", stage.screen());
}

#[test]
fn a_success_message_of_a_reply_ends_by_time_and_not_by_typing() {
    let found = Reconciliation { is_listing_supported: true, found: 1, awaiting_listing: 0 };
    let link = OpenTarget::Link("https://a.example".into());
    for (reply, what) in [
        (Reply::Download(DownloadReply::OpenedExternally(link, Ok(()))), "Opened https"),
        (Reply::Render(RenderReply::Reconciled(Ok(found))), "An unconfirmed render was found"),
        (
            Reply::Photo(PhotoReply::PictureChecked("me.png".into(), vec![PictureNote::LocationRemoved])),
            "me.png: ",
        ),
    ] {
        let mut stage = AppHarness::ready(80, 24);
        stage.press("3<Enter>Hello");
        stage.send_reply(reply);
        stage.press(" there");
        assert!(shows(&stage, what), "{what}: {}", stage.screen());
        fire_message_timers(&mut stage);
        assert!(!shows(&stage, what), "{what}: {}", stage.screen());
    }
}
