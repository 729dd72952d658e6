//! Sends a render with one picture key after the other, until the service takes one or refuses for another reason.

use std::sync::{Arc, Mutex, PoisonError};

use super::context::Context;
use super::picture_key::{NextPictureKey, PictureKeyCandidates};
use super::render_writes::write_render;
use super::send::{self, SendOutcome};
use super::session::Session;
use crate::domain::{Error, ErrorKind, PictureKey, PictureKeySource, Render, RenderId, Stage};
use crate::store::{Ledger, RenderPictureKey, failpoint};
use crate::studio::{RenderReply, Reply};

/// Sends a waiting render. Where the service refuses its picture key, which proves that nothing was made, the same row is
/// written down and sent again with the next candidate. `candidates` are those of the order; without them they are found
/// when they are needed.
pub(super) async fn send_with_fallback(
    world: &Context,
    session: &Arc<Session>,
    id: RenderId,
    candidates: &mut Option<PictureKeyCandidates>,
    reply: &impl Fn(Reply),
) -> Result<SendOutcome, Error> {
    loop {
        let refused = Mutex::new(None);
        // A refusal that another key follows is no news yet.
        let hold = |said: Reply| match said {
            Reply::Render(RenderReply::Changed(row)) if row.stage == Stage::Refused => {
                *refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(row);
            }
            said => reply(said),
        };
        let sent = send::send_once(world, session, id, &hold).await?;
        let row = refused.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (sent, row) = match (sent, row) {
            (SendOutcome::Refused(fault), Some(row)) if fault.kind == ErrorKind::PictureKey => {
                match queue_next_key(world, session, &row, &fault, candidates).await {
                    KeyFallback::Queued(row) => {
                        reply(Reply::Render(RenderReply::Changed(row)));
                        continue;
                    }
                    KeyFallback::Exhausted(row, fault) => (SendOutcome::Refused(fault), Some(row)),
                    KeyFallback::Unavailable => (SendOutcome::Refused(fault), Some(row)),
                }
            }
            other => other,
        };
        if let Some(row) = row {
            reply(Reply::Render(RenderReply::Changed(row)));
        }
        return Ok(sent);
    }
}

/// What follows a refused picture key.
enum KeyFallback {
    /// The row waits with another key.
    Queued(Box<Render>),
    /// No key is left; the row and the fault say what was tried.
    Exhausted(Box<Render>, Box<Error>),
    /// The ledger knows no other key for it, or could not be written.
    Unavailable,
}

async fn queue_next_key(
    world: &Context,
    session: &Arc<Session>,
    row: &Render,
    fault: &Error,
    candidates: &mut Option<PictureKeyCandidates>,
) -> KeyFallback {
    failpoint::kill_point("picture.after_refusal");
    let id = row.id;
    match next_candidate(world, session, id, fault, candidates).await {
        Ok(Some(NextPictureKey::Key(key, source))) => {
            match replace_key(world, session, id, key, source).await {
                Ok(row) => {
                    failpoint::kill_point("picture.after_replacement");
                    KeyFallback::Queued(Box::new(row))
                }
                Err(_) => KeyFallback::Unavailable,
            }
        }
        Ok(Some(NextPictureKey::NeedsUploadConsent | NextPictureKey::Exhausted)) => {
            let Some(candidates) = candidates else { return KeyFallback::Unavailable };
            let fault = candidates.exhausted_error(Some(fault.clone()));
            let note = fault.to_string();
            let explain =
                move |ledger: &mut Ledger, id, now| ledger.record_exhausted_picture_keys(id, &note, now);
            match write_render(world, session, id, explain).await {
                Ok(row) => KeyFallback::Exhausted(Box::new(row), Box::new(fault)),
                Err(_) => KeyFallback::Unavailable,
            }
        }
        Ok(None) | Err(_) => KeyFallback::Unavailable,
    }
}

/// The candidate after the key of this render, which the service refused; none where it has no picture key.
async fn next_candidate(
    world: &Context,
    session: &Arc<Session>,
    id: RenderId,
    fault: &Error,
    candidates: &mut Option<PictureKeyCandidates>,
) -> Result<Option<NextPictureKey>, Error> {
    let read = move |ledger: &mut Ledger, _| {
        ledger.record_refused_picture_key(id)?;
        ledger.render_picture_key(id)
    };
    let Some(picture) = world.with_ledger(session, read).await? else { return Ok(None) };
    if candidates.is_none() {
        *candidates = PictureKeyCandidates::for_render(world, session, id).await?;
    }
    let Some(candidates) = candidates else { return Ok(None) };
    candidates.record_refusal(&picture, fault);
    let client = world.client(session).await?;
    candidates.next_key(world, session, &client).await.map(Some)
}

async fn replace_key(
    world: &Context,
    session: &Session,
    id: RenderId,
    key: PictureKey,
    source: PictureKeySource,
) -> Result<Render, Error> {
    let step = move |ledger: &mut Ledger, id, now| ledger.replace_picture_key(id, &key, source, now);
    write_render(world, session, id, step).await
}

/// Gives a waiting part of an order the picture key that was accepted for the part before it.
pub(super) async fn copy_accepted_key(
    world: &Context,
    session: &Session,
    accepted: RenderId,
    waiting: RenderId,
) -> Result<(), Error> {
    let work = move |ledger: &mut Ledger, now| match (
        ledger.render_picture_key(accepted)?,
        ledger.render_picture_key(waiting)?,
    ) {
        (Some(RenderPictureKey { key, source, .. }), Some(own)) if own.key != key => {
            ledger.replace_picture_key(waiting, &key, source, now)
        }
        _ => Ok(()),
    };
    world.with_ledger(session, work).await
}
