//! The drawing of a picture that consists of cells.

use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::Rect;

use super::cells::{ONE_CELL_WIDE, row_cells};
use super::theme::{ColorDepth, Theme};

/// A cell of a picture: its symbol, its colors, and whether the terminal fills it.
#[derive(Debug, Clone, Copy)]
pub struct PictureCell<'a> {
    pub symbol: &'a str,
    pub foreground: Option<[u8; 3]>,
    pub background: Option<[u8; 3]>,
    pub is_terminal_drawn: bool,
}

/// Draws rows of `columns` cells, cut to the area; nothing without colors.
pub fn draw_picture<'a>(
    cells: impl Iterator<Item = PictureCell<'a>>,
    columns: u16,
    theme: Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    if theme.color_depth == ColorDepth::None || columns == 0 {
        return;
    }
    let area = area.intersection(buf.area);
    let mut cells = cells.peekable();
    for row in area.rows() {
        if cells.peek().is_none() {
            return;
        }
        let picture_row = cells.by_ref().take(columns.into());
        let mut drawn = row_cells(buf, row).iter_mut();
        // Cells beyond the area are taken too.
        picture_row.for_each(|picture_cell| {
            if let Some(cell) = drawn.next() {
                draw_picture_cell(picture_cell, theme, cell);
            }
        });
    }
}

fn draw_picture_cell(picture_cell: PictureCell<'_>, theme: Theme, cell: &mut Cell) {
    if !theme.is_unicode() && !picture_cell.symbol.is_ascii() {
        // One color for the cell, in place of two halves.
        if let Some(color) = mix_colors(picture_cell.foreground, picture_cell.background) {
            cell.set_symbol(" ").set_bg(theme.nearest_color(color));
        }
        return;
    }
    cell.set_symbol(picture_cell.symbol);
    // A sequence of a graphics protocol is one cell wide too, however long it is.
    let is_drawn = picture_cell.is_terminal_drawn;
    cell.set_diff_option(if is_drawn { CellDiffOption::Skip } else { ONE_CELL_WIDE });
    if let Some(color) = picture_cell.foreground {
        cell.set_fg(theme.nearest_color(color));
    }
    if let Some(color) = picture_cell.background {
        cell.set_bg(theme.nearest_color(color));
    }
}

/// The mean of two colors, or the only one.
fn mix_colors(one: Option<[u8; 3]>, other: Option<[u8; 3]>) -> Option<[u8; 3]> {
    match (one, other) {
        (Some(one), Some(other)) => Some(std::array::from_fn(|at| one[at].midpoint(other[at]))),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::super::theme::Charset;
    use super::*;

    #[test]
    fn without_half_blocks_a_cell_has_one_color() {
        let area = Rect::new(0, 0, 1, 1);
        let mut buf = Buffer::empty(area);
        let theme = Theme { color_depth: ColorDepth::TrueColor, charset: Charset::Ascii };
        let cell = PictureCell {
            symbol: "▀",
            foreground: Some([0, 100, 255]),
            background: Some([200, 0, 255]),
            is_terminal_drawn: false,
        };
        draw_picture([cell].into_iter(), 1, theme, area, &mut buf);
        assert_eq!((buf[(0, 0)].symbol(), buf[(0, 0)].bg), (" ", theme.nearest_color([100, 50, 255])));
    }

    #[test]
    fn a_long_sequence_does_not_erase_neighboring_cells() {
        let area = Rect::new(0, 0, 11, 1);
        let (before, mut after) = (Buffer::empty(area), Buffer::with_lines(["  neighbors"]));
        let sequence = format!("\u{1b}_G{}\u{1b}\\", "A".repeat(500));
        let cell = |symbol, skip| PictureCell {
            symbol,
            foreground: None,
            background: None,
            is_terminal_drawn: skip,
        };
        draw_picture(
            [cell(&sequence, false), cell(" ", true)].into_iter(),
            2,
            Theme::default(),
            area,
            &mut after,
        );
        let drawn: Vec<(u16, String)> =
            before.diff(&after).into_iter().map(|(x, _, cell)| (x, cell.symbol().to_owned())).collect();
        assert_eq!(drawn[0], (0, sequence));
        let rest: String = drawn[1..].iter().map(|(_, symbol)| symbol.as_str()).collect();
        assert_eq!((drawn[1].0, rest.as_str()), (2, "neighbors"));
    }
}
