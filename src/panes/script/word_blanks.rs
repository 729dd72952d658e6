//! Blanks around words that are cut and pasted: a text keeps one between its words, and none is left over.

use std::ops::Range;

use crate::domain::WritingSystem;

/// Whether a part of a text has only whole words: none begins before it or goes on behind it.
pub(super) fn has_whole_words(text: &str, part: &Range<usize>) -> bool {
    let first = text[part.clone()].chars().next();
    let last = text[part.clone()].chars().next_back();
    let is_within = |one: Option<char>, other: Option<char>| is_in_word(one) && is_in_word(other);
    let (before, behind) = around(text, part);
    first.is_some() && !is_within(before, first) && !is_within(last, behind)
}

/// A part of a text that is cut, so that one blank is left between words, and none beside a line's border or before a
/// punctuation mark.
pub(super) fn part_to_cut(text: &str, part: &Range<usize>) -> Range<usize> {
    let cut = &text[part.clone()];
    let (before, behind) = around(text, part);
    let begins_line = before.is_none_or(|c| c == '\n');
    let ends_line = behind.is_none_or(|c| c == '\n');
    let ends_before_mark = behind.is_some_and(|c| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…'));
    let is_glued = needs_blank(&text[..part.start], &text[part.end..]);
    match (before, behind) {
        (_, Some(' ')) if begins_line || before == Some(' ') => part.start..part.end + 1,
        (Some(' '), _) if ends_line || ends_before_mark => part.start - 1..part.end,
        // One of its own blanks stays.
        _ if is_glued && cut.starts_with(' ') => part.start + 1..part.end,
        _ if is_glued && cut.ends_with(' ') => part.start..part.end - 1,
        _ => part.clone(),
    }
}

/// Whole words that are pasted at an offset, with one blank on each side that a word borders on.
pub(super) fn text_to_paste(text: &str, offset: usize, words: &str) -> String {
    let (before, behind) = text.split_at(offset);
    let words = words.trim_matches(' ');
    let gap = |one: &str, other: &str| if needs_blank(one, other) { " " } else { "" };
    format!("{}{words}{}", gap(before, words), gap(words, behind))
}

/// The characters before and behind a part of a text.
fn around(text: &str, part: &Range<usize>) -> (Option<char>, Option<char>) {
    (text[..part.start].chars().next_back(), text[part.end..].chars().next())
}

fn is_in_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

/// Whether a blank belongs between two texts: the first ends with a word, the second begins with one.
fn needs_blank(before: &str, behind: &str) -> bool {
    let (end, start) = (before.chars().next_back(), behind.chars().next());
    let is_unspaced = |c: Option<char>| c.is_some_and(|c| WritingSystem::of(c).is_unspaced());
    ends_with_word(before) && begins_with_word(behind) && !is_unspaced(end) && !is_unspaced(start)
}

/// Marks that end a sentence, a quotation or a tag; among them those of Arabic, Hindi and Armenian.
const CLOSING_MARKS: &[char] = &[
    '.', ',', ';', ':', '!', '?', '…', ')', ']', '”', '’', '>', '—', '*', '؟', '،', '؛', '۔', '।', '॥', '։',
];

/// Whether a text ends with a word, a sentence, a quotation or a tag.
fn ends_with_word(text: &str) -> bool {
    let mut chars = text.chars().rev();
    match chars.next() {
        Some(last) if CLOSING_MARKS.contains(&last) => true,
        Some('"' | '\'' | '«' | '»') => chars.next().is_some_and(|before| !before.is_whitespace()),
        last => is_in_word(last),
    }
}

/// Whether a text begins with a word, a quotation or a tag.
fn begins_with_word(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('“' | '„' | '‘' | '¿' | '¡' | '(' | '[' | '<' | '*') => true,
        Some('"' | '\'' | '«' | '»') => is_in_word(chars.next()),
        first => is_in_word(first),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Cuts the words between the bars of a text; returns the words, what is left, and where they were.
    fn cut(marked: &str) -> (String, String, usize) {
        let parts: Vec<&str> = marked.split('|').collect();
        let text = parts.concat();
        let part = parts[0].len()..parts[0].len() + parts[1].len();
        assert!(has_whole_words(&text, &part), "{marked}");
        let wide = part_to_cut(&text, &part);
        let rest = format!("{}{}", &text[..wide.start], &text[wide.end..]);
        (parts[1].to_owned(), rest, wide.start)
    }

    #[test]
    fn a_cut_leaves_one_blank_between_words_and_a_paste_puts_it_back() {
        for (marked, rest) in [
            ("One. |Two.| Three.", "One. Three."),
            ("One. |Two. |Three.", "One. Three."),
            ("|One.| Two.", "Two."),
            ("One. |Two.|", "One."),
            ("One. |Two.|\nThree.", "One.\nThree."),
            ("One |two|, three", "One, three"),
            ("“yes” |twice|", "“yes”"),
            ("say |\"yes\"| twice", "say twice"),
            ("»Ja« |sagt| er", "»Ja« er"),
            ("<break time=\"1s\"/> |One.| Two", "<break time=\"1s\"/> Two"),
            ("One. |Two.| <break time=\"1s\"/>", "One. <break time=\"1s\"/>"),
            ("say (|one|) two", "say () two"),
        ] {
            let (words, left, at) = cut(marked);
            assert_eq!(left, rest);
            let pasted = text_to_paste(&left, at, &words);
            assert_eq!(format!("{}{pasted}{}", &left[..at], &left[at..]), marked.replace('|', ""));
        }
    }

    #[test]
    fn words_have_a_blank_to_their_neighbors_and_to_nothing_else() {
        let pasted = |text: &str| {
            let at = text.find('|').unwrap();
            text_to_paste(&text.replace('|', ""), at, "two")
        };
        for (text, expected) in [
            ("one|", " two"),
            ("|one", "two "),
            ("one| three", " two"),
            ("one |three", "two "),
            ("One.|Three", " two "),
            ("(|)", "two"),
            ("one|, three", " two"),
            ("今天|我们", "two"),
            ("one\n|", "two"),
            ("say “|”", "two"),
            ("say \"|\"", "two"),
            ("\"one\"|", " two"),
            ("|«one»", "two "),
            ("(|one)", "two "),
            ("كيف؟|مرحبا", " two "),
            ("one —|three", " two "),
        ] {
            assert_eq!(pasted(text), expected, "{text}");
        }
    }

    #[test]
    fn blanks_that_were_selected_with_the_words_are_no_second_ones() {
        assert_eq!(text_to_paste("First. Second.", 7, "Two. "), "Two. ");
        assert_eq!(text_to_paste("First. Second.", 6, " Two."), " Two.");
        assert_eq!(part_to_cut("One. Two. Three.", &(4..10)), 5..10);
        assert_eq!(part_to_cut("One. Two. Three.", &(5..10)), 5..10);
        assert_eq!(part_to_cut("One. Two. ", &(5..10)), 4..10);
    }

    #[test]
    fn a_part_of_a_word_is_not_whole() {
        assert!(!has_whole_words("undo", &(0..2)) && !has_whole_words("undo", &(2..4)));
        assert!(has_whole_words("undo it", &(0..4)) && !has_whole_words("undo it", &(0..0)));
    }

    /// Words, each with what stands behind it.
    fn joined(words: &[(String, String)]) -> String {
        words.iter().flat_map(|(word, gap)| [word.as_str(), gap]).collect()
    }

    proptest! {
        #[test]
        fn words_that_are_cut_and_pasted_in_the_same_place_change_nothing(
            words in proptest::collection::vec(("([a-c]{1,3}|“[ab]”|\"a\"|<b/>|\\(c\\))", "( |, |\\. |\n)"), 1..6),
            first in 0_usize..6,
            count in 1_usize..6,
        ) {
            let first = first % words.len();
            let end = (first + count).min(words.len());
            let (before, cut) = (joined(&words[..first]), joined(&words[first..end]));
            let text = before.clone() + &cut + &joined(&words[end..]);
            let part = before.len()..before.len() + cut.trim_end_matches([' ', ',', '\n']).len();
            prop_assert!(has_whole_words(&text, &part));
            let wide = part_to_cut(&text, &part);
            let rest = format!("{}{}", &text[..wide.start], &text[wide.end..]);
            prop_assert!(!rest.contains("  "), "{:?}", rest);
            let pasted = text_to_paste(&rest, wide.start, &text[part]);
            let again = format!("{}{pasted}{}", &rest[..wide.start], &rest[wide.start..]);
            prop_assert_eq!(again.trim_end(), text.trim_end());
        }
    }
}
