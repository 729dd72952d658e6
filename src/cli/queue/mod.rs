//! `cuecard queue`: the renders of the ledger, after one pass of questions about those on their way; and what the user
//! wants of them.

mod deed;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use jiff::tz::TimeZone;

use super::commands::{self, How};
use super::error::Trouble;
use super::interrupt::Ends;
use super::output::{Out, say};
use super::progress::Progress;
use super::render_row::Row;
use super::table::{self, seconds};
use crate::domain::plural;
use crate::domain::{Fault, Render, Stage};
use crate::runtime::Runner;

/// What the command line says about it.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    deed: Option<deed::Deed>,
    /// Show the ledger only
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    how: How,
}

impl Args {
    /// How it is told to work, wherever that is said.
    pub(super) fn how(&mut self) -> &mut How {
        self.deed.as_mut().map_or(&mut self.how, deed::Deed::how)
    }
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<(), Trouble> {
    if let Some(deed) = &args.deed {
        return deed.run(out);
    }
    let (renders, fault, ended) = commands::errand(&args.how.place, async |runner| {
        let mut ends = Ends::listen().map_err(|error| Trouble::system(&error))?;
        let (mut renders, notice) = commands::ledger(runner).await?;
        if let Some(notice) = notice {
            say(&notice.what());
        }
        if args.offline {
            return Ok((renders, None, None));
        }
        let (fault, ended) = tokio::select! {
            fault = pass(runner, &mut renders, out) => (fault, None),
            exit = ends.next() => (None, Some(exit)),
        };
        Ok((renders, fault, ended))
    })?;
    print(&renders, out);
    out.note(&if renders.is_empty() { "No renders yet".to_owned() } else { plural(renders.len(), "render") });
    if let Some(exit) = ended {
        let what = "Interrupted. Some rows show the last state in the ledger";
        return Err(Trouble::new(exit, "interrupted", what, "Check again with: cuecard queue"));
    }
    // What the ledger has is printed all the same.
    fault.map_or(Ok(()), |fault| Err(fault.into()))
}

/// One JSON value, or a line each.
fn print(renders: &[Render], out: &mut Out) {
    if out.json {
        out.value(&renders.iter().map(Row::of).collect::<Vec<_>>());
    } else {
        table::lines(renders.iter().map(cells).collect()).for_each(|line| out.line(&line));
    }
    out.flush();
}

/// Renders from which on it is said that they are asked about: the service takes five questions a second.
const MIN_RENDERS_FOR_PROGRESS: usize = 10;

/// Asks once about all that is on its way, as far as the rate limit lets them at the same time, and about many in one
/// request where the API has such a one; gives the first failure. Where that takes a while, it is said how far it is.
async fn pass(runner: &Runner, renders: &mut [Render], out: &mut Out) -> Option<Fault> {
    let looked = commands::settle(runner, renders).await;
    let running = renders.iter().filter(|render| render.stage.is_running()).count();
    let mut progress =
        Progress::begin("Checking on the service:", running, "render", MIN_RENDERS_FOR_PROGRESS, out);
    let mut asked: FuturesUnordered<_> = renders
        .iter_mut()
        .filter(|render| render.stage.is_running())
        .map(async |render| match commands::ask(runner, render).await? {
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
        progress.step();
    }
    failed
}

fn cells(render: &Render) -> [String; 7] {
    let asked = render.asked.to_zoned(TimeZone::system()).strftime("%F %H:%M").to_string();
    let video = render.video.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
    let long = seconds(render.length().unwrap_or(render.seconds));
    let stage = render.stage.word().to_owned();
    let open = matches!(render.stage, Stage::Queued | Stage::Unconfirmed);
    let note = render.note.clone().filter(|_| open).unwrap_or_default();
    [render.id.to_string(), asked, stage, video, long, render.title.clone(), note]
}
