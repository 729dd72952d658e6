//! Marks in a drawn buffer: the cell of the caret, and the cells of typed text.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::ascii::ascii_equivalent;
use super::cells::row_cells;
use super::theme::{Charset, Theme};

/// Marks the cell of the caret in a buffer, until [`finish_frame`] removes it. Nothing else on the screen blinks.
const CARET_MODIFIER: Modifier = Modifier::RAPID_BLINK;
/// Marks the cells of typed text, until [`finish_frame`] removes it.
pub(super) const TYPED_TEXT_MODIFIER: Modifier = Modifier::SLOW_BLINK;
const MARKS: Modifier = CARET_MODIFIER.union(TYPED_TEXT_MODIFIER);

/// Marks the cell where the terminal's own cursor is drawn: input methods, screen readers and magnifiers follow it.
pub fn mark_caret(buf: &mut Buffer, position: Position) {
    if let Some(cell) = buf.cell_mut(position) {
        cell.modifier.insert(CARET_MODIFIER);
    }
}

/// Marks cells of typed text in the first row of an area, which stays as it is where symbols are drawn in ASCII.
pub fn mark_typed_text(buf: &mut Buffer, area: Rect) {
    for cell in row_cells(buf, area) {
        cell.modifier.insert(TYPED_TEXT_MODIFIER);
    }
}

/// The last steps of a frame: symbols become ASCII if the theme asks for it, and the marks are removed. Returns the position of the caret.
pub fn finish_frame(theme: Theme, buf: &mut Buffer) -> Option<Position> {
    if theme.charset != Charset::Unicode {
        buf.content.iter_mut().for_each(|cell| replace_symbol(theme.charset, cell));
    }
    let mut caret = None;
    for (index, cell) in buf.content.iter_mut().enumerate() {
        if cell.modifier.intersects(MARKS) {
            caret = if cell.modifier.contains(CARET_MODIFIER) { Some(index) } else { caret };
            cell.modifier.remove(MARKS);
        }
    }
    caret.map(|index| buf.pos_of(index).into())
}

/// Replaces a symbol that the terminal cannot show. Typed text stays as it is if the locale can show it.
fn replace_symbol(charset: Charset, cell: &mut Cell) {
    let stays = match charset {
        Charset::Unicode => true,
        Charset::AsciiSymbols => cell.modifier.contains(TYPED_TEXT_MODIFIER),
        Charset::Ascii => false,
    };
    if stays {
        return;
    }
    if let Some(ascii) = ascii_equivalent(cell.symbol()) {
        cell.set_symbol(ascii);
    }
}
