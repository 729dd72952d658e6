//! Dialogs about money: only a deliberate answer counts.

use cuecard::app::Message;
use cuecard::command::{Key, KeyCode};
use cuecard::domain::{Dialect, Error, ErrorKind, Money, PictureKeyChoice, RenderId, RenderStage, Unit};
use cuecard::studio::{
    AccountReply, Effect, PhotoRequest, PictureKeyRefusal, ProjectReply, ProjectRequest, RenderReply,
    RenderRequest, Reply, Request, SpeechRequest, Timer,
};

use crate::support::app_harness::{AppHarness, render};

const REFUSED_DIALECT_TEXT: &str = "does not accept the dialect";

/// A project that can be rendered, with the cursor in its script.
fn harness_with_written_project() -> AppHarness {
    let mut harness = AppHarness::ready(120, 40);
    harness.write_project("Hello there, and welcome here.");
    harness
}

fn count_paid_requests(harness: &AppHarness) -> usize {
    let pays = |request: &&Request| {
        use RenderRequest::{ResendIdempotently, SendAsNewRender, SendQueued, Submit};
        match request {
            Request::Render(request) => {
                matches!(request, Submit(_) | SendAsNewRender(_) | SendQueued(_) | ResendIdempotently(_))
            }
            Request::Photo(request) => {
                matches!(request, PhotoRequest::TrainGroup(_) | PhotoRequest::GenerateLooks(_))
            }
            Request::Speech(request) => matches!(request, SpeechRequest::Speak(_)),
            _ => false,
        }
    };
    harness.requests().filter(pays).count()
}

fn key_message(code: KeyCode) -> Message {
    Message::Key(Key::plain(code))
}

#[test]
fn a_price_is_confirmed_with_arrows_and_enter() {
    let mut harness = harness_with_written_project();
    harness.press("<C-r><Right><Left><Enter>");
    assert_eq!(count_paid_requests(&harness), 1);
    let mut harness = harness_with_written_project();
    harness.press("<C-r><Tab><S-Tab><Enter>");
    assert_eq!(count_paid_requests(&harness), 1);
}

#[test]
fn a_burst_of_keys_confirms_nothing() {
    for keys in ["<C-r><Enter><C-r>r", "<C-r>r", "<C-r><Enter>", "<C-r><Right><Left><Enter>"] {
        let mut harness = harness_with_written_project();
        harness.send_burst(keys);
        harness.fire_dialog_timers();
        assert_eq!(count_paid_requests(&harness), 0, "{keys}");
        assert!(harness.screen().contains("about 0.7 credits"), "{keys}: it asks: {}", harness.screen());
    }
}

#[test]
fn a_dialog_ignores_keys_until_it_was_shown_for_a_moment() {
    let mut harness = harness_with_written_project();
    harness.send(Message::Key(Key::ctrl('r')));
    // Not drawn yet, then just drawn.
    harness.send(key_message(KeyCode::Enter));
    harness.effects.extend(harness.app.handle_frame_drawn());
    harness.assert_shows("wait a moment …");
    assert!(!harness.screen().lines().last().unwrap().contains("Enter confirm"), "{}", harness.screen());
    harness.send(key_message(KeyCode::Enter));
    assert_eq!(count_paid_requests(&harness), 0);
    // The wait restarts: the timer of the first frame has no effect.
    let wakes: Vec<Timer> = harness
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::StartTimer(_, timer @ Timer::Dialog(_)) => Some(*timer),
            _ => None,
        })
        .collect();
    harness.effects.extend(harness.app.handle_frame_drawn());
    for timer in wakes {
        harness.send(Message::Timer(timer));
    }
    harness.send(key_message(KeyCode::Enter));
    assert_eq!(count_paid_requests(&harness), 0);
    harness.fire_dialog_timers();
    assert!(harness.screen().lines().last().unwrap().contains("Enter confirm"), "{}", harness.screen());
    harness.press("<Enter>");
    assert_eq!(count_paid_requests(&harness), 1);
}

#[test]
fn holding_the_key_that_opens_a_dialog_does_not_confirm_it() {
    for stage_of in [RenderStage::Unconfirmed, RenderStage::Failed, RenderStage::Canceled] {
        let mut harness = AppHarness::ready(120, 40);
        harness.load_renders(vec![render(7, "Reel", stage_of, 9)]);
        harness.press("4ssssssssss");
        assert_eq!(count_paid_requests(&harness), 0, "{stage_of:?}");
        assert!(harness.screen().contains("about 16 credits"), "{stage_of:?}: {}", harness.screen());
        harness.press("<Enter>");
        assert_eq!(count_paid_requests(&harness), 0, "{stage_of:?}: it is back on what does nothing");
        harness.press("s");
        let is_chosen = harness.screen().contains("[ Send ]");
        harness.press(if is_chosen { "<Enter>" } else { "<Left><Enter>" });
        assert_eq!(count_paid_requests(&harness), 1, "{stage_of:?}");
        let resend = Request::Render(RenderRequest::SendAsNewRender(RenderId(7)));
        assert!(harness.requests().any(|request| *request == resend), "{stage_of:?}");
    }
    // Enter in the palette and in the workshop.
    let mut harness = harness_with_written_project();
    harness.press("<C-p>render the<Enter>");
    harness.assert_shows("[ Cancel ]");
    harness.press("<Enter>");
    assert_eq!(count_paid_requests(&harness), 0);
    let mut harness = AppHarness::ready(120, 40);
    harness.press("wAt sea<Enter>");
    harness.assert_shows("[ Cancel ]");
    harness.press("<Enter>");
    assert_eq!(count_paid_requests(&harness), 0);
    harness.press("<Enter><Left><Enter>");
    assert_eq!(count_paid_requests(&harness), 1);
}

#[test]
fn a_paste_confirms_nothing_bracketed_or_not() {
    for text in ["r", "\r", "s\r", "\t\r", "Render\rn\r", "1\r4\r"] {
        let mut harness = harness_with_written_project();
        harness.press("<C-r>");
        harness.send(Message::Paste(text.to_owned()));
        harness.send_burst(&text.replace('\r', "<Enter>").replace('\t', "<Tab>"));
        harness.send(Message::Typed(text.to_owned()));
        harness.fire_dialog_timers();
        harness.send_burst(&format!("<Enter>{text}"));
        harness.fire_dialog_timers();
        assert_eq!(count_paid_requests(&harness), 0, "{text:?}");
        // Typing selects Cancel, where Enter sends nothing.
        harness.press("x<Enter>");
        assert_eq!(count_paid_requests(&harness), 0, "{text:?}");
    }
}

#[test]
fn an_unsolicited_dialog_waits_until_the_user_stops_typing() {
    let mut harness = harness_with_written_project();
    let reply = harness.dialect_refused_reply();
    harness.app.studio.status_line.current = None;
    harness.send(Message::Reply(cuecard::studio::RequestId(u64::MAX), reply));
    let screen = harness.screen();
    assert!(screen.contains("A dialog is waiting") && !screen.contains(REFUSED_DIALECT_TEXT), "{screen}");
    // Text, digits and pastes still go into the script.
    for c in " 4 and 1\u{e9}".chars() {
        harness.send(Message::Key(Key::char(c)));
    }
    harness.send(Message::Paste(" pasted".to_owned()));
    harness.send(Message::Typed(" typed".to_owned()));
    harness.fire_dialog_timers();
    harness.assert_shows(REFUSED_DIALECT_TEXT);
    assert_eq!(
        harness.app.studio.project_state.project.scenes[0].trimmed_script(),
        "Hello there, and welcome here. 4 and 1\u{e9} pasted typed"
    );
    assert_eq!(count_paid_requests(&harness), 0);
}

#[test]
fn an_unsolicited_dialog_ignores_keys_for_a_second_and_text_always() {
    let mut harness = harness_with_written_project();
    harness.now += jiff::SignedDuration::from_secs(60);
    let reply = harness.dialect_refused_reply();
    harness.send(Message::Reply(cuecard::studio::RequestId(u64::MAX), reply));
    let waits = harness.app.handle_frame_drawn();
    assert!(
        matches!(waits[..], [Effect::StartTimer(wait, Timer::Dialog(_))] if wait.as_millis() >= 1000),
        "{waits:?}"
    );
    harness.effects.extend(waits);
    assert!(harness.screen().contains("wait a moment …"), "it is there at once: {}", harness.screen());
    // Within the second, typed keys (also Enter) go into the script and the dialog is shown again.
    for code in [KeyCode::Char('!'), KeyCode::Enter, KeyCode::Char('4')] {
        harness.send(key_message(code));
        assert!(!harness.screen().contains(REFUSED_DIALECT_TEXT), "{}", harness.screen());
    }
    harness.fire_dialog_timers();
    harness.assert_shows("[ Cancel ]");
    harness.press("5");
    assert!(harness.screen().contains(REFUSED_DIALECT_TEXT), "it is back: {}", harness.screen());
    assert!(harness.app.studio.project_state.project.scenes[0].trimmed_script().ends_with("here.!\n45"));
    assert_eq!(count_paid_requests(&harness), 0);
    harness.press("<Enter>");
    assert!(!harness.screen().contains(REFUSED_DIALECT_TEXT), "{}", harness.screen());
    assert_eq!(count_paid_requests(&harness), 0, "Cancel");
    let reply = harness.dialect_refused_reply();
    harness.send_reply(reply);
    harness.press("<Right><Enter>");
    assert_eq!(count_paid_requests(&harness), 1, "by arrows and Enter");
}

#[test]
fn every_unsolicited_dialog_ignores_the_keys_of_the_panes() {
    let mut harness = harness_with_written_project();
    harness.press("<Esc><Esc>");
    let order = || {
        Box::new(harness.app.studio.prepare_render(harness.app.studio.project_state.project.spec().unwrap()))
    };
    let unknown = PictureKeyRefusal {
        render: *order(),
        error: Error::new("the render", ErrorKind::PictureKey, "no such key"),
        key_choice: PictureKeyChoice::Auto,
        can_upload: true,
    };
    let replies = [
        Reply::Render(RenderReply::PictureKeysRefused(unknown.into())),
        Reply::Render(RenderReply::ReconfirmationNeeded(order(), Dialect::V3)),
        harness.dialect_refused_reply(),
    ];
    for reply in replies {
        harness.send_reply(reply);
        harness.assert_shows("[ Cancel ]");
        harness.press("1234srdm");
        harness.assert_shows("[ Cancel ]");
        harness.press("<Esc>");
        assert_eq!(count_paid_requests(&harness), 0);
    }
}

#[test]
fn a_price_that_changes_in_an_open_dialog_must_be_confirmed_again() {
    let mut harness = harness_with_written_project();
    harness.press("<C-r>");
    let request = cuecard::studio::RequestId(u64::MAX);
    let balance = Money::new(5.0, Unit::Usd).into();
    harness.send(Message::Reply(request, Reply::Account(AccountReply::BalanceLoaded(Ok(Some(balance))))));
    harness.effects.extend(harness.app.handle_frame_drawn());
    for _ in 0..3 {
        harness.send(key_message(KeyCode::Left));
        harness.send(key_message(KeyCode::Enter));
    }
    assert_eq!(count_paid_requests(&harness), 0);
    harness.fire_dialog_timers();
    harness.assert_shows("The price changed");
    harness.press("<Enter>");
    assert_eq!(count_paid_requests(&harness), 0, "Cancel is chosen");
}

#[test]
fn typing_does_not_overwrite_a_file_that_changed_on_disk() {
    let mut harness = harness_with_written_project();
    harness.app.studio.project_state.path = Some("/p/launch.toml".into());
    harness.press("<C-s>");
    harness.effects.clear();
    let clash = Reply::Project(ProjectReply::Saved(
        "/p/launch.toml".into(),
        Ok(cuecard::studio::SaveResult::ChangedOnDisk),
    ));
    harness.send(Message::Reply(cuecard::studio::RequestId(u64::MAX), clash));
    harness.press("wsw");
    assert!(harness.app.studio.project_state.project.scenes[0].trimmed_script().ends_with("wsw"));
    assert!(
        !harness.requests().any(|request| matches!(request, Request::Project(ProjectRequest::Save { .. })))
    );
    harness.assert_shows("Another program changed the file");
}
