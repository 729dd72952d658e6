//! Sanitized lines on stderr: notes beside the output, and failures.

use std::io::{self, Write};

use super::exit_code::ExitCode;
use super::sanitize::sanitize_line;
use crate::domain::text;

/// Says something on stderr.
pub(super) fn print_note(note: &str) {
    // Where stderr is gone, nobody is there to be told.
    let _ = writeln!(io::stderr(), "{}", sanitize_line(note));
}

/// Says what went wrong on stderr, made harmless, and gives the exit code back.
pub(super) fn report_failure(code: ExitCode, what: &str) -> ExitCode {
    // Where stderr is gone, nobody is there to be told.
    let _ = writeln!(io::stderr(), "cuecard: {}", text::single_line(what));
    code
}
