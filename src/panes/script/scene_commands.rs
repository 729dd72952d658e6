//! The commands of the script page: moving between scenes, adding, moving and deleting them, and their options.

use std::ops::Range;

use super::option_picker::PickedOption;
use super::position::PagePosition;
use super::{PageMode, ScriptPane, scenes_of};
use crate::command::Command;
use crate::domain::SceneText;
use crate::panes::Navigate;
use crate::panes::input_dialog::InputKind;
use crate::studio::{Edit, EditKind, Severity, StatusMessage, Studio};

/// The index of the last scene; 0 where there is none.
fn last_scene(studio: &Studio) -> usize {
    scenes_of(studio).len().saturating_sub(1)
}

impl ScriptPane {
    pub(super) fn handle_command(&mut self, studio: &mut Studio, command: Command) -> Option<Navigate> {
        match command {
            Command::Back => self.leave_text(),
            Command::EditScript => self.enter_text(studio),
            Command::NextField => self.go_to_neighbor_text(studio, true),
            Command::PreviousField => self.go_to_neighbor_text(studio, false),
            Command::PreviousScene | Command::Up => {
                self.move_to_scene(studio, self.selected_scene().saturating_sub(1))
            }
            Command::NextScene | Command::Down => self.move_to_scene(studio, self.selected_scene() + 1),
            Command::Top => self.move_to_scene(studio, 0),
            Command::Bottom => self.move_to_scene(studio, last_scene(studio)),
            Command::GoToScene => return Some(Navigate::Input(InputKind::SceneNumber)),
            Command::SelectSceneUp => self.extend_selection(studio, self.selected_scene().saturating_sub(1)),
            Command::SelectSceneDown => self.extend_selection(studio, self.selected_scene() + 1),
            Command::MotionToAll => self.copy_motion(studio),
            Command::NewScene => self.insert_scene(studio),
            Command::Duplicate => self.duplicate_scenes(studio),
            Command::MoveUp => self.move_scenes_up(studio),
            Command::MoveDown => self.move_scenes_down(studio),
            Command::DeleteScene => self.delete_scenes(studio),
            Command::SplitScene => self.split(studio),
            Command::Emotion => self.open_picker(studio, PickedOption::Emotion),
            Command::TalkingStyle => self.open_picker(studio, PickedOption::Style),
            Command::Speaker => self.open_picker(studio, PickedOption::Speaker),
            Command::Recording => self.open_recording_picker(studio),
            Command::Background => self.open_picker(studio, PickedOption::Background),
            Command::VoiceSettings if !scenes_of(studio).is_empty() => {
                return Some(Navigate::VoiceSettings(self.selected_scenes()));
            }
            Command::ToggleEnhance => self.toggle_enhance(studio),
            Command::InsertPause => self.insert_or_change_pause(studio),
            Command::CleanScript => self.clean_scripts(studio),
            Command::ExpandScene => self.expand_scene(studio),
            Command::TakeAdvice => self.take_advice(studio),
            Command::PlaySample => studio.toggle_scene_sample(self.selected_scene()),
            Command::HearScene => return Some(Navigate::Hear(self.selected_scenes())),
            Command::HearScript => return Some(Navigate::Hear(0..scenes_of(studio).len())),
            Command::ToggleMuted => self.toggle_muted(studio),
            Command::Find => self.open_find(studio),
            Command::Cut if self.cut(studio) => {}
            Command::Copy if self.copy_and_report(studio) => {}
            Command::Cut if self.mode == PageMode::Text => {
                studio.report(Severity::Info, "Nothing is selected");
            }
            Command::Cut | Command::Copy if self.mode == PageMode::Scenes => {
                studio.report(Severity::Info, "Nothing is selected · Shift-↓ selects scenes");
            }
            Command::Copy => studio.report(Severity::Info, "Nothing is selected · press Ctrl-q to quit"),
            Command::Paste => self.request_paste(studio),
            _ => {}
        }
        None
    }

    /// Ends the selection first, then leaves the text.
    fn leave_text(&mut self) {
        if self.anchor.take().is_none() {
            self.mode = PageMode::Scenes;
        }
    }

    fn enter_text(&mut self, studio: &mut Studio) {
        if scenes_of(studio).is_empty() {
            return self.insert_scene(studio);
        }
        self.mode = PageMode::Text;
    }

    /// Moves to the end of the next or previous text of the page, from the last one to the first.
    fn go_to_neighbor_text(&mut self, studio: &Studio, forward: bool) {
        let scenes = scenes_of(studio);
        let PagePosition { scene, field, .. } = self.caret.position;
        let count = scenes.len().max(1);
        let (scene, field) = match (field, forward) {
            (SceneText::Script, true) => (scene, SceneText::Motion),
            (SceneText::Motion, true) => ((scene + 1) % count, SceneText::Script),
            (SceneText::Motion, false) => (scene, SceneText::Script),
            (SceneText::Script, false) => ((scene + count - 1) % count, SceneText::Motion),
        };
        self.set_caret(PagePosition::end_of(scenes, scene, field));
    }

    /// Moves to the end of the same text of another scene, the last one at most.
    fn move_to_scene(&mut self, studio: &Studio, scene: usize) {
        let scenes = scenes_of(studio);
        let scene = scene.min(last_scene(studio));
        self.set_caret(PagePosition::end_of(scenes, scene, self.caret.position.field));
    }

    /// Selects whole scenes, from the one where the selection began to another one.
    fn extend_selection(&mut self, studio: &Studio, to: usize) {
        let scenes = scenes_of(studio);
        let to = to.min(last_scene(studio));
        if to == self.selected_scene() {
            return;
        }
        let from = self.anchor.map_or(self.selected_scene(), |anchor| anchor.scene);
        let start = PagePosition::script_start;
        let end = |scene| PagePosition::end_of(scenes, scene, SceneText::Motion);
        let (anchor, caret) = if to < from { (end(from), start(to)) } else { (start(from), end(to)) };
        (self.anchor, self.caret) = (Some(anchor), caret.into());
    }

    /// Inserts a scene after the selected one, with the caret in its script.
    fn insert_scene(&mut self, studio: &mut Studio) {
        let index = if scenes_of(studio).is_empty() { 0 } else { self.selected_scene() + 1 };
        studio.edit(Edit::InsertScene(index), EditKind::SingleStep);
        if index > 0 {
            let text = format!("Scene {} has the options of scene {index}", index + 1);
            studio.report(Severity::Info, text);
        }
        self.set_caret(PagePosition::script_start(index));
        self.mode = PageMode::Text;
    }

    /// Inserts copies of the selected scenes behind them; the copies are selected.
    fn duplicate_scenes(&mut self, studio: &mut Studio) {
        let range = self.selected_scenes();
        let Some(copies) = scenes_of(studio).get(range.clone()).map(<[_]>::to_vec) else { return };
        let name = match copies.len() {
            1 => format!("duplicate of scene {}", range.start + 1),
            count => format!("duplicates of {count} scenes"),
        };
        studio.edit_named(Edit::ReplaceScenes(range.end..range.end, copies), name);
        self.shift_selection(|scene| scene + range.len());
    }

    fn move_scenes_up(&mut self, studio: &mut Studio) {
        let Range { start, end } = self.selected_scenes();
        let Some(above) = start.checked_sub(1) else { return };
        let Some(mut scenes) = scenes_of(studio).get(above..end).map(<[_]>::to_vec) else { return };
        scenes.rotate_left(1);
        studio.edit(Edit::ReplaceScenes(above..end, scenes), EditKind::SingleStep);
        self.shift_selection(|scene| scene.saturating_sub(1));
    }

    fn move_scenes_down(&mut self, studio: &mut Studio) {
        let Range { start, end } = self.selected_scenes();
        let Some(mut scenes) = scenes_of(studio).get(start..=end).map(<[_]>::to_vec) else { return };
        scenes.rotate_right(1);
        studio.edit(Edit::ReplaceScenes(start..end + 1, scenes), EditKind::SingleStep);
        self.shift_selection(|scene| scene + 1);
    }

    /// Keeps the caret and the selection at scenes that have other numbers now.
    fn shift_selection(&mut self, number: impl Fn(usize) -> usize) {
        let shift = |position: PagePosition| PagePosition { scene: number(position.scene), ..position };
        self.anchor = self.anchor.map(shift);
        self.caret = shift(self.caret.position).into();
    }

    fn delete_scenes(&mut self, studio: &mut Studio) {
        let range = self.selected_scenes();
        if range.end > scenes_of(studio).len() {
            return;
        }
        let text = match range.len() {
            1 => format!("Scene {} was deleted", range.start + 1),
            2 => format!("Scenes {} and {} were deleted", range.start + 1, range.end),
            _ => format!("Scenes {} to {} were deleted", range.start + 1, range.end),
        };
        let caret = PagePosition::script_start(range.start);
        let name = match range.len() {
            1 => format!("deletion of scene {}", range.start + 1),
            count => format!("deletion of {count} scenes"),
        };
        self.remove_scenes(studio, range, caret, name);
        studio.show_message(StatusMessage::new(Severity::Info, text).with_undo_hint());
    }

    /// Removes whole scenes, with the caret near `caret`; `name` is that of the edit.
    pub(super) fn remove_scenes(
        &mut self,
        studio: &mut Studio,
        range: Range<usize>,
        caret: PagePosition,
        name: String,
    ) {
        studio.edit_named(Edit::ReplaceScenes(range, Vec::new()), name);
        self.set_nearest_caret(scenes_of(studio), caret);
    }
}
