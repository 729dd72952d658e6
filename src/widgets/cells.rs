//! The cells of a row, and rows filled with one symbol.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::text::width;

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

/// The bytes of the longest character: a longer symbol is a cluster of several.
const MAX_CHAR_BYTES: usize = 4;

/// Empties the cell behind a cluster that is two cells wide, so that it differs from a blank and is drawn once the cluster is
/// gone. Some terminals give the second cell to a vowel sign, such as that of हो, and keep it there.
pub(super) fn empty_second_cells(cells: &mut [Cell]) {
    for index in 1..cells.len() {
        let symbol = cells[index - 1].symbol();
        // The second cell of an emoji sequence is drawn with it.
        let is_special = || symbol.starts_with('\u{1b}') || symbol.contains('\u{fe0f}');
        if symbol.len() > MAX_CHAR_BYTES && !is_special() && width(symbol) > 1 {
            cells[index].set_symbol("");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::draw_text;

    fn frame(text: &str) -> Buffer {
        let area = Rect::new(0, 0, 12, 2);
        let mut buf = Buffer::empty(area);
        draw_text(&mut buf, area, text, Style::new());
        buf
    }

    #[test]
    fn all_cells_of_a_cluster_are_drawn_again_once_it_is_gone() {
        for (before, after, columns) in [
            ("ab हो", "ab ", &[3, 4][..]),
            ("ab हो", "ab x", &[3, 4]),
            ("a นำ", "a ", &[2, 3]),
            // Moved to the left by a deleted letter.
            ("ab นำ", "a นำ", &[1, 2, 4]),
            ("ab 今", "ab ", &[3]),
        ] {
            let drawn: Vec<u16> = frame(before).diff(&frame(after)).into_iter().map(|(x, ..)| x).collect();
            assert_eq!(drawn, columns, "{before:?} {after:?}");
        }
    }
}
