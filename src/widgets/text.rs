//! The width of text in cells, its cut and its wrapping.

use std::borrow::Cow;

use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::text_boundaries::is_printable_ascii;

/// The width of a text in cells: those of its graphemes, each of which is drawn in cells of its own.
pub fn width(text: &str) -> usize {
    if is_printable_ascii(text) { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// The text in at most `columns` cells, with an ellipsis if it is cut.
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if is_printable_ascii(text) && columns > 0 {
        return Cow::Owned(format!("{}…", &text[..columns - 1]));
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        if used + grapheme.width() + 1 > columns {
            break;
        }
        used += grapheme.width();
        out.push_str(grapheme);
    }
    if columns > 0 {
        out.push('…');
    }
    Cow::Owned(out)
}

/// The text wrapped at blanks into lines of at most `columns` cells; its own line breaks stay.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty() && width(&line) + 1 + width(word) > columns {
                lines.push(std::mem::take(&mut line));
            } else if !line.is_empty() {
                line.push(' ');
            }
            for grapheme in word.graphemes(true) {
                if width(&line) + grapheme.width() > columns && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                line.push_str(grapheme);
            }
        }
        lines.push(line);
    }
    lines
}

/// The lines of [`wrap`], each with a style.
pub fn wrap_styled(text: &str, columns: usize, style: Style) -> impl Iterator<Item = (String, Style)> {
    wrap(text, columns).into_iter().map(move |line| (line, style))
}

/// [`wrap`] for code: the rest of a wrapped line has the indent of the line.
pub fn wrap_code(text: &str, columns: usize) -> Vec<String> {
    let line = |line: &str| {
        let text = line.trim_start_matches(' ');
        let indent = (line.len() - text.len()).min(columns / 2);
        let before = " ".repeat(indent);
        wrap(text, columns - indent)
            .into_iter()
            .map(move |part| format!("{before}{part}"))
            .collect::<Vec<_>>()
    };
    text.split('\n').flat_map(line).collect()
}

/// Seconds as a clock shows them: `0:48`, `1:02:03`.
pub fn format_clock(seconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a video's seconds, made positive"
    )]
    let total_seconds = seconds.round().max(0.0) as u64;
    let (hours, minutes, rest) = (total_seconds / 3600, total_seconds / 60 % 60, total_seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

/// A moment of a video as a clock shows it while it plays: the whole seconds that have passed.
pub fn format_time_code(seconds: f64) -> String {
    // A sum of lengths may be a hair short of a whole second.
    format_clock((seconds + 0.000_5).floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truncated_text_ends_with_an_ellipsis_and_fits() {
        assert_eq!(fit("Ana, blue suit", 8), "Ana, bl…");
        assert_eq!(fit("美咲さん", 5), "美咲…");
        assert_eq!(fit("abc", 0), "");
        assert_eq!(fit("abc", 3), "abc");
    }

    #[test]
    fn letters_that_join_keep_their_cells() {
        // As a ligature it would be one cell, but each letter is drawn in one of its own.
        assert_eq!(width("لا"), 2);
    }

    #[test]
    fn lines_wrap_at_spaces_and_inside_long_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("a\n\nb", 3), ["a", "", "b"]);
    }

    #[test]
    fn wrapped_code_keeps_its_indentation_and_fits_the_width() {
        assert_eq!(
            wrap_code("{\n  \"a\": 1,\n  \"bc\": 2\n}", 7),
            ["{", "  \"a\":", "  1,", "  \"bc\":", "  2", "}"]
        );
        assert_eq!(wrap_code("        deep", 4), ["  de", "  ep"]);
        assert_eq!(wrap_code("ab", 0), ["a", "b"]);
    }

    #[test]
    fn clocks_round_to_the_second() {
        assert_eq!(format_clock(47.6), "0:48");
        assert_eq!(format_clock(3_723.0), "1:02:03");
        assert_eq!(format_clock(-1.0), "0:00");
    }

    #[test]
    fn a_time_code_counts_the_seconds_that_have_passed() {
        assert_eq!([0.0, 22.8, 23.999_9, 60.0].map(format_time_code), ["0:00", "0:22", "0:24", "1:00"]);
    }
}
