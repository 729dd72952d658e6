//! Undo and redo: they move to the change and name it.

use cuecard::app::Message;

use crate::support::app_harness::AppHarness;

/// Three scenes with scripts; the scene strip is focused at the third.
fn harness_with_three_scenes() -> AppHarness {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one<Esc>ntwo<Esc>nthree<Esc>");
    harness
}

#[test]
fn undo_moves_to_the_changed_scene_and_names_it() {
    let mut harness = harness_with_three_scenes();
    harness.press("g<Enter>more<Esc>G<Enter>");
    harness.assert_shows("scene 3 of 3");
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["one", "two", "three"]);
    harness.assert_shows("Undid: script of scene 1");
    harness.assert_shows("scene 1 of 3");
    // The field is open, and its caret is where the words were.
    harness.press("!");
    assert_eq!(harness.scripts(), ["one!", "two", "three"]);
    harness.press("<C-z><Esc>G<C-y>");
    harness.assert_shows("Redid: script of scene 1");
    harness.assert_shows("scene 1 of 3");
}

#[test]
fn undo_moves_the_caret_to_a_change_in_another_scene() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one two<Esc>nx<A-Up><Left><Left><Left><Left>,more");
    assert_eq!(harness.scripts(), ["one,more two", "x"]);
    harness.press("<A-Down>y<C-z>");
    harness.assert_shows("Undid: script of scene 2");
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["one two", "x"]);
    harness.press("!");
    assert_eq!(harness.scripts(), ["one! two", "x"]);
}

#[test]
fn undo_names_each_field_and_keeps_text_input_open() {
    let mut harness = harness_with_three_scenes();
    harness.press("<Enter><A-e>exc<Enter><A-s>sta<Enter><A-h><Tab>Nods<Tab>");
    for name in ["motion", "enhance", "style", "emotion"] {
        harness.press("<C-z>");
        harness.assert_shows(&format!("Undid: {name} of scene 3"));
        assert!(harness.draw().1.is_some(), "{name}: the keys still type");
    }
    for name in ["emotion", "style", "enhance", "motion"] {
        harness.press("<C-y>");
        harness.assert_shows(&format!("Redid: {name} of scene 3"));
    }
    harness.press("x");
    assert_eq!(
        harness.app.studio.project_state.project.scenes[2].motion_prompt, "Nodsx",
        "it is typed where it was redone"
    );
}

#[test]
fn undo_names_added_deleted_and_moved_scenes() {
    let mut harness = harness_with_three_scenes();
    harness.press("gx<C-z>");
    harness.assert_shows("Undid: deletion of scene 1");
    harness.assert_shows("scene 1 of 3");
    harness.press("Gn<C-z>");
    harness.assert_shows("Undid: new scene 4");
    harness.assert_shows("scene 3 of 3");
    harness.press("<Esc>gJ<C-z>");
    harness.assert_shows("Undid: order of scenes 1 and 2");
    assert_eq!(harness.scripts(), ["one", "two", "three"]);
}

#[test]
fn undo_of_a_photo_or_voice_says_where_it_is_shown() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("1<Down><Enter>2<Enter>4<C-z>");
    harness.assert_shows("Undid: voice · 2 shows it");
    harness.press("<C-z>");
    harness.assert_shows("Undid: photo · 1 shows it");
    harness.assert_shows("╭ 4 Queue");
    harness.press("<C-y>");
    harness.assert_shows("Redid: photo");
    harness.press("eTitle<Tab><Right><Enter>4<C-z>");
    harness.assert_shows("Undid: shape");
    harness.press("<C-z><C-z><C-z><C-z>");
    harness.assert_shows("Nothing to undo");
}

#[test]
fn undoing_a_paste_from_the_queue_pane_shows_the_changed_scene() {
    let mut harness = harness_with_three_scenes();
    harness.press("g<Enter>");
    harness.send(Message::Paste(" and a paste".to_owned()));
    harness.press("<Esc>4<C-z>");
    assert_eq!(harness.scripts(), ["one", "two", "three"]);
    harness.assert_shows("Undid: script of scene 1");
    harness.assert_shows("scene 1 of 3");
}

#[test]
fn undo_of_a_photo_or_voice_keeps_the_focus_in_an_open_script() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>Hello<Esc>1<Enter>2<Enter>3<Enter>");
    for (key, text) in [
        ("<C-z>", "Undid: voice · Esc 2 shows it"),
        ("<C-z>", "Undid: photo · Esc 1 shows it"),
        ("<C-y>", "Redid: photo · Esc 1 shows it"),
    ] {
        harness.press(key);
        harness.assert_shows(text);
        harness.assert_shows("scene 1 of 1");
    }
    harness.press(" q");
    assert_eq!(harness.scripts(), ["Hello q"]);
}

#[test]
fn undo_keeps_the_focus_in_an_open_filter() {
    for (pane, title) in [("1", "╭ 1 Photos"), ("2", "╭ 2 Voices"), ("4", "╭ 4 Queue")] {
        let mut harness = harness_with_three_scenes();
        harness.press(pane).press("/a<C-z>");
        harness.assert_shows("Undid: script of scene 3 · Esc 3 shows it");
        harness.assert_shows(title);
        assert_eq!(harness.scripts(), ["one", "two", ""]);
        harness.press("n");
        // An empty queue draws no filter.
        if pane != "4" {
            harness.assert_shows("/ an");
        }
        assert_eq!(harness.scripts(), ["one", "two", ""], "it was typed into the filter");
    }
}

#[test]
fn a_moved_caret_begins_a_new_step() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>ab<Left>c");
    assert_eq!(harness.scripts(), ["acb"]);
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["ab"]);
}

#[test]
fn undo_goes_back_through_thousands_of_steps() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>");
    for _ in 0..2_500 {
        harness.press("a<Left>");
    }
    for _ in 0..2_500 {
        harness.press("<C-z>");
    }
    assert_eq!(harness.scripts(), [""]);
}

#[test]
fn redo_of_a_split_and_of_a_merge_leaves_the_caret_at_their_border() {
    let mut harness = harness_with_three_scenes();
    harness.press("<Enter><A-Up><Home><Right><A-Enter>");
    assert_eq!(harness.scripts(), ["one", "t", "wo", "three"]);
    harness.press("<C-z><C-y><BS>");
    assert_eq!(harness.scripts(), ["one", "two", "three"], "joined again where it was split");
    harness.press("<C-z><C-y>|");
    assert_eq!(harness.scripts(), ["one", "t|wo", "three"], "where they were joined");
}

#[test]
fn undo_of_a_split_leaves_the_caret_where_it_was() {
    let mut harness = harness_with_three_scenes();
    harness.press("<Enter><Home><Right><A-Enter><C-Home><C-z>|");
    assert_eq!(harness.scripts(), ["one", "two", "t|hree"]);
}
