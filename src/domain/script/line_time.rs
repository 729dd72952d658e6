//! Time codes at the start of the lines of a script: `[00:12] Anna: Hello`.

use super::label::{name_label, opens_with_label};
use super::time_code::{bare_time_length, leading_code_length, time_numbers};

/// A transcript begins earlier than this in its recording, or a name in it repeats.
const MAX_TRANSCRIPT_START_SECONDS: u32 = 5 * 60;

/// Which times at the start of a line are time codes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::domain) enum TimeCodeRule {
    /// Those that cannot be meant as words: in brackets, or with a zero before.
    #[default]
    Certain,
    /// Those in brackets. The others are times of a day: `09:00 Breakfast`.
    InBrackets,
    /// Some line has one, so that any time before a label is one too: `1:05 Anna: Hello`.
    BeforeLabels,
    /// As those, and several stand before labels: a label behind one is that of a speaker.
    Transcript,
    /// Every line begins with one, as in a list of chapters.
    EveryLine,
}

impl TimeCodeRule {
    pub(in crate::domain) fn detect(script: &str) -> Self {
        let lines = || script.lines().map(str::trim_start);
        let Some(first) = lines().find(|line| leading_code_length(line).is_some()) else {
            return Self::Certain;
        };
        let names: Vec<&str> = lines().filter_map(|line| Self::BeforeLabels.timed_name(line)).collect();
        let starts_early = seconds(&time_numbers(first)) < MAX_TRANSCRIPT_START_SECONDS;
        let has_time = |line: &str| leading_code_length(line).or_else(|| bare_time_length(line)).is_some();
        let is_repeated = has_repeated(names.clone());
        if names.len() > 1 && (starts_early || is_repeated) {
            Self::Transcript
        } else if !starts_early && lines().filter(|line| has_time(line)).all(is_time_of_day) {
            Self::InBrackets
        } else if lines().filter(|line| !line.is_empty()).all(has_time) {
            Self::EveryLine
        } else {
            Self::BeforeLabels
        }
    }

    /// Whether a label behind a time code is that of a speaker.
    pub(in crate::domain) fn labels_are_speakers(self) -> bool {
        self == Self::Transcript
    }

    /// The name in the label behind a time code.
    fn timed_name(self, line: &str) -> Option<&str> {
        let words = self.strip(line);
        name_label(words).filter(|_| words.len() < line.len()).map(|(name, _)| name)
    }

    /// The length of the time code at the start of a line.
    pub(in crate::domain) fn time_code_length(self, line: &str) -> Option<usize> {
        let before_label = || {
            let length = bare_time_length(line).filter(|_| self != Self::Certain)?;
            (self == Self::EveryLine || opens_with_label(&line[length..])).then_some(length)
        };
        if self == Self::InBrackets && line.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        leading_code_length(line).or_else(before_label)
    }

    /// A line without the time code at its start.
    pub(super) fn strip(self, line: &str) -> &str {
        self.time_code_length(line).map_or(line, |length| line[length..].trim_start())
    }
}

fn has_repeated(mut names: Vec<&str>) -> bool {
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}

/// The seconds of hours, minutes and seconds, or of the latter two.
fn seconds(numbers: &[u32]) -> u32 {
    numbers.iter().fold(0, |seconds, number| seconds * 60 + number)
}

/// Whether the time before a line is without brackets and of whole five minutes, as in the plan of a day.
fn is_time_of_day(line: &str) -> bool {
    const STEP_MINUTES: u32 = 5;
    let is_round = |numbers: &[u32]| matches!(numbers, [_, minutes] if minutes % STEP_MINUTES == 0);
    line.starts_with(|c: char| c.is_ascii_digit()) && is_round(&time_numbers(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_codes_where_a_recording_starts_or_a_name_repeats() {
        for (script, rule) in [
            ("Hello.", TimeCodeRule::Certain),
            ("00:12 Anna: Hi.\n00:20 Ben: Hi.", TimeCodeRule::Transcript),
            ("07:12 Anna: Hi.\n07:20 Ben: Hi.\n08:00 Anna: Bye.", TimeCodeRule::Transcript),
            ("09:00 Breakfast: eggs.\n10:30 Meeting: bring it.", TimeCodeRule::InBrackets),
            ("07:12 Anna: Hi.\n07:21 Ben: Hi.\nBye.", TimeCodeRule::BeforeLabels),
            ("[09:00] Breakfast: eggs.\n[10:30] Meeting: bring it.", TimeCodeRule::EveryLine),
            ("0:00 Intro\n0:30 Plan", TimeCodeRule::EveryLine),
        ] {
            assert_eq!(TimeCodeRule::detect(script), rule, "{script}");
        }
    }
}
