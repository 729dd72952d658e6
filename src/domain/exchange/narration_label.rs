//! The label of a script with one voice, such as `HOST:` above the first scene and none above the others.

use super::builder::ScriptBuilder;
use super::options::SceneOption;
use super::script_blocks::{ScriptBlock, add_blocks, parse_option};

/// Adds the scenes of the blocks. A label that is the only one, before scenes without one, says who reads all of them: it
/// declares no speaker.
pub(super) fn add_narrated_blocks(builder: &mut ScriptBuilder, blocks: Vec<ScriptBlock>) {
    let has_speaker_option = blocks.iter().any(is_speaker_option);
    let declared_count = builder.project.speakers.len();
    add_blocks(builder, blocks);
    if !has_speaker_option {
        leave_out_only_label(builder, declared_count);
    }
}

fn is_speaker_option(block: &ScriptBlock) -> bool {
    match block {
        ScriptBlock::Option(option) => matches!(option, SceneOption::Speaker(_)),
        ScriptBlock::ListItem(lines, _) => matches!(parse_option(lines), Some(SceneOption::Speaker(_))),
        _ => false,
    }
}

fn leave_out_only_label(builder: &mut ScriptBuilder, declared_count: usize) {
    let project = &mut builder.project;
    let Some([speaker]) = project.speakers.get(declared_count..) else { return };
    let mut spoken = project.scenes.iter().filter(|scene| !scene.script.trim().is_empty());
    let opens = spoken.next().is_some_and(|scene| scene.speaker.as_ref() == Some(&speaker.name));
    let following: Vec<Option<&String>> = spoken.map(|scene| scene.speaker.as_ref()).collect();
    if !opens || following.is_empty() || following.iter().any(Option::is_some) {
        return;
    }
    let kind =
        "the label of the only speaker is left out: all scenes have the photo and the voice of the project";
    builder.notes.add(kind, &speaker.name);
    project.speakers.truncate(declared_count);
    project.scenes.iter_mut().for_each(|scene| scene.speaker = None);
}
