//! Decodes the escapes of JSON, URLs and HTML, one character at a time, so that an escaped API key is recognized.

use unicode_width::UnicodeWidthChar;

use crate::domain::text;

/// Backslashes of one escape. Without a limit, a long run would be scanned again at each position.
const MAX_BACKSLASHES: usize = 16;
/// Percent signs escaped in one another, as in `%252541`; limited for the same reason.
const MAX_PERCENT_DEPTH: usize = 16;
/// Bytes of the name of an HTML entity and its `;`.
const MAX_ENTITY_BYTES: usize = 16;

/// The first character of a text, plain or escaped, and the rest of the text.
pub(super) fn decode_first(text: &str) -> Option<(char, &str)> {
    let plain = text.chars().next()?;
    let escaped = match plain {
        '\\' => decode_backslash_escape(text),
        '%' => decode_percent_escape(text),
        '&' => decode_html_entity(text),
        _ => None,
    };
    escaped.or(Some((plain, &text[plain.len_utf8()..])))
}

/// Whether a character cannot be seen between others: a control character, or one without a width.
pub(super) fn is_invisible(c: char) -> bool {
    c != ' ' && (c.width().unwrap_or(0) == 0 || !text::is_displayable_char(c))
}

/// `\u0041`, `\x41`, `\n` and `\/`; text within text has several backslashes.
fn decode_backslash_escape(text: &str) -> Option<(char, &str)> {
    let body = &text[text.bytes().take(MAX_BACKSLASHES).take_while(|byte| *byte == b'\\').count()..];
    let kind = body.chars().next()?;
    let rest = &body[kind.len_utf8()..];
    match kind {
        'u' => decode_unicode_escape(rest),
        'x' => parse_hex_digits(rest, 2).and_then(|(number, rest)| Some((char::from_u32(number)?, rest))),
        'n' => Some(('\n', rest)),
        'r' => Some(('\r', rest)),
        't' => Some(('\t', rest)),
        _ => None,
    }
    .or(Some((kind, rest)))
}

/// Four hexadecimal digits, or twice four for a surrogate pair.
fn decode_unicode_escape(text: &str) -> Option<(char, &str)> {
    let (high, rest) = parse_hex_digits(text, 4)?;
    if let Some(c) = char::from_u32(high) {
        return Some((c, rest));
    }
    let (low, rest) = parse_hex_digits(rest.trim_start_matches('\\').strip_prefix('u')?, 4)?;
    let units = [u16::try_from(high).ok()?, u16::try_from(low).ok()?];
    Some((char::decode_utf16(units).next()?.ok()?, rest))
}

/// `%41`, `%2541`, and `%E2%80%8B` for a character of several bytes.
fn decode_percent_escape(text: &str) -> Option<(char, &str)> {
    let (byte, mut rest) = decode_percent_byte(text)?;
    let mut bytes = vec![byte];
    let byte_count = byte.leading_ones().max(1) as usize;
    while bytes.len() < byte_count.min(4) {
        let (byte, after) = decode_percent_byte(rest)?;
        bytes.push(byte);
        rest = after;
    }
    Some((std::str::from_utf8(&bytes).ok()?.chars().next()?, rest))
}

fn decode_percent_byte(text: &str) -> Option<(u8, &str)> {
    let mut body = text.strip_prefix('%')?;
    // An escaped percent sign.
    for _ in 0..MAX_PERCENT_DEPTH {
        let inner = body.strip_prefix("25").filter(|inner| parse_hex_digits(inner, 2).is_some());
        let Some(inner) = inner else { break };
        body = inner;
    }
    let (number, rest) = parse_hex_digits(body, 2)?;
    Some((u8::try_from(number).ok()?, rest))
}

/// `&#65;`, `&#x41;` and the names of the unseen.
fn decode_html_entity(text: &str) -> Option<(char, &str)> {
    let body = text.strip_prefix('&')?;
    let end = body.bytes().take(MAX_ENTITY_BYTES).position(|byte| byte == b';')?;
    let (name, rest) = (&body[..end], &body[end + 1..]);
    let number = name.strip_prefix('#').map(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    });
    let c = match (number, name) {
        (Some(number), _) => char::from_u32(number.ok()?)?,
        (None, "shy") => '\u{ad}',
        (None, "zwj" | "zwnj" | "lrm" | "rlm" | "NoBreak" | "ZeroWidthSpace") => '\u{200b}',
        _ => return None,
    };
    Some((c, rest))
}

fn parse_hex_digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(count)?;
    let are = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some((u32::from_str_radix(digits, 16).ok().filter(|_| are)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_escape_decodes_to_one_character() {
        let of_a = ["A", "\\u0041", "\\\\u0041", "\\x41", "%41", "%2541", "%252541", "&#65;", "&#x41;"];
        for text in of_a {
            assert_eq!(decode_first(&format!("{text}B")), Some(('A', "B")), "{text}");
        }
        let unseen =
            ["\\u200b", "%E2%80%8B", "&#8203;", "\\udb40\\udc01", "\u{fe0f}", "\u{301}", "\\n", "&shy;"];
        for text in unseen {
            let (c, rest) = decode_first(text).unwrap();
            assert!(is_invisible(c) && rest.is_empty(), "{text}: {c:?} {rest:?}");
        }
        for (text, c) in
            [("%", '%'), ("%zz", '%'), ("%E2%80", '%'), ("&amp;", '&'), ("\\ud800", 'u'), ("ä", 'ä')]
        {
            assert_eq!(decode_first(text).map(|(c, _)| c), Some(c), "{text}");
        }
        assert_eq!(decode_first(""), None);
        assert!(!is_invisible(' ') && !is_invisible('a'));
    }
}
