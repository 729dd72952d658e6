//! What a video loses on the way, on the screen: beside the field, below it, and before the price is agreed to.

use cuecard::domain::{Dialect, Emotion, Money, Scene, Shape, TalkingStyle, Unit};
use cuecard::studio::{AccountReply, ActiveAccount, RenderRequest, Reply, Request};

use crate::support::app_harness::AppHarness;

/// A video of two scenes that says all that a video can say.
fn harness_with_all_features(dialect: Dialect, columns: u16, rows: u16) -> AppHarness {
    let mut stage = AppHarness::ready(columns, rows);
    stage.press("<Enter>2<Enter>3");
    let scene = Scene {
        emotion: Some(Emotion::Friendly),
        style: TalkingStyle::Stable,
        motion_prompt: "waves".into(),
        ..Scene::new("Hello. <break time=\"1s\"/> Welcome.")
    };
    let project = &mut stage.app.studio.project_state.project;
    project.scenes = vec![scene.clone(), scene];
    project.shape = Shape::Custom(900, 1600);
    project.captions = true;
    project.callback_url = "https://a.example/b".into();
    stage.app.studio.account.dialect = dialect;
    stage
}

#[test]
fn the_editor_counts_the_losses_that_do_not_fit_its_line() {
    let screen = harness_with_all_features(Dialect::V3, 80, 24).screen();
    assert!(screen.contains("⚑ v3: no emotions; 2 scenes are sent without · and 2 more"), "{screen}");
    let screen = harness_with_all_features(Dialect::V3, 120, 36).screen();
    assert!(screen.contains("… · and 2 more"), "the count stays where there is less room: {screen}");
    let screen = harness_with_all_features(Dialect::Generate, 80, 24).screen();
    assert!(screen.contains("Motion⚑ "), "the flag stands by the field's name: {screen}");
    assert!(screen.contains("Enhance ‹ ◉ on ›⚑"), "nothing is refined that is not sent: {screen}");
}

#[test]
fn the_price_dialog_shows_every_loss_or_says_there_are_more() {
    for rows in [24, 18, 12, 10] {
        let mut stage = harness_with_all_features(Dialect::Flat, 80, rows);
        stage.press("<C-r>");
        let screen = stage.screen();
        assert!(screen.contains("about ") && screen.contains("[ Render ]"), "{screen}");
        let shown = stage.app.studio.losses().iter().all(|loss| screen.contains(&loss.message));
        let said = screen.contains(" more lines: enlarge the window");
        assert!(shown != said, "{rows} rows: {screen}");
        assert_eq!(shown, rows > 12, "{rows} rows: {screen}");
    }
}

/// Whether a video is on its way.
fn is_submitted(stage: &AppHarness) -> bool {
    stage.requests().any(|request| matches!(request, Request::Render(RenderRequest::Submit(_))))
}

#[test]
fn an_open_price_dialog_follows_a_change_of_dialect() {
    let mut stage = harness_with_all_features(Dialect::Scenes, 80, 24);
    stage.press("<C-r>");
    assert!(!stage.screen().contains("no emotions"), "{}", stage.screen());
    stage.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::V3, None)));
    let screen = stage.screen();
    assert!(screen.contains("! v3: no emotions; 2 scenes are sent without"), "{screen}");
    assert!(screen.contains("The dialect is now v3, not scenes."), "{screen}");
    // Nobody agrees to what came while the key went down.
    stage.press("r<Enter>");
    assert!(!is_submitted(&stage) && !stage.screen().contains("[ Cancel ]"), "{}", stage.screen());
    stage.press("<C-r>");
    stage.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::V3, None)));
    assert!(stage.screen().contains("[ Render ]"), "nothing changed: {}", stage.screen());
    stage.press("<Enter>");
    let shown = stage.requests().find_map(|request| match request {
        Request::Render(RenderRequest::Submit(order)) => Some(order.shown_dialect),
        _ => None,
    });
    assert_eq!(shown, Some(Dialect::V3));
}

#[test]
fn a_price_in_another_unit_needs_a_new_confirmation() {
    let mut stage = harness_with_all_features(Dialect::V3, 80, 24);
    stage.press("<C-r>");
    stage
        .send_reply(Reply::Account(AccountReply::BalanceLoaded(Ok(Some(Money::new(9.0, Unit::Usd).into())))));
    let screen = stage.screen();
    assert!(screen.contains("The price changed.") && screen.contains("about $"), "{screen}");
    stage.press("<Enter>");
    assert!(!is_submitted(&stage));
}

#[test]
fn the_detected_dialect_is_not_kept_for_another_account() {
    let mut stage = harness_with_all_features(Dialect::V3, 120, 36);
    stage.app.studio.settings.dialect = Some(Dialect::Generate);
    stage.send_reply(Reply::Account(AccountReply::AccountSwitched(Ok(ActiveAccount::Sandbox))));
    assert_eq!(stage.app.studio.account.dialect, Dialect::Generate);
}

#[test]
fn a_long_address_hides_neither_api_version_nor_balance() {
    for columns in [80, 64] {
        let mut stage = harness_with_all_features(Dialect::Generate, columns, 24);
        let host = "a-very-long-name-of-a-company.proxy.example:65535".to_owned();
        stage.app.studio.account.active = ActiveAccount::Live { host: Some(host) };
        let screen = stage.screen();
        let header = screen.lines().next().unwrap_or_default();
        assert!(header.contains("v2-generate · 412 credits"), "{header}");
        assert!(header.contains("unsaved"), "{header}");
    }
}
