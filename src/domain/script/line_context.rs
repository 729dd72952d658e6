//! What the lines of a script say of each other: repeated labels, names above words, time codes, numbers of lists.

use super::character_name::CharacterNames;
use super::label::{LabelCounts, count_labels};
use super::line_time::LineTimes;
use super::numbered_list::NumberedItems;

#[derive(Debug)]
pub(super) struct LineContext<'a> {
    pub(super) labels: LabelCounts<'a>,
    pub(super) characters: CharacterNames<'a>,
    pub(super) times: LineTimes,
    pub(super) numbers: NumberedItems,
}

impl<'a> LineContext<'a> {
    pub(super) fn read(script: &'a str) -> Self {
        let has_colon = script.contains([':', '：']);
        let times = if has_colon { LineTimes::of(script) } else { LineTimes::default() };
        let lines = script.lines().filter(|_| has_colon).map(|line| times.strip(line.trim_start()));
        Self {
            labels: count_labels(lines),
            characters: CharacterNames::count(script),
            times,
            numbers: NumberedItems::of(script),
        }
    }

    /// Whether plain words are more than that: a name of a speaker, or an item of a list.
    pub(super) fn has_marks(&self) -> bool {
        self.characters.has_speaker() || !self.numbers.is_empty()
    }
}
