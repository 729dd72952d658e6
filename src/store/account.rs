//! Whose renders, spend and catalogues these are; nothing of two accounts is ever mixed.

pub(super) use crate::domain::digest;

/// A service and a key for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Account {
    /// The base URL of the service, without a slash at the end.
    pub base: String,
    /// Tells keys apart; no key can be found from it.
    pub fingerprint: String,
}

impl Account {
    /// A key has far more bits than its fingerprint, so most of it is gone.
    pub fn new(base: &str, key: &str) -> Self {
        let fingerprint = format!("{:016x}", digest(key.trim().as_bytes()));
        Self { base: base.trim().trim_end_matches('/').to_owned(), fingerprint }
    }

    /// The embedded sandbox, whatever its port.
    pub fn sandbox() -> Self {
        Self { base: "sandbox".to_owned(), fingerprint: "embedded".to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_known_again_and_tells_no_key() {
        let account = Account::new("https://api.heygen.com/", " sk-123 \n");
        assert_eq!(account, Account::new("https://api.heygen.com", "sk-123"));
        assert_ne!(account, Account::new("https://api.heygen.com", "sk-124"));
        assert_ne!(account, Account::new("https://api.example.com", "sk-123"));
        assert!(!format!("{account:?}").contains("sk-123"));
    }
}
