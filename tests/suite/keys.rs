//! Keys as tests write them: a character each, and names in angle brackets.

use cuecard::command::{Code, Key};

/// The keys of a text such as `3<Enter>Hello<C-s>`.
pub(crate) fn keys(text: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|name| name.split_once('>'));
        let (key, left) = match named.and_then(|(name, left)| Some((key_named(name)?, left))) {
            Some(found) => found,
            None => (Key::char(c), &rest[c.len_utf8()..]),
        };
        keys.push(key);
        rest = left;
    }
    keys
}

fn key_named(name: &str) -> Option<Key> {
    if let Some(c) = name.strip_prefix("C-").and_then(|rest| rest.chars().next()) {
        return Some(Key::ctrl(c));
    }
    if let Some(rest) = name.strip_prefix("A-") {
        return key_named(rest).map(|key| Key { alt: true, ..key });
    }
    Some(match name {
        "Enter" => Key::plain(Code::Enter),
        "Esc" => Key::plain(Code::Esc),
        "Tab" => Key::plain(Code::Tab),
        "S-Tab" => Key::shift(Code::Tab),
        "BS" => Key::plain(Code::Backspace),
        "Del" => Key::plain(Code::Delete),
        "Up" => Key::plain(Code::Up),
        "Down" => Key::plain(Code::Down),
        "Left" => Key::plain(Code::Left),
        "Right" => Key::plain(Code::Right),
        "Home" => Key::plain(Code::Home),
        "End" => Key::plain(Code::End),
        "PgDn" => Key::plain(Code::PageDown),
        "PgUp" => Key::plain(Code::PageUp),
        "F1" => Key::plain(Code::F(1)),
        _ => return None,
    })
}
