//! An overlay with a text field and the list that it filters: the keys of both, and their drawing.

use std::borrow::Cow;
use std::cell::Cell;

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::filter_input::{FilterChange, FilterInput, ListExtent};
use super::{DrawContext, PaneInput};
use crate::command::Command;
use crate::widgets::{LineEditor, draw_highlighted_text, visible_rows, width};

/// The field, which always takes keys, and the selected row.
#[derive(Debug)]
pub(super) struct OverlayList {
    pub(super) filter: FilterInput,
    pub(super) selected: usize,
    /// The rows of the list that were drawn last: a page key moves as many.
    drawn: Cell<DrawnRows>,
}

/// Where rows of a list were drawn, and the first of them.
#[derive(Debug, Clone, Copy, Default)]
struct DrawnRows {
    area: Rect,
    first: usize,
}

/// What an input means for the overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OverlayInput {
    Close,
    /// Choose the selected row.
    Accept,
    /// The text of the field changed; the first row is selected.
    Query,
    Other,
}

/// A row of the list: its text with the matched characters, and a text at its end.
pub(super) struct OverlayRow<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) marks: Vec<usize>,
    pub(super) style: Style,
    pub(super) end: String,
    pub(super) end_style: Style,
}

impl OverlayList {
    pub(super) fn new(placeholder: &str) -> Self {
        let editor = LineEditor::new("").with_placeholder(placeholder);
        Self { filter: FilterInput { editor, is_typing: true }, selected: 0, drawn: Cell::default() }
    }

    /// Handles an input for a list of `count` rows.
    pub(super) fn update(&mut self, input: &PaneInput, count: usize) -> OverlayInput {
        match input {
            PaneInput::Command(Command::Back) => return OverlayInput::Close,
            PaneInput::Command(Command::Confirm) => return OverlayInput::Accept,
            _ => {}
        }
        let page_rows = usize::from(self.drawn.get().area.height).max(1);
        match self.filter.update(input, ListExtent { cursor: self.selected, count, page_rows }) {
            Some(FilterChange::Cursor(row)) => self.selected = row,
            Some(FilterChange::Query) => {
                self.selected = 0;
                return OverlayInput::Query;
            }
            _ => {}
        }
        OverlayInput::Other
    }

    /// The row at a cell of the screen, in a list of `count` rows.
    pub(super) fn row_at(&self, cell: Position, count: usize) -> Option<usize> {
        let DrawnRows { area, first } = self.drawn.get();
        let row = first + usize::from(cell.y.saturating_sub(area.y));
        (area.contains(cell) && row < count).then_some(row)
    }

    /// Draws the frame and the field; returns the area of the list.
    pub(super) fn draw_frame(
        &self,
        title: &str,
        (columns, max_rows): (u16, u16),
        ctx: &mut DrawContext<'_>,
        area: Rect,
    ) -> Rect {
        let rows = area.height.saturating_sub(4).clamp(3, max_rows);
        let inner = ctx.draw_overlay_frame((title, "Enter · Esc"), (columns, rows), area);
        self.draw_field(ctx, inner)
    }

    /// Draws the frame and the field in exactly this area; returns the area of the list.
    pub(super) fn draw_popup(&self, title: &str, ctx: &mut DrawContext<'_>, area: Rect) -> Rect {
        Clear.render(area, ctx.buf);
        let inner = ctx.draw_frame(title, "Enter · Esc", area);
        self.draw_field(ctx, inner)
    }

    /// Draws the field in the first row; returns the area of the list, below a blank row.
    fn draw_field(&self, ctx: &mut DrawContext<'_>, inner: Rect) -> Rect {
        ctx.draw_text(Rect { width: 2, ..inner }, "›", ctx.theme.focus());
        let width = inner.width.saturating_sub(2);
        let field = Rect { x: inner.x + 2, width, height: inner.height.min(1), ..inner };
        self.filter.editor.draw(true, field, ctx.buf);
        Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner }
    }

    /// Draws the visible ones of `count` rows.
    pub(super) fn draw_rows<'a>(
        &self,
        count: usize,
        row: impl Fn(usize) -> OverlayRow<'a>,
        ctx: &mut DrawContext<'_>,
        list: Rect,
    ) {
        let visible = visible_rows(count, self.selected, list.height.into());
        self.drawn.set(DrawnRows { area: list, first: visible.start });
        let is_cut = (visible.start > 0, visible.end < count);
        for (y, index) in (list.y..).zip(visible) {
            let line = Rect { y, height: 1, ..list };
            let OverlayRow { text, marks, style, end, end_style } = row(index);
            let end_columns = u16::try_from(width(&end)).unwrap_or(0);
            let gap = u16::from(end_columns > 0);
            let text_area = Rect { width: line.width.saturating_sub(end_columns + gap), ..line };
            draw_highlighted_text(ctx.buf, text_area, &text, style, (&marks, ctx.theme.found()));
            let end_x = line.right().saturating_sub(end_columns);
            ctx.draw_text(Rect::new(end_x, y, end_columns, 1), &end, end_style);
            if index == self.selected {
                ctx.draw_cursor(line);
            }
        }
        draw_scroll_marks(is_cut, ctx, list);
    }
}

/// Draws marks behind the first and the last row where the list goes on.
fn draw_scroll_marks((above, below): (bool, bool), ctx: &mut DrawContext<'_>, list: Rect) {
    let mark = |y| Rect::new(list.right(), y, 1, 1);
    if above && list.height > 1 {
        ctx.draw_text(mark(list.y), "↑", ctx.theme.dim());
    }
    if below {
        ctx.draw_text(mark(list.bottom().saturating_sub(1)), "↓", ctx.theme.dim());
    }
}
