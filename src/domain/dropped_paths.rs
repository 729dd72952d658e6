//! The paths of files dropped on a terminal, as GNOME, KDE, macOS and kitty write them.

use std::path::PathBuf;

use percent_encoding::percent_decode_str;

/// The paths in typed or dropped text: quoted or escaped for a shell, as `file:` URLs, or plain. A space separates two
/// paths only if an absolute path follows; any other space belongs to a name.
pub fn parse_dropped_paths(typed: &str) -> Vec<PathBuf> {
    let (mut paths, mut rest) = (Vec::new(), typed.trim());
    while !rest.is_empty() {
        let (path, length) = parse_first_path(rest);
        paths.push(path);
        rest = rest[length..].trim_start();
    }
    paths
}

/// The first path, and its length in bytes within the text.
fn parse_first_path(text: &str) -> (PathBuf, usize) {
    let (mut path, mut offset) = (String::new(), 0);
    // A quote within a word is a letter, as in `it's`.
    let mut may_quote = true;
    while let Some(c) = text[offset..].chars().next() {
        let behind = &text[offset + c.len_utf8()..];
        if c.is_whitespace() && starts_with_path(behind.trim_start()) {
            break;
        }
        if let Some((inner, length)) = parse_quoted(&text[offset..]).filter(|_| may_quote) {
            path.push_str(&inner);
            offset += length;
            continue;
        }
        let escaped = behind.chars().next().filter(|next| c == '\\' && !next.is_alphanumeric());
        may_quote = escaped.is_some();
        path.push(escaped.unwrap_or(c));
        offset += c.len_utf8() + escaped.map_or(0, char::len_utf8);
    }
    (parse_file_url(&path).unwrap_or_else(|| path.into()), offset)
}

fn starts_with_path(text: &str) -> bool {
    let bare = text.strip_prefix(['\'', '"']).unwrap_or(text);
    ["/", "~/", "file:/"].iter().any(|start| bare.starts_with(start))
}

/// The quoted text at the start, and its length in bytes with the quotes.
fn parse_quoted(text: &str) -> Option<(String, usize)> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let (mut inner, mut chars) = (String::new(), text.char_indices().skip(1).peekable());
    while let Some((offset, c)) = chars.next() {
        let escaped = |next: &(usize, char)| quote == '"' && c == '\\' && "\"\\$`".contains(next.1);
        if c == quote {
            return Some((inner, offset + 1));
        }
        inner.push(chars.next_if(escaped).map_or(c, |(_, next)| next));
    }
    None
}

/// The path of a `file:` URL: `file:///a`, `file://localhost/a`, `file:/a`.
fn parse_file_url(text: &str) -> Option<PathBuf> {
    let rest = text.strip_prefix("file:")?;
    let path = match rest.strip_prefix("//") {
        Some(behind) => &behind[behind.find('/')?..],
        None => rest.starts_with('/').then_some(rest)?,
    };
    Some(percent_decode_str(path).decode_utf8_lossy().into_owned().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_path_is_parsed_in_every_quoting_style() {
        for (typed, path) in [
            ("/pics/My Photo (1).jpg", "/pics/My Photo (1).jpg"),
            (" '/pics/My Photo.jpg' ", "/pics/My Photo.jpg"),
            ("\"/pics/a.jpg\"", "/pics/a.jpg"),
            (r#""/pics/\"a\" \$1.jpg""#, "/pics/\"a\" $1.jpg"),
            (r"'/pics/it'\''s me.png'", "/pics/it's me.png"),
            (r#"'/pics/it'"'"'s me.png'"#, "/pics/it's me.png"),
            (r"/pics/it\'s\ me.png", "/pics/it's me.png"),
            ("/pics/it's me, it's her.png", "/pics/it's me, it's her.png"),
            ("'/pics/no end.png", "'/pics/no end.png"),
            (r"/pics/My\ Photo\ \(1\).jpg", "/pics/My Photo (1).jpg"),
            (r"C:\pics\a.jpg", r"C:\pics\a.jpg"),
            ("file:///pics/My%20Photo%20100%.jpg", "/pics/My Photo 100%.jpg"),
            ("file://localhost/pics/M%C3%BCller.png", "/pics/Müller.png"),
            ("file://laptop.local/pics/a.png\r\n", "/pics/a.png"),
            ("file:/pics/a.png", "/pics/a.png"),
            ("'file:///pics/a%20b.png'", "/pics/a b.png"),
            ("pics/a b.png", "pics/a b.png"),
        ] {
            assert_eq!(parse_dropped_paths(typed), [PathBuf::from(path)], "{typed}");
        }
    }

    #[test]
    fn several_dropped_paths_are_split() {
        for typed in [
            "/pics/a b.png /pics/c.jpg",
            "'/pics/a b.png' '/pics/c.jpg' ",
            r"/pics/a\ b.png /pics/c.jpg ",
            "\"/pics/a b.png\" /pics/c.jpg",
            "file:///pics/a%20b.png\r\nfile://localhost/pics/c.jpg",
        ] {
            assert_eq!(
                parse_dropped_paths(typed),
                ["/pics/a b.png", "/pics/c.jpg"].map(PathBuf::from),
                "{typed}"
            );
        }
        assert_eq!(parse_dropped_paths(" "), Vec::<PathBuf>::new());
    }
}
