//! Boundaries of graphemes, words and lines in a text, for caret motions and deletions (UAX 29).

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// Whether each byte of a text is a grapheme of one cell.
pub(super) fn is_printable_ascii(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// The offset of the grapheme before `at`; 0 at the start.
pub fn previous_grapheme(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at.min(text.len()), text.len(), true);
    // The whole text is one chunk, so that no context is missing.
    cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}

/// The offset after the grapheme at `at`; the length at the end.
pub fn next_grapheme(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at.min(text.len()), text.len(), true);
    cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
}

/// The nearest grapheme boundary that is not after `at`.
pub fn floor_grapheme(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at);
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    if cursor.is_boundary(text, 0).unwrap_or(true) { at } else { previous_grapheme(text, at) }
}

/// The nearest grapheme boundary that is not before `at`.
pub fn ceil_grapheme(text: &str, at: usize) -> usize {
    let floor = floor_grapheme(text, at);
    if floor < at.min(text.len()) { next_grapheme(text, floor) } else { floor }
}

/// The start of the word before `at`. At the start of a line it is the end of the line before.
pub fn previous_word(text: &str, at: usize) -> usize {
    let start = line_start(text, at);
    if start == at {
        return previous_grapheme(text, at);
    }
    word_ranges(&text[start..at]).last().map_or(start, |word| start + word.start)
}

/// The end of the word after `at`. At the end of a line it is the start of the next line.
pub fn next_word(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    if end == at {
        return next_grapheme(text, at);
    }
    word_ranges(&text[at..end]).first().map_or(end, |word| at + word.end)
}

/// The word at `at`, or before it; in its absence what stands between word boundaries there. Within one line.
pub fn word_around(text: &str, at: usize) -> Range<usize> {
    let (start, end) = (line_start(text, at), line_end(text, at));
    let line = &text[start..end];
    let holds = |range: &Range<usize>| start + range.start <= at && at < start + range.end;
    let ends = |range: &Range<usize>| start + range.end == at;
    let words = word_ranges(line);
    let segments = line.split_word_bound_indices().map(|(offset, part)| offset..offset + part.len());
    let found = words.iter().find(|word| holds(word)).cloned();
    let found = found.or_else(|| words.iter().find(|word| ends(word) && at == end).cloned());
    let found = found.or_else(|| segments.clone().find(holds)).or_else(|| segments.clone().find(ends));
    found.map_or(at..at, |range| start + range.start..start + range.end)
}

/// The words of a text. UAX 29 leaves the scripts of [`is_without_blanks`] to dictionaries: there a word is what stands
/// between blanks and punctuation.
fn word_ranges(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (start, segment) in text.split_word_bound_indices().filter(|(_, segment)| is_word(segment)) {
        let end = start + segment.len();
        let joins = |word: &Range<usize>| {
            word.end == start && is_without_blanks(&text[word.clone()]) && is_without_blanks(segment)
        };
        match words.last_mut().filter(|word| joins(word)) {
            Some(word) => word.end = end,
            None => words.push(start..end),
        }
    }
    words
}

/// Whether a segment is written in a script that puts no blanks between words, and whose characters are no words: Thai,
/// Lao, Burmese, Khmer.
fn is_without_blanks(segment: &str) -> bool {
    let is_such = |c| matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}');
    segment.chars().next().is_some_and(is_such)
}

/// The start of the line that contains `at`.
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The end of the line that contains `at`, before its line break.
pub fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length)
}

/// Whether a segment between word boundaries is a word, and neither blanks nor punctuation. Emoji are words.
fn is_word(segment: &str) -> bool {
    segment.chars().any(|c| c.is_alphanumeric() || c >= '\u{1f000}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graphemes_are_never_torn() {
        for cluster in ["👩\u{200d}👩\u{200d}👧", "e\u{301}", "ผู้", "नि", "🇩🇪", "\u{1112}\u{1161}\u{11ab}"]
        {
            let text = format!("a{cluster}b");
            let end = 1 + cluster.len();
            assert_eq!((next_grapheme(&text, 1), previous_grapheme(&text, end)), (end, 1), "{cluster}");
            for inside in 2..end {
                assert_eq!(floor_grapheme(&text, inside), 1, "{cluster} at {inside}");
            }
        }
        assert_eq!((previous_grapheme("", 0), next_grapheme("", 0), floor_grapheme("", 3)), (0, 0, 0));
    }

    #[test]
    fn words_end_at_blanks_and_punctuation() {
        let text = "Hello, dear world!";
        assert_eq!(next_word(text, 0), 5);
        assert_eq!(next_word(text, 5), 11);
        assert_eq!(next_word(text, 17), 18);
        assert_eq!(previous_word(text, 18), 12);
        assert_eq!(previous_word(text, 12), 7);
        assert_eq!(previous_word(text, 3), 0);
    }

    #[test]
    fn the_word_around_a_place_is_within_its_line() {
        let text = "Hello, dear\nworld  x";
        let around = |at| &text[word_around(text, at)];
        let at = |part: &str| text.find(part).unwrap();
        assert_eq!((around(0), around(4), around(5)), ("Hello", "Hello", ","));
        assert_eq!((around(at("dear")), around(at("\n"))), ("dear", "dear"));
        assert_eq!((around(at("world")), around(at("  x")), around(text.len())), ("world", "  ", "x"));
        assert_eq!(word_around("", 0), 0..0);
        assert_eq!(word_around("a\n\nb", 2), 2..2, "an empty line has none");
    }

    #[test]
    fn word_motions_stop_at_line_ends() {
        let text = "one\ntwo";
        assert_eq!((next_word(text, 3), previous_word(text, 4)), (4, 3));
    }

    #[test]
    fn a_word_of_a_script_without_blanks_ends_at_a_blank() {
        for phrase in ["ยินดีต้อนรับสู่ช่องของเรา", "ຍິນດີຕ້ອນຮັບ", "ស្វាគមន៍", "ကြိုဆိုပါတယ်"]
        {
            let text = format!("go {phrase} x");
            let (start, end) = (3, 3 + phrase.len());
            assert_eq!((next_word(&text, 3), previous_word(&text, end)), (end, start), "{phrase}");
            assert_eq!(previous_word(&text, text.len()), end + 1, "{phrase}");
        }
        assert_eq!(next_word("สวัสดีhello", 0), "สวัสดี".len(), "not beyond its script");
    }

    #[test]
    fn a_word_deletion_leaves_most_of_a_script_without_blanks() {
        let text = "今天我们发布新产品。它很好。";
        assert!(previous_word(text, text.len()) >= text.find('。').unwrap());
    }
}
