//! The visible part of the script page: its layout at the width that was drawn last, and how far it is scrolled.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use ratatui::layout::Position;

use super::page_layout::PageLayout;
use crate::domain::Scene;

/// Rows that stay visible above and below the caret, where there is room.
const SCROLL_MARGIN: usize = 2;

#[derive(Debug)]
pub(super) struct Viewport {
    layout: RefCell<PageLayout>,
    /// Columns of the texts.
    columns: Cell<usize>,
    rows: Cell<usize>,
    /// The page row at the top.
    top: Cell<usize>,
    /// The cell of the screen at the left of the texts in the top row.
    origin: Cell<Position>,
    scrolling: Cell<Scrolling>,
}

/// How a frame scrolls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scrolling {
    /// To the caret with its card.
    ToCaret,
    /// Only if the caret is not visible: the page was scrolled itself.
    Kept,
}

impl Default for Viewport {
    fn default() -> Self {
        Self {
            layout: RefCell::default(),
            columns: Cell::new(72),
            rows: Cell::new(10),
            top: Cell::new(0),
            origin: Cell::default(),
            scrolling: Cell::new(Scrolling::ToCaret),
        }
    }
}

impl Viewport {
    /// Sets the place and the size of the visible part.
    pub(super) fn resize(&self, origin: Position, columns: usize, rows: usize) {
        self.origin.set(origin);
        self.columns.set(columns);
        self.rows.set(rows);
    }

    /// Whether a cell of the screen is in a visible row of the page.
    pub(super) fn contains(&self, cell: Position) -> bool {
        let below = cell.y.checked_sub(self.origin.get().y);
        below.is_some_and(|below| usize::from(below) < self.rows.get())
    }

    /// Whether a cell is above the visible rows, or below them.
    pub(super) fn is_beyond(&self, cell: Position) -> (bool, bool) {
        let above = cell.y < self.origin.get().y;
        (above, !above && !self.contains(cell))
    }

    /// The row and column of the page at a cell of the screen, or at the nearest visible one.
    pub(super) fn page_cell(&self, cell: Position) -> (usize, usize) {
        let origin = self.origin.get();
        let below = usize::from(cell.y.saturating_sub(origin.y)).min(self.rows.get().saturating_sub(1));
        (self.top.get() + below, usize::from(cell.x.saturating_sub(origin.x)))
    }

    /// The row and column of the page at a visible cell of the screen; `None` left of the texts.
    pub(super) fn text_cell(&self, cell: Position) -> Option<(usize, usize)> {
        (cell.x >= self.origin.get().x && self.contains(cell)).then(|| self.page_cell(cell))
    }

    /// The visible rows.
    pub(super) fn rows(&self) -> usize {
        self.rows.get()
    }

    /// Rows that a page key moves.
    pub(super) fn page_rows(&self) -> usize {
        self.rows.get().saturating_sub(SCROLL_MARGIN).max(1)
    }

    /// Calls `use_layout` with the present layout of the scenes.
    pub(super) fn with_layout<T>(&self, scenes: &[Scene], use_layout: impl FnOnce(&PageLayout) -> T) -> T {
        let mut layout = self.layout.borrow_mut();
        layout.update(scenes, self.columns.get());
        use_layout(&layout)
    }

    /// Lets the next frame scroll to the caret with its card.
    pub(super) fn follow_caret(&self) {
        self.scrolling.set(Scrolling::ToCaret);
    }

    /// Scrolls the page by some rows, and keeps it there. Returns the visible rows of a page of `height` rows.
    pub(super) fn scroll_by(&self, count: usize, down: bool, height: usize) -> Range<usize> {
        let rows = self.rows.get().max(1);
        let top = if down { self.top.get() + count } else { self.top.get().saturating_sub(count) };
        let top = top.min(height.saturating_sub(rows));
        self.top.set(top);
        self.scrolling.set(Scrolling::Kept);
        top..(top + rows).min(height)
    }

    /// Scrolls as little as possible so that `wanted` is visible, and all of `context` around it if that fits. Where the
    /// page was scrolled itself, `wanted` alone counts. Returns the visible rows of a page of `height` rows.
    pub(super) fn scroll_to(&self, wanted: usize, context: Range<usize>, height: usize) -> Range<usize> {
        let rows = self.rows.get().max(1);
        let is_kept = self.scrolling.get() == Scrolling::Kept;
        let margin = if is_kept { 0 } else { SCROLL_MARGIN.min(rows.saturating_sub(1) / 2) };
        let mut top = self.top.get();
        if context.len() <= rows && !is_kept {
            top = top.min(context.start).max(context.end.saturating_sub(rows));
        }
        top = top.min(wanted.saturating_sub(margin)).max((wanted + margin + 1).saturating_sub(rows));
        top = top.min(height.saturating_sub(rows));
        self.top.set(top);
        top..(top + rows).min(height)
    }
}
