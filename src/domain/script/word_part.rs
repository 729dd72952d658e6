//! The parts of a word that has figures or signs in it.

use unicode_width::UnicodeWidthChar;

use super::speech_rate::WritingSystem;

/// A part of a word: digits, letters of one kind, or a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordPart<'a> {
    /// Digits with points and commas among them.
    Number(&'a str),
    Letters(&'a str),
    Hangul(&'a str),
    Sign(char),
}

pub(super) fn split_parts(word: &str) -> Vec<WordPart<'_>> {
    let mut parts = Vec::new();
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let length = part_length(rest, c);
        let (part, after) = rest.split_at(length);
        parts.push(match c {
            c if c.is_ascii_digit() => WordPart::Number(part),
            c if is_hangul(c) => WordPart::Hangul(part),
            c if c.is_alphanumeric() => WordPart::Letters(part),
            c => WordPart::Sign(c),
        });
        rest = after;
    }
    parts
}

fn part_length(rest: &str, first: char) -> usize {
    if first.is_ascii_digit() {
        let bytes = rest.as_bytes();
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let is_point = |at: usize| matches!(bytes.get(at), Some(b'.' | b','));
        let is_inside = |at: usize| is_digit(at) || (is_point(at) && is_digit(at + 1));
        return (0..bytes.len()).find(|at| !is_inside(*at)).unwrap_or(bytes.len());
    }
    let is_inside = |c: char| {
        is_hangul(c) == is_hangul(first)
            && (c.is_alphabetic()
                || matches!(c, '\'' | '’' | '-')
                || is_mark(c)
                || (c.is_numeric() && !c.is_ascii_digit()))
    };
    if !first.is_alphanumeric() {
        return first.len_utf8();
    }
    let length = rest.find(|c: char| !is_inside(c)).unwrap_or(rest.len());
    // A hyphen before a figure is a sign of its own.
    rest[..length].trim_end_matches(['-', '\'', '’']).len().max(first.len_utf8())
}

/// Whether a character is a mark of a letter: accents, vowel signs, joiners.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && !c.is_alphanumeric() && c.width() == Some(0)
}

fn is_hangul(c: char) -> bool {
    !c.is_ascii() && WritingSystem::of(c) == WritingSystem::Hangul
}

/// The digits of a phone number, each of which is read: four or more groups, or three that are no date.
pub(super) fn phone_digits(parts: &[WordPart<'_>]) -> Option<f64> {
    let (mut groups, mut digits) = (0, 0_u32);
    for part in parts {
        match part {
            WordPart::Number(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                groups += 1;
                digits += u32::try_from(number.len()).unwrap_or(0);
            }
            WordPart::Sign('-' | '+' | '(' | ')' | '\u{2011}' | '–') => {}
            _ => return None,
        }
    }
    let is_international = parts.first() == Some(&WordPart::Sign('+')) && digits > 5;
    let is_phone = is_international || (digits >= 7 && (groups > 3 || (groups > 1 && !is_date(parts))));
    is_phone.then(|| f64::from(digits))
}

/// `01-12-2026` or `2026-11-28`; also a range of two years.
fn is_date(parts: &[WordPart<'_>]) -> bool {
    let lengths: Vec<usize> = parts
        .iter()
        .filter_map(|part| if let WordPart::Number(number) = part { Some(number.len()) } else { None })
        .collect();
    matches!(lengths.as_slice(), [1..=2, 1..=2, 2 | 4] | [4, 1..=2, 1..=2] | [4, 1..=4] | [5, 5])
}

pub(super) fn has_currency(parts: &[WordPart<'_>]) -> bool {
    parts.iter().any(|part| matches!(part, WordPart::Sign(sign) if is_currency(*sign)))
}

pub(super) fn is_currency(sign: char) -> bool {
    matches!(sign, '$' | '¢' | '£' | '¤' | '¥' | '￥' | '\u{20a0}'..='\u{20c0}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_at_figures_and_signs() {
        use WordPart::{Hangul, Letters, Number, Sign};
        assert_eq!(split_parts("$4.27M"), [Sign('$'), Number("4.27"), Letters("M")]);
        assert_eq!(split_parts("Wi-Fi7"), [Letters("Wi-Fi"), Number("7")]);
        assert_eq!(split_parts("AI를"), [Letters("AI"), Hangul("를")]);
        assert_eq!(split_parts("10."), [Number("10"), Sign('.')]);
    }

    #[test]
    fn phone_numbers_are_told_from_dates_and_ranges() {
        let digits = |word| phone_digits(&split_parts(word));
        assert_eq!((digits("1-800-555-0199"), digits("010-5555-0142")), (Some(11.0), Some(11.0)));
        assert_eq!((digits("2026-11-28"), digits("2025-2026"), digits("10-20")), (None, None, None));
    }
}
