//! Tests of the caret of the script page: where it may stand, whatever is pressed.

use proptest::prelude::*;
use ratatui::layout::Position;

use super::*;
use crate::command::{Key, KeyCode, find_command};
use crate::domain::Project;
use crate::studio::{ActiveAccount, Edit, EditKind};
use crate::widgets::{TextLayout, floor_grapheme};

/// A page of two scenes with pauses, with the caret at its start.
fn page(columns: usize) -> (ScriptPane, Studio) {
    let mut studio = Studio::new(ActiveAccount::Sandbox);
    let second = "<break/>Zwei <break time='500ms'/><#2#> นะครับ\n[PAUSE 2s] now <break time=\"3s\"/>";
    let scenes = vec![Scene::new("One <break time=\"1s\"/> two, three."), Scene::new(second)];
    let project = Project { scenes, ..Project::default() };
    studio.edit(Edit::ReplaceProject(Box::new(project)), EditKind::SingleStep);
    let mut pane = ScriptPane { mode: PageMode::Text, ..ScriptPane::default() };
    pane.viewport.resize(Position::ORIGIN, columns, 12);
    pane.sync(&studio);
    pane.set_caret(PagePosition::START);
    (pane, studio)
}

fn press(pane: &mut ScriptPane, studio: &mut Studio, key: Key) {
    let input = find_command(pane.scope(), key).map_or(PaneInput::Key(key), PaneInput::Command);
    pane.update(studio, input);
}

/// A key that moves, selects, deletes or edits, with each of Ctrl, Alt and Shift that it may have.
fn any_key() -> impl Strategy<Value = Key> {
    use KeyCode::{Backspace, Delete, Down, End, Enter, Home, Left, PageDown, PageUp, Right, Up};
    let move_key = proptest::sample::select(vec![Left, Right, Up, Down, Home, End, PageUp, PageDown]);
    let moves = (move_key, any::<bool>(), any::<bool>()).prop_map(|(code, ctrl, shift)| Key {
        ctrl,
        shift,
        ..Key::plain(code)
    });
    let deletes = (proptest::sample::select(vec![Backspace, Delete]), any::<bool>())
        .prop_map(|(code, ctrl)| Key { ctrl, ..Key::plain(code) });
    let others = vec![
        Key::char('a'),
        Key::char(' '),
        Key::char('語'),
        Key::plain(Enter),
        Key::alt(Enter),
        Key::alt(KeyCode::Char('p')),
        Key::ctrl('x'),
        Key::ctrl('v'),
        Key::ctrl('w'),
        Key::ctrl('u'),
        Key::ctrl('k'),
    ];
    prop_oneof![6 => moves, 2 => deletes, 3 => proptest::sample::select(others)]
}

/// The text of a script that is not in a chip.
fn text_without_chips(text: &TextLayout) -> String {
    let mut rest = text.text().to_owned();
    for chip in text.chips().as_slice().iter().rev() {
        rest.replace_range(chip.range.clone(), "");
    }
    rest
}

proptest! {
    #[test]
    fn the_caret_stands_between_graphemes_and_chips_and_no_chip_is_torn(
        keys in proptest::collection::vec(any_key(), 1..80),
        columns in 2_usize..50,
    ) {
        let (mut pane, mut studio) = page(columns);
        for key in keys {
            press(&mut pane, &mut studio, key);
            let ends = [Some(pane.caret.position), pane.anchor];
            pane.viewport.with_layout(scenes_of(&studio), |page| {
                for position in ends.into_iter().flatten() {
                    let Some(text) = page.text(position.scene, position.field) else {
                        return Err(TestCaseError::fail(format!("{key}: {position:?} does not exist")));
                    };
                    prop_assert_eq!(floor_grapheme(text.text(), position.offset), position.offset);
                    prop_assert!(text.chips().allows(position.offset), "{}: {:?}", key, position);
                }
                for scene in 0..page.scene_count() {
                    let text = page.text(scene, SceneText::Script).map_or_else(String::new, text_without_chips);
                    prop_assert!(!text.contains(['<', '>']), "{}: a torn tag in {:?}", key, text);
                }
                Ok(())
            })?;
        }
    }

    #[test]
    fn a_split_anywhere_and_backspace_cancel_out(steps in 0_usize..70, columns in 2_usize..50) {
        let (mut pane, mut studio) = page(columns);
        let before = scenes_of(&studio).to_vec();
        for _ in 0..steps {
            press(&mut pane, &mut studio, Key::plain(KeyCode::Right));
        }
        press(&mut pane, &mut studio, Key::alt(KeyCode::Enter));
        prop_assert_eq!(scenes_of(&studio).len(), before.len() + 1);
        press(&mut pane, &mut studio, Key::plain(KeyCode::Backspace));
        prop_assert_eq!(scenes_of(&studio), &before[..]);
    }
}
