//! Configuration of a command: the account, the addresses and the folders, from options, environment and settings.
#![allow(clippy::disallowed_methods, reason = "the environment is read here")]

use std::env;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use super::choice::{AutoOr, auto_or_choice_parser};
use super::error::CliError;
use crate::domain::{ApiVersion, Dialect, Error, ErrorKind, Secret, Settings};
use crate::heygen::{Endpoints, RetryPolicy};
use crate::runtime::{Config, StartSandbox, live_account};
use crate::sandbox::{Options, Sandbox};
use crate::store::official_client::{self, OfficialCredentials};
use crate::store::{self, Paths};
use crate::studio::{ActiveAccount, PollInterval};

/// Options for the service.
#[derive(Debug, Clone, clap::Args)]
#[group(skip)]
pub(super) struct ServiceArgs {
    /// Use the embedded sandbox: no API key, no network, no cost
    #[arg(long)]
    sandbox: bool,
    /// How many times faster than the service the embedded sandbox renders
    #[arg(long, value_name = "TIMES", requires = "sandbox", value_parser = parse_speed)]
    speed: Option<f64>,
    /// The API version
    #[arg(long, value_name = "API", value_parser = auto_or_choice_parser(ApiVersion::ALL, ApiVersion::as_str))]
    api: Option<AutoOr<ApiVersion>>,
    /// The dialect of renders: the request form of the API
    #[arg(long, value_name = "DIALECT", value_parser = auto_or_choice_parser(Dialect::ALL, Dialect::as_str))]
    dialect: Option<AutoOr<Dialect>>,
    /// Suppresses notes about retries.
    #[arg(skip)]
    pub(super) is_quiet: bool,
}

/// Reads a speed: 0 and more.
pub(super) fn parse_speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if speed.is_finite() && speed >= 0.0 => Ok(speed),
        _ => Err("a speed is 0 or more, such as 1 or 60".to_owned()),
    }
}

/// The shortest interval between two status requests to the sandbox.
const MIN_POLL_INTERVAL: Duration = Duration::from_millis(200);

impl ServiceArgs {
    /// Adds the options that stand before the command's name.
    pub(super) fn merge(&mut self, before: &Self) {
        self.sandbox |= before.sandbox;
        self.speed = self.speed.or(before.speed);
        self.api = self.api.or(before.api);
        self.dialect = self.dialect.or(before.dialect);
    }

    /// Overrides `settings` with the options.
    fn apply_to(&self, settings: Settings) -> Result<Settings, Error> {
        let api = match (self.api, self.dialect) {
            (Some(api), _) => api.0,
            // The dialect implies the API version.
            (None, Some(dialect)) => dialect.0.map(Dialect::api_version),
            (None, None) => settings.api_version,
        };
        // The dialect of the settings does not apply to another API version.
        let of_file = settings.dialect.filter(|dialect| api.is_none_or(|api| api == dialect.api_version()));
        let dialect = self.dialect.map_or(of_file, |dialect| dialect.0);
        if let (Some(api), Some(dialect)) = (self.api.and_then(|api| api.0), dialect)
            && api != dialect.api_version()
        {
            let message = format!(
                "{} is a dialect of {}, not of {}",
                dialect.as_str(),
                dialect.api_version().as_str(),
                api.as_str()
            );
            return Err(Error::new("the dialect", ErrorKind::Internal, message));
        }
        Ok(Settings { api_version: api, dialect, ..settings })
    }

    /// The settings of the user, overridden by the options.
    pub(super) fn load_settings(&self) -> Result<Settings, CliError> {
        let is_sandbox = self.sandbox || load_endpoints().is_ok_and(|endpoints| endpoints.is_loopback());
        let preferred_api_version = if is_sandbox { ApiVersion::V2 } else { ApiVersion::V3 };
        let settings = Settings { preferred_api_version, ..load_settings()? };
        self.apply_to(settings).map_err(|error| CliError::invalid_input(&error))
    }

    /// The option that a suggested command line needs.
    pub(super) fn command_suffix(&self) -> &'static str {
        if self.sandbox { " --sandbox" } else { "" }
    }

    /// The interval of status requests: shorter for a sandbox that renders faster than the service.
    pub(super) fn pace(&self) -> PollInterval {
        let PollInterval { min: first, max: last } = PollInterval::default();
        if !self.sandbox {
            return PollInterval { min: scaled_wait(first), max: scaled_wait(last) };
        }
        let speed = self.speed.unwrap_or(Options::studio().speed).max(1.0);
        let scaled = |interval: Duration| interval.div_f64(speed).max(MIN_POLL_INTERVAL);
        PollInterval { min: scaled(first), max: scaled(last) }
    }
}

fn load_paths() -> Result<Paths, CliError> {
    Paths::from_environment().map_err(|error| CliError::invalid_input(&error))
}

/// The settings of the user.
pub(super) fn load_settings() -> Result<Settings, CliError> {
    let paths = load_paths()?;
    store::settings::read(&paths.settings()).map_err(|error| CliError::invalid_input(&error))
}

/// The configuration of a runner, from options, environment and settings. `warn` gets warnings.
pub(super) fn load_config(args: &ServiceArgs, warn: &mut dyn FnMut(String)) -> Result<Config, CliError> {
    let paths = load_paths()?;
    let settings = args.load_settings()?;
    let account = load_account(args, &paths, warn).map_err(|error| CliError::invalid_input(&error))?;
    let (account, api_key, endpoints) = account;
    let defaults = Options::studio();
    let options = Options {
        world: Some(paths.sandbox().join("world.jsonl")),
        speed: args.speed.unwrap_or(defaults.speed),
        ..defaults
    };
    Ok(Config {
        paths,
        settings,
        account,
        api_key,
        endpoints,
        retry_policy: retry_policy(),
        start_sandbox: sandbox_starter(options),
        opener: env_var("CUECARD_OPENER"),
        player: env_var("CUECARD_PLAYER"),
        in_tmux: env_var("TMUX").is_some(),
    })
}

/// The shortest time-out of a response, whatever the divisor.
const MIN_RESPONSE_TIMEOUT: Duration = Duration::from_secs(10);

fn retry_policy() -> RetryPolicy {
    let defaults = RetryPolicy::default();
    let (first_wait, longest_wait) = (scaled_wait(defaults.initial_delay), scaled_wait(defaults.max_delay));
    let answer = scaled_wait(defaults.response_timeout).max(MIN_RESPONSE_TIMEOUT);
    RetryPolicy { initial_delay: first_wait, max_delay: longest_wait, response_timeout: answer, ..defaults }
}

/// A retry delay, divided by `CUECARD_RETRY_DIVISOR`, which tests set. A Retry-After of the service is not divided.
#[cfg(debug_assertions)]
pub(super) fn scaled_wait(wait: Duration) -> Duration {
    let divisor = env_var("CUECARD_RETRY_DIVISOR").and_then(|divisor| divisor.parse().ok());
    wait / divisor.unwrap_or(1).max(1)
}

#[cfg(not(debug_assertions))]
pub(super) fn scaled_wait(wait: Duration) -> Duration {
    wait
}

/// The account, its API key and the addresses. The sandbox needs no API key.
fn load_account(
    args: &ServiceArgs,
    paths: &Paths,
    warn: &mut dyn FnMut(String),
) -> Result<(ActiveAccount, Option<Secret>, Endpoints), Error> {
    let endpoints = load_endpoints()?;
    if args.sandbox {
        return Ok((ActiveAccount::Sandbox, None, endpoints));
    }
    let key = match env_var("HEYGEN_API_KEY") {
        Some(key) => Some(key),
        None => match store::api_key::read(&paths.api_key())? {
            Some(stored) => {
                if stored.was_exposed {
                    warn(store::api_key::exposure_notice(&paths.api_key()));
                }
                Some(stored.api_key)
            }
            None => official_api_key(warn),
        },
    };
    let account = if key.is_some() { live_account(&endpoints) } else { ActiveAccount::SignedOut };
    Ok((account, key.map(Secret::new), endpoints))
}

/// The API key of HeyGen's own client. A file that cannot be used is no error: the user may not know of it.
fn official_api_key(warn: &mut dyn FnMut(String)) -> Option<String> {
    let path = official_client::credentials_path()?;
    match official_client::read_credentials(&path) {
        Ok(Some(OfficialCredentials::ApiKey(key))) => Some(key),
        Ok(Some(OfficialCredentials::SignIn)) => {
            warn(official_client::sign_in_notice(&path));
            None
        }
        Ok(None) => None,
        Err(problem) => {
            warn(problem);
            None
        }
    }
}

fn load_endpoints() -> Result<Endpoints, Error> {
    let (api, upload) = (env_var("HEYGEN_API_BASE"), env_var("HEYGEN_UPLOAD_BASE"));
    Endpoints::new(api.as_deref(), upload.as_deref())
}

/// An environment variable, unless it is blank.
pub(super) fn env_var(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Returns the sandbox's address, and starts the sandbox when it is first needed. If another studio on this machine runs
/// one with the same state, its address is returned.
fn sandbox_starter(options: Options) -> StartSandbox {
    let running: Arc<Mutex<Option<Sandbox>>> = Arc::default();
    Box::new(move || {
        let (running, options) = (running.clone(), options.clone());
        Box::pin(async move {
            // One at a time: the search for a running sandbox holds the lock that a start needs.
            let mut running = running.lock().await;
            if let Some(sandbox) = running.as_ref() {
                return Ok(sandbox.base_url());
            }
            if let Some(base) = options.world.as_deref().and_then(Sandbox::find_running) {
                return Ok(base);
            }
            let started = Sandbox::start(options).await.map(|sandbox| running.insert(sandbox).base_url());
            let failed =
                |error| Error::new("the sandbox", ErrorKind::File, format!("The sandbox: {error:#}"));
            started.map_err(failed)
        })
    })
}
