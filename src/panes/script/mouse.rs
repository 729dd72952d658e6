//! The mouse on the script page: a click places the caret, a double click selects a word, a triple click a line, a drag selects,
//! and the wheel scrolls.

use std::ops::Range;

use ratatui::layout::Position;

use super::{PageMode, ScriptPane, scenes_of};
use crate::command::{MouseEvent, MouseEventKind};
use crate::domain::Scene;
use crate::studio::Studio;
use crate::widgets::{line_end, line_start, word_around};

/// Rows that a step of the wheel scrolls.
const WHEEL_ROWS: usize = 3;

impl ScriptPane {
    pub(super) fn handle_mouse_event(&mut self, studio: &Studio, event: MouseEvent) {
        let scenes = scenes_of(studio);
        match event.kind {
            MouseEventKind::WheelUp | MouseEventKind::WheelDown if self.picker.is_some() => {}
            MouseEventKind::WheelUp => self.scroll_page(scenes, WHEEL_ROWS, false),
            MouseEventKind::WheelDown => self.scroll_page(scenes, WHEEL_ROWS, true),
            kind => self.press_or_drag(scenes, kind, Position::new(event.column, event.row)),
        }
    }

    /// Places the caret at a cell of the screen, or selects from it or around it.
    fn press_or_drag(&mut self, scenes: &[Scene], kind: MouseEventKind, cell: Position) {
        if kind.is_press() && !self.viewport.contains(cell) {
            return;
        }
        let is_drag = kind == MouseEventKind::Drag;
        self.scroll_for_press(scenes, is_drag, cell);
        let (row, column) = self.viewport.page_cell(cell);
        let caret = self.viewport.with_layout(scenes, |page| page.caret_at(row, column));
        let Some(caret) = caret else { return };
        self.anchor = if is_drag { self.anchor.or(Some(self.caret.position)) } else { None };
        self.caret = caret;
        match kind {
            MouseEventKind::DoublePress => self.select_around(scenes, (row, column), word_around),
            MouseEventKind::TriplePress => self.select_around(scenes, (row, column), line_around),
            _ => {}
        }
        self.mode = PageMode::Text;
        self.picker = None;
    }

    /// Selects the part of a text around a cell of the page that `part` finds, and the whole of its chips.
    fn select_around(
        &mut self,
        scenes: &[Scene],
        (row, column): (usize, usize),
        part: fn(&str, usize) -> Range<usize>,
    ) {
        let caret = self.caret.position;
        let range = self.viewport.with_layout(scenes, |page| {
            let cluster = page.cluster_at(row, column).unwrap_or(caret..caret);
            let text = page.text(caret.scene, caret.field)?;
            let found = part(text.text(), cluster.start.offset);
            let end = found.end.max(cluster.end.offset);
            Some(text.chips().floor(text.text(), found.start)..text.chips().ceil(text.text(), end))
        });
        let Some(Range { start, end }) = range.filter(|range| !range.is_empty()) else { return };
        (self.anchor, self.caret) = (Some(caret.with_offset(start)), caret.with_offset(end).into());
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

/// The line at `at`, without its line break.
fn line_around(text: &str, at: usize) -> Range<usize> {
    line_start(text, at)..line_end(text, at)
}
