//! Finding a text in scripts: all matches of a query, by letter case and whole words.

use std::ops::Range;

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
        let words = self.word_borders(text);
        let mut start = 0;
        while start < text.len() {
            let step = text[start..].chars().next().map_or(1, char::len_utf8);
            let found = self.match_length(&text[start..]).map(|length| start..start + length);
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

    /// The bytes at the start of a text that match the query.
    fn match_length(&self, text: &str) -> Option<usize> {
        if self.letter_case == LetterCase::Exact {
            return text.starts_with(&self.text).then_some(self.text.len());
        }
        let mut chars = text.char_indices();
        for wanted in self.text.chars() {
            let (_, c) = chars.next()?;
            if c != wanted && !c.to_lowercase().eq(wanted.to_lowercase()) {
                return None;
            }
        }
        Some(chars.offset())
    }

    /// The offsets where words begin and end, if only whole words match.
    fn word_borders(&self, text: &str) -> Option<Vec<usize>> {
        let borders =
            || text.split_word_bound_indices().map(|(offset, _)| offset).chain([text.len()]).collect();
        (self.word_match == WordMatch::WholeWords).then(borders)
    }
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
