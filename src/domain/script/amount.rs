//! An amount of speech, in words and characters: its seconds follow once the language is known.

use super::speech_rate::SpeechRate;

/// Seconds of speech for a usual, a fast and a slow voice.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct SpeechSeconds {
    pub(super) usual: f64,
    pub(super) fastest: f64,
    pub(super) slowest: f64,
}

impl SpeechSeconds {
    /// Adds so many words or characters at a rate.
    pub(super) fn add(&mut self, units: f64, rate: SpeechRate) {
        self.usual += units * 60.0 / rate.per_minute;
        self.fastest += units * 60.0 / rate.fastest;
        self.slowest += units * 60.0 / rate.slowest;
    }
}

/// Counted speech.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct SpeechAmount {
    /// Words of writing systems with blanks between words.
    pub(super) word_count: usize,
    /// Characters of writing systems without blanks between words.
    pub(super) glyph_count: usize,
    /// Words in Latin letters, figures and signs, in units of a word: their rate is that of the language.
    pub(super) latin_words: f64,
    /// All else, at the rates of its writing systems.
    pub(super) other: SpeechSeconds,
    /// Whether there are words or characters of other writing systems; a figure alone is none.
    pub(super) has_other_words: bool,
}

impl SpeechAmount {
    /// The seconds with Latin letters at this rate.
    pub(super) fn seconds(self, latin: SpeechRate) -> SpeechSeconds {
        let mut seconds = self.other;
        seconds.add(self.latin_words, latin);
        seconds
    }
}
