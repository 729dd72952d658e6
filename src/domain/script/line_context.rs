//! Context of a script's lines: repeated labels, character names, time codes, list numbers.

use super::character_name::CharacterNames;
use super::label::{LabelCounts, count_labels};
use super::line_time::TimeCodeRule;
use super::numbered_list::NumberedItems;

#[derive(Debug)]
pub(super) struct LineContext<'a> {
    pub(super) labels: LabelCounts<'a>,
    pub(super) characters: CharacterNames<'a>,
    pub(super) times: TimeCodeRule,
    pub(super) numbers: NumberedItems,
}

impl<'a> LineContext<'a> {
    pub(super) fn read(script: &'a str) -> Self {
        let has_colon = script.contains([':', '：']);
        let times = if has_colon { TimeCodeRule::detect(script) } else { TimeCodeRule::default() };
        let lines = script.lines().filter(|_| has_colon).map(|line| times.strip(line.trim_start()));
        Self {
            labels: count_labels(lines),
            characters: CharacterNames::detect(script),
            times,
            numbers: NumberedItems::detect(script),
        }
    }

    /// Whether plain words are more than that: a name of a speaker, or an item of a list.
    pub(super) fn has_names_or_items(&self) -> bool {
        self.characters.is_dialog() || !self.numbers.is_empty()
    }
}
