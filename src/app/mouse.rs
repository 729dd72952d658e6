//! The mouse: which pane an event is for, and whether the program has the mouse at all.

use ratatui::layout::{Position, Rect};

use super::layout::ScreenLayout;
use super::view::tab_at;
use super::{App, PaneId, status_message_view};
use crate::command::{MouseEvent, MouseEventKind};
use crate::domain::MouseOwner;
use crate::panes::overview::{OverviewPart, overview_part_at};
use crate::panes::video_settings::VideoSettingsOverlay;
use crate::studio::{Effect, Severity};

impl App {
    /// Passes an event to the pane under the mouse; a press focuses it. Overlays have keys only.
    pub(super) fn handle_mouse(&mut self, event: MouseEvent) {
        if !self.overlays.is_empty() {
            return;
        }
        let rows = status_message_view::message_rows(self, self.screen.width);
        let messages = status_message_view::count_rows(self, &rows);
        let layout = ScreenLayout::compute(self.screen, self.focus, self.is_zoomed, messages);
        let base = self.base_layout(self.screen);
        let cell = Position::new(event.column, event.row);
        let below = layout.panes.iter().find(|(_, area)| area.contains(cell)).map(|(pane, _)| *pane);
        if event.kind.is_press() {
            self.pressed_pane = below;
            self.focus = below.unwrap_or(self.focus);
            if below != Some(PaneId::Script) {
                self.panes.script.close_picker();
            }
        }
        if event.kind.is_press() && layout.overview.contains(cell) {
            let reserved_rows = base.overview.height.saturating_sub(layout.overview.height);
            return self.open_overview_part((layout.overview, reserved_rows), cell);
        }
        if event.kind.is_press() && layout.tabs.contains(cell) {
            let pane = tab_at(self, layout.tabs.width, cell.x - layout.tabs.x);
            return self.focus = pane.unwrap_or(self.focus);
        }
        if event.kind.is_press() && layout.timeline.contains(cell) {
            return self.go_to_timeline_scene(layout.timeline_bars(), cell);
        }
        // A drag that leaves the pane still belongs to it.
        let pane = if event.kind == MouseEventKind::Drag { self.pressed_pane } else { below };
        let Some(pane) = pane else { return };
        let command = self.panes.get_mut(pane).handle_mouse(&mut self.studio, event);
        if let Some(command) = command {
            self.run_command(command);
        }
    }

    /// Goes to the scene whose part of the timeline is pressed.
    fn go_to_timeline_scene(&mut self, bars: Rect, cell: Position) {
        let column = cell.x.checked_sub(bars.x);
        let scene = column
            .and_then(|column| self.panes.script.scene_at_timeline_column(&self.studio, bars.width, column));
        if let Some(scene) = scene {
            self.focus = PaneId::Script;
            self.panes.script.select_scene(&self.studio, scene);
        }
    }

    /// Opens what the part of the overview under the mouse is about. `area` is the overview, and the rows of it that messages
    /// cover.
    fn open_overview_part(&mut self, area: (Rect, u16), cell: Position) {
        let scene = self.panes.script.selected_scene();
        match overview_part_at(&self.studio, scene, self.theme, area, cell) {
            Some(OverviewPart::Photo) => self.focus = PaneId::Photos,
            Some(OverviewPart::Voice) => self.focus = PaneId::Voices,
            Some(OverviewPart::Renders) => self.focus = PaneId::Queue,
            Some(OverviewPart::Settings) => self.open_overlay(VideoSettingsOverlay::new(&self.studio)),
            None => {}
        }
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
