//! The options of the selected scenes: the picker over the page, and the edit that it leads to.

use std::ops::Range;

use super::option_picker::{OptionPicker, OptionValue, PickedOption, PickerOutcome, PickerTarget};
use super::position::PagePosition;
use super::{PageMode, ScriptPane, scenes_of};
use crate::domain::{PromptState, Scene, SceneText, motion_advice, repeated_motion};
use crate::panes::PaneInput;
use crate::studio::{Severity, StatusMessage, Studio, has_issues};

impl ScriptPane {
    /// Opens the picker of an option, with the value of the selected scene under the cursor.
    pub(super) fn open_picker(&mut self, studio: &Studio, option: PickedOption) {
        let scene = scenes_of(studio).get(self.selected_scene());
        let target = PickerTarget { selected: self.selected_scenes(), count: scenes_of(studio).len() };
        self.picker = scene.map(|scene| OptionPicker::new(option, scene, studio, target));
    }

    pub(super) fn handle_picker_input(&mut self, studio: &mut Studio, input: &PaneInput) {
        let Some(picker) = &mut self.picker else { return };
        let outcome = picker.update(input);
        self.apply_picker_outcome(studio, outcome);
    }

    pub(super) fn apply_picker_outcome(&mut self, studio: &mut Studio, outcome: PickerOutcome) {
        match outcome {
            PickerOutcome::StaysOpen => {}
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
        let changed = studio.edit_scenes(scenes.clone(), |scene| value.apply(scene));
        if count > 1 {
            studio.report_scene_edit(value.label(), changed, count);
        }
        if matches!(value, OptionValue::Emotion(Some(_))) && changed > 0 {
            studio.take_chosen_siblings(scenes);
        } else if matches!(value, OptionValue::Speaker(_)) {
            studio.remember_cast_siblings(scenes);
        }
    }

    /// Opens the picker of the recording, and lists the sound files beside the project.
    pub(super) fn open_recording_picker(&mut self, studio: &mut Studio) {
        studio.list_sound_files();
        self.open_picker(studio, PickedOption::Recording);
    }

    /// Copies the motion of the scene with the caret to the selected scenes, or else to all.
    pub(super) fn copy_motion(&self, studio: &mut Studio) {
        let selected = self.selected_scenes();
        let range = if selected.len() > 1 { selected } else { 0..scenes_of(studio).len() };
        let source = self.selected_scene();
        let Some(prompt) = scenes_of(studio).get(source).map(|scene| scene.motion_prompt.clone()) else {
            return;
        };
        if prompt.is_empty() {
            return studio.report(Severity::Info, format!("Scene {} has no motion to copy", source + 1));
        }
        studio.set_motions(range, &prompt);
    }

    /// Turns enhance off in the selected scenes if all have it, or else on in all of them.
    pub(super) fn toggle_enhance(&self, studio: &mut Studio) {
        let enhance = !self.all_selected(studio, |scene| scene.enhance_motion);
        studio.edit_scenes(self.selected_scenes(), |scene| scene.enhance_motion = enhance);
    }

    /// Unmutes the selected scenes if all are muted, or else mutes all of them.
    pub(super) fn toggle_muted(&self, studio: &mut Studio) {
        let is_muted = !self.all_selected(studio, |scene| scene.is_muted);
        if studio.edit_scenes(self.selected_scenes(), |scene| scene.is_muted = is_muted) > 0 {
            let text =
                if is_muted { "Muted: kept in the project, but not rendered" } else { "No longer muted" };
            studio.report(Severity::Info, text);
        }
    }

    fn all_selected(&self, studio: &Studio, has_option: impl Fn(&Scene) -> bool) -> bool {
        scenes_of(studio).get(self.selected_scenes()).is_some_and(|scenes| scenes.iter().all(has_option))
    }

    /// Removes what would be spoken by mistake from the selected scenes, or else from all scenes.
    pub(super) fn clean_scripts(&mut self, studio: &mut Studio) {
        let scenes = scenes_of(studio);
        let selected = scenes.get(self.selected_scenes()).is_some_and(|scenes| scenes.iter().any(has_issues));
        studio.clean_scripts(if selected { self.selected_scenes() } else { 0..scenes.len() });
        self.set_nearest_caret(scenes_of(studio), self.caret.position);
    }

    /// Makes scenes of the script of the selected scene, with the caret at the end of the last one.
    pub(super) fn expand_scene(&mut self, studio: &mut Studio) {
        let scene = self.selected_scene();
        match studio.expand_scene(scene) {
            Some(count) => {
                let end = PagePosition::end_of(scenes_of(studio), scene + count - 1, SceneText::Script);
                self.set_caret(end);
            }
            None => studio.report(Severity::Info, "The text reads as one scene · F4 imports a file"),
        }
    }

    /// Whether the motion of the selected scene is complete: the caret is not in it.
    pub(super) fn prompt_state(&self) -> PromptState {
        match (self.mode, self.caret.position.field) {
            (PageMode::Text, SceneText::Motion) => PromptState::BeingTyped,
            _ => PromptState::Finished,
        }
    }

    /// The better motion prompt that Alt-a writes into the selected scene. With the caret in the words, a voice on offer
    /// comes first.
    pub(super) fn offered_rewrite(&self, studio: &Studio) -> Option<String> {
        let scene = scenes_of(studio).get(self.selected_scene())?;
        let is_in_words = self.caret.position.field == SceneText::Script;
        if is_in_words && studio.offered_voice(scene).is_some() {
            return None;
        }
        let advice = motion_advice(&scene.motion_prompt, self.prompt_state());
        advice.into_iter().find_map(|advice| advice.rewrite)
    }

    /// Takes the advice about the selected scene: a better motion prompt, or the voice that carries the emotion.
    pub(super) fn take_advice(&mut self, studio: &mut Studio) {
        let scene = self.selected_scene();
        let has_offer = scenes_of(studio).get(scene).is_some_and(|own| studio.offered_voice(own).is_some());
        match self.offered_rewrite(studio) {
            Some(rewrite) => {
                studio.set_motion(scene, &rewrite);
                self.set_caret(PagePosition::end_of(scenes_of(studio), scene, SceneText::Motion));
            }
            None if has_offer => studio.take_offered_voice(scene),
            None => {
                let repeated = repeated_motion(scenes_of(studio), scene).map(|repeated| repeated.message);
                let advice = repeated.unwrap_or_else(|| "No advice about this motion".to_owned());
                studio.report(Severity::Info, format!("{advice} · Alt-m has motions to choose from"));
            }
        }
    }
}
