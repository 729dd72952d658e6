//! Fields: who types goes on typing, and a habit neither ends the program nor loses anything.

use cuecard::domain::{PhotoId, Shape};
use cuecard::studio::{Edit, EditKind, Effect, RenderRequest, Request};

use crate::support::app_harness::AppHarness;

fn is_quitting(stage: &AppHarness) -> bool {
    stage.effects.contains(&Effect::Quit) || stage.screen().contains("Quit without saving")
}

#[test]
fn ctrl_c_in_a_field_names_the_quit_key_and_does_not_quit() {
    for keys in ["3<Enter>Hi", "3<Tab><Tab><Tab><Tab><Tab>Waves", "1/ana", "1i", "e", "1w", "<C-p>", "<C-o>"]
    {
        let mut stage = AppHarness::ready(80, 24);
        stage.press(keys);
        let before = stage.draw().1;
        stage.press("<C-c>");
        assert!(
            !is_quitting(&stage) && stage.screen().contains("Ctrl-q to quit"),
            "{keys}: {}",
            stage.screen()
        );
        assert_eq!(stage.draw().1, before, "{keys}: the field is still open");
        stage.press("<C-q>");
        assert!(is_quitting(&stage), "{keys}: {}", stage.screen());
    }
    for keys in ["1", "3", "4"] {
        let mut stage = AppHarness::ready(80, 24);
        stage.press(keys).press("<C-c>");
        assert!(is_quitting(&stage), "{keys}");
    }
}

#[test]
fn enter_keeps_the_motion_field_open_and_tab_cycles_the_fields() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("3<Enter>Hello<Tab><Tab><Tab><Tab>Avatar<Enter> nods");
    assert_eq!(stage.app.studio.project_state.project.scenes[0].motion_prompt, "Avatar nods");
    stage.press("<Tab> there<S-Tab>.<S-Tab><S-Tab><S-Tab><S-Tab>!");
    let scene = &stage.app.studio.project_state.project.scenes[0];
    assert_eq!((scene.script.as_str(), scene.motion_prompt.as_str()), ("Hello there!", "Avatar nods."));
    // From the strip, Shift-Tab leads to the pane before.
    stage.press("<Esc><S-Tab>/");
    assert!(stage.screen().contains("2 Voices"), "{}", stage.screen());
}

#[test]
fn esc_discards_settings_changes_and_undo_restores_them() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("eFirst<Enter>");
    let before = stage.app.studio.project_state.project.clone();
    stage.press("e and last<Tab><Right><Tab><Tab> <Tab>https://a.example<Esc>");
    assert_eq!(stage.app.studio.project_state.project, before);
    assert!(stage.screen().contains("The changes were discarded"), "{}", stage.screen());
    stage.press("<C-z>");
    let project = &stage.app.studio.project_state.project;
    assert_eq!((project.title.as_str(), project.captions), ("First and last", !before.captions));
    assert_ne!(project.shape, Shape::default());

    // Nothing was changed: nothing is said, and there is nothing to undo of it.
    let mut stage = AppHarness::ready(80, 24);
    stage.press("e<Tab><Esc>");
    assert!(!stage.screen().contains("as they were"), "{}", stage.screen());
}

#[test]
fn esc_closes_the_issue_list_and_returns_to_the_script() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("3<Enter>Hello<C-r>");
    assert!(stage.screen().contains("no photo is chosen"), "{}", stage.screen());
    stage.press("<Esc> there");
    assert_eq!(stage.app.studio.project_state.project.scenes[0].script, "Hello there");
    stage.press("<C-r><Right><Enter>.");
    assert_eq!(stage.app.studio.project_state.project.scenes[0].script, "Hello there.");
    stage.press("<C-r><Enter><Enter>");
    assert_eq!(stage.app.studio.photo_name(), Some("Ana, blue suit"), "the keys went to the photos");
    assert!(!stage.requests().any(|request| matches!(request, Request::Render(RenderRequest::Submit(_)))));
}

#[test]
fn typed_text_replaces_a_suggested_name_and_other_keys_edit_it() {
    for (keys, name) in [("lamp", "lamp"), ("<Left>x", "untitled.tomxl"), ("<BS>", "untitled.tom")] {
        let mut stage = AppHarness::ready(80, 24);
        stage.press("<C-s>").press(keys);
        assert!(stage.screen().contains(&format!("› {name} ")), "{keys}: {}", stage.screen());
    }
}

#[test]
fn esc_in_the_settings_keeps_changes_made_elsewhere_meanwhile() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("eFirst");
    let photo = PhotoId::new("photo2");
    stage.app.studio.edit(Edit::Photo(Some(photo.clone())), EditKind::SingleStep);
    stage.press("<Esc>");
    let project = &stage.app.studio.project_state.project;
    assert_eq!((project.title.as_str(), project.photo.as_ref()), ("", Some(&photo)));
}

#[test]
fn a_settings_issue_opens_the_video_settings() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("1<Enter>2<Enter>3<Enter>Hello<Esc>");
    stage.app.studio.project_state.project.callback_url = "ftp://a.example".to_owned();
    stage.press("<C-r>");
    assert!(stage.screen().contains("the callback URL does not start with"), "{}", stage.screen());
    stage.press("<Enter>");
    assert!(stage.screen().contains("╭ Video settings "), "{}", stage.screen());
}
