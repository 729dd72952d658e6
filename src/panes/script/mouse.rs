//! The mouse on the script page: a click places the caret, a drag selects, and the wheel scrolls.

use ratatui::layout::Position;

use super::{PageMode, ScriptPane, scenes_of};
use crate::command::{MouseEvent, MouseEventKind};
use crate::domain::Scene;
use crate::studio::Studio;

/// Rows that a step of the wheel scrolls.
const WHEEL_ROWS: usize = 3;

impl ScriptPane {
    pub(super) fn handle_mouse_event(&mut self, studio: &Studio, event: MouseEvent) {
        let scenes = scenes_of(studio);
        match event.kind {
            MouseEventKind::WheelUp | MouseEventKind::WheelDown if self.picker.is_some() => {}
            MouseEventKind::WheelUp => self.scroll_page(scenes, WHEEL_ROWS, false),
            MouseEventKind::WheelDown => self.scroll_page(scenes, WHEEL_ROWS, true),
            MouseEventKind::Press | MouseEventKind::Drag => {
                let cell = Position::new(event.column, event.row);
                if event.kind == MouseEventKind::Press && !self.viewport.contains(cell) {
                    return;
                }
                self.scroll_for_press(scenes, event.kind == MouseEventKind::Drag, cell);
                let Some(caret) = self.viewport.caret_at_cell(scenes, cell) else { return };
                self.anchor = match event.kind {
                    MouseEventKind::Drag => self.anchor.or(Some(self.caret.position)),
                    _ => None,
                };
                self.caret = caret;
                self.mode = PageMode::Text;
                self.picker = None;
            }
        }
    }

    /// Keeps the page where it is under the mouse; a drag beyond its border scrolls it by a row.
    fn scroll_for_press(&self, scenes: &[Scene], is_drag: bool, cell: Position) {
        let (above, below) = self.viewport.is_beyond(cell);
        self.viewport.with_layout(scenes, |page| {
            self.visible_rows(page);
            self.viewport.scroll_by(usize::from(is_drag && (above || below)), below, page.height());
        });
    }
}
