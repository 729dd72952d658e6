//! The account: whose it is, its balance, and the API version and dialect that serve it.

use super::remote::Remote;
use crate::domain::{ApiVersion, Balance, Dialect, Settings, Sunset, Unit};

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

impl ActiveAccount {
    /// The API version that is asked first where the settings name none, and assumed until it is known.
    pub fn preferred_api_version(&self, settings: &Settings) -> ApiVersion {
        match self {
            Self::Sandbox => ApiVersion::V2,
            Self::SignedOut | Self::Live { .. } => settings.preferred_api_version,
        }
    }

    /// The dialect that is assumed until the API version is known.
    pub fn assumed_dialect(&self, settings: &Settings) -> Dialect {
        let api = settings.api_version.unwrap_or(self.preferred_api_version(settings));
        settings.dialect_for(api)
    }
}

/// What is known of the active account; replaced as a whole by [`AccountState::new`] when another one is used.
#[derive(Debug)]
pub struct AccountState {
    pub active: ActiveAccount,
    /// `None` inside: the service does not report a balance.
    pub balance: Remote<Option<Balance>>,
    /// The unit of its billing type, where the service names one.
    pub billing_type_unit: Option<Unit>,
    /// The dialect that videos are sent in.
    pub dialect: Dialect,
    /// When the API version ends, where the service announces it.
    pub sunset: Option<Sunset>,
}

impl AccountState {
    /// An account of which nothing is known yet.
    pub fn new(active: ActiveAccount, settings: &Settings) -> Self {
        let dialect = active.assumed_dialect(settings);
        Self { active, balance: Remote::Idle, billing_type_unit: None, dialect, sunset: None }
    }
}
