//! What a film loses on the way, on the screen: beside the field, below it, and before the price is agreed to.

use cuecard::domain::{Dialect, Emotion, Scene, Shape, Style};
use cuecard::studio::Account;

use super::stage::Stage;

/// A film of two scenes that says all that a film can say.
fn full(dialect: Dialect, columns: u16, rows: u16) -> Stage {
    let mut stage = Stage::ready(columns, rows);
    stage.press("<Enter>2<Enter>3");
    let scene = Scene {
        emotion: Some(Emotion::Friendly),
        style: Style::Stable,
        motion: "waves".into(),
        ..Scene::new("Hello. <break time=\"1s\"/> Welcome.")
    };
    let project = &mut stage.app.studio.work.project;
    project.scenes = vec![scene.clone(), scene];
    project.shape = Shape::Own(900, 1600);
    project.captions = true;
    project.callback_url = "https://a.example/b".into();
    stage.app.studio.dialect = dialect;
    stage
}

#[test]
fn the_editor_says_how_much_more_is_lost_than_its_line_tells() {
    let screen = full(Dialect::V3, 80, 24).screen();
    assert!(screen.contains("⚑ v3: no emotions; 2 scenes are sent without · and 2 more"), "{screen}");
    let screen = full(Dialect::V3, 120, 36).screen();
    assert!(screen.contains("… · and 2 more"), "the count stays where there is less room: {screen}");
    let screen = full(Dialect::Generate, 80, 24).screen();
    assert!(screen.contains("Motion⚑ "), "the flag stands by the field's name: {screen}");
    assert!(screen.contains("Enhance ‹ ◉ on ›⚑"), "nothing is refined that is not sent: {screen}");
}

#[test]
fn a_confirm_shows_every_loss_or_says_that_there_are_more() {
    for rows in [24, 18, 12, 10] {
        let mut stage = full(Dialect::Flat, 80, rows);
        stage.press("<C-r>");
        let screen = stage.screen();
        assert!(screen.contains("about ") && screen.contains("[ Render ]"), "{screen}");
        let shown = stage.app.studio.losses().iter().all(|loss| screen.contains(&loss.why));
        let said = screen.contains(" more lines; a higher window shows them");
        assert!(shown != said, "{rows} rows: {screen}");
        assert_eq!(shown, rows > 12, "{rows} rows: {screen}");
    }
}

#[test]
fn a_long_address_hides_neither_generation_nor_balance() {
    for columns in [80, 64] {
        let mut stage = full(Dialect::Generate, columns, 24);
        let host = "a-very-long-name-of-a-company.proxy.example:65535".to_owned();
        stage.app.studio.account = Account::Live { host: Some(host) };
        let screen = stage.screen();
        let header = screen.lines().next().unwrap_or_default();
        assert!(header.contains("v2-generate · 412 credits"), "{header}");
        assert!(header.contains("unsaved"), "{header}");
    }
}
