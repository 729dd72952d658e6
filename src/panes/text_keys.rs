//! The keys of text fields: what each does to a text, in fields of one line and on the script page.

use crate::command::{Key, KeyCode};
use crate::domain::text;
use crate::studio::EditKind;
use crate::widgets::{CaretMotion, Deletion, LineEditor, SelectionMode};

/// What a key does to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKey {
    Insert(char),
    LineBreak,
    Delete(Deletion),
    Move(CaretMotion, SelectionMode),
    SelectAll,
}

/// What a key does in a text field, if anything.
pub(super) fn text_key(key: Key) -> Option<TextKey> {
    if let Some(c) = key.typed_char() {
        return Some(TextKey::Insert(c));
    }
    let modified = key.ctrl || key.alt;
    let deletion = match (key.code, modified) {
        (KeyCode::Enter, false) => return Some(TextKey::LineBreak),
        (KeyCode::Char('a'), true) if key.ctrl => return Some(TextKey::SelectAll),
        (KeyCode::Backspace, false) => Deletion::PreviousChar,
        (KeyCode::Backspace | KeyCode::Char('w'), true) => Deletion::PreviousWord,
        (KeyCode::Char('u'), true) => Deletion::ToLineStart,
        (KeyCode::Char('k'), true) if key.ctrl => Deletion::ToLineEnd,
        (KeyCode::Char('d'), true) if key.ctrl => Deletion::NextChar,
        (KeyCode::Delete, false) => Deletion::NextChar,
        (KeyCode::Delete, true) => Deletion::NextWord,
        _ => {
            let mode = if key.shift { SelectionMode::Extend } else { SelectionMode::Drop };
            return caret_motion(key).map(|motion| TextKey::Move(motion, mode));
        }
    };
    Some(TextKey::Delete(deletion))
}

fn caret_motion(key: Key) -> Option<CaretMotion> {
    Some(match (key.code, key.ctrl || key.alt) {
        (KeyCode::Left | KeyCode::Char('b'), true) => CaretMotion::WordLeft,
        (KeyCode::Right | KeyCode::Char('f'), true) => CaretMotion::WordRight,
        (KeyCode::Left, _) => CaretMotion::Left,
        (KeyCode::Right, _) => CaretMotion::Right,
        (KeyCode::Up, _) => CaretMotion::Up,
        (KeyCode::Down, _) => CaretMotion::Down,
        (KeyCode::PageUp, _) => CaretMotion::PageUp,
        (KeyCode::PageDown, _) => CaretMotion::PageDown,
        (KeyCode::Home, true) => CaretMotion::Top,
        (KeyCode::End, true) => CaretMotion::Bottom,
        (KeyCode::Home, _) => CaretMotion::LineStart,
        (KeyCode::End, _) | (KeyCode::Char('e'), true) => CaretMotion::LineEnd,
        _ => return None,
    })
}

/// Edits a field of one line by a key; returns the kind of the edit, or `None` if the text stays.
pub(super) fn handle_key(editor: &mut LineEditor, key: Key) -> Option<EditKind> {
    match text_key(key)? {
        TextKey::Insert(c) => {
            editor.insert(c.encode_utf8(&mut [0; 4]));
            return Some(typing_kind(c));
        }
        TextKey::Delete(deletion) => editor.delete(deletion),
        TextKey::Move(motion, mode) => {
            editor.move_caret(motion, mode);
            return None;
        }
        TextKey::SelectAll => {
            editor.select_all();
            return None;
        }
        TextKey::LineBreak => return None,
    }
    Some(EditKind::Erase)
}

/// The kind of an edit that types a character.
pub(super) fn typing_kind(c: char) -> EditKind {
    if c.is_whitespace() { EditKind::InsertWhitespace } else { EditKind::InsertLetter }
}

/// Inserts pasted text without control characters; `None` if nothing of it is left.
pub(super) fn insert_pasted(editor: &mut LineEditor, pasted: &str) -> Option<EditKind> {
    let clean = clean_pasted(pasted)?;
    editor.insert(&clean);
    Some(pasting_kind(&clean))
}

/// Pasted text without control characters; `None` if nothing of it is left.
pub(super) fn clean_pasted(pasted: &str) -> Option<String> {
    let clean = text::clean_lines(pasted);
    (!clean.is_empty()).then_some(clean)
}

/// The kind of an edit that pastes a text. A terminal may deliver typed letters together.
pub(super) fn pasting_kind(text: &str) -> EditKind {
    let is_typed = text.chars().count() < 64 && !text.contains(char::is_whitespace);
    if is_typed { EditKind::InsertLetter } else { EditKind::SingleStep }
}
