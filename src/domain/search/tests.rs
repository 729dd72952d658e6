//! Tests of what a query finds and highlights.

use super::*;

const VOICES: [(&str, &str, &str); 6] = [
    ("Gerald", "Romanian", "male"),
    ("Björn", "German", "male"),
    ("Lena", "German", "female"),
    ("美咲", "Japanese", "female"),
    ("Malena", "Spanish (Mexico)", "female"),
    ("Ana Banana", "Portuguese", "female"),
];

fn voice_index() -> SearchIndex {
    let mut index = SearchIndex::default();
    for (name, language, gender) in VOICES {
        index.push(name, &[language, gender]);
    }
    index
}

fn find_voices(query: &str) -> Vec<usize> {
    voice_index().find(query).to_vec()
}

#[test]
fn a_blank_query_matches_every_row_in_order() {
    assert_eq!(find_voices(" "), [0, 1, 2, 3, 4, 5]);
    assert_eq!(voice_index().find_words(""), [0, 1, 2, 3, 4, 5]);
    assert_eq!(find_voices("!"), [0, 1, 2, 3, 4, 5], "a sign alone says nothing yet");
}

#[test]
fn a_field_value_matches_only_that_field() {
    assert_eq!(find_voices("male"), [0, 1]);
    assert_eq!(find_voices("MALE german"), [1]);
    assert_eq!(find_voices("spanish male"), Vec::<usize>::new(), "not even letter by letter");
    assert_eq!(find_voices("spanish female"), [4]);
    assert_eq!(find_voices("mexico"), [4]);
    assert_eq!(find_voices("!male german"), [2]);
    assert_eq!(find_voices("'male"), [0, 1]);
    assert_eq!(voice_index().find_words("male"), [0, 1]);
}

#[test]
fn a_prefix_matches_and_names_rank_first() {
    assert_eq!(find_voices("mal"), [4, 0, 1], "no women by the middle of their gender");
    assert_eq!(find_voices("fem ger"), [2]);
    assert_eq!(find_voices("ana"), [5], "a name is never scattered where it stands as it is");
    assert_eq!(find_voices("美 jap"), [3]);
    assert_eq!(find_voices("bjorn"), [1]);
}

#[test]
fn fuzzy_matching_applies_only_if_no_row_has_the_word() {
    assert_eq!(find_voices("gld"), [0]);
    assert_eq!(find_voices("gld male"), [0]);
    assert_eq!(find_voices("gld female"), Vec::<usize>::new());
    assert!(voice_index().find_words("gld").is_empty());
    assert!(voice_index().find_words("'lena").is_empty(), "no signs in a command");
}

fn highlighted_text(query: &str, text: &str) -> String {
    let mut index = voice_index();
    index.find(query);
    let marks = index.highlighter().matched_chars(text);
    text.chars().enumerate().filter(|(place, _)| marks.contains(place)).map(|(_, c)| c).collect()
}

#[test]
fn matched_letters_are_highlighted() {
    assert_eq!(highlighted_text("'lena", "Malena"), "lena");
    assert_eq!(highlighted_text("^mal", "Malena"), "Mal");
    assert_eq!(highlighted_text("na$", "Malena"), "na");
    assert_eq!(highlighted_text("!ch", "Malena"), "");
    assert_eq!(highlighted_text("björ", "Björn"), "Björ");
    assert_eq!(highlighted_text("bjorn", "Bjo\u{308}rn"), "Bjorn");
    assert_eq!(highlighted_text("美", "美咲"), "美");
    assert_eq!(highlighted_text("male", "Malena"), "", "it is the gender that matched");
    assert_eq!(highlighted_text("gld", "Gerald"), "Gld");
    assert_eq!(highlighted_text("ana", "Ana Banana"), "Ana");
}

#[test]
fn matched_words_are_highlighted_at_their_positions() {
    assert_eq!(matched_word_chars("Rachel", "ach"), [1, 2, 3]);
    assert_eq!(matched_word_chars("Élan d'été", "ete elan"), [0, 1, 2, 3, 7, 8, 9]);
    assert!(matched_word_chars("Rachel", "rl").is_empty() && matched_word_chars("", "a").is_empty());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn an_incremental_search_finds_what_a_fresh_one_finds(query in "[a-g!^$'é\\\\ ]{1,7}", rows in proptest::collection::vec(("[a-gA-Cé ]{0,12}", "[a-c]{0,2}"), 0..40)) {
        let all = || {
            let mut index = SearchIndex::default();
            for (text, field) in &rows {
                index.push(text, &[field]);
            }
            index
        };
        let mut index = all();
        for (end, _) in query.char_indices().chain([(query.len(), ' ')]) {
            let found = index.find(&query[..end]).to_vec();
            let mut fresh = all();
            proptest::prop_assert_eq!(&found, fresh.find(&query[..end]));
            let mut each = found.clone();
            each.sort_unstable();
            each.dedup();
            proptest::prop_assert_eq!(each.len(), found.len());
        }
    }
}

#[test]
fn a_name_is_found_in_any_unicode_composition() {
    let rows = ["Mu\u{308}ller", "Müller", "ΣΟΦΙΑ", "ИВАН", "한국"];
    let mut index = SearchIndex::new(rows);
    let hangul = "\u{1112}\u{1161}\u{11ab}";
    for (query, found) in [
        ("Müller", &[0, 1][..]),
        ("MÜLLER", &[0, 1]),
        ("mu\u{308}ller", &[0, 1]),
        ("muller", &[0, 1]),
        ("σοφια", &[2]),
        ("иван", &[3]),
        (hangul, &[4]),
    ] {
        assert_eq!(index.find(query), found, "{query}");
        assert_eq!(index.find_words(query), found, "{query}");
    }
}

#[test]
fn the_highlight_matcher_is_created_once() {
    let mut index = voice_index();
    index.find("'lena");
    assert!(index.matcher.borrow().is_none());
    index.highlighter().matched_chars("Malena");
    assert!(index.matcher.borrow().is_some());
    assert_eq!(index.highlighter().matched_chars("Lena"), [0, 1, 2, 3]);
}
