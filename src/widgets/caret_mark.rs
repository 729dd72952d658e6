//! Marks in a drawn buffer: the cell of the caret, and the cells of typed text.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::ascii::ascii_equivalent;
use super::theme::{Charset, Theme};

/// Marks the cell of the caret in a buffer, until [`finish_frame`] removes it. Nothing else on the screen blinks.
const CARET_MODIFIER: Modifier = Modifier::RAPID_BLINK;
/// Marks the cells of typed text, until [`finish_frame`] removes it.
pub(super) const TYPED_TEXT_MODIFIER: Modifier = Modifier::SLOW_BLINK;

/// Marks the cell where the terminal's own cursor is drawn: input methods, screen readers and magnifiers follow it.
pub fn mark_caret(buf: &mut Buffer, position: Position) {
    if let Some(cell) = buf.cell_mut(position) {
        cell.modifier.insert(CARET_MODIFIER);
    }
}

/// Marks cells of typed text, which stays as it is where symbols are drawn in ASCII.
pub fn mark_typed_text(buf: &mut Buffer, area: Rect) {
    for position in area.intersection(buf.area).positions() {
        buf[position].modifier.insert(TYPED_TEXT_MODIFIER);
    }
}

/// The last steps of a frame: symbols become ASCII if the theme asks for it, and the marks are removed. Returns the position
/// of the caret.
pub fn finish_frame(theme: Theme, buf: &mut Buffer) -> Option<Position> {
    let mut caret = None;
    let area = buf.area;
    for (cell, position) in buf.content.iter_mut().zip(area.positions()) {
        replace_symbol(theme.charset, cell);
        if remove_marks(cell) {
            caret = Some(position);
        }
    }
    caret
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

/// Removes the marks of a cell; returns whether it is that of the caret.
fn remove_marks(cell: &mut Cell) -> bool {
    let is_caret = cell.modifier.contains(CARET_MODIFIER);
    cell.modifier.remove(CARET_MODIFIER | TYPED_TEXT_MODIFIER);
    is_caret
}
