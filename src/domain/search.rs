//! Searching a list as one types: which rows a query lets through, the best first.

use std::cmp::Reverse;

use nucleo_matcher::chars::{normalize, to_lower_case};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};

use super::nfc;

/// How a query is taken. Case, composition and accents never count, and all its words must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// A word's characters in their order, with others between them, the best rows first; `'` `^` `$` `!` as in fzf.
    Fuzzy,
    /// A word letter for letter, in the order of the rows.
    Words,
}

impl Search {
    /// The places of the rows that the query lets through; all in their order where it is blank.
    pub fn rows(self, rows: &[String], query: &str) -> Vec<usize> {
        match self {
            _ if query.trim().is_empty() => (0..rows.len()).collect(),
            Self::Fuzzy => Index::new(rows).find(query).to_vec(),
            Self::Words => Words::new(rows).find(query),
        }
    }
}

/// Rows made ready to be searched again with each letter of a query.
#[derive(Debug, Default)]
pub struct Index {
    rows: Vec<Utf32String>,
    /// The last query and the rows that it let through.
    last: (String, Vec<usize>),
}

impl Index {
    pub fn new(rows: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let rows = rows.into_iter().map(|row| Utf32String::from(nfc(row.as_ref()).as_ref())).collect();
        Self { rows, last: (String::new(), Vec::new()) }
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The same as the rows of [`Search::Fuzzy`].
    pub fn find(&mut self, query: &str) -> &[usize] {
        let (query, all) = (nfc(query), 0..self.rows.len());
        let found = if query.trim().is_empty() {
            all.collect()
        } else if narrows(&self.last.0, &query) {
            self.matching(&query, self.last.1.iter().copied())
        } else {
            self.matching(&query, all)
        };
        self.last = (query.into_owned(), found);
        &self.last.1
    }

    fn matching(&self, query: &str, places: impl Iterator<Item = usize>) -> Vec<usize> {
        let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let score =
            |place: usize| Some((Reverse(pattern.score(self.rows[place].slice(..), &mut matcher)?), place));
        let mut scored: Vec<(Reverse<u32>, usize)> = places.filter_map(score).collect();
        scored.sort_unstable();
        scored.into_iter().map(|(_, place)| place).collect()
    }
}

/// Whether what a query lets through is among what another did: it goes on where that one ended, and both are plain.
fn narrows(before: &str, query: &str) -> bool {
    !before.trim().is_empty() && query.starts_with(before) && !query.contains(['!', '^', '$', '\'', '\\'])
}

/// Rows made ready to be searched for words again and again.
#[derive(Debug, Default)]
pub struct Words {
    rows: Vec<String>,
}

impl Words {
    pub fn new(rows: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self { rows: rows.into_iter().map(|row| folded(row.as_ref())).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The same as the rows of [`Search::Words`].
    pub fn find(&self, query: &str) -> Vec<usize> {
        let words: Vec<String> = query.split_whitespace().map(folded).collect();
        let has_all = |row: &String| words.iter().all(|word| row.contains(word.as_str()));
        self.rows.iter().enumerate().filter(|(_, row)| has_all(row)).map(|(place, _)| place).collect()
    }
}

/// Without case and accents, however they are composed.
pub fn folded(text: &str) -> String {
    nfc(text).chars().map(|c| to_lower_case(normalize(c))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(how: Search, query: &str) -> Vec<usize> {
        let rows =
            ["Gerald Romanian male", "Björn German male", "Lena German female", "美咲 Japanese female"];
        how.rows(&rows.map(str::to_owned), query)
    }

    #[test]
    fn a_blank_query_lets_all_through_in_their_order() {
        assert_eq!(found(Search::Fuzzy, " "), [0, 1, 2, 3]);
        assert_eq!(found(Search::Words, ""), [0, 1, 2, 3]);
    }

    #[test]
    fn words_are_found_as_they_stand_and_fuzzy_ones_apart() {
        assert_eq!(found(Search::Words, "german"), [1, 2]);
        assert_eq!(found(Search::Words, "MALE bjorn"), [1]);
        assert_eq!(found(Search::Words, "美 jap"), [3]);
        assert!(found(Search::Words, "'german").is_empty());
        assert!(found(Search::Fuzzy, "german").ends_with(&[0]));
        assert_eq!(found(Search::Fuzzy, "'german").len(), 2);
    }

    #[test]
    fn a_name_is_found_however_its_letters_are_composed() {
        let rows = ["Mu\u{308}ller", "Müller", "ΣΟΦΙΑ", "ИВАН"].map(str::to_owned);
        for how in [Search::Words, Search::Fuzzy] {
            for query in ["Müller", "MÜLLER", "mu\u{308}ller", "muller"] {
                assert_eq!(how.rows(&rows, query), [0, 1], "{query} {how:?}");
            }
            assert_eq!(how.rows(&rows, "σοφια"), [2], "{how:?}");
            assert_eq!(how.rows(&rows, "иван"), [3], "{how:?}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn a_growing_query_finds_what_a_new_one_finds(query in "[a-g!^$'é\\\\ ]{1,7}", rows in proptest::collection::vec("[a-gA-Cé ]{0,12}", 0..40)) {
            let mut index = Index::new(&rows);
            for (end, _) in query.char_indices().chain([(query.len(), ' ')]) {
                let found = index.find(&query[..end]).to_vec();
                proptest::prop_assert_eq!(found, Search::Fuzzy.rows(&rows, &query[..end]));
            }
        }
    }
}
