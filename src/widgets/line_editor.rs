//! A text field of one line: its text, caret and selection, and its drawing.

use std::cell::Cell;
use std::fmt;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;

use super::caret_mark::{mark_caret, mark_typed_text};
use super::styled_line::draw_text;
use super::text::width;
use super::text_boundaries::{
    ceil_grapheme, floor_grapheme, line_end, line_start, next_grapheme, next_word, previous_grapheme,
    previous_word,
};

const MASK: &str = "•";

/// How a key moves the caret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaretMotion {
    Left,
    Right,
    WordLeft,
    WordRight,
    Up,
    Down,
    PageUp,
    PageDown,
    LineStart,
    LineEnd,
    /// The start of the text.
    Top,
    /// The end of the text.
    Bottom,
}

/// The part of a text beside the caret that a key deletes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    PreviousChar,
    NextChar,
    PreviousWord,
    NextWord,
    ToLineStart,
    ToLineEnd,
}

impl Deletion {
    /// The other end of the deleted part, for a caret at `at`.
    pub fn boundary(self, text: &str, at: usize) -> usize {
        match self {
            Self::PreviousChar => previous_grapheme(text, at),
            Self::NextChar => next_grapheme(text, at),
            Self::PreviousWord => previous_word(text, at),
            Self::NextWord => next_word(text, at),
            Self::ToLineStart => line_start(text, at),
            Self::ToLineEnd => line_end(text, at),
        }
    }
}

/// What a motion does with the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelectionMode {
    /// The selection ends.
    Drop,
    /// It grows or shrinks with the caret.
    Extend,
}

/// A text field of one line. It has no undo: the project has one for all fields.
#[derive(Clone, Default)]
pub struct LineEditor {
    text: String,
    /// A grapheme boundary of the text.
    caret: usize,
    /// The other end of the selection.
    anchor: Option<usize>,
    placeholder: String,
    is_masked: bool,
    /// The offset of the first visible grapheme, as it was drawn last.
    first_visible: Cell<usize>,
}

impl fmt::Debug for LineEditor {
    /// Leaves out the text of a masked field, which is an API key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if self.is_masked { "…" } else { &self.text };
        f.debug_struct("LineEditor").field("text", &text).field("caret", &self.caret).finish_non_exhaustive()
    }
}

impl LineEditor {
    /// A field with the caret behind its text.
    pub fn new(text: &str) -> Self {
        Self { text: text.replace('\n', " "), caret: text.len(), ..Self::default() }
    }

    /// Sets the text that an empty field shows.
    #[must_use]
    pub fn with_placeholder(self, hint: &str) -> Self {
        Self { placeholder: hint.to_owned(), ..self }
    }

    /// Masks the text, for API keys.
    #[must_use]
    pub fn with_mask(self) -> Self {
        Self { is_masked: true, ..self }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Replaces the text; the caret stands behind it.
    pub fn set_text(&mut self, text: &str) {
        self.text = text.replace('\n', " ");
        (self.caret, self.anchor) = (self.text.len(), None);
    }

    /// Inserts text in the place of the selection. Line breaks become blanks.
    pub fn insert(&mut self, text: &str) {
        self.delete_selection();
        let line = text.replace('\n', " ");
        self.text.insert_str(self.caret, &line);
        self.caret = ceil_grapheme(&self.text, self.caret + line.len());
    }

    /// Deletes the selection, or else a part of the text beside the caret.
    pub fn delete(&mut self, deletion: Deletion) {
        if !self.delete_selection() {
            self.anchor = Some(deletion.boundary(&self.text, self.caret));
            self.delete_selection();
        }
    }

    fn delete_selection(&mut self) -> bool {
        let range = self.selection();
        self.anchor = None;
        self.caret = range.start;
        let has_selection = !range.is_empty();
        self.text.replace_range(range, "");
        has_selection
    }

    fn selection(&self) -> Range<usize> {
        let other = self.anchor.unwrap_or(self.caret);
        self.caret.min(other)..self.caret.max(other)
    }

    pub fn select_all(&mut self) {
        (self.anchor, self.caret) = (Some(0), self.text.len());
    }

    pub fn move_caret(&mut self, motion: CaretMotion, mode: SelectionMode) {
        let selection = self.selection();
        match mode {
            SelectionMode::Extend => self.anchor = self.anchor.or(Some(self.caret)),
            SelectionMode::Drop => self.anchor = None,
        }
        let drops_selection = mode == SelectionMode::Drop && !selection.is_empty();
        self.caret = match motion {
            // As in other text fields: the first key only ends the selection.
            CaretMotion::Left if drops_selection => selection.start,
            CaretMotion::Right if drops_selection => selection.end,
            CaretMotion::Left => previous_grapheme(&self.text, self.caret),
            CaretMotion::Right => next_grapheme(&self.text, self.caret),
            CaretMotion::WordLeft => previous_word(&self.text, self.caret),
            CaretMotion::WordRight => next_word(&self.text, self.caret),
            CaretMotion::Up | CaretMotion::PageUp | CaretMotion::LineStart | CaretMotion::Top => 0,
            CaretMotion::Down | CaretMotion::PageDown | CaretMotion::LineEnd | CaretMotion::Bottom => {
                self.text.len()
            }
        };
    }

    /// Draws the text, with the caret if the field has the focus, or else the placeholder.
    pub fn draw(&self, focused: bool, area: Rect, buf: &mut Buffer) {
        let area = Rect { height: area.height.min(1), ..area }.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        if self.is_empty() {
            draw_text(buf, area, &self.placeholder, Style::new().add_modifier(Modifier::DIM));
            if focused {
                mark_caret(buf, area.as_position());
            }
            return;
        }
        let columns = usize::from(area.width);
        let first = self.first_visible_offset(if focused { self.caret } else { 0 }, columns);
        let mut cells = 0;
        for (offset, grapheme) in self.text[first..].grapheme_indices(true) {
            let (offset, symbol) = (first + offset, if self.is_masked { MASK } else { grapheme });
            if cells + width(symbol) > columns {
                break;
            }
            let is_selected = focused && self.selection().contains(&offset);
            let style =
                if is_selected { Style::new().add_modifier(Modifier::REVERSED) } else { Style::new() };
            let x = area.x + u16::try_from(cells).unwrap_or(u16::MAX);
            buf.set_stringn(x, area.y, symbol, columns - cells, style);
            cells += width(symbol);
        }
        if !self.is_masked {
            mark_typed_text(buf, area);
        }
        if focused {
            let column = self.cells(first.min(self.caret)..self.caret).min(columns - 1);
            let x = area.x + u16::try_from(column).unwrap_or(u16::MAX);
            mark_caret(buf, Position::new(x, area.y));
        }
    }

    /// The first offset to draw so that `visible` and one cell behind it are visible; it moves only where it must.
    fn first_visible_offset(&self, visible: usize, columns: usize) -> usize {
        let mut first = floor_grapheme(&self.text, self.first_visible.get()).min(visible);
        while first < visible && self.cells(first..visible) + 1 > columns {
            first = next_grapheme(&self.text, first);
        }
        self.first_visible.set(first);
        first
    }

    fn cells(&self, range: Range<usize>) -> usize {
        let text = &self.text[range];
        if self.is_masked { text.graphemes(true).count() } else { width(text) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::caret_mark::finish_frame;
    use super::super::theme::{Charset, Theme};
    use super::*;

    /// The cells of a field, and the column of its caret.
    fn drawn(editor: &LineEditor, columns: u16) -> (String, u16) {
        let mut buf = Buffer::empty(Rect::new(0, 0, columns, 1));
        editor.draw(true, buf.area, &mut buf);
        let caret = finish_frame(Theme::default(), &mut buf).unwrap();
        (buf.content.iter().map(ratatui::buffer::Cell::symbol).collect(), caret.x)
    }

    #[test]
    fn symbols_become_ascii_and_typed_text_only_in_an_ascii_locale() {
        let drawn = |charset| {
            let mut buf = Buffer::with_lines(["‹ Elías › · 美咲 … ↑", ""]);
            let typed = LineEditor::new("She said: “No…”");
            typed.draw(true, Rect { y: 1, height: 1, ..buf.area }, &mut buf);
            let caret = finish_frame(Theme { charset, ..Theme::default() }, &mut buf);
            assert_eq!(caret, Some(Position::new(15, 1)));
            assert!(buf.content.iter().all(|cell| cell.modifier.is_empty()));
            buf
        };
        let typed = "She said: “No…”";
        assert_eq!(drawn(Charset::Unicode), Buffer::with_lines(["‹ Elías › · 美咲 … ↑", typed]));
        assert_eq!(drawn(Charset::AsciiSymbols), Buffer::with_lines(["< Elías > - 美咲 . ^", typed]));
        assert_eq!(drawn(Charset::Ascii), Buffer::with_lines(["< Elías > - 美咲 . ^", "She said: \"No.\""]));
    }

    #[test]
    fn debug_output_hides_the_text_of_a_masked_field() {
        assert!(format!("{:?}", LineEditor::new("sk-1")).contains("sk-1"));
        assert!(!format!("{:?}", LineEditor::new("sk-1").with_mask()).contains("sk-1"));
    }

    #[test]
    fn a_long_text_scrolls_with_its_caret() {
        let mut editor = LineEditor::new("abcdefgh");
        assert_eq!(drawn(&editor, 4), ("fgh ".to_owned(), 3));
        editor.move_caret(CaretMotion::Left, SelectionMode::Drop);
        assert_eq!(drawn(&editor, 4), ("fgh ".to_owned(), 2), "the text stays while the caret moves in it");
        editor.move_caret(CaretMotion::LineStart, SelectionMode::Drop);
        assert_eq!(drawn(&editor, 4), ("abcd".to_owned(), 0));
    }

    #[test]
    fn a_selection_is_replaced_by_what_is_typed() {
        let mut editor = LineEditor::new("one two");
        editor.move_caret(CaretMotion::WordLeft, SelectionMode::Extend);
        editor.insert("x");
        assert_eq!(editor.text(), "one x");
        editor.select_all();
        editor.delete(Deletion::PreviousChar);
        assert!(editor.is_empty());
    }

    #[test]
    fn a_family_emoji_is_one_key_wide() {
        let mut editor = LineEditor::new("a👩\u{200d}👩\u{200d}👧b");
        editor.move_caret(CaretMotion::Left, SelectionMode::Drop);
        editor.move_caret(CaretMotion::Left, SelectionMode::Drop);
        assert_eq!(drawn(&editor, 9).1, 1);
        editor.delete(Deletion::NextChar);
        assert_eq!(editor.text(), "ab");
    }
}
