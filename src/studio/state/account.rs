//! The account: whose it is, its balance, and the API version and dialect that serve it.

use super::remote::Remote;
use crate::domain::{Balance, Dialect, Sunset};

/// Whose photos, voices and renders these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActiveAccount {
    /// No API key yet: the welcome asks for one.
    SignedOut,
    /// The embedded sandbox.
    Sandbox,
    /// An account of the service; `host` is set where it is not the service's own.
    Live { host: Option<String> },
}

/// What is known of the active account; replaced as a whole by [`AccountState::new`] when another one is used.
#[derive(Debug)]
pub struct AccountState {
    pub active: ActiveAccount,
    /// `None` inside: the service does not report a balance.
    pub balance: Remote<Option<Balance>>,
    /// The dialect that videos are sent in.
    pub dialect: Dialect,
    /// When the API version ends, where the service announces it.
    pub sunset: Option<Sunset>,
}

impl AccountState {
    /// An account of which nothing is known yet; `dialect` is assumed until the service is heard.
    pub fn new(active: ActiveAccount, dialect: Dialect) -> Self {
        Self { active, balance: Remote::Idle, dialect, sunset: None }
    }
}
