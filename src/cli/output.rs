//! Standard output of commands: sanitized lines or JSON, for readers that may close the pipe at any time.

use std::io::{self, BufWriter, ErrorKind, Stdout, Write};

use serde::Serialize;

use super::error::CliError;
use super::error_kind::CliErrorKind;
use super::exit_code::ExitCode;
use super::sanitize::{EscapingWriter, sanitize_line};
use super::stderr::print_note;
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
    pub(super) fn finish(mut self, done: Result<(), CliError>) -> ExitCode {
        self.flush();
        match (done, self.error) {
            (Err(trouble), _) => trouble.report(self.json),
            (Ok(()), Some(error)) if error.kind() != ErrorKind::BrokenPipe => {
                let what = format!("The output cannot be written: {error}");
                CliError::new(CliErrorKind::File, what, "").report(self.json)
            }
            (Ok(()), _) => ExitCode::Success,
        }
    }

    fn write_line(&mut self, line: &str) {
        if self.error.is_none() {
            self.error = writeln!(self.writer, "{line}").err();
        }
    }
}
