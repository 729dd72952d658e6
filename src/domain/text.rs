//! Sanitizing of text for the terminal: no control, bidi or invisible characters, few combining marks on a letter.

use std::borrow::Cow;
use std::path::Path;

use unicode_width::UnicodeWidthChar;

use super::invisible::{InvisibleUse, invisible_use};

/// Combining marks on one letter: more than any language needs, and few enough to stay within a line.
const MAX_MARKS_PER_LETTER: usize = 8;
/// Characters of a file name in a sentence.
const MAX_FILE_NAME_CHARS: usize = 40;

/// One line: line breaks and tabs become spaces, spaces are collapsed and trimmed.
///
/// For names, titles, error messages, and other text that is shown but not edited.
pub fn single_line(text: &str) -> String {
    single_line_prefix(text, usize::MAX)
}

/// [`single_line`] of a prefix that yields at least `enough` characters, so that a long text costs no more than a short one.
fn single_line_prefix(text: &str, enough: usize) -> String {
    let mut out = String::with_capacity(text.len().min(enough.saturating_mul(2)));
    for word in split_words(text) {
        // A character has at most four bytes.
        if out.len() / 4 > enough {
            break;
        }
        let start = out.len();
        let mut marks = CombiningMarkCounter::default();
        let shown =
            word.chars().filter(|c| is_displayable_char(*c) && !is_joiner(*c)).filter(|c| marks.accepts(*c));
        out.extend(shown.take(enough));
        if out.len() > start {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn split_words(text: &str) -> impl Iterator<Item = &str> {
    // Spaces, and all line breaks of Unicode among them.
    text.split(char::is_whitespace)
}

/// [`single_line`], truncated to `max` characters, the last of which is an ellipsis.
pub fn truncate(text: &str, max: usize) -> String {
    let clean = single_line_prefix(text, max.saturating_add(1));
    if clean.chars().count() <= max {
        return clean;
    }
    let mut cut: String = clean.chars().take(max.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// The file name at the end of a path, as a sentence has it.
pub fn short_file_name(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    truncate(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy(), MAX_FILE_NAME_CHARS)
}

/// One line as it is stored and sent: like [`single_line`], but what [`clean_lines`] keeps stays.
pub fn clean_line(text: &str) -> String {
    clean_lines(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// [`clean_lines`] for display, not for editing: without variation selectors.
pub fn displayable_lines(text: &str) -> String {
    let mut marks = CombiningMarkCounter::default();
    let mut out = clean_lines(text);
    out.retain(|c| (c == '\n' || is_displayable_char(c)) && marks.accepts(c));
    out
}

/// The displayable form of one cell of the screen.
pub fn displayable_cell(symbol: &str) -> Cow<'_, str> {
    // Most cells hold one plain character.
    if symbol.len() == 1 || is_displayable(symbol) {
        return Cow::Borrowed(symbol);
    }
    let clean = displayable_lines(symbol).replace('\n', " ");
    Cow::Owned(if clean.is_empty() { " ".to_owned() } else { clean })
}

/// Several lines: all line breaks become `\n`, a tab becomes a space. Invisible characters stay if they mean something
/// to the text around them: joiners, word borders, regions of flags.
///
/// For scripts and pasted text, which must otherwise stay as they were written.
pub fn clean_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // Most text is plain: it is taken in runs.
        let plain = rest.bytes().take_while(|byte| matches!(byte, b' '..=b'~' | b'\n')).count();
        out.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let Some(c) = rest.chars().next() else { break };
        rest = &rest[c.len_utf8()..];
        match c {
            '\r' => {
                rest = rest.strip_prefix('\n').unwrap_or(rest);
                out.push('\n');
            }
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(' '),
            c if is_printable_char(c) && !is_joiner(c) => out.push(c),
            c => match invisible_use(out.chars().next_back(), c, rest) {
                InvisibleUse::Meaningful => out.push(c),
                InvisibleUse::FlagRegion(region) => {
                    out.push(c);
                    out.push_str(region);
                    rest = &rest[region.len()..];
                }
                InvisibleUse::Hidden => {}
            },
        }
    }
    out
}

/// Whether [`displayable_lines`] would change nothing but line ends.
pub fn is_displayable(text: &str) -> bool {
    let mut marks = CombiningMarkCounter::default();
    text.chars().all(|c| (c == '\n' || is_displayable_char(c)) && marks.accepts(c))
}

/// Counts the combining marks on a letter.
#[derive(Debug, Default)]
pub struct CombiningMarkCounter(usize);

impl CombiningMarkCounter {
    /// Whether the next character of a text stays within the limit of marks on a letter.
    pub fn accepts(&mut self, c: char) -> bool {
        self.0 = if !c.is_ascii() && c.width() == Some(0) { self.0 + 1 } else { 0 };
        self.0 <= MAX_MARKS_PER_LETTER
    }
}

/// Whether a character may reach the terminal: it is printable, and changes no form or width of the one before it.
pub fn is_displayable_char(c: char) -> bool {
    is_printable_char(c) && !matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{13430}'..='\u{1345f}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a character is visible, or a joiner.
pub fn is_printable_char(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffc}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_line_removes_terminal_control_characters() {
        assert_eq!(single_line("\n Mark  \u{1b}[31m\u{202e}x\u{200b}\u{7} "), "Mark [31mx");
        assert_eq!(single_line("a\tb\r\nc\u{2028}d"), "a b c d");
        assert_eq!(single_line("Elías – Natürlich 美咲"), "Elías – Natürlich 美咲");
    }

    #[test]
    fn clean_lines_keeps_line_breaks_and_joiners() {
        assert_eq!(clean_lines("a\r\nb\rc\n\n\u{1b}d\te"), "a\nb\nc\n\nd e");
        assert_eq!(clean_lines("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert!(!is_displayable("a\u{202e}b"));
    }

    #[test]
    fn invisible_format_characters_are_removed() {
        let hiding = "\u{1d173}\u{1d17a}\u{1bca0}\u{1bca3}\u{13430}\u{13438}\u{1345f}\u{fe00}\u{fe0f}\u{180b}\u{180f}\u{e0100}\u{e01ef}";
        for c in hiding.chars() {
            let text = format!("a{c}b");
            assert_eq!(single_line(&text), "ab", "{c:?}");
            assert_eq!(truncate(&text, 9), "ab", "{c:?}");
            assert_eq!(displayable_lines(&text), "ab", "{c:?}");
            assert_eq!(displayable_cell(&format!("a{c}")), "a", "{c:?}");
            assert!(!is_displayable(&text), "{c:?}");
        }
        assert_eq!(displayable_cell("\u{fe0f}"), " ");
    }

    #[test]
    fn combining_marks_per_letter_are_limited() {
        let zalgo = format!("Z{}a\u{301}", "\u{300}".repeat(300));
        let clean = format!("Z{}a\u{301}", "\u{300}".repeat(MAX_MARKS_PER_LETTER));
        assert_eq!(single_line(&zalgo), clean);
        assert_eq!(displayable_lines(&zalgo), clean);
        assert!(is_displayable(&clean) && !is_displayable(&zalgo));
        for word in
            ["Việt", "e\u{323}\u{302}\u{301}", "नमस्ते", "สวัสดี", "שָׁלוֹם", "한국어", "\u{1112}\u{1161}\u{11ab}"]
        {
            assert_eq!(single_line(word), word);
        }
    }

    #[test]
    fn stored_text_keeps_variation_selectors_and_joiners() {
        assert_eq!(clean_line(" ❤\u{fe0f}\n love\u{202e} "), "❤\u{fe0f} love");
        assert_eq!(clean_lines("❤\u{fe0f} 👩\u{200d}🚀"), "❤\u{fe0f} 👩\u{200d}🚀");
        assert_eq!(single_line("❤\u{fe0f} love"), "❤ love");
    }

    #[test]
    fn vertical_tabs_and_form_feeds_are_line_breaks() {
        assert_eq!(clean_lines("menu\u{b}From\u{c}Page"), "menu\nFrom\nPage");
        assert_eq!(clean_line("menu\u{b}From\u{c}Page"), "menu From Page");
    }

    #[test]
    fn stored_text_keeps_invisible_characters_that_mean_something() {
        let flag = "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
        for text in ["می\u{200c}خواهم", "ក\u{200b}ខ", "葛\u{e0100}城", flag, "👩\u{200d}🚀"]
        {
            assert_eq!((clean_lines(text), clean_line(text)), (text.to_owned(), text.to_owned()));
        }
        for (text, clean) in [
            ("a\u{200b}b\u{200d}c\u{fffc}", "abc"),
            ("a\u{e0067}\u{e0062}\u{e0065}\u{e007f}b", "ab"),
            ("khmer \u{200b} split", "khmer  split"),
        ] {
            assert_eq!(clean_lines(text), clean);
        }
        assert!(is_displayable(&displayable_lines(flag)));
    }

    #[test]
    fn truncated_text_ends_with_an_ellipsis() {
        assert_eq!(truncate("abc def", 4), "abc…");
        assert_eq!(truncate("abcd", 4), "abcd");
        assert_eq!(
            truncate(&("\u{200b}".repeat(99) + " abcd\n"), 4),
            "abcd",
            "what is not seen does not count"
        );
        assert_eq!(truncate(&"é ".repeat(99), 6), "é é é…");
    }
}
