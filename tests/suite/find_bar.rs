//! The find bar of the script page: where a search begins, and what its keys do in each field.

use insta::assert_snapshot;

use crate::support::app_harness::AppHarness;

#[test]
fn a_typed_query_searches_from_where_the_search_began() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>lamp lantern lamp land<C-Home><C-f>la");
    harness.assert_shows("1 of 4");
    harness.press("nd");
    harness.assert_shows("1 of 1");
    harness.press("<BS><BS>");
    harness.assert_shows("1 of 4");
    harness.press("<Enter><Enter>m");
    harness.assert_shows("2 of 2");
}

#[test]
fn the_footer_says_what_enter_does_in_each_field_of_the_find_bar() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>a lamp<C-f>lamp");
    harness.assert_shows("Enter next");
    harness.press("<Tab>");
    harness.assert_shows("Enter replace");
    harness.press("<S-Tab>");
    harness.assert_shows("Enter next");
}

#[test]
fn matches_are_marked_on_the_page() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = AppHarness::ready(columns, rows);
        harness.press("3<Enter>A lamp. No lamp.<Tab>holds a lamp<A-n>lamps<C-Home><C-f>lamp<Enter>");
        assert_snapshot!(format!("find_bar_{columns}x{rows}"), harness.screen());
    }
}

#[test]
fn a_replacement_that_equals_its_match_is_not_counted() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>lamp Lamp LAMP<C-Home><C-f>lamp<Tab>lamp<A-Enter>");
    harness.assert_shows("Replaced 2 times · Ctrl-z undoes it");
    harness.press("<A-Enter>");
    harness.assert_shows("Nothing to replace: all matches read so already");
    assert_eq!(harness.scripts(), ["lamp lamp lamp"]);
}

#[test]
fn a_search_from_the_list_of_scenes_begins_with_the_first_word_of_the_scene() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>lamp lamp<A-n>lamp<Esc>g<C-f>lamp");
    harness.assert_shows("1 of 3");
    harness.press("<Esc><Esc><Esc>G<C-f>lamp");
    harness.assert_shows("3 of 3");
}

#[test]
fn replacing_one_by_one_ends_where_it_began() {
    let mut harness = AppHarness::ready(80, 24);
    // The replacement contains the match, and the round begins in the middle of the page.
    harness.press("3<Enter>a tea, a tea<A-n>tea and tea<C-Home><C-f>tea<Enter><Tab>green tea");
    harness.press("<Enter><Enter><Enter><Enter>");
    let replaced = ["a green tea, a green tea", "green tea and green tea"];
    assert_eq!(harness.scripts(), replaced);
    harness.assert_shows("Replaced 4 times; no more matches");
    harness.press("<C-z>");
    assert_eq!(
        harness.scripts(),
        ["a tea, a green tea", "green tea and green tea"],
        "each is a step of its own"
    );
}

#[test]
fn a_skipped_match_is_not_replaced_and_the_round_ends_all_the_same() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>tea tea tea<C-Home><C-f>tea<Tab>teas<Enter><Down><Enter>");
    assert_eq!(harness.scripts(), ["teas tea teas"]);
    harness.assert_shows("Replaced 2 times; no more matches");
}

#[test]
fn what_the_find_bar_did_is_said_until_another_text_is_searched() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>tea and milk<C-f>tea<Tab>mint<A-Enter>");
    harness.assert_shows("Replaced 1 time");
    harness.press("<Tab>x");
    assert!(!harness.shows("Replaced"), "{}", harness.screen());
}

#[test]
fn the_find_bar_is_shown_in_small_windows() {
    for (columns, rows) in [(80, 10), (40, 10), (20, 20)] {
        let mut harness = AppHarness::ready(columns, rows);
        harness.press("3<Enter>a cup of tea<C-f>cup");
        harness.assert_shows("/ cup");
    }
}
