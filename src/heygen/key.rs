//! The key of an account: sent to the service, shown to nobody.

use std::fmt::{self, Write};

use reqwest::header::HeaderValue;
use rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256;

/// An API key. It prints as `[key]`.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    text: String,
    header: HeaderValue,
}

/// Characters that a key of the service has at the least.
const SECRET: usize = 8;

impl Key {
    /// The key without the blanks around it; `None` where nothing is left, or something that no header can carry.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let mut header = HeaderValue::from_str(text).ok()?;
        header.set_sensitive(true);
        Some(Self { text: text.to_owned(), header })
    }

    /// Twelve hexadecimal digits that tell one account from another and do not lead back to the key.
    pub fn fingerprint(&self) -> String {
        let mut digits = String::with_capacity(12);
        // SHA-256, from the TLS library that is here anyway.
        if let Some(suite) = TLS13_AES_128_GCM_SHA256.tls13() {
            let salted = format!("cuecard account {}", self.text);
            let hash = suite.common.hash_provider.hash(salted.as_bytes());
            for byte in hash.as_ref().iter().take(6) {
                let _ = write!(digits, "{byte:02x}");
            }
        }
        digits
    }

    /// The value of the `X-Api-Key` header, marked sensitive.
    pub(super) fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    /// Bytes of it.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// `text` with every occurrence of the key covered. A word too short to be a secret stays: a sandbox takes any,
    /// and covering it would garble what is said.
    pub(super) fn cover(&self, text: &str) -> String {
        if self.text.len() < SECRET {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if let Some(long) = self.at_the_start_of(rest) {
                out.push_str("[key]");
                rest = &rest[long..];
            } else {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        out
    }

    /// How many bytes of the text are the key, in which JSON may escape each character.
    fn at_the_start_of(&self, text: &str) -> Option<usize> {
        let mut rest = text;
        for own in self.text.chars() {
            let code = rest.strip_prefix("\\u").and_then(|rest| rest.get(..4));
            let number = code.and_then(|code| u32::from_str_radix(code, 16).ok());
            rest = match number {
                Some(number) if number == u32::from(own) => &rest[6..],
                _ => rest
                    .strip_prefix('\\')
                    .and_then(|rest| rest.strip_prefix(own))
                    .or(rest.strip_prefix(own))?,
            };
        }
        Some(text.len() - rest.len())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_header_can_carry_is_a_key() {
        assert!(Key::new(" abc==\n").is_some());
        for bad in ["", " \n", "a b", "a\nb", "schlüssel", "a\u{7f}"] {
            assert_eq!(Key::new(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_key_never_shows() {
        let key = Key::new("sk-secret").unwrap();
        assert_eq!(format!("{key} {key:?}"), "[key] [key]");
        assert!(!format!("{:?}", key.header()).contains("secret"));
        assert_eq!(key.cover("no such key: sk-secret!"), "no such key: [key]!");
        assert_eq!(Key::new("k").unwrap().cover("look"), "look");
    }

    #[test]
    fn a_fingerprint_is_stable_and_tells_keys_apart() {
        let one = Key::new("one").unwrap().fingerprint();
        assert_eq!(one, Key::new(" one ").unwrap().fingerprint());
        assert_ne!(one, Key::new("two").unwrap().fingerprint());
        assert_eq!(one.len(), 12);
        assert_eq!(one, "49199693eeb2", "the start of SHA-256");
    }
}
