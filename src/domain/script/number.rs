//! How numbers are read aloud: in words as in English, and in syllables in Chinese, Japanese and Korean.

use super::speech_rate::WritingSystem;

/// The length of a letter that is spelled, as a share of a word: `SSO` takes about two words.
pub(super) const LETTER: f64 = 0.7;

/// What a word between blanks takes to be read.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Reading {
    /// Words.
    pub(super) words: f64,
    /// Syllables of numbers and words in Chinese, Japanese and Korean.
    pub(super) syllables: f64,
}

impl Reading {
    pub(super) fn words(words: f64) -> Self {
        Self { words, syllables: 0.0 }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.words += other.words;
        self.syllables += other.syllables;
    }
}

/// Reads digits with points and commas among them; an amount of money is no year.
pub(super) fn read_number(number: &str, is_amount: bool, system: WritingSystem) -> Reading {
    if system.reads_numbers_by_syllable() {
        return Reading { words: 0.0, syllables: number_syllables(number) };
    }
    Reading::words(number_words(number, is_amount))
}

fn number_words(number: &str, is_amount: bool) -> f64 {
    let groups: Vec<&str> = number.split(['.', ',']).collect();
    match groups.as_slice() {
        [digits] if !is_amount && is_year(digits) => year_words(digits),
        [digits] => cardinal_words(digits),
        // `1,284`; `2,500.50`.
        [first, rest @ ..] if number.contains(',') && is_grouped(first, rest) => {
            cardinal_words(&groups.concat())
        }
        // `2.000` and `1.284.000`, as in German or Spanish.
        [first, rest @ ..] if is_grouped_by_points(first, rest) => cardinal_words(&groups.concat()),
        [whole, fraction] => cardinal_words(whole) + 1.0 + count_digits(fraction),
        // Dates, versions, addresses of computers.
        groups => groups
            .iter()
            .map(|group| if is_year(group) { year_words(group) } else { cardinal_words(group) })
            .sum(),
    }
}

/// Whether groups of three digits make one number.
fn is_grouped(first: &str, rest: &[&str]) -> bool {
    (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3)
}

/// Whether groups of three digits between points make one number. Two groups are a decimal number unless the second is a
/// round one, four are an address of a computer unless they are.
fn is_grouped_by_points(first: &str, rest: &[&str]) -> bool {
    let is_round = |group: &&str| group.ends_with('0');
    is_grouped(first, rest)
        && !first.starts_with('0')
        && match rest {
            [_, _] => true,
            groups => groups.iter().all(is_round),
        }
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with('1') || digits.starts_with("20")) && !digits.starts_with("10")
}

/// "twenty twenty-six", "nineteen hundred", "two thousand six".
fn year_words(digits: &str) -> f64 {
    match digits.split_at(2) {
        ("20", "00") => 2.0,
        ("20", ones) if ones.starts_with('0') => 3.0,
        (century, "00") => pair_words(century) + 1.0,
        (century, ones) if ones.starts_with('0') => pair_words(century) + 2.0,
        (century, years) => pair_words(century) + pair_words(years),
    }
}

/// The words of a number; long ones without separators are read digit by digit.
fn cardinal_words(digits: &str) -> f64 {
    let significant = digits.trim_start_matches('0');
    if digits.len() == 2 && significant.len() == 1 {
        // A month or a day.
        return 1.0;
    }
    if significant.is_empty() || significant.len() < digits.len() || digits.len() > 12 {
        return count_digits(digits);
    }
    let mut words = 0.0;
    let mut end = digits.len();
    while end > 0 {
        let start = end.saturating_sub(3);
        let group = group_words(&digits[start..end]);
        // "thousand", "million".
        words += group + if group > 0.0 && end < digits.len() { 1.0 } else { 0.0 };
        end = start;
    }
    if digits.len() > 6 { words.min(count_digits(digits)) } else { words }
}

/// Up to three digits: "two hundred fifty-four".
fn group_words(digits: &str) -> f64 {
    let (hundreds, rest) = digits.split_at(digits.len().saturating_sub(2));
    let hundred = if hundreds.is_empty() || hundreds == "0" { 0.0 } else { 2.0 };
    hundred + pair_words(rest)
}

/// Up to two digits: "seven", "seventeen", "seventy", "seventy-one".
fn pair_words(digits: &str) -> f64 {
    match digits.as_bytes() {
        [b'0'] | [b'0', b'0'] => 0.0,
        [b'2'..=b'9', b'1'..=b'9'] => 2.0,
        _ => 1.0,
    }
}

fn count_digits(digits: &str) -> f64 {
    f64::from(u32::try_from(digits.len()).unwrap_or(u32::MAX))
}

/// The syllables of a number: one for each digit and one for its place, none for zeros; a year digit by digit.
fn number_syllables(number: &str) -> f64 {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = whole.replace(',', "");
    let point = if fraction.is_empty() { 0.0 } else { 1.0 };
    point + count_digits(fraction) + integer_syllables(&digits)
}

fn integer_syllables(digits: &str) -> f64 {
    if is_year(digits) || digits.len() > 8 || (digits.len() > 1 && digits.starts_with('0')) {
        return count_digits(digits);
    }
    let spoken = digits.bytes().filter(|byte| *byte != b'0').count();
    let ones = usize::from(!digits.ends_with('0'));
    // Ten is one syllable: 十一, not 一十一.
    let ten = usize::from(digits.len() == 2 && digits.starts_with('1'));
    let zero = usize::from(digits.trim_end_matches('0').contains('0'));
    let syllables = (2 * spoken + zero).saturating_sub(ones + ten);
    f64::from(u32::try_from(syllables.max(1)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_words_of_their_reading() {
        for (number, words) in [
            ("0", 1.0),
            ("7", 1.0),
            ("17", 1.0),
            ("71", 2.0),
            ("100", 2.0),
            ("254", 4.0),
            ("1,284", 6.0),
            ("2.000", 2.0),
            ("10.500", 4.0),
            ("1.284.000", 7.0),
            ("1.125", 5.0),
            ("0.500", 5.0),
            ("192.168.1.1", 10.0),
            ("1900", 2.0),
            ("2000", 2.0),
            ("2006", 3.0),
            ("2026", 3.0),
            ("10000", 2.0),
            ("1000000", 2.0),
            ("3.61", 4.0),
            ("2,5", 3.0),
            ("007", 3.0),
            ("12.01.2026", 5.0),
        ] {
            assert!(
                (number_words(number, false) - words).abs() < 0.01,
                "{number}: {}",
                number_words(number, false)
            );
        }
        assert!((number_words("1999", true) - 6.0).abs() < 0.01, "one thousand nine hundred ninety-nine");
    }

    #[test]
    fn numbers_have_the_syllables_of_their_reading() {
        for (number, syllables) in [
            ("2026", 4.0),
            ("11", 2.0),
            ("28", 3.0),
            ("10", 1.0),
            ("17", 2.0),
            ("100", 2.0),
            ("105", 4.0),
            ("9999", 7.0),
            ("3.5", 3.0),
            ("0", 1.0),
        ] {
            assert!(
                (number_syllables(number) - syllables).abs() < 0.01,
                "{number}: {}",
                number_syllables(number)
            );
        }
    }
}
