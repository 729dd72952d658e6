//! Runs the command line, and ends with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cuecard::cli::run())
}
