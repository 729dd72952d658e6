//! Status messages: when they end, and which keys their hints name.

use cuecard::app::{App, Message};
use cuecard::command::Key;
use cuecard::domain::{Error, ErrorKind, PictureNote, RenderStage, VoiceId};
use cuecard::studio::{
    ActiveAccount, CatalogReply, DownloadReply, Effect, OpenTarget, PhotoReply, ProjectReply, Reconciliation,
    RenderReply, RenderRequest, Reply, Request, Severity, Studio, Timer,
};
use cuecard::widgets::Theme;
use jiff::SignedDuration;

use crate::support::app_harness::{AppHarness, fixed_now, render};

/// The pending message timers.
fn message_timers(harness: &AppHarness) -> Vec<Timer> {
    let wake = |effect: &Effect| match effect {
        Effect::StartTimer(_, timer @ Timer::StatusMessage(_)) => Some(*timer),
        _ => None,
    };
    harness.effects.iter().filter_map(wake).collect()
}

fn fire_message_timers(harness: &mut AppHarness) {
    let timers = message_timers(harness);
    harness.effects.retain(|effect| !matches!(effect, Effect::StartTimer(_, Timer::StatusMessage(_))));
    harness.now += SignedDuration::from_secs(6);
    for timer in timers {
        harness.send(Message::Timer(timer));
    }
}

#[test]
fn the_saved_message_ends_when_the_project_changes() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>Hello<C-s><Enter>");
    harness.answer_saves();
    assert!(harness.shows("Saved ") && !harness.shows("●"), "{}", harness.screen());
    harness.press("!");
    assert!(!harness.shows("Saved ") && harness.shows("●"), "{}", harness.screen());
    // Typed while the disk was busy.
    harness.press("<C-s>?");
    harness.answer_saves();
    harness.assert_shows("later changes are unsaved");
}

#[test]
fn the_deletion_message_ends_when_the_scene_is_restored() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one<Esc>ntwo<Esc>x");
    harness.assert_shows("Scene 2 was deleted · Ctrl-z undoes it");
    harness.press("<C-z>");
    assert!(!harness.shows("was deleted"), "{}", harness.screen());
}

#[test]
fn the_playing_message_ends_with_the_sample() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("2 ");
    harness.assert_shows("Playing a sample of Rachel");
    harness.send_reply(Reply::Catalog(CatalogReply::SampleEnded(VoiceId::new("voice0"), Ok(()))));
    assert!(!harness.shows("Playing"), "{}", harness.screen());
    harness.press(" ");
    harness.assert_shows("Playing");
    harness.press(" ");
    assert!(!harness.shows("Playing"), "stopped: {}", harness.screen());
}

#[test]
fn a_success_message_expires_with_a_single_timer() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<C-z>");
    assert!(harness.shows("Nothing to undo"));
    // More messages need no more timers.
    harness.press("<C-z><C-y><C-z>");
    assert_eq!(message_timers(&harness).len(), 1);
    fire_message_timers(&mut harness);
    assert!(harness.shows("Nothing to undo"), "a newer message has its own time");
    assert_eq!(message_timers(&harness).len(), 1);
    fire_message_timers(&mut harness);
    assert!(!harness.shows("Nothing to undo"), "{}", harness.screen());
    assert_eq!(message_timers(&harness).len(), 0, "no timer remains");
}

#[test]
fn an_error_message_stays_until_it_could_be_read() {
    let mut harness = AppHarness::ready(80, 24);
    harness.send_reply(Reply::TaskFailed(Error::new("the disk", ErrorKind::TimedOut, "")));
    assert_eq!(message_timers(&harness).len(), 0);
    let what = Error::new("the disk", ErrorKind::TimedOut, "").summary();
    harness.press("3<Enter>Hello");
    harness.assert_shows(&what);
    harness.now += SignedDuration::from_secs(5);
    assert!(harness.shows(&what), "nobody was there to read it");
    harness.press("!");
    assert!(!harness.shows(&what), "{}", harness.screen());
}

#[test]
fn typing_does_not_dismiss_an_unsolicited_message() {
    let mut harness = AppHarness::ready(80, 24);
    harness.load_renders(vec![render(7, "Reel", RenderStage::Processing, 9)]);
    harness.press("3<Enter>Hello");
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(render(
        7,
        "Reel",
        RenderStage::Completed,
        9,
    )))));
    harness.press(" missing");
    harness.assert_shows("Reel is finished");
    fire_message_timers(&mut harness);
    assert!(!harness.shows("Reel is finished"), "{}", harness.screen());
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
        let mut harness = AppHarness::ready(160, 50);
        harness.load_renders(vec![render(7, "Reel", RenderStage::Processing, 9)]);
        harness.press(keys);
        harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(render(
            7,
            "Reel",
            RenderStage::Completed,
            9,
        )))));
        assert!(harness.shows(&format!("Reel is finished ·{hint}")), "{keys}: {}", harness.screen());
        // The keys that it names lead there.
        let way = hint.trim().trim_end_matches(" shows it").replace("Esc", "<Esc>").replace(' ', "");
        let project = harness.app.studio.project_state.project.clone();
        harness.press(&way).press("d");
        assert!(
            harness
                .requests()
                .any(|request| matches!(request, Request::Render(RenderRequest::LoadDetails(_)))),
            "{keys}"
        );
        assert_eq!(harness.app.studio.project_state.project, project, "{keys}");
    }
}

#[test]
fn a_hint_that_leads_to_the_focused_pane_is_left_out() {
    let mut harness = AppHarness::ready(120, 36);
    harness.press("4");
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(render(
        1,
        "Reel",
        RenderStage::Pending,
        0,
    )))));
    assert!(harness.shows("Reel was accepted") && !harness.shows("shows the queue"), "{}", harness.screen());
    harness.press("3");
    harness.assert_shows("Reel was accepted · 4 shows the queue");
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
    let mut harness = AppHarness::ready(80, 24);
    harness.send_reply(broken());
    harness.send_reply(Reply::Download(DownloadReply::OpenedExternally(
        OpenTarget::Link("https://a.example".into()),
        Ok(()),
    )));
    assert!(harness.shows(&what) && harness.shows("Opened"), "{}", harness.screen());
    fire_message_timers(&mut harness);
    assert!(harness.shows(&what) && !harness.shows("Opened"), "{}", harness.screen());
    harness.press("3");
    assert!(!harness.shows(&what), "it could be read: {}", harness.screen());
    // The newer message ends with the sample, or with an edit.
    let mut harness = AppHarness::ready(80, 24);
    harness.send_reply(broken());
    harness.press("2 ");
    harness.assert_shows("Playing");
    harness.send_reply(Reply::Catalog(CatalogReply::SampleEnded(VoiceId::new("voice0"), Ok(()))));
    assert!(harness.shows(&what) && !harness.shows("Playing"), "{}", harness.screen());
    harness.press("3<C-z>");
    harness.assert_shows("Nothing to undo");
    harness.press("n");
    assert!(harness.shows(&what) && !harness.shows("Nothing"), "{}", harness.screen());
}

#[test]
fn an_unread_warning_stays_beside_a_newer_message() {
    let mut harness = AppHarness::ready(80, 24);
    harness.send_reply(Reply::Project(ProjectReply::Autosaved(Err(Error::new(
        "the disk",
        ErrorKind::TimedOut,
        "",
    )))));
    harness.send_reply(Reply::Download(DownloadReply::OpenedExternally(
        OpenTarget::Link("https://a.example".into()),
        Ok(()),
    )));
    assert!(harness.shows("only in memory") && harness.shows("Opened"), "{}", harness.screen());
    harness.send_reply(Reply::Project(ProjectReply::Autosaved(Ok(()))));
    assert!(!harness.shows("only in memory") && harness.shows("Opened"), "{}", harness.screen());
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
        let mut harness = AppHarness::ready(80, 24);
        harness.press("3<Enter>Hello");
        harness.send_reply(reply);
        harness.press(" missing");
        assert!(harness.shows(what), "{what}: {}", harness.screen());
        fire_message_timers(&mut harness);
        assert!(!harness.shows(what), "{what}: {}", harness.screen());
    }
}

#[test]
fn a_message_that_is_cut_is_shown_in_full_by_a_key() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>");
    let notes: Vec<String> =
        (1..=9).map(|number| format!("**Tone {number}** (warm and friendly): a")).collect();
    let pasted = format!(
        "---\nauthor: Ada\nreviewer: Bob, who reads all of it\n---\n\n# Tea\n\n## The first part of the plan\n\nOne *two* [link](https://example.com).\n\n         ## The second part of the plan\n\n| a | table |\n|---|---|\n| of | words |\n\n![cat](cat.png) Two. [B-ROLL: an empty office at night]\n\n         ## The third part\n\nTarget: soon\n\n{}\n\nDuration: 60 seconds",
        notes.join("\n\n")
    );
    harness.send(Message::Paste(pasted));
    harness.press("<A-q>");
    harness.assert_shows("Made 10 scenes of scene 1");
    harness.assert_shows("… · F6 shows all of it");
    let text = harness.app.studio.status_line.current.as_ref().map(|message| message.text.clone()).unwrap();
    let end: String = text.chars().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect();
    let last_words = end.rsplit(' ').next().unwrap_or_default();
    assert!(!harness.shows(last_words), "{last_words}: {}", harness.screen());
    harness.press("<F6>");
    harness.assert_shows("Messages, the newest first");
    harness.assert_shows(last_words);
    harness.press("<Esc>");
    harness.assert_shows("F6 shows all of it");
    for (columns, rows) in [(20, 6), (40, 8), (1, 1)] {
        harness.send(Message::Resize(columns, rows));
        harness.press("<F6><Esc>");
    }
}

#[test]
fn the_last_messages_are_shown_with_their_keys_also_over_the_table_read() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("<F6>");
    harness.assert_shows("No messages yet.");
    harness.press("<Esc>3<Enter>One.<A-n>Two.<Esc><C-x>");
    harness.assert_shows("Nothing is selected");
    harness.press("<C-t><F6>");
    harness.assert_shows("Nothing is selected · Shift-↓ selects scenes");
    harness.assert_shows("Scene 2 has the options of scene 1");
    assert!(!harness.shows("No messages yet"), "{}", harness.screen());
}
