//! The configuration of a run: paths, account, endpoints and settings.

use std::fmt;

use futures_util::future::BoxFuture;

use crate::domain::{Error, Secret, Settings};
use crate::heygen::{Endpoints, RetryPolicy};
use crate::store::Paths;
use crate::studio::ActiveAccount;

/// Starts the embedded sandbox, once, and gives its base URL.
pub type StartSandbox = Box<dyn Fn() -> BoxFuture<'static, Result<String, Error>> + Send + Sync>;

/// How a world is made. Nothing of it is touched before the first request.
pub struct Config {
    pub paths: Paths,
    /// Whose account it is at first.
    pub account: ActiveAccount,
    /// The key of a live account, where there is one.
    pub api_key: Option<Secret>,
    pub endpoints: Endpoints,
    /// How long the client waits for the service, and how often it tries.
    pub retry_policy: RetryPolicy,
    pub start_sandbox: StartSandbox,
    pub settings: Settings,
    /// The command that shows files and links, in place of the system's.
    pub opener: Option<String>,
    /// The command that plays samples, in place of the first one that is found.
    pub player: Option<String>,
    /// Whether tmux stands between the program and the terminal.
    pub in_tmux: bool,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup")
            .field("paths", &self.paths)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

/// The account of the service at these endpoints; its host is told where it is not HeyGen itself.
pub fn live_account(endpoints: &Endpoints) -> ActiveAccount {
    let base = endpoints.api_base();
    let host = base.split_once("://").map_or(base, |(_, rest)| rest);
    let own = host == "api.heygen.com";
    ActiveAccount::Live { host: (!own).then(|| host.to_owned()) }
}
