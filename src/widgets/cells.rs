//! The cells of a row, and rows filled with one symbol.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The width of a cell that is known without asking for that of its symbol.
pub(super) const ONE_CELL_WIDE: CellDiffOption = CellDiffOption::ForcedWidth(NonZeroU16::MIN);

/// The cells of an area's first row, as far as they are in the buffer.
pub(super) fn row_cells(buf: &mut Buffer, area: Rect) -> &mut [Cell] {
    let row = Rect { height: area.height.min(1), ..area }.intersection(buf.area);
    if row.is_empty() {
        return &mut [];
    }
    let first = buf.index_of(row.x, row.y);
    &mut buf.content[first..first + usize::from(row.width)]
}

/// Fills an area's first row with a symbol that is one cell wide; returns the cells that it takes.
pub(super) fn fill_row(buf: &mut Buffer, area: Rect, symbol: &str, style: Style) -> u16 {
    let cells = row_cells(buf, area);
    for cell in cells.iter_mut() {
        cell.set_symbol(symbol).set_style(style).set_diff_option(ONE_CELL_WIDE);
    }
    u16::try_from(cells.len()).unwrap_or(u16::MAX)
}
