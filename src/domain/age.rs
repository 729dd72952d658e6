//! The age of something, written in two units at most.

use jiff::SignedDuration;

/// `8 s`, `4 m 12 s`, `3 h 05 m`, `2 d`; a time in the future is `0 s`.
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
    fn ages_have_two_units_at_most() {
        let shown = [5, 252, 11_100, 200_000, -3].map(|s| format_age(SignedDuration::from_secs(s)));
        assert_eq!(shown, ["5 s", "4 m 12 s", "3 h 05 m", "2 d", "0 s"]);
    }
}
