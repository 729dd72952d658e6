//! Opens the table read, and hears scenes in it.

use super::App;
use crate::command::TABLE_READ_SCOPES;
use crate::panes::confirm_dialog::ConfirmDialog;
use crate::panes::table_read::TableReadOverlay;
use crate::studio::{HearingPlan, Severity};

impl App {
    pub(super) fn open_table_read(&mut self, scene: usize) {
        match TableReadOverlay::new(&self.studio, scene, self.screen) {
            Some(overlay) => {
                self.studio.dismiss_edit_messages();
                self.open_overlay(overlay);
            }
            None => self.studio.report(Severity::Info, "Nothing to read: the script has no words yet"),
        }
    }

    /// Hears scenes: what is kept at once, anything else after its price.
    pub(super) fn hear(&mut self, scenes: &[usize]) {
        match self.studio.plan_hearing(scenes) {
            HearingPlan::Play(scene) => self.play_table_read(scene),
            HearingPlan::Confirm(_) if !self.can_show_prices() => self.report_small_window(),
            HearingPlan::Confirm(order) => {
                self.open_dialog(ConfirmDialog::confirm_speech(&self.studio, *order));
            }
            HearingPlan::Nothing => {}
        }
    }

    /// Opens the table read at a scene, in place of one that is open.
    pub(super) fn play_table_read(&mut self, scene: usize) {
        self.studio.stop_sound();
        for scope in TABLE_READ_SCOPES {
            self.close_overlays(*scope);
        }
        self.open_table_read(scene);
    }
}
