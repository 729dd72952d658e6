//! The measuring of a script: words and characters at the rate of their language, plus pauses.

use super::cleaning::clean_script;
use super::counter::SpeechCounter;
use super::language::detect_language;
use super::length::ScriptLength;
use super::pace::LatinLanguage;
use super::parser::parse_script;
use super::symbol::count_symbols;
use super::token::{ScriptToken, ScriptTokenKind, UnspokenKind};
use super::word_timer::WordTimer;

/// The seconds of a symbol in a voice that reads it aloud.
const SYMBOL_SECONDS: f64 = 0.8;

/// Measures a script as it is sent: what is not meant to be spoken counts, since the service may speak it.
pub fn measure_script(script: &str) -> ScriptLength {
    let tokens = parse_script(script);
    let language = detect_language(spoken_texts(script, &tokens));
    let (mut counter, mut pause_seconds, mut run_start) = (SpeechCounter::new(language), 0.0, 0);
    for token in &tokens {
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
    let length = ScriptLength { pause_seconds, ..counter.length };
    if tokens.iter().any(|token| matches!(token.kind, ScriptTokenKind::Unspoken(_))) {
        widen_range(length, script, &tokens, language)
    } else {
        length
    }
}

/// A timer for the words of a script with these tokens.
pub(in crate::domain) fn word_timer(script: &str, tokens: &[ScriptToken]) -> WordTimer {
    WordTimer::new(SpeechCounter::new(detect_language(spoken_texts(script, tokens))))
}

/// The length with the range from a voice that speaks only what is meant to one that reads symbols aloud.
fn widen_range(
    length: ScriptLength,
    script: &str,
    tokens: &[ScriptToken],
    language: LatinLanguage,
) -> ScriptLength {
    let (clean, mut meant) = (clean_script(script), SpeechCounter::new(language));
    spoken_texts(&clean, &parse_script(&clean)).for_each(|text| meant.count(text));
    let symbols = |token: &ScriptToken| match token.kind {
        ScriptTokenKind::Unspoken(UnspokenKind::Emoji) => count_symbols(&script[token.range.clone()]),
        _ => 0,
    };
    let symbols = u32::try_from(tokens.iter().map(symbols).sum::<usize>()).unwrap_or(u32::MAX);
    ScriptLength {
        fastest_seconds: length.fastest_seconds.min(meant.length.fastest_seconds),
        slowest_seconds: length.slowest_seconds + SYMBOL_SECONDS * f64::from(symbols),
        ..length
    }
}

fn spoken_texts<'a>(script: &'a str, tokens: &[ScriptToken]) -> impl Iterator<Item = &'a str> {
    let is_text = |token: &&ScriptToken| token.kind == ScriptTokenKind::Text;
    tokens.iter().filter(is_text).map(|token| &script[token.range.clone()])
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(measure_script("🎉").is_silent() && !measure_script("<break time=\"1s\"/>").is_silent());
    }
}
