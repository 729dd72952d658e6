//! Time codes at the start of the lines of a script: `[00:12] Anna: Hello`.

use super::label::{name_label_length, opens_with_label};
use super::time_code::{bare_time_length, leading_code_length};

/// Which times at the start of a line are time codes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::domain) enum LineTimes {
    /// Those that cannot be meant as words: in brackets, or with a zero before.
    #[default]
    Certain,
    /// Some line has one, so that any time before a label is one too: `1:05 Anna: Hello`.
    BeforeLabels,
    /// As those, and several stand before labels: a label behind one is that of a speaker.
    Transcript,
    /// Every line begins with one, as in a list of chapters.
    EveryLine,
}

impl LineTimes {
    pub(in crate::domain) fn of(script: &str) -> Self {
        let lines = || script.lines().map(str::trim_start);
        if !lines().any(|line| leading_code_length(line).is_some()) {
            return Self::Certain;
        }
        let is_timed_label = |line: &str| Self::BeforeLabels.timed_label_length(line).is_some();
        let is_transcript = lines().filter(|line| is_timed_label(line)).nth(1).is_some();
        let has_time = |line: &str| leading_code_length(line).or_else(|| bare_time_length(line)).is_some();
        let mut spoken = lines().filter(|line| !line.is_empty());
        if is_transcript {
            Self::Transcript
        } else if spoken.all(has_time) {
            Self::EveryLine
        } else {
            Self::BeforeLabels
        }
    }

    /// Whether a label behind a time code is that of a speaker.
    pub(in crate::domain) fn name_speakers(self) -> bool {
        self == Self::Transcript
    }

    /// The length of the time code and the name behind it.
    fn timed_label_length(self, line: &str) -> Option<usize> {
        let words = self.strip(line);
        let label = name_label_length(words).filter(|_| words.len() < line.len())?;
        Some(line.len() - words.len() + label)
    }

    /// The length of the time code at the start of a line.
    pub(in crate::domain) fn leading_length(self, line: &str) -> Option<usize> {
        let before_label = || {
            let length = bare_time_length(line).filter(|_| self != Self::Certain)?;
            (self == Self::EveryLine || opens_with_label(&line[length..])).then_some(length)
        };
        leading_code_length(line).or_else(before_label)
    }

    /// A line without the time code at its start.
    pub(super) fn strip(self, line: &str) -> &str {
        self.leading_length(line).map_or(line, |length| line[length..].trim_start())
    }
}
