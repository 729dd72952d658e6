//! Actions on renders that are in the queue.

use jiff::SignedDuration;

use super::job::Job;
use super::picture_key_fallback;
use super::render_writes::write_render;
use super::send::{self, SendOutcome};
use crate::domain::{Error, RenderId, SAFE_IDEMPOTENCY_WINDOW};
use crate::store::Ledger;
use crate::studio::{RenderReply, ReorderDirection};

/// Sends a render that waits in this program.
pub(super) async fn send(job: &Job, id: RenderId) {
    match picture_key_fallback::send_with_fallback(job, id, &mut None).await {
        Ok(SendOutcome::Sent(render, _)) => job.reply(RenderReply::Changed(render)),
        Ok(SendOutcome::NoFreeSlot) => {}
        Err(error) => job.reply(RenderReply::SendFailed(id, error)),
    }
}

/// Sends a render that was left from before.
pub(super) async fn send_queued(job: &Job, id: RenderId) -> Result<(), Error> {
    let limits = job.context.spending_limits();
    let adopt = move |ledger: &mut Ledger, id, now| ledger.adopt(id, &limits, now);
    job.render_changed(write_render(job, id, adopt).await?);
    send(job, id).await;
    Ok(())
}

pub(super) async fn cancel(job: &Job, id: RenderId) -> Result<(), Error> {
    job.render_changed(write_render(job, id, Ledger::cancel).await?);
    Ok(())
}

/// Records a new take and sends it. A render that the service still recognizes by its idempotency key is sent again in
/// the same row: it is not made twice.
pub(super) async fn send_again(job: &Job, id: RenderId) -> Result<(), Error> {
    let is_repeatable = job.with_ledger(move |ledger, now| {
        Ok(ledger.repeatable_renders(SignedDuration::ZERO..SAFE_IDEMPOTENCY_WINDOW, now)?.contains(&id))
    });
    if is_repeatable.await? {
        return resend_with_idempotency_key(job, id).await;
    }
    let limits = job.context.spending_limits();
    let resent = job.with_ledger(move |ledger, now| {
        let new = ledger.resend(id, &limits, now)?;
        Ok((ledger.find_render(id)?, ledger.find_render(new)?))
    });
    let (old, new) = resent.await?;
    let new_id = new.id;
    job.render_changed(old);
    job.render_changed(new);
    send(job, new_id).await;
    Ok(())
}

/// Sends a render once more with its idempotency key. If the service may not recognize the key, nothing is sent.
pub(super) async fn resend_with_idempotency_key(job: &Job, id: RenderId) -> Result<(), Error> {
    send::resend_one(job, id).await.map(drop)
}

pub(super) async fn remove(job: &Job, id: RenderId) -> Result<(), Error> {
    let work = move |ledger: &mut Ledger, now| {
        ledger.remove_from_list(id, now)?;
        Ok(ledger.next_snapshot())
    };
    let sequence = job.with_ledger(work).await?;
    job.reply(RenderReply::RemovedFromList(id, sequence));
    Ok(())
}

pub(super) async fn reorder(job: &Job, id: RenderId, to: ReorderDirection) -> Result<(), Error> {
    let pending = job.session.pending_writes.clone();
    let work = move |ledger: &mut Ledger, now| {
        ledger.reorder(id, to == ReorderDirection::Earlier, now)?;
        Ok(pending.overlay(ledger.renders()?))
    };
    job.reply(RenderReply::Loaded(Ok(job.with_ledger(work).await?)));
    Ok(())
}

/// Whether this program polls the service. Changes of other programs are reported first.
pub(super) async fn acquire_poll_lease(job: &Job) -> Result<bool, Error> {
    let pending = job.session.pending_writes.clone();
    let work = move |ledger: &mut Ledger, now| {
        let is_acquired = ledger.try_acquire_poll_lease()?;
        let recovered = ledger.recover_and_detect_changes(now)?;
        let changed = ledger.has_external_changes()? || recovered;
        Ok((is_acquired, if changed { Some(pending.overlay(ledger.renders()?)) } else { None }))
    };
    let (is_acquired, renders) = job.with_ledger(work).await?;
    if let Some(renders) = renders {
        job.reply(RenderReply::Loaded(Ok(renders)));
    }
    Ok(is_acquired)
}
