//! Undo and redo: they go to what they change, and say what it was.

use cuecard::app::Message;

use crate::support::app_harness::AppHarness;

/// Three scenes with a script each, and the keys in the strip at the third.
fn harness_with_three_scenes() -> AppHarness {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("3<Enter>one<Esc>ntwo<Esc>nthree<Esc>");
    stage
}

fn scripts(stage: &AppHarness) -> Vec<&str> {
    stage.app.studio.project_state.project.scenes.iter().map(|scene| scene.script.as_str()).collect()
}

fn assert_shows(stage: &AppHarness, what: &str) {
    assert!(stage.screen().contains(what), "{what}: {}", stage.screen());
}

#[test]
fn undo_moves_to_the_changed_scene_and_names_it() {
    let mut stage = harness_with_three_scenes();
    stage.press("g<Enter>more<Esc>G<Enter>");
    assert_shows(&stage, "scene 3  ");
    stage.press("<C-z>");
    assert_eq!(scripts(&stage), ["one", "two", "three"]);
    assert_shows(&stage, "Undid: script of scene 1");
    assert_shows(&stage, "scene 1  ");
    // The field is open, and its caret is where the words were.
    stage.press("!");
    assert_eq!(scripts(&stage), ["one!", "two", "three"]);
    stage.press("<C-z><Esc>G<C-y>");
    assert_shows(&stage, "Redid: script of scene 1");
    assert_shows(&stage, "scene 1  ");
}

#[test]
fn undo_moves_the_caret_to_a_change_in_another_scene() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("3<Enter>one two<Esc>nx<A-Up><Left><Left><Left><Left>,more");
    assert_eq!(scripts(&stage), ["one,more two", "x"]);
    stage.press("<A-Down>y<C-z>");
    assert_shows(&stage, "Undid: script of scene 2");
    stage.press("<C-z>");
    assert_eq!(scripts(&stage), ["one two", "x"]);
    stage.press("!");
    assert_eq!(scripts(&stage), ["one! two", "x"]);
}

#[test]
fn undo_names_each_field_and_keeps_text_input_open() {
    let mut stage = harness_with_three_scenes();
    stage.press("<Tab><Tab><Right><Tab><Right><Tab> <Tab>Nods<Tab>");
    for name in ["motion", "enhance", "style", "emotion"] {
        stage.press("<C-z>");
        assert_shows(&stage, &format!("Undid: {name} of scene 3"));
        assert!(stage.draw().1.is_some(), "{name}: the keys still type");
    }
    for name in ["emotion", "style", "enhance", "motion"] {
        stage.press("<C-y>");
        assert_shows(&stage, &format!("Redid: {name} of scene 3"));
    }
    stage.press("x");
    assert_eq!(
        stage.app.studio.project_state.project.scenes[2].motion_prompt, "Nodsx",
        "it is typed where it was redone"
    );
}

#[test]
fn undo_names_added_deleted_and_moved_scenes() {
    let mut stage = harness_with_three_scenes();
    stage.press("gx<C-z>");
    assert_shows(&stage, "Undid: deletion of scene 1");
    assert_shows(&stage, "scene 1  ");
    stage.press("Gn<C-z>");
    assert_shows(&stage, "Undid: new scene 4");
    assert_shows(&stage, "scene 3  ");
    stage.press("<Esc>gJ<C-z>");
    assert_shows(&stage, "Undid: order of scenes 1 and 2");
    assert_eq!(scripts(&stage), ["one", "two", "three"]);
}

#[test]
fn undo_of_a_photo_or_voice_moves_to_its_pane() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("1<Down><Enter>2<Enter>4<C-z>");
    assert_shows(&stage, "Undid: voice");
    assert_shows(&stage, "╭ 2 Voices");
    stage.press("4<C-z>");
    assert_shows(&stage, "Undid: photo");
    assert_shows(&stage, "╭ 1 Photos");
    stage.press("4<C-y>");
    assert_shows(&stage, "Redid: photo");
    stage.press("eTitle<Tab><Right><Enter>4<C-z>");
    assert_shows(&stage, "Undid: shape");
    stage.press("<C-z><C-z><C-z><C-z>");
    assert_shows(&stage, "Nothing to undo");
    assert_shows(&stage, "╭ 1 Photos");
}

#[test]
fn undoing_a_paste_from_the_queue_pane_shows_the_changed_scene() {
    let mut stage = harness_with_three_scenes();
    stage.press("g<Enter>");
    stage.send(Message::Paste(" and a paste".to_owned()));
    stage.press("<Esc>4<C-z>");
    assert_eq!(scripts(&stage), ["one", "two", "three"]);
    assert_shows(&stage, "Undid: script of scene 1");
    assert_shows(&stage, "╭ 3 Scenes");
}

#[test]
fn undo_of_a_photo_or_voice_keeps_the_focus_in_an_open_script() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("3<Enter>Hello<Esc>1<Enter>2<Enter>3<Enter>");
    for (key, said) in [
        ("<C-z>", "Undid: voice · Esc 2 shows it"),
        ("<C-z>", "Undid: photo · Esc 1 shows it"),
        ("<C-y>", "Redid: photo · Esc 1 shows it"),
    ] {
        stage.press(key);
        assert_shows(&stage, said);
        assert_shows(&stage, "╭ 3 Scenes");
    }
    stage.press(" q");
    assert_eq!(scripts(&stage), ["Hello q"]);
}

#[test]
fn undo_keeps_the_focus_in_an_open_filter() {
    for (pane, title) in [("1", "╭ 1 Photos"), ("2", "╭ 2 Voices"), ("4", "╭ 4 Queue")] {
        let mut stage = harness_with_three_scenes();
        stage.press(pane).press("/a<C-z>");
        assert_shows(&stage, "Undid: script of scene 3 · Esc 3 shows it");
        assert_shows(&stage, title);
        assert_eq!(scripts(&stage), ["one", "two", ""]);
        stage.press("n");
        // An empty queue draws no filter.
        if pane != "4" {
            assert_shows(&stage, "/ an");
        }
        assert_eq!(scripts(&stage), ["one", "two", ""], "it was typed into the filter");
    }
}
