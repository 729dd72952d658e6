//! The length of a script: its words and characters, its pauses, and its seconds.

use super::super::quantity::format_count;

/// The measured length of a script.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ScriptLength {
    /// Words of writing systems with blanks between words.
    pub word_count: usize,
    /// Characters of writing systems without blanks between words.
    pub glyph_count: usize,
    /// Seconds of breaks.
    pub pause_seconds: f64,
    /// Seconds of speech at the usual rate.
    pub(super) speech_seconds: f64,
    /// Seconds of speech for a fast voice, which leaves out what is not meant to be spoken.
    pub(super) fastest_seconds: f64,
    /// Seconds of speech for a slow voice, which reads symbols aloud.
    pub(super) slowest_seconds: f64,
}

impl ScriptLength {
    pub fn total_seconds(self) -> f64 {
        self.speech_seconds + self.pause_seconds
    }

    /// Seconds for a fast and for a slow voice. The range is wider where the language is not known.
    pub fn seconds_range(self) -> (f64, f64) {
        (self.fastest_seconds + self.pause_seconds, self.slowest_seconds + self.pause_seconds)
    }

    /// Whether its length is known: the script is recorded or spoken, or has no words.
    pub fn is_exact(self) -> bool {
        (self.slowest_seconds - self.fastest_seconds).abs() < f64::EPSILON
    }

    /// The length of a script that was spoken in so many seconds, with its pauses.
    #[must_use]
    pub fn spoken_in(self, seconds: f64) -> Self {
        let speech = seconds - self.pause_seconds;
        Self { speech_seconds: speech, fastest_seconds: speech, slowest_seconds: speech, ..self }
    }

    /// Whether it has neither words nor pauses.
    pub fn is_empty(self) -> bool {
        self.word_count == 0 && self.glyph_count == 0 && self.pause_seconds <= 0.0
    }

    /// `12 words`, `33 characters`, or both.
    pub fn describe_size(self) -> String {
        let words = format_count(self.word_count, "word");
        match (self.word_count, self.glyph_count) {
            (_, 0) => words,
            (0, glyphs) => format_count(glyphs, "character"),
            (_, glyphs) => format!("{words}, {}", format_count(glyphs, "character")),
        }
    }

    /// The length with the speech so many times as fast; pauses last as long.
    #[must_use]
    pub fn at_speed(self, speed: f64) -> Self {
        Self {
            speech_seconds: self.speech_seconds / speed,
            fastest_seconds: self.fastest_seconds / speed,
            slowest_seconds: self.slowest_seconds / speed,
            ..self
        }
    }

    /// The length of a recording of the script: its seconds are exact, and its pauses are a part of them.
    #[must_use]
    pub(in crate::domain) fn recorded_in(self, seconds: f64) -> Self {
        Self {
            pause_seconds: 0.0,
            speech_seconds: seconds,
            fastest_seconds: seconds,
            slowest_seconds: seconds,
            ..self
        }
    }

    #[must_use]
    pub fn combined_with(self, other: Self) -> Self {
        Self {
            word_count: self.word_count + other.word_count,
            glyph_count: self.glyph_count + other.glyph_count,
            pause_seconds: self.pause_seconds + other.pause_seconds,
            speech_seconds: self.speech_seconds + other.speech_seconds,
            fastest_seconds: self.fastest_seconds + other.fastest_seconds,
            slowest_seconds: self.slowest_seconds + other.slowest_seconds,
        }
    }
}
