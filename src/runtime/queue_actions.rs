//! Actions on renders that are in the queue.

use std::sync::Arc;

use jiff::SignedDuration;

use super::context::{Session, World};
use super::submit::changed;
use super::{picture_fallback, send};
use crate::domain::{Fault, RenderId, SURE_IDEMPOTENCY_WINDOW};
use crate::store::Ledger;
use crate::studio::{Move, Reply};

/// Sends what waits in this program.
pub(super) async fn send(world: &World, id: RenderId, reply: &impl Fn(Reply)) {
    send_in(world, &world.session(), id, reply).await;
}

async fn send_in(world: &World, session: &Arc<Session>, id: RenderId, reply: &impl Fn(Reply)) {
    if let Err(fault) = picture_fallback::send(world, session, id, &mut None, reply).await {
        reply(Reply::NotSent(id, fault));
    }
}

/// Sends what was left from before.
pub(super) async fn send_queued(world: &World, id: RenderId, reply: &impl Fn(Reply)) {
    let session = world.session();
    let limits = world.limits();
    let take_up = move |ledger: &mut Ledger, id, now| ledger.take_up(id, &limits, now);
    match changed(world, &session, id, take_up).await {
        Ok(row) => {
            reply(Reply::Render(Box::new(row)));
            send_in(world, &session, id, reply).await;
        }
        Err(fault) => reply(Reply::NotDone(id, fault)),
    }
}

pub(super) async fn withdraw(world: &World, id: RenderId, reply: &impl Fn(Reply)) {
    reply(match changed(world, &world.session(), id, Ledger::cancelled).await {
        Ok(row) => Reply::Render(Box::new(row)),
        Err(fault) => Reply::NotDone(id, fault),
    });
}

/// Writes a new take down and sends it. What the service knows again by its key is sent as it was, in the same row:
/// it is not made twice.
pub(super) async fn send_again(world: &World, id: RenderId, reply: &impl Fn(Reply)) {
    let session = world.session();
    match world
        .ledger(&session, move |ledger, now| {
            Ok(ledger.repeatable(SignedDuration::ZERO..SURE_IDEMPOTENCY_WINDOW, now)?.contains(&id))
        })
        .await
    {
        Ok(true) => return repeat(world, id, reply).await,
        Ok(false) => {}
        Err(fault) => return reply(Reply::NotDone(id, fault)),
    }
    let limits = world.limits();
    let begun = world.ledger(&session, move |ledger, now| {
        let new = ledger.again(id, &limits, now)?;
        Ok((ledger.render(id)?, ledger.render(new)?))
    });
    match begun.await {
        Ok((old, new)) => {
            let take = new.id;
            reply(Reply::Render(Box::new(old)));
            reply(Reply::Render(Box::new(new)));
            send_in(world, &session, take, reply).await;
        }
        Err(fault) => reply(Reply::NotDone(id, fault)),
    }
}

/// Sends it once more with its key; where the service may not know it again, nothing is sent.
pub(super) async fn repeat(world: &World, id: RenderId, reply: &impl Fn(Reply)) {
    if let Err(fault) = send::repeat_one(world, &world.session(), id, reply).await {
        reply(Reply::NotDone(id, fault));
    }
}

pub(super) async fn forget(world: &World, id: RenderId, reply: &impl Fn(Reply)) {
    let work = move |ledger: &mut Ledger, now| {
        ledger.forget(id, now)?;
        Ok(ledger.look())
    };
    let forgotten = world.ledger(&world.session(), work).await;
    reply(match forgotten {
        Ok(seen) => Reply::Forgotten(id, seen),
        Err(fault) => Reply::NotDone(id, fault),
    });
}

pub(super) async fn reorder(world: &World, id: RenderId, to: Move, reply: &impl Fn(Reply)) {
    let session = world.session();
    let unwritten = session.unwritten.clone();
    let moved = world.ledger(&session, move |ledger, now| {
        ledger.reorder(id, to == Move::Sooner, now)?;
        Ok(unwritten.shown(ledger.renders()?))
    });
    reply(match moved.await {
        Ok(renders) => Reply::Renders(Ok(renders)),
        Err(fault) => Reply::NotDone(id, fault),
    });
}

/// Says whether this program asks the service, after what others changed in the ledger.
pub(super) async fn watch(world: &World, reply: &impl Fn(Reply)) -> Result<bool, Fault> {
    let session = world.session();
    let unwritten = session.unwritten.clone();
    let work = move |ledger: &mut Ledger, now| {
        let turn = ledger.has_turn()?;
        let cleared = ledger.clear_up(now)?;
        let changed = ledger.changed_elsewhere()? || cleared;
        Ok((turn, if changed { Some(unwritten.shown(ledger.renders()?)) } else { None }))
    };
    let (turn, renders) = world.ledger(&session, work).await?;
    if let Some(renders) = renders {
        reply(Reply::Renders(Ok(renders)));
    }
    Ok(turn)
}
