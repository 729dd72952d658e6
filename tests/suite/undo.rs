//! Undo and redo: they go to what they change, and say what it was.

use cuecard::app::Message;

use crate::support::app_harness::AppHarness;

/// Three scenes with a script each, and the keys in the strip at the third.
fn three() -> AppHarness {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("3<Enter>one<Esc>ntwo<Esc>nthree<Esc>");
    stage
}

fn scripts(stage: &AppHarness) -> Vec<&str> {
    stage.app.studio.project_state.project.scenes.iter().map(|scene| scene.script.as_str()).collect()
}

fn says(stage: &AppHarness, what: &str) {
    assert!(stage.screen().contains(what), "{what}: {}", stage.screen());
}

#[test]
fn undo_goes_to_the_scene_that_it_changes_and_names_it() {
    let mut stage = three();
    stage.press("g<Enter>more<Esc>G<Enter>");
    says(&stage, "scene 3  ");
    stage.press("<C-z>");
    assert_eq!(scripts(&stage), ["one", "two", "three"]);
    says(&stage, "Undid: script of scene 1");
    says(&stage, "scene 1  ");
    // The field is open, and its caret is where the words were.
    stage.press("!");
    assert_eq!(scripts(&stage), ["one!", "two", "three"]);
    stage.press("<C-z><Esc>G<C-y>");
    says(&stage, "Redid: script of scene 1");
    says(&stage, "scene 1  ");
}

#[test]
fn the_caret_goes_to_the_change_in_another_scene() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("3<Enter>one two<Esc>nx<A-Up><Left><Left><Left><Left>,more");
    assert_eq!(scripts(&stage), ["one,more two", "x"]);
    stage.press("<A-Down>y<C-z>");
    says(&stage, "Undid: script of scene 2");
    stage.press("<C-z>");
    assert_eq!(scripts(&stage), ["one two", "x"]);
    stage.press("!");
    assert_eq!(scripts(&stage), ["one! two", "x"]);
}

#[test]
fn each_field_is_named_and_who_types_goes_on_typing() {
    let mut stage = three();
    stage.press("<Tab><Tab><Right><Tab><Right><Tab> <Tab>Nods<Tab>");
    for name in ["motion", "enhance", "style", "emotion"] {
        stage.press("<C-z>");
        says(&stage, &format!("Undid: {name} of scene 3"));
        assert!(stage.draw().1.is_some(), "{name}: the keys still type");
    }
    for name in ["emotion", "style", "enhance", "motion"] {
        stage.press("<C-y>");
        says(&stage, &format!("Redid: {name} of scene 3"));
    }
    stage.press("x");
    assert_eq!(
        stage.app.studio.project_state.project.scenes[2].motion_prompt, "Nodsx",
        "it is typed where it was redone"
    );
}

#[test]
fn scenes_that_come_go_and_move_are_named() {
    let mut stage = three();
    stage.press("gx<C-z>");
    says(&stage, "Undid: deletion of scene 1");
    says(&stage, "scene 1  ");
    stage.press("Gn<C-z>");
    says(&stage, "Undid: new scene 4");
    says(&stage, "scene 3  ");
    stage.press("<Esc>gJ<C-z>");
    says(&stage, "Undid: order of scenes 1 and 2");
    assert_eq!(scripts(&stage), ["one", "two", "three"]);
}

#[test]
fn undo_of_a_choice_goes_to_its_pane() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("1<Down><Enter>2<Enter>4<C-z>");
    says(&stage, "Undid: voice");
    says(&stage, "╭ 2 Voices");
    stage.press("4<C-z>");
    says(&stage, "Undid: photo");
    says(&stage, "╭ 1 Photos");
    stage.press("4<C-y>");
    says(&stage, "Redid: photo");
    stage.press("eTitle<Tab><Right><Enter>4<C-z>");
    says(&stage, "Undid: shape");
    stage.press("<C-z><C-z><C-z><C-z>");
    says(&stage, "Nothing to undo");
    says(&stage, "╭ 1 Photos");
}

#[test]
fn a_paste_that_is_undone_from_the_queue_is_not_undone_unseen() {
    let mut stage = three();
    stage.press("g<Enter>");
    stage.send(Message::Paste(" and a paste".to_owned()));
    stage.press("<Esc>4<C-z>");
    assert_eq!(scripts(&stage), ["one", "two", "three"]);
    says(&stage, "Undid: script of scene 1");
    says(&stage, "╭ 3 Scenes");
}

#[test]
fn undo_of_a_choice_leaves_who_types_in_the_text() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("3<Enter>Hello<Esc>1<Enter>2<Enter>3<Enter>");
    for (key, said) in [
        ("<C-z>", "Undid: voice · Esc 2 shows it"),
        ("<C-z>", "Undid: photo · Esc 1 shows it"),
        ("<C-y>", "Redid: photo · Esc 1 shows it"),
    ] {
        stage.press(key);
        says(&stage, said);
        says(&stage, "╭ 3 Scenes");
    }
    stage.press(" q");
    assert_eq!(scripts(&stage), ["Hello q"]);
}

#[test]
fn undo_leaves_who_types_in_a_filter_there() {
    for (pane, title) in [("1", "╭ 1 Photos"), ("2", "╭ 2 Voices"), ("4", "╭ 4 Queue")] {
        let mut stage = three();
        stage.press(pane).press("/a<C-z>");
        says(&stage, "Undid: script of scene 3 · Esc 3 shows it");
        says(&stage, title);
        assert_eq!(scripts(&stage), ["one", "two", ""]);
        stage.press("n");
        // An empty queue draws no filter.
        if pane != "4" {
            says(&stage, "/ an");
        }
        assert_eq!(scripts(&stage), ["one", "two", ""], "it was typed into the filter");
    }
}
