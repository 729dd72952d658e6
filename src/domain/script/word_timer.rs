//! The seconds of single words, counted one after the other in the language of their script.

use super::counter::SpeechCounter;
use super::word_gap::{fold_wide_characters, is_glyph};

/// Times the words of a script in their order: the reading of a figure depends on the words before it.
#[derive(Debug)]
pub(in crate::domain) struct WordTimer {
    counter: SpeechCounter,
}

impl WordTimer {
    pub(super) fn new(counter: SpeechCounter) -> Self {
        Self { counter }
    }

    /// The seconds of the next word at the usual rate.
    pub(in crate::domain) fn seconds(&mut self, word: &str) -> f64 {
        self.counter.count(word);
        std::mem::take(&mut self.counter.length).speech_seconds
    }
}

/// Whether a text has characters that are timed by themselves, since their writing system has no blanks between words.
pub(in crate::domain) fn has_glyphs(text: &str) -> bool {
    !text.is_ascii() && fold_wide_characters(text).contains(is_glyph)
}
