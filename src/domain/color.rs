//! A color as it is written in a project and sent.

/// Reads a color: `#1b6b93` or `1b6b93`, in its normal form; `None` for anything else.
pub(super) fn parse_color(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = text.strip_prefix('#').unwrap_or(text);
    let is_color = digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit());
    is_color.then(|| format!("#{}", digits.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_color_is_six_hexadecimal_digits() {
        for (text, color) in [
            ("#1B6B93", Some("#1b6b93")),
            (" 1b6b93 ", Some("#1b6b93")),
            ("", None),
            ("blue", None),
            ("#fff", None),
            ("#1b6b9g", None),
            ("##1b6b93", None),
        ] {
            assert_eq!(parse_color(text).as_deref(), color, "{text}");
        }
    }
}
