//! Edits of the script page at the caret: typing, deleting, splitting and joining scenes.

use std::ops::Range;

use super::position::PagePosition;
use super::structure::{describe_join, join, split, without_selection};
use super::{ScriptPane, scenes_of};
use crate::domain::{Scene, SceneText};
use crate::studio::{Edit, EditKind, Severity, StatusMessage, Studio};
use crate::widgets::Deletion;

impl ScriptPane {
    /// Inserts text in the place of the selection. A motion prompt has one line.
    pub(super) fn insert(&mut self, studio: &mut Studio, text: &str, kind: EditKind) {
        let (edit, caret) = self.replacement(scenes_of(studio), text);
        let begins_run = kind == EditKind::InsertLetter && self.selection().is_some();
        studio.edit(edit, if begins_run { EditKind::ReplaceByLetter } else { kind });
        // The text may have become one grapheme, or one chip, with what stands around it.
        let caret = self.viewport.with_layout(scenes_of(studio), |page| page.ceil(caret));
        self.set_caret(caret);
    }

    /// Inserts a line break; a motion prompt has none.
    pub(super) fn insert_line_break(&mut self, studio: &mut Studio) {
        match self.caret.position.field {
            SceneText::Script => self.insert(studio, "\n", EditKind::InsertWhitespace),
            SceneText::Motion => {
                studio.report(Severity::Info, "The motion has one line · ↓ goes on to the next scene")
            }
        }
    }

    /// Deletes the selection, or else a part of the text beside the caret. At the border of a scene the scenes are
    /// joined.
    pub(super) fn delete(&mut self, studio: &mut Studio, deletion: Deletion) {
        let scenes = self.selected_scenes();
        let place = match scenes.len() {
            1 => format!("scene {}", scenes.start + 1),
            count => format!("{count} scenes"),
        };
        if self.delete_selection(studio, format!("deletion in {place}")) {
            return;
        }
        let at = self.caret.position;
        let boundary = |text: &str, offset| deletion.boundary(text, offset);
        let other = self.viewport.with_layout(scenes_of(studio), |page| page.step(at, boundary)).offset;
        if other == at.offset {
            return self.delete_border(studio, deletion);
        }
        let range = at.offset.min(other)..at.offset.max(other);
        let caret = at.with_offset(range.start);
        let erased = &at.text(scenes_of(studio))[range.clone()];
        let is_blank = erased.chars().all(char::is_whitespace);
        let edit = Edit::ReplaceText { scene: at.scene, field: at.field, range, text: String::new() };
        studio.edit(edit, if is_blank { EditKind::EraseWhitespace } else { EditKind::Erase });
        self.set_caret(caret);
    }

    /// Handles a deletion that has nothing to delete in its text.
    fn delete_border(&mut self, studio: &mut Studio, deletion: Deletion) {
        let at = self.caret.position;
        let deletes_backward = matches!(deletion, Deletion::PreviousChar | Deletion::PreviousWord);
        let deletes_forward = matches!(deletion, Deletion::NextChar | Deletion::NextWord);
        match at.field {
            SceneText::Motion if deletes_backward => {
                self.set_caret(PagePosition::end_of(scenes_of(studio), at.scene, SceneText::Script));
            }
            SceneText::Script if deletes_backward && at.scene > 0 => self.join(studio, at.scene - 1),
            _ if deletes_forward => self.join(studio, at.scene),
            _ => {}
        }
    }

    /// Joins a scene with the next one.
    fn join(&mut self, studio: &mut Studio, index: usize) {
        let scenes = scenes_of(studio);
        let (Some(first), Some(second)) = (scenes.get(index), scenes.get(index + 1)) else { return };
        let joined = join(first, second);
        let described = describe_join(first, second, index + 1);
        // Where the second script begins in the joined one.
        let offset = joined.script.len() - second.script.len();
        let name = format!("joining of scenes {} and {}", index + 1, index + 2);
        studio.edit_named(Edit::ReplaceScenes(index..index + 2, vec![joined]), name);
        self.set_caret(PagePosition { offset, ..PagePosition::script_start(index) });
        let text = format!("Scenes {} and {} are one scene now{described}", index + 1, index + 2);
        studio.show_message(StatusMessage::new(Severity::Info, text).with_undo_hint());
    }

    /// Splits the scene in the place of the selection.
    pub(super) fn split(&mut self, studio: &mut Studio) {
        let at = self.caret.position;
        let Range { start, end } = self.selection().unwrap_or(at..at);
        let (range, left) = without_selection(scenes_of(studio), &(start..end));
        let Some(scene) = left.first() else { return };
        let offset = if start.field == SceneText::Motion { usize::MAX } else { start.offset };
        // The blank between two words stays at the end of the first part.
        let offset = offset.min(scene.script.len());
        let blanks = scene.script[offset..].len() - scene.script[offset..].trim_start_matches(' ').len();
        let parts = split(scene, offset + blanks);
        let name = format!("split of scene {}", start.scene + 1);
        studio.edit_named(Edit::ReplaceScenes(range, parts.into()), name);
        self.set_caret(PagePosition::script_start(start.scene + 1));
    }

    /// Deletes the selection under a name of the edit; returns whether there was one.
    pub(super) fn delete_selection(&mut self, studio: &mut Studio, name: String) -> bool {
        if self.selection().is_none() {
            return false;
        }
        let (edit, caret) = self.replacement(scenes_of(studio), "");
        studio.edit_named(edit, name);
        self.set_caret(caret);
        true
    }

    /// The edit that puts a text in the place of the selection, and the caret behind it. A motion prompt has one line.
    pub(super) fn replacement(&self, scenes: &[Scene], text: &str) -> (Edit, PagePosition) {
        let at = self.caret.position;
        let Range { start, end } = self.selection().unwrap_or(at..at);
        let is_motion = start.field == SceneText::Motion;
        let text = if is_motion { text.replace('\n', " ") } else { text.to_owned() };
        let caret = start.with_offset(start.offset + text.len());
        let (scene, field) = (start.scene, start.field);
        if (scene, field) == (end.scene, end.field) {
            return (Edit::ReplaceText { scene, field, range: start.offset..end.offset, text }, caret);
        }
        let (range, mut scenes) = without_selection(scenes, &(start..end));
        if let Some(first) = scenes.first_mut() {
            first.edit_text(field, |old| old.insert_str(start.offset, &text));
        }
        (Edit::ReplaceScenes(range, scenes), caret)
    }
}
