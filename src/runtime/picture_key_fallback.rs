//! Sends a render with one picture key after the other, until the service takes one or refuses for another reason.

use super::job::Job;
use super::picture_key::{NextPictureKey, PictureKeyCandidates};
use super::render_writes::write_render;
use super::renew_uploads::renew_uploads;
use super::send::{self, SendOutcome};
use crate::domain::{Error, ErrorKind, PictureKey, PictureKeySource, Render, RenderId, RenderStage};
use crate::store::{Ledger, RenderPictureKey, failpoint};
use crate::studio::RenderReply;

/// Sends a waiting render. A refused picture key, or an upload that the service no longer knows, proves that no video was
/// created: the same row is sent again with the next candidate, or with a new upload, and its refusal is not
/// reported. `candidates` are those of the order; without them they are looked up when they are needed. The last row is for
/// the caller to report.
pub(super) async fn send_with_fallback(
    job: &Job,
    id: RenderId,
    candidates: &mut Option<PictureKeyCandidates>,
) -> Result<SendOutcome, Error> {
    let mut renewed = Vec::new();
    loop {
        let (mut render, mut refusal) = match send::send_once(job, id).await? {
            SendOutcome::NoFreeSlot => return Ok(SendOutcome::NoFreeSlot),
            SendOutcome::Sent(render, refusal) => (render, refusal),
        };
        let key_error = refusal.as_ref().filter(|error| error.kind == ErrorKind::PictureKey);
        if let Some(error) = key_error.filter(|_| render.stage == RenderStage::Refused) {
            match queue_next_key(job, &render, error, candidates).await {
                KeyFallback::Queued(render) => {
                    job.reply(RenderReply::Changed(render));
                    continue;
                }
                KeyFallback::Exhausted(exhausted, error) => (render, refusal) = (exhausted, Some(error)),
                KeyFallback::Unavailable => {}
            }
        }
        let asset_error = refusal.as_ref().filter(|error| error.kind == ErrorKind::UnknownAsset);
        if let Some(error) = asset_error.filter(|_| render.stage == RenderStage::Refused) {
            // If an upload fails, the render stays refused.
            if renew_uploads(job, &render, error, &mut renewed).await.unwrap_or(false) {
                continue;
            }
        }
        return Ok(SendOutcome::Sent(render, refusal));
    }
}

/// What follows a refused picture key.
enum KeyFallback {
    /// The render waits with another key.
    Queued(Box<Render>),
    /// No key is left; the render and the error tell what was tried.
    Exhausted(Box<Render>, Box<Error>),
    /// There is no other key, or the ledger could not be written.
    Unavailable,
}

async fn queue_next_key(
    job: &Job,
    render: &Render,
    error: &Error,
    candidates: &mut Option<PictureKeyCandidates>,
) -> KeyFallback {
    failpoint::kill_point("picture.after_refusal");
    let id = render.id;
    match next_candidate(job, id, error, candidates).await {
        Ok(Some(NextPictureKey::Key(key, source))) => match replace_key(job, id, key, source).await {
            Ok(render) => {
                failpoint::kill_point("picture.after_replacement");
                KeyFallback::Queued(Box::new(render))
            }
            Err(_) => KeyFallback::Unavailable,
        },
        Ok(Some(NextPictureKey::NeedsUploadConsent | NextPictureKey::Exhausted)) => {
            let Some(candidates) = candidates else { return KeyFallback::Unavailable };
            let error = candidates.exhausted_error(Some(error.clone()));
            let reason = error.clone();
            let explain =
                move |ledger: &mut Ledger, id, now| ledger.record_exhausted_picture_keys(id, &reason, now);
            match write_render(job, id, explain).await {
                Ok(render) => KeyFallback::Exhausted(Box::new(render), Box::new(error)),
                Err(_) => KeyFallback::Unavailable,
            }
        }
        Ok(None) | Err(_) => KeyFallback::Unavailable,
    }
}

/// The candidate after this render's refused key; none if the render has no picture key.
async fn next_candidate(
    job: &Job,
    id: RenderId,
    error: &Error,
    candidates: &mut Option<PictureKeyCandidates>,
) -> Result<Option<NextPictureKey>, Error> {
    let read = move |ledger: &mut Ledger, _| {
        ledger.record_refused_picture_key(id)?;
        ledger.render_picture_key(id)
    };
    let Some(picture) = job.with_ledger(read).await? else { return Ok(None) };
    if candidates.is_none() {
        *candidates = PictureKeyCandidates::for_render(job, id).await?;
    }
    let Some(candidates) = candidates else { return Ok(None) };
    candidates.record_refusal(&picture, error);
    let client = job.client().await?;
    candidates.next_key(job, &client).await.map(Some)
}

async fn replace_key(
    job: &Job,
    id: RenderId,
    key: PictureKey,
    source: PictureKeySource,
) -> Result<Render, Error> {
    let step = move |ledger: &mut Ledger, id, now| ledger.replace_picture_key(id, &key, source, now);
    write_render(job, id, step).await
}

/// Gives a waiting part the picture key that was accepted for the part before it.
pub(super) async fn copy_accepted_key(job: &Job, accepted: RenderId, waiting: RenderId) -> Result<(), Error> {
    let work = move |ledger: &mut Ledger, now| match (
        ledger.render_picture_key(accepted)?,
        ledger.render_picture_key(waiting)?,
    ) {
        (Some(RenderPictureKey { key, source, .. }), Some(own)) if own.key != key => {
            ledger.replace_picture_key(waiting, &key, source, now)
        }
        _ => Ok(()),
    };
    job.with_ledger(work).await
}
