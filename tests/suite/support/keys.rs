//! Keys as tests write them: a character each, and names in angle brackets.

use cuecard::command::{Key, KeyCode};

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
    if let Some(rest) = name.strip_prefix("C-") {
        let key = key_named(rest).or_else(|| single_char(rest).map(Key::char));
        return key.map(|key| Key { ctrl: true, ..key });
    }
    if let Some(rest) = name.strip_prefix("A-") {
        let key = key_named(rest).or_else(|| single_char(rest).map(Key::char));
        return key.map(|key| Key { alt: true, ..key });
    }
    if name != "S-Tab"
        && let Some(rest) = name.strip_prefix("S-")
    {
        return key_named(rest).map(|key| Key { shift: true, ..key });
    }
    Some(match name {
        "Enter" => Key::plain(KeyCode::Enter),
        "Esc" => Key::plain(KeyCode::Esc),
        "Tab" => Key::plain(KeyCode::Tab),
        "S-Tab" => Key::shift(KeyCode::Tab),
        "BS" => Key::plain(KeyCode::Backspace),
        "Del" => Key::plain(KeyCode::Delete),
        "Up" => Key::plain(KeyCode::Up),
        "Down" => Key::plain(KeyCode::Down),
        "Left" => Key::plain(KeyCode::Left),
        "Right" => Key::plain(KeyCode::Right),
        "Home" => Key::plain(KeyCode::Home),
        "End" => Key::plain(KeyCode::End),
        "PgDn" => Key::plain(KeyCode::PageDown),
        "PgUp" => Key::plain(KeyCode::PageUp),
        "F1" => Key::plain(KeyCode::F(1)),
        "F2" => Key::plain(KeyCode::F(2)),
        "F3" => Key::plain(KeyCode::F(3)),
        "F4" => Key::plain(KeyCode::F(4)),
        "F6" => Key::plain(KeyCode::F(6)),
        _ => return None,
    })
}

fn single_char(name: &str) -> Option<char> {
    let mut chars = name.chars();
    chars.next().filter(|_| chars.as_str().is_empty())
}
