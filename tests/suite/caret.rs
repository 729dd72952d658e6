//! The caret: the terminal's cursor stands where the next character goes, in every field and nowhere else.

use cuecard::domain::RenderStage;
use cuecard::studio::ActiveAccount;

use crate::support::app_harness::{AppHarness, render};

/// The text left of the caret in its row; `None` if no caret is shown.
fn text_before_caret(harness: &AppHarness) -> Option<String> {
    let (buf, caret) = harness.draw();
    let caret = caret?;
    let row = (0..caret.x).map(|x| buf[(x, caret.y)].symbol());
    Some(row.collect())
}

#[test]
fn the_caret_follows_the_typed_text_in_every_field() {
    for size in [(80, 24), (160, 50)] {
        for (keys, typed) in [
            ("3<Enter>Hi there", "Hi there"),
            ("3<Enter>Hi there<Left><Left>", "Hi the"),
            ("3<Enter>one<Enter>two", "two"),
            ("3<Enter>美咲", "美 咲 "),
            ("3<Enter><Tab>Waves", "Waves"),
            ("1/ana", "ana"),
            ("2/eng", "eng"),
            ("4/reel", "reel"),
            ("1iabc", "abc"),
            ("eA title", "A title"),
            ("e<Tab><Tab><End><BS>", "x192"),
            ("1wAt sea", "At sea"),
            ("<C-p>save", "save"),
            ("<C-o>launch", "launch"),
        ] {
            let mut harness = AppHarness::ready(size.0, size.1);
            harness.load_renders(vec![render(1, "Reel", RenderStage::Completed, 9)]);
            harness.press(keys);
            let before = text_before_caret(&harness).unwrap_or_default();
            assert!(before.ends_with(typed), "{keys} {size:?}: {before:?}\n{}", harness.screen());
        }
    }
    let mut harness = AppHarness::with_account(ActiveAccount::SignedOut, 80, 24);
    harness.press("kabc");
    assert!(text_before_caret(&harness).unwrap().ends_with("•••"), "{}", harness.screen());
}

#[test]
fn an_empty_text_field_has_a_caret_and_other_places_have_none() {
    for keys in ["3<Enter>", "1/", "e", "1w", "<C-p>", "<C-o>", "1i"] {
        let mut harness = AppHarness::ready(80, 24);
        harness.press(keys);
        assert!(text_before_caret(&harness).is_some(), "{keys}");
    }
    for keys in ["1", "2", "3", "4", "e<Tab>", "?", "3<Enter>Hi<C-r>", "m"] {
        let mut harness = AppHarness::ready(80, 24);
        harness.press(keys);
        assert_eq!(text_before_caret(&harness), None, "{keys}");
    }
}
