//! Actions on renders that are in the queue.

use std::sync::Arc;

use jiff::SignedDuration;

use super::context::Context;
use super::render_writes::write_render;
use super::session::Session;
use super::{picture_key_fallback, send};
use crate::domain::{Error, RenderId, SAFE_IDEMPOTENCY_WINDOW};
use crate::store::Ledger;
use crate::studio::{RenderReply, ReorderDirection, Reply};

/// Sends what waits in this program.
pub(super) async fn send(world: &Context, id: RenderId, reply: &impl Fn(Reply)) {
    send_in_session(world, &world.session(), id, reply).await;
}

async fn send_in_session(world: &Context, session: &Arc<Session>, id: RenderId, reply: &impl Fn(Reply)) {
    if let Err(fault) = picture_key_fallback::send_with_fallback(world, session, id, &mut None, reply).await {
        reply(Reply::Render(RenderReply::SendFailed(id, fault)));
    }
}

/// Sends what was left from before.
pub(super) async fn send_queued(world: &Context, id: RenderId, reply: &impl Fn(Reply)) {
    let session = world.session();
    let limits = world.spending_limits();
    let take_up = move |ledger: &mut Ledger, id, now| ledger.adopt(id, &limits, now);
    match write_render(world, &session, id, take_up).await {
        Ok(row) => {
            reply(Reply::Render(RenderReply::Changed(Box::new(row))));
            send_in_session(world, &session, id, reply).await;
        }
        Err(fault) => reply(Reply::Render(RenderReply::ActionFailed(id, fault))),
    }
}

pub(super) async fn cancel(world: &Context, id: RenderId, reply: &impl Fn(Reply)) {
    reply(match write_render(world, &world.session(), id, Ledger::cancel).await {
        Ok(row) => Reply::Render(RenderReply::Changed(Box::new(row))),
        Err(fault) => Reply::Render(RenderReply::ActionFailed(id, fault)),
    });
}

/// Writes a new take down and sends it. What the service knows again by its key is sent as it was, in the same row:
/// it is not made twice.
pub(super) async fn send_again(world: &Context, id: RenderId, reply: &impl Fn(Reply)) {
    let session = world.session();
    match world
        .with_ledger(&session, move |ledger, now| {
            Ok(ledger.repeatable_renders(SignedDuration::ZERO..SAFE_IDEMPOTENCY_WINDOW, now)?.contains(&id))
        })
        .await
    {
        Ok(true) => return resend_with_idempotency_key(world, id, reply).await,
        Ok(false) => {}
        Err(fault) => return reply(Reply::Render(RenderReply::ActionFailed(id, fault))),
    }
    let limits = world.spending_limits();
    let begun = world.with_ledger(&session, move |ledger, now| {
        let new = ledger.resend(id, &limits, now)?;
        Ok((ledger.find_render(id)?, ledger.find_render(new)?))
    });
    match begun.await {
        Ok((old, new)) => {
            let take = new.id;
            reply(Reply::Render(RenderReply::Changed(Box::new(old))));
            reply(Reply::Render(RenderReply::Changed(Box::new(new))));
            send_in_session(world, &session, take, reply).await;
        }
        Err(fault) => reply(Reply::Render(RenderReply::ActionFailed(id, fault))),
    }
}

/// Sends it once more with its key; where the service may not know it again, nothing is sent.
pub(super) async fn resend_with_idempotency_key(world: &Context, id: RenderId, reply: &impl Fn(Reply)) {
    if let Err(fault) = send::resend_one(world, &world.session(), id, reply).await {
        reply(Reply::Render(RenderReply::ActionFailed(id, fault)));
    }
}

pub(super) async fn remove(world: &Context, id: RenderId, reply: &impl Fn(Reply)) {
    let work = move |ledger: &mut Ledger, now| {
        ledger.remove_from_list(id, now)?;
        Ok(ledger.next_snapshot())
    };
    let forgotten = world.with_ledger(&world.session(), work).await;
    reply(match forgotten {
        Ok(seen) => Reply::Render(RenderReply::RemovedFromList(id, seen)),
        Err(fault) => Reply::Render(RenderReply::ActionFailed(id, fault)),
    });
}

pub(super) async fn reorder(world: &Context, id: RenderId, to: ReorderDirection, reply: &impl Fn(Reply)) {
    let session = world.session();
    let unwritten = session.pending_writes.clone();
    let moved = world.with_ledger(&session, move |ledger, now| {
        ledger.reorder(id, to == ReorderDirection::Earlier, now)?;
        Ok(unwritten.overlay(ledger.renders()?))
    });
    reply(match moved.await {
        Ok(renders) => Reply::Render(RenderReply::Loaded(Ok(renders))),
        Err(fault) => Reply::Render(RenderReply::ActionFailed(id, fault)),
    });
}

/// Says whether this program asks the service, after what others changed in the ledger.
pub(super) async fn acquire_poll_lease(world: &Context, reply: &impl Fn(Reply)) -> Result<bool, Error> {
    let session = world.session();
    let unwritten = session.pending_writes.clone();
    let work = move |ledger: &mut Ledger, now| {
        let turn = ledger.try_acquire_poll_lease()?;
        let cleared = ledger.recover_and_detect_changes(now)?;
        let changed = ledger.has_external_changes()? || cleared;
        Ok((turn, if changed { Some(unwritten.overlay(ledger.renders()?)) } else { None }))
    };
    let (turn, renders) = world.with_ledger(&session, work).await?;
    if let Some(renders) = renders {
        reply(Reply::Render(RenderReply::Loaded(Ok(renders))));
    }
    Ok(turn)
}
