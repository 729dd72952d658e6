//! What the control sequences of terminals mean: keys in their old forms, xterm's, and those of the kitty protocol.

use crate::command::{Key, KeyCode};

/// A character as it is typed, control characters included.
pub(super) fn key_of_character(c: char) -> Option<Key> {
    Some(match c {
        '\r' => Key::plain(KeyCode::Enter),
        '\t' => Key::plain(KeyCode::Tab),
        '\x7f' => Key::plain(KeyCode::Backspace),
        '\0' => Key::ctrl(' '),
        '\x01'..='\x1a' => normalize_key(Key::ctrl(offset_character(c, 'a', '\x01')?)),
        '\x1c'..='\x1f' => Key::ctrl(offset_character(c, '4', '\x1c')?),
        c if c.is_control() => return None,
        c => Key::char(c),
    })
}

/// The character that lies as far behind `to` as `c` lies behind `from`.
fn offset_character(c: char, to: char, from: char) -> Option<char> {
    char::from_u32(u32::from(c) - u32::from(from) + u32::from(to))
}

/// Old terminals: Backspace is Ctrl-h and Enter, where it was not typed but sent, Ctrl-j.
fn normalize_key(key: Key) -> Key {
    match key.code {
        KeyCode::Char('h') if key.ctrl => Key { code: KeyCode::Backspace, ctrl: false, shift: false, ..key },
        KeyCode::Char('j') if key.ctrl => Key { code: KeyCode::Enter, ctrl: false, shift: false, ..key },
        KeyCode::Char(_) => Key { shift: false, ..key },
        _ => key,
    }
}

/// The key behind `ESC O` and this byte.
pub(super) fn single_shift_key(byte: u8) -> Option<Key> {
    match byte {
        b'M' => Some(Key::plain(KeyCode::Enter)),
        b'R' => Some(Key::plain(KeyCode::F(3))),
        _ => cursor_key_code(byte).map(Key::plain),
    }
}

/// The key behind `ESC [ [` and this byte.
pub(super) fn linux_function_key(byte: u8) -> Option<Key> {
    matches!(byte, b'A'..=b'E').then(|| Key::plain(KeyCode::F(byte - b'A' + 1)))
}

fn cursor_key_code(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'P' => KeyCode::F(1),
        b'Q' => KeyCode::F(2),
        b'S' => KeyCode::F(4),
        _ => return None,
    })
}

/// The key of a control sequence; none for reports of mouse and focus, answers of the terminal, and releases of keys.
pub(super) fn control_sequence_key(parameters: &str, last: u8) -> Option<Key> {
    let mut fields = parameters.split(';').map(|field| field.split(':'));
    let mut number = |default: u32| -> Option<(u32, Option<u32>)> {
        let Some(mut field) = fields.next() else { return Some((default, None)) };
        let value = |text: &str, default| if text.is_empty() { Some(default) } else { text.parse().ok() };
        let first = value(field.next().unwrap_or_default(), default)?;
        Some((first, field.next().and_then(|second| second.parse().ok())))
    };
    let (first, alternate) = number(1)?;
    // Some terminals leave the 1 before the modifiers out.
    let usual = if parameters.contains(';') || cursor_key_code(last).is_none() { 1 } else { first };
    let (modifiers, kind) = number(usual)?;
    if kind == Some(3) {
        return None;
    }
    let code = match last {
        b'Z' => return Some(Key { shift: true, ..key_with_modifiers(KeyCode::Tab, modifiers) }),
        b'u' => return unicode_key(first, alternate, modifiers),
        // What xterm sends for keys that have no sequence of their own.
        b'~' if first == 27 => return unicode_key(number(0)?.0, None, modifiers),
        b'~' => numbered_key_code(first)?,
        _ => cursor_key_code(last)?,
    };
    Some(key_with_modifiers(code, modifiers))
}

/// A key with modifiers as sequences count them: 1, and 1 for Shift, 2 for Alt, 4 for Ctrl.
fn key_with_modifiers(code: KeyCode, modifiers: u32) -> Key {
    let mask = modifiers.saturating_sub(1);
    normalize_key(Key { code, shift: mask & 1 != 0, alt: mask & 2 != 0, ctrl: mask & 4 != 0 })
}

fn numbered_key_code(number: u32) -> Option<KeyCode> {
    let function = |first: u32| u8::try_from(number - first).ok().map(KeyCode::F);
    match number {
        1 | 7 => Some(KeyCode::Home),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => function(10),
        17..=21 => function(11),
        23..=26 => function(12),
        28..=29 => function(13),
        31..=34 => function(14),
        _ => None,
    }
}

/// A key that is told by its Unicode character; `shifted` is what it types with Shift.
fn unicode_key(number: u32, shifted: Option<u32>, modifiers: u32) -> Option<Key> {
    let code = match number {
        27 => KeyCode::Esc,
        13 | 57_414 => KeyCode::Enter,
        9 => KeyCode::Tab,
        8 | 127 => KeyCode::Backspace,
        57_376..=57_398 => KeyCode::F(u8::try_from(number - 57_376 + 13).ok()?),
        57_399..=57_413 => {
            KeyCode::Char(char::from(*b"0123456789./*-+".get(usize::try_from(number).ok()? - 57_399)?))
        }
        57_415 => KeyCode::Char('='),
        57_416 => KeyCode::Char(','),
        57_417 => KeyCode::Left,
        57_418 => KeyCode::Right,
        57_419 => KeyCode::Up,
        57_420 => KeyCode::Down,
        57_421 => KeyCode::PageUp,
        57_422 => KeyCode::PageDown,
        57_423 => KeyCode::Home,
        57_424 => KeyCode::End,
        57_426 => KeyCode::Delete,
        // Keys that have no character: modifiers, media keys and the like.
        57_344..=63_743 => return None,
        _ => {
            let c = char::from_u32(number).filter(|c| !c.is_control())?;
            let is_shifted = modifiers.saturating_sub(1) & 1 != 0;
            let upper = shifted.and_then(char::from_u32).or_else(|| c.to_uppercase().next());
            KeyCode::Char(if is_shifted { upper.unwrap_or(c) } else { c })
        }
    };
    Some(key_with_modifiers(code, modifiers))
}
