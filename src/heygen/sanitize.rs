//! Sanitizes text of the service: redacts the API key and signed URLs, and strips control characters.

use super::api_key::ApiKey;
use super::html::describe_html_page;
use crate::domain::text;

/// Characters that are kept of a response: whole errors of the service, and the start of a page.
const MAX_RESPONSE_CHARS: usize = 4_000;
/// Characters that are kept of a message.
const MAX_MESSAGE_CHARS: usize = 400;
/// Bytes of a text that are scanned; the rest is never shown.
const MAX_SCANNED_BYTES: usize = 32_768;

/// Bytes of an escaped character of the API key.
const MAX_ESCAPED_CHAR_BYTES: usize = 8;

/// The start of a body with its line breaks, or the title of an HTML page; `None` if there is nothing to see.
pub(super) fn sanitize_response(body: &str, key: &ApiKey) -> Option<String> {
    if let Some(page) = describe_html_page(scanned_prefix(body)) {
        return Some(sanitize_message(&page, key));
    }
    let clean = text::displayable_lines(&redact_secrets(scanned_prefix(body), key));
    let shown = clean.trim();
    let Some((end, _)) = shown.char_indices().nth(MAX_RESPONSE_CHARS) else {
        return Some(shown.to_owned()).filter(|response| !response.is_empty());
    };
    let last = shown[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    Some(format!("{}…", &shown[..last]))
}

/// A message of the service in one line.
pub(super) fn sanitize_message(message: &str, key: &ApiKey) -> String {
    let message = scanned_prefix(message);
    let page = describe_html_page(message);
    text::truncate(&redact_secrets(page.as_deref().unwrap_or(message), key), MAX_MESSAGE_CHARS)
}

/// The same where the API key is not at hand: `ApiResponse::parse` has redacted it in the body.
pub(super) fn sanitize_message_without_key(message: &str) -> String {
    let message = scanned_prefix(message);
    let page = describe_html_page(message);
    text::truncate(&redact_url_queries(page.as_deref().unwrap_or(message)), MAX_MESSAGE_CHARS)
}

fn scanned_prefix(body: &str) -> &str {
    &body[..body.floor_char_boundary(MAX_SCANNED_BYTES)]
}

fn redact_secrets(body: &str, key: &ApiKey) -> String {
    let redacted = key.redact(body);
    // The end of the scanned text may have a part of the key, which cannot be recognized.
    let length = if body.len() + 4 > MAX_SCANNED_BYTES {
        redacted.len().saturating_sub(key.len() * MAX_ESCAPED_CHAR_BYTES)
    } else {
        redacted.len()
    };
    redact_url_queries(&redacted[..redacted.floor_char_boundary(length)])
}

/// Redacts the query of every URL: signatures stand there.
fn redact_url_queries(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(offset) = rest.find('?') {
        let (before, query) = rest.split_at(offset + 1);
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
    fn url_signatures_and_api_keys_are_redacted() {
        let key = ApiKey::new("sk-12345").unwrap();
        let response = r#"{"url":"https:\/\/f.example\/a.mp4?Expires=1&Signature=x~~","k":"sk-12345","q":"Why? Who?"} ?a=b c"#;
        let shown = sanitize_response(response, &key).unwrap();
        assert_eq!(shown, r#"{"url":"https:\/\/f.example\/a.mp4?…","k":"[key]","q":"Why? Who?"} ?… c"#);
    }

    #[test]
    fn an_api_key_is_redacted_in_json_escapes() {
        let key = ApiKey::new("sk/1234/56==").unwrap();
        let escaped = r#"{"a":"sk\/1234\/56\u003d=","b":"\u0073\u006B/1234/56==","c":"sk/1234/5"}"#;
        assert_eq!(sanitize_response(escaped, &key).unwrap(), r#"{"a":"[key]","b":"[key]","c":"sk/1234/5"}"#);
    }

    #[test]
    fn a_response_is_truncated_and_has_no_control_characters() {
        let key = ApiKey::new("sk-12345").unwrap();
        let shown = sanitize_response(&format!("\u{1b}[2J{}", "ä".repeat(10_000)), &key).unwrap();
        assert_eq!(shown.chars().count(), MAX_RESPONSE_CHARS);
        assert!(shown.starts_with("[2Jä") && shown.ends_with("ä…"));
        assert_eq!(sanitize_response(" \n\u{feff}", &key), None);
        assert_eq!(
            sanitize_response("{\r\n  \"a\": 1\n}\n", &key).unwrap(),
            "{\n  \"a\": 1\n}",
            "in its own lines"
        );
    }

    #[test]
    fn an_api_key_at_the_scan_limit_is_not_shown_in_part() {
        let key = ApiKey::new("sk-12345").unwrap();
        // The redacted query brings the end of the scanned text into the response.
        let query = format!("?a={}", "b".repeat(MAX_SCANNED_BYTES - 10));
        for before in 0..12 {
            let shown = sanitize_response(
                &format!("{query}{} sk-12345 {}", "x".repeat(before), "y".repeat(99)),
                &key,
            );
            assert!(!shown.as_ref().unwrap().contains("sk-1"), "{before}: {shown:?}");
        }
    }
}
