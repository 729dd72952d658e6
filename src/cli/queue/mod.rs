//! `cuecard queue`: the renders of the ledger, after one pass of questions about those on their way; and what the user
//! wants of them.

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
use super::stderr::print_note;
use crate::domain::format_count;
use crate::domain::{Error, Render};
use crate::runtime::Runner;

/// What the command line says about it.
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
    /// How it is told to work, wherever that is said.
    pub(super) fn common_mut(&mut self) -> &mut CommonArgs {
        self.subcommand.as_mut().map_or(&mut self.common, actions::QueueSubcommand::common_mut)
    }
}

pub(super) fn run(args: &QueueArgs, out: &mut CommandOutput) -> Result<(), CliError> {
    if let Some(deed) = &args.subcommand {
        return deed.run(out);
    }
    let (renders, fault, ended) = requests::with_runner(&args.common.service, async |runner| {
        let mut ends = Interrupts::listen()?;
        let (mut renders, notice) = requests::load_renders(runner).await?;
        if let Some(notice) = notice {
            print_note(&notice.summary());
        }
        if args.offline {
            return Ok((renders, None, None));
        }
        let (fault, ended) = tokio::select! {
            fault = poll_running(runner, &mut renders, out) => (fault, None),
            interruption = ends.next() => (None, Some(interruption)),
        };
        Ok((renders, fault, ended))
    })?;
    print_renders(&renders, out);
    out.note(&if renders.is_empty() {
        "No renders yet".to_owned()
    } else {
        format_count(renders.len(), "render")
    });
    if let Some(interruption) = ended {
        let state = "some rows show the last state in the ledger";
        return Err(CliError::interrupted(interruption, state, "Check again with: cuecard queue"));
    }
    // What the ledger has is printed all the same.
    fault.map_or(Ok(()), |fault| Err(fault.into()))
}

/// Renders from which on it is said that they are asked about: the service takes five questions a second.
const MIN_RENDERS_FOR_PROGRESS: usize = 10;

/// Asks once about all that is on its way, as far as the rate limit lets them at the same time, and about many in one
/// request where the API has such a one; gives the first failure. Where that takes a while, it is said how far it is.
async fn poll_running(runner: &Runner, renders: &mut [Render], out: &mut CommandOutput) -> Option<Error> {
    let looked = requests::reconcile(runner, renders).await;
    let running = renders.iter().filter(|render| render.stage.is_running()).count();
    let mut progress =
        ProgressReport::start("Checking on the service:", running, "render", MIN_RENDERS_FOR_PROGRESS, out);
    let mut asked: FuturesUnordered<_> = renders
        .iter_mut()
        .filter(|render| render.stage.is_running())
        .map(async |render| match requests::poll_render(runner, render).await? {
            Ok(now) => {
                *render = now;
                None
            }
            Err(fault) => Some(fault),
        })
        .collect();
    let mut failed = looked;
    while let Some(fault) = asked.next().await {
        failed = failed.or(fault);
        progress.increment();
    }
    failed
}
