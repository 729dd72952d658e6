//! `cuecard queue`: the renders of the ledger, with the running ones polled once, and the actions on them.

mod actions;
mod render_table;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use render_table::print_renders;

use super::error::CliError;
use super::interrupt::Interrupts;
use super::output::CommandOutput;
use super::progress::ProgressReport;
use super::requests::{self, CommonArgs};
use crate::domain::{Error, Render, RenderStage, format_count};
use crate::runtime::Runner;

/// Arguments of `cuecard queue`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct QueueArgs {
    #[command(subcommand)]
    subcommand: Option<actions::QueueSubcommand>,
    /// Show the ledger only
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    common: CommonArgs,
}

impl QueueArgs {
    /// The common options, of the command or of its subcommand.
    pub(super) fn common_mut(&mut self) -> &mut CommonArgs {
        self.subcommand.as_mut().map_or(&mut self.common, actions::QueueSubcommand::common_mut)
    }
}

pub(super) fn run(args: &QueueArgs, out: &mut CommandOutput) -> Result<(), CliError> {
    if let Some(action) = &args.subcommand {
        return action.run(out);
    }
    let (renders, error, ended) = requests::with_runner(&args.common.service, async |runner| {
        let mut interrupts = Interrupts::listen()?;
        let mut renders = requests::load_queue(runner).await?;
        if args.offline {
            return Ok((renders, None, None));
        }
        let (error, ended) = tokio::select! {
            error = poll_and_load_balance(runner, &mut renders, out) => (error, None),
            interruption = interrupts.next() => (None, Some(interruption)),
        };
        Ok((renders, error, ended))
    })?;
    print_renders(&renders, out);
    out.note(&if renders.is_empty() {
        "No renders yet".to_owned()
    } else {
        format_count(renders.len(), "render")
    });
    if let Some(interruption) = ended {
        let state = "some rows may be out of date";
        return Err(CliError::interrupted(interruption, state, "Check again with: cuecard queue"));
    }
    // The ledger is printed even after a failure.
    error.map_or(Ok(()), |error| Err(error.into()))
}

/// From this number of renders on, progress is shown: the service takes five requests a second.
const MIN_RENDERS_FOR_PROGRESS: usize = 10;

/// Polls all running renders once, and loads the balance where one was finished: it shows what was charged. Returns the
/// first error of a poll.
async fn poll_and_load_balance(
    runner: &Runner,
    renders: &mut [Render],
    out: &mut CommandOutput,
) -> Option<Error> {
    let completed =
        |renders: &[Render]| renders.iter().filter(|row| row.stage == RenderStage::Completed).count();
    let before = completed(renders);
    let error = poll_running(runner, renders, out).await;
    if completed(renders) > before {
        requests::load_balance_after_render(runner).await;
    }
    error
}

/// Polls all running renders once; returns the first error. v3 takes many in one request.
async fn poll_running(runner: &Runner, renders: &mut [Render], out: &mut CommandOutput) -> Option<Error> {
    let reconcile_error = requests::reconcile(runner, renders).await;
    let running = renders.iter().filter(|render| render.stage.is_running()).count();
    let mut progress =
        ProgressReport::start("Checking on the service:", running, "render", MIN_RENDERS_FOR_PROGRESS, out);
    let mut polls: FuturesUnordered<_> = renders
        .iter_mut()
        .filter(|render| render.stage.is_running())
        .map(async |render| match requests::poll_render(runner, render).await? {
            Ok(now) => {
                *render = now;
                None
            }
            Err(error) => Some(error),
        })
        .collect();
    let mut failed = reconcile_error;
    while let Some(error) = polls.next().await {
        failed = failed.or(error);
        progress.increment();
    }
    failed
}
