//! Where a word ends: dashes, ellipses and slashes part words, hyphens do not.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use super::speech_rate::WritingSystem;

/// Whether a character parts the words beside it.
pub(super) fn is_word_gap(before: Option<char>, c: char, after: Option<char>) -> bool {
    let both = |test: fn(char) -> bool| before.is_some_and(test) && after.is_some_and(test);
    let is_digit = |c: char| c.is_ascii_digit();
    match c {
        c if c.is_alphanumeric() => false,
        // A range of numbers is one word.
        '–' | '−' => !both(is_digit) && before.is_some(),
        '-' => after == Some('-') || before == Some('-'),
        '.' => {
            after == Some('.')
                || before == Some('.')
                || (before.is_some_and(char::is_lowercase) && after.is_some_and(char::is_uppercase))
        }
        ',' | ':' => !both(is_digit),
        '/' | '+' | '=' | '*' | '_' | '~' | '\\' => both(char::is_alphabetic),
        '\u{20a0}'..='\u{20c0}' => false,
        c if "'’&@#%$°‑£¥²³‰×".contains(c) => false,
        c if c.is_ascii() => true,
        c => c.width() != Some(0),
    }
}

/// Whether a character is counted by itself, since its writing system has no blanks between words.
pub(super) fn is_glyph(c: char) -> bool {
    if c.is_ascii() || !WritingSystem::of(c).is_unspaced() {
        return false;
    }
    match WritingSystem::of(c) {
        // Half-width voicing marks belong to the letter before them.
        WritingSystem::Han | WritingSystem::Kana => {
            c.is_alphanumeric() && !matches!(c, '\u{ff9e}' | '\u{ff9f}')
        }
        // Vowel signs and tone marks count, as they do in the rates; a sign for a digit is folded before.
        _ => c.is_alphanumeric() || c.width() == Some(0),
    }
}

/// Full-width letters, and the digits of all writing systems, in ASCII.
pub(super) fn fold_wide_characters(chunk: &str) -> Cow<'_, str> {
    if chunk.is_ascii() || !chunk.contains(|c| fold(c) != c) {
        return Cow::Borrowed(chunk);
    }
    Cow::Owned(chunk.chars().map(fold).collect())
}

fn fold(c: char) -> char {
    /// The zeros of writing systems with digits of their own.
    const ZEROS: [u32; 15] = [
        0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
        0x1040,
    ];
    let code = u32::from(c);
    let folded = match code {
        0..0x660 => return c,
        0xff01..=0xff5e => char::from_u32(code - 0xfee0),
        0x17e0..=0x17e9 => char::from_digit(code - 0x17e0, 10),
        _ => ZEROS
            .iter()
            .find_map(|zero| code.checked_sub(*zero).and_then(|digit| char::from_digit(digit, 10))),
    };
    folded.unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_all_writing_systems_are_folded() {
        assert_eq!(fold_wide_characters("ＡＢＣ１２３"), "ABC123");
        assert_eq!(fold_wide_characters("๒๐๒๖"), "2026");
        assert_eq!(fold_wide_characters("٢٠٢٦"), "2026");
        assert_eq!(fold_wide_characters("២០២៦"), "2026");
        assert_eq!(fold_wide_characters("für"), "für");
    }

    #[test]
    fn marks_and_letters_of_unspaced_systems_are_glyphs() {
        assert!("สวัสดี".chars().all(is_glyph));
        assert!("ビー玉々".chars().all(is_glyph));
        assert!(!"。、・ๆ".chars().take(3).any(is_glyph));
        assert!(!"한글für".chars().any(is_glyph));
    }
}
