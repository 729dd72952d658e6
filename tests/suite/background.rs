//! The background color of the project and of scenes, by keys.

use cuecard::domain::Dialect;

use crate::support::app_harness::AppHarness;

fn harness(dialect: Dialect) -> AppHarness {
    let mut harness = AppHarness::ready(120, 36);
    harness.app.studio.account.dialect = dialect;
    harness.press("1<Enter>2<Enter>3<Enter>Hello.<Esc>");
    harness
}

fn colors(harness: &AppHarness) -> (Option<&str>, Option<&str>) {
    let project = &harness.app.studio.project_state.project;
    (project.background.as_deref(), project.scenes[0].background.as_deref())
}

#[test]
fn a_scene_takes_a_typed_color_and_gives_it_back() {
    let mut harness = harness(Dialect::V3);
    harness.press("<A-g>1B6B93<Enter>");
    assert_eq!(colors(&harness), (None, Some("#1b6b93")));
    harness.assert_shows("■ #1b6b93");
    harness.press("<C-z>");
    assert_eq!(colors(&harness), (None, None));
    harness.press("<A-g>blue<Enter>");
    assert_eq!(colors(&harness), (None, None), "it is no color");
    harness.press("<A-g>white").press("<Esc><A-g>#fff<Enter>");
    assert_eq!(colors(&harness), (None, Some("#ffffff")), "one of the list");
}

#[test]
fn the_video_settings_take_only_a_color() {
    let mut harness = harness(Dialect::V3);
    harness.press("e<Down><Down><Down>1b6b9<Enter>");
    harness.assert_shows("Background: a color such as #1b6b93, or https://…");
    assert_eq!(colors(&harness), (None, None));
    harness.press("3<Enter>");
    assert_eq!(colors(&harness), (Some("#1b6b93"), None));
    harness.press("<C-r>");
    harness.assert_shows("! v3: a background is seen only behind looks");
}

#[test]
fn a_color_that_the_dialect_loses_is_flagged_and_said() {
    let mut harness = harness(Dialect::Scenes);
    harness.press("<A-g>000000<Enter>");
    harness.assert_shows("■ #000000⚑");
    harness.press("<C-r>");
    harness.assert_shows("! the dialect scenes: no backgrounds; 1 scene is sent without;");
}

#[test]
fn a_background_that_is_no_color_stops_the_render() {
    let mut harness = harness(Dialect::V3);
    harness.app.studio.project_state.project.scenes[0].background = Some("blue".to_owned());
    harness.press("<C-r>");
    harness.assert_shows("scene 1: background \"blue\": write a color such as #1b6b93");
}
