//! The mouse on the script page: a click places the caret, a drag selects, and the wheel moves on.

use ratatui::layout::Position;

use super::{PageMode, ScriptPane, scenes_of};
use crate::command::{MouseEvent, MouseEventKind};
use crate::studio::Studio;
use crate::widgets::{CaretMotion, SelectionMode};

/// Rows that a step of the wheel moves.
const WHEEL_ROWS: usize = 3;

impl ScriptPane {
    pub(super) fn handle_mouse_event(&mut self, studio: &Studio, event: MouseEvent) {
        let scenes = scenes_of(studio);
        match event.kind {
            MouseEventKind::WheelUp | MouseEventKind::WheelDown if self.picker.is_some() => {}
            MouseEventKind::WheelUp => self.move_rows(studio, CaretMotion::Up),
            MouseEventKind::WheelDown => self.move_rows(studio, CaretMotion::Down),
            MouseEventKind::Press | MouseEventKind::Drag => {
                let cell = Position::new(event.column, event.row);
                if event.kind == MouseEventKind::Press && !self.viewport.contains(cell) {
                    return;
                }
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

    fn move_rows(&mut self, studio: &Studio, motion: CaretMotion) {
        for _ in 0..WHEEL_ROWS {
            self.move_caret(scenes_of(studio), motion, SelectionMode::Drop);
        }
    }
}
