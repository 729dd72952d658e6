//! The seconds of single words, counted one after the other in the language of their script.

use super::counter::SpeechCounter;
use super::speech_rate::SpeechRate;
use super::word_gap::{fold_wide_characters, is_glyph};

/// Times the words of a script in their order: the reading of a figure depends on the words before it.
#[derive(Debug)]
pub(in crate::domain) struct WordTimer {
    counter: SpeechCounter,
    /// The rate of Latin letters.
    latin: SpeechRate,
}

impl WordTimer {
    pub(super) fn new(counter: SpeechCounter, latin: SpeechRate) -> Self {
        Self { counter, latin }
    }

    /// The seconds of the next word at the usual rate.
    pub(in crate::domain) fn next_seconds(&mut self, word: &str) -> f64 {
        self.counter.count(word);
        std::mem::take(&mut self.counter.amount).seconds(self.latin).usual
    }
}

/// Whether a text has characters that are timed by themselves, since their writing system has no blanks between words.
pub(in crate::domain) fn has_glyphs(text: &str) -> bool {
    !text.is_ascii() && fold_wide_characters(text).contains(is_glyph)
}
