//! Shared by the commands: the options `--json` and place, and a runner that sends their requests.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::UnboundedReceiver;

use super::config;
use super::error::CliError;
use super::stderr::print_note;
use crate::domain::{Error, ErrorKind, Render, RenderDetails, Stage};
use crate::runtime::{Config, Runner, RunnerEvent, ignore_file_size_signal};
use crate::studio::{AccountReply, ActiveAccount, RenderReply, RenderRequest, Reply, Request};

/// The longest that an interrupted command waits for the answer to a request.
const PENDING_REPLIES_TIMEOUT: Duration = Duration::from_mins(1);
/// How long threads may take that nobody needs any more.
const THREAD_SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(50);

/// What every command without a screen is told.
#[derive(Debug, Clone, clap::Args)]
#[group(skip)]
pub(super) struct CommonArgs {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) service: config::ServiceArgs,
}

fn load_config(place: &config::ServiceArgs) -> Result<Config, CliError> {
    config::load_config(place, &mut |what| print_note(&what))
}

/// Whether there is an account to work for; without one nothing else is asked about.
pub(super) fn require_account(place: &config::ServiceArgs) -> Result<(), CliError> {
    if load_config(place)?.account == ActiveAccount::SignedOut {
        Err(CliError::missing_api_key())
    } else {
        Ok(())
    }
}

/// Does an errand that needs an account.
pub(super) fn with_runner<T>(
    place: &config::ServiceArgs,
    errand: impl AsyncFnOnce(&Runner) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let setup = load_config(place)?;
    if setup.account == ActiveAccount::SignedOut {
        return Err(CliError::missing_api_key());
    }
    let tasks = build_tokio_runtime()?;
    let work = async {
        let (runner, answers) = Runner::new(setup);
        let telling = report_retries(answers, place.is_quiet);
        let done = tokio::select! {
            done = errand(&runner) => done,
            never = telling => match never {},
        };
        // An interrupt leaves no request without its answer.
        runner.drain_critical(PENDING_REPLIES_TIMEOUT).await;
        done
    };
    // What waits for it is compiled once for all errands.
    let work: LocalBoxFuture<'_, Result<T, CliError>> = Box::pin(work);
    let done = tasks.block_on(work);
    tasks.shutdown_timeout(THREAD_SHUTDOWN_TIMEOUT);
    done
}

/// Says how often the service is asked once more for want of a connection.
async fn report_retries(mut answers: UnboundedReceiver<RunnerEvent>, is_quiet: bool) -> Infallible {
    let mut told = 0;
    while let Some(answer) = answers.recv().await {
        if let RunnerEvent::Reply(_, Reply::Account(AccountReply::Retrying(count))) = answer {
            // Several requests may be under way: each number is said once.
            if count > told && !is_quiet {
                print_note(&format!("No connection; trying again ({count})"));
            }
            told = if count == 0 { 0 } else { told.max(count) };
        }
    }
    std::future::pending().await
}

/// A few threads for tasks.
pub(super) fn build_tokio_runtime() -> io::Result<Runtime> {
    let tasks = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let within = tasks.enter();
    ignore_file_size_signal()?;
    drop(within);
    Ok(tasks)
}

/// Does a request that has one answer: the first reply that `read` takes.
pub(super) async fn request_reply<T>(
    runner: &Runner,
    request: Request,
    read: impl Fn(Reply) -> Option<Result<T, Error>>,
) -> Result<T, Error> {
    let answers = runner.request_to_end(request).await;
    answers.into_iter().find_map(read).unwrap_or_else(|| Err(no_reply_error()))
}

pub(super) fn no_reply_error() -> Error {
    Error::new("the program", ErrorKind::Internal, "An internal task did not answer.")
}

/// The ledger's renders, newest first; what is to be told about the ledger beside them.
pub(super) async fn load_renders(runner: &Runner) -> Result<(Vec<Render>, Option<Error>), Error> {
    let (mut renders, mut notice) = (Err(no_reply_error()), None);
    for reply in runner.request_to_end(Request::Render(RenderRequest::LoadAll)).await {
        match reply {
            Reply::Render(RenderReply::Loaded(read)) => renders = read,
            Reply::TaskFailed(fault) => notice = Some(fault),
            _ => {}
        }
    }
    renders.map(|renders| (renders, notice))
}

/// The details of a render, as the ledger has them.
pub(super) async fn load_details(runner: &Runner, render: &Render) -> Result<RenderDetails, Error> {
    let read = |reply| {
        if let Reply::Render(RenderReply::DetailsLoaded(_, read)) = reply { Some(read) } else { None }
    };
    request_reply(runner, Request::Render(RenderRequest::LoadDetails(render.id)), read)
        .await
        .map(|details| *details)
}

/// Asks how far a render is; `None` where it has no video that could be asked about.
pub(super) async fn poll_render(runner: &Runner, render: &Render) -> Option<Result<Render, Error>> {
    let request = Request::Render(RenderRequest::Poll { render: render.id, video: render.video_id.clone()? });
    let read = |reply| match reply {
        Reply::Render(RenderReply::Changed(row)) => Some(Ok(*row)),
        Reply::Render(RenderReply::PollFailed(_, fault)) | Reply::TaskFailed(fault) => Some(Err(fault)),
        _ => None,
    };
    Some(request_reply(runner, request, read).await)
}

/// Whether a render is meant: by its number in the ledger, or by its video's id.
pub(super) fn matches_id(render: &Render, id: &str) -> bool {
    let number = id.strip_prefix('#').unwrap_or(id);
    render.video_id.as_ref().is_some_and(|video| video.as_str() == id) || number == render.id.to_string()
}

/// Looks for those that are unconfirmed; gives what stood in the way.
pub(super) async fn reconcile(runner: &Runner, renders: &mut [Render]) -> Option<Error> {
    if renders.iter().all(|render| render.stage != Stage::Unconfirmed) {
        return None;
    }
    let mut failed = None;
    for reply in runner.request_to_end(Request::Render(RenderRequest::Reconcile)).await {
        match reply {
            Reply::Render(RenderReply::Changed(now)) => {
                if let Some(render) = renders.iter_mut().find(|render| render.id == now.id) {
                    *render = *now;
                }
            }
            Reply::Render(RenderReply::Reconciled(Err(fault))) | Reply::TaskFailed(fault) => {
                failed = Some(fault)
            }
            _ => {}
        }
    }
    failed
}
