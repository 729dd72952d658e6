//! What the control sequences of terminals mean: keys in their old forms, xterm's, and those of the kitty protocol.

use crate::command::{Code, Key};

/// A character as it is typed, control characters included.
pub(super) fn character(c: char) -> Option<Key> {
    Some(match c {
        '\r' => Key::plain(Code::Enter),
        '\t' => Key::plain(Code::Tab),
        '\x7f' => Key::plain(Code::Backspace),
        '\0' => Key::ctrl(' '),
        '\x01'..='\x1a' => normal(Key::ctrl(shifted(c, 'a', '\x01')?)),
        '\x1c'..='\x1f' => Key::ctrl(shifted(c, '4', '\x1c')?),
        c if c.is_control() => return None,
        c => Key::char(c),
    })
}

/// The character that lies as far behind `to` as `c` lies behind `from`.
fn shifted(c: char, to: char, from: char) -> Option<char> {
    char::from_u32(u32::from(c) - u32::from(from) + u32::from(to))
}

/// Old terminals: Backspace is Ctrl-h and Enter, where it was not typed but sent, Ctrl-j.
fn normal(key: Key) -> Key {
    match key.code {
        Code::Char('h') if key.ctrl => Key { code: Code::Backspace, ctrl: false, shift: false, ..key },
        Code::Char('j') if key.ctrl => Key { code: Code::Enter, ctrl: false, shift: false, ..key },
        Code::Char(_) => Key { shift: false, ..key },
        _ => key,
    }
}

/// The key behind `ESC O` and this byte.
pub(super) fn single_shift(byte: u8) -> Option<Key> {
    match byte {
        b'M' => Some(Key::plain(Code::Enter)),
        b'R' => Some(Key::plain(Code::F(3))),
        _ => cursor(byte).map(Key::plain),
    }
}

/// The key behind `ESC [ [` and this byte.
pub(super) fn linux_function_key(byte: u8) -> Option<Key> {
    matches!(byte, b'A'..=b'E').then(|| Key::plain(Code::F(byte - b'A' + 1)))
}

fn cursor(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'H' => Code::Home,
        b'F' => Code::End,
        b'P' => Code::F(1),
        b'Q' => Code::F(2),
        b'S' => Code::F(4),
        _ => return None,
    })
}

/// The key of a control sequence; none for reports of mouse and focus, answers of the terminal, and releases of keys.
pub(super) fn control_sequence(parameters: &str, last: u8) -> Option<Key> {
    let mut fields = parameters.split(';').map(|field| field.split(':'));
    let mut number = |default: u32| -> Option<(u32, Option<u32>)> {
        let Some(mut field) = fields.next() else { return Some((default, None)) };
        let value = |text: &str, default| if text.is_empty() { Some(default) } else { text.parse().ok() };
        let first = value(field.next().unwrap_or_default(), default)?;
        Some((first, field.next().and_then(|second| second.parse().ok())))
    };
    let (first, alternate) = number(1)?;
    // Some terminals leave the 1 before the modifiers out.
    let usual = if parameters.contains(';') || cursor(last).is_none() { 1 } else { first };
    let (modifiers, kind) = number(usual)?;
    if kind == Some(3) {
        return None;
    }
    let code = match last {
        b'Z' => return Some(Key { shift: true, ..with(Code::Tab, modifiers) }),
        b'u' => return unicode(first, alternate, modifiers),
        // What xterm sends for keys that have no sequence of their own.
        b'~' if first == 27 => return unicode(number(0)?.0, None, modifiers),
        b'~' => numbered(first)?,
        _ => cursor(last)?,
    };
    Some(with(code, modifiers))
}

/// A key with modifiers as sequences count them: 1, and 1 for Shift, 2 for Alt, 4 for Ctrl.
fn with(code: Code, modifiers: u32) -> Key {
    let mask = modifiers.saturating_sub(1);
    normal(Key { code, shift: mask & 1 != 0, alt: mask & 2 != 0, ctrl: mask & 4 != 0 })
}

fn numbered(number: u32) -> Option<Code> {
    let function = |first: u32| u8::try_from(number - first).ok().map(Code::F);
    match number {
        1 | 7 => Some(Code::Home),
        3 => Some(Code::Delete),
        4 | 8 => Some(Code::End),
        5 => Some(Code::PageUp),
        6 => Some(Code::PageDown),
        11..=15 => function(10),
        17..=21 => function(11),
        23..=26 => function(12),
        28..=29 => function(13),
        31..=34 => function(14),
        _ => None,
    }
}

/// A key that is told by its Unicode character; `shifted` is what it types with Shift.
fn unicode(number: u32, shifted: Option<u32>, modifiers: u32) -> Option<Key> {
    let code = match number {
        27 => Code::Esc,
        13 | 57_414 => Code::Enter,
        9 => Code::Tab,
        8 | 127 => Code::Backspace,
        57_376..=57_398 => Code::F(u8::try_from(number - 57_376 + 13).ok()?),
        57_399..=57_413 => {
            Code::Char(char::from(*b"0123456789./*-+".get(usize::try_from(number).ok()? - 57_399)?))
        }
        57_415 => Code::Char('='),
        57_416 => Code::Char(','),
        57_417 => Code::Left,
        57_418 => Code::Right,
        57_419 => Code::Up,
        57_420 => Code::Down,
        57_421 => Code::PageUp,
        57_422 => Code::PageDown,
        57_423 => Code::Home,
        57_424 => Code::End,
        57_426 => Code::Delete,
        // Keys that have no character: modifiers, media keys and the like.
        57_344..=63_743 => return None,
        _ => {
            let c = char::from_u32(number).filter(|c| !c.is_control())?;
            let is_shifted = modifiers.saturating_sub(1) & 1 != 0;
            let upper = shifted.and_then(char::from_u32).or_else(|| c.to_uppercase().next());
            Code::Char(if is_shifted { upper.unwrap_or(c) } else { c })
        }
    };
    Some(with(code, modifiers))
}
