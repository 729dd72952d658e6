//! The bank of motion prompts: finding, inserting, undoing, and the user's own prompts.

use std::path::PathBuf;

use cuecard::domain::{Error, ErrorKind};
use cuecard::studio::{MotionBankReply, MotionBankRequest, Reply, Request};

use crate::support::app_harness::AppHarness;

/// The bank over a scene with this motion; the user has two prompts.
fn open_bank(motion: &str) -> AppHarness {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>Hello.<Tab>").press(motion).press("<A-m>");
    answer_load(&mut harness, &Ok(vec!["Avatar salutes".to_owned(), "Avatar rubs the chin".to_owned()]));
    harness
}

fn answer_load(harness: &mut AppHarness, own: &Result<Vec<String>, Error>) {
    harness.answer_requests(move |request| match request {
        Request::MotionBank(MotionBankRequest::Load) => {
            Some(Reply::MotionBank(MotionBankReply::Loaded(own.clone())))
        }
        _ => None,
    });
}

fn motion(harness: &AppHarness) -> &str {
    &harness.app.studio.project_state.project.scenes[0].motion_prompt
}

#[test]
fn a_prompt_is_found_by_mood_and_action_and_inserted_as_one_undo_step() {
    let mut harness = open_bank("nods");
    harness.press("serious warn<Enter>");
    assert_eq!(motion(&harness), "Avatar raises one finger, frowning");
    harness.assert_shows("Scene 1 has another motion");
    harness.press("<C-z>");
    assert_eq!(motion(&harness), "nods");
    harness.press("<C-y>");
    assert_eq!(motion(&harness), "Avatar raises one finger, frowning");
}

#[test]
fn the_open_field_shows_the_inserted_prompt() {
    let mut harness = open_bank("nods");
    harness.press("salutes<Enter>");
    harness.assert_shows("Avatar salutes");
    harness.press(" twice");
    assert_eq!(motion(&harness).replace(" twice", ""), "Avatar salutes", "typing goes on in the new text");
}

#[test]
fn letters_in_their_order_find_a_prompt() {
    let mut harness = open_bank("");
    harness.press("thmbswnk");
    harness.assert_shows("Avatar gives a thumbs up and winks");
    harness.press("<Enter>");
    assert_eq!(motion(&harness), "Avatar gives a thumbs up and winks");
}

#[test]
fn the_users_own_prompts_come_first() {
    let mut harness = open_bank("");
    harness.press("<Down><Enter>");
    assert_eq!(motion(&harness), "Avatar rubs the chin");
    harness.press("<A-m>yours");
    harness.assert_shows("Avatar salutes");
    assert!(!harness.shows("friendly"), "{}", harness.screen());
}

#[test]
fn the_present_motion_is_kept_as_one_of_the_users_own() {
    let mut harness = open_bank("Avatar juggles");
    harness.assert_shows("Alt-k keep this motion");
    harness.press("<A-k>");
    harness.answer_requests(|request| match request {
        Request::MotionBank(MotionBankRequest::Add(prompt)) => {
            let added = (vec![prompt.clone()], PathBuf::from("/home/ana/.config/cuecard/motions.txt"));
            Some(Reply::MotionBank(MotionBankReply::Added(Ok(added))))
        }
        _ => None,
    });
    assert!(!harness.shows("Alt-k"), "it is in the list now: {}", harness.screen());
    harness.press("yours");
    harness.assert_shows("Avatar juggles");
    harness.press("<Esc>");
    harness.assert_shows("Kept in /home/ana/.config/cuecard/motions.txt");
}

#[test]
fn without_a_motion_there_is_nothing_to_keep() {
    let mut harness = open_bank("");
    harness.assert_shows("The scene has no motion yet.");
    assert!(!harness.shows("Alt-k"), "{}", harness.screen());
    harness.press("<A-k>");
    assert!(!harness.requests().any(|request| matches!(request, Request::MotionBank(_))));
}

#[test]
fn a_file_that_cannot_be_read_leaves_the_bank() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>Hello.<A-m>");
    answer_load(
        &mut harness,
        &Err(Error::new("the prompts", ErrorKind::File, "motions.txt is not UTF-8 text")),
    );
    harness.press("wave smile<Enter>");
    assert!(motion(&harness).contains("wave"), "{}", motion(&harness));
    harness.assert_shows("is not UTF-8 text");
}

#[test]
fn enter_without_a_match_changes_nothing() {
    let mut harness = open_bank("nods");
    harness.press("qqqqqq<Enter>");
    harness.assert_shows("No prompt matches.");
    harness.press("<Esc>");
    assert_eq!(motion(&harness), "nods");
}

#[test]
fn the_bank_opens_from_the_palette_and_from_the_timeline() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<C-p>motion prompt<Enter>");
    harness.assert_shows("Motion of scene 1");
    harness.press("<Esc><A-m>");
    harness.assert_shows("Motion of scene 1");
}

#[test]
fn prompts_that_suit_the_emotion_come_first() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>Hello.<A-e>exc<Enter><A-m><Enter>");
    assert_eq!(motion(&harness), "Avatar waves with both hands, beaming", "Excited");
}

#[test]
fn the_present_motion_is_not_inserted_again() {
    let mut harness = open_bank("Avatar salutes");
    harness.press("salutes<Enter>");
    harness.assert_shows("Scene 1 has this motion already");
    assert!(!harness.shows("Ctrl-z undoes it"), "{}", harness.screen());
}

#[test]
fn page_keys_move_by_the_rows_that_are_visible() {
    let mut harness = open_bank("");
    let (first, last) = ("Avatar salutes", "↓");
    harness.assert_shows(first);
    let at_the_top = harness.screen();
    harness.press("<PgDn><PgDn>");
    assert!(!harness.shows(first), "{}", harness.screen());
    harness.press("<PgUp><PgUp>");
    assert_eq!(harness.screen(), at_the_top);
    harness.press("<C-End>");
    assert!(!harness.shows(last), "{}", harness.screen());
    harness.press("<C-Home>");
    assert_eq!(harness.screen(), at_the_top);
    // Home and End belong to the text field.
    harness.press("wave<Home>x<End>y<Backspace>");
    harness.assert_shows("› xwave");
}
