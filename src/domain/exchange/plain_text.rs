//! Import of plain text: blank lines part scenes.

use super::builder::ScriptBuilder;
use super::labels::{ScriptLine, find_label};
use super::narration_label::add_narrated_blocks;
use super::production_notes::without_production_notes;
use super::script_blocks::ScriptBlock;

/// Reads a text; each paragraph is a scene.
pub(super) fn read(text: &str) -> ScriptBuilder {
    let mut blocks = Vec::new();
    let mut paragraph = Vec::new();
    for line in text.lines().map(str::trim).chain([""]) {
        if !line.is_empty() {
            paragraph.push(plain_line(line));
        } else if !paragraph.is_empty() {
            blocks.push(ScriptBlock::Section(None));
            blocks.push(ScriptBlock::Paragraph(std::mem::take(&mut paragraph)));
        }
    }
    let mut builder = ScriptBuilder::new();
    let blocks = without_production_notes(blocks, &mut builder);
    add_narrated_blocks(&mut builder, blocks);
    builder
}

/// A line without markup, with its label and its pauses.
fn plain_line(line: &str) -> ScriptLine {
    ScriptLine::read(line, find_label(line, &[]), &[])
}
