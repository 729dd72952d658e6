//! Break tags: `<break time="1s"/>` in all the forms that people and word processors write.

use super::duration::parse_seconds;

/// The longest tag, in bytes: the limit keeps the parser linear.
const MAX_TAG_BYTES: usize = 128;

/// A break tag at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BreakTag {
    /// In bytes, with its closing tag.
    pub(super) length: usize,
    /// None if its time is not readable.
    pub(super) seconds: Option<f64>,
}

/// The break tag at the start of `text`, if there is one. A closing tag alone is none.
pub(super) fn parse_break_tag(text: &str) -> Option<BreakTag> {
    let attributes = strip_prefix_ignoring_case(text, "<break")?;
    if attributes.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '/' | '>' | '<')) {
        return None;
    }
    let name_length = text.len() - attributes.len();
    let window = &attributes[..attributes.floor_char_boundary(MAX_TAG_BYTES)];
    let end = window.find(['>', '<', '\n', '\r']).filter(|end| window[*end..].starts_with('>'));
    let Some(end) = end else {
        let read = read_attributes(window);
        let seconds = read.seconds.filter(|_| read.length > 0);
        return Some(BreakTag { length: name_length + read.length, seconds });
    };
    let inside = window[..end].trim_end_matches('/');
    let length = name_length + end + 1;
    let seconds = read_attributes(inside).seconds;
    Some(BreakTag { length: length + closing_tag_length(&text[length..]), seconds })
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// The length of `</break>` after blanks, in bytes; zero if something else follows.
fn closing_tag_length(text: &str) -> usize {
    let blanks = text.len() - text.trim_start_matches([' ', '\t']).len();
    if blanks > MAX_TAG_BYTES {
        return 0;
    }
    let rest = strip_prefix_ignoring_case(&text[blanks..], "</break");
    let end = rest.map(|rest| rest.trim_start_matches([' ', '\t'])).and_then(|rest| rest.strip_prefix('>'));
    end.map_or(0, |end| text.len() - end.len())
}

/// What the attributes of a break tag say.
struct BreakAttributes {
    /// The bytes that were read as attributes.
    length: usize,
    /// None if they are not readable.
    seconds: Option<f64>,
}

/// Reads the attributes of a break: `time` before `strength`, and a pause of medium strength without either.
fn read_attributes(inside: &str) -> BreakAttributes {
    let (mut rest, mut time, mut strength, mut length) = (inside, None, None, 0);
    while let Some((name, value, after)) = split_attribute(rest) {
        match name.to_ascii_lowercase().as_str() {
            "time" => time = Some(parse_seconds(value)),
            "strength" => strength = Some(strength_seconds(value)),
            _ => {}
        }
        length = inside.len() - after.len();
        rest = after;
    }
    let bare = rest.trim();
    let seconds = match (time, strength) {
        (Some(seconds), _) | (None, Some(seconds)) => seconds,
        // `<break 1s/>`.
        (None, None) if bare.is_empty() => strength_seconds("medium"),
        (None, None) => parse_seconds(bare),
    };
    BreakAttributes { length, seconds }
}

/// The name and the value of the first attribute, and the text after it.
fn split_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_alphabetic() && c != '-')?;
    let value = text[end..].trim_start().strip_prefix(['=', '＝'])?.trim_start();
    if end == 0 {
        return None;
    }
    // A quote that was escaped for JSON or TOML once too often.
    let unescaped = value.strip_prefix('\\').unwrap_or(value);
    if let Some(quoted) = unescaped.strip_prefix(is_quote) {
        let close = quoted.find(is_quote)?;
        let after = quoted[close..].trim_start_matches(is_quote);
        return Some((&text[..end], quoted[..close].trim_end_matches('\\'), after));
    }
    let close = value.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(value.len());
    Some((&text[..end], value[..close].trim_end_matches(is_quote), &value[close..]))
}

/// Straight quotes, and those that word processors and keyboards of other languages put in their place.
fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '`' | '´' | '«' | '»' | '\u{2018}'..='\u{201f}' | '\u{2032}' | '\u{2033}' | '＂' | '＇'
    )
}

/// The seconds of a strength, which the SSML standard leaves open: those that Azure documents.
fn strength_seconds(strength: &str) -> Option<f64> {
    Some(match strength.trim().to_ascii_lowercase().as_str() {
        "none" => 0.0,
        "x-weak" => 0.25,
        "weak" => 0.5,
        "medium" => 0.75,
        "strong" => 1.0,
        "x-strong" => 1.25,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_are_read_in_many_forms() {
        for (tag, seconds) in [
            ("<break time=\"1s\"/>", 1.0),
            ("<break time=“1s”/>", 1.0),
            ("<break time=”2s” />", 2.0),
            ("<break time=‘1s’/>", 1.0),
            ("<break time=«1s»/>", 1.0),
            ("<break time=„1s“/>", 1.0),
            ("<break time=1s/>", 1.0),
            ("<break time=1s>", 1.0),
            ("<break time=\"1,5s\"/>", 1.5),
            ("<break time=\"1sec\"/>", 1.0),
            ("<break time = '500ms' />", 0.5),
            ("<break time=\\\"1s\\\"/>", 1.0),
            ("<break time=\"2\"/>", 2.0),
            ("<break time=\"1s\">", 1.0),
            ("<break time=\"2s\"></break>", 2.0),
            ("<break time=\"2s\"/> </break >", 2.0),
            ("<BREAK TIME=\"1S\"/>", 1.0),
            ("<break strength=\"strong\"/>", 1.0),
            ("<break strength=\"none\"/>", 0.0),
            ("<break time=\"1s\" strength=\"weak\"/>", 1.0),
            ("<break strength=weak time=2s/>", 2.0),
            ("<break/>", 0.75),
            ("<break />", 0.75),
            ("<break>", 0.75),
            ("<break 1s/>", 1.0),
        ] {
            assert_eq!(
                parse_break_tag(tag),
                Some(BreakTag { length: tag.len(), seconds: Some(seconds) }),
                "{tag}"
            );
        }
    }

    #[test]
    fn a_break_without_a_readable_time_is_recognized() {
        for tag in
            ["<break time=\"soon\"/>", "<break time=\"\"/>", "<break time=\"1e999s\"/>", "<break loud/>"]
        {
            assert_eq!(parse_break_tag(tag), Some(BreakTag { length: tag.len(), seconds: None }), "{tag}");
        }
    }

    #[test]
    fn an_unclosed_tag_ends_after_its_attributes() {
        let read = |text| parse_break_tag(text).map(|tag| (tag.length, tag.seconds));
        assert_eq!(read("<break time=\"1s\" there."), Some((16, Some(1.0))));
        assert_eq!(read("<break time=\"1s there."), Some((6, None)));
        assert_eq!(read("<break"), Some((6, None)));
        assert_eq!(read("<break <b>"), Some((6, None)));
    }

    #[test]
    fn other_tags_are_no_breaks() {
        for text in ["<breakfast>", "</break>", "<br/>", "<broken", "break", ""] {
            assert_eq!(parse_break_tag(text), None, "{text}");
        }
    }
}
