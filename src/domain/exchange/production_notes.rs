//! Lines about the production, such as `**Duration**: 1 minute`: they are no speech, and a script is read without them.

use std::collections::VecDeque;

use super::builder::ScriptBuilder;
use super::labels::{LabelCertainty, ScriptLine, SpeakerLabel};
use super::options::{SceneOption, known_emotion, known_style};
use super::script_blocks::{ScriptBlock, parse_option};
use crate::domain::script::{LabelMeaning, label_meaning};

/// The blocks without lines of which nothing is spoken, which are named. Notes about a scene become its options, and
/// `Scene 2: The offer` begins one. A label that the project declares as a speaker is one.
pub(super) fn without_production_notes(
    blocks: Vec<ScriptBlock>,
    builder: &mut ScriptBuilder,
) -> Vec<ScriptBlock> {
    let mut kept = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            ScriptBlock::Paragraph(lines) => take_lines(lines, &ScriptBlock::Paragraph, &mut kept, builder),
            ScriptBlock::ListItem(lines, position) if parse_option(&lines).is_none() => {
                take_lines(lines, &|lines| ScriptBlock::ListItem(lines, position), &mut kept, builder);
            }
            block => kept.push(block),
        }
    }
    kept
}

/// Adds the blocks of a paragraph or a list item.
fn take_lines(
    lines: Vec<ScriptLine>,
    block: &dyn Fn(Vec<ScriptLine>) -> ScriptBlock,
    kept: &mut Vec<ScriptBlock>,
    builder: &mut ScriptBuilder,
) {
    let mut open = Vec::new();
    let mut options = Vec::new();
    let mut lines: VecDeque<ScriptLine> = lines.into();
    while let Some(line) = lines.pop_front() {
        match line_kind(&line, builder) {
            LineKind::Spoken => open.push(line),
            LineKind::SpokenLabel => open.push(ScriptLine { label: None, ..line }),
            LineKind::Silent => {
                line.spoken.iter().for_each(|spoken| spoken.left_out.add_to(&mut builder.notes))
            }
            LineKind::Note => builder.notes.add("production notes are left out", &line.text),
            LineKind::Option(option) => options.push(ScriptBlock::Option(option)),
            LineKind::Heading => {
                kept.extend((!open.is_empty()).then(|| block(std::mem::take(&mut open))));
                kept.append(&mut options);
                kept.push(ScriptBlock::Section(Some(line.text)));
            }
            LineKind::SectionLabel(label) => {
                kept.extend((!open.is_empty()).then(|| block(std::mem::take(&mut open))));
                kept.append(&mut options);
                kept.push(ScriptBlock::Section(Some(label.name.clone())));
                let delivery = label.delivery.as_deref().and_then(SceneOption::from_delivery);
                options.extend(delivery.map(ScriptBlock::Option));
                lines.push_front(label.into_line());
            }
        }
        // Options above the words belong to the scene that these begin.
        if open.is_empty() {
            kept.append(&mut options);
        }
    }
    kept.extend((!open.is_empty()).then(|| block(open)));
    kept.append(&mut options);
}

/// What a line is.
enum LineKind {
    Spoken,
    /// The label is spoken too.
    SpokenLabel,
    /// Only directions are in it.
    Silent,
    Note,
    Option(SceneOption),
    Heading,
    /// Words follow the label of a scene.
    SectionLabel(SpeakerLabel),
}

fn line_kind(line: &ScriptLine, builder: &ScriptBuilder) -> LineKind {
    if line.is_heading {
        return LineKind::Heading;
    }
    let Some(label) = &line.label else {
        return if line.is_silent() { LineKind::Silent } else { LineKind::Spoken };
    };
    if builder.project.speaker(&label.name).is_some() {
        return LineKind::Spoken;
    }
    let is_emphatic = label.certainty == LabelCertainty::Certain;
    match label_meaning(&label.name, is_emphatic, &label.words) {
        Some(LabelMeaning::Heading) => LineKind::Heading,
        Some(LabelMeaning::SectionLabel) => LineKind::SectionLabel(label.clone()),
        Some(LabelMeaning::Note) => scene_option(label).map_or(LineKind::Note, LineKind::Option),
        Some(LabelMeaning::Spoken) => LineKind::SpokenLabel,
        None => LineKind::Spoken,
    }
}

/// The option of the scene that a note says.
fn scene_option(label: &SpeakerLabel) -> Option<SceneOption> {
    let words = label.words.trim();
    match label.name.to_lowercase().as_str() {
        "emotion" | "mood" | "tone" => known_emotion(words).map(SceneOption::Emotion),
        "style" => known_style(words).map(SceneOption::Style),
        "motion" | "gesture" if !words.is_empty() => Some(SceneOption::Motion(words.to_owned())),
        _ => None,
    }
}
