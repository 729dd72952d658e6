//! What was cut or copied on the script page: text, or scenes where the selection spanned several.

use crate::domain::Scene;

/// What was cut or copied last.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clipboard {
    /// The scripts, with a blank line between scenes; for other programs.
    pub(super) text: String,
    /// The parts of the scenes, where there are several, or a script and a motion prompt.
    pub(super) scenes: Vec<Scene>,
}

impl Clipboard {
    /// Parts of scenes: text alone, if they are of one text.
    pub(super) fn of_parts(scenes: Vec<Scene>) -> Self {
        match &scenes[..] {
            [scene] if scene.motion_prompt.is_empty() => {
                Self { text: scene.script.as_str().to_owned(), scenes: Vec::new() }
            }
            [scene] if scene.script.is_empty() => {
                Self { text: scene.motion_prompt.clone(), scenes: Vec::new() }
            }
            _ => Self::of_scenes(scenes),
        }
    }

    /// Whole scenes.
    pub(super) fn of_scenes(scenes: Vec<Scene>) -> Self {
        let scripts: Vec<&str> = scenes.iter().map(|scene| scene.script.trim()).collect();
        Self { text: scripts.join("\n\n"), scenes }
    }
}
