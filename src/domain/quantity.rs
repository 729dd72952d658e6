//! Formatting of counts, byte sizes and ages.

use jiff::SignedDuration;

/// `1 scene`, `2 scenes`.
pub fn format_count(count: usize, noun: &str) -> String {
    let end = match count {
        1 => "",
        _ if noun.ends_with("ch") => "es",
        _ => "s",
    };
    format!("{count} {noun}{end}")
}

/// The subject of a sentence about scenes: `1 scene is`, `2 scenes are`.
pub(super) fn count_scenes(count: usize) -> String {
    format!("{} {}", format_count(count, "scene"), if count == 1 { "is" } else { "are" })
}

/// A number with separators between thousands: `3,000`.
pub fn format_number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A size in decimal units: `1.5 MB`, `812 MB`.
pub fn format_bytes(count: u64) -> String {
    let (unit, name) = match count {
        0..1_000 => return format!("{count} B"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    match count / unit {
        whole @ 0..100 => format!("{whole}.{} {name}", count / (unit / 10) % 10),
        whole => format!("{whole} {name}"),
    }
}

/// An age in two units at most: `8 s`, `4 m 12 s`, `3 h 05 m`, `2 d`; a time in the future is `0 s`.
pub fn format_age(age: SignedDuration) -> String {
    let seconds = age.as_secs().max(0);
    match (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60) {
        (0, 0, 0, s) => format!("{s} s"),
        (0, 0, m, s) => format!("{m} m {s:02} s"),
        (0, h, m, _) => format!("{h} h {m:02} m"),
        (d, ..) => format!("{d} d"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_one_is_singular() {
        assert_eq!([0, 1, 2].map(|count| format_count(count, "scene")), ["0 scenes", "1 scene", "2 scenes"]);
    }

    #[test]
    fn thousands_are_separated() {
        assert_eq!(
            [0, 39, 999, 3_000, 1_234_567].map(format_number),
            ["0", "39", "999", "3,000", "1,234,567"]
        );
    }

    #[test]
    fn byte_counts_have_two_or_three_digits() {
        let shown = [7, 7_100, 999_999, 3_000_000, 99_999_999, 812_345_678, 12_340_000_000].map(format_bytes);
        assert_eq!(shown, ["7 B", "7.1 kB", "999 kB", "3.0 MB", "99.9 MB", "812 MB", "12.3 GB"]);
    }

    #[test]
    fn ages_have_two_units_at_most() {
        let shown = [5, 252, 11_100, 200_000, -3].map(|s| format_age(SignedDuration::from_secs(s)));
        assert_eq!(shown, ["5 s", "4 m 12 s", "3 h 05 m", "2 d", "0 s"]);
    }
}
