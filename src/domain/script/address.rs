//! How web and mail addresses are read aloud, in units of a word.

use super::number::{LETTER, read_number};
use super::speech_rate::WritingSystem;

/// Letters of a name in an address that take as long as a word.
const LETTERS_PER_WORD: usize = 8;

/// Whether a word is a web or mail address.
pub(super) fn is_address(word: &str) -> bool {
    if !word.is_ascii() {
        return false;
    }
    word.contains("://") || starts_with_www(word) || is_mail_address(word) || is_domain(word)
}

fn starts_with_www(word: &str) -> bool {
    word.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("www."))
}

fn is_mail_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// `example.com/ship`: two letters or more after the last point of the host, all in lower case.
fn is_domain(word: &str) -> bool {
    let host = word.split('/').next().unwrap_or("");
    let Some((name, ending)) = host.rsplit_once('.') else { return false };
    let is_ending = !host.contains("..")
        && (2..=6).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_lowercase());
    is_ending
        && name.len() > 1
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
}

/// The length of an address: its names as words, short ones letter by letter, and its signs by their names.
pub(super) fn read_address(address: &str) -> f64 {
    let (scheme, rest) = match address.split_once("://") {
        // "h t t p s colon slash slash".
        Some((scheme, rest)) => (count(scheme) * LETTER + 3.0, rest),
        None => (0.0, address),
    };
    let mut length = scheme;
    let mut rest = rest.trim_end_matches('/');
    while !rest.is_empty() {
        let is_word = rest.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_digit = rest.starts_with(|c: char| c.is_ascii_digit());
        let end = rest.find(|c: char| match (is_word, is_digit) {
            (true, _) => !c.is_ascii_alphabetic(),
            (_, true) => !c.is_ascii_digit(),
            _ => true,
        });
        // A sign is read by its name: "dot", "slash", "dash".
        let end = if is_word || is_digit { end.unwrap_or(rest.len()) } else { 1 };
        let Some((part, after)) = rest.split_at_checked(end) else { break };
        length += match (is_word, is_digit) {
            (true, _) => read_name(part),
            (_, true) => read_number(part, false, WritingSystem::Latin).words,
            _ => 1.0,
        };
        rest = after;
    }
    length
}

/// A name of an address: `www` and names of one or two letters are spelled.
fn read_name(name: &str) -> f64 {
    let is_spelled = name.len() <= 2 || !name.to_ascii_lowercase().contains(['a', 'e', 'i', 'o', 'u', 'y']);
    match name {
        // The letter has three syllables.
        "www" => 3.0,
        name if is_spelled => count(name) * LETTER,
        name => f64::from(u32::try_from(name.len().div_ceil(LETTERS_PER_WORD)).unwrap_or(u32::MAX)),
    }
}

fn count(text: &str) -> f64 {
    f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_recognized() {
        for word in [
            "https://a.example",
            "www.example.com/pricing",
            "me@example.com",
            "example.com",
            "docs.example.co.uk/a",
        ] {
            assert!(is_address(word), "{word}");
        }
        for word in ["hello", "3.61", "a.m.", "end.Next", "18.4%", "e.g.", "yes...no", "@anna", "and/or"] {
            assert!(!is_address(word), "{word}");
        }
    }

    #[test]
    fn addresses_are_read_with_their_signs() {
        // example dot com
        assert!((read_address("example.com") - 3.0).abs() < 0.01);
        // h t t p s colon slash slash, w w w dot example dot com, slash i r slash q three dash twenty twenty-six
        let length = read_address("https://www.example.com/ir/q3-2026");
        assert!((20.0..25.0).contains(&length), "{length}");
        // anna at example dot com
        assert!((read_address("anna@example.com") - 5.0).abs() < 0.01);
    }
}
