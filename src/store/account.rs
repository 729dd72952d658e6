//! Whose renders, spend and catalogues these are; nothing of two accounts is ever mixed.

/// A service and a key for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Account {
    /// The base URL of the service, without a slash at the end.
    pub base: String,
    /// Tells keys apart; no key can be found from it.
    pub fingerprint: String,
}

impl Account {
    pub fn new(base: &str, key: &str) -> Self {
        let fingerprint = format!("{:016x}", digest(key.trim().as_bytes()));
        Self { base: base.trim().trim_end_matches('/').to_owned(), fingerprint }
    }

    /// The embedded sandbox, whatever its port.
    pub fn sandbox() -> Self {
        Self { base: "sandbox".to_owned(), fingerprint: "embedded".to_owned() }
    }
}

/// FNV-1a of 64 bits, which stays the same from one version of the program to the next. A key has far more bits than
/// that, so most of it is gone.
pub(super) fn digest(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
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
        assert_eq!(digest(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
