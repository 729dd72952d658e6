//! How far a command is, on stderr: a counter on a terminal, now and then a line elsewhere, nothing beside JSON.

use std::io::{self, IsTerminal, Write};

use super::output::CommandOutput;
use super::stderr::print_note;
use crate::domain::format_count;

/// Lines that are said where stderr is no terminal.
const MAX_PROGRESS_LINES: usize = 10;

#[derive(Debug)]
pub(super) struct ProgressReport {
    display: ProgressDisplay,
    /// What is done, and of what.
    label: String,
    done: usize,
    total: usize,
    /// Cells of the counter that stands on the terminal.
    counter_width: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ProgressDisplay {
    Hidden,
    /// A line each time so many more are done.
    Lines(usize),
    Counter,
}

impl ProgressReport {
    /// Begins to do something to so many things; where they are fewer than `many`, nothing is said.
    pub(super) fn start(doing: &str, all: usize, thing: &str, many: usize, out: &CommandOutput) -> Self {
        let how = if out.json || all < many {
            ProgressDisplay::Hidden
        } else if io::stderr().is_terminal() {
            ProgressDisplay::Counter
        } else {
            // Whole tens, so that few lines are enough.
            ProgressDisplay::Lines(all.div_ceil(MAX_PROGRESS_LINES).div_ceil(10) * 10)
        };
        let doing = format!("{doing} {}", format_count(all, thing));
        let mut progress = Self { display: how, label: doing, done: 0, total: all, counter_width: 0 };
        match how {
            ProgressDisplay::Hidden => {}
            ProgressDisplay::Lines(_) => print_note(&progress.label),
            ProgressDisplay::Counter => progress.draw_counter(),
        }
        progress
    }

    /// One more is done.
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
        // Where stderr is gone, nobody is there to be told.
        let _ = write!(io::stderr(), "\r{line}");
    }
}

impl Drop for ProgressReport {
    /// Takes the counter away: what follows begins on a line of its own.
    fn drop(&mut self) {
        if self.counter_width > 0 {
            let _ = write!(io::stderr(), "\r{}\r", " ".repeat(self.counter_width));
        }
    }
}
