//! The user's word, before something is paid for or taken off the list.

use std::io::{self, IsTerminal, Write};

use super::stderr::print_note;

/// Whether somebody is there who could answer.
pub(super) fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Says what it is about, line by line, and asks; whether the answer is a yes.
pub(super) fn confirm(what: &str, question: &str) -> bool {
    what.lines().for_each(print_note);
    let _ = write!(io::stderr(), "{question} [y/N] ");
    let mut answer = String::new();
    // No answer is a no.
    let _ = io::stdin().read_line(&mut answer);
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}
