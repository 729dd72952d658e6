//! Configuration of a command: the account, the addresses and the folders, from options, environment and settings.
#![allow(clippy::disallowed_methods, reason = "the environment is read here")]

use std::env;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use super::choice::{Auto, auto};
use super::error::Trouble;
use crate::domain::{Api, Dialect, Fault, FaultKind, Secret, Settings};
use crate::heygen::{Endpoints, Patience};
use crate::runtime::{Setup, StartSandbox, live};
use crate::sandbox::{Options, Sandbox};
use crate::store::{self, Paths};
use crate::studio::{Account, Pace};

/// What the command line says about it.
#[derive(Debug, Clone, clap::Args)]
#[group(skip)]
pub(super) struct Args {
    /// Use the embedded sandbox: no API key, no network, no cost
    #[arg(long)]
    sandbox: bool,
    /// How many times faster than the service the embedded sandbox renders
    #[arg(long, value_name = "TIMES", requires = "sandbox", value_parser = speed)]
    speed: Option<f64>,
    /// The API version
    #[arg(long, value_name = "API", value_parser = auto(Api::ALL, Api::word))]
    api: Option<Auto<Api>>,
    /// The request form of renders
    #[arg(long, value_name = "DIALECT", value_parser = auto(Dialect::ALL, Dialect::word))]
    dialect: Option<Auto<Dialect>>,
    /// Nothing is said beside the output.
    #[arg(skip)]
    pub(super) is_quiet: bool,
}

/// Reads a speed: 0 and more.
pub(super) fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if speed.is_finite() && speed >= 0.0 => Ok(speed),
        _ => Err("a speed is 0 or more, such as 1 or 60".to_owned()),
    }
}

/// The shortest time between two questions about a video of the sandbox.
const MIN_POLL_INTERVAL: Duration = Duration::from_millis(200);

impl Args {
    /// Takes over what was said before the command's name.
    pub(super) fn add(&mut self, before: &Self) {
        self.sandbox |= before.sandbox;
        self.speed = self.speed.or(before.speed);
        self.api = self.api.or(before.api);
        self.dialect = self.dialect.or(before.dialect);
    }

    /// The settings, where the command line says otherwise.
    fn over(&self, settings: Settings) -> Result<Settings, Fault> {
        let api = match (self.api, self.dialect) {
            (Some(api), _) => api.0,
            // The dialect says the generation too.
            (None, Some(dialect)) => dialect.0.map(Dialect::api),
            (None, None) => settings.api,
        };
        // A dialect of the file is not meant where another generation is asked for.
        let of_file = settings.dialect.filter(|dialect| api.is_none_or(|api| api == dialect.api()));
        let dialect = self.dialect.map_or(of_file, |dialect| dialect.0);
        if let (Some(api), Some(dialect)) = (self.api.and_then(|api| api.0), dialect)
            && api != dialect.api()
        {
            let what =
                format!("{} is a dialect of {}, not of {}", dialect.word(), dialect.api().word(), api.word());
            return Err(Fault::new("the dialect", FaultKind::Internal, what));
        }
        Ok(Settings { api, dialect, ..settings })
    }

    /// The settings of the user, where the command line says otherwise.
    pub(super) fn settings(&self) -> Result<Settings, Trouble> {
        self.over(settings()?).map_err(|fault| Trouble::given(&fault))
    }

    /// How a video is followed on another command line, as an ending of it.
    pub(super) fn ending(&self) -> &'static str {
        if self.sandbox { " --sandbox" } else { "" }
    }

    /// How often a video is asked about: where the sandbox works faster than the service, that often.
    pub(super) fn pace(&self) -> Pace {
        let Pace { first, last } = Pace::default();
        if !self.sandbox {
            return Pace { first: hurried(first), last: hurried(last) };
        }
        let speed = self.speed.unwrap_or(Options::studio().speed).max(1.0);
        let quicker = |gap: Duration| gap.div_f64(speed).max(MIN_POLL_INTERVAL);
        Pace { first: quicker(first), last: quicker(last) }
    }
}

/// The settings of the user.
pub(super) fn settings() -> Result<Settings, Trouble> {
    let told = |fault: Fault| Trouble::given(&fault);
    let paths = Paths::from_environment().map_err(told)?;
    store::settings::read(&paths.settings()).map_err(told)
}

/// The world as arguments, environment and settings have it. What a person should know of it is told.
pub(super) fn setup(args: &Args, tell: &mut dyn FnMut(String)) -> Result<Setup, Trouble> {
    let told = |fault: Fault| Trouble::given(&fault);
    let paths = Paths::from_environment().map_err(told)?;
    let settings = args.over(store::settings::read(&paths.settings()).map_err(told)?).map_err(told)?;
    let (account, key, endpoints) = who(args, &paths, tell).map_err(told)?;
    let usual = Options::studio();
    let options = Options {
        world: Some(paths.sandbox().join("world.jsonl")),
        speed: args.speed.unwrap_or(usual.speed),
        ..usual
    };
    Ok(Setup {
        paths,
        settings,
        account,
        key,
        endpoints,
        patience: patience(),
        sandbox: start(options),
        opener: word("CUECARD_OPENER"),
        player: word("CUECARD_PLAYER"),
        in_tmux: word("TMUX").is_some(),
    })
}

/// What any answer is given, however much the program is hurried.
const MIN_RESPONSE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the client waits, and how often it tries.
fn patience() -> Patience {
    let usual = Patience::default();
    let (first_wait, longest_wait) = (hurried(usual.first_wait), hurried(usual.longest_wait));
    let answer = hurried(usual.answer).max(MIN_RESPONSE_TIMEOUT);
    Patience { first_wait, longest_wait, answer, ..usual }
}

/// The wait between two tries of our own: divided by `CUECARD_HURRY`, where tests have no service or disk that needs it.
/// What the service asks for is waited for in full.
#[cfg(debug_assertions)]
pub(super) fn hurried(wait: Duration) -> Duration {
    let divisor = word("CUECARD_HURRY").and_then(|divisor| divisor.parse().ok());
    wait / divisor.unwrap_or(1).max(1)
}

#[cfg(not(debug_assertions))]
pub(super) fn hurried(wait: Duration) -> Duration {
    wait
}

/// Whose work it is. The sandbox does not look at the key.
fn who(
    args: &Args,
    paths: &Paths,
    tell: &mut dyn FnMut(String),
) -> Result<(Account, Option<Secret>, Endpoints), Fault> {
    let (api, upload) = (word("HEYGEN_API_BASE"), word("HEYGEN_UPLOAD_BASE"));
    let endpoints = Endpoints::new(api.as_deref(), upload.as_deref())?;
    if args.sandbox {
        return Ok((Account::Sandbox, None, endpoints));
    }
    let key = match word("HEYGEN_API_KEY") {
        Some(key) => Some(key),
        None => store::key::read(&paths.key())?.map(|kept| {
            if kept.was_exposed {
                tell(store::key::was_exposed(&paths.key()));
            }
            kept.key
        }),
    };
    let account = if key.is_some() { live(&endpoints) } else { Account::Nobody };
    Ok((account, key.map(Secret::new), endpoints))
}

/// A variable of the environment that says something.
pub(super) fn word(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Gives the sandbox's address, and starts it when it is first needed. Another studio that keeps the world already
/// is the sandbox for this one too; when that one has gone, ours is started.
fn start(options: Options) -> StartSandbox {
    let running: Arc<Mutex<Option<Sandbox>>> = Arc::default();
    Box::new(move || {
        let (running, options) = (running.clone(), options.clone());
        Box::pin(async move {
            // One at a time: looking for a keeper takes its lock for a moment, which would keep a start out.
            let mut running = running.lock().await;
            if let Some(sandbox) = running.as_ref() {
                return Ok(sandbox.base_url());
            }
            if let Some(base) = options.world.as_deref().and_then(Sandbox::find_running) {
                return Ok(base);
            }
            let started = Sandbox::start(options).await.map(|sandbox| running.insert(sandbox).base_url());
            let failed =
                |error| Fault::new("the sandbox", FaultKind::File, format!("The sandbox: {error:#}"));
            started.map_err(failed)
        })
    })
}
