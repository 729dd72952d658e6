//! Confirmation by the user, before something is paid for or removed.

use std::io::{self, IsTerminal, Write};

use super::output::CommandOutput;
use super::stderr::print_note;

/// Whether stdin and stderr are a terminal, where the user can answer.
pub(super) fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Confirms what `lines` describe: by `--yes`, or else by asking on the terminal. Without a terminal it is a no.
pub(super) fn confirm(lines: &[&str], question: &str, is_confirmed: bool, out: &mut CommandOutput) -> bool {
    if is_confirmed {
        for line in lines {
            out.note(line);
        }
        return true;
    }
    is_interactive() && ask(lines, question)
}

fn ask(lines: &[&str], question: &str) -> bool {
    for line in lines {
        print_note(line);
    }
    let _ = write!(io::stderr(), "{question} [y/N] ");
    let mut answer = String::new();
    // A closed stdin is a no.
    let _ = io::stdin().read_line(&mut answer);
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}
