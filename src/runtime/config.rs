//! The configuration of a run: paths, account, endpoints and settings.

use std::fmt;

use futures_util::future::BoxFuture;

use crate::domain::{Error, Secret, Settings};
use crate::heygen::{Endpoints, RetryPolicy};
use crate::store::Paths;
use crate::studio::ActiveAccount;

/// Starts the embedded sandbox, once, and gives its base URL.
pub type StartSandbox = Box<dyn Fn() -> BoxFuture<'static, Result<String, Error>> + Send + Sync>;

/// The configuration of a [`Runner`](super::Runner). Nothing of it is used before the first request.
pub struct Config {
    pub paths: Paths,
    /// The account at the start.
    pub account: ActiveAccount,
    /// The API key of a live account.
    pub api_key: Option<Secret>,
    pub endpoints: Endpoints,
    pub retry_policy: RetryPolicy,
    pub start_sandbox: StartSandbox,
    pub settings: Settings,
    /// The command that opens files and links, in place of the system's opener.
    pub opener: Option<String>,
    /// The command that plays samples, in place of the first one that is found.
    pub player: Option<String>,
    /// Whether the terminal is inside tmux.
    pub in_tmux: bool,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("paths", &self.paths)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

/// The live account at these endpoints, with the host if it is not HeyGen's.
pub fn live_account(endpoints: &Endpoints) -> ActiveAccount {
    let base = endpoints.api_base();
    let host = base.split_once("://").map_or(base, |(_, rest)| rest);
    let is_heygen = host == "api.heygen.com";
    ActiveAccount::Live { host: (!is_heygen).then(|| host.to_owned()) }
}
