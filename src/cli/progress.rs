//! Progress of a command on stderr: a counter on a terminal, a few lines elsewhere, nothing with `--json`.

use std::io::{self, IsTerminal, Write};

use super::output::CommandOutput;
use super::stderr::print_note;
use crate::domain::format_count;

/// Lines that are printed where stderr is no terminal.
const MAX_PROGRESS_LINES: usize = 10;

#[derive(Debug)]
pub(super) struct ProgressReport {
    display: ProgressDisplay,
    /// The work, and the number of things.
    label: String,
    done: usize,
    total: usize,
    /// Cells of the counter on the terminal; 0 without one.
    counter_width: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ProgressDisplay {
    Hidden,
    /// A line for each so many.
    Lines(usize),
    Counter,
}

impl ProgressReport {
    /// Starts a report; with fewer than `many` things it is hidden.
    pub(super) fn start(
        activity: &str,
        all: usize,
        noun: &str,
        min_visible: usize,
        out: &CommandOutput,
    ) -> Self {
        let how = if out.json || all < min_visible {
            ProgressDisplay::Hidden
        } else if io::stderr().is_terminal() {
            ProgressDisplay::Counter
        } else {
            // Multiples of ten.
            ProgressDisplay::Lines(all.div_ceil(MAX_PROGRESS_LINES).div_ceil(10) * 10)
        };
        let activity = format!("{activity} {}", format_count(all, noun));
        let mut progress = Self { display: how, label: activity, done: 0, total: all, counter_width: 0 };
        match how {
            ProgressDisplay::Hidden => {}
            ProgressDisplay::Lines(_) => print_note(&progress.label),
            ProgressDisplay::Counter => progress.draw_counter(),
        }
        progress
    }

    pub(super) fn increment(&mut self) {
        self.done += 1;
        match self.display {
            ProgressDisplay::Hidden => {}
            ProgressDisplay::Lines(each) => {
                if self.done.is_multiple_of(each) && self.done < self.total {
                    print_note(&format!("{} of {}", self.done, self.total));
                }
            }
            ProgressDisplay::Counter => self.draw_counter(),
        }
    }

    fn draw_counter(&mut self) {
        let line = format!("{}: {}", self.label, self.done);
        self.counter_width = line.len();
        // A closed stderr is no failure of the command.
        let _ = write!(io::stderr(), "\r{line}");
    }
}

impl Drop for ProgressReport {
    /// Erases the counter.
    fn drop(&mut self) {
        if self.counter_width > 0 {
            let _ = write!(io::stderr(), "\r{}\r", " ".repeat(self.counter_width));
        }
    }
}
