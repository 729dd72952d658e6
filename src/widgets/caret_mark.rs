//! Marks in a drawn buffer: the cell of the caret, and the cells of typed text.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::ascii::ascii_equivalent;
use super::cells::row_cells;
use super::text::width;
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

/// The bytes of the longest character: a longer symbol is a cluster of several.
const MAX_CHAR_BYTES: usize = 4;

/// The last steps of a frame: symbols become ASCII if the theme asks for it, the second cells of clusters are tagged, and
/// the marks are removed. Returns the position of the caret.
pub fn finish_frame(theme: Theme, buf: &mut Buffer) -> Option<Position> {
    if theme.charset != Charset::Unicode {
        buf.content.iter_mut().for_each(|cell| replace_symbol(theme.charset, cell));
    }
    tag_second_cells(buf);
    let mut caret = None;
    for (index, cell) in buf.content.iter_mut().enumerate() {
        if cell.modifier.intersects(MARKS) {
            caret = if cell.modifier.contains(CARET_MODIFIER) { Some(index) } else { caret };
            cell.modifier.remove(MARKS);
        }
    }
    caret.map(|index| buf.pos_of(index).into())
}

/// Empties the cell behind a cluster that is two cells wide, so that it differs from a blank and is drawn once the cluster is
/// gone. Some terminals give the second cell to a vowel sign, such as that of हो, and keep it there.
fn tag_second_cells(buf: &mut Buffer) {
    for index in 1..buf.content.len() {
        let symbol = buf.content[index - 1].symbol();
        // The second cell of an emoji sequence is drawn with it.
        let is_special = || symbol.starts_with('\u{1b}') || symbol.contains('\u{fe0f}');
        if symbol.len() > MAX_CHAR_BYTES && !is_special() && width(symbol) > 1 {
            buf.content[index].set_symbol("");
        }
    }
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

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;
    use crate::widgets::draw_text;

    fn frame(text: &str) -> Buffer {
        let area = Rect::new(0, 0, 12, 2);
        let mut buf = Buffer::empty(area);
        draw_text(&mut buf, area, text, Style::new());
        finish_frame(Theme::default(), &mut buf);
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
