//! Emoji and other symbols that a voice may read aloud, or skip.

use unicode_segmentation::UnicodeSegmentation;

/// The variation selector that turns the character before it into an emoji.
const EMOJI_SELECTOR: char = '\u{fe0f}';
/// The mark that puts the character before it into a key.
const KEYCAP: char = '\u{20e3}';

/// Whether a character is a symbol by itself.
fn is_symbol(c: char) -> bool {
    match u32::from(c) {
        // Dingbats, without quotes, brackets and numbers.
        0x275b..=0x2760 | 0x2768..=0x2793 => false,
        // Arrows, miscellaneous symbols and dingbats.
        0x2190..=0x21ff | 0x2600..=0x27bf
        // Signs of clocks and players; large arrows and squares.
        | 0x231a | 0x231b | 0x2328 | 0x23cf | 0x23e9..=0x23f3 | 0x23f8..=0x23fa
        | 0x2b05..=0x2b07 | 0x2b1b | 0x2b1c | 0x2b50 | 0x2b55
        // Emoji, but for letters and numbers in circles and squares, which are read as such.
        | 0x1f000..=0x1f0ff | 0x1f1e6..=0x1f1ff | 0x1f300..=0x1faff => true,
        _ => false,
    }
}

/// The range of the symbols at `at`, where the character `c` stands; `from` is the first byte that may belong to them. A heart
/// that stands for a word is none.
pub(super) fn symbols_at(text: &str, at: usize, c: char, from: usize) -> Option<std::ops::Range<usize>> {
    // The selector and the key follow the character that they change, which is plain otherwise.
    let start = match c {
        EMOJI_SELECTOR | KEYCAP => {
            text[from..at].char_indices().next_back().map(|(index, _)| from + index)?
        }
        c if is_symbol(c) => at,
        _ => return None,
    };
    let mut end = start;
    for cluster in text[start..].graphemes(true) {
        let first = cluster.chars().next().is_some_and(is_symbol);
        if !first && !cluster.contains([EMOJI_SELECTOR, KEYCAP]) {
            break;
        }
        end += cluster.len();
    }
    (end > at && !is_heart_as_word(text, &(start..end))).then_some(start..end)
}

/// Whether the symbols at a range of a text stand for a word: a heart between two words, as in `I ❤️ you`.
fn is_heart_as_word(text: &str, range: &std::ops::Range<usize>) -> bool {
    let symbol = text[range.clone()].trim_end_matches(EMOJI_SELECTOR);
    let mut chars = symbol.chars();
    let is_heart = matches!(
        (chars.next().map(u32::from), chars.next()),
        (Some(0x2661 | 0x2665 | 0x2764 | 0x1f493..=0x1f49c | 0x1f5a4 | 0x1f90d | 0x1f90e | 0x1f9e1), None)
    );
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    is_heart
        && is_word(text[..range.start].trim_end_matches(' ').chars().next_back())
        && is_word(text[range.end..].trim_start_matches(' ').chars().next())
}

/// How many symbols there are in a text, as they would be read. A short code is one.
pub(super) fn count_symbols(text: &str) -> usize {
    if text.is_ascii() { 1 } else { text.graphemes(true).count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(text: &str) -> Vec<&str> {
        let (mut found, mut from) = (Vec::new(), 0);
        for (at, c) in text.char_indices() {
            if at < from {
                continue;
            }
            if let Some(range) = symbols_at(text, at, c, from) {
                from = range.end;
                found.push(&text[range]);
            }
        }
        found
    }

    #[test]
    fn symbols_are_found_as_whole_clusters() {
        assert_eq!(symbols("🎉 Big news 🚀🚀 ✅ done"), ["🎉", "🚀🚀", "✅"]);
        let family = "👩\u{200d}👩\u{200d}👧";
        let flag = "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
        for whole in [family, flag, "🇩🇪", "👍🏽", "☀\u{fe0f}", "1\u{fe0f}\u{20e3}", "#\u{20e3}", "→", "★", "✓"]
        {
            assert_eq!(symbols(&format!("a {whole} b")), [whole]);
            assert_eq!(count_symbols(whole), 1);
        }
        assert_eq!(symbols("I ❤\u{fe0f} you, I ♥ NY"), Vec::<&str>::new(), "a heart between words is one");
        assert_eq!(symbols("❤\u{fe0f} you ♥"), ["❤\u{fe0f}", "♥"]);
    }

    #[test]
    fn letters_figures_and_marks_are_no_symbols() {
        for text in ["© ™ ® ° § € ½ № ❝hi❞ ❶ 5*#", "日本語", "می\u{200c}خواهم", "葛\u{e0100}城", "…—•"]
        {
            assert_eq!(symbols(text), [""; 0], "{text}");
        }
    }
}
