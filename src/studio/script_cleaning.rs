//! Cleaning scripts: what would be spoken by mistake is removed, as one undo step.

use std::ops::Range;

use super::{Edit, Severity, StatusMessage, Studio};
use crate::domain::{Scene, clean_script, text};

/// Removed parts that are quoted; the others are counted.
const MAX_QUOTED_PARTS: usize = 1;
const MAX_QUOTE_CHARS: usize = 20;

impl Studio {
    /// Cleans the scripts of the scenes that are rendered.
    pub fn clean_rendered_scripts(&mut self) {
        let count = self.project_state.project.scenes.len();
        self.clean_scripts_where(0..count, |scene| !scene.is_muted);
    }

    /// Cleans the scripts of some scenes, and quotes what was removed.
    pub fn clean_scripts(&mut self, range: Range<usize>) {
        self.clean_scripts_where(range, |_| true);
    }

    fn clean_scripts_where(&mut self, range: Range<usize>, is_meant: impl Fn(&Scene) -> bool) {
        let scenes = self.project_state.project.scenes.get(range.clone()).unwrap_or_default();
        let mut cleaned = scenes.to_vec();
        let is_cleaned = |scene: &&mut Scene| is_meant(scene) && has_issues(scene);
        let removed = describe_issues(scenes.iter().filter(|scene| is_meant(scene)));
        for scene in cleaned.iter_mut().filter(is_cleaned) {
            scene.script = clean_script(&scene.script).into();
        }
        let Some(removed) = removed else {
            return self.report(Severity::Info, "Nothing would be spoken by mistake");
        };
        self.edit_named(Edit::ReplaceScenes(range, cleaned), "cleaning");
        let message = StatusMessage::new(Severity::Info, format!("Cleaned {removed}"));
        self.show_message(message.with_undo_hint());
    }
}

/// Whether something of a scene would be spoken by mistake.
pub fn has_issues(scene: &Scene) -> bool {
    !scene.script.analysis().issues().is_empty()
}

/// `"[BEAT]" and 3 more`: what would be spoken by mistake in some scenes, each text once; `None` for nothing.
fn describe_issues<'a>(scenes: impl Iterator<Item = &'a Scene>) -> Option<String> {
    let mut quotes: Vec<String> = Vec::new();
    for scene in scenes {
        for issue in scene.script.analysis().issues() {
            let quote =
                format!("\"{}\"", text::truncate(&scene.script[issue.range.clone()], MAX_QUOTE_CHARS));
            if !quotes.contains(&quote) {
                quotes.push(quote);
            }
        }
    }
    let (shown, more) = quotes.split_at(quotes.len().min(MAX_QUOTED_PARTS));
    let list = shown.join(", ");
    match more.len() {
        0 => (!shown.is_empty()).then_some(list),
        count => Some(format!("{list} and {count} more")),
    }
}
