//! A text field of one or several lines, on top of ratatui-textarea.

use std::fmt;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use ratatui_textarea::{CursorMove, TextArea, WrapMode};
use unicode_segmentation::UnicodeSegmentation;

use super::ascii::ascii_equivalent;
use super::styled_line::draw_text;
use super::theme::{Charset, Theme};

/// Lines that a page key moves.
const PAGE_LINES: usize = 10;

/// Marks the cell of the caret in a buffer, until [`finish_frame`] removes it. Nothing else on the screen blinks.
const CARET_MODIFIER: Modifier = Modifier::RAPID_BLINK;
/// Marks the cells of typed text, until [`finish_frame`] removes it.
pub(super) const TYPED_TEXT_MODIFIER: Modifier = Modifier::SLOW_BLINK;

/// Removes the marks of text fields from a drawn buffer, and replaces symbols by ASCII if the theme asks for it.
/// Returns the position of the caret. Typed text stays as it is if the locale can show it.
pub fn finish_frame(theme: Theme, buf: &mut Buffer) -> Option<Position> {
    let mut caret = None;
    for position in buf.area.positions() {
        let cell = &mut buf[position];
        if cell.modifier.contains(CARET_MODIFIER) {
            caret = Some(position);
        }
        let stays = match theme.charset {
            Charset::Unicode => true,
            Charset::AsciiSymbols => cell.modifier.contains(TYPED_TEXT_MODIFIER),
            Charset::Ascii => false,
        };
        cell.modifier.remove(CARET_MODIFIER | TYPED_TEXT_MODIFIER);
        if let Some(twin) = ascii_equivalent(cell.symbol()).filter(|_| !stays) {
            cell.set_symbol(twin);
        }
    }
    caret
}

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

/// A text field. Its own undo is off: the project has one for all fields.
#[derive(Clone)]
pub struct Editor {
    area: TextArea<'static>,
    is_multiline: bool,
}

impl fmt::Debug for Editor {
    /// Leaves out the text of a masked field, which is an API key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if self.area.mask_char().is_some() { "…".to_owned() } else { self.text() };
        f.debug_struct("Editor")
            .field("text", &text)
            .field("cursor", &self.area.cursor())
            .finish_non_exhaustive()
    }
}

impl Editor {
    /// A field without line breaks.
    pub fn single_line(text: &str) -> Self {
        Self::new(text, false)
    }

    /// A field of several lines, wrapped at blanks.
    pub fn multiline(text: &str) -> Self {
        Self::new(text, true)
    }

    fn new(text: &str, many_lines: bool) -> Self {
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.set_max_histories(0);
        area.set_wrap_mode(if many_lines { WrapMode::WordOrGlyph } else { WrapMode::None });
        area.set_cursor_line_style(Style::new());
        // The terminal's own cursor is drawn there: input methods, screen readers and magnifiers follow it.
        area.set_cursor_style(Style::new().add_modifier(CARET_MODIFIER));
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area, is_multiline: many_lines }
    }

    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// Replaces the text, with the cursor after what differs.
    pub fn set_text(&mut self, text: &str) {
        let old = self.text();
        if old == text {
            return;
        }
        let same = old.chars().zip(text.chars()).take_while(|(a, b)| a == b).count();
        let count = text.chars().count();
        let max = old.chars().count().min(count) - same;
        let same_end =
            old.chars().rev().zip(text.chars().rev()).take(max).take_while(|(a, b)| a == b).count();
        let before = count - same_end;
        self.area.select_all();
        self.area.cut();
        self.area.insert_str(text);
        self.area.move_cursor(CursorMove::Top);
        self.area.move_cursor(CursorMove::Head);
        let head: String = text.chars().take(before).collect();
        let row = head.matches('\n').count();
        let column = head.rsplit('\n').next().map_or(0, |line| line.chars().count());
        if let (Ok(row), Ok(column)) = (u16::try_from(row), u16::try_from(column)) {
            self.area.move_cursor(CursorMove::Jump(row, column));
        }
    }

    /// Sets the text that an empty field shows.
    #[must_use]
    pub fn with_placeholder(mut self, hint: &str) -> Self {
        self.area.set_placeholder_text(hint);
        self.area.set_placeholder_style(Style::new().add_modifier(Modifier::DIM));
        self
    }

    /// Masks the text, for API keys.
    #[must_use]
    pub fn with_mask(mut self) -> Self {
        self.area.set_mask_char('•');
        self
    }

    /// Inserts text at the cursor. A field of one line turns line breaks into blanks.
    pub fn insert(&mut self, text: &str) {
        if self.is_multiline {
            self.area.insert_str(text);
        } else {
            self.area.insert_str(text.replace('\n', " "));
        }
    }

    /// Deletes the grapheme before the cursor.
    pub fn delete_previous_char(&mut self) {
        for _ in 0..self.previous_char_count() {
            self.area.delete_char();
        }
    }

    /// Deletes the grapheme after the cursor.
    pub fn delete_next_char(&mut self) {
        for _ in 0..self.next_char_count() {
            self.area.delete_next_char();
        }
    }

    pub fn delete_previous_word(&mut self) {
        self.area.delete_word();
    }

    /// Deletes from the start of the line to the cursor.
    pub fn delete_to_line_start(&mut self) {
        self.area.delete_line_by_head();
    }

    pub fn move_caret(&mut self, motion: CaretMotion) {
        let (step, count) = match motion {
            CaretMotion::Left => (CursorMove::Back, self.previous_char_count()),
            CaretMotion::Right => (CursorMove::Forward, self.next_char_count()),
            CaretMotion::WordLeft => (CursorMove::WordBack, 1),
            CaretMotion::WordRight => (CursorMove::WordForward, 1),
            CaretMotion::Up => (CursorMove::Up, 1),
            CaretMotion::Down => (CursorMove::Down, 1),
            CaretMotion::PageUp => (CursorMove::Up, PAGE_LINES),
            CaretMotion::PageDown => (CursorMove::Down, PAGE_LINES),
            CaretMotion::LineStart => (CursorMove::Head, 1),
            CaretMotion::LineEnd => (CursorMove::End, 1),
            CaretMotion::Top => (CursorMove::Top, 1),
            CaretMotion::Bottom => (CursorMove::Bottom, 1),
        };
        for _ in 0..count {
            self.area.move_cursor(step);
        }
    }

    /// The characters of the grapheme before the cursor.
    fn previous_char_count(&self) -> usize {
        let (line, at) = self.cursor_line();
        line[..at].graphemes(true).next_back().map_or(1, |last| last.chars().count())
    }

    /// The characters of the grapheme after the cursor.
    fn next_char_count(&self) -> usize {
        let (line, at) = self.cursor_line();
        line[at..].graphemes(true).next().map_or(1, |first| first.chars().count())
    }

    fn cursor_line(&self) -> (&str, usize) {
        let cursor = self.area.cursor();
        let line = self.area.lines().get(cursor.0).map_or("", String::as_str);
        let offset = line.char_indices().nth(cursor.1).map_or(line.len(), |(offset, _)| offset);
        (line, offset)
    }

    /// Draws the text, with the caret if the field has the focus, or else the placeholder.
    pub fn draw(&self, focused: bool, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        if self.is_empty() && !focused {
            let hint = self.area.placeholder_text();
            draw_text(buf, area, hint, Style::new().add_modifier(Modifier::DIM));
            return;
        }
        (&self.area).render(area, buf);
        // The placeholder and the mask are not typed text.
        let is_typed = !self.is_empty() && self.area.mask_char().is_none();
        for position in area.positions() {
            let modifier = &mut buf[position].modifier;
            modifier.set(TYPED_TEXT_MODIFIER, is_typed);
            if !focused {
                modifier.remove(CARET_MODIFIER);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_become_ascii_and_typed_text_only_in_an_ascii_locale() {
        let drawn = |charset| {
            let mut buf = Buffer::with_lines(["‹ Elías › · 美咲 … ↑", ""]);
            let typed = Editor::single_line("She said: “No…”");
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
        assert!(format!("{:?}", Editor::single_line("sk-1")).contains("sk-1"));
        assert!(!format!("{:?}", Editor::single_line("sk-1").with_mask()).contains("sk-1"));
    }
}
