//! The length of a script: its words and characters, its pauses, and its seconds.

/// The standard pace.
pub const WORDS_PER_MINUTE: f64 = 150.0;
/// The pace for writing systems without spaces between words (Chinese, Japanese, Thai ...), in characters.
const GLYPHS_PER_MINUTE: f64 = 250.0;
/// The range of paces: 130 to 170 words a minute.
const SLOW_VOICE_FACTOR: f64 = 150.0 / 130.0;
const FAST_VOICE_FACTOR: f64 = 150.0 / 170.0;

/// The measured length of a script.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ScriptLength {
    pub word_count: usize,
    /// Characters of writing systems without spaces between words.
    pub glyph_count: usize,
    /// Seconds of breaks.
    pub pause_seconds: f64,
}

impl ScriptLength {
    fn speaking_seconds(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "no script has 2^52 words")]
        let (words, glyphs) = (self.word_count as f64, self.glyph_count as f64);
        (words / WORDS_PER_MINUTE + glyphs / GLYPHS_PER_MINUTE) * 60.0
    }

    pub fn total_seconds(self) -> f64 {
        self.speaking_seconds() + self.pause_seconds
    }

    /// Seconds for a fast and for a slow voice.
    pub fn seconds_range(self) -> (f64, f64) {
        (
            self.speaking_seconds() * FAST_VOICE_FACTOR + self.pause_seconds,
            self.speaking_seconds() * SLOW_VOICE_FACTOR + self.pause_seconds,
        )
    }

    /// Whether it has neither words nor pauses.
    pub fn is_silent(self) -> bool {
        self.word_count == 0 && self.glyph_count == 0 && self.pause_seconds <= 0.0
    }

    #[must_use]
    pub fn combined_with(self, other: Self) -> Self {
        Self {
            word_count: self.word_count + other.word_count,
            glyph_count: self.glyph_count + other.glyph_count,
            pause_seconds: self.pause_seconds + other.pause_seconds,
        }
    }
}
