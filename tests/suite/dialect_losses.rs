//! Losses of a dialect on the screen: beside the field, below it, and in the price dialog.

use cuecard::domain::{
    Captions, Dialect, Emotion, Money, PhotoId, Scene, Shape, Speaker, TalkingStyle, Unit,
};
use cuecard::studio::{AccountReply, ActiveAccount, Edit, EditKind, RenderRequest, Reply, Request};

use crate::support::app_harness::AppHarness;

/// A project of two scenes that uses every feature.
fn harness_with_all_features(dialect: Dialect, columns: u16, rows: u16) -> AppHarness {
    let mut harness = AppHarness::ready(columns, rows);
    harness.press("<Enter>2<Enter>3");
    let scene = Scene {
        emotion: Some(Emotion::Friendly),
        style: TalkingStyle::Stable,
        motion_prompt: "waves".into(),
        ..Scene::new("Hello. <break time=\"1s\"/> Welcome.")
    };
    let project = &mut harness.app.studio.project_state.project;
    project.scenes = vec![scene.clone(), scene];
    project.shape = Shape::Custom(900, 1600);
    project.captions = Captions::Burned;
    project.callback_url = "https://a.example/b".into();
    harness.app.studio.account.dialect = dialect;
    harness
}

#[test]
fn the_editor_counts_the_losses_that_do_not_fit_its_line() {
    let screen = harness_with_all_features(Dialect::V3, 80, 24).screen();
    assert!(screen.contains("⚑ v3: no emotions; 2 scenes are sent without · and 2 more"), "{screen}");
    let screen = harness_with_all_features(Dialect::V3, 120, 36).screen();
    assert!(screen.contains("sent without · and 2 more"), "{screen}");
    let screen = harness_with_all_features(Dialect::Generate, 80, 24).screen();
    assert!(screen.contains("⚑ waves"), "the flag stands by the motion: {screen}");
    assert!(screen.contains("enhance⚑"), "nothing is refined that is not sent: {screen}");
}

#[test]
fn the_price_dialog_shows_every_loss_or_says_there_are_more() {
    for rows in [24, 18, 12, 10] {
        let mut harness = harness_with_all_features(Dialect::Flat, 80, rows);
        harness.press("<C-r>");
        let screen = harness.screen();
        assert!(screen.contains("about ") && screen.contains("[ Render ]"), "{screen}");
        let shown = harness.app.studio.losses().iter().all(|loss| screen.contains(&loss.message));
        let is_reported = screen.contains(" more lines: PgDn");
        assert!(shown != is_reported, "{rows} rows: {screen}");
        assert_eq!(shown, rows > 12, "{rows} rows: {screen}");
        let mut seen = screen;
        while seen.contains(" more lines: PgDn") && !harness.screen().contains(" lines above: PgUp") {
            let screen = harness.press("<PgDn>").screen();
            assert!(screen.contains("[ Render ]"), "{screen}");
            seen.push_str(&screen);
        }
        assert!(harness.app.studio.losses().iter().all(|loss| seen.contains(&loss.message)), "{seen}");
    }
}

#[test]
fn an_open_price_dialog_follows_a_change_of_dialect() {
    let mut harness = harness_with_all_features(Dialect::Scenes, 80, 24);
    harness.press("<C-r>");
    assert!(!harness.screen().contains("no emotions"), "{}", harness.screen());
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::V3, None)));
    let screen = harness.screen();
    assert!(screen.contains("! v3: no emotions; 2 scenes are sent without"), "{screen}");
    assert!(screen.contains("The dialect is now v3, not scenes."), "{screen}");
    // A change that arrives with the key press is not confirmed.
    harness.press("r<Enter>");
    assert!(!harness.is_submitted() && !harness.screen().contains("[ Cancel ]"), "{}", harness.screen());
    harness.press("<C-r>");
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::V3, None)));
    assert!(harness.screen().contains("[ Render ]"), "nothing changed: {}", harness.screen());
    harness.press("<Enter>");
    let shown = harness.requests().find_map(|request| match request {
        Request::Render(RenderRequest::Submit(order)) => Some(order.shown_dialect),
        _ => None,
    });
    assert_eq!(shown, Some(Dialect::V3));
}

#[test]
fn a_price_in_another_unit_needs_a_new_confirmation() {
    let mut harness = harness_with_all_features(Dialect::V3, 80, 24);
    harness.press("<C-r>");
    harness
        .send_reply(Reply::Account(AccountReply::BalanceLoaded(Ok(Some(Money::new(9.0, Unit::Usd).into())))));
    let screen = harness.screen();
    assert!(screen.contains("The price changed.") && screen.contains("about $"), "{screen}");
    harness.press("<Enter>");
    assert!(!harness.is_submitted());
}

#[test]
fn the_detected_dialect_is_not_kept_for_another_account() {
    let mut harness = harness_with_all_features(Dialect::V3, 120, 36);
    harness.app.studio.settings.dialect = Some(Dialect::Generate);
    harness.send_reply(Reply::Account(AccountReply::AccountSwitched(Ok(ActiveAccount::Sandbox))));
    assert_eq!(harness.app.studio.account.dialect, Dialect::Generate);
}

#[test]
fn a_long_address_hides_neither_api_version_nor_balance() {
    for columns in [80, 64] {
        let mut harness = harness_with_all_features(Dialect::Generate, columns, 24);
        let host = "a-very-long-name-of-a-company.proxy.example:65535".to_owned();
        harness.app.studio.account.active = ActiveAccount::Live { host: Some(host) };
        let screen = harness.screen();
        let header = screen.lines().next().unwrap_or_default();
        assert!(header.contains("v2-generate") && header.contains(" of 412 cr"), "{header}");
        assert!(header.contains("●"), "{header}");
    }
}

/// The words of a dialog in one line, as they were before they were wrapped.
fn dialog_text(screen: &str) -> String {
    let inside = |line: &str| Some(line.split_once('│')?.1.rsplit_once('│')?.0.trim().to_owned());
    screen.lines().filter_map(inside).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_lost_speaker_is_flagged_and_said_before_the_price_in_the_same_words() {
    for dialect in Dialect::ALL {
        let mut harness = harness_with_all_features(*dialect, 160, 50);
        let project = &mut harness.app.studio.project_state.project;
        let photo = Some(PhotoId::new("photo1"));
        project.speakers = vec![Speaker { name: "Marco".into(), photo, ..Speaker::default() }];
        project.scenes[1].speaker = Some("Marco".into());
        let is_lost = matches!(dialect, Dialect::Scenes | Dialect::Flat);
        assert_eq!(harness.screen().contains("Marco⚑"), is_lost, "{}", harness.screen());
        let lost = "no speakers; 1 scene is sent with the photo and voice of the project";
        let lost = format!("{}: {lost}", dialect.as_str());
        harness.press("<C-r>");
        let said = format!("{lost}; v3 or v2-generate send a photo and a voice per scene");
        assert_eq!(dialog_text(&harness.screen()).contains(&said), is_lost, "{}", harness.screen());
        assert!(harness.screen().contains("Marco (Ana, office) · Rachel"), "{}", harness.screen());
    }
}

#[test]
fn voice_settings_are_set_in_a_form_and_shown_where_they_differ() {
    let mut harness = harness_with_all_features(Dialect::V3, 120, 36);
    let before = harness.app.studio.estimate().seconds;
    harness.press("<A-l>");
    let screen = harness.screen();
    assert!(screen.contains("Voice settings") && screen.contains("‹ 1 (inherited) ›"), "{screen}");
    harness.press("<Right><Right><Down><Left><Enter>");
    let project = &harness.app.studio.project_state.project;
    assert_eq!(project.voice_settings.to_string(), "1.1x · pitch -5");
    assert!(harness.screen().contains("1.1x · pitch -5"), "{}", harness.screen());
    assert!(harness.app.studio.estimate().seconds < before, "the estimate follows");
    harness.press("<A-l><Up><Right><Down><Left><Down><Down><Down>en-GB<Enter>");
    let scenes = &harness.app.studio.project_state.project.scenes;
    let settings: Vec<String> = scenes.iter().map(|scene| scene.voice_settings.to_string()).collect();
    assert_eq!(settings, ["1.05x · en-GB", ""], "of the scene with the caret only");
    harness.press("<A-l><Down><Esc><C-z>");
    let project = &harness.app.studio.project_state.project;
    assert_eq!(project.scenes[0].voice_settings.to_string(), "", "one undo step");
    harness.app.studio.account.dialect = Dialect::Scenes;
    assert!(harness.screen().contains("1.1x · pitch -5⚑"), "{}", harness.screen());
    harness.press("<A-l>");
    assert!(harness.screen().contains("scenes does not send the speed; v3 does"), "{}", harness.screen());
}

#[test]
fn a_lost_style_beside_a_lost_background_of_the_project_has_one_mark() {
    let mut harness = AppHarness::ready(120, 36);
    harness.press("1<Enter>2<Enter>3<Enter>Hello.<Esc>");
    harness.app.studio.account.dialect = Dialect::Scenes;
    harness.app.studio.edit(Edit::Background(Some("#1b6b93".into())), EditKind::SingleStep);
    harness.app.studio.edit_scenes(0..1, |scene| scene.style = TalkingStyle::Medium);
    harness.press("jk");
    harness.assert_shows("medium⚑ · ■ #1b6b93⚑");
}
