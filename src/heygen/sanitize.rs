//! Sanitizes text of the service: redacts the API key and signed URLs, and strips control characters.

use super::api_key::ApiKey;
use super::html::describe_html_page;
use crate::domain::text;

/// Characters of a reply that are kept: all of what the service says, and the start of a page.
const MAX_REPLY_CHARS: usize = 4_000;
/// Characters of a message that a fault keeps.
const MAX_MESSAGE_CHARS: usize = 400;
/// How much of a body is looked at: what is longer is never shown.
const MAX_SCANNED_BYTES: usize = 32_768;

/// Bytes that one character of the key may have where it is escaped.
const MAX_ESCAPED_CHAR_BYTES: usize = 8;

/// The start of a body in its own lines, for a `reply`; `None` where there is nothing to see. Of a page its title alone.
pub(super) fn sanitize_reply(body: &str, key: &ApiKey) -> Option<String> {
    if let Some(page) = describe_html_page(scanned_prefix(body), None) {
        return Some(sanitize_message(&page, key));
    }
    let clean = text::displayable_lines(&redact_secrets(scanned_prefix(body), key));
    let shown = clean.trim();
    let Some((end, _)) = shown.char_indices().nth(MAX_REPLY_CHARS) else {
        return Some(shown.to_owned()).filter(|reply| !reply.is_empty());
    };
    let last = shown[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    Some(format!("{}…", &shown[..last]))
}

/// A sentence of the service.
pub(super) fn sanitize_message(said: &str, key: &ApiKey) -> String {
    let said = scanned_prefix(said);
    let page = describe_html_page(said, None);
    text::truncate(&redact_secrets(page.as_deref().unwrap_or(said), key), MAX_MESSAGE_CHARS)
}

/// A sentence about a thing of the account, where the key is not at hand.
pub(super) fn sanitize_message_without_key(said: &str) -> String {
    let said = scanned_prefix(said);
    let page = describe_html_page(said, None);
    text::truncate(&redact_url_queries(page.as_deref().unwrap_or(said)), MAX_MESSAGE_CHARS)
}

fn scanned_prefix(body: &str) -> &str {
    &body[..body.floor_char_boundary(MAX_SCANNED_BYTES)]
}

fn redact_secrets(said: &str, key: &ApiKey) -> String {
    let covered = key.redact(said);
    // A key that the cut went through is not known for one any more: the end goes, whatever it is.
    let kept = if said.len() + 4 > MAX_SCANNED_BYTES {
        covered.len().saturating_sub(key.len() * MAX_ESCAPED_CHAR_BYTES)
    } else {
        covered.len()
    };
    redact_url_queries(&covered[..covered.floor_char_boundary(kept)])
}

/// The text with the query of every URL cut: that is where signatures are.
fn redact_url_queries(said: &str) -> String {
    let mut out = String::with_capacity(said.len());
    let mut rest = said;
    while let Some(at) = rest.find('?') {
        let (before, query) = rest.split_at(at + 1);
        out.push_str(before);
        let end = query.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>'));
        let (query, after) = query.split_at(end.unwrap_or(query.len()));
        out.push_str(if query.contains('=') { "…" } else { query });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_and_keys_are_cut() {
        let key = ApiKey::new("sk-12345").unwrap();
        let said = r#"{"url":"https:\/\/f.example\/a.mp4?Expires=1&Signature=x~~","k":"sk-12345","q":"Why? Who?"} ?a=b c"#;
        let shown = sanitize_reply(said, &key).unwrap();
        assert_eq!(shown, r#"{"url":"https:\/\/f.example\/a.mp4?…","k":"[key]","q":"Why? Who?"} ?… c"#);
    }

    #[test]
    fn a_key_is_known_in_the_forms_that_json_gives_it() {
        let key = ApiKey::new("sk/1234/56==").unwrap();
        let escaped = r#"{"a":"sk\/1234\/56\u003d=","b":"\u0073\u006B/1234/56==","c":"sk/1234/5"}"#;
        assert_eq!(sanitize_reply(escaped, &key).unwrap(), r#"{"a":"[key]","b":"[key]","c":"sk/1234/5"}"#);
    }

    #[test]
    fn a_reply_is_short_and_plain() {
        let key = ApiKey::new("sk-12345").unwrap();
        let shown = sanitize_reply(&format!("\u{1b}[2J{}", "ä".repeat(10_000)), &key).unwrap();
        assert_eq!(shown.chars().count(), MAX_REPLY_CHARS);
        assert!(shown.starts_with("[2Jä") && shown.ends_with("ä…"));
        assert_eq!(sanitize_reply(" \n\u{feff}", &key), None);
        assert_eq!(
            sanitize_reply("{\r\n  \"a\": 1\n}\n", &key).unwrap(),
            "{\n  \"a\": 1\n}",
            "in its own lines"
        );
    }

    #[test]
    fn a_key_at_the_end_of_what_is_looked_at_does_not_show_in_part() {
        let key = ApiKey::new("sk-12345").unwrap();
        // What is cut out of it brings the end of the look into sight.
        let query = format!("?a={}", "b".repeat(MAX_SCANNED_BYTES - 10));
        for before in 0..12 {
            let shown =
                sanitize_reply(&format!("{query}{} sk-12345 {}", "x".repeat(before), "y".repeat(99)), &key);
            assert!(!shown.as_ref().unwrap().contains("sk-1"), "{before}: {shown:?}");
        }
    }
}
