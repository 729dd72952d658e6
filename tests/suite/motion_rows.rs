//! The motion prompts on the script page: a written one is told from the place for one.

use ratatui::style::Modifier;

use crate::support::app_harness::AppHarness;

/// The modifiers of the first cell of a text on the screen.
fn modifiers_of(harness: &AppHarness, text: &str) -> Modifier {
    let (buf, _) = harness.draw();
    let area = buf.area;
    for y in 0..area.height {
        for x in 0..area.width {
            let row: String = (x..area.width).map(|x| buf[(x, y)].symbol()).collect();
            if row.starts_with(text) {
                return buf[(x, y)].modifier;
            }
        }
    }
    panic!("{text:?} is not on the screen:\n{}", harness.screen());
}

/// Two scenes: one with a motion, and one without.
fn harness() -> AppHarness {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>One.<Tab>nods twice<A-n>Two.");
    harness
}

#[test]
fn a_written_motion_is_plain_and_the_place_for_one_is_dim() {
    let harness = harness();
    assert_eq!(modifiers_of(&harness, "nods twice"), Modifier::empty());
    assert!(modifiers_of(&harness, "Movement, such as").contains(Modifier::DIM));
}

#[test]
fn only_the_scene_of_the_caret_has_a_mark_without_a_motion() {
    let mut harness = harness();
    assert_eq!(harness.screen().matches('↳').count(), 2, "{}", harness.screen());
    harness.press("<C-Home>");
    assert_eq!(harness.screen().matches('↳').count(), 1, "{}", harness.screen());
}

#[test]
fn selected_words_are_not_dim() {
    let mut harness = harness();
    harness.press("<C-Home><A-x><C-a>");
    for text in ["One.", "nods twice"] {
        let modifiers = modifiers_of(&harness, text);
        assert!(modifiers.contains(Modifier::REVERSED) && !modifiers.contains(Modifier::DIM), "{text}");
    }
}

/// The steps through seven scenes after which the repeated gesture is said.
fn steps_with_advice(harness: &mut AppHarness, key: &str) -> Vec<usize> {
    let mut steps = Vec::new();
    for step in 0..7 {
        if harness.shows("\"nod\" in scenes 2 to 6: vary it") {
            steps.push(step);
        }
        harness.press(key);
    }
    steps
}

#[test]
fn a_gesture_that_scenes_repeat_is_said_in_each_of_them() {
    let mut harness = AppHarness::ready(120, 60);
    harness.press("3<Enter>0.<Tab>smiles");
    for _ in 0..5 {
        harness.press("<A-n>Go.<Tab>nods twice");
    }
    harness.press("<A-n>End.<Tab>waves");
    let in_motions = steps_with_advice(&mut harness, "<A-Up>");
    assert_eq!(in_motions, [1, 2, 3, 4, 5]);
    harness.press("<C-Home>");
    let in_words = steps_with_advice(&mut harness, "<A-Down>");
    assert_eq!(in_words, [1, 2, 3, 4, 5]);
    harness.press("<A-Up><A-a>");
    harness.assert_shows("\"nod\" in scenes 2 to 6: vary it · Alt-m has motions to choose from");
}

#[test]
fn a_motion_that_goes_to_many_scenes_is_advised_on() {
    let mut harness = AppHarness::ready(100, 40);
    harness.press("3<Enter>1.<A-n>2.<A-n>3.<A-n>4.<Tab>waves<A-t>");
    harness.assert_shows("The same motion in 3 scenes · Ctrl-z");
    harness.press("<A-n>5.<A-n>6.<Tab>waves<A-t>");
    harness.assert_shows("The same motion in 1 scene: varied gestures look more alive · Ctrl-z undoes it");
    harness.press("<A-t>");
    harness.assert_shows("The same motion in 6 scenes already: varied gestures look more alive");
}

#[test]
fn the_advice_is_shown_wherever_the_caret_is_in_the_scene() {
    let mut harness = AppHarness::ready(100, 30);
    harness.press("3<Enter>One.<Tab>still<A-n>Two.<Tab>waves<A-n>[SFX: door] Three.<Tab>happy");
    let (better, key) = ("→ Avatar smiles brightly, raising the eyebrows", "Alt-a takes");
    harness.assert_shows(better);
    // What would be spoken is weightier.
    harness.assert_shows("Alt-c cleans");
    assert!(!harness.shows("names no movement") && !harness.shows("is no movement"), "{}", harness.screen());
    harness.press("<Up>");
    harness.assert_shows(better);
    harness.press("<A-c>");
    harness.assert_shows("\"happy\" is no movement: show it with the body · Alt-a takes the advice");
    // A scene without the caret has no mark.
    harness.press("<A-Up>");
    assert!(!harness.shows(key) && !harness.shows("→ ") && !harness.shows("⚑"), "{}", harness.screen());
    harness.press("<A-Up><Up>");
    harness.assert_shows(key);
    harness.press("<A-a>");
    harness.assert_shows("↳ Avatar keeps the hands folded");
}

#[test]
fn one_word_is_advised_on_once_the_caret_has_left_the_motion() {
    for (word, better) in
        [("hello", "waves and smiles"), ("👍", "gives a thumbs up"), ("more", "leans forward")]
    {
        let mut harness = AppHarness::ready(100, 30);
        harness.press(&format!("3<Enter>One.<Tab>{word}"));
        assert!(!harness.shows("names no movement"), "{}", harness.screen());
        harness.press("<Up>");
        harness.assert_shows(&format!("\"{word}\" names no movement"));
        harness.assert_shows(&format!("→ Avatar {better}"));
    }
}
