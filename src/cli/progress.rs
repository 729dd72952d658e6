//! How far a command is, on stderr: a counter on a terminal, now and then a line elsewhere, nothing beside JSON.

use std::io::{self, IsTerminal, Write};

use super::output::{Out, say};
use crate::domain::plural;

/// Lines that are said where stderr is no terminal.
const MAX_PROGRESS_LINES: usize = 10;

#[derive(Debug)]
pub(super) struct Progress {
    how: Shown,
    /// What is done, and of what.
    doing: String,
    done: usize,
    all: usize,
    /// Cells of the counter that stands on the terminal.
    wide: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nowhere,
    /// A line each time so many more are done.
    Lines(usize),
    Counter,
}

impl Progress {
    /// Begins to do something to so many things; where they are fewer than `many`, nothing is said.
    pub(super) fn begin(doing: &str, all: usize, thing: &str, many: usize, out: &Out) -> Self {
        let how = if out.json || all < many {
            Shown::Nowhere
        } else if io::stderr().is_terminal() {
            Shown::Counter
        } else {
            // Whole tens, so that few lines are enough.
            Shown::Lines(all.div_ceil(MAX_PROGRESS_LINES).div_ceil(10) * 10)
        };
        let doing = format!("{doing} {}", plural(all, thing));
        let mut progress = Self { how, doing, done: 0, all, wide: 0 };
        match how {
            Shown::Nowhere => {}
            Shown::Lines(_) => say(&progress.doing),
            Shown::Counter => progress.count(),
        }
        progress
    }

    /// One more is done.
    pub(super) fn step(&mut self) {
        self.done += 1;
        match self.how {
            Shown::Nowhere => {}
            Shown::Lines(each) => {
                if self.done.is_multiple_of(each) && self.done < self.all {
                    say(&format!("{} of {}", self.done, self.all));
                }
            }
            Shown::Counter => self.count(),
        }
    }

    fn count(&mut self) {
        let line = format!("{}: {}", self.doing, self.done);
        self.wide = line.len();
        // Where stderr is gone, nobody is there to be told.
        let _ = write!(io::stderr(), "\r{line}");
    }
}

impl Drop for Progress {
    /// Takes the counter away: what follows begins on a line of its own.
    fn drop(&mut self) {
        if self.wide > 0 {
            let _ = write!(io::stderr(), "\r{}\r", " ".repeat(self.wide));
        }
    }
}
