//! Undo and redo: the focus and the message after a step.

use super::{App, PaneId};
use crate::command::Scope;
use crate::domain::Project;
use crate::studio::{ChangeLocation, ProjectDiff, Severity, StatusMessage};

impl App {
    pub(super) fn undo(&mut self) {
        let before = self.studio.project_state.project.clone();
        match self.studio.undo() {
            Some(change) => self.show_change(&change, &before, "Undid"),
            None => self.studio.report(Severity::Info, "Nothing to undo"),
        }
    }

    pub(super) fn redo(&mut self) {
        let before = self.studio.project_state.project.clone();
        match self.studio.redo() {
            Some(change) => self.show_change(&change, &before, "Redid"),
            None => self.studio.report(Severity::Info, "Nothing to redo"),
        }
    }

    /// Focuses and names what an undo or redo changed.
    fn show_change(&mut self, diff: &ProjectDiff, before: &Project, verb: &str) {
        self.focus_change(diff, before);
        let message = StatusMessage::new(Severity::Info, format!("{verb}: {}", diff.description));
        self.studio.show_message(match diff.location {
            ChangeLocation::Photos => message.with_key_hint("1", "shows it"),
            ChangeLocation::Voices => message.with_key_hint("2", "shows it"),
            ChangeLocation::Scene(..) => message.with_key_hint("3", "shows it"),
            ChangeLocation::Settings => message,
        });
    }

    /// Focuses what changed. A user who types is not led to where letters are commands, nor out of a filter.
    fn focus_change(&mut self, diff: &ProjectDiff, before: &Project) {
        match diff.location {
            // The cast is beside the script or in the tabs, the title in the header; the message names the others.
            ChangeLocation::Photos | ChangeLocation::Voices | ChangeLocation::Settings => {}
            ChangeLocation::Scene(..) if matches!(self.scope(), Scope::Filter | Scope::CatalogFilter) => {}
            ChangeLocation::Scene(index, field) => {
                self.focus = PaneId::Script;
                let after = &self.studio.project_state.project;
                self.panes.script.show_change(before, after, index, field);
            }
        }
    }
}
