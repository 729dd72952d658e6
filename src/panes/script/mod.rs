//! The script pane: all scenes as one page, with one caret that moves through them.

mod card_head;
mod caret_motions;
mod change_place;
mod clipboard;
mod cut_and_paste;
mod desktop_paste;
mod edits;
mod find_bar;
mod find_commands;
mod mouse;
mod note;
mod option_chips;
mod option_picker;
mod page_layout;
mod pauses;
mod position;
mod scene_commands;
mod scene_options;
mod script_marks;
mod structure;
#[cfg(test)]
mod tests;
mod view;
mod viewport;
mod word_blanks;

use std::ops::Range;

use clipboard::Clipboard;
use find_bar::FindBar;
use option_picker::OptionPicker;
use position::{PageCaret, PagePosition, PressedPart, whole_page};
use viewport::Viewport;

use super::text_keys::{self, TextKey};
use super::{DrawContext, Navigate, Pane, PaneInput};
use crate::command::{Command, MouseEvent, Scope};
use crate::domain::{Scene, SceneField, SceneText};
use crate::studio::Studio;
use crate::widgets::{CaretMotion, common_prefix_len, common_suffix_len};
use ratatui::layout::Rect;

/// What letters do in the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum PageMode {
    /// They are commands about the selected scene.
    #[default]
    Scenes,
    /// They are typed at the caret.
    Text,
}

#[derive(Debug)]
pub struct ScriptPane {
    mode: PageMode,
    caret: PageCaret,
    /// The other end of the selection.
    anchor: Option<PagePosition>,
    /// The open picker of a scene option.
    picker: Option<OptionPicker>,
    /// The open find bar.
    find: Option<FindBar>,
    /// What was cut or copied last.
    clipboard: Option<Clipboard>,
    /// Where a paste ended with a blank to the next word: a blank that is typed there next is that one.
    pasted_blank_end: Option<PagePosition>,
    viewport: Viewport,
    /// What the last double or triple click selected.
    pressed_part: Option<PressedPart>,
    /// The [`open_count`](crate::studio::ProjectState::open_count) of the shown project.
    shown_open_count: u64,
}

impl Default for ScriptPane {
    fn default() -> Self {
        Self {
            mode: PageMode::default(),
            caret: PagePosition::START.into(),
            anchor: None,
            picker: None,
            find: None,
            clipboard: None,
            pasted_blank_end: None,
            viewport: Viewport::default(),
            pressed_part: None,
            shown_open_count: 0,
        }
    }
}

fn scenes_of(studio: &Studio) -> &[Scene] {
    &studio.project_state.project.scenes
}

impl ScriptPane {
    /// Keeps the caret in the page after any change; in another project it stands at the end of the first script.
    pub fn sync(&mut self, studio: &Studio) {
        let scenes = scenes_of(studio);
        if self.shown_open_count != studio.project_state.open_count {
            self.shown_open_count = studio.project_state.open_count;
            self.set_caret(PagePosition::end_of(scenes, 0, SceneText::Script));
        }
        let (position, anchor) = self.viewport.with_layout(scenes, |page| {
            (page.clamp(self.caret.position), self.anchor.map(|anchor| page.clamp(anchor)))
        });
        if position != self.caret.position {
            self.set_caret(position);
        }
        self.anchor = self.anchor.and(anchor);
        if let Some(picker) = &mut self.picker {
            picker.sync(studio);
        }
        if scenes.is_empty() {
            self.mode = PageMode::Scenes;
        }
    }

    /// The index of the selected scene: the one with the caret.
    pub fn selected_scene(&self) -> usize {
        self.caret.position.scene
    }

    /// Enters the script or the motion of a scene, with the caret at its end.
    pub fn edit_scene(&mut self, scene: usize, field: SceneField) {
        let text = if field == SceneField::Motion { SceneText::Motion } else { SceneText::Script };
        self.set_caret(PagePosition { scene, field: text, offset: usize::MAX });
        self.mode = PageMode::Text;
    }

    /// Selects a scene, with the caret at the end of its script; the mode stays.
    pub fn select_scene(&mut self, studio: &Studio, scene: usize) {
        self.set_caret(PagePosition::end_of(scenes_of(studio), scene, SceneText::Script));
    }

    /// Keeps the caret at its words where another program changed the scenes around it.
    pub fn keep_caret(&mut self, before: &[Scene], after: &[Scene]) {
        let at = self.caret.position;
        let scene = shifted(before, after, at.scene).min(after.len().saturating_sub(1));
        let (old, new) = (at.text(before), PagePosition { scene, ..at }.text(after));
        let offset = shifted(old.as_bytes(), new.as_bytes(), at.offset);
        self.set_nearest_caret(after, PagePosition { scene, offset, ..at });
    }

    /// Closes the picker of a scene option, if one is open.
    pub fn close_picker(&mut self) {
        self.picker = None;
    }

    /// Leaves the text: letters are commands about the selected scene.
    pub fn focus_scenes(&mut self) {
        self.mode = PageMode::Scenes;
        (self.picker, self.find, self.anchor) = (None, None, None);
    }

    /// Sets the caret to the nearest position where it may stand.
    fn set_nearest_caret(&mut self, scenes: &[Scene], position: PagePosition) {
        let position = self.viewport.with_layout(scenes, |page| page.clamp(position));
        self.set_caret(position);
    }

    fn set_caret(&mut self, position: PagePosition) {
        self.caret = position.into();
        self.anchor = None;
        self.viewport.follow_caret();
    }

    /// The selected part of the page, if any.
    fn selection(&self) -> Option<Range<PagePosition>> {
        let (caret, anchor) = (self.caret.position, self.anchor?);
        (caret != anchor).then(|| caret.min(anchor)..caret.max(anchor))
    }

    /// The scenes that a command about scenes is for: those of the selection, or else the one with the caret.
    pub fn selected_scenes(&self) -> Range<usize> {
        match self.selection() {
            Some(Range { start, end }) => {
                // A selection that ends before the first letter of a scene has nothing of it.
                let ends_before = end.scene > start.scene && end == PagePosition::script_start(end.scene);
                start.scene..end.scene + usize::from(!ends_before)
            }
            None => self.selected_scene()..self.selected_scene() + 1,
        }
    }

    fn handle_text_key(&mut self, studio: &mut Studio, key: TextKey) {
        let is_behind_pasted_blank = self.pasted_blank_end.take() == Some(self.caret.position);
        match key {
            TextKey::Insert(' ') if is_behind_pasted_blank => {}
            TextKey::Insert(' ') if self.passes_pause_blank(scenes_of(studio)) => {}
            TextKey::Insert(c) => self.insert(studio, c.encode_utf8(&mut [0; 4]), text_keys::typing_kind(c)),
            TextKey::LineBreak => self.insert_line_break(studio),
            TextKey::Delete(deletion) => self.delete(studio, deletion),
            TextKey::Move(motion, mode) => {
                studio.end_typing_run();
                self.move_caret(scenes_of(studio), motion, mode);
            }
            TextKey::SelectAll => {
                let page = whole_page(scenes_of(studio));
                (self.anchor, self.caret) = (Some(page.start), page.end.into());
            }
        }
    }

    /// Whether the page has scenes and no words yet, and letters are typed though nobody asked to write.
    pub fn awaits_first_words(&self, studio: &Studio) -> bool {
        let scenes = scenes_of(studio);
        let is_empty = |scene: &Scene| scene.script.is_empty() && scene.motion_prompt.is_empty();
        self.mode == PageMode::Scenes && !scenes.is_empty() && scenes.iter().all(is_empty)
    }

    /// Whether an input scrolls the page itself.
    fn is_page_key(&self, input: &PaneInput) -> bool {
        let PaneInput::Key(key) = input else { return false };
        let motion = text_keys::text_key(*key).filter(|_| self.scope() == Scope::SceneText);
        matches!(motion, Some(TextKey::Move(CaretMotion::PageUp | CaretMotion::PageDown, _)))
    }

    fn handle_input(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        match input {
            PaneInput::Command(command) => return self.handle_command(studio, command),
            PaneInput::Key(key) if self.mode == PageMode::Text || self.awaits_first_words(studio) => {
                self.mode = PageMode::Text;
                if let Some(key) = text_keys::text_key(key) {
                    self.handle_text_key(studio, key);
                }
            }
            PaneInput::Text(text) => self.paste(studio, &text),
            PaneInput::Key(_) => {}
        }
        None
    }
}

/// Where a place of a sequence is after a change: it moves with what stands behind the changed part.
fn shifted<T: PartialEq>(old: &[T], new: &[T], place: usize) -> usize {
    let same_start = common_prefix_len(old, new);
    let same_end = common_suffix_len(&old[same_start..], &new[same_start..]);
    let is_behind = place >= old.len() - same_end;
    if is_behind { new.len() - (old.len() - place.min(old.len())) } else { place.min(new.len()) }
}

impl Pane for ScriptPane {
    fn scope(&self) -> Scope {
        match (&self.picker, &self.find, self.mode) {
            (Some(_), ..) => Scope::OptionPicker,
            (None, Some(find), _) => find.scope(),
            (None, None, PageMode::Text) => Scope::SceneText,
            (None, None, PageMode::Scenes) => Scope::Scenes,
        }
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        if !self.is_page_key(&input) {
            self.viewport.follow_caret();
        }
        let navigation = if self.picker.is_some() {
            self.handle_picker_input(studio, &input);
            None
        } else if self.find.is_some() {
            self.handle_find_input(studio, &input);
            None
        } else {
            self.handle_input(studio, input)
        };
        self.sync(studio);
        navigation
    }

    fn handle_mouse(&mut self, studio: &mut Studio, event: MouseEvent) -> Option<Command> {
        studio.end_typing_run();
        self.handle_mouse_event(studio, event)
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        self.draw(ctx, area);
    }

    /// Esc closes the picker and the find bar, ends the selection, and leaves the text.
    fn escape_count(&self) -> usize {
        let is_writing = self.mode == PageMode::Text;
        let layers = [
            self.picker.is_some(),
            self.find.is_some(),
            is_writing && self.selection().is_some(),
            is_writing,
        ];
        layers.into_iter().filter(|is_open| *is_open).count()
    }

    /// Letters that would be commands are words where none were written yet.
    fn is_available(&self, studio: &Studio, command: Command) -> bool {
        let is_by_letter = matches!(
            command,
            Command::NewScene | Command::Duplicate | Command::DeleteScene | Command::MoveDown
        );
        let is_letter_typed = is_by_letter && self.awaits_first_words(studio);
        !is_letter_typed && self.unavailable_reason(studio, command).is_none()
    }

    fn unavailable_reason(&self, studio: &Studio, command: Command) -> Option<&'static str> {
        match command {
            Command::Cut | Command::Copy if self.selection().is_none() => Some("nothing is selected"),
            Command::GoToScene | Command::MotionToAll if scenes_of(studio).len() < 2 => {
                Some("the project has fewer than two scenes")
            }
            _ => None,
        }
    }
}
