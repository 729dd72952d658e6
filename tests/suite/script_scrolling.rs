//! Scrolling of the script page: page keys show every row, and the wheel leaves the caret where it is.

use cuecard::command::MouseEventKind;
use cuecard::domain::{Project, Scene};
use proptest::prelude::*;

use crate::script_page::{cell_of, harness_with_scenes, mouse};
use crate::support::app_harness::AppHarness;

/// A page whose rows each have a word of their own: `row0x`, `row1x`, ...
fn numbered_page(columns: u16, rows: u16, line_counts: &[usize]) -> (AppHarness, usize) {
    let mut words = 0;
    let mut next_word = || {
        words += 1;
        format!("row{}x", words - 1)
    };
    let mut scene_of = |lines: &usize| {
        let script: Vec<String> = (0..*lines).map(|_| next_word()).collect();
        Scene { motion_prompt: next_word(), ..Scene::new(script.join("\n").as_str()) }
    };
    let scenes: Vec<Scene> = line_counts.iter().map(&mut scene_of).collect();
    let project = Project { scenes, ..Project::default() };
    let mut harness = AppHarness::ready_with_project(columns, rows, &project);
    harness.press("3<Enter><C-Home>");
    harness.screen();
    (harness, words)
}

fn script_page(scene_count: usize) -> AppHarness {
    numbered_page(80, 24, &vec![2; scene_count]).0
}

/// Presses a key until it changes nothing; returns the numbers of the words that no screen showed.
fn unseen_words(harness: &mut AppHarness, key: &str, words: usize) -> Vec<usize> {
    let mut unseen: Vec<usize> = (0..words).collect();
    let mut last = (String::new(), None);
    for _ in 0..=2 * words {
        let screen = harness.screen();
        unseen.retain(|word| !screen.contains(&format!("row{word}x")));
        let caret = harness.draw().1;
        if last == (screen.clone(), caret) {
            return unseen;
        }
        last = (screen, caret);
        harness.press(key);
    }
    panic!("{key} does not come to an end");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn page_keys_show_every_row_from_one_end_of_the_page_to_the_other(
        line_counts in proptest::collection::vec(1_usize..25, 1..16),
        columns in 60_u16..170,
        rows in 12_u16..60,
    ) {
        let (mut harness, words) = numbered_page(columns, rows, &line_counts);
        prop_assert_eq!(unseen_words(&mut harness, "<PgDn>", words), Vec::<usize>::new());
        prop_assert_eq!(unseen_words(&mut harness, "<PgUp>", words), Vec::<usize>::new());
        harness.press("|");
        prop_assert!(harness.scripts()[0].starts_with('|'), "the first key ends where it began");
    }
}

#[test]
fn a_page_key_leaves_the_caret_in_its_row_of_the_screen() {
    let mut harness = script_page(24);
    harness.press("<Down><PgDn>");
    let (_, before) = (harness.screen(), harness.draw().1.unwrap());
    harness.press("<PgDn>");
    let after = harness.draw().1.unwrap();
    assert!(before.y.abs_diff(after.y) <= 2, "{before} {after}");
    harness.press("<PgUp>");
    assert!(before.y.abs_diff(harness.draw().1.unwrap().y) <= 2);
}

#[test]
fn the_wheel_scrolls_the_page_and_leaves_the_caret() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = numbered_page(columns, rows, &[2; 24]).0;
        harness.press("<Down><Down>");
        let place = cell_of(&harness, "row2x");
        mouse(&mut harness, MouseEventKind::WheelDown, place);
        assert_eq!(cell_of(&harness, "row2x"), (place.0, place.1 - 3), "{}", harness.screen());
        harness.press("!");
        assert!(harness.app.studio.project_state.project.scenes[0].motion_prompt.starts_with('!'));
        mouse(&mut harness, MouseEventKind::WheelUp, place);
        assert_eq!(cell_of(&harness, "row0x").1 + 2, cell_of(&harness, "row2x").1);
    }
}

#[test]
fn a_caret_that_would_leave_the_window_moves_to_the_nearest_visible_row() {
    let mut harness = script_page(24);
    let place = cell_of(&harness, "row1x");
    for _ in 0..6 {
        mouse(&mut harness, MouseEventKind::WheelDown, place);
        assert!(harness.draw().1.is_some(), "{}", harness.screen());
    }
    assert!(!harness.shows("row1x"));
    let caret = harness.draw().1.unwrap();
    let first = (0..72).map(|word| format!("row{word}x")).find(|word| harness.shows(word)).unwrap();
    assert_eq!(caret.y, cell_of(&harness, &first).1, "{}", harness.screen());
    for _ in 0..2 {
        mouse(&mut harness, MouseEventKind::WheelUp, place);
    }
    assert_eq!(harness.draw().1.unwrap().y, caret.y + 6, "it stays in its row");
}

#[test]
fn the_wheel_keeps_a_selection_that_is_visible_and_drops_one_that_is_not() {
    let mut harness = script_page(24);
    harness.press("<Down><Down><Down><S-End>");
    let place = cell_of(&harness, "row1x");
    mouse(&mut harness, MouseEventKind::WheelDown, place);
    mouse(&mut harness, MouseEventKind::WheelUp, place);
    harness.press("2");
    assert_eq!(harness.scripts()[1], "2\nrow4x");
    harness.press("<S-Home>");
    for _ in 0..6 {
        mouse(&mut harness, MouseEventKind::WheelDown, place);
    }
    harness.press("3");
    assert_eq!(harness.scripts()[1], "2\nrow4x", "nothing is typed over what is not seen");
}

#[test]
fn a_press_leaves_the_page_where_it_is_and_a_drag_below_it_scrolls() {
    let mut harness = script_page(24);
    let place = cell_of(&harness, "row1x");
    mouse(&mut harness, MouseEventKind::WheelDown, place);
    let before = harness.screen();
    let last = (0..72).map(|word| format!("row{word}x")).rfind(|word| harness.shows(word)).unwrap();
    let place = cell_of(&harness, &last);
    mouse(&mut harness, MouseEventKind::Press, place);
    assert_eq!(cell_of(&harness, &last), place, "{before}\n{}", harness.screen());
    for _ in 0..5 {
        mouse(&mut harness, MouseEventKind::Drag, (place.0, 22));
    }
    assert!(cell_of(&harness, &last).1 + 5 <= place.1, "{}", harness.screen());
}

#[test]
fn a_page_that_goes_on_says_which_row_of_words_the_caret_is_in() {
    let mut harness = harness_with_scenes();
    assert!(!harness.shows(" · line "), "all of it is shown: {}", harness.screen());
    harness.resize(80, 14);
    harness.assert_shows("scene 3 of 3 · line 6 of 6");
    harness.press("<C-Home>");
    harness.assert_shows("scene 1 of 3 · line 1 of 6");
    harness.press("<Tab><C-u>");
    harness.assert_shows("scene 1 of 3 · line 1 of 5");
    harness.press("<Down>");
    harness.assert_shows("scene 2 of 3 · line 2 of 5");
}
