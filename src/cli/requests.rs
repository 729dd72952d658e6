//! Requests of the commands: their common options, and a runner that sends them.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::UnboundedReceiver;

use super::config;
use super::error::CliError;
use super::stderr::print_note;
use crate::domain::{
    Error, ErrorKind, PhotoCatalog, Render, RenderDetails, RenderHistory, RenderStage, VoiceCatalog,
};
use crate::runtime::{self, Config, Runner, RunnerEvent, ignore_file_size_signal};
use crate::studio::{
    AccountReply, AccountRequest, ActiveAccount, CatalogReply, CatalogRequest, RenderReply, RenderRequest,
    Reply, Request,
};

/// How long an interrupted command waits for the responses to its requests.
const PENDING_REPLIES_TIMEOUT: Duration = Duration::from_mins(1);
/// How long the program waits for its threads at the end.
const THREAD_SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(50);

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
#[group(skip)]
pub(super) struct CommonArgs {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) service: config::ServiceArgs,
}

/// The configuration of a runner. Fails without an account.
fn load_config(service: &config::ServiceArgs) -> Result<Config, CliError> {
    let config = config::load_config(service, &mut |warning| print_note(&warning))?;
    if config.account == ActiveAccount::SignedOut { Err(CliError::missing_api_key()) } else { Ok(config) }
}

/// Fails without an account.
pub(super) fn require_account(service: &config::ServiceArgs) -> Result<(), CliError> {
    load_config(service).map(drop)
}

/// Runs `command` with a runner for the account.
pub(super) fn with_runner<T>(
    service: &config::ServiceArgs,
    command: impl AsyncFnOnce(&Runner) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let config = load_config(service)?;
    let tasks = build_tokio_runtime()?;
    let work = async {
        let (runner, events) = Runner::new(config);
        let retries = report_retries(events, service.is_quiet);
        let result = tokio::select! {
            result = command(&runner) => result,
            never = retries => match never {},
        };
        // An interrupted command still waits for the responses to paid requests.
        runner.drain_critical(PENDING_REPLIES_TIMEOUT).await;
        result
    };
    // Boxed, so that it is compiled once for all commands.
    let work: LocalBoxFuture<'_, Result<T, CliError>> = Box::pin(work);
    let result = tasks.block_on(work);
    tasks.shutdown_timeout(THREAD_SHUTDOWN_TIMEOUT);
    result
}

/// Prints the number of each retry without a connection.
async fn report_retries(mut events: UnboundedReceiver<RunnerEvent>, is_quiet: bool) -> Infallible {
    let mut last_count = 0;
    while let Some(event) = events.recv().await {
        if let RunnerEvent::Reply(_, Reply::Account(AccountReply::Retrying(count))) = event {
            // Several requests may retry at once: each number is printed once.
            if count > last_count && !is_quiet {
                print_note(&format!("No connection; trying again ({count})"));
            }
            last_count = if count == 0 { 0 } else { last_count.max(count) };
        }
    }
    std::future::pending().await
}

pub(super) fn build_tokio_runtime() -> io::Result<Runtime> {
    let tasks = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let context = tasks.enter();
    ignore_file_size_signal()?;
    drop(context);
    Ok(tasks)
}

/// Sends a request with one reply: the first that `read` accepts.
pub(super) async fn request_reply<T>(
    runner: &Runner,
    request: impl Into<Request>,
    read: impl Fn(Reply) -> Option<Result<T, Error>>,
) -> Result<T, Error> {
    let replies = runner.request_to_end(request).await;
    replies.into_iter().find_map(read).unwrap_or_else(|| Err(no_reply_error()))
}

pub(super) fn no_reply_error() -> Error {
    Error::new("the program", ErrorKind::Internal, "An internal task did not answer.")
}

/// The ledger's renders, newest first, and a notice about the ledger.
pub(super) async fn load_renders(runner: &Runner) -> Result<(Vec<Render>, Option<Error>), Error> {
    let (mut renders, mut notice) = (Err(no_reply_error()), None);
    for reply in runner.request_to_end(RenderRequest::LoadAll).await {
        match reply {
            Reply::Render(RenderReply::Loaded(read)) => renders = read,
            Reply::TaskFailed(error) => notice = Some(error),
            _ => {}
        }
    }
    renders.map(|renders| (renders, notice))
}

/// The ledger's renders, newest first; prints a notice about the ledger.
pub(super) async fn load_queue(runner: &Runner) -> Result<Vec<Render>, Error> {
    let (renders, notice) = load_renders(runner).await?;
    if let Some(notice) = notice {
        print_note(&notice.summary());
    }
    Ok(renders)
}

/// The date in the user's time zone.
pub(super) fn today() -> Date {
    runtime::now().to_zoned(TimeZone::system()).date()
}

pub(super) async fn load_history(runner: &Runner) -> Result<RenderHistory, Error> {
    let read = |reply| match reply {
        Reply::Render(RenderReply::HistoryLoaded(history)) => Some(history),
        _ => None,
    };
    request_reply(runner, RenderRequest::LoadHistory, read).await.map(|history| *history)
}

pub(super) async fn load_photos(runner: &Runner) -> Result<PhotoCatalog, Error> {
    let read = |reply| match reply {
        Reply::Catalog(CatalogReply::PhotosLoaded(photos)) => Some(photos),
        _ => None,
    };
    request_reply(runner, CatalogRequest::LoadPhotos, read).await
}

/// The stock avatars of v3, all pages.
pub(super) async fn load_stock(runner: &Runner) -> Result<PhotoCatalog, Error> {
    let mut catalog = PhotoCatalog::default();
    for reply in runner.request_to_end(CatalogRequest::LoadStock).await {
        let Reply::Catalog(CatalogReply::StockLoaded(pages)) = reply else { continue };
        let page = pages?.catalog;
        catalog.photos.extend(page.photos);
        catalog.failed_count += page.failed_count;
        catalog.unreadable_count += page.unreadable_count;
    }
    Ok(catalog)
}

pub(super) async fn load_voices(runner: &Runner) -> Result<VoiceCatalog, Error> {
    request_voices(runner, CatalogRequest::LoadVoices).await
}

/// The voices that were loaded last, without asking the service.
pub(super) async fn load_cached_voices(runner: &Runner) -> Result<VoiceCatalog, Error> {
    request_voices(runner, CatalogRequest::LoadCachedVoices).await
}

async fn request_voices(runner: &Runner, request: CatalogRequest) -> Result<VoiceCatalog, Error> {
    let read = |reply| match reply {
        Reply::Catalog(CatalogReply::VoicesLoaded(voices)) => Some(voices),
        _ => None,
    };
    request_reply(runner, request, read).await
}

/// The details of a render, as the ledger has them.
pub(super) async fn load_details(runner: &Runner, render: &Render) -> Result<RenderDetails, Error> {
    let read = |reply| {
        if let Reply::Render(RenderReply::DetailsLoaded(_, read)) = reply { Some(read) } else { None }
    };
    request_reply(runner, RenderRequest::LoadDetails(render.id), read).await.map(|details| *details)
}

/// Polls the status of a render; `None` if it has no video yet.
pub(super) async fn poll_render(runner: &Runner, render: &Render) -> Option<Result<Render, Error>> {
    let request = RenderRequest::Poll { render: render.id, video: render.video_id.clone()? };
    let read = |reply| match reply {
        Reply::Render(RenderReply::Changed(row)) => Some(Ok(*row)),
        Reply::Render(RenderReply::PollFailed(_, error)) | Reply::TaskFailed(error) => Some(Err(error)),
        _ => None,
    };
    Some(request_reply(runner, request, read).await)
}

/// Whether `id` is the number of the render in the ledger (`12` or `#12`), or its video id.
pub(super) fn matches_id(render: &Render, id: &str) -> bool {
    let number = id.strip_prefix('#').unwrap_or(id);
    render.video_id.as_ref().is_some_and(|video| video.as_str() == id) || number == render.id.to_string()
}

/// Reconciles unconfirmed renders; returns the error, if any.
pub(super) async fn reconcile(runner: &Runner, renders: &mut [Render]) -> Option<Error> {
    if renders.iter().all(|render| render.stage != RenderStage::Unconfirmed) {
        return None;
    }
    let mut failed = None;
    for reply in runner.request_to_end(RenderRequest::Reconcile).await {
        match reply {
            Reply::Render(RenderReply::Changed(now)) => {
                if let Some(render) = renders.iter_mut().find(|render| render.id == now.id) {
                    *render = *now;
                }
            }
            Reply::Render(RenderReply::Reconciled(Err(error))) | Reply::TaskFailed(error) => {
                failed = Some(error)
            }
            _ => {}
        }
    }
    failed
}

/// Loads the balance once a render is finished: it shows what the render was charged. Without it, only that is not known.
pub(super) async fn load_balance_after_render(runner: &Runner) {
    runner.request_to_end(AccountRequest::LoadBalance).await;
}
