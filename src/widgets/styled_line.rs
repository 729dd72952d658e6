//! A line of styled pieces, and text at a position, cut to the space.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::cells::{empty_second_cells, row_cells};
use super::text::{fit, width};
use super::text_boundaries::is_printable_ascii;

/// Pieces of text, each with its style, side by side.
#[derive(Debug, Clone, Default)]
pub struct StyledLine<'a> {
    pieces: Vec<(std::borrow::Cow<'a, str>, Style)>,
}

impl<'a> StyledLine<'a> {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn add(mut self, text: impl Into<std::borrow::Cow<'a, str>>, style: Style) -> Self {
        self.pieces.push((text.into(), style));
        self
    }

    /// Adds all pieces of another line.
    #[must_use]
    pub fn append(mut self, other: Self) -> Self {
        self.pieces.extend(other.pieces);
        self
    }

    pub fn width(&self) -> usize {
        self.pieces.iter().map(|(text, _)| width(text)).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Draws the line at the left of the area's first row; returns the cells that it takes.
    pub fn draw_left(&self, area: Rect, buf: &mut Buffer) -> u16 {
        let mut x = area.x;
        for (text, style) in &self.pieces {
            let columns = area.right().saturating_sub(x);
            if columns == 0 || area.height == 0 {
                break;
            }
            x += draw_text(buf, Rect::new(x, area.y, columns, 1), text, *style);
        }
        x - area.x
    }

    /// Draws the line at the right of the area's first row, if it fits beside `used_columns` cells.
    pub fn draw_right(&self, area: Rect, used_columns: u16, buf: &mut Buffer) {
        let Ok(own) = u16::try_from(self.width()) else { return };
        if used_columns + own < area.width {
            let x = area.right() - own;
            self.draw_left(Rect { x, width: own, ..area }, buf);
        }
    }
}

/// Draws text at the left of the area's first row, cut to its width; returns the cells that it takes: 0 outside the
/// buffer.
pub fn draw_text(buf: &mut Buffer, area: Rect, text: &str, style: Style) -> u16 {
    let Rect { x, y, width, .. } = area;
    if !buf.area.contains((x, y).into()) {
        return 0;
    }
    let columns = width.min(buf.area.right() - x);
    // Most text is ASCII: each of its characters is a cell.
    if text.len() <= usize::from(columns) && is_printable_ascii(text) {
        let first = buf.index_of(x, y);
        for (offset, cell) in buf.content[first..first + text.len()].iter_mut().enumerate() {
            cell.set_symbol(&text[offset..=offset]).set_style(style);
        }
        return u16::try_from(text.len()).unwrap_or(columns);
    }
    let (end, _) = buf.set_stringn(x, y, fit(text, columns.into()), columns.into(), style);
    empty_second_cells(row_cells(buf, Rect::new(x, y, end - x, 1)));
    end - x
}

/// [`draw_text`] with the characters at the indexes `marks` in another style; the ellipsis of a cut text keeps its
/// style.
pub fn draw_highlighted_text(
    buf: &mut Buffer,
    area: Rect,
    text: &str,
    style: Style,
    (marks, marked): (&[usize], Style),
) -> u16 {
    let used_columns = draw_text(buf, area, text, style);
    let columns = usize::from(area.width.min(buf.area.right().saturating_sub(area.x)));
    let end = if width(text) > columns { columns.saturating_sub(1) } else { columns };
    let (mut index, mut x) = (0, 0);
    for grapheme in text.graphemes(true) {
        let (next, cells) = (index + grapheme.chars().count(), width(grapheme));
        if x + cells > end || used_columns == 0 {
            break;
        }
        if marks.iter().any(|mark| (index..next).contains(mark)) {
            let column = area.x.saturating_add(u16::try_from(x).unwrap_or(u16::MAX));
            if let Some(cell) = buf.cell_mut((column, area.y)) {
                cell.set_style(marked);
            }
        }
        (index, x) = (next, x + cells);
    }
    used_columns
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn text_is_drawn_as_ratatui_draws_it(text in "([ -~]{0,8}|[é今\u{301}\u{7f}👧]){0,2}", columns in 0_u16..12, x in 0_u16..12) {
            let area = Rect::new(0, 0, 12, 2);
            let (mut drawn, mut expected) = (Buffer::empty(area), Buffer::empty(area));
            let style = Style::new().bold();
            let used = draw_text(&mut drawn, Rect::new(x, 1, columns, 1), &text, style);
            let columns = usize::from(columns.min(12 - x));
            let (end, _) = expected.set_stringn(x, 1, fit(&text, columns), columns, style);
            empty_second_cells(row_cells(&mut expected, Rect::new(x, 1, end - x, 1)));
            prop_assert_eq!((used, drawn), (end - x, expected));
        }
    }
}
