//! Tags other than breaks, comments, entities and URLs.

/// The longest tag or URL, in bytes: the limit keeps the parser linear.
const MAX_MARKUP_BYTES: usize = 512;

/// The start of a text as far as a tag may reach.
fn window(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_MARKUP_BYTES)]
}

/// The length of the tag at the start of `text`, which begins with `<`: a name, attributes, and `>` on the same line.
pub(super) fn tag_length(text: &str) -> Option<usize> {
    let name = text.strip_prefix("</").or_else(|| text.strip_prefix('<'))?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')) {
        return None;
    }
    let inside = window(name);
    let end = inside.find(['<', '>', '\n'])?;
    inside[end..].starts_with('>').then_some(text.len() - name.len() + end + 1)
}

/// Whether a tag is `<speak>` or `</speak>`.
pub(super) fn is_speak_tag(tag: &str) -> bool {
    let name = tag.trim_start_matches('<').trim_start_matches('/');
    let name = name.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or("");
    name.eq_ignore_ascii_case("speak")
}

/// Whether a tag is a URL in angle brackets.
pub(super) fn is_autolink(tag: &str) -> bool {
    url_length(tag.trim_start_matches('<')).is_some()
}

/// The length of the entity at the start of `text`, which begins with `&`, and what it stands for.
pub(super) fn parse_entity(text: &str) -> Option<(usize, char)> {
    const NAMED: [(&str, char); 9] = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&apos;", '\''),
        ("&nbsp;", ' '),
        ("&#39;", '\''),
        ("&#34;", '"'),
        ("&#38;", '&'),
    ];
    NAMED.iter().find(|(entity, _)| text.starts_with(entity)).map(|(entity, c)| (entity.len(), *c))
}

/// The length of the URL at the start of `text`, without the punctuation that ends the sentence.
pub(super) fn url_length(text: &str) -> Option<usize> {
    let is_scheme =
        |scheme: &str| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    let scheme = ["https://", "http://"].into_iter().find(|scheme| is_scheme(scheme))?;
    let rest = window(&text[scheme.len()..]);
    let is_end = |c: char| {
        c.is_whitespace()
            || !c.is_ascii()
            || matches!(c, '<' | '>' | '"' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '`' | '*')
    };
    let rest = &rest[..rest.find(is_end).unwrap_or(rest.len())];
    let rest = rest.trim_end_matches(|c: char| c.is_ascii_punctuation() && c != '/');
    (!rest.is_empty()).then_some(scheme.len() + rest.len())
}

/// A URL as it is spoken: without scheme, `www.` and the last slash.
pub(super) fn spoken_url(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/')
}

/// Where the `</speak>` tags at the end of a script begin.
pub(super) fn closing_tags_start(script: &str) -> usize {
    let mut rest = script.trim_end();
    while let Some(start) = rest.strip_suffix('>').and_then(|inside| inside.rfind('<')) {
        if !is_speak_tag(&rest[start..]) || tag_length(&rest[start..]) != Some(rest.len() - start) {
            break;
        }
        rest = rest[..start].trim_end();
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_a_name_and_an_end() {
        for tag in
            ["<b>", "</emphasis>", "<emphasis level=\"strong\">", "<br/>", "<!DOCTYPE html>", "<breakfast>"]
        {
            assert_eq!(tag_length(&format!("{tag} x>")), Some(tag.len()), "{tag}");
        }
        for text in ["<3", "< b>", "<b", "<b\n>", "<b <i>", "<>"] {
            assert_eq!(tag_length(text), None, "{text}");
        }
    }

    #[test]
    fn a_url_ends_before_the_punctuation_of_the_sentence() {
        let url = |text: &'static str| url_length(text).map(|length| &text[..length]);
        assert_eq!(url("https://www.example.com/ir/q3-2026 or"), Some("https://www.example.com/ir/q3-2026"));
        assert_eq!(url("HTTP://example.com/a?b=c."), Some("HTTP://example.com/a?b=c"));
        assert_eq!(url("https://example.com/，更多"), Some("https://example.com/"));
        assert_eq!((url("https://"), url("example.com")), (None, None));
        assert_eq!(spoken_url("https://www.example.com/ship/"), "example.com/ship");
    }
}
