//! How long a script takes to say: words at a usual pace, plus the pauses that it asks for.

/// The reference's rate of speech.
pub const WORDS_A_MINUTE: f64 = 150.0;
/// Scripts that put no blanks between words (Chinese, Japanese, Thai ...) are counted by the character.
const GLYPHS_A_MINUTE: f64 = 250.0;
/// How far a voice's pace may lie from the usual one: 130 to 170 words a minute.
const SLOWEST: f64 = 150.0 / 130.0;
const FASTEST: f64 = 150.0 / 170.0;

/// Bytes in which a tag must end; keeps a text of nothing but brackets cheap.
const MAX_TAG: usize = 64;

/// What there is to say in a text.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Speech {
    pub words: usize,
    /// Characters of scripts without blanks between words.
    pub glyphs: usize,
    /// Seconds of `<break>` tags.
    pub pause: f64,
}

impl Speech {
    fn talk(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "no script has 2^52 words")]
        let (words, glyphs) = (self.words as f64, self.glyphs as f64);
        (words / WORDS_A_MINUTE + glyphs / GLYPHS_A_MINUTE) * 60.0
    }

    pub fn seconds(self) -> f64 {
        self.talk() + self.pause
    }

    /// Seconds for a quick and for a slow voice.
    pub fn range(self) -> (f64, f64) {
        (self.talk() * FASTEST + self.pause, self.talk() * SLOWEST + self.pause)
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            words: self.words + other.words,
            glyphs: self.glyphs + other.glyphs,
            pause: self.pause + other.pause,
        }
    }
}

/// Measures a script. `<break>` tags are not words; their seconds count as pause. Anything else in angle brackets is
/// text, since the service would say it.
pub fn measure(script: &str) -> Speech {
    let mut speech = Speech::default();
    each(script, |part| match part {
        Part::Text(text) => count(text, &mut speech),
        Part::Break(seconds) => speech.pause += seconds,
    });
    speech
}

/// A script with breaks as SSML, which is XML: what is no break is text there too. `None` for one without breaks.
pub fn ssml(script: &str) -> Option<String> {
    let (mut marked, mut breaks) = (String::from("<speak>"), 0);
    each(script, |part| match part {
        Part::Text(text) => {
            marked.push_str(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
        }
        Part::Break(seconds) => {
            breaks += 1;
            let millis = (seconds * 1000.0).round() / 1000.0;
            if millis > 0.0 {
                marked.extend(["<break time=\"", &millis.to_string(), "s\"/>"]);
            } else {
                // Without a time, a pause of some length would be made.
                marked.push(' ');
            }
        }
    });
    (breaks > 0).then(|| marked + "</speak>")
}

/// A script as it reads without its breaks.
pub fn without_breaks(script: &str) -> String {
    let mut words = String::new();
    each(script, |part| words.push_str(if let Part::Text(text) = part { text } else { " " }));
    words
}

/// A piece of a script.
enum Part<'a> {
    Text(&'a str),
    /// Seconds.
    Break(f64),
}

/// Gives the pieces of a script in their order.
fn each<'a>(script: &'a str, mut take: impl FnMut(Part<'a>)) {
    let mut rest = script;
    while let Some(start) = rest.find('<') {
        take(Part::Text(&rest[..start]));
        if let Some((length, seconds)) = break_tag(&rest[start..]) {
            take(Part::Break(seconds));
            rest = &rest[start + length..];
        } else {
            let end = rest[start + 1..].find('<').map_or(rest.len(), |next| start + 1 + next);
            take(Part::Text(&rest[start..end]));
            rest = &rest[end..];
        }
    }
    take(Part::Text(rest));
}

/// The length in bytes of a break tag at the start of `text`, and its seconds.
fn break_tag(text: &str) -> Option<(usize, f64)> {
    let end = text[..text.floor_char_boundary(MAX_TAG)].find('>')?;
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
    Some((end + 1, time.map_or(0.0, seconds)))
}

/// Reads `1s`, `1.5s` or `500ms`; what cannot be read is no pause. A minute is the most that one tag can ask for.
fn seconds(time: &str) -> f64 {
    let time = time.trim();
    let (number, scale) = match time.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (time.strip_suffix('s').unwrap_or(time), 1.0),
    };
    let value = number.trim().parse::<f64>().unwrap_or(0.0) * scale;
    if value.is_finite() { value.clamp(0.0, 60.0) } else { 0.0 }
}

fn count(text: &str, speech: &mut Speech) {
    if text.is_ascii() {
        let spoken = |word: &&str| word.bytes().any(|b| b.is_ascii_alphanumeric());
        speech.words += text.split_ascii_whitespace().filter(spoken).count();
        return;
    }
    for word in text.split_whitespace() {
        let glyphs = word.chars().filter(|c| is_glyph(*c)).count();
        speech.glyphs += glyphs;
        speech.words += usize::from(glyphs == 0 && word.chars().any(char::is_alphanumeric));
    }
}

fn is_glyph(c: char) -> bool {
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
        measure(script).seconds()
    }

    #[test]
    fn words_are_said_at_150_a_minute() {
        let script = "word ".repeat(150);
        assert!((seconds_of(&script) - 60.0).abs() < 1e-9);
        assert_eq!(measure("Hello, world!").words, 2);
        assert_eq!(measure("  - \n ... ").words, 0);
    }

    #[test]
    fn breaks_are_pauses_and_no_words() {
        let speech = measure("Hello and welcome. <break time=\"1s\"/> Today we ship.");
        assert_eq!(speech.words, 6);
        assert!((speech.pause - 1.0).abs() < 1e-9);
        let speech = measure("a <break time='500ms' /><break time = \"1.5s\"/> b");
        assert_eq!(speech.words, 2);
        assert!((speech.pause - 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_bracket_that_is_no_break_is_text() {
        assert_eq!(measure("a <b and 3 < 4").words, 5);
        assert_eq!(measure("a <breakfast> b").words, 3);
        assert!(measure("<break time=\"soon\"/>").pause.abs() < 1e-9);
        assert!(measure("<break time=\"1e999s\"/>").pause.abs() < 1e-9);
        assert_eq!(measure("<break").words, 1);
    }

    #[test]
    fn a_script_without_its_breaks_keeps_every_word() {
        let read = |script: &str| without_breaks(script).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(read("I <3 you<break time=\"1s\"/>and 5 > 4"), "I <3 you and 5 > 4");
        assert_eq!(read("a <breakfast> b <break"), "a <breakfast> b <break");
    }

    #[test]
    fn a_script_with_breaks_is_well_formed_ssml() {
        let marked = |script| ssml(script);
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
    fn scripts_without_blanks_are_counted_by_the_character() {
        let speech = measure("今天我们发布。");
        assert_eq!((speech.words, speech.glyphs), (0, 6));
        assert!(speech.seconds() > 1.0);
    }

    #[test]
    fn the_range_holds_the_seconds() {
        let speech = measure("one two three <break time=\"1s\"/>");
        let (low, high) = speech.range();
        assert!(low < speech.seconds() && speech.seconds() < high);
    }
}
