//! The place of the caret after undo or redo: where the project changed.

use super::ScriptPane;
use super::position::PagePosition;
use crate::domain::{Project, Scene, SceneField, SceneText};
use crate::widgets::{common_prefix_len, common_suffix_len};

impl ScriptPane {
    /// Moves the caret to what undo or redo changed: the scene `index`, and its `field` if it is one. `before` is the
    /// project before the step.
    pub fn show_change(
        &mut self,
        before: &Project,
        after: &Project,
        index: usize,
        field: Option<SceneField>,
    ) {
        if before.scenes.len() != after.scenes.len() {
            return self.set_nearest_caret(&after.scenes, place_of_structure(before, after, index));
        }
        let text = match field {
            Some(SceneField::Motion) => SceneText::Motion,
            _ => SceneText::Script,
        };
        let scene = |project: &Project| project.scenes.get(self.selected_scene()).cloned();
        // Where several scenes changed, the one with the caret is as good as the first.
        let index =
            if field.is_some() && scene(before) != scene(after) { self.selected_scene() } else { index };
        let offset = end_of_change(text_of(before, index, text), text_of(after, index, text));
        let is_option = field.is_some_and(|field| !matches!(field, SceneField::Script | SceneField::Motion));
        if !(is_option && self.selected_scene() == index) {
            self.set_caret(PagePosition { scene: index, field: text, offset });
        }
    }
}

/// Where scenes were added or removed, split or merged; `index` is the first scene that differs.
fn place_of_structure(before: &Project, after: &Project, index: usize) -> PagePosition {
    let (old, new) = (&before.scenes, &after.scenes);
    let scripts = [before, after].map(|project| text_of(project, index, SceneText::Script));
    let at = PagePosition::script_start(index);
    if new.len() > old.len() {
        let is_added = ends_with(new, &old[index.min(old.len())..]) && new[..index] == old[..index];
        let is_split = scripts[0].starts_with(scripts[1]);
        return match (is_added, is_split) {
            (true, _) => at,
            (false, true) => PagePosition::script_start(index + 1),
            (false, false) => at.with_offset(common_prefix(scripts[0], scripts[1])),
        };
    }
    let removed = old.len() - new.len();
    if old.get(index + removed..) == new.get(index..) {
        // After the removal of scenes, the one before them is focused.
        let scene = index.saturating_sub(1).min(new.len().saturating_sub(1));
        return PagePosition::end_of(new, scene, SceneText::Script);
    }
    // Where the second of two merged scenes begins.
    let second = text_of(before, index + 1, SceneText::Script);
    match scripts[1].strip_suffix(second).filter(|first| first.starts_with(scripts[0])) {
        Some(first) => at.with_offset(first.len()),
        None => at.with_offset(common_prefix(scripts[0], scripts[1])),
    }
}

fn ends_with(scenes: &[Scene], end: &[Scene]) -> bool {
    scenes.len() >= end.len() && scenes[scenes.len() - end.len()..] == *end
}

fn text_of(project: &Project, scene: usize, text: SceneText) -> &str {
    project.scenes.get(scene).map_or("", |scene| scene.text(text))
}

/// The bytes at the start of both texts.
fn common_prefix(old: &str, new: &str) -> usize {
    common_prefix_len(old.as_bytes(), new.as_bytes())
}

/// The end of the changed part of a text.
fn end_of_change(old: &str, new: &str) -> usize {
    let same_start = common_prefix(old, new);
    new.len() - common_suffix_len(&old.as_bytes()[same_start..], &new.as_bytes()[same_start..])
}
