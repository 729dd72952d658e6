//! Standard output of commands: sanitized lines or JSON, for readers that may close the pipe at any time.

use std::io::{self, BufWriter, ErrorKind, Stdout, Write};

use serde::Serialize;

use super::error::CliError;
use super::error_kind::CliErrorKind;
use super::exit_code::ExitCode;
use super::sanitize::{EscapingWriter, sanitize_line};
use super::stderr::print_note;
use super::table;
use crate::runtime::Runner;
use crate::studio::{AccountRequest, OneTimeNotice};

/// Stdout of one command.
#[derive(Debug)]
pub(super) struct CommandOutput {
    writer: BufWriter<Stdout>,
    /// Whether it prints JSON.
    pub(super) json: bool,
    /// The first error; nothing is written after it.
    error: Option<io::Error>,
}

impl CommandOutput {
    pub(super) fn new(json: bool) -> Self {
        Self { writer: BufWriter::new(io::stdout()), json, error: None }
    }

    pub(super) fn print_line(&mut self, line: &str) {
        if self.error.is_none() {
            self.error = writeln!(self.writer, "{}", sanitize_line(line)).err();
        }
    }

    /// Prints a text of several lines as it is. It must be [clean](crate::domain::text::clean_lines).
    pub(super) fn print_text(&mut self, text: &str) {
        if self.error.is_none() {
            self.error = self.writer.write_all(text.as_bytes()).err();
        }
    }

    /// Prints a JSON value on its own line, and flushes it.
    pub(super) fn print_json(&mut self, value: &impl Serialize) {
        if self.error.is_none() {
            // Serialized to the writer: a long list is never a string in memory.
            let written =
                serde_json::to_writer(EscapingWriter(&mut self.writer), value).map_err(io::Error::from);
            self.error = written.and_then(|()| writeln!(self.writer)).err();
        }
        self.flush();
    }

    /// Prints one JSON array, or a line of aligned columns each.
    pub(super) fn print_rows<'a, T, J: Serialize, const N: usize>(
        &mut self,
        things: &'a [T],
        json: impl Fn(&'a T) -> J,
        cells: impl Fn(&'a T) -> [String; N],
    ) {
        if self.json {
            self.print_json(&things.iter().map(json).collect::<Vec<_>>());
        } else {
            table::format_rows(things.iter().map(cells).collect()).for_each(|line| self.print_line(&line));
        }
        self.flush();
    }

    pub(super) fn flush(&mut self) {
        if self.error.is_none() {
            self.error = self.writer.flush().err();
        }
    }

    /// Prints a note on stderr; none with `--json`.
    pub(super) fn note(&mut self, note: &str) {
        if !self.json {
            print_note(note);
        }
    }

    /// Prints a one-time notice, and marks it as shown; with `--json` it is left to another command.
    pub(super) async fn show_notice(&mut self, runner: &Runner, notice: OneTimeNotice) {
        if !self.json {
            print_note(&notice.text);
            runner.request_to_end(AccountRequest::MarkNoticeShown(notice.id)).await;
        }
    }

    /// Ends the command with its exit code. A closed pipe is no failure, a full disk is one.
    pub(super) fn finish(mut self, done: Result<(), CliError>) -> ExitCode {
        self.flush();
        match (done, self.error) {
            (Err(error), _) => error.report(self.json),
            (Ok(()), Some(error)) if error.kind() != ErrorKind::BrokenPipe => {
                let message = format!("The output cannot be written: {error}");
                CliError::new(CliErrorKind::File, message, "").report(self.json)
            }
            (Ok(()), _) => ExitCode::Success,
        }
    }
}
