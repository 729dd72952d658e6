//! Whose renders, spend and catalogs these are; nothing of two accounts is ever mixed.

use std::fmt::Write as _;

pub(super) use crate::domain::stable_hash;

/// A service and a key for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AccountId {
    /// The base URL of the service, without a slash at the end.
    pub base_url: String,
    /// The SHA-256 of the API key, in hexadecimal digits: it tells keys apart, and no key can be found from it.
    pub fingerprint: String,
}

impl AccountId {
    /// The account of an API key on the service at `base`.
    pub fn new(base: &str, key: &str) -> Self {
        let hash = ring::digest::digest(&ring::digest::SHA256, key.trim().as_bytes());
        let mut fingerprint = String::with_capacity(64);
        for byte in hash.as_ref() {
            let _ = write!(fingerprint, "{byte:02x}");
        }
        Self { base_url: base.trim().trim_end_matches('/').to_owned(), fingerprint }
    }

    /// The embedded sandbox, whatever its port.
    pub fn sandbox() -> Self {
        Self { base_url: "sandbox".to_owned(), fingerprint: "embedded".to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_id_is_stable_and_hides_the_api_key() {
        let account = AccountId::new("https://api.heygen.com/", " sk-123 \n");
        assert_eq!(account, AccountId::new("https://api.heygen.com", "sk-123"));
        assert_ne!(account, AccountId::new("https://api.heygen.com", "sk-124"));
        assert_ne!(account, AccountId::new("https://api.example.com", "sk-123"));
        assert!(!format!("{account:?}").contains("sk-123"));
        let known = "a665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3";
        assert_eq!(AccountId::new("", "123").fingerprint, known);
    }
}
