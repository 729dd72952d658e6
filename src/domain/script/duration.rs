//! Durations of pauses: how they are written in tags and brackets, and their normal form.

use super::vocabulary::{PAUSE_PREPOSITIONS, PAUSE_QUALIFIERS, PAUSE_WORDS, SECOND_UNITS};

/// The longest pause. A longer one is more likely a mistake, and is cleaned to this length.
pub(super) const MAX_PAUSE_SECONDS: f64 = 60.0;
/// The longest time that is a pause without a word for one, such as `[2s]`. A longer one tells how long a part is.
const MAX_BARE_PAUSE_SECONDS: f64 = 10.0;
/// The pause that stands for one without a time, such as `[BEAT]`, in seconds.
pub(super) const DEFAULT_PAUSE_SECONDS: f64 = 1.0;

/// Reads `1s`, `1.5 sec`, `1,5s`, `500ms` or `2`; `None` if it is no time.
pub(super) fn parse_seconds(time: &str) -> Option<f64> {
    let time = time.trim();
    let end = time.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(time.len());
    let number = time[..end].replace(',', ".");
    if !number.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let value: f64 = number.parse().ok()?;
    let unit = time[end..].trim().trim_end_matches('.').to_lowercase();
    let seconds = match unit.as_str() {
        "ms" | "msec" | "millisecond" | "milliseconds" => value / 1000.0,
        unit if SECOND_UNITS.contains(&unit) => value,
        _ => return None,
    };
    seconds.is_finite().then_some(seconds)
}

/// The normal form of a break. Its time has at most milliseconds.
pub fn format_break(seconds: f64) -> String {
    format!("<break time=\"{}\"/>", format_seconds(seconds))
}

/// Seconds with at most milliseconds, such as `1.5s`.
pub fn format_seconds(seconds: f64) -> String {
    format!("{}s", (seconds * 1000.0).round() / 1000.0)
}

/// A pause that is written in brackets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum PauseDirection {
    /// `PAUSE 2s`, `pause: 2s`, `2 second pause`.
    Timed(f64),
    /// `PAUSE`, `a long pause`, `beat`.
    Untimed,
    /// `pause for effect`: words that say more than a pause.
    Described,
    /// `PAUSE 90s`: longer than a pause may be.
    TooLong,
    /// `pause 2 bars`: a number that is no time.
    Unreadable,
}

/// Reads the content of brackets as a pause; `None` if it does not speak of one.
pub(super) fn parse_pause_direction(content: &str) -> Option<PauseDirection> {
    if let Some(seconds) = parse_bare_pause(content) {
        return Some(PauseDirection::Timed(seconds));
    }
    let lower = content.to_lowercase();
    let is_separator = |c: char| c.is_whitespace() || matches!(c, ':' | '：' | '=' | '-' | '_' | ',' | '/');
    let has_word = lower.split(is_separator).any(|word| PAUSE_WORDS.contains(&word));
    let time = match PAUSE_WORDS.iter().find_map(|word| lower.strip_prefix(word)) {
        Some(rest) if has_word || starts_with_digit(rest) => rest,
        _ if has_word => {
            PAUSE_WORDS.iter().find_map(|word| lower.trim_end().strip_suffix(word)).unwrap_or("")
        }
        _ => return None,
    };
    let time = time.trim_matches(is_separator);
    let time = PAUSE_PREPOSITIONS.iter().find_map(|word| time.strip_prefix(word)).unwrap_or(time);
    Some(match parse_seconds(&time.replace('-', " ")) {
        Some(seconds) if seconds > MAX_PAUSE_SECONDS => PauseDirection::TooLong,
        Some(seconds) => PauseDirection::Timed(seconds),
        None if lower.contains(|c: char| c.is_ascii_digit()) => PauseDirection::Unreadable,
        None if lower.split(is_separator).all(is_plain_pause_word) => PauseDirection::Untimed,
        None => PauseDirection::Described,
    })
}

/// Reads a time with its unit, such as `2s`.
pub(super) fn parse_bare_pause(content: &str) -> Option<f64> {
    let has_unit = content.contains(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ' '));
    parse_seconds(content).filter(|seconds| has_unit && *seconds <= MAX_BARE_PAUSE_SECONDS)
}

/// The seconds of a pause that is written in brackets; `None` if it is none, or more than a pause.
pub(in crate::domain) fn parse_pause_words(content: &str) -> Option<f64> {
    match parse_pause_direction(content.trim())? {
        PauseDirection::Timed(seconds) => Some(seconds),
        PauseDirection::Untimed => Some(DEFAULT_PAUSE_SECONDS),
        PauseDirection::Described | PauseDirection::TooLong | PauseDirection::Unreadable => None,
    }
}

fn is_plain_pause_word(word: &str) -> bool {
    word.is_empty() || PAUSE_WORDS.contains(&word) || PAUSE_QUALIFIERS.contains(&word)
}

/// Chinese and Japanese set no blank before the number.
fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_many_spellings() {
        for (time, seconds) in [
            ("1s", 1.0),
            (" 1.5 s ", 1.5),
            ("1,5s", 1.5),
            ("1sec", 1.0),
            ("2 Seconds", 2.0),
            ("500ms", 0.5),
            (".5s", 0.5),
            ("2", 2.0),
            ("60s", 60.0),
            ("90s", 90.0),
            ("2秒", 2.0),
        ] {
            assert_eq!(parse_seconds(time), Some(seconds), "{time}");
        }
        for time in ["", "s", "soon", "-1s", "1e3", "1.2.3s", "1 bar", "1e999s", "NaN", "inf", ",", "1m"] {
            assert_eq!(parse_seconds(time), None, "{time}");
        }
    }

    #[test]
    fn a_pause_in_brackets_has_a_time_or_not() {
        use PauseDirection::{Described, Timed, TooLong, Unreadable, Untimed};
        for (content, pause) in [
            ("PAUSE 2s", Some(Timed(2.0))),
            ("2s", Some(Timed(2.0))),
            ("1.", None),
            ("1,", None),
            ("12", None),
            ("pause: 2s", Some(Timed(2.0))),
            ("Pause=1,5 sec", Some(Timed(1.5))),
            ("pause for 3 seconds", Some(Timed(3.0))),
            ("2s pause", Some(Timed(2.0))),
            ("2-second pause", Some(Timed(2.0))),
            ("pause2s", Some(Timed(2.0))),
            ("停顿2秒", Some(Timed(2.0))),
            ("PAUSE", Some(Untimed)),
            ("BEAT", Some(Untimed)),
            ("a long pause", Some(Untimed)),
            ("pause for effect", Some(Described)),
            ("pause 2 bars", Some(Unreadable)),
            ("pause 900s", Some(TooLong)),
            ("2s", Some(Timed(2.0))),
            ("2 sec", Some(Timed(2.0))),
            ("0,5 Sek.", Some(Timed(0.5))),
            ("PAUSE 2 Sek.", Some(Timed(2.0))),
            ("pausa 2s", Some(Timed(2.0))),
            ("pausa de 2 segundos", Some(Timed(2.0))),
            ("Pause von zwei Takten", Some(Described)),
            ("2 Sekunden Pause", Some(Timed(2.0))),
            ("Kurze Pause", Some(Untimed)),
            ("pauses 2s", Some(Timed(2.0))),
            ("un temps", Some(Untimed)),
            ("pausa larga", Some(Untimed)),
            ("30s", None),
            ("2", None),
            ("BREATHE", None),
            ("heartbeat", None),
            ("beats", None),
            ("", None),
        ] {
            assert_eq!(parse_pause_direction(content), pause, "{content}");
        }
    }
}
