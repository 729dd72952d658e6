//! `cuecard queue`: the renders of the ledger, after one pass of questions about those on their way; and what the user
//! wants of them.

mod actions;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use jiff::tz::TimeZone;

use super::error::CliError;
use super::interrupt::Interrupts;
use super::output::{CommandOutput, print_note};
use super::progress::ProgressReport;
use super::render_row::RenderRow;
use super::requests::{self, CommonArgs};
use super::table::{self, format_seconds};
use crate::domain::format_count;
use crate::domain::{Error, Render, Stage};
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
        let mut ends = Interrupts::listen().map_err(|error| CliError::io(&error))?;
        let (mut renders, notice) = requests::load_renders(runner).await?;
        if let Some(notice) = notice {
            print_note(&notice.summary());
        }
        if args.offline {
            return Ok((renders, None, None));
        }
        let (fault, ended) = tokio::select! {
            fault = poll_running(runner, &mut renders, out) => (fault, None),
            exit = ends.next() => (None, Some(exit)),
        };
        Ok((renders, fault, ended))
    })?;
    print_renders(&renders, out);
    out.note(&if renders.is_empty() {
        "No renders yet".to_owned()
    } else {
        format_count(renders.len(), "render")
    });
    if let Some(exit) = ended {
        let what = "Interrupted. Some rows show the last state in the ledger";
        return Err(CliError::new(exit, "interrupted", what, "Check again with: cuecard queue"));
    }
    // What the ledger has is printed all the same.
    fault.map_or(Ok(()), |fault| Err(fault.into()))
}

/// One JSON value, or a line each.
fn print_renders(renders: &[Render], out: &mut CommandOutput) {
    if out.json {
        out.print_json(&renders.iter().map(RenderRow::from_render).collect::<Vec<_>>());
    } else {
        table::format_rows(renders.iter().map(table_cells).collect()).for_each(|line| out.print_line(&line));
    }
    out.flush();
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

fn table_cells(render: &Render) -> [String; 7] {
    let asked = render.requested_at.to_zoned(TimeZone::system()).strftime("%F %H:%M").to_string();
    let video = render.video_id.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
    let long = format_seconds(render.plausible_seconds().unwrap_or(render.estimated_seconds));
    let stage = render.stage.as_str().to_owned();
    let open = matches!(render.stage, Stage::Queued | Stage::Unconfirmed);
    let note = render.note.clone().filter(|_| open).unwrap_or_default();
    [render.id.to_string(), asked, stage, video, long, render.title.clone(), note]
}
