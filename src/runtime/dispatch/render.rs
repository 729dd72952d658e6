//! Handles render requests: the queue, submissions and status.

use crate::domain::{Error, ErrorKind};
use crate::runtime::job::Job;
use crate::runtime::lock::lock;
use crate::runtime::{queue_actions, reconcile, status, submit, watch};
use crate::store::Ledger;
use crate::studio::{RenderReply, RenderRequest, Reply};

pub(super) async fn handle(job: &Job, request: RenderRequest) -> Result<(), Error> {
    match request {
        RenderRequest::LoadAll => load_renders(job).await,
        RenderRequest::Submit(render) => submit::submit(job, *render).await,
        RenderRequest::TrySend(id) => queue_actions::send(job, id).await,
        RenderRequest::SendQueued(id) => queue_actions::send_queued(job, id).await?,
        RenderRequest::Cancel(id) => queue_actions::cancel(job, id).await?,
        RenderRequest::SendAsNewRender(id) => queue_actions::send_again(job, id).await?,
        RenderRequest::ResendIdempotently(id) => queue_actions::resend_with_idempotency_key(job, id).await?,
        RenderRequest::RemoveFromList(id) => queue_actions::remove(job, id).await?,
        RenderRequest::Reorder(id, to) => queue_actions::reorder(job, id, to).await?,
        RenderRequest::Reconcile => {
            job.reply(RenderReply::Reconciled(Ok(reconcile::reconcile(job).await?)));
        }
        RenderRequest::WatchLedger => watch::watch_ledger(job).await,
        RenderRequest::AcquirePollLease => {
            job.reply(RenderReply::PollLease(Ok(queue_actions::acquire_poll_lease(job).await?)));
        }
        RenderRequest::Poll { render, video } => {
            job.render_changed(status::refresh_render(job, render, &video).await?);
        }
        RenderRequest::PollVideo(video) => {
            let progress = status::fetch_progress(job, &video).await?;
            job.reply(RenderReply::VideoPolled(video, Ok(Box::new(progress))));
        }
        RenderRequest::LoadByIdempotencyKey { key, content_hash } => {
            let renders = submit::load_by_idempotency_key(job, key, content_hash).await?;
            job.reply(RenderReply::LoadedByIdempotencyKey(Ok(renders)));
        }
        RenderRequest::LoadHistory => {
            let (history, _) = job.read_ledger(|ledger| ledger.read_history()).await?;
            job.reply(RenderReply::HistoryLoaded(Ok(Box::new(history))));
        }
        RenderRequest::LoadDetails(id) => {
            let (details, _) = job.read_ledger(move |ledger| ledger.details(id)).await?;
            job.reply(RenderReply::DetailsLoaded(id, Ok(Box::new(details))));
        }
    }
    Ok(())
}

/// Whether something was sent before a panic, the ledger tells at the next start.
pub(super) fn failure(request: RenderRequest, error: Error) -> Reply {
    let reply = match request {
        RenderRequest::LoadAll => RenderReply::Loaded(Err(error)),
        RenderRequest::Poll { render, .. } => RenderReply::PollFailed(render, error),
        RenderRequest::TrySend(id)
        | RenderRequest::SendQueued(id)
        | RenderRequest::SendAsNewRender(id)
        | RenderRequest::ResendIdempotently(id)
        | RenderRequest::Cancel(id)
        | RenderRequest::RemoveFromList(id)
        | RenderRequest::Reorder(id, _) => RenderReply::ActionFailed(id, error),
        RenderRequest::Reconcile => RenderReply::Reconciled(Err(error)),
        RenderRequest::AcquirePollLease => RenderReply::PollLease(Err(error)),
        RenderRequest::PollVideo(video) => RenderReply::VideoPolled(video, Err(error)),
        RenderRequest::LoadByIdempotencyKey { .. } => RenderReply::LoadedByIdempotencyKey(Err(error)),
        RenderRequest::LoadHistory => RenderReply::HistoryLoaded(Err(error)),
        RenderRequest::LoadDetails(id) => RenderReply::DetailsLoaded(id, Err(error)),
        RenderRequest::Submit(_) | RenderRequest::WatchLedger => return Reply::TaskFailed(error),
    };
    reply.into()
}

async fn load_renders(job: &Job) {
    let pending = job.session.pending_writes.clone();
    let read = move |ledger: &mut Ledger| {
        ledger.has_external_changes()?;
        Ok((pending.overlay(ledger.renders()?), ledger.take_quarantine_notice()?))
    };
    let (renders, notices) = match job.read_ledger(read).await {
        Ok(((renders, quarantined), read_only)) => {
            let read_only = read_only.map(|error| read_only_error(&error));
            (Ok(renders), [read_only, quarantined])
        }
        Err(error) => (Err(error), [None, None]),
    };
    job.reply(RenderReply::Loaded(renders));
    let exposed = lock(&job.session.key_file_notice).take();
    for notice in notices.into_iter().flatten().chain(exposed) {
        job.reply(Reply::TaskFailed(notice));
    }
}

/// The effect of a ledger that could not be opened for writing, and why it could not.
fn read_only_error(error: &Error) -> Error {
    let what = format!("The queue is read-only, and nothing can be sent: {}", error.summary());
    Error::new("the render ledger", ErrorKind::File, what)
}
