//! The measuring of a script: words and characters at the rate of their language, plus pauses.

use super::amount::SpeechAmount;
use super::cleaning::clean_tokens;
use super::counter::SpeechCounter;
use super::length::ScriptLength;
use super::speech_rate::{SpeechRate, WritingSystem};
use super::symbol::count_symbols;
use super::token::{ScriptToken, ScriptTokenKind, UnspokenKind};

/// The seconds of a symbol in a voice that reads it aloud.
const SYMBOL_SECONDS: f64 = 0.8;

/// What of a script is spoken, before its language is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScriptAmount {
    spoken: SpeechAmount,
    /// What is meant to be spoken: some voices leave out the rest.
    intended: SpeechAmount,
    /// Symbols that some voices read aloud.
    symbol_count: u32,
    pause_seconds: f64,
}

impl ScriptAmount {
    /// Whether it has words or characters of other writing systems than the Latin one.
    pub(super) fn is_mixed(&self) -> bool {
        self.spoken.has_other_words
    }

    /// The length with Latin letters at this rate. The range is from a voice that speaks only what is meant to one that
    /// reads symbols aloud.
    pub(super) fn length(&self, latin: SpeechRate) -> ScriptLength {
        let (spoken, intended) = (self.spoken.seconds(latin), self.intended.seconds(latin));
        ScriptLength {
            word_count: self.spoken.word_count,
            glyph_count: self.spoken.glyph_count,
            pause_seconds: self.pause_seconds,
            speech_seconds: spoken.usual,
            fastest_seconds: spoken.fastest.min(intended.fastest),
            slowest_seconds: spoken.slowest + SYMBOL_SECONDS * f64::from(self.symbol_count),
        }
    }
}

/// Measures a script with these tokens. Figures before all words are read as in the writing system `numbers`.
pub(super) fn measure_amount(script: &str, tokens: &[ScriptToken], numbers: WritingSystem) -> ScriptAmount {
    let (mut counter, mut pause_seconds, mut run_start) = (SpeechCounter::new(numbers), 0.0, 0);
    for token in tokens {
        match token.kind {
            ScriptTokenKind::Pause { seconds, .. } => pause_seconds += seconds,
            ScriptTokenKind::Unspoken(UnspokenKind::SpeakTag) => {}
            // A mark within a word does not part it.
            ScriptTokenKind::Text | ScriptTokenKind::Unspoken(_) => continue,
        }
        counter.count(&script[run_start..token.range.start]);
        run_start = token.range.end;
    }
    counter.count(&script[run_start..]);
    let spoken = counter.amount;
    let has_issues = tokens.iter().any(|token| matches!(token.kind, ScriptTokenKind::Unspoken(_)));
    let intended = if has_issues { measure_intended(script, tokens, numbers) } else { spoken };
    ScriptAmount { spoken, intended, symbol_count: count_all_symbols(script, tokens), pause_seconds }
}

/// What a voice speaks that leaves out what is not meant to be spoken.
fn measure_intended(script: &str, tokens: &[ScriptToken], numbers: WritingSystem) -> SpeechAmount {
    let (clean, tokens) = clean_tokens(script, tokens);
    let mut counter = SpeechCounter::new(numbers);
    spoken_texts(&clean, &tokens).for_each(|text| counter.count(text));
    counter.amount
}

fn count_all_symbols(script: &str, tokens: &[ScriptToken]) -> u32 {
    let symbols = |token: &ScriptToken| match token.kind {
        ScriptTokenKind::Unspoken(UnspokenKind::Emoji) => count_symbols(&script[token.range.clone()]),
        _ => 0,
    };
    u32::try_from(tokens.iter().map(symbols).sum::<usize>()).unwrap_or(u32::MAX)
}

/// The texts of a script that are spoken as they stand.
pub(super) fn spoken_texts<'a>(script: &'a str, tokens: &[ScriptToken]) -> impl Iterator<Item = &'a str> {
    let is_text = |token: &&ScriptToken| token.kind == ScriptTokenKind::Text;
    tokens.iter().filter(is_text).map(|token| &script[token.range.clone()])
}

#[cfg(test)]
mod tests {
    use super::super::tests::measure_script;

    fn seconds_of(script: &str) -> f64 {
        measure_script(script).total_seconds()
    }

    #[test]
    fn speech_runs_at_150_words_per_minute() {
        let script = "word ".repeat(150);
        assert!((seconds_of(&script) - 60.0).abs() < 1e-9);
        assert_eq!(measure_script("Hello, world!").word_count, 2);
        assert_eq!(measure_script("  - \n ... ").word_count, 0);
    }

    #[test]
    fn break_tags_count_as_pauses_and_not_as_words() {
        let speech = measure_script("Hello and welcome. <break time=\"1s\"/> Today we ship.");
        assert_eq!(speech.word_count, 6);
        assert!((speech.pause_seconds - 1.0).abs() < 1e-9);
        let speech = measure_script("a <break time='500ms' /><break time = \"1.5s\"/> b");
        assert_eq!(speech.word_count, 2);
        assert!((speech.pause_seconds - 2.0).abs() < 1e-9);
        let speech = measure_script("Hello<break time='1s'/>there [PAUSE 2s] <#1.5#>");
        assert_eq!(speech.word_count, 2);
        assert!((speech.pause_seconds - 4.5).abs() < 1e-9);
    }

    #[test]
    fn a_bracket_that_opens_no_break_tag_is_text() {
        assert_eq!(measure_script("a <b and 3 < 4").word_count, 5);
        assert_eq!(measure_script("a <breakfast> b").word_count, 3);
        assert!(measure_script("<break time=\"soon\"/>").pause_seconds.abs() < 1e-9);
        assert!(measure_script("<break time=\"1e999s\"/>").pause_seconds.abs() < 1e-9);
        assert_eq!(measure_script("<break").word_count, 1);
    }

    #[test]
    fn scripts_without_spaces_are_measured_by_character() {
        let speech = measure_script("今天我们发布。");
        assert_eq!((speech.word_count, speech.glyph_count), (0, 6));
        assert!(speech.total_seconds() > 1.0);
        assert_eq!(speech.describe_size(), "6 characters");
        assert_eq!(measure_script("Hello 今天").describe_size(), "1 word, 2 characters");
    }

    #[test]
    fn the_seconds_range_contains_the_estimate() {
        let speech = measure_script("one two three <break time=\"1s\"/>");
        let (low, high) = speech.seconds_range();
        assert!(low < speech.total_seconds() && speech.total_seconds() < high);
    }

    #[test]
    fn what_may_not_be_spoken_widens_the_range() {
        let (with, without) =
            (measure_script("Hello 🎉 there [BEAT] you."), measure_script("Hello there you."));
        assert!((with.seconds_range().0 - without.seconds_range().0).abs() < 1e-9);
        assert!(with.seconds_range().1 > without.seconds_range().1 + 1.0);
        assert!(measure_script("🎉").is_empty() && !measure_script("<break time=\"1s\"/>").is_empty());
    }
}
