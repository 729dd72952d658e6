//! Formatting of counts and of byte sizes.

/// `1 scene`, `2 scenes`.
pub fn format_count(count: usize, thing: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{end}")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_no_plural() {
        assert_eq!([0, 1, 2].map(|count| format_count(count, "scene")), ["0 scenes", "1 scene", "2 scenes"]);
    }

    #[test]
    fn bytes_have_two_or_three_figures() {
        let shown = [7, 7_100, 999_999, 3_000_000, 99_999_999, 812_345_678, 12_340_000_000].map(format_bytes);
        assert_eq!(shown, ["7 B", "7.1 kB", "999 kB", "3.0 MB", "99.9 MB", "812 MB", "12.3 GB"]);
    }
}
