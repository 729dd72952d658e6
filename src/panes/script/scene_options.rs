//! The options of the selected scenes: the picker over the page, and the edit that it leads to.

use super::option_picker::{OptionPicker, PickedOption, PickerOutcome};
use super::{ScriptPane, scenes_of};
use crate::domain::Scene;
use crate::panes::PaneInput;
use crate::studio::{Edit, EditKind, Studio};

impl ScriptPane {
    /// Opens the picker of an option, with the value of the selected scene under the cursor.
    pub(super) fn open_picker(&mut self, studio: &Studio, option: PickedOption) {
        self.picker = scenes_of(studio).get(self.selected()).map(|scene| OptionPicker::new(option, scene));
    }

    pub(super) fn handle_picker_input(&mut self, studio: &mut Studio, input: &PaneInput) {
        let Some(picker) = &mut self.picker else { return };
        match picker.update(input) {
            PickerOutcome::Open => {}
            PickerOutcome::Closed => self.picker = None,
            PickerOutcome::Picked(value) => {
                self.picker = None;
                self.edit_selected_scenes(studio, |scene| value.apply(scene));
            }
        }
    }

    pub(super) fn toggle_enhance(&self, studio: &mut Studio) {
        if let Some(enhance) = scenes_of(studio).get(self.selected()).map(|scene| !scene.enhance_motion) {
            self.edit_selected_scenes(studio, |scene| scene.enhance_motion = enhance);
        }
    }

    /// Edits the scenes of the selection, or else the one with the caret, as one undo step.
    fn edit_selected_scenes(&self, studio: &mut Studio, edit: impl Fn(&mut Scene)) {
        let range = self.selected_scenes();
        let Some(scenes) = scenes_of(studio).get(range.clone()) else { return };
        let mut changed = scenes.to_vec();
        changed.iter_mut().for_each(edit);
        studio.edit(Edit::ReplaceScenes(range, changed), EditKind::SingleStep);
    }
}
