//! The spoken length of a script: words at a standard pace, plus pauses.

use std::ops::Range;

/// The standard pace.
pub const WORDS_PER_MINUTE: f64 = 150.0;
/// The pace for writing systems without spaces between words (Chinese, Japanese, Thai ...), in characters.
const GLYPHS_PER_MINUTE: f64 = 250.0;
/// The range of paces: 130 to 170 words a minute.
const SLOW_VOICE_FACTOR: f64 = 150.0 / 130.0;
const FAST_VOICE_FACTOR: f64 = 150.0 / 170.0;

/// The longest tag; the limit keeps a text of many `<` fast to parse.
const MAX_TAG_BYTES: usize = 64;

/// The measured length of a script.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ScriptLength {
    pub word_count: usize,
    /// Characters of writing systems without spaces between words.
    pub glyph_count: usize,
    /// Seconds of `<break>` tags.
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

    #[must_use]
    pub fn combined_with(self, other: Self) -> Self {
        Self {
            word_count: self.word_count + other.word_count,
            glyph_count: self.glyph_count + other.glyph_count,
            pause_seconds: self.pause_seconds + other.pause_seconds,
        }
    }
}

/// Measures a script. `<break>` tags count as pauses. Anything else in angle brackets is text, since the service speaks
/// it.
pub fn measure_script(script: &str) -> ScriptLength {
    let mut speech = ScriptLength::default();
    for_each_part(script, |part| match part {
        ScriptPart::Text(text) => count_words(text, &mut speech),
        ScriptPart::Break(seconds) => speech.pause_seconds += seconds,
    });
    speech
}

/// A script with `<break>` tags as SSML, with everything else escaped; `None` if it has no breaks.
pub fn to_ssml(script: &str) -> Option<String> {
    let (mut marked, mut breaks) = (String::from("<speak>"), 0);
    for_each_part(script, |part| match part {
        ScriptPart::Text(text) => {
            marked.push_str(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
        }
        ScriptPart::Break(seconds) => {
            breaks += 1;
            let millis = (seconds * 1000.0).round() / 1000.0;
            if millis > 0.0 {
                marked.extend(["<break time=\"", &millis.to_string(), "s\"/>"]);
            } else {
                // Without a time, the service would make a pause of its own length.
                marked.push(' ');
            }
        }
    });
    (breaks > 0).then(|| marked + "</speak>")
}

/// A script with its breaks replaced by spaces.
pub fn strip_breaks(script: &str) -> String {
    let mut words = String::new();
    for_each_part(script, |part| words.push_str(if let ScriptPart::Text(text) = part { text } else { " " }));
    words
}

/// A part of a script.
enum ScriptPart<'a> {
    Text(&'a str),
    /// Seconds.
    Break(f64),
}

/// Calls `take` with each part of a script in order.
fn for_each_part<'a>(script: &'a str, mut handle: impl FnMut(ScriptPart<'a>)) {
    let mut rest = script;
    while let Some(start) = rest.find('<') {
        handle(ScriptPart::Text(&rest[..start]));
        if let Some((length, seconds)) = parse_break_tag(&rest[start..]) {
            handle(ScriptPart::Break(seconds));
            rest = &rest[start + length..];
        } else {
            let end = rest[start + 1..].find('<').map_or(rest.len(), |next| start + 1 + next);
            handle(ScriptPart::Text(&rest[start..end]));
            rest = &rest[end..];
        }
    }
    handle(ScriptPart::Text(rest));
}

/// The break tags of a script: their bytes and their seconds.
pub(super) fn break_tags(script: &str) -> impl Iterator<Item = (Range<usize>, f64)> {
    let mut end = 0;
    script.match_indices('<').filter_map(move |(start, _)| {
        let (length, seconds) = parse_break_tag(&script[start..]).filter(|_| start >= end)?;
        end = start + length;
        Some((start..end, seconds))
    })
}

/// The length in bytes of a break tag at the start of `text`, and its seconds.
fn parse_break_tag(text: &str) -> Option<(usize, f64)> {
    let end = text[..text.floor_char_boundary(MAX_TAG_BYTES)].find('>')?;
    let inside = text[1..end].trim_end_matches('/').trim();
    let attributes = inside.strip_prefix("break")?;
    if !attributes.is_empty() && !attributes.starts_with(char::is_whitespace) {
        return None;
    }
    let time = attributes.split_once("time").and_then(|(_, rest)| {
        let value = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        value[1..].split(quote).next()
    });
    Some((end + 1, time.map_or(0.0, parse_break_seconds)))
}

/// Reads `1s`, `1.5s` or `500ms`, up to a minute; anything else is no pause.
fn parse_break_seconds(time: &str) -> f64 {
    let time = time.trim();
    let (number, scale) = match time.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (time.strip_suffix('s').unwrap_or(time), 1.0),
    };
    let value = number.trim().parse::<f64>().unwrap_or(0.0) * scale;
    if value.is_finite() { value.clamp(0.0, 60.0) } else { 0.0 }
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
    fn stripping_breaks_keeps_every_word() {
        let read = |script: &str| strip_breaks(script).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(read("I <3 you<break time=\"1s\"/>and 5 > 4"), "I <3 you and 5 > 4");
        assert_eq!(read("a <breakfast> b <break"), "a <breakfast> b <break");
    }

    #[test]
    fn a_script_with_breaks_becomes_well_formed_ssml() {
        let marked = |script| to_ssml(script);
        assert_eq!(marked("R&D <b> \"now\""), None, "without a break it is text");
        assert_eq!(
            marked("R&D <break time=\"1s\"/> now, 3 < 4 > 2").as_deref(),
            Some("<speak>R&amp;D <break time=\"1s\"/> now, 3 &lt; 4 &gt; 2</speak>")
        );
        assert_eq!(
            marked("a <break time='500ms' >b<break time=soon/><breakfast>").as_deref(),
            Some("<speak>a <break time=\"0.5s\"/>b &lt;breakfast&gt;</speak>")
        );
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
