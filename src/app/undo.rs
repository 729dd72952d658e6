//! Undo and redo: where they lead, and what they say.

use super::{App, PaneId};
use crate::command::Scope;
use crate::domain::Project;
use crate::studio::{Change, Effect, News, Spot, Tone};

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
        let done = if back { "Undid" } else { "Redid" };
        let news = News::new(Tone::Info, format!("{done}: {}", change.name));
        self.studio.announce(match change.spot {
            Spot::Photos => news.hint("1", "shows it"),
            Spot::Voices => news.hint("2", "shows it"),
            Spot::Scene(..) => news.hint("3", "shows it"),
            Spot::Settings => news,
        });
        effects
    }

    /// Goes to what has changed. Who types is not led to where letters are commands, nor out of a filter.
    fn go_to_change(&mut self, change: &Change, before: &Project) {
        match change.spot {
            Spot::Photos => self.go_unless_typing(PaneId::Photos),
            Spot::Voices => self.go_unless_typing(PaneId::Voices),
            // The title stands in the header; the others are named.
            Spot::Settings => {}
            Spot::Scene(..) if self.scope() == Scope::Filter => {}
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
