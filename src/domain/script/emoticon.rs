//! Symbols that are typed as text: short codes such as `:smile:`, and emoticons such as `:)`.

/// The longest short code, in bytes.
const MAX_CODE_BYTES: usize = 40;
const EMOTICONS: &[&str] = &[":-)", ":-(", ":-D", ":-P", ";-)", ":'(", ":)", ":(", ":D", ":P", ";)"];

/// The length of the short code or the emoticon at `at`, apart from the words beside it.
pub(super) fn emoticon_length(text: &str, at: usize) -> Option<usize> {
    if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == ':') {
        return None;
    }
    let rest = &text[at..];
    short_code_length(rest).or_else(|| {
        let found = EMOTICONS.iter().find(|emoticon| rest.starts_with(**emoticon))?;
        let is_apart = text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || ".!?,".contains(c));
        let after = rest[found.len()..].chars().next();
        (is_apart && after.is_none_or(|c| c.is_whitespace() || ".!?,".contains(c))).then_some(found.len())
    })
}

/// `:smile:`, `:+1:`.
fn short_code_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix(':')?;
    let window = &inside[..inside.floor_char_boundary(MAX_CODE_BYTES)];
    let end = window.find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit() && !"_+-".contains(c))?;
    let is_code = end > 1
        && window[end..].starts_with(':')
        && (window.contains(|c: char| c.is_ascii_lowercase()) || window.starts_with(['+', '-']))
        && !inside[end + 1..].starts_with(|c: char| c.is_alphanumeric() || c == ':');
    is_code.then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_codes_and_emoticons_stand_apart() {
        for (text, at, length) in [
            ("Hi :smile:", 3, 7),
            (":+1: so", 0, 4),
            ("So. :) Well", 4, 2),
            ("Well ;-).", 5, 3),
            (":D", 0, 2),
        ] {
            assert_eq!(emoticon_length(text, at), Some(length), "{text}");
        }
        for (text, at) in [
            ("10:30:45", 2),
            ("a::b::c", 1),
            ("(as here:)", 8),
            ("so: this: that", 2),
            ("x :a: y", 2),
            ("f :Dog", 2),
        ] {
            assert_eq!(emoticon_length(text, at), None, "{text}");
        }
    }
}
