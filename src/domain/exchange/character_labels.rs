//! Names in capitals on lines of their own above the words of a speaker: labels, as in a screenplay.

use super::builder::ScriptBuilder;
use super::labels::{LabelCertainty, ScriptLine, SpeakerLabel};
use super::script_blocks::ScriptBlock;
use crate::domain::script::{CharacterNames, character_name};

const KEPT_NAME_NOTE: &str = "kept as spoken words; to make it a speaker, write a colon behind it";

/// Makes labels of the names that are those of speakers, and notes about those that may be.
pub(super) fn label_characters(blocks: &mut [ScriptBlock], builder: &mut ScriptBuilder) {
    let paragraphs = blocks.iter().filter_map(paragraph).map(paragraph_text);
    let script = paragraphs.collect::<Vec<_>>().join("\n\n");
    let names = CharacterNames::detect(&script);
    for block in blocks {
        let ScriptBlock::Paragraph(lines) = block else { continue };
        let mut spoken = lines.iter_mut().filter(|line| !line.text.is_empty());
        let (Some(line), Some(following)) = (spoken.next(), spoken.next()) else { continue };
        if line.is_escaped {
            continue;
        }
        let Some(name) = character_name(&line.text, &following.text) else { continue };
        let is_declared = builder.project.speaker(name).is_some();
        if is_declared || names.speaker_of(&line.text, &following.text).is_some() {
            line.label = Some(character_label(name, line));
        } else if names.is_likely(name) {
            builder.notes.add(KEPT_NAME_NOTE, name);
        }
    }
}

fn paragraph(block: &ScriptBlock) -> Option<&[ScriptLine]> {
    match block {
        ScriptBlock::Paragraph(lines) => Some(lines),
        _ => None,
    }
}

/// The lines of a paragraph; an escaped one is no name.
fn paragraph_text(lines: &[ScriptLine]) -> String {
    let written = |line: &ScriptLine| if line.is_escaped { "-".to_owned() } else { line.text.clone() };
    let lines = lines.iter().filter(|line| !line.text.is_empty()).map(written);
    lines.collect::<Vec<_>>().join("\n")
}

/// The label of a name with what stands in parentheses behind it.
fn character_label(name: &str, line: &ScriptLine) -> SpeakerLabel {
    let behind = line.text[name.len()..].trim().strip_prefix('(').and_then(|inside| inside.strip_suffix(')'));
    SpeakerLabel {
        name: name.to_owned(),
        delivery: behind.map(|inside| inside.trim().to_owned()).filter(|inside| !inside.is_empty()),
        words: String::new(),
        certainty: LabelCertainty::Certain,
        left_out: line.spoken.as_ref().map(|spoken| spoken.left_out.clone()).unwrap_or_default(),
    }
}
