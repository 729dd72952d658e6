//! The mouse: which pane an event is for, and whether the program has the mouse at all.

use ratatui::layout::Position;

use super::layout::ScreenLayout;
use super::{App, status_message_view};
use crate::command::{MouseEvent, MouseEventKind};
use crate::domain::MouseOwner;
use crate::studio::{Effect, Severity};

impl App {
    /// Passes an event to the pane under the mouse; a press focuses it. Overlays have keys only.
    pub(super) fn handle_mouse(&mut self, event: MouseEvent) {
        if !self.overlays.is_empty() {
            return;
        }
        let rows = status_message_view::message_rows(self, self.screen.width).len();
        let messages = u16::try_from(rows).unwrap_or(u16::MAX);
        let layout = ScreenLayout::compute(self.screen, self.focus, self.is_zoomed, messages);
        let cell = Position::new(event.column, event.row);
        let below = layout.panes.iter().find(|(_, area)| area.contains(cell)).map(|(pane, _)| *pane);
        if event.kind == MouseEventKind::Press {
            self.pressed_pane = below;
            self.focus = below.unwrap_or(self.focus);
        }
        // A drag that leaves the pane still belongs to it.
        let pane = if event.kind == MouseEventKind::Drag { self.pressed_pane } else { below };
        let Some(pane) = pane else { return };
        self.panes.get_mut(pane).handle_mouse(&mut self.studio, event);
    }

    /// Leaves the mouse to the terminal, which can then select text on the whole screen, or takes it back.
    pub(super) fn toggle_mouse(&mut self) {
        let takes_mouse = self.studio.settings.mouse == MouseOwner::Terminal;
        self.studio.settings.mouse = if takes_mouse { MouseOwner::Studio } else { MouseOwner::Terminal };
        self.studio.emit(Effect::CaptureMouse(takes_mouse));
        let text = if takes_mouse {
            "cuecard has the mouse"
        } else {
            "The terminal has the mouse · F3 takes it back"
        };
        self.studio.report(Severity::Info, text);
    }
}
