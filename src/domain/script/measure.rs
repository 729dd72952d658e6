//! The measuring of a script: words and characters at the standard pace, plus pauses.

use super::length::ScriptLength;
use super::parser::parse_script;
use super::token::{ScriptTokenKind, UnspokenKind};

/// Measures a script as it is sent: what is not meant to be spoken counts, since the service may speak it.
pub fn measure_script(script: &str) -> ScriptLength {
    let (mut length, mut run_start) = (ScriptLength::default(), 0);
    for token in parse_script(script) {
        match token.kind {
            ScriptTokenKind::Pause { seconds, .. } => length.pause_seconds += seconds,
            ScriptTokenKind::Unspoken(UnspokenKind::SpeakTag) => {}
            // A mark within a word does not part it.
            ScriptTokenKind::Text | ScriptTokenKind::Unspoken(_) => continue,
        }
        count_words(&script[run_start..token.range.start], &mut length);
        run_start = token.range.end;
    }
    count_words(&script[run_start..], &mut length);
    length
}

fn count_words(text: &str, speech: &mut ScriptLength) {
    if text.is_ascii() {
        let is_spoken = |word: &&str| word.bytes().any(|b| b.is_ascii_alphanumeric());
        speech.word_count += text.split_ascii_whitespace().filter(is_spoken).count();
        return;
    }
    for word in text.split_whitespace() {
        let glyphs = word.chars().filter(|c| is_unspaced_script(*c)).count();
        speech.glyph_count += glyphs;
        speech.word_count += usize::from(glyphs == 0 && word.chars().any(char::is_alphanumeric));
    }
}

fn is_unspaced_script(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
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
    }

    #[test]
    fn the_seconds_range_contains_the_estimate() {
        let speech = measure_script("one two three <break time=\"1s\"/>");
        let (low, high) = speech.seconds_range();
        assert!(low < speech.total_seconds() && speech.total_seconds() < high);
    }
}
