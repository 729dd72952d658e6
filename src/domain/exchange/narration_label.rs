//! The label of a script with one voice, such as `HOST:` above the first scene and none above the others.

use super::builder::ScriptBuilder;
use super::options::SceneOption;
use super::script_blocks::{ScriptBlock, add_blocks, parse_option};
use crate::domain::Scene;

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

/// Leaves out the label above the first scene alone. One above every scene is a speaker.
fn leave_out_only_label(builder: &mut ScriptBuilder, declared_count: usize) {
    let project = &mut builder.project;
    let Some([speaker]) = project.speakers.get(declared_count..) else { return };
    let mut spoken = project.scenes.iter().filter(|scene| !scene.script.trim().is_empty());
    let is_own = |scene: &Scene| scene.speaker.as_ref() == Some(&speaker.name);
    let opens = spoken.next().is_some_and(is_own);
    let following: Vec<&Scene> = spoken.collect();
    if opens && !following.is_empty() && following.iter().all(|scene| scene.speaker.is_none()) {
        let note = format!(
            "the label {} is left out: it stands above the first scene only. Label each scene to make it a speaker",
            speaker.name
        );
        builder.notes.add(note, "");
        project.speakers.truncate(declared_count);
        project.scenes.iter_mut().for_each(|scene| scene.speaker = None);
    }
}
