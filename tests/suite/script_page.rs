//! The script page: one caret through all scenes, selections, splitting and joining, and find and replace.

use cuecard::app::Message;
use cuecard::command::{MouseEvent, MouseEventKind};
use cuecard::domain::{Emotion, Project, Scene, Speaker, TalkingStyle};
use cuecard::studio::{Edit, EditKind, Effect};
use proptest::prelude::*;

use crate::support::app_harness::AppHarness;

/// Three scenes with a script and a motion each; the caret is at the end of the last motion.
pub(crate) fn harness_with_scenes() -> AppHarness {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one two<Tab>nods<A-n>three<Tab>waves<A-n>four five<Tab>smiles");
    harness
}

pub(crate) fn project(harness: &AppHarness) -> &Project {
    &harness.app.studio.project_state.project
}

pub(crate) fn motions(harness: &AppHarness) -> Vec<&str> {
    project(harness).scenes.iter().map(|scene| scene.motion_prompt.as_str()).collect()
}

fn copied_text(harness: &AppHarness) -> Option<&str> {
    harness.effects.iter().rev().find_map(|effect| match effect {
        Effect::CopyToClipboard(text) => Some(text.as_str()),
        _ => None,
    })
}

#[test]
fn the_caret_moves_through_all_scenes_as_through_one_text() {
    let mut harness = harness_with_scenes();
    harness.press("<Up><Up>!");
    assert_eq!(motions(&harness), ["nods", "waves!", "smiles"]);
    harness.press("<Up><Up><Up><Home>A ");
    assert_eq!(harness.scripts(), ["A one two", "three", "four five"]);
    harness.press("<End><Right><Right><Right><Right><Right><Right>x");
    assert_eq!(harness.scripts(), ["A one two", "xthree", "four five"]);
    harness.press("<C-Home><Left>0 <C-End>.<Down>!");
    assert_eq!((harness.scripts()[0], harness.scripts()[2]), ("0 A one two", "four five."));
    assert_eq!(motions(&harness)[2], "smiles!", "the motion is below the end of the words");
}

#[test]
fn vertical_motions_keep_their_column() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>abcdef<A-n>ab<A-n>abcdef");
    harness.press("<Up><Up><Up><Up>|");
    assert_eq!(harness.scripts()[0], "abcdef|");
}

#[test]
fn home_and_end_stop_at_the_visual_row_first() {
    let mut harness = AppHarness::ready(80, 24);
    let script = "word ".repeat(30);
    harness.press("3<Enter>").press(&script).press("<C-Home><Down><End>|<End>.<Home>[");
    let text = harness.scripts()[0].to_owned();
    let rows: Vec<&str> = text.split('|').collect();
    assert!(rows[0].len() > 100 && rows[0].len() < 150, "the second row ended: {text}");
    assert!(text.ends_with('.') && !text.starts_with('['), "{text}");
    harness.press("<Home><Home>{");
    assert!(harness.scripts()[0].starts_with('{'), "{}", harness.scripts()[0]);
}

#[test]
fn a_scene_is_split_and_joined_again() {
    let mut harness = harness_with_scenes();
    harness.press("<C-Home><C-Right><Right><A-Enter>");
    assert_eq!(harness.scripts(), ["one ", "two", "three", "four five"]);
    assert_eq!(motions(&harness), ["nods", "", "waves", "smiles"]);
    harness.press("<BS>");
    assert_eq!(harness.scripts(), ["one two", "three", "four five"]);
    harness.press("|");
    assert_eq!(harness.scripts()[0], "one |two", "the caret stands where they were joined");
    harness.press("<BS><A-Enter><Up><Up><End><Tab><Del>");
    assert_eq!(harness.scripts(), ["one two", "three", "four five"], "Delete at the end joins too");
}

#[test]
fn a_selection_is_replaced_copied_cut_and_pasted() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one two<C-S-Left><C-c>");
    assert_eq!(copied_text(&harness), Some("two"));
    harness.press("2");
    assert_eq!(harness.scripts(), ["one 2"]);
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["one two"], "one step");
    harness.press("<C-S-Left><C-x><C-Home><C-v>");
    assert_eq!(harness.scripts(), ["two one"], "words are never glued, and no blank is left");
    harness.press("<C-a><BS>");
    assert_eq!(harness.scripts(), [""]);
}

#[test]
fn scenes_are_cut_and_pasted_with_their_options() {
    let mut harness = harness_with_scenes();
    harness.press("<A-e>serious<Enter><C-Home>");
    harness.press("<C-Right><Right><S-Down><S-Down><S-Down><S-Down><C-x>");
    assert_eq!(harness.scripts(), ["one  five"], "{}", harness.screen());
    assert_eq!(copied_text(&harness), Some("two\n\nthree\n\nfour"));
    harness.press("<C-v>");
    assert_eq!(harness.scripts(), ["one two", "three", "four five"]);
    assert_eq!(motions(&harness), ["nods", "waves", "smiles"]);
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["one  five"]);
    let text = copied_text(&harness).unwrap().to_owned();
    harness.send(Message::Paste(text));
    assert_eq!(harness.scripts(), ["one two", "three", "four five"], "the terminal's paste key too");
}

#[test]
fn an_option_is_picked_for_all_scenes_of_the_selection() {
    let mut harness = harness_with_scenes();
    harness.press("<C-a><A-e>sooth<Enter>");
    assert!(project(&harness).scenes.iter().all(|scene| scene.emotion == Some(Emotion::Soothing)));
    harness.press("<C-z>");
    assert!(project(&harness).scenes.iter().all(|scene| scene.emotion.is_none()), "one step");
    harness.press("<A-e>zzz");
    harness.assert_shows("Nothing matches.");
    harness.press("<Enter>");
    assert!(project(&harness).scenes.iter().all(|scene| scene.emotion.is_none()), "nothing matches");
}

#[test]
fn a_pause_is_inserted_with_one_blank_on_each_side() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one<A-p>two");
    assert_eq!(harness.scripts(), ["one <break time=\"1s\"/> two"]);
}

#[test]
fn find_counts_selects_and_replaces_in_all_scenes() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>A lamp. No Lamp.<Tab>holds a lamp<A-n>lamps<C-Home><C-f>lamp");
    harness.assert_shows("1 of 4");
    harness.press("<Enter>");
    harness.assert_shows("2 of 4");
    harness.press("<Up><Up>");
    harness.assert_shows("4 of 4");
    harness.press("<A-w>");
    harness.assert_shows(" of 3");
    harness.press("<A-c>");
    harness.assert_shows(" of 2");
    harness.press("<A-w><A-c><Tab>light<A-Enter>");
    assert_eq!(harness.scripts(), ["A light. No light.", "lights"]);
    assert_eq!(motions(&harness)[0], "holds a light");
    harness.press("<Esc><C-z>");
    assert_eq!(harness.scripts(), ["A lamp. No Lamp.", "lamps"], "one step");
}

#[test]
fn replace_goes_on_from_match_to_match() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>a b a b<C-Home><C-f>a<Tab>aa<Enter>");
    assert_eq!(harness.scripts(), ["aa b a b"]);
    harness.assert_shows("3 of 3");
    harness.press("<Enter>");
    assert_eq!(harness.scripts(), ["aa b aa b"]);
}

#[test]
fn a_script_that_does_not_fit_scrolls_with_the_caret() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>first");
    for scene in 2..=12 {
        harness.press("<A-n>").press(&format!("scene number {scene}"));
    }
    assert!(harness.shows("scene number 12") && !harness.shows("first"), "{}", harness.screen());
    harness.press("<C-Home>");
    assert!(harness.shows("first") && !harness.shows("scene number 12"), "{}", harness.screen());
    harness.press("<PgDn><PgDn><PgDn><PgDn><PgDn>");
    harness.assert_shows("scene number 12");
}

#[test]
fn what_would_be_spoken_by_mistake_is_named_and_cleaned_by_one_key() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>");
    harness.send(Message::Paste("HOST: Hello **there**. [BEAT] Bye.".to_owned()));
    harness.assert_shows("would be spoken (");
    harness.press("<A-c>");
    assert_eq!(harness.scripts(), ["Hello there. <break time=\"1s\"/> Bye."]);
    harness.press("<A-c>");
    harness.assert_shows("Nothing would be spoken by mistake");
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["HOST: Hello **there**. [BEAT] Bye."], "one step");
}

#[test]
fn advice_about_a_motion_is_taken_by_a_key() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>Hi.<Tab>do not move");
    harness.assert_shows("Alt-a");
    let before = motions(&harness)[0].to_owned();
    harness.press("<A-a>");
    assert_ne!(motions(&harness)[0], before);
    harness.press("<C-z>");
    assert_eq!(motions(&harness)[0], before, "one step");
}

#[test]
fn a_muted_scene_is_kept_but_neither_estimated_nor_rendered() {
    let mut harness = harness_with_scenes();
    let whole = harness.app.studio.estimate().seconds;
    harness.press("<A-x>");
    harness.assert_shows("muted");
    assert!(harness.app.studio.estimate().seconds < whole);
    assert_eq!(harness.scripts().len(), 3);
    harness.press("<A-x>");
    assert!((harness.app.studio.estimate().seconds - whole).abs() < 1e-9);
}

#[test]
fn a_speaker_is_picked_among_those_of_the_project() {
    let mut harness = harness_with_scenes();
    let marco = Speaker { name: "Marco".to_owned(), ..Speaker::default() };
    let with_marco = Project { speakers: vec![marco], ..project(&harness).clone() };
    harness.app.studio.edit(Edit::ReplaceProject(Box::new(with_marco)), EditKind::SingleStep);
    harness.press("<A-w>mar<Enter>");
    assert_eq!(project(&harness).scenes[2].speaker.as_deref(), Some("Marco"));
    harness.assert_shows("Marco  no emotion");
}

#[test]
fn the_length_is_set_against_the_target() {
    let mut harness = harness_with_scenes();
    let with_target = Project { target_seconds: Some(60), ..project(&harness).clone() };
    harness.app.studio.edit(Edit::ReplaceProject(Box::new(with_target)), EditKind::SingleStep);
    harness.assert_shows("0:02 of 1:00");
}

/// The cell of the screen where a text begins.
pub(crate) fn cell_of(harness: &AppHarness, text: &str) -> (u16, u16) {
    let screen = harness.screen();
    let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains(text)).unwrap();
    let column = line.split(text).next().unwrap().chars().count();
    (u16::try_from(column).unwrap(), u16::try_from(row).unwrap())
}

pub(crate) fn mouse(harness: &mut AppHarness, kind: MouseEventKind, (column, row): (u16, u16)) {
    harness.send(Message::Mouse(MouseEvent { kind, column, row }));
}

#[test]
fn a_click_places_the_caret_and_a_drag_selects() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = AppHarness::ready(columns, rows);
        harness.press("3<Enter>one two<Tab>nods<A-n>three<Esc>");
        if columns >= 120 {
            harness.press("4");
        }
        let (column, row) = cell_of(&harness, "one two");
        mouse(&mut harness, MouseEventKind::Press, (column + 4, row));
        harness.press("|");
        assert_eq!(harness.scripts()[0], "one |two", "it takes the focus too");
        mouse(&mut harness, MouseEventKind::Press, (column, row));
        mouse(&mut harness, MouseEventKind::Drag, (column + 3, row));
        harness.press("1");
        assert_eq!(harness.scripts()[0], "1 |two");
        let (column, row) = cell_of(&harness, "nods");
        mouse(&mut harness, MouseEventKind::Press, (column + 40, row));
        harness.press("!");
        assert_eq!(motions(&harness)[0], "nods!", "beyond the end of a row is its end");
    }
}

#[test]
fn a_double_click_selects_a_word_and_a_triple_click_its_line() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one two, three<A-p> four<Enter>next line");
    let at = |harness: &AppHarness, text| cell_of(harness, text);
    let cell = at(&harness, "wo, three");
    mouse(&mut harness, MouseEventKind::DoublePress, cell);
    harness.press("2");
    assert!(harness.scripts()[0].starts_with("one 2, three"), "{:?}", harness.scripts());
    let chip = at(&harness, "1s");
    mouse(&mut harness, MouseEventKind::DoublePress, chip);
    harness.press("<Del>");
    assert_eq!(harness.scripts()[0], "one 2, three  four\nnext line", "a chip is selected whole");
    let cell = at(&harness, "xt line");
    mouse(&mut harness, MouseEventKind::TriplePress, cell);
    harness.press("last");
    assert_eq!(harness.scripts()[0], "one 2, three  four\nlast");
    let (word, line) = (at(&harness, "one 2"), at(&harness, "three"));
    mouse(&mut harness, MouseEventKind::DoublePress, line);
    mouse(&mut harness, MouseEventKind::Drag, (word.0 + 1, word.1));
    harness.press("X");
    assert_eq!(harness.scripts()[0], "X  four\nlast", "a drag goes on by words, and keeps the first one");
    harness.press("<C-z>");
    let beside = at(&harness, "one 2");
    mouse(&mut harness, MouseEventKind::DoublePress, (beside.0, 0));
    assert_eq!(harness.scripts()[0], "one 2, three  four\nlast", "above the page is nothing to select");
}

#[test]
fn the_first_letter_of_a_script_without_words_is_written() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3");
    harness.assert_shows("The spoken words.");
    assert!(!harness.shows("n new scene"), "{}", harness.screen());
    harness.press("Good morning, q and n.");
    assert_eq!(harness.scripts(), ["Good morning, q and n."]);
    harness.press("<Esc>nx");
    assert_eq!(harness.scripts(), ["Good morning, q and n.", "x"], "then letters are commands");
    harness.press("<BS><Esc>");
    harness.assert_shows("No words yet. Enter writes them.");
    harness.press("<Esc>x");
    assert_eq!(harness.scripts(), ["Good morning, q and n."]);
}

#[test]
fn the_mouse_can_be_left_to_the_terminal() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("<F3>");
    assert!(harness.effects.contains(&Effect::CaptureMouse(false)));
    harness.assert_shows("F3 takes it back");
    harness.press("<F3>");
    assert!(harness.effects.contains(&Effect::CaptureMouse(true)));
}

#[test]
fn a_pause_key_in_a_motion_deletes_nothing() {
    let mut harness = harness_with_scenes();
    harness.press("<C-S-Left><A-p>");
    assert_eq!(motions(&harness)[2], "smiles");
    harness.press("<C-Home><C-S-Right><A-p>");
    assert_eq!(harness.scripts()[0], "<break time=\"1s\"/> two");
    harness.press("<C-z>");
    assert_eq!(harness.scripts()[0], "one two", "one step");
}

#[test]
fn a_cut_from_a_script_into_its_motion_is_pasted_whole() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one two<Tab>nods<C-a><C-x>");
    assert_eq!((harness.scripts(), motions(&harness)), (vec![""], vec![""]));
    harness.press("<C-v>");
    assert_eq!((harness.scripts(), motions(&harness)), (vec!["one two"], vec!["nods"]));
}

#[test]
fn pasted_scenes_keep_the_motion_and_the_sentences_of_where_they_land() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>One.<Tab>nods<A-n>Two.<Tab>waves<C-a><C-c><C-Home><C-v>");
    assert_eq!(harness.scripts(), ["One.", "Two. One.", "Two."]);
    assert_eq!(motions(&harness), ["nods", "waves, nods", "waves"]);
}

#[test]
fn the_picker_keeps_a_word_that_the_service_does_not_know() {
    let mut harness = harness_with_scenes();
    let mut changed = project(&harness).clone();
    changed.scenes[2].emotion = Some(Emotion::parse("Happy"));
    harness.app.studio.edit(Edit::ReplaceProject(Box::new(changed)), EditKind::SingleStep);
    harness.press("<A-e><Enter>");
    assert_eq!(project(&harness).scenes[2].emotion, Some(Emotion::parse("Happy")));
}

#[test]
fn a_sentence_is_moved_to_another_scene_without_glueing_it() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>Thank you.<A-n>Even so. Bye.<C-Left><S-Home><C-x>");
    assert_eq!(harness.scripts(), ["Thank you.", "Bye."]);
    harness.press("<A-Up><C-v>");
    assert_eq!(harness.scripts(), ["Thank you. Even so.", "Bye."]);
}

#[test]
fn a_split_leaves_no_blank_before_the_second_scene() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one two<C-Left><Left><A-Enter>");
    assert_eq!(harness.scripts(), ["one ", "two"]);
}

#[test]
fn a_replacement_without_a_match_changes_nothing() {
    let mut harness = harness_with_scenes();
    harness.press("<C-f>zzz<A-Enter>");
    harness.assert_shows("No match to replace");
}

#[test]
fn a_drag_that_began_elsewhere_selects_nothing() {
    let mut harness = harness_with_scenes();
    let (column, row) = cell_of(&harness, "one two");
    mouse(&mut harness, MouseEventKind::Press, (5, 0));
    mouse(&mut harness, MouseEventKind::Drag, (column, row));
    harness.press("!");
    assert_eq!((harness.scripts()[0], motions(&harness)[2]), ("one two", "smiles!"));
}

#[test]
fn letters_that_join_into_one_grapheme_leave_the_caret_behind_it() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>");
    harness.send(Message::Paste("ष".to_owned()));
    harness.press("<C-Home>");
    for letter in ["क", "्", "x"] {
        harness.send(Message::Typed(letter.to_owned()));
    }
    assert_eq!(harness.scripts(), ["क्षx"]);
}

/// A key that edits, moves or selects.
fn editing_key() -> impl Strategy<Value = String> {
    const KEYS: &[&str] = &[
        "a",
        "é",
        "今",
        " ",
        "👩\u{200d}👧",
        ".",
        "<Enter>",
        "<BS>",
        "<Del>",
        "<Left>",
        "<Right>",
        "<Up>",
        "<Down>",
        "<S-Left>",
        "<S-Right>",
        "<S-Up>",
        "<S-Down>",
        "<C-Left>",
        "<C-S-Right>",
        "<Home>",
        "<End>",
        "<C-Home>",
        "<C-End>",
        "<PgUp>",
        "<PgDn>",
        "<A-Enter>",
        "<A-n>",
        "<A-p>",
        "<Tab>",
        "<S-Tab>",
        "<C-w>",
        "<C-u>",
        "<C-k>",
        "<C-a>",
        "<C-x>",
        "<C-c>",
        "<C-v>",
        "<A-Up>",
        "<A-Down>",
        "<A-h>",
        "<A-x>",
        "<A-c>",
        "[BEAT] ",
        "[PAUSE 2s]",
        "<A-e>exc<Enter>",
        "<A-e>sooth<A-a>",
        "<A-t>",
        "<C-z>",
        "<C-y>",
    ];
    proptest::sample::select(KEYS).prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_edits_can_be_undone_and_redone_and_the_caret_stays_visible(
        keys in proptest::collection::vec(editing_key(), 1..60),
        columns in 40_u16..100,
    ) {
        let mut harness = AppHarness::ready(columns, 24);
        harness.press("3<Enter>");
        let start = project(&harness).clone();
        for key in &keys {
            if key.starts_with('<') {
                harness.press(key);
            } else {
                harness.send(Message::Paste(key.clone()));
            }
            prop_assert!(harness.draw().1.is_some(), "{}\n{}", key, harness.screen());
        }
        let end = project(&harness).clone();
        while !harness.shows("Nothing to undo") {
            harness.press("<C-z>");
        }
        prop_assert_eq!(project(&harness), &start);
        while !harness.shows("Nothing to redo") {
            harness.press("<C-y>");
        }
        // A redo that an edit has cut off is not offered; the last state always is.
        prop_assert!(keys.iter().any(|key| key == "<C-z>") || project(&harness) == &end);
    }
}

#[test]
fn the_own_speaker_of_a_dialog_has_a_chip_too() {
    let mut harness = harness_with_scenes();
    harness.press("<Esc>1<Enter>");
    assert!(!harness.shows("Ana, blue suit  no emotion"), "there is one speaker: {}", harness.screen());
    let marco = Speaker { name: "Marco".to_owned(), ..Speaker::default() };
    let with_marco = Project { speakers: vec![marco], ..project(&harness).clone() };
    harness.app.studio.edit(Edit::ReplaceProject(Box::new(with_marco)), EditKind::SingleStep);
    harness.press("3g<A-w>mar<Enter>");
    harness.assert_shows("Marco  no emotion");
    harness.assert_shows("Ana, blue suit  no emotion");
}

#[test]
fn an_emotion_that_the_service_does_not_know_is_flagged_on_its_scene() {
    let mut harness = harness_with_scenes();
    let scenes =
        [Some("Happy"), None].map(|word| Scene { emotion: word.map(Emotion::parse), ..Scene::new("Hi.") });
    let with_emotion = Project { scenes: scenes.to_vec(), ..project(&harness).clone() };
    harness.app.studio.edit(Edit::ReplaceProject(Box::new(with_emotion)), EditKind::SingleStep);
    harness.press("<C-Home>");
    harness.assert_shows("Happy⚑");
    harness.assert_shows("\"Happy\" is no emotion of the service · Alt-e picks one");
    harness.press("<A-Down>");
    assert!(!harness.shows("is no emotion of the service"));
}

#[test]
fn what_stops_a_render_is_the_first_note_and_leaves_room_for_the_figures() {
    let mut harness = harness_with_scenes();
    let scene = |emotion: Option<&str>, style: &str| Scene {
        emotion: emotion.map(Emotion::parse),
        style: TalkingStyle::parse(style),
        ..Scene::new("[SFX: door] Hi.")
    };
    let long = "as wild as a word that nobody knows can be in a file";
    let scenes = vec![scene(None, "wild"), scene(Some(long), long), scene(None, "stable")];
    let edited = Project { scenes, ..project(&harness).clone() };
    harness.app.studio.edit(Edit::ReplaceProject(Box::new(edited)), EditKind::SingleStep);
    harness.press("<C-Home>");
    harness.assert_shows("no emotion · wild⚑");
    harness.assert_shows("\"wild\" is no talking style of the service · Alt-s picks one");
    harness.assert_shows("as wild as a wo…⚑ · as wild as a wo…⚑");
    let row = harness.screen().lines().find(|line| line.contains("as wild")).unwrap().to_owned();
    assert!(row.contains("cr"), "{row}");
    harness.press("<A-Down>");
    harness.assert_shows("is no emotion of the service");
    harness.press("<A-Down>");
    harness.assert_shows("Alt-c cleans");
    assert!(!harness.shows("of the service"), "{}", harness.screen());
}

#[test]
fn a_click_on_an_option_changes_it_and_one_on_the_timeline_goes_to_its_scene() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = AppHarness::ready(columns, rows);
        harness.press("3<Enter>one<A-n>two<Esc>");
        let (column, row) = cell_of(&harness, "no emotion");
        mouse(&mut harness, MouseEventKind::Press, (column + 3, row));
        harness.assert_shows("╭ Emotion");
        harness.press("exc<Enter>");
        let emotions = |harness: &AppHarness| -> Vec<Option<String>> {
            let scenes = project(harness).scenes.iter();
            scenes.map(|scene| scene.emotion.as_ref().map(|emotion| emotion.as_str().to_owned())).collect()
        };
        assert_eq!(emotions(&harness), [Some("Excited".to_owned()), None], "that of its own scene");
        let cell = cell_of(&harness, "expressive  ");
        mouse(&mut harness, MouseEventKind::Press, cell);
        harness.press("stab<Enter>");
        assert_eq!(project(&harness).scenes[0].style.as_str(), "stable");
        let cell = cell_of(&harness, "Excited");
        mouse(&mut harness, MouseEventKind::Press, cell);
        let row = cell_of(&harness, "Soothing");
        mouse(&mut harness, MouseEventKind::Press, row);
        assert_eq!(emotions(&harness)[0].as_deref(), Some("Soothing"), "a value of the picker is clicked");
        mouse(&mut harness, MouseEventKind::Press, cell);
        let place = cell_of(&harness, "one");
        mouse(&mut harness, MouseEventKind::Press, (place.0 + 50, place.1));
        assert!(!harness.shows("╭ Emotion") && emotions(&harness)[0].is_some(), "a click beside closes it");

        let timeline = cell_of(&harness, "▆ 2 ▆");
        mouse(&mut harness, MouseEventKind::Press, (timeline.0 + 4, timeline.1));
        harness.press("<Enter>!");
        assert_eq!(harness.scripts(), ["one", "two!"]);
    }
}

#[test]
fn a_click_with_shift_selects_up_to_it_and_one_on_a_tab_opens_its_pane() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one two three<C-Home>");
    let cell = cell_of(&harness, "three");
    mouse(&mut harness, MouseEventKind::ShiftPress, cell);
    harness.press("4 ");
    assert_eq!(harness.scripts(), ["4 three"]);
    let tab = cell_of(&harness, "4 Queue");
    mouse(&mut harness, MouseEventKind::Press, tab);
    harness.assert_shows("Nothing rendered yet.");
}

#[test]
fn a_sentence_moves_between_scenes_without_a_blank_too_many_or_too_few() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>One. Two. Three.<A-n>Four. Five.<C-Home><Right><Right><Right><Right><Right>");
    harness.press("<S-Right><S-Right><S-Right><S-Right><C-x>");
    assert_eq!(harness.scripts(), ["One. Three.", "Four. Five."]);
    harness.press("<C-v>");
    assert_eq!(harness.scripts()[0], "One. Two. Three.", "back in its place");
    harness.press(" ");
    assert_eq!(harness.scripts()[0], "One. Two. Three.", "a blank typed by habit is the one that is there");
    harness.press("<C-z><C-End><C-v>");
    assert_eq!(harness.scripts(), ["One. Three.", "Four. Five. Two."]);
    let text = copied_text(&harness).unwrap().to_owned();
    harness.press("<C-Home>");
    harness.send(Message::Paste(text));
    assert_eq!(harness.scripts()[0], "Two. One. Three.", "the terminal's paste key too");
    harness.press("<C-z>");
    assert_eq!(harness.scripts()[0], "One. Three.", "one step");
}

#[test]
fn a_new_target_replaces_the_one_in_the_settings() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("e<Down><Down><Down><Down><Down>60s<Enter>");
    assert_eq!(project(&harness).target_seconds, Some(60), "{}", harness.screen());
    harness.press("e<Down><Down><Down><Down><Down>1:30<Enter>");
    assert_eq!(project(&harness).target_seconds, Some(90));
}

#[test]
fn a_picker_closes_where_another_part_of_the_screen_is_clicked() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one<A-n>two<A-e>");
    let timeline = cell_of(&harness, "1 ▆");
    mouse(&mut harness, MouseEventKind::Press, timeline);
    assert!(!harness.shows("╭ Emotion"), "{}", harness.screen());
    harness.press("<A-e>");
    let queue = cell_of(&harness, "4 Queue");
    mouse(&mut harness, MouseEventKind::Press, queue);
    harness.press("3");
    assert!(!harness.shows("╭ Emotion"), "{}", harness.screen());
}

#[test]
fn a_click_on_the_page_closes_the_find_bar_and_stays_there() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>cat<A-n>Two cats<C-Home><C-f>cat");
    let words = cell_of(&harness, "Two cats");
    mouse(&mut harness, MouseEventKind::Press, (words.0 + 3, words.1));
    harness.press("!");
    assert_eq!(harness.scripts(), ["cat", "Two! cats"]);
}

#[test]
fn a_hint_names_as_many_escapes_as_its_key_needs() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one two");
    harness.assert_shows("Next: Esc 1 choose a photo");
    harness.press("<C-S-Left>");
    harness.assert_shows("Next: Esc Esc 1 choose a photo");
    harness.press("<A-e>");
    harness.assert_shows("Next: Esc Esc Esc 1 choose a photo");
    harness.press("<Esc><Esc><Esc>1");
    harness.assert_shows("╭ 1 Photos");
    assert_eq!(harness.scripts(), ["one two"]);
}
