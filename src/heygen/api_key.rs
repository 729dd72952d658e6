//! The API key of an account: sent to the service, never shown.

use std::borrow::Cow;
use std::fmt;

use reqwest::header::HeaderValue;

use super::escapes;

/// An API key. It prints as `[key]`.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    text: String,
    header: HeaderValue,
}

/// The length of the shortest text that can be a secret.
const MIN_SECRET_BYTES: usize = 8;

impl ApiKey {
    /// The trimmed key; `None` if it is empty, or is no value for a header.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let mut header = HeaderValue::from_str(text).ok()?;
        header.set_sensitive(true);
        Some(Self { text: text.to_owned(), header })
    }

    /// The value of the `X-Api-Key` header, marked sensitive.
    pub(super) fn header_value(&self) -> HeaderValue {
        self.header.clone()
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Redacts every occurrence of the key, whatever its case, its escapes and the invisible characters in it. A key too
    /// short to be a secret stays: a sandbox accepts any word, which may be part of ordinary text.
    pub(super) fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut out = String::new();
        let mut rest = text;
        while let Some((offset, length)) = self.find_in(rest) {
            out.push_str(&rest[..offset]);
            out.push_str("[key]");
            rest = &rest[offset + length..];
        }
        if out.is_empty() {
            return Cow::Borrowed(text);
        }
        out.push_str(rest);
        Cow::Owned(out)
    }

    /// The position of the key in a text, and its length there in bytes.
    fn find_in(&self, text: &str) -> Option<(usize, usize)> {
        if self.text.len() < MIN_SECRET_BYTES {
            return None;
        }
        let own = self.text.as_bytes()[0];
        let may_begin = |byte: &u8| byte.eq_ignore_ascii_case(&own) || matches!(byte, b'\\' | b'%' | b'&');
        let mut from = 0;
        while let Some(next) = text.as_bytes()[from..].iter().position(may_begin) {
            let offset = from + next;
            if let Some(length) = self.matched_prefix_len(&text[offset..]) {
                return Some((offset, length));
            }
            // What may begin a key is ASCII, one byte long.
            from = offset + 1;
        }
        None
    }

    /// The bytes of the key at the start of a text.
    fn matched_prefix_len(&self, text: &str) -> Option<usize> {
        let mut rest = text;
        for (at, own) in self.text.chars().enumerate() {
            loop {
                let is_own = |c: char| c.eq_ignore_ascii_case(&own);
                let plain = rest.chars().next().filter(|c| is_own(*c));
                let (found, after) = match plain {
                    Some(c) => (c, &rest[c.len_utf8()..]),
                    None => escapes::decode_first(rest)?,
                };
                rest = after;
                if is_own(found) {
                    break;
                }
                if at == 0 || !escapes::is_invisible(found) {
                    return None;
                }
            }
        }
        Some(text.len() - rest.len())
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

impl fmt::Display for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_key_must_be_a_valid_header_value() {
        assert!(ApiKey::new(" abc==\n").is_some());
        for bad in ["", " \n", "a b", "a\nb", "schlüssel", "a\u{7f}"] {
            assert_eq!(ApiKey::new(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn an_api_key_is_redacted_in_all_output() {
        let key = ApiKey::new("sk-secret").unwrap();
        assert_eq!(format!("{key} {key:?}"), "[key] [key]");
        assert!(!format!("{:?}", key.header_value()).contains("secret"));
        assert_eq!(key.redact("no such key: sk-secret!"), "no such key: [key]!");
        assert_eq!(ApiKey::new("k").unwrap().redact("look"), "look");
    }

    #[test]
    fn an_escaped_or_disguised_api_key_is_redacted() {
        let key = ApiKey::new("sk-se/ret").unwrap();
        for disguised in [
            "SK-Se/ReT",
            "sk\u{200b}-se\u{ad}/r\u{301}e\u{fe0f}t",
            "s\u{e0001}k-se/\u{7f}ret",
            r"sk-se\/ret",
            r"\u0073k\u200b-se\\/ret",
            r"sk\udb40\udc01-se\n/ret",
            "sk%2Dse%2fret",
            "%73k%E2%80%8B-se%252Fret",
            "sk&#45;se&#x2F;r&shy;et",
        ] {
            assert_eq!(key.redact(&format!("({disguised})")), "([key])", "{disguised}");
        }
        for other in ["sk-se /ret", "sk-se/re", "sk-se%", "sk-sexret", ""] {
            assert!(matches!(key.redact(other), Cow::Borrowed(_)), "{other}");
        }
    }
}
