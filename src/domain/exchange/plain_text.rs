//! Import of plain text: blank lines part scenes.

use super::builder::ScriptBuilder;
use super::character_labels::label_characters;
use super::labels::{ScriptLine, find_label, time_code_length};
use super::narration_label::add_narrated_blocks;
use super::production_notes::without_production_notes;
use super::script_blocks::ScriptBlock;
use crate::domain::script::{TimeCodeRule, join_direction_lines};

/// Reads a text; each paragraph is a scene.
pub(super) fn read(text: &str) -> ScriptBuilder {
    let times = TimeCodeRule::detect(text);
    let text = join_direction_lines(text, &[]);
    let mut blocks = Vec::new();
    let mut paragraph = Vec::new();
    for line in text.lines().map(str::trim).chain([""]) {
        if !line.is_empty() {
            paragraph.push(plain_line(line, times));
        } else if !paragraph.is_empty() {
            blocks.push(ScriptBlock::Section(None));
            blocks.push(ScriptBlock::Paragraph(std::mem::take(&mut paragraph)));
        }
    }
    let mut builder = ScriptBuilder::new();
    let mut blocks = without_production_notes(blocks, &mut builder);
    label_characters(&mut blocks, &mut builder);
    add_narrated_blocks(&mut builder, blocks);
    builder
}

/// A line without markup and time code, with its label and its pauses.
fn plain_line(line: &str, times: TimeCodeRule) -> ScriptLine {
    let (code, words) = line.split_at(time_code_length(line, times, &[]));
    let read = ScriptLine::read(words, find_label(words, &[]), &[]);
    if code.is_empty() { read } else { read.behind_time_code(code.trim_end(), times) }
}
