//! Counts the words and characters of spoken text, and the seconds that they take.

use super::address::is_address;
use super::amount::SpeechAmount;
use super::number::Reading;
use super::reading::{is_spoken_sign, read_word};
use super::speech_rate::WritingSystem;
use super::word_gap::{fold_wide_characters, is_glyph, is_word_gap};

/// Counts text that is spoken, one part after the other.
#[derive(Debug)]
pub(super) struct SpeechCounter {
    pub(super) amount: SpeechAmount,
    /// The last writing system other than Latin: numbers are read in its language.
    system: WritingSystem,
}

impl SpeechCounter {
    /// `numbers` is the writing system by which figures before all words are read.
    pub(super) fn new(numbers: WritingSystem) -> Self {
        Self { amount: SpeechAmount::default(), system: numbers }
    }

    pub(super) fn count(&mut self, text: &str) {
        for chunk in split_words(text) {
            if is_plain_word(chunk) {
                self.add_word(Reading::words(1.0), WritingSystem::Latin);
            } else if let Some(system) = plain_word_system(chunk) {
                if system != WritingSystem::Latin {
                    self.system = system;
                    self.amount.has_other_words = true;
                }
                self.add_word(Reading::words(1.0), system);
            } else {
                self.count_chunk(&fold_wide_characters(chunk));
            }
        }
    }

    /// Counts what stands between two blanks.
    fn count_chunk(&mut self, chunk: &str) {
        if is_spoken_sign(chunk) {
            return self.add_word(Reading::words(1.0), WritingSystem::Latin);
        }
        // A run of characters that may be one word.
        let (mut at, mut run, mut before, mut no_address_until) = (0, 0, None, 0);
        while let Some(c) = chunk[at..].chars().next() {
            let next = at + c.len_utf8();
            let after = chunk[next..].chars().next();
            if at == run && at >= no_address_until && c.is_ascii_alphanumeric() {
                let (end, address) = find_address(&chunk[at..]);
                no_address_until = at + end;
                if let Some(length) = address {
                    self.count_run(&chunk[at..at + length], self.system);
                    (at, run, before) = (at + length, at + length, None);
                    continue;
                }
            }
            if is_glyph(c) {
                let system = WritingSystem::of(c);
                self.count_run(&chunk[run..at], system);
                self.add_glyph(system);
                run = next;
            } else if is_word_gap(before, c, after) {
                self.count_run(&chunk[run..at], self.system);
                run = next;
            }
            (at, before) = (next, Some(c));
        }
        self.count_run(&chunk[run..], self.system);
    }

    /// Counts one word; `system` is the writing system beside it, by which its numbers are read.
    fn count_run(&mut self, run: &str, system: WritingSystem) {
        let word =
            run.trim_start_matches(|c: char| !opens_word(c)).trim_end_matches(|c: char| !closes_word(c));
        if !word.contains(char::is_alphanumeric) {
            return;
        }
        let own = word.chars().find(|c| c.is_alphabetic()).map(WritingSystem::of);
        let other = own.filter(|own| *own != WritingSystem::Latin);
        self.amount.has_other_words |= other.is_some();
        let numbers = other.unwrap_or(system);
        self.add_word(read_word(word, numbers), own.unwrap_or(system));
        self.system = numbers;
    }

    fn add_glyph(&mut self, system: WritingSystem) {
        self.system = system;
        self.amount.glyph_count += 1;
        self.amount.has_other_words = true;
        self.amount.other.add(1.0, system.rate());
    }

    fn add_word(&mut self, reading: Reading, system: WritingSystem) {
        self.amount.word_count += 1;
        // Beside Chinese or Thai and in Korean, words are in Latin letters; Korean itself is timed by syllables.
        let is_latin =
            system == WritingSystem::Latin || system == WritingSystem::Hangul || system.is_unspaced();
        if is_latin {
            self.amount.latin_words += reading.words;
        } else {
            self.amount.other.add(reading.words, system.rate());
        }
        if reading.syllables > 0.0 {
            let syllabic =
                [system, self.system].into_iter().find(|system| system.reads_numbers_by_syllable());
            self.amount.other.add(reading.syllables, syllabic.unwrap_or(WritingSystem::Han).rate());
        }
    }
}

/// The text between whitespace, as [`str::split_whitespace`] gives it; most text is ASCII, which this splits faster.
fn split_words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let bytes = rest.as_bytes();
        let ascii = bytes.iter().position(|byte| !byte.is_ascii_graphic()).unwrap_or(bytes.len());
        let end = match bytes.get(ascii) {
            Some(byte) if !byte.is_ascii() || !char::from(*byte).is_whitespace() => {
                rest.find(char::is_whitespace).unwrap_or(rest.len())
            }
            _ => ascii,
        };
        let word = &rest[..end];
        rest = &rest[end..];
        (!word.is_empty()).then_some(word)
    })
}

/// Whether a word is one of ASCII letters with punctuation around it, and no initialism: most words are.
fn is_plain_word(chunk: &str) -> bool {
    let is_punctuation = |byte: &u8| byte.is_ascii_punctuation();
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'\'';
    let has_sign = |bytes: &[u8]| bytes.iter().any(|byte| b"%$&#+@".contains(byte));
    let bytes = chunk.as_bytes();
    if is_bare_word(bytes) {
        return true;
    }
    let Some(start) = bytes.iter().position(|byte| !is_punctuation(byte)) else { return false };
    let end = bytes.iter().rposition(|byte| !is_punctuation(byte)).unwrap_or(start) + 1;
    let word = &bytes[start..end];
    let has_two_capitals = word.len() > 1 && word[0].is_ascii_uppercase() && word[1].is_ascii_uppercase();
    !has_two_capitals
        && word.iter().all(|byte| is_letter(*byte))
        && !has_sign(&bytes[..start])
        && !has_sign(&bytes[end..])
}

/// Whether a word is one of ASCII letters, no two capitals at its start, with at most one mark behind it.
fn is_bare_word(bytes: &[u8]) -> bool {
    let letters = bytes.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(bytes.len());
    let is_initialism = bytes[..letters.min(2)].iter().filter(|byte| byte.is_ascii_uppercase()).count() == 2;
    let is_marked = || matches!(bytes[letters..], [] | [b'.' | b',' | b'!' | b'?' | b';' | b':']);
    letters > 0 && !is_initialism && is_marked()
}

/// The writing system of a word of letters alone with punctuation around it, if it is no initialism: most words of other
/// alphabets are.
fn plain_word_system(chunk: &str) -> Option<WritingSystem> {
    let word = chunk.trim_start_matches(|c: char| !opens_word(c)).trim_end_matches(|c: char| !closes_word(c));
    let is_plain = |c: char| {
        let system = WritingSystem::of(c);
        c.is_alphabetic() && !system.is_unspaced() && system != WritingSystem::Hangul && !is_full_width(c)
    };
    let is_initialism = word.bytes().take(2).filter(u8::is_ascii_uppercase).count() == 2;
    let first = word.chars().next()?;
    (!is_initialism && word.chars().all(is_plain)).then(|| WritingSystem::of(first))
}

fn is_full_width(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff5e}')
}

/// Where the characters that an address may have end, and the length of the address at the start of a text.
fn find_address(text: &str) -> (usize, Option<usize>) {
    let end = text.find(|c: char| !c.is_ascii_graphic() || "<>\"()[]{}|,;".contains(c)).unwrap_or(text.len());
    let word = text[..end].trim_end_matches(|c: char| c.is_ascii_punctuation() && c != '/');
    let is_candidate = word.contains(['.', '@', ':']);
    (end, (is_candidate && is_address(word)).then_some(word.len()))
}

/// Whether a word may begin with a character: signs that are read are part of it.
fn opens_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '+' | '-' | '−' | '#' | '@' | '$' | '£' | '¥' | '¢' | '\u{20a0}'..='\u{20c0}')
}

/// Whether a word may end with a character.
fn closes_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '%' | '‰' | '°' | '+' | '²' | '³' | '$' | '£' | '¥' | '¢' | '\u{20a0}'..='\u{20c0}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn words_are_split_as_the_standard_library_does(text in "([a-z.]{0,3}|[ \\t\\n\u{b}\u{a0}\u{3000}\u{1}é今])*") {
            prop_assert!(split_words(&text).eq(text.split_whitespace()), "{text:?}");
        }
    }
}
