//! Shared by the commands: the options `--json` and place, and a runner that sends their requests.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::UnboundedReceiver;

use super::config;
use super::error::Trouble;
use super::output::say;
use crate::domain::{Fault, FaultKind, Render, Stage};
use crate::runtime::{Answer, Runner, Setup, survive_file_size_limit};
use crate::studio::{Account, Reply, Request};

/// The longest that an interrupted command waits for the answer to a request.
const LAST_ANSWERS_TIMEOUT: Duration = Duration::from_mins(1);
/// How long threads may take that nobody needs any more.
const THREAD_SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(50);

/// What every command without a screen is told.
#[derive(Debug, Clone, clap::Args)]
#[group(skip)]
pub(super) struct How {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) place: config::Args,
}

fn setup(place: &config::Args) -> Result<Setup, Trouble> {
    config::setup(place, &mut |what| say(&what))
}

/// Whether there is an account to work for; without one nothing else is asked about.
pub(super) fn account(place: &config::Args) -> Result<(), Trouble> {
    if setup(place)?.account == Account::Nobody { Err(Trouble::no_key()) } else { Ok(()) }
}

/// Does an errand that needs an account.
pub(super) fn errand<T>(
    place: &config::Args,
    errand: impl AsyncFnOnce(&Runner) -> Result<T, Trouble>,
) -> Result<T, Trouble> {
    let setup = setup(place)?;
    if setup.account == Account::Nobody {
        return Err(Trouble::no_key());
    }
    let tasks = tasks().map_err(|error| Trouble::system(&error))?;
    let work = async {
        let (runner, answers) = Runner::new(setup);
        let telling = tell_retries(answers, place.is_quiet);
        let done = tokio::select! {
            done = errand(&runner) => done,
            never = telling => match never {},
        };
        // An interrupt leaves no request without its answer.
        runner.finish(LAST_ANSWERS_TIMEOUT).await;
        done
    };
    // What waits for it is compiled once for all errands.
    let work: LocalBoxFuture<'_, Result<T, Trouble>> = Box::pin(work);
    let done = tasks.block_on(work);
    tasks.shutdown_timeout(THREAD_SHUTDOWN_TIMEOUT);
    done
}

/// Says how often the service is asked once more for want of a connection.
async fn tell_retries(mut answers: UnboundedReceiver<Answer>, is_quiet: bool) -> Infallible {
    let mut told = 0;
    while let Some(answer) = answers.recv().await {
        if let Answer::Reply(_, Reply::Retrying(count)) = answer {
            // Several requests may be under way: each number is said once.
            if count > told && !is_quiet {
                say(&format!("No connection; trying again ({count})"));
            }
            told = if count == 0 { 0 } else { told.max(count) };
        }
    }
    std::future::pending().await
}

/// A few threads for tasks.
pub(super) fn tasks() -> io::Result<Runtime> {
    let tasks = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let within = tasks.enter();
    survive_file_size_limit()?;
    drop(within);
    Ok(tasks)
}

/// Does a request that has one answer: the first reply that `read` takes.
pub(super) async fn answer<T>(
    runner: &Runner,
    request: Request,
    read: impl Fn(Reply) -> Option<Result<T, Fault>>,
) -> Result<T, Fault> {
    let answers = runner.call(request).await;
    answers.into_iter().find_map(read).unwrap_or_else(|| Err(unanswered()))
}

pub(super) fn unanswered() -> Fault {
    Fault::new("the program", FaultKind::Internal, "An internal task did not answer.")
}

/// The ledger's renders, newest first; what is to be told about the ledger beside them.
pub(super) async fn ledger(runner: &Runner) -> Result<(Vec<Render>, Option<Fault>), Fault> {
    let (mut renders, mut notice) = (Err(unanswered()), None);
    for reply in runner.call(Request::Renders).await {
        match reply {
            Reply::Renders(read) => renders = read,
            Reply::Broken(fault) => notice = Some(fault),
            _ => {}
        }
    }
    renders.map(|renders| (renders, notice))
}

/// Asks how far a render is; `None` where it has no video that could be asked about.
pub(super) async fn ask(runner: &Runner, render: &Render) -> Option<Result<Render, Fault>> {
    let request = Request::Ask { render: render.id, video: render.video.clone()? };
    let read = |reply| match reply {
        Reply::Render(row) => Some(Ok(*row)),
        Reply::NotAsked(_, fault) | Reply::Broken(fault) => Some(Err(fault)),
        _ => None,
    };
    Some(answer(runner, request, read).await)
}

/// Whether a render is meant: by its number in the ledger, or by its video's id.
pub(super) fn is_named(render: &Render, id: &str) -> bool {
    let number = id.strip_prefix('#').unwrap_or(id);
    render.video.as_ref().is_some_and(|video| video.as_str() == id) || number == render.id.to_string()
}

/// Looks for those that are unconfirmed; gives what stood in the way.
pub(super) async fn settle(runner: &Runner, renders: &mut [Render]) -> Option<Fault> {
    if renders.iter().all(|render| render.stage != Stage::Unconfirmed) {
        return None;
    }
    let mut failed = None;
    for reply in runner.call(Request::Settle).await {
        match reply {
            Reply::Render(now) => {
                if let Some(render) = renders.iter_mut().find(|render| render.id == now.id) {
                    *render = *now;
                }
            }
            Reply::Settled(Err(fault)) | Reply::Broken(fault) => failed = Some(fault),
            _ => {}
        }
    }
    failed
}
