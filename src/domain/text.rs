//! Makes text from elsewhere harmless for a terminal: no control, bidi or invisible characters.

/// One line: line breaks and tabs become blanks, blanks are folded and trimmed.
///
/// For names, titles, error texts, and all that is shown but not edited.
pub fn line(text: &str) -> String {
    beginning(text, usize::MAX)
}

/// [`line`] of as much of a text as gives `enough` characters, or more, so that long texts cost no more than short ones.
fn beginning(text: &str, enough: usize) -> String {
    let mut out = String::with_capacity(text.len().min(enough.saturating_mul(2)));
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')) {
        // A character has four bytes at most.
        if out.len() / 4 > enough {
            break;
        }
        let start = out.len();
        out.extend(word.chars().filter(|c| is_plain(*c) && !is_joiner(*c)).take(enough));
        if out.len() > start {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// [`line`], cut to `most` characters, with an ellipsis in place of the rest.
pub fn short(text: &str, most: usize) -> String {
    let clean = beginning(text, most.saturating_add(1));
    if clean.chars().count() <= most {
        return clean;
    }
    let mut cut: String = clean.chars().take(most.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// Several lines: `\r\n` and a bare `\r` become `\n`, a tab becomes a blank; joiners stay, since scripts in many
/// languages need them.
///
/// For scripts and pasted text, which must come back as they were written otherwise.
pub fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(' '),
            c if is_plain(c) => out.push(c),
            _ => {}
        }
    }
    out
}

/// Whether [`lines`] would change nothing but line ends: what tells hostile text from plain text.
pub fn is_harmless(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || is_plain(c))
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_nothing_that_a_terminal_obeys() {
        assert_eq!(line("\n Mark  \u{1b}[31m\u{202e}x\u{200b}\u{7} "), "Mark [31mx");
        assert_eq!(line("a\tb\r\nc\u{2028}d"), "a b c d");
        assert_eq!(line("Elías – Natürlich 美咲"), "Elías – Natürlich 美咲");
    }

    #[test]
    fn lines_keep_their_breaks_and_joiners() {
        assert_eq!(lines("a\r\nb\rc\n\n\u{1b}d\te"), "a\nb\nc\n\nd e");
        assert_eq!(lines("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert!(!is_harmless("a\u{202e}b"));
    }

    #[test]
    fn short_says_that_it_cut() {
        assert_eq!(short("abc def", 4), "abc…");
        assert_eq!(short("abcd", 4), "abcd");
        assert_eq!(short(&("\u{200b}".repeat(99) + " abcd\n"), 4), "abcd", "what is not seen does not count");
        assert_eq!(short(&"é ".repeat(99), 6), "é é é…");
    }
}
