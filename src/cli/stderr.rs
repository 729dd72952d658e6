//! Sanitized lines on stderr: notes beside the output, and failures.

use std::io::{self, Write};

use super::exit_code::ExitCode;
use super::sanitize::sanitize_line;
use crate::domain::text;

/// Prints a line on stderr.
pub(super) fn print_note(note: &str) {
    // A closed stderr is no failure of the command.
    let _ = writeln!(io::stderr(), "{}", sanitize_line(note));
}

/// Prints a failure of the program, and returns the exit code.
pub(super) fn report_failure(code: ExitCode, message: &str) -> ExitCode {
    // A closed stderr is no failure of the command.
    let _ = writeln!(io::stderr(), "cuecard: {}", text::single_line(message));
    code
}
