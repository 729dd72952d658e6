//! What the user wants of a render that is in the queue already.

use std::sync::Arc;

use super::generation;
use super::send::{self, Sent};
use super::submit::changed;
use super::world::{Session, World};
use crate::domain::{Fault, FaultKind, RenderId};
use crate::store::Ledger;
use crate::studio::{Move, Reply};

/// Sends what waits in this program.
pub(super) async fn send(world: &World, id: RenderId, reply: &impl Fn(Reply)) {
    send_in(world, &world.session(), id, reply).await;
}

async fn send_in(world: &World, session: &Arc<Session>, id: RenderId, reply: &impl Fn(Reply)) {
    match send::send(world, session, id, reply).await {
        Ok(Sent::Refused(FaultKind::Endpoint)) => generation::met_the_end(world, session, reply).await,
        Ok(_) => {}
        Err(fault) => reply(Reply::NotSent(id, fault)),
    }
}

/// Sends what was left from before.
pub(super) async fn send_queued(world: &World, id: RenderId, reply: &impl Fn(Reply)) {
    let session = world.session();
    match changed(world, &session, id, Ledger::take_up).await {
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

/// Writes a new take down and sends it.
pub(super) async fn send_again(world: &World, id: RenderId, reply: &impl Fn(Reply)) {
    let session = world.session();
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
    let moved = world.ledger(&session, move |ledger, _| {
        ledger.reorder(id, to == Move::Sooner)?;
        ledger.renders()
    });
    reply(match moved.await {
        Ok(renders) => Reply::Renders(Ok(renders)),
        Err(fault) => Reply::NotDone(id, fault),
    });
}

/// Says whether this program asks the service, after what others changed in the ledger.
pub(super) async fn watch(world: &World, reply: &impl Fn(Reply)) -> Result<bool, Fault> {
    let session = world.session();
    let work = |ledger: &mut Ledger, now| {
        let turn = ledger.has_turn()?;
        let cleared = ledger.clear_up(now)?;
        let changed = ledger.changed_elsewhere()? || cleared;
        Ok((turn, if changed { Some(ledger.renders()?) } else { None }))
    };
    let (turn, renders) = world.ledger(&session, work).await?;
    if let Some(renders) = renders {
        reply(Reply::Renders(Ok(renders)));
    }
    Ok(turn)
}
