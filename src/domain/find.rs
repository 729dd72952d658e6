//! Finding a text in scripts: all matches of a query, by letter case and whole words.

use std::ops::Range;

use unicode_normalization::char::decompose_canonical;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// Whether upper and lower case are different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LetterCase {
    #[default]
    Ignored,
    Exact,
}

/// Where in a word a match may begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WordMatch {
    #[default]
    Anywhere,
    WholeWords,
}

/// What is searched, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindQuery {
    pub text: String,
    pub letter_case: LetterCase,
    pub word_match: WordMatch,
}

impl FindQuery {
    /// The byte ranges of all matches, which do not overlap. No match begins or ends within a grapheme, nor at an offset
    /// that is not allowed.
    pub fn matches(&self, text: &str, is_allowed: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
        let is_boundary = |offset| is_allowed(offset) && is_boundary(text, offset);
        let mut matches = Vec::new();
        if self.text.is_empty() {
            return matches;
        }
        let (words, query) = (self.word_borders(text), self.folded());
        let mut start = 0;
        while start < text.len() {
            let step = text[start..].chars().next().map_or(1, char::len_utf8);
            let found = self.match_length(&query, &text[start..]).map(|length| start..start + length);
            match found.filter(|range| is_boundary(range.start) && is_boundary(range.end)) {
                Some(range) if words.as_ref().is_none_or(|words| is_whole(words, &range)) => {
                    start = range.end;
                    matches.push(range);
                }
                _ => start += step,
            }
        }
        matches
    }

    /// The characters of the query as they are compared.
    fn folded(&self) -> Vec<char> {
        let mut folded = Vec::with_capacity(self.text.len());
        self.text.chars().for_each(|c| fold_char(c, self.letter_case, |part| folded.push(part)));
        folded
    }

    /// The bytes at the start of a text that match the folded query.
    fn match_length(&self, query: &[char], text: &str) -> Option<usize> {
        let mut rest = query;
        for (offset, c) in text.char_indices() {
            if rest.is_empty() {
                return Some(offset);
            }
            let mut is_same = true;
            fold_char(c, self.letter_case, |part| match rest.split_first() {
                Some((wanted, others)) if *wanted == part => rest = others,
                _ => is_same = false,
            });
            if !is_same {
                return None;
            }
        }
        rest.is_empty().then_some(text.len())
    }

    /// The offsets where words begin and end, if only whole words match.
    fn word_borders(&self, text: &str) -> Option<Vec<usize>> {
        let borders =
            || text.split_word_bound_indices().map(|(offset, _)| offset).chain([text.len()]).collect();
        (self.word_match == WordMatch::WholeWords).then(borders)
    }
}

/// Calls `emit` with the parts of a character as they are compared: marks apart from their letters, so that é is found in
/// both of its forms; unless the case is exact, in lower case, with ß as ss.
fn fold_char(c: char, letter_case: LetterCase, mut emit: impl FnMut(char)) {
    if c.is_ascii() {
        return emit(if letter_case == LetterCase::Exact { c } else { c.to_ascii_lowercase() });
    }
    decompose_canonical(c, |part| match (letter_case, part) {
        (LetterCase::Exact, part) => emit(part),
        (LetterCase::Ignored, 'ß' | 'ẞ') => "ss".chars().for_each(&mut emit),
        (LetterCase::Ignored, 'ς') => emit('σ'),
        (LetterCase::Ignored, part) => part.to_lowercase().for_each(&mut emit),
    });
}

fn is_whole(borders: &[usize], range: &Range<usize>) -> bool {
    borders.binary_search(&range.start).is_ok() && borders.binary_search(&range.end).is_ok()
}

fn is_boundary(text: &str, offset: usize) -> bool {
    GraphemeCursor::new(offset, text.len(), true).is_boundary(text, 0).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &FindQuery, text: &str) -> Vec<String> {
        query.matches(text, |_| true).into_iter().map(|range| text[range].to_owned()).collect()
    }

    #[test]
    fn matches_ignore_case_unless_it_is_asked_for() {
        let query = FindQuery { text: "grüße".to_owned(), ..FindQuery::default() };
        assert_eq!(found(&query, "GRÜßE und Grüße"), ["GRÜßE", "Grüße"]);
        let exact = FindQuery { letter_case: LetterCase::Exact, ..query };
        assert_eq!(found(&exact, "GRÜßE und grüße"), ["grüße"]);
    }

    #[test]
    fn letters_are_found_in_all_their_forms() {
        let query = |text: &str| FindQuery { text: text.to_owned(), ..FindQuery::default() };
        assert_eq!(found(&query("naïve"), "naïve nai\u{308}ve"), ["naïve", "nai\u{308}ve"]);
        assert_eq!(found(&query("σίσυφος"), "ΣΊΣΥΦΟΣ"), ["ΣΊΣΥΦΟΣ"]);
        assert_eq!(found(&query("strasse"), "Straße"), ["Straße"]);
        assert_eq!(found(&query("straße"), "STRASSE"), ["STRASSE"]);
        assert_eq!(found(&query("s"), "ß"), Vec::<String>::new(), "no part of a letter");
        assert_eq!(found(&query("nai"), "naïve"), Vec::<String>::new());
        let exact = FindQuery { letter_case: LetterCase::Exact, ..query("nai\u{308}") };
        assert_eq!(found(&exact, "naïve Naïve"), ["naï"]);
    }

    #[test]
    fn whole_words_leave_out_parts_of_words() {
        let query = FindQuery { text: "ship".to_owned(), ..FindQuery::default() };
        assert_eq!(query.matches("ship shipping, ship.", |_| true).len(), 3);
        let words = FindQuery { word_match: WordMatch::WholeWords, ..query };
        assert_eq!(words.matches("ship shipping, ship.", |_| true), [0..4, 15..19]);
    }

    #[test]
    fn no_match_tears_a_grapheme_and_none_overlap() {
        let query = |text: &str| FindQuery { text: text.to_owned(), ..FindQuery::default() };
        assert_eq!(query("e").matches("e\u{301}e e", |_| true), [3..4, 5..6]);
        assert_eq!(query("aa").matches("aaaa", |_| true), [0..2, 2..4]);
        assert_eq!(query("").matches("aaaa", |_| true), []);
        assert_eq!(query("a").matches("aaaa", |offset| offset != 1), [2..3, 3..4]);
    }
}
