//! Undo and redo: where they lead, and what they say.

use super::{App, PaneId};
use crate::domain::Project;
use crate::studio::{Change, Effect, Spot, Tone};

impl App {
    /// Goes one step back or forth, to where it is seen.
    pub(super) fn back_or_forth(&mut self, back: bool) -> Vec<Effect> {
        let before = self.studio.work.project.clone();
        let done = if back { self.studio.undo() } else { self.studio.redo() };
        let Some((change, effects)) = done else {
            self.studio.tell(Tone::Info, if back { "Nothing to undo" } else { "Nothing to redo" });
            return Vec::new();
        };
        self.go_to_change(&change, &before);
        self.studio.tell(Tone::Info, format!("{}: {}", if back { "Undid" } else { "Redid" }, change.name));
        effects
    }

    fn go_to_change(&mut self, change: &Change, before: &Project) {
        match change.spot {
            Spot::Photos => self.focus = PaneId::Photos,
            Spot::Voices => self.focus = PaneId::Voices,
            // The title stands in the header; the others are named.
            Spot::Settings => {}
            Spot::Scene(at, field) => {
                let count = self.studio.work.project.scenes.len();
                // A scene that is gone again leaves the one before it.
                let gone = count < before.scenes.len();
                let at = if gone { at.saturating_sub(1) } else { at }.min(count.saturating_sub(1));
                let scope = self.scope();
                self.focus = PaneId::Scenes;
                self.panes.scenes.show_change(before, at, field, scope);
            }
        }
    }
}
