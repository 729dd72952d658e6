//! Whose photos, voices and renders are shown.

/// Whose photos, voices and renders these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActiveAccount {
    /// No key yet: the welcome asks for one.
    SignedOut,
    /// The embedded sandbox.
    Sandbox,
    /// An account of the service; the host is told where it is not the service's own.
    Live { host: Option<String> },
}
