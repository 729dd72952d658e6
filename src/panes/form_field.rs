//! How keys edit a field of text, and what the rows of a form look like.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::DrawContext;
use crate::command::{Code, Key};
use crate::domain::text;
use crate::studio::Stroke;
use crate::widgets::{Editor, put, window};

/// Applies an input to a field; says what kind of change it was, or `None` where the text stays.
pub(super) fn handle_key(editor: &mut Editor, key: Key) -> Option<Stroke> {
    if let Some(c) = key.typed() {
        editor.insert(c.encode_utf8(&mut [0; 4]));
        return Some(if c.is_whitespace() { Stroke::Blank } else { Stroke::Letter });
    }
    match (key.code, key.ctrl || key.alt) {
        (Code::Enter, false) => {
            editor.insert("\n");
            return Some(Stroke::Blank);
        }
        (Code::Backspace, false) => editor.erase(),
        (Code::Backspace, true) | (Code::Char('w'), _) if key.ctrl || key.alt => editor.erase_word(),
        (Code::Char('u'), true) => editor.erase_line(),
        (Code::Delete, _) | (Code::Char('d'), true) => editor.erase_next(),
        (Code::Left | Code::Char('b'), true) => return move_caret(editor, Editor::word_left),
        (Code::Right | Code::Char('f'), true) => return move_caret(editor, Editor::word_right),
        (Code::Left, _) => return move_caret(editor, Editor::left),
        (Code::Right, _) => return move_caret(editor, Editor::right),
        (Code::Up, _) => return move_caret(editor, Editor::up),
        (Code::Down, _) => return move_caret(editor, Editor::down),
        (Code::PageUp, _) => return move_caret(editor, Editor::page_up),
        (Code::PageDown, _) => return move_caret(editor, Editor::page_down),
        (Code::Home, true) => return move_caret(editor, Editor::top),
        (Code::End, true) => return move_caret(editor, Editor::bottom),
        (Code::Home, _) | (Code::Char('a'), true) => return move_caret(editor, Editor::home),
        (Code::End, _) | (Code::Char('e'), true) => return move_caret(editor, Editor::end),
        _ => return None,
    }
    Some(Stroke::Erase)
}

fn move_caret(editor: &mut Editor, how: fn(&mut Editor)) -> Option<Stroke> {
    how(editor);
    None
}

/// Puts pasted text in, made harmless; `None` where nothing of it is left.
pub(super) fn insert_pasted(editor: &mut Editor, pasted: &str) -> Option<Stroke> {
    let clean = text::lines(pasted);
    if clean.is_empty() {
        return None;
    }
    editor.insert(&clean);
    let letter = clean.chars().count() < 64 && !clean.contains(char::is_whitespace);
    Some(if letter { Stroke::Letter } else { Stroke::Whole })
}

/// Divides a form's room: its rows from above, what is said below them. Where there is no room for all, the gaps go, then
/// what is said is cut, and the rows follow the one with the keys.
pub(super) fn split_form(room: Rect, rows: usize, at: usize, said: usize) -> (Range<usize>, Rect, Rect) {
    let height = usize::from(room.height);
    let cells = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    let gap = usize::from(height >= rows + said + 2);
    let said = said.min(height.saturating_sub(rows.min(2)));
    let shown = window(rows, at, rows.min(height - said - gap.min(height - said)));
    let form = Rect { y: room.y + cells(gap), height: cells(shown.len()), ..room };
    let below = (form.bottom() + cells(gap)).min(room.bottom() - cells(said).min(room.height));
    (shown, form, Rect { y: below, height: cells(said), ..room })
}

/// Columns of a form that its labels take.
const LABEL_COLUMNS: u16 = 14;

/// The label of a form's row; gives the room of its field.
pub(super) fn draw_label(name: &str, on: bool, ctx: &DrawContext, row: Rect, buf: &mut Buffer) -> Rect {
    put(buf, row.x, row.y, LABEL_COLUMNS, name, if on { ctx.theme.focus() } else { ctx.theme.dim() });
    Rect { x: row.x + LABEL_COLUMNS, width: row.width.saturating_sub(LABEL_COLUMNS), ..row }
}

/// A field that is chosen, not typed.
pub(super) fn draw_choice(word: &str, on: bool, ctx: &DrawContext, field: Rect, buf: &mut Buffer) {
    let style = if on { ctx.theme.cursor() } else { ctx.theme.plain() };
    put(buf, field.x, field.y, field.width, &format!("‹ {word} ›"), style);
}
