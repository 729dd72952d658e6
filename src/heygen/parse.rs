//! Parses the fields and lists of the service leniently: an unreadable record is counted and left out.

use std::borrow::Cow;

use reqwest::Url;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::lenient::LenientValue;
use crate::domain::{RenderStage, text};

/// Bytes of an id; real ones are several times shorter.
const MAX_ID_BYTES: usize = 512;
/// Characters of a name or another line of text.
const MAX_LINE_CHARS: usize = 400;
/// Bytes of a URL; signed ones have a few hundred.
const MAX_URL_BYTES: usize = 8_192;

/// The parsed records, and the number of unreadable ones.
pub(super) fn parse_records<'a, W: Deserialize<'a>, T>(
    items: &[&'a RawValue],
    read: impl Fn(&W) -> Option<T>,
) -> (Vec<T>, usize) {
    let read = |item: &&'a RawValue| serde_json::from_str(item.get()).ok().and_then(|record| read(&record));
    let records: Vec<T> = items.iter().filter_map(read).collect();
    let unreadable_count = items.len() - records.len();
    (records, unreadable_count)
}

/// An id verbatim; `None` if it is blank, too long, or not printable ASCII.
pub(super) fn parse_id<'a>(field: &'a LenientValue<'_>) -> Option<Cow<'a, str>> {
    let bounded = field.text().filter(|id| id.len() <= MAX_ID_BYTES);
    bounded.filter(|id| id.bytes().all(|byte| (0x20..0x7f).contains(&byte)))
}

/// A name in one displayable line, or the start of the id if there is none.
pub(super) fn parse_name(field: &LenientValue<'_>, id: &str) -> String {
    let name = parse_line(field);
    if name.is_empty() { id.chars().take(8).collect() } else { name }
}

/// A text in one displayable line; empty if there is none.
pub(super) fn parse_line(field: &LenientValue<'_>) -> String {
    let Some(value) = field.text() else { return String::new() };
    let is_short = value.len() <= MAX_LINE_CHARS;
    if is_short && is_clean_line(&value) {
        value.into_owned()
    } else {
        text::truncate(&value, MAX_LINE_CHARS)
    }
}

/// Whether [`text::truncate`] would change nothing, which is common and cheap to see.
fn is_clean_line(value: &str) -> bool {
    let inside = value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) && !value.contains("  ");
    inside && !value.starts_with(' ') && !value.ends_with(' ')
}

/// An http or https URL, verbatim if it is printable ASCII and escaped otherwise; `None` for anything else.
pub(super) fn parse_url(field: &LenientValue<'_>) -> Option<String> {
    let value = field.text()?;
    let value = value.trim();
    let host = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"))?;
    if host.is_empty() || host.starts_with(['/', '?', '#', ':']) {
        return None;
    }
    if value.len() > MAX_URL_BYTES {
        return None;
    }
    if value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some(value.to_owned());
    }
    Url::parse(value).ok().map(String::from)
}

/// The stage of a status word; an unknown word is a stage in progress. `None` for an empty word.
pub(super) fn parse_stage(word: &str) -> Option<RenderStage> {
    match word.to_ascii_lowercase().as_str() {
        "" => None,
        "completed" => Some(RenderStage::Completed),
        "failed" => Some(RenderStage::Failed),
        "pending" | "waiting" | "queued" | "draft" => Some(RenderStage::Pending),
        _ => Some(RenderStage::Processing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_value(text: &str) -> LenientValue<'_> {
        LenientValue::Text(text.into())
    }

    #[test]
    fn names_are_sanitized_and_never_empty() {
        assert_eq!(parse_name(&text_value("\nMark  "), "abc"), "Mark");
        assert_eq!(parse_name(&text_value("A  B"), "abc"), "A B");
        assert_eq!(parse_name(&text_value("\u{202e}Elías"), "abc"), "Elías");
        assert_eq!(parse_name(&text_value("\u{200b}"), "0123456789"), "01234567");
        assert_eq!(parse_name(&LenientValue::Null, "0123456789"), "01234567");
        assert_eq!(parse_name(&LenientValue::Integer(7), "0123456789"), "7");
    }

    #[test]
    fn ids_are_kept_verbatim_or_rejected() {
        assert_eq!(parse_id(&text_value("Daisy-inskirt 2022")).as_deref(), Some("Daisy-inskirt 2022"));
        assert_eq!(parse_id(&LenientValue::Integer(42)).as_deref(), Some("42"));
        for bad in ["", " ", "a\nb", "ü", "a\u{7f}", "a\u{200b}"] {
            assert_eq!(parse_id(&text_value(bad)), None, "{bad:?}");
        }
    }

    #[test]
    fn ids_names_and_urls_have_a_maximum_length() {
        let long = "a".repeat(3_000_000);
        assert_eq!(parse_id(&text_value(&long)), None);
        assert_eq!(parse_id(&text_value(&long[..MAX_ID_BYTES])).as_deref(), Some(&long[..MAX_ID_BYTES]));
        assert_eq!(parse_name(&text_value(&long), "abc").chars().count(), MAX_LINE_CHARS);
        assert_eq!(parse_line(&text_value(&"ü ".repeat(99_999))).chars().count(), MAX_LINE_CHARS);
        assert_eq!(parse_url(&text_value(&format!("https://f.example/{long}"))), None);
    }

    #[test]
    fn an_invalid_url_is_none() {
        let signed = "https://f.example/a.webp?Expires=1&Signature=x~~";
        assert_eq!(parse_url(&text_value(signed)).as_deref(), Some(signed));
        assert_eq!(parse_url(&text_value(" http://127.0.0.1:1/a ")).as_deref(), Some("http://127.0.0.1:1/a"));
        assert_eq!(
            parse_url(&text_value("https://f.example/ä b\u{202e}")).as_deref(),
            Some("https://f.example/%C3%A4%20b%E2%80%AE")
        );
        for bad in [
            "",
            "  ",
            "null",
            "/a",
            "a.example/b",
            "https://",
            "https:///a",
            "file:///etc/passwd",
            "javascript:x",
        ] {
            assert_eq!(parse_url(&text_value(bad)), None, "{bad}");
        }
    }
}
