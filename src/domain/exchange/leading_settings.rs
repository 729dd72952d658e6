//! Settings of the project as lines above the first scene of a Markdown text, such as `Target: 60 s`.

use std::collections::HashMap;

use super::builder::ScriptBuilder;
use super::head::{HEAD_NOTE, normal_key, set_project_field};
use super::labels::{ScriptLine, SpeakerLabel};
use super::script_blocks::{ScriptBlock, spoken_lines};

/// Keys that hardly are names of speakers.
const CERTAIN_KEYS: [&str; 4] = ["target", "size", "captions", "callback_url"];
/// Keys that stand for settings only beside one of the certain keys: a speaker may be called `Voice`.
const LIKELY_KEYS: [&str; 3] = ["title", "photo", "voice"];

/// Takes the settings out of the labeled lines at the start. One that cannot be read is left out with a note. A name that
/// labels several lines is a speaker's.
pub(super) fn take_leading_settings(blocks: &mut Vec<ScriptBlock>, builder: &mut ScriptBuilder) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for label in blocks.iter().flat_map(spoken_lines).filter_map(|line| line.label.as_ref()) {
        *counts.entry(normal_key(&label.name)).or_default() += 1;
    }
    let is_labeled = |block: &ScriptBlock| {
        let lines = spoken_lines(block);
        !lines.is_empty() && lines.iter().all(|line| line.label.is_some())
    };
    let leading = blocks.iter().take_while(|block| is_labeled(block)).count();
    let is_unique = |key: &&str| counts.get(*key) == Some(&1);
    let has_label = |key: &&str| {
        let lines = blocks[..leading].iter().flat_map(spoken_lines);
        lines.filter_map(|line| line.label.as_ref()).any(|label| is_setting(label, &[*key]))
    };
    let mut keys: Vec<&str> = CERTAIN_KEYS.into_iter().filter(is_unique).filter(has_label).collect();
    if keys.is_empty() {
        return;
    }
    keys.extend(LIKELY_KEYS.into_iter().filter(is_unique));
    for block in &mut blocks[..leading] {
        if let ScriptBlock::Paragraph(lines) | ScriptBlock::ListItem(lines, _) = block {
            lines.retain(|line| !take_setting(line, &keys, builder));
        }
    }
    blocks.retain(|block| !matches!(block, ScriptBlock::Paragraph(lines) | ScriptBlock::ListItem(lines, _) if lines.is_empty()));
}

fn is_setting(label: &SpeakerLabel, keys: &[&str]) -> bool {
    label.delivery.is_none() && keys.contains(&normal_key(&label.name).as_str())
}

/// Takes a line if it has one of the keys.
fn take_setting(line: &ScriptLine, keys: &[&str], builder: &mut ScriptBuilder) -> bool {
    let Some(label) = line.label.as_ref().filter(|label| is_setting(label, keys)) else { return false };
    if !set_project_field(&mut builder.project, &normal_key(&label.name), label.words.trim()) {
        builder.notes.add(HEAD_NOTE, &format!("{}: {}", label.name, label.words));
    }
    true
}
