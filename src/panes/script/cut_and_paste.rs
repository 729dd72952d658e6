//! Cut, copy and paste on the script page.

use std::ops::Range;

use super::clipboard::Clipboard;
use super::position::PagePosition;
use super::structure::{insert_scenes, selected_parts, sentence_gap, without_selection};
use super::word_blanks::{has_whole_words, part_to_cut, text_to_paste};
use super::{PageMode, ScriptPane, scenes_of};
use crate::domain::{Scene, SceneText, format_count};
use crate::panes::text_keys;
use crate::studio::{Edit, Effect, Severity, StatusMessage, Studio};

impl ScriptPane {
    /// Copies the selection; returns whether there is one.
    pub(super) fn copy(&mut self, studio: &mut Studio) -> bool {
        let Some(selection) = self.selection() else { return false };
        let parts = selected_parts(scenes_of(studio), &selection);
        let within = self.selection_within_text(scenes_of(studio));
        let has_whole_words = within.is_some_and(|(text, part)| has_whole_words(text, &part));
        let copied = match self.mode {
            PageMode::Scenes => Clipboard::of_scenes(parts),
            PageMode::Text => Clipboard { has_whole_words, ..Clipboard::of_parts(parts) },
        };
        studio.emit(Effect::CopyToClipboard(copied.text.clone()));
        self.clipboard = Some(copied);
        true
    }

    /// Copies the selection, and says so where it is scenes: nothing on the page tells it. Returns whether there is one.
    pub(super) fn copy_and_report(&mut self, studio: &mut Studio) -> bool {
        let is_copied = self.copy(studio);
        if is_copied && self.mode == PageMode::Scenes {
            let text = format!("Copied {}", format_count(self.selected_scenes().len(), "scene"));
            let message = StatusMessage::new(Severity::Info, text);
            studio.show_message(message.with_key_hint("Ctrl-v", "puts in what was copied"));
        }
        is_copied
    }

    /// Cuts the selection; returns whether there is one.
    pub(super) fn cut(&mut self, studio: &mut Studio) -> bool {
        let scenes = self.selected_scenes();
        if !self.copy(studio) {
            return false;
        }
        let count = scenes.len();
        let is_whole =
            self.mode == PageMode::Scenes || (count > 1 && self.has_whole_scenes_selected(scenes_of(studio)));
        let of_scenes = format!("{}{}", if is_whole { "" } else { "text of " }, format_count(count, "scene"));
        let name = match count {
            1 if !is_whole => format!("cut in scene {}", scenes.start + 1),
            _ => format!("cut of {of_scenes}"),
        };
        match self.mode {
            PageMode::Scenes => {
                // The scene before them is selected, so that they can be pasted back.
                let before = scenes.start.checked_sub(1);
                let end = |scene| PagePosition::end_of(scenes_of(studio), scene, SceneText::Script);
                let caret = before.map_or(PagePosition::START, end);
                self.remove_scenes(studio, scenes, caret, name);
            }
            PageMode::Text => {
                self.select_part_to_cut(scenes_of(studio));
                self.delete_selection(studio, name);
            }
        }
        if count > 1 || is_whole {
            let message = StatusMessage::new(Severity::Info, format!("Cut {of_scenes}"));
            studio.show_message(message.with_key_hint("Ctrl-v", "puts back what was cut"));
        }
        true
    }

    /// The text that the selection is within, and the selected part of it.
    fn selection_within_text<'a>(&self, scenes: &'a [Scene]) -> Option<(&'a str, Range<usize>)> {
        let Range { start, end } = self.selection()?;
        let is_within = (start.scene, start.field) == (end.scene, end.field);
        is_within.then(|| (start.text(scenes), start.offset..end.offset))
    }

    /// Selects what a cut of the selected words takes: with a blank that would be left over, or without one that stays.
    fn select_part_to_cut(&mut self, scenes: &[Scene]) {
        let within = self.selection_within_text(scenes);
        let Some((text, part)) = within.filter(|(text, part)| has_whole_words(text, part)) else { return };
        let Range { start, end } = part_to_cut(text, &part);
        let at = self.caret.position;
        (self.anchor, self.caret) = (Some(at.with_offset(start)), at.with_offset(end).into());
    }

    /// Whether the selection has all texts of its scenes.
    fn has_whole_scenes_selected(&self, scenes: &[Scene]) -> bool {
        self.selection().is_some_and(|selection| {
            let last = self.selected_scenes().end - 1;
            let has_motion = scenes.get(last).is_some_and(|scene| !scene.motion_prompt.is_empty());
            let last_text = if has_motion { SceneText::Motion } else { SceneText::Script };
            selection.start == PagePosition::script_start(selection.start.scene)
                && selection.end >= PagePosition::end_of(scenes, last, last_text)
        })
    }

    /// Inserts whole scenes behind the selected one, or before the first one with the caret at its start.
    fn paste_whole_scenes(&mut self, studio: &mut Studio, scenes: Vec<Scene>) {
        let is_first = scenes_of(studio).is_empty() || self.caret.position == PagePosition::START;
        let index = if is_first { 0 } else { self.selected_scene() + 1 };
        let last = index + scenes.len() - 1;
        let name = format!("paste of {}", format_count(scenes.len(), "scene"));
        studio.edit_named(Edit::ReplaceScenes(index..index, scenes), name);
        self.set_caret(PagePosition::end_of(scenes_of(studio), last, SceneText::Script));
    }

    /// Pastes what was cut or copied here last.
    pub(super) fn paste_clipboard(&mut self, studio: &mut Studio) {
        self.write_first_words(studio);
        match self.clipboard.clone() {
            Some(copied) if copied.scenes.is_empty() => match self.mode {
                PageMode::Scenes => self.paste_as_scene(studio, &copied.text),
                PageMode::Text => self.paste_text(studio, &copied),
            },
            Some(Clipboard { scenes, .. }) => self.paste_copied_scenes(studio, scenes),
            None => {
                studio.report(Severity::Info, "Nothing was copied here: use your terminal's own paste key")
            }
        }
    }

    fn paste_copied_scenes(&mut self, studio: &mut Studio, scenes: Vec<Scene>) {
        match self.mode {
            PageMode::Scenes => self.paste_whole_scenes(studio, scenes),
            PageMode::Text => self.paste_scenes(studio, &scenes),
        }
    }

    /// Pastes text where no text is edited: as a new scene.
    fn paste_as_scene(&mut self, studio: &mut Studio, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let scene = Scene::written_after(scenes_of(studio).get(self.selected_scene()), text);
        self.paste_whole_scenes(studio, vec![scene]);
        let message = StatusMessage::new(Severity::Info, "Pasted as a new scene");
        studio.show_message(message.with_undo_hint());
    }

    /// Pastes text that was copied here; words are not glued to others, nor a sentence to the end of another.
    fn paste_text(&mut self, studio: &mut Studio, copied: &Clipboard) {
        let at = self.selection().map_or(self.caret.position, |selection| selection.start);
        let around = at.text(scenes_of(studio));
        let text = if copied.has_whole_words && self.selection().is_none() {
            text_to_paste(around, at.offset, &copied.text)
        } else {
            format!("{}{}", sentence_gap(&around[..at.offset], &copied.text), copied.text)
        };
        let (edit, caret) = self.replacement(scenes_of(studio), &text);
        studio.edit_named(edit, format!("paste in scene {}", at.scene + 1));
        self.set_nearest_caret(scenes_of(studio), caret);
        self.pasted_blank_end = text.ends_with(' ').then_some(self.caret.position);
    }

    /// Pastes into the empty scene where no words were written yet: a scene more would leave it empty.
    fn write_first_words(&mut self, studio: &Studio) {
        if self.awaits_first_words(studio) {
            self.mode = PageMode::Text;
        }
    }

    /// Inserts text that another program copied; scenes, if it is what was copied here.
    pub(super) fn paste(&mut self, studio: &mut Studio, pasted: &str) {
        let Some(clean) = text_keys::clean_pasted(pasted) else { return };
        self.write_first_words(studio);
        if self.clipboard.as_ref().is_some_and(|copied| copied.text == clean) {
            return self.paste_clipboard(studio);
        }
        match self.mode {
            PageMode::Scenes => self.paste_as_scene(studio, &clean),
            PageMode::Text => self.insert(studio, &clean, text_keys::pasting_kind(&clean)),
        }
        studio.offer_expansion(&clean);
    }

    fn paste_scenes(&mut self, studio: &mut Studio, pasted: &[Scene]) {
        let mut scenes = scenes_of(studio).to_vec();
        let (count, mut at) = (scenes.len(), self.caret.position);
        if let Some(selection) = self.selection() {
            let (range, rest) = without_selection(&scenes, &selection);
            scenes.splice(range, rest);
            at = selection.start;
        }
        if at.field == SceneText::Motion {
            at = PagePosition::end_of(&scenes, at.scene, SceneText::Script);
        }
        let Some(((range, inserted), end)) = insert_scenes(&scenes, at, pasted) else { return };
        scenes.splice(range, inserted);
        let name = format!("paste of {}", format_count(pasted.len(), "scene"));
        studio.edit_named(Edit::ReplaceScenes(0..count, scenes), name);
        self.set_caret(end);
    }
}
