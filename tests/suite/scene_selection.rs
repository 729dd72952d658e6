//! Commands about several scenes: jumping by number, selecting, cutting, and options for the selection or for all.

use cuecard::domain::{Emotion, Project, Speaker, TalkingStyle};
use cuecard::studio::{Edit, EditKind, Effect};
use insta::assert_snapshot;

use crate::script_page::{harness_with_scenes, motions, project};
use crate::support::app_harness::AppHarness;

#[test]
fn a_scene_is_reached_by_its_number() {
    let mut harness = harness_with_scenes();
    harness.press("<C-g>2<Enter>!");
    assert_eq!(harness.scripts(), ["one two", "three!", "four five"], "the caret is in its text");
    harness.press("<C-g>");
    harness.assert_shows("A number from 1 to 3.");
    harness.press("9<Enter>");
    harness.assert_shows("No such scene. A number from 1 to 3.");
    harness.press("<BS>1");
    assert!(!harness.shows("No such scene"), "a new number is typed: {}", harness.screen());
    harness.press("<Enter>!");
    assert_eq!(harness.scripts()[0], "one two!");
    harness.press("<Esc><C-p>scene by its number<Enter>3<Enter>D");
    assert_eq!(harness.scripts().len(), 4, "in the list of scenes letters stay commands");
}

#[test]
fn a_join_says_whose_options_it_has() {
    let mut harness = harness_with_scenes();
    harness.press("<C-g>2<Enter><Home><BS>");
    harness.assert_shows("Scenes 1 and 2 are one scene now · Ctrl-z undoes it");
    harness.press("<C-z><C-g>2<Enter>");
    let mut scene = harness.app.studio.project_state.project.scenes[1].clone();
    scene.emotion = Some(Emotion::Serious);
    harness.app.studio.edit(Edit::ReplaceScenes(1..2, vec![scene]), EditKind::SingleStep);
    harness.press("<Home><BS>");
    harness.assert_shows("Scenes 1 and 2 are one scene now, with the options of scene 1 · Ctrl-z undoes");
}

#[test]
fn a_project_of_one_scene_offers_no_jump() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<C-p>scene by its number");
    harness.assert_shows("the project has fewer than two scenes");
}

#[test]
fn an_option_is_picked_for_all_scenes_without_selecting_them() {
    let mut harness = harness_with_scenes();
    harness.press("<A-e>");
    harness.assert_shows("Alt-a  in all 3 scenes");
    harness.press("sooth<A-a>");
    assert!(project(&harness).scenes.iter().all(|scene| scene.emotion == Some(Emotion::Soothing)));
    harness.assert_shows("Soothing in 3 scenes");
    harness.press("<C-z>");
    assert!(project(&harness).scenes.iter().all(|scene| scene.emotion.is_none()), "one step");
    harness.assert_shows("Undid: emotion of 3 scenes");
    harness.press("<A-s>stab<A-a>");
    assert!(project(&harness).scenes.iter().all(|scene| scene.style == TalkingStyle::Stable));
    let marco = Speaker { name: "Marco".to_owned(), ..Speaker::default() };
    let with_marco = Project { speakers: vec![marco], ..project(&harness).clone() };
    harness.app.studio.edit(Edit::ReplaceProject(Box::new(with_marco)), EditKind::SingleStep);
    harness.press("<A-w>mar<A-a>");
    assert!(project(&harness).scenes.iter().all(|scene| scene.speaker.as_deref() == Some("Marco")));
}

#[test]
fn a_motion_is_used_in_all_scenes_or_in_the_selected_ones() {
    let mut harness = harness_with_scenes();
    harness.press("<C-p>this motion in all<Enter>");
    assert_eq!(motions(&harness), ["smiles"; 3]);
    harness.press("<C-z>");
    assert_eq!(motions(&harness), ["nods", "waves", "smiles"], "one step");
    harness.press("<C-End><S-Up><S-Up><A-t>");
    assert_eq!(motions(&harness), ["nods", "waves", "waves"]);
}

#[test]
fn a_prompt_of_the_bank_goes_to_the_selection_or_to_all() {
    let mut harness = harness_with_scenes();
    harness.press("<C-Home><Esc><S-Down><A-m>");
    harness.assert_shows("Motion of scenes 1 to 2");
    harness.press("<Enter>");
    let first = motions(&harness)[0].to_owned();
    assert_ne!(first, "nods");
    assert_eq!(motions(&harness), [first.as_str(), &first, "smiles"]);
    harness.press("<C-z><A-m><A-a>");
    assert_eq!(motions(&harness), [first.as_str(); 3]);
    harness.press("<C-z>");
    assert_eq!(motions(&harness), ["nods", "waves", "smiles"], "one step");
}

#[test]
fn scenes_are_selected_in_their_list() {
    let mut harness = harness_with_scenes();
    harness.press("<Esc><S-Up><A-x>");
    let is_muted: Vec<bool> = project(&harness).scenes.iter().map(|scene| scene.is_muted).collect();
    assert_eq!(is_muted, [false, true, true]);
    harness.press("<C-z><S-Down><S-Up><S-Up>x");
    assert!(harness.scripts().is_empty(), "the selection goes up to the first: {:?}", harness.scripts());
    harness.press("<C-z><Down><S-Up><Esc>x");
    assert_eq!(harness.scripts().len(), 2, "Esc ends the selection");
}

#[test]
fn a_cut_of_scenes_says_so_and_is_put_back() {
    let mut harness = harness_with_scenes();
    harness.press("<C-a><C-x>");
    harness.assert_shows("Cut 3 scenes · Ctrl-v puts back what was cut");
    assert_eq!(harness.scripts(), [""]);
    harness.press("<C-v>");
    assert_eq!(harness.scripts(), ["one two", "three", "four five"]);
    assert_eq!(motions(&harness), ["nods", "waves", "smiles"]);
    harness.press("<Esc>g<S-Down><C-x>");
    harness.assert_shows("Cut 2 scenes");
    harness.press("<C-v>");
    assert_eq!(harness.scripts(), ["one two", "three", "four five"], "in the list of scenes, too");
    harness.press("<C-z>G<C-v>");
    assert_eq!(harness.scripts(), ["four five", "one two", "three"], "whole scenes move");
    assert_eq!(motions(&harness), ["smiles", "nods", "waves"]);
}

#[test]
fn a_split_in_the_place_of_a_selection_is_one_step() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one two three<C-Left><Left><C-S-Left><A-Enter>");
    assert_eq!(harness.scripts(), ["one  ", "three"]);
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["one two three"], "one step");
    let mut over_scenes = harness_with_scenes();
    over_scenes.press("<C-Home><C-Right><S-Down><S-Down><A-Enter>");
    assert_eq!(over_scenes.scripts().len(), 3, "{:?}", over_scenes.scripts());
    over_scenes.press("<C-z>");
    assert_eq!(over_scenes.scripts(), ["one two", "three", "four five"]);
}

#[test]
fn the_picker_leaves_the_words_of_its_scene_visible() {
    for rows in [24, 50] {
        for keys in ["<C-Home>", "<C-End>"] {
            let mut harness = harness_with_scenes();
            harness.resize(80, rows);
            harness.press(keys).press("<A-e>");
            let words = if keys == "<C-Home>" { "one two" } else { "four five" };
            harness.assert_shows(words);
            harness.assert_shows("Excited");
        }
    }
}

#[test]
fn a_picker_over_the_page() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = harness_with_scenes();
        harness.resize(columns, rows);
        harness.press("<C-Home><A-e>");
        assert_snapshot!(format!("option_picker_{columns}x{rows}"), harness.screen());
    }
    for (columns, rows) in [(1, 1), (5, 3), (20, 5), (39, 8), (80, 12), (300, 100)] {
        let mut harness = harness_with_scenes();
        harness.press("<A-e>");
        harness.resize(columns, rows);
        harness.draw();
    }
}

#[test]
fn an_option_that_changes_nothing_promises_no_undo_and_counts_agree() {
    let mut harness = harness_with_scenes();
    harness.press("<C-Home><A-e>seri<Enter><A-e>seri<A-a>");
    harness.assert_shows("Serious in 2 scenes · Ctrl-z undoes it");
    harness.press("<A-e>seri<A-a>");
    harness.assert_shows("Serious in 3 scenes already");
    assert!(!harness.shows("Ctrl-z undoes it"), "{}", harness.screen());
    harness.press("<C-z>");
    harness.assert_shows("Undid: emotion of 2 scenes");
    harness.press("<A-t><A-t>");
    harness.assert_shows("The same motion in 3 scenes already");
}

#[test]
fn undo_of_a_change_in_all_scenes_leaves_the_caret_in_its_scene() {
    let mut harness = harness_with_scenes();
    harness.press("<A-Up><A-e>sooth<A-a><C-z>");
    assert_eq!(project(&harness).scenes[0].emotion, None);
    harness.assert_shows("scene 2 of 3");
}

#[test]
fn commands_about_scenes_act_on_all_selected_ones() {
    let mut harness = harness_with_scenes();
    harness.press("<C-Home><Esc><S-Down>J");
    assert_eq!(harness.scripts(), ["four five", "one two", "three"]);
    harness.press("K");
    assert_eq!(harness.scripts(), ["one two", "three", "four five"], "they are still selected");
    harness.press("D");
    assert_eq!(harness.scripts(), ["one two", "three", "one two", "three", "four five"]);
    harness.press("x");
    assert_eq!(harness.scripts(), ["one two", "three", "four five"], "the copies were selected");
    harness.press("g<A-x><S-Down><A-x>");
    let muted =
        |harness: &AppHarness| project(harness).scenes.iter().map(|scene| scene.is_muted).collect::<Vec<_>>();
    assert_eq!(muted(&harness), [true, true, false], "some were not muted");
    harness.press("<A-x>");
    assert_eq!(muted(&harness), [false; 3], "all were muted");
    harness.press("<A-h>");
    let enhanced: Vec<bool> = project(&harness).scenes.iter().map(|scene| scene.enhance_motion).collect();
    assert_eq!(enhanced, [false, false, true]);
}

#[test]
fn a_selection_that_ends_before_the_first_letter_of_a_scene_has_nothing_of_it() {
    let mut harness = harness_with_scenes();
    harness.press("<C-Home><S-Down><S-Down><A-x>");
    let muted: Vec<bool> = project(&harness).scenes.iter().map(|scene| scene.is_muted).collect();
    assert_eq!(muted, [true, false, false]);
}

#[test]
fn a_cut_of_parts_is_no_cut_of_scenes() {
    let mut harness = harness_with_scenes();
    harness.press("<C-Home><C-Right><S-Down><S-Down><C-x>");
    harness.assert_shows("Cut text of 2 scenes");
}

#[test]
fn the_footer_offers_cut_and_copy_where_something_is_selected() {
    let mut harness = harness_with_scenes();
    assert!(!harness.shows("Ctrl-x cut"), "{}", harness.screen());
    harness.press("<S-Left>");
    harness.assert_shows("Ctrl-x cut   Ctrl-c copy");
    harness.press("<Left><C-x>");
    harness.assert_shows("Nothing is selected");
}

#[test]
fn ctrl_c_copies_the_selected_scenes_of_the_list_and_quits_where_none_is_selected() {
    let mut harness = harness_with_scenes();
    harness.press("<Esc>g<S-Down><C-c>");
    assert!(!harness.effects.contains(&Effect::Quit), "{}", harness.screen());
    harness.press("<Esc>G<C-v>");
    assert_eq!(harness.scripts(), ["one two", "three", "four five", "one two", "three"]);
    harness.press("y");
    harness.assert_shows("Nothing is selected");
    harness.press("<C-c>");
    harness.assert_shows("Save and quit");
}

#[test]
fn a_scene_without_a_motion_does_not_erase_that_of_the_others() {
    let mut harness = harness_with_scenes();
    harness.press("<C-u><C-a><A-t>");
    assert_eq!(motions(&harness), ["nods", "waves", ""]);
    harness.assert_shows("Scene 3 has no motion to copy");
}

#[test]
fn everything_is_selected_with_the_last_motion_and_text_goes_on_behind_the_words() {
    let mut harness = harness_with_scenes();
    harness.press("<C-a><Right>.");
    assert_eq!((harness.scripts()[2], motions(&harness)[2]), ("four five.", "smiles"));
    harness.press("<C-a><End>!");
    assert_eq!((harness.scripts()[2], motions(&harness)[2]), ("four five.!", "smiles"));
    harness.press("<C-a>x");
    assert_eq!((harness.scripts(), motions(&harness)), (vec!["x"], vec![""]), "no motion is left behind");
    harness.press("<C-a><End>y");
    assert_eq!(harness.scripts(), ["xy"]);
}

#[test]
fn copied_and_cut_scenes_are_counted_in_a_message() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>One.<A-n>Two.<Esc><S-Up>y");
    harness.assert_shows("Copied 2 scenes · Ctrl-v puts in what was copied");
    harness.press("<C-x>");
    harness.assert_shows("Cut 2 scenes · Ctrl-v puts back what was cut");
}
