//! What was cut or copied on the script page: text, or scenes where the selection spanned several.

use crate::domain::Scene;

/// What was cut or copied last.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Clipboard {
    /// The scripts, with a blank line between scenes; for other programs.
    pub(super) text: String,
    /// The parts of the scenes, where there are several, or a script and a motion prompt.
    pub(super) scenes: Vec<Scene>,
    /// Whether the text has only whole words, which are pasted with a blank to their neighbors.
    pub(super) has_whole_words: bool,
}

impl Clipboard {
    /// Parts of scenes: text alone, if they are of one text.
    pub(super) fn of_parts(scenes: Vec<Scene>) -> Self {
        match &scenes[..] {
            [scene] if scene.motion_prompt.is_empty() => {
                Self { text: scene.script.as_str().to_owned(), ..Self::default() }
            }
            [scene] if scene.script.is_empty() => {
                Self { text: scene.motion_prompt.clone(), ..Self::default() }
            }
            _ => Self::of_scenes(scenes),
        }
    }

    /// Whole scenes.
    pub(super) fn of_scenes(scenes: Vec<Scene>) -> Self {
        let scripts: Vec<&str> = scenes.iter().map(|scene| scene.script.trim()).collect();
        Self { text: scripts.join("\n\n"), scenes, has_whole_words: false }
    }
}
