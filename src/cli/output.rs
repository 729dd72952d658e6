//! Standard output of commands: sanitized lines or JSON, for readers that may close the pipe at any time.

use std::fmt::Write as _;
use std::io::{self, BufWriter, ErrorKind, Stdout, Write};

use serde::Serialize;

use super::error::Trouble;
use super::{DONE, FAILED};
use crate::domain::text::{self, Marks};
use crate::runtime::Runner;
use crate::studio::{Notice, Request};

/// Stdout of one command.
#[derive(Debug)]
pub(super) struct Out {
    to: BufWriter<Stdout>,
    /// Whether it prints JSON.
    pub(super) json: bool,
    /// What went wrong first; nothing is written after it.
    failed: Option<io::Error>,
}

impl Out {
    pub(super) fn new(json: bool) -> Self {
        Self { to: BufWriter::new(io::stdout()), json, failed: None }
    }

    pub(super) fn line(&mut self, line: &str) {
        self.write(&one_line(line));
    }

    /// One JSON value on a line of its own, at once.
    pub(super) fn value(&mut self, value: &impl Serialize) {
        if self.failed.is_none() {
            // A long list is never in memory as text.
            let written = serde_json::to_writer(Escaping(&mut self.to), value).map_err(io::Error::from);
            self.failed = written.and_then(|()| writeln!(self.to)).err();
        }
        self.flush();
    }

    /// Hands on what was printed so far.
    pub(super) fn flush(&mut self) {
        if self.failed.is_none() {
            self.failed = self.to.flush().err();
        }
    }

    /// Says beside the output what a person wants to know; not in the way of a program that reads JSON.
    pub(super) fn note(&mut self, note: &str) {
        if !self.json {
            say(note);
        }
    }

    /// Tells what is to be told once; what is in the way now is left for another command.
    pub(super) async fn notice(&mut self, runner: &Runner, notice: Notice) {
        if !self.json {
            say(&notice.words);
            runner.call(Request::Told(notice.key)).await;
        }
    }

    /// Ends the command with its exit code. A reader that went away is no failure, a full disk is one.
    pub(super) fn end(mut self, done: Result<(), Trouble>) -> u8 {
        self.flush();
        match (done, self.failed) {
            (Err(trouble), _) => trouble.tell(self.json),
            (Ok(()), Some(error)) if error.kind() != ErrorKind::BrokenPipe => {
                let what = format!("The output cannot be written: {error}");
                Trouble::new(FAILED, "file", what, "").tell(self.json)
            }
            (Ok(()), _) => DONE,
        }
    }

    fn write(&mut self, line: &str) {
        if self.failed.is_none() {
            self.failed = writeln!(self.to, "{line}").err();
        }
    }
}

/// Passes JSON on, [escaped].
struct Escaping<W>(W);

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        // It comes in pieces that are whole characters.
        let text = std::str::from_utf8(json).map_err(io::Error::other)?;
        self.0.write_all(escaped(text).as_bytes())?;
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Says something on stderr.
pub(super) fn say(note: &str) {
    // Where stderr is gone, nobody is there to be told.
    let _ = writeln!(io::stderr(), "{}", one_line(note));
}

/// Harmless, with its blanks as they are: columns and paths need them.
fn one_line(text: &str) -> String {
    text::shown_lines(text).replace('\n', " ")
}

/// JSON whose characters a terminal would obey, or not show, are escaped: the values stay as they are.
pub(super) fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut marks = Marks::default();
    for c in json.chars() {
        let is_mark_too_many = !marks.admit(c);
        if c == ' ' || c.is_ascii_graphic() || (is_shown(c) && !is_mark_too_many) {
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

fn is_shown(c: char) -> bool {
    text::is_harmless(c.encode_utf8(&mut [0; 4])) && !matches!(c, '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_harmless_and_says_the_same() {
        let marks = "\u{300}".repeat(300);
        let name =
            format!("a\u{1b}[31m \u{202e}b\u{200d}\u{7f}\u{e0041}\u{1d173}\u{fe0f}x{marks} 美咲  é \"\\");
        let json = escaped(&serde_json::to_string(&name).unwrap());
        assert!(text::is_harmless(&json) && json.contains("美咲  é"), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), name);
        let mut written = Vec::new();
        serde_json::to_writer(Escaping(&mut written), &name).unwrap();
        assert_eq!(written, json.as_bytes());
    }

    #[test]
    fn a_line_keeps_its_blanks() {
        assert_eq!(one_line("a   b\u{1b}[2J\u{202e}\nc"), "a   b[2J c");
    }
}
