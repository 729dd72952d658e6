//! Where the rows of a list were drawn, so that a click finds the one under the mouse.

use std::cell::Cell;
use std::ops::Range;

use ratatui::layout::{Position, Rect};

/// The rows of a list as they were drawn last.
#[derive(Debug, Default)]
pub(super) struct DrawnRows(Cell<Drawn>);

#[derive(Debug, Clone, Copy, Default)]
struct Drawn {
    area: Rect,
    /// The indexes of the first row, and of the one behind the last.
    first: usize,
    end: usize,
    /// Cells of a row.
    height: u16,
}

impl DrawnRows {
    pub(super) fn record(&self, area: Rect, rows: &Range<usize>, height: u16) {
        self.0.set(Drawn { area, first: rows.start, end: rows.end, height });
    }

    /// The index of the row at a cell of the screen.
    pub(super) fn row_at(&self, cell: Position) -> Option<usize> {
        let drawn = self.0.get();
        if drawn.height == 0 || !drawn.area.contains(cell) {
            return None;
        }
        let row = drawn.first + usize::from((cell.y - drawn.area.y) / drawn.height);
        (row < drawn.end).then_some(row)
    }
}
