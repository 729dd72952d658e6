//! What was cut or copied on the script page: text, or scenes where the selection spanned several.

use crate::domain::Scene;

/// What was cut or copied last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clipboard {
    /// The scripts, with a blank line between scenes; for other programs.
    pub(super) text: String,
    /// The parts of the scenes, where there are several.
    pub(super) scenes: Vec<Scene>,
}

impl Clipboard {
    pub(super) fn new(scenes: Vec<Scene>) -> Self {
        if let [scene] = &scenes[..] {
            let text =
                [scene.script.as_str(), &scene.motion_prompt].into_iter().find(|text| !text.is_empty());
            return Self { text: text.unwrap_or_default().to_owned(), scenes: Vec::new() };
        }
        let scripts: Vec<&str> = scenes.iter().map(|scene| scene.script.trim()).collect();
        Self { text: scripts.join("\n\n"), scenes }
    }
}
