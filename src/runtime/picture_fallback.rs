//! Sends a render with one picture key after the other, until the service takes one or refuses for another reason.

use std::sync::{Arc, Mutex, PoisonError};

use super::context::{Session, World};
use super::picture_key::{Candidates, Next};
use super::send::{self, Sent};
use super::submit::changed;
use crate::domain::{AssetKey, Fault, FaultKind, KeySource, Render, RenderId, Stage};
use crate::store::{Ledger, RenderPicture, trap};
use crate::studio::Reply;

/// Sends a waiting render. Where the service refuses its picture key, which proves that nothing was made, the same row is
/// written down and sent again with the next candidate. `candidates` are those of the order; without them they are found
/// when they are needed.
pub(super) async fn send(
    world: &World,
    session: &Arc<Session>,
    id: RenderId,
    candidates: &mut Option<Candidates>,
    reply: &impl Fn(Reply),
) -> Result<Sent, Fault> {
    loop {
        let refused = Mutex::new(None);
        // A refusal that another key follows is no news yet.
        let hold = |said: Reply| match said {
            Reply::Render(row) if row.stage == Stage::Refused => {
                *refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(row);
            }
            said => reply(said),
        };
        let sent = send::send(world, session, id, &hold).await?;
        let row = refused.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (sent, row) = match (sent, row) {
            (Sent::Refused(fault), Some(row)) if fault.kind == FaultKind::PictureKey => {
                match follow_up(world, session, &row, &fault, candidates).await {
                    FollowUp::Queued(row) => {
                        reply(Reply::Render(row));
                        continue;
                    }
                    FollowUp::Over(row, fault) => (Sent::Refused(fault), Some(row)),
                    FollowUp::None => (Sent::Refused(fault), Some(row)),
                }
            }
            other => other,
        };
        if let Some(row) = row {
            reply(Reply::Render(row));
        }
        return Ok(sent);
    }
}

/// What follows a refused picture key.
enum FollowUp {
    /// The row waits with another key.
    Queued(Box<Render>),
    /// No key is left; the row and the fault say what was tried.
    Over(Box<Render>, Box<Fault>),
    /// The ledger knows no other key for it, or could not be written.
    None,
}

async fn follow_up(
    world: &World,
    session: &Arc<Session>,
    row: &Render,
    fault: &Fault,
    candidates: &mut Option<Candidates>,
) -> FollowUp {
    trap::pass("picture.after_refusal");
    let id = row.id;
    match next(world, session, id, fault, candidates).await {
        Ok(Some(Next::Key(key, source))) => match replace(world, session, id, key, source).await {
            Ok(row) => {
                trap::pass("picture.after_replacement");
                FollowUp::Queued(Box::new(row))
            }
            Err(_) => FollowUp::None,
        },
        Ok(Some(Next::Upload | Next::None)) => {
            let Some(candidates) = candidates else { return FollowUp::None };
            let fault = candidates.exhausted(Some(fault.clone()));
            let note = fault.to_string();
            let explain = move |ledger: &mut Ledger, id, now| ledger.keys_exhausted(id, &note, now);
            match changed(world, session, id, explain).await {
                Ok(row) => FollowUp::Over(Box::new(row), Box::new(fault)),
                Err(_) => FollowUp::None,
            }
        }
        Ok(None) | Err(_) => FollowUp::None,
    }
}

/// The candidate after the key of this render, which the service refused; none where it has no picture key.
async fn next(
    world: &World,
    session: &Arc<Session>,
    id: RenderId,
    fault: &Fault,
    candidates: &mut Option<Candidates>,
) -> Result<Option<Next>, Fault> {
    let read = move |ledger: &mut Ledger, _| {
        ledger.key_refused(id)?;
        ledger.render_picture(id)
    };
    let Some(picture) = world.ledger(session, read).await? else { return Ok(None) };
    if candidates.is_none() {
        *candidates = Candidates::of_render(world, session, id).await?;
    }
    let Some(candidates) = candidates else { return Ok(None) };
    candidates.refused(&picture, fault);
    let client = world.client_of(session).await?;
    candidates.next(world, session, &client).await.map(Some)
}

async fn replace(
    world: &World,
    session: &Session,
    id: RenderId,
    key: AssetKey,
    source: KeySource,
) -> Result<Render, Fault> {
    let step = move |ledger: &mut Ledger, id, now| ledger.replace_key(id, &key, source, now);
    changed(world, session, id, step).await
}

/// Gives a waiting part of an order the picture key that was accepted for the part before it.
pub(super) async fn align(
    world: &World,
    session: &Session,
    accepted: RenderId,
    waiting: RenderId,
) -> Result<(), Fault> {
    let work = move |ledger: &mut Ledger, now| match (
        ledger.render_picture(accepted)?,
        ledger.render_picture(waiting)?,
    ) {
        (Some(RenderPicture { key, source, .. }), Some(own)) if own.key != key => {
            ledger.replace_key(waiting, &key, source, now)
        }
        _ => Ok(()),
    };
    world.ledger(session, work).await
}
