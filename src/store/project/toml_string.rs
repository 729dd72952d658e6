//! Strings as a person would write them in TOML: several lines between triple quotes, one line in the plainest form.

use std::fmt::Write;

use toml_edit::Value;

/// A value that reads back as exactly `text`.
pub(super) fn to_toml_string(text: &str) -> Value {
    if text.contains('\n') {
        // What triple quotes hold is escaped, so it always parses; the plain form is right as well.
        to_triple_quoted(text).parse().unwrap_or_else(|_| Value::from(text))
    } else {
        Value::from(text)
    }
}

/// `text` between triple quotes, below the opening ones: their line break is not a part of it.
fn to_triple_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    out.push_str("\"\"\"\n");
    let mut quotes = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        match c {
            // The third in a row and one at the end would close the string.
            '"' if quotes == 3 || chars.peek().is_none() => {
                quotes = 0;
                out.push_str("\\\"");
            }
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\n' | '"' => out.push(c),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push_str("\"\"\"");
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_back(text: &str) -> String {
        let document = format!("a = {}\n", to_toml_string(text));
        let parsed: toml_edit::DocumentMut = document.parse().unwrap();
        parsed["a"].as_str().unwrap().to_owned()
    }

    #[test]
    fn multi_line_text_starts_below_the_opening_quotes() {
        assert_eq!(
            to_toml_string("Hi <break time=\"1s\"/>.\nBye.\n").to_string(),
            "\"\"\"\nHi <break time=\"1s\"/>.\nBye.\n\"\"\""
        );
        assert_eq!(to_toml_string("Hi <break time=\"1s\"/>.").to_string(), "'Hi <break time=\"1s\"/>.'");
    }

    #[test]
    fn quotes_backslashes_and_line_endings_round_trip() {
        for text in [
            "",
            "\n",
            "\n\n",
            "\"\n\"",
            "\"\"\"\n\"\"\"\"\"\"\"",
            "a\\\n  b",
            "a\r\nb\r",
            "\tq\n\u{7f}\u{0}\u{85}",
            "'''\n\"\"\"'",
        ] {
            assert_eq!(read_back(text), text, "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn any_text_round_trips(text in "[\\PC\n\r\t\"\\\\']{0,60}") {
            prop_assert_eq!(read_back(&text), text);
        }
    }
}
