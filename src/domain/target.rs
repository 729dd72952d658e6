//! The target length of a video: its notation, and how far an estimate is from it.

/// The longest target, in seconds: a day.
const MAX_TARGET_SECONDS: u32 = 86_400;

/// Reads a length such as `60s`, `90`, `1:30`, `1m30s` or `2m`, in seconds; `None` for anything else, and for nothing.
pub fn parse_target(word: &str) -> Option<u32> {
    let word = word.trim().to_ascii_lowercase();
    let seconds = match word.split_once(':') {
        Some((minutes, seconds)) => {
            let seconds = parse_digits(seconds).filter(|seconds| *seconds < 60)?;
            minutes_and_seconds(minutes, seconds)
        }
        None => match word.split_once('m') {
            Some((minutes, "")) => minutes_and_seconds(minutes, 0),
            Some((minutes, seconds)) => minutes_and_seconds(minutes, parse_seconds(seconds)?),
            None => parse_seconds(&word),
        },
    };
    seconds.filter(|seconds| (1..=MAX_TARGET_SECONDS).contains(seconds))
}

fn minutes_and_seconds(minutes: &str, seconds: u32) -> Option<u32> {
    parse_digits(minutes)?.checked_mul(60)?.checked_add(seconds)
}

/// `90` or `90s`.
fn parse_seconds(word: &str) -> Option<u32> {
    parse_digits(word.strip_suffix('s').unwrap_or(word))
}

/// Digits alone: no sign.
fn parse_digits(word: &str) -> Option<u32> {
    let word = word.trim();
    word.bytes().all(|byte| byte.is_ascii_digit()).then(|| word.parse().ok())?
}

/// The notation of the project file: `60s`.
pub fn format_target(seconds: u32) -> String {
    format!("{seconds}s")
}

/// Seconds over a target from which on a video is too long: less is not shown.
const MIN_OVERRUN_SECONDS: f64 = 0.05;

/// The seconds from which on a video is longer than its target.
pub fn target_limit(target: u32) -> f64 {
    f64::from(target) + MIN_OVERRUN_SECONDS
}

/// Seconds by which a video is longer than its target; negative if it is shorter.
pub fn seconds_over_target(seconds: f64, target: u32) -> f64 {
    seconds - f64::from(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_read_in_each_notation() {
        for (word, seconds) in [
            ("60s", 60),
            ("90", 90),
            ("1:30", 90),
            ("1m30s", 90),
            ("1m 30 s", 90),
            ("1m30", 90),
            ("2M", 120),
            ("0:05", 5),
            (" 75:00 ", 4_500),
        ] {
            assert_eq!(parse_target(word), Some(seconds), "{word}");
            assert_eq!(parse_target(&format_target(seconds)), Some(seconds));
        }
        for word in
            ["", "0", "0s", "1:60", "1:2:3", "-5", "+5", "m", "s", "1h", "90 x", "99999999999", "86401"]
        {
            assert_eq!(parse_target(word), None, "{word}");
        }
    }

    #[test]
    fn an_estimate_is_compared_with_the_target() {
        assert!((seconds_over_target(61.8, 60) - 1.8).abs() < 1e-9);
        assert!((seconds_over_target(44.0, 60) + 16.0).abs() < 1e-9);
    }
}
