//! Searching a list as one types: which rows a query lets through, the best first.

use std::cmp::Reverse;

use nucleo_matcher::chars::{normalize, to_lower_case};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// How a query is taken. Case and accents never count, and all its words must be there.
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
            Self::Fuzzy => fuzzy(rows, query),
            Self::Words => words(rows, query),
        }
    }
}

fn fuzzy(rows: &[String], query: &str) -> Vec<usize> {
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut chars = Vec::new();
    let mut scored: Vec<(u32, usize)> = rows
        .iter()
        .enumerate()
        .filter_map(|(row, text)| Some((pattern.score(Utf32Str::new(text, &mut chars), &mut matcher)?, row)))
        .collect();
    scored.sort_by_key(|(score, row)| (Reverse(*score), *row));
    scored.into_iter().map(|(_, row)| row).collect()
}

fn words(rows: &[String], query: &str) -> Vec<usize> {
    let words: Vec<String> = query.split_whitespace().map(folded).collect();
    let has_all = |row: &String| {
        let row = folded(row);
        words.iter().all(|word| row.contains(word.as_str()))
    };
    rows.iter().enumerate().filter(|(_, row)| has_all(row)).map(|(place, _)| place).collect()
}

/// Without case and accents.
fn folded(text: &str) -> String {
    text.chars().map(|c| to_lower_case(normalize(c))).collect()
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
}
