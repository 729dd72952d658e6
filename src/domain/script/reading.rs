//! How words, figures, signs and addresses are read aloud, in units of a word.

use super::address::{is_address, read_address};
use super::number::{LETTER, Reading, read_number};
use super::pace::WritingSystem;

/// A part of a word: digits, letters of one kind, or a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WordPart<'a> {
    /// Digits with points and commas among them.
    Number(&'a str),
    Letters(&'a str),
    Hangul(&'a str),
    Sign(char),
}

/// The reading of a word that has no blanks and no dashes in it. `system` is the writing system around it.
pub(super) fn read_word(word: &str, system: WritingSystem) -> Reading {
    if is_address(word) {
        return Reading::words(read_address(word));
    }
    if let Some(letters) = dotted_letters(word) {
        return Reading::words(letters);
    }
    let parts = split_parts(word);
    if let [WordPart::Letters(letters)] = parts.as_slice() {
        return Reading::words(read_letters(letters));
    }
    if let Some(digits) = phone_digits(&parts) {
        let by_syllable = system.reads_numbers_by_syllable();
        return if by_syllable { Reading { words: 0.0, syllables: digits } } else { Reading::words(digits) };
    }
    let mut reading = Reading::default();
    for (index, part) in parts.iter().enumerate() {
        let (before, after) =
            (index.checked_sub(1).map(|before| parts[before]), parts.get(index + 1).copied());
        reading.add(match *part {
            WordPart::Number(number) => read_number(number, has_currency(&parts), system),
            WordPart::Hangul(text) => Reading { words: 0.0, syllables: count(text) },
            WordPart::Letters(letters) => Reading::words(read_part(letters, before)),
            WordPart::Sign(sign) => Reading::words(read_sign(sign, before, after)),
        });
    }
    reading
}

/// A sign that is a word by itself, such as `&`.
pub(super) fn is_spoken_sign(word: &str) -> bool {
    matches!(
        word,
        "&" | "+" | "=" | "@" | "%" | "§" | "×" | "÷" | "±" | "≈" | "≠" | "≤" | "≥" | "€" | "$" | "£"
    )
}

fn count(text: &str) -> f64 {
    f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX))
}

/// `a.m.` and `U.S.`: single letters with points between.
fn dotted_letters(word: &str) -> Option<f64> {
    let mut letters = 0.0;
    for part in word.trim_end_matches('.').split('.') {
        let mut chars = part.chars();
        chars.next().filter(|c| c.is_alphabetic())?;
        if chars.next().is_some() {
            return None;
        }
        letters += LETTER;
    }
    (letters > LETTER).then_some(letters)
}

fn split_parts(word: &str) -> Vec<WordPart<'_>> {
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
    !c.is_ascii() && !c.is_alphanumeric() && unicode_width::UnicodeWidthChar::width(c) == Some(0)
}

fn is_hangul(c: char) -> bool {
    !c.is_ascii() && WritingSystem::of(c) == WritingSystem::Hangul
}

/// Letters alone: a word, or an initialism.
fn read_letters(letters: &str) -> f64 {
    initialism_letters(letters).map_or(1.0, |letters| letters * LETTER)
}

/// Letters beside figures and signs: `M` of `$4M`, `st` of `1st`, the words of `iPhone17ProMax`.
fn read_part(letters: &str, before: Option<WordPart<'_>>) -> f64 {
    if matches!(before, Some(WordPart::Number(_))) && is_ordinal_ending(letters) {
        return 0.0;
    }
    if matches!(before, Some(WordPart::Number(_))) && letters.chars().count() <= 2 {
        // `million`, `kilometers`, `p.m.`.
        return 1.0;
    }
    split_camel_case(letters)
        .map(|word| if word.chars().count() == 1 { LETTER } else { read_letters(word) })
        .sum()
}

fn is_ordinal_ending(letters: &str) -> bool {
    matches!(letters, "st" | "nd" | "rd" | "th" | "er" | "ère" | "ème" | "e" | "º" | "ª" | "o" | "a")
}

/// `iPhone` as `i` and `Phone`.
fn split_camel_case(letters: &str) -> impl Iterator<Item = &str> {
    let mut rest = letters;
    std::iter::from_fn(move || {
        let mut was_lower = rest.chars().next()?.is_lowercase();
        let next_upper = |(at, c): (usize, char)| {
            let is_border = at > 0 && was_lower && c.is_uppercase();
            was_lower = c.is_lowercase();
            is_border.then_some(at)
        };
        let end = rest.char_indices().find_map(next_upper).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// The number of letters if they are spelled: two or three capitals, or four and five without a vowel.
fn initialism_letters(letters: &str) -> Option<f64> {
    let capitals = letters.strip_suffix('s').unwrap_or(letters);
    let length = capitals.len();
    let is_spelled = (2..=5).contains(&length)
        && capitals.bytes().all(|byte| byte.is_ascii_uppercase())
        && (length <= 3 || !capitals.contains(['A', 'E', 'I', 'O', 'U']));
    let is_word = matches!(
        capitals,
        "OK" | "NO"
            | "SO"
            | "IT"
            | "IS"
            | "TO"
            | "GO"
            | "AND"
            | "THE"
            | "YES"
            | "NOW"
            | "NEW"
            | "YOU"
            | "ALL"
            | "NOT"
            | "FOR"
            | "ONE"
            | "TWO"
            | "OUR"
            | "ARE"
            | "BIG"
            | "TOP"
            | "END"
    );
    (is_spelled && !is_word).then(|| count(capitals))
}

/// The digits of a phone number, each of which is read: four or more groups, or three that are no date.
fn phone_digits(parts: &[WordPart<'_>]) -> Option<f64> {
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

fn has_currency(parts: &[WordPart<'_>]) -> bool {
    parts.iter().any(|part| matches!(part, WordPart::Sign(sign) if is_currency(*sign)))
}

fn is_currency(sign: char) -> bool {
    matches!(sign, '$' | '¢' | '£' | '¤' | '¥' | '￥' | '\u{20a0}'..='\u{20c0}')
}

/// A sign within a word.
fn read_sign(sign: char, before: Option<WordPart<'_>>, after: Option<WordPart<'_>>) -> f64 {
    let is_number = |part: Option<WordPart<'_>>| matches!(part, Some(WordPart::Number(_)));
    match sign {
        sign if is_currency(sign) => 1.0,
        '%' | '‰' | '°' | '@' | '=' | '×' | '÷' | '±' | '²' | '³' => 1.0,
        // "and", "per", "to", "number", "minus".
        '&' => LETTER,
        '/' if !(is_number(before) && is_number(after)) => 1.0,
        '–' | '-' if is_number(before) && is_number(after) => LETTER,
        '#' | '+' | '-' | '−' if is_number(after) => 1.0,
        '+' if is_number(before) => 1.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(word: &str) -> f64 {
        (read_word(word, WritingSystem::Latin).words * 10.0).round() / 10.0
    }

    #[test]
    fn words_and_initialisms_are_read() {
        for (word, length) in [
            ("hello", 1.0),
            ("don't", 1.0),
            ("well-known", 1.0),
            ("SSO", 2.1),
            ("PDFs", 2.1),
            ("HTML", 2.8),
            ("NASA", 1.0),
            ("SALE", 1.0),
            ("a.m.", 1.4),
            ("U.S.", 1.4),
            ("R&D", 2.1),
            ("I", 1.0),
            ("नमस्ते", 1.0),
        ] {
            assert!((words(word) - length).abs() < 0.01, "{word}: {}", words(word));
        }
    }

    #[test]
    fn figures_are_read_as_their_words() {
        for (word, length) in [
            // eighteen point four percent
            ("18.4%", 4.0),
            // four point two seven million dollars
            ("$4.27M", 6.0),
            // Q three
            ("Q3", 1.7),
            // one thousand two hundred eighty-four
            ("1,284", 6.0),
            // twenty twenty-six
            ("2026", 3.0),
            // twenty-nine dollars per month
            ("$29/mo", 5.0),
            // January twelfth twenty twenty-six
            ("01/12/2026", 5.0),
            ("2026-11-28", 7.4),
            // twenty-four seven
            ("24/7", 3.0),
            ("10:30", 2.0),
            ("1-800-555-0199", 11.0),
            ("+491701234567", 12.0),
            ("15th", 1.0),
            ("1920x1080", 6.0),
            ("5km", 2.0),
        ] {
            assert!((words(word) - length).abs() < 0.61, "{word}: {}", words(word));
        }
    }

    #[test]
    fn korean_numbers_are_read_by_syllable() {
        let reading = read_word("2026년", WritingSystem::Hangul);
        assert!((reading.syllables - 5.0).abs() < 2.1 && reading.words < 0.01, "{reading:?}");
    }
}
