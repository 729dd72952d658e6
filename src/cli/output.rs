//! Standard output of commands: sanitized lines or JSON, for readers that may close the pipe at any time.

use std::fmt::Write as _;
use std::io::{self, BufWriter, ErrorKind, Stdout, Write};

use serde::Serialize;

use super::error::CliError;
use super::{EXIT_FAILURE, EXIT_SUCCESS};
use crate::domain::text::{self, CombiningMarkCounter};
use crate::runtime::Runner;
use crate::studio::{AccountRequest, OneTimeNotice, Request};

/// Stdout of one command.
#[derive(Debug)]
pub(super) struct CommandOutput {
    writer: BufWriter<Stdout>,
    /// Whether it prints JSON.
    pub(super) json: bool,
    /// What went wrong first; nothing is written after it.
    error: Option<io::Error>,
}

impl CommandOutput {
    pub(super) fn new(json: bool) -> Self {
        Self { writer: BufWriter::new(io::stdout()), json, error: None }
    }

    pub(super) fn print_line(&mut self, line: &str) {
        self.write_line(&sanitize_line(line));
    }

    /// One JSON value on a line of its own, at once.
    pub(super) fn print_json(&mut self, value: &impl Serialize) {
        if self.error.is_none() {
            // A long list is never in memory as text.
            let written =
                serde_json::to_writer(EscapingWriter(&mut self.writer), value).map_err(io::Error::from);
            self.error = written.and_then(|()| writeln!(self.writer)).err();
        }
        self.flush();
    }

    /// Hands on what was printed so far.
    pub(super) fn flush(&mut self) {
        if self.error.is_none() {
            self.error = self.writer.flush().err();
        }
    }

    /// Says beside the output what a person wants to know; not in the way of a program that reads JSON.
    pub(super) fn note(&mut self, note: &str) {
        if !self.json {
            print_note(note);
        }
    }

    /// Tells what is to be told once; what is in the way now is left for another command.
    pub(super) async fn show_notice(&mut self, runner: &Runner, notice: OneTimeNotice) {
        if !self.json {
            print_note(&notice.text);
            runner.request_to_end(Request::Account(AccountRequest::MarkNoticeShown(notice.id))).await;
        }
    }

    /// Ends the command with its exit code. A reader that went away is no failure, a full disk is one.
    pub(super) fn finish(mut self, done: Result<(), CliError>) -> u8 {
        self.flush();
        match (done, self.error) {
            (Err(trouble), _) => trouble.report(self.json),
            (Ok(()), Some(error)) if error.kind() != ErrorKind::BrokenPipe => {
                let what = format!("The output cannot be written: {error}");
                CliError::new(EXIT_FAILURE, "file", what, "").report(self.json)
            }
            (Ok(()), _) => EXIT_SUCCESS,
        }
    }

    fn write_line(&mut self, line: &str) {
        if self.error.is_none() {
            self.error = writeln!(self.writer, "{line}").err();
        }
    }
}

/// Passes JSON on, [escaped].
struct EscapingWriter<W>(W);

impl<W: Write> Write for EscapingWriter<W> {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        // It comes in pieces that are whole characters.
        let text = std::str::from_utf8(json).map_err(io::Error::other)?;
        self.0.write_all(escape_json(text).as_bytes())?;
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Says something on stderr.
pub(super) fn print_note(note: &str) {
    // Where stderr is gone, nobody is there to be told.
    let _ = writeln!(io::stderr(), "{}", sanitize_line(note));
}

/// Harmless, with its blanks as they are: columns and paths need them.
fn sanitize_line(text: &str) -> String {
    text::displayable_lines(text).replace('\n', " ")
}

/// JSON whose characters a terminal would obey, or not show, are escaped: the values stay as they are.
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
            // Writing into a string does not fail.
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
    fn json_is_harmless_and_says_the_same() {
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
    fn a_line_keeps_its_blanks() {
        assert_eq!(sanitize_line("a   b\u{1b}[2J\u{202e}\nc"), "a   b[2J c");
    }
}
