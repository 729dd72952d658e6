//! The options of the selected scenes: the picker over the page, and the edit that it leads to.

use std::ops::Range;

use super::option_picker::{OptionPicker, OptionValue, PickedOption, PickerOutcome, PickerTarget};
use super::position::PagePosition;
use super::{ScriptPane, scenes_of};
use crate::domain::{Scene, SceneText, clean_script, format_count, motion_advice};
use crate::panes::PaneInput;
use crate::studio::{Edit, EditKind, Severity, StatusMessage, Studio};

impl ScriptPane {
    /// Opens the picker of an option, with the value of the selected scene under the cursor.
    pub(super) fn open_picker(&mut self, studio: &Studio, option: PickedOption) {
        let speakers = &studio.project_state.project.speakers;
        let scene = scenes_of(studio).get(self.selected());
        let target = PickerTarget { selected: self.selected_scenes(), count: scenes_of(studio).len() };
        self.picker = scene.map(|scene| OptionPicker::new(option, scene, speakers, target));
    }

    pub(super) fn handle_picker_input(&mut self, studio: &mut Studio, input: &PaneInput) {
        let Some(picker) = &mut self.picker else { return };
        match picker.update(input) {
            PickerOutcome::Open => {}
            PickerOutcome::Closed => self.picker = None,
            PickerOutcome::Picked(value) => self.apply_option(studio, self.selected_scenes(), &value),
            PickerOutcome::PickedForAll(value) => {
                self.apply_option(studio, 0..scenes_of(studio).len(), &value);
            }
        }
    }

    fn apply_option(&mut self, studio: &mut Studio, scenes: Range<usize>, value: &OptionValue) {
        self.picker = None;
        let count = scenes.len();
        if let OptionValue::NewSpeaker(name) = value {
            studio.add_speaker(name, scenes);
            let message = StatusMessage::new(Severity::Success, format!("{name} is a new speaker"));
            return studio.show_message(message.with_key_hint("1", "chooses the photo, 2 the voice"));
        }
        edit_scenes(studio, scenes, |scene| value.apply(scene));
        if count > 1 {
            let text = format!("{} in {}", value.label(), format_count(count, "scene"));
            let message = StatusMessage::new(Severity::Info, text);
            studio.show_message(message.with_key_hint("Ctrl-z", "takes it back"));
        }
    }

    /// Uses the motion of the scene with the caret in the selected scenes, or else in all.
    pub(super) fn use_motion_in_all(&self, studio: &mut Studio) {
        let selected = self.selected_scenes();
        let range = if selected.len() > 1 { selected } else { 0..scenes_of(studio).len() };
        let motion = self.caret.position.scene;
        if let Some(prompt) = scenes_of(studio).get(motion).map(|scene| scene.motion_prompt.clone()) {
            studio.set_motions(range, &prompt);
        }
    }

    pub(super) fn toggle_enhance(&self, studio: &mut Studio) {
        if let Some(enhance) = scenes_of(studio).get(self.selected()).map(|scene| !scene.enhance_motion) {
            edit_scenes(studio, self.selected_scenes(), |scene| scene.enhance_motion = enhance);
        }
    }

    /// Mutes or unmutes the selected scenes: all as the first of them.
    pub(super) fn toggle_muted(&self, studio: &mut Studio) {
        if let Some(is_muted) =
            scenes_of(studio).get(self.selected_scenes().start).map(|scene| !scene.is_muted)
        {
            edit_scenes(studio, self.selected_scenes(), |scene| scene.is_muted = is_muted);
            let text =
                if is_muted { "Muted: kept in the project, but not rendered" } else { "No longer muted" };
            studio.report(Severity::Info, text);
        }
    }

    /// Removes what would be spoken by mistake from the selected scenes, or else from all scenes.
    pub(super) fn clean_scripts(&mut self, studio: &mut Studio) {
        let has_issues = |scene: &Scene| !scene.script.analysis().issues().is_empty();
        let scenes = scenes_of(studio);
        let selected = scenes.get(self.selected_scenes()).is_some_and(|scenes| scenes.iter().any(has_issues));
        let range = if selected { self.selected_scenes() } else { 0..scenes.len() };
        let mut cleaned = scenes[range.clone()].to_vec();
        let count = cleaned.iter().filter(|scene| has_issues(scene)).count();
        if count == 0 {
            return studio.report(Severity::Info, "Nothing would be spoken by mistake");
        }
        for scene in cleaned.iter_mut().filter(|scene| has_issues(scene)) {
            scene.script = clean_script(&scene.script).into();
        }
        studio.edit(Edit::ReplaceScenes(range, cleaned), EditKind::SingleStep);
        self.set_nearest_caret(scenes_of(studio), self.caret.position);
        let message =
            StatusMessage::new(Severity::Info, format!("Cleaned {}", format_count(count, "script")));
        studio.show_message(message.with_key_hint("Ctrl-z", "restores it"));
    }

    /// Replaces the motion prompt of the selected scene by the first advice about it.
    pub(super) fn take_advice(&mut self, studio: &mut Studio) {
        let scene = self.selected();
        let prompt = scenes_of(studio).get(scene).map_or("", |scene| &scene.motion_prompt);
        match motion_advice(prompt).into_iter().find_map(|advice| advice.rewrite) {
            Some(rewrite) => {
                studio.set_motion(scene, &rewrite);
                self.set_caret(PagePosition::end_of(scenes_of(studio), scene, SceneText::Motion));
            }
            None => studio
                .report(Severity::Info, "No advice about this motion · Alt-m has motions to choose from"),
        }
    }
}

/// Edits some scenes, as one undo step.
fn edit_scenes(studio: &mut Studio, range: Range<usize>, edit: impl Fn(&mut Scene)) {
    let Some(scenes) = scenes_of(studio).get(range.clone()) else { return };
    let mut changed = scenes.to_vec();
    changed.iter_mut().for_each(edit);
    studio.edit(Edit::ReplaceScenes(range, changed), EditKind::SingleStep);
}
