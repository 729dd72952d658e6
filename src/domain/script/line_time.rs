//! Time codes at the start of the lines of a script: `[00:12] Anna: Hello`.

use super::label::opens_with_label;
use super::time_code::{bare_time_length, leading_code_length};

/// Which times at the start of a line are time codes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::domain) enum LineTimes {
    /// Those that cannot be meant as words: in brackets, or with a zero before.
    #[default]
    Certain,
    /// Some line has one, so that any time before a label is one too: `1:05 Anna: Hello`.
    BeforeLabels,
}

impl LineTimes {
    pub(in crate::domain) fn of(script: &str) -> Self {
        let has_code = script.lines().any(|line| leading_code_length(line.trim_start()).is_some());
        if has_code { Self::BeforeLabels } else { Self::Certain }
    }

    /// The length of the time code at the start of a line.
    pub(in crate::domain) fn leading_length(self, line: &str) -> Option<usize> {
        let before_label = || {
            let length = bare_time_length(line).filter(|_| self == Self::BeforeLabels)?;
            opens_with_label(&line[length..]).then_some(length)
        };
        leading_code_length(line).or_else(before_label)
    }

    /// A line without the time code at its start.
    pub(super) fn strip(self, line: &str) -> &str {
        self.leading_length(line).map_or(line, |length| line[length..].trim_start())
    }
}
