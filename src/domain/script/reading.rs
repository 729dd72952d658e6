//! How words, figures, signs and addresses are read aloud, in units of a word.

use super::address::{is_address, read_address};
use super::initialism::{count_letters, dotted_letters, initialism_letters, split_camel_case};
use super::number::{LETTER, Reading, read_number};
use super::speech_rate::WritingSystem;
use super::word_part::{WordPart, has_currency, is_currency, phone_digits, split_parts};

/// The reading of a word that has no blanks and no dashes in it. `system` is the writing system around it.
pub(super) fn read_word(word: &str, system: WritingSystem) -> Reading {
    if is_address(word) {
        return Reading::words(read_address(word));
    }
    if let Some(letters) = dotted_letters(word) {
        return Reading::words(letters * LETTER);
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
            WordPart::Hangul(text) => Reading { words: 0.0, syllables: count_letters(text) },
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
