//! Text fields: familiar keys neither interrupt typing, quit, nor lose text.

use cuecard::domain::{Captions, PhotoId, Shape};
use cuecard::studio::{Edit, EditKind, Effect};

use crate::support::app_harness::AppHarness;

const DISCARDED_TEXT: &str = "The changes were discarded";

fn is_quitting(harness: &AppHarness) -> bool {
    harness.effects.contains(&Effect::Quit) || harness.screen().contains("Quit without saving")
}

#[test]
fn ctrl_c_in_a_field_names_the_quit_key_and_does_not_quit() {
    for keys in ["3<Enter>Hi", "3<Enter><Tab>Waves", "1/ana", "1i", "e", "1w", "<C-p>", "<C-o>"] {
        let mut harness = AppHarness::ready(80, 24);
        harness.press(keys);
        let before = harness.draw().1;
        harness.press("<C-c>");
        assert!(
            !is_quitting(&harness) && harness.screen().contains("Ctrl-q to quit"),
            "{keys}: {}",
            harness.screen()
        );
        assert_eq!(harness.draw().1, before, "{keys}: the field is still open");
        harness.press("<C-q>");
        assert!(is_quitting(&harness), "{keys}: {}", harness.screen());
    }
    for keys in ["1", "3", "4"] {
        let mut harness = AppHarness::ready(80, 24);
        harness.press(keys).press("<C-c>");
        assert!(is_quitting(&harness), "{keys}");
    }
}

#[test]
fn enter_keeps_the_motion_field_open_and_tab_cycles_the_fields() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>Hello<Tab>Avatar<Enter> nods");
    assert_eq!(harness.app.studio.project_state.project.scenes[0].motion_prompt, "Avatar nods");
    harness.press("<Tab> there<S-Tab>.<S-Tab>!");
    let scene = &harness.app.studio.project_state.project.scenes[0];
    assert_eq!((scene.script.as_str(), scene.motion_prompt.as_str()), ("Hello there!", "Avatar nods."));
    // From the scene strip, Shift-Tab focuses the previous pane.
    harness.press("<Esc><S-Tab>/");
    harness.assert_shows("2 Voices");
}

#[test]
fn esc_discards_settings_changes_and_undo_restores_them() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("eFirst<Enter>");
    let before = harness.app.studio.project_state.project.clone();
    harness.press("e and last<Tab><Right><Tab><Tab><Tab> <Tab>https://a.example<Esc>");
    assert_eq!(harness.app.studio.project_state.project, before);
    harness.assert_shows(DISCARDED_TEXT);
    harness.press("<C-z>");
    let project = &harness.app.studio.project_state.project;
    assert_eq!((project.title.as_str(), project.captions), ("First and last", Captions::Off));
    assert_ne!(project.shape, Shape::default());

    // Without changes there is no message and nothing to undo.
    let mut harness = AppHarness::ready(80, 24);
    harness.press("e<Tab><Esc>");
    assert!(!harness.screen().contains(DISCARDED_TEXT), "{}", harness.screen());
}

#[test]
fn esc_closes_the_issue_list_and_returns_to_the_script() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>Hello<C-r>");
    harness.assert_shows("no photo is chosen");
    harness.press("<Esc> there");
    assert_eq!(harness.app.studio.project_state.project.scenes[0].script, "Hello there");
    harness.press("<C-r><Right><Enter>.");
    assert_eq!(harness.app.studio.project_state.project.scenes[0].script, "Hello there.");
    harness.press("<C-r><Enter><Enter>");
    assert_eq!(harness.app.studio.photo_name(), Some("Ana, blue suit"), "the photo pane is focused");
    assert!(!harness.is_submitted());
}

#[test]
fn typed_text_replaces_a_suggested_name_and_other_keys_edit_it() {
    for (keys, name) in [("lamp", "lamp"), ("<Left>x", "untitled.tomxl"), ("<BS>", "untitled.tom")] {
        let mut harness = AppHarness::ready(80, 24);
        harness.press("<C-s>").press(keys);
        assert!(harness.screen().contains(&format!("› {name} ")), "{keys}: {}", harness.screen());
    }
}

#[test]
fn esc_in_the_settings_keeps_changes_made_elsewhere_meanwhile() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("eFirst");
    let photo = PhotoId::new("photo2");
    harness.app.studio.edit(Edit::Photo(Some(photo.clone())), EditKind::SingleStep);
    harness.press("<Esc>");
    let project = &harness.app.studio.project_state.project;
    assert_eq!((project.title.as_str(), project.photo.as_ref()), ("", Some(&photo)));
}

#[test]
fn a_settings_issue_opens_the_video_settings() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("1<Enter>2<Enter>3<Enter>Hello<Esc>");
    harness.app.studio.project_state.project.callback_url = "ftp://a.example".to_owned();
    harness.press("<C-r>");
    harness.assert_shows("the callback URL does not start with");
    harness.press("<Enter>");
    harness.assert_shows("╭ Video settings ");
}

#[test]
fn page_keys_move_in_the_list_below_a_field() {
    for (open, down) in
        [("<A-e>", "<PgDn>"), ("<C-p>", "<PgDn><PgDn><PgDn><PgDn><PgDn><PgDn><PgDn><PgDn><PgDn>")]
    {
        let mut harness = AppHarness::ready(80, 24);
        harness.press("3<Enter>Hello.").press(open);
        let drawn = |harness: &AppHarness| harness.draw().0;
        let at_the_top = drawn(&harness);
        harness.press(down);
        let at_the_end = drawn(&harness);
        assert_ne!(at_the_end, at_the_top, "{}", harness.screen());
        harness.press("<C-Home>");
        assert_eq!(drawn(&harness), at_the_top);
        harness.press("<C-End>");
        assert_eq!(drawn(&harness), at_the_end);
        harness.press(&down.replace("Dn", "Up"));
        assert_eq!(drawn(&harness), at_the_top);
    }
}
