//! Sanitizing: text and JSON that a terminal shows as they are.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::domain::text::{self, CombiningMarkCounter};

/// Writes JSON, [escaped](escape_json).
pub(super) struct EscapingWriter<W>(pub(super) W);

impl<W: Write> Write for EscapingWriter<W> {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        // serde_json writes whole characters.
        let text = std::str::from_utf8(json).map_err(io::Error::other)?;
        self.0.write_all(escape_json(text).as_bytes())?;
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A line without control characters; spaces are kept, for columns and paths.
pub(super) fn sanitize_line(text: &str) -> String {
    text::displayable_lines(text).replace('\n', " ")
}

/// Escapes the characters of JSON that a terminal would interpret or not show; the values are the same.
pub(super) fn escape_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut marks = CombiningMarkCounter::default();
    for c in json.chars() {
        let is_mark_too_many = !marks.accepts(c);
        if c == ' ' || c.is_ascii_graphic() || (is_printable(c) && !is_mark_too_many) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string does not fail.
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

fn is_printable(c: char) -> bool {
    text::is_displayable(c.encode_utf8(&mut [0; 4])) && !matches!(c, '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_json_is_displayable_and_keeps_its_value() {
        let marks = "\u{300}".repeat(300);
        let name =
            format!("a\u{1b}[31m \u{202e}b\u{200d}\u{7f}\u{e0041}\u{1d173}\u{fe0f}x{marks} 美咲  é \"\\");
        let json = escape_json(&serde_json::to_string(&name).unwrap());
        assert!(text::is_displayable(&json) && json.contains("美咲  é"), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), name);
        let mut written = Vec::new();
        serde_json::to_writer(EscapingWriter(&mut written), &name).unwrap();
        assert_eq!(written, json.as_bytes());
    }

    #[test]
    fn a_sanitized_line_keeps_its_spaces() {
        assert_eq!(sanitize_line("a   b\u{1b}[2J\u{202e}\nc"), "a   b[2J c");
    }
}
