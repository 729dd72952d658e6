//! Videos that are asked for and followed; every step is in the ledger before the next one is taken.

use std::sync::Arc;

use jiff::Timestamp;

use super::context::Context;
use super::picture_key::{NextPictureKey, PictureKeyCandidates, missing_picture_key_error};
use super::render_writes::write_render;
use super::send::SendOutcome;
use super::session::Session;
use super::{api_version, picture_key, picture_key_fallback};
use crate::domain::{
    Error, ErrorKind, Money, MultiSceneMode, PictureKey, PictureKeySource, QueueSlot, ReadSequence, Render,
    Stage, VideoSpec, estimate_scene, tagged_title,
};
use crate::heygen::Client;
use crate::store::{self, failpoint};
use crate::store::{Ledger, NewRenderRecord, RenderPictureKey};
use crate::studio::{DialectRefusal, NewRender, PictureKeyRefusal, RenderReply, Reply};

/// Sends a video, in as many parts as the service's form needs. All of it is written down before any of it is sent.
pub(super) async fn submit(world: &Context, order: NewRender, reply: &impl Fn(Reply)) {
    let session = world.session();
    if let Some(dialect) = order.dialect_override {
        api_version::choose_dialect(&session, dialect);
        api_version::report_dialect(world, &session, reply).await;
    }
    let client = match world.client(&session).await {
        Ok(client) => client,
        Err(fault) => return reply(Reply::Render(RenderReply::SubmitFailed(fault))),
    };
    if client.dialect() != order.shown_dialect {
        return reply_dialect_changed(world, &session, order, reply).await;
    }
    let (mut candidates, found) = match first_picture_key(world, &session, &client, &order).await {
        Ok((candidates, NextPictureKey::Key(key, source))) => (candidates, (key, source)),
        Ok((candidates, next)) => {
            let awaits_upload = matches!(next, NextPictureKey::NeedsUploadConsent);
            return reply(no_picture_key_reply(order, candidates, None, awaits_upload));
        }
        // The API version has ended.
        Err(fault) if fault.kind == ErrorKind::EndpointNotFound => {
            return reply_dialect_changed(world, &session, order, reply).await;
        }
        Err(fault) => return reply(Reply::Render(RenderReply::SubmitFailed(fault))),
    };
    let picture = candidates.as_ref().map(|candidates| candidates.render_picture(&found.0, found.1));
    let new =
        new_renders(&client, &order, &found.0, picture.as_ref(), world.config.settings.multi_scene_mode);
    let marks = world.config.settings.title_tag.then(|| (client.clone(), found.0.clone()));
    failpoint::kill_point("submit.before_begin");
    let (again, limits) = (order.known_duplicate, world.spending_limits());
    let begun = world.with_ledger(&session, move |ledger, now| {
        let begin = |(part, mut new): (VideoSpec, NewRenderRecord)| {
            if let Some((client, picture)) = &marks {
                add_title_tag((client, picture), ledger, part, &mut new, now)?;
            }
            Ok(new)
        };
        let new = new.into_iter().map(begin).collect::<Result<Vec<_>, Error>>()?;
        let ids = ledger.enqueue(&new, again, &limits, now)?;
        ids.into_iter().map(|id| ledger.find_render(id)).collect::<Result<Vec<_>, _>>()
    });
    let rows = match begun.await {
        Ok(rows) => rows,
        Err(fault) => return reply(Reply::Render(RenderReply::SubmitFailed(fault))),
    };
    failpoint::kill_point("submit.after_begin");
    for row in &rows {
        reply(Reply::Render(RenderReply::Changed(Box::new(row.clone()))));
    }
    match send_parts(world, &session, &client, rows, &mut candidates, reply).await {
        Some(fault) if fault.kind == ErrorKind::PictureKey => {
            let awaits_upload = candidates.as_ref().is_some_and(PictureKeyCandidates::needs_upload_consent);
            reply(no_picture_key_reply(order, candidates, Some(*fault), awaits_upload));
        }
        Some(_) => offer_other_dialects(order, &client, reply).await,
        None => {}
    }
}

/// It is sent in no other form than the one that the user was shown: what is spoken by now is told, and nothing is done.
async fn reply_dialect_changed(
    world: &Context,
    session: &Arc<Session>,
    order: NewRender,
    reply: &impl Fn(Reply),
) {
    api_version::report_dialect(world, session, reply).await;
    reply(match world.client(session).await {
        Ok(client) => Reply::Render(RenderReply::ReconfirmationNeeded(order.into(), client.dialect())),
        Err(fault) => Reply::Render(RenderReply::SubmitFailed(fault)),
    });
}

/// Sends the parts of a video one after the other; those behind one that cannot be sent are taken back. Gives what the
/// service did not take the video for, where all of it may be sent anew in another way: nothing of it was made.
async fn send_parts(
    world: &Context,
    session: &Arc<Session>,
    client: &Client,
    rows: Vec<Render>,
    candidates: &mut Option<PictureKeyCandidates>,
    reply: &impl Fn(Reply),
) -> Option<Box<Error>> {
    let (mut trouble, mut unfit, mut anew) = (None, false, None);
    let mut before = None;
    for (at, row) in rows.into_iter().enumerate() {
        if trouble.is_none() && !unfit {
            if let Some(before) = before.replace(row.id) {
                // Where that fails, it is refused once more, and finds the key by itself.
                let _ = picture_key_fallback::copy_accepted_key(world, session, before, row.id).await;
            }
            match picture_key_fallback::send_with_fallback(world, session, row.id, candidates, reply).await {
                Ok(SendOutcome::Refused(fault)) if concerns_all_parts(fault.kind, client) => {
                    unfit = true;
                    // What was made of the parts before it would be made, and paid for, again.
                    anew = Some(fault).filter(|_| at == 0);
                }
                Ok(_) => {}
                // That somebody else sent it meanwhile is no trouble.
                Err(fault) if fault.kind == ErrorKind::Internal => {}
                // The service wants to be left alone: it waits, as the part before it may.
                Err(fault) if at > 0 && fault.kind == ErrorKind::RateLimited => {}
                // Where parts of it are on their way, it cannot be said that nothing was sent.
                Err(fault) if at > 0 => {
                    trouble = Some(Reply::Render(RenderReply::ActionFailed(row.id, fault)))
                }
                Err(fault) => trouble = Some(Reply::Render(RenderReply::SubmitFailed(fault))),
            }
        }
        // It must not stand there as if it were to be sent later.
        if trouble.is_some() || unfit {
            reply(Reply::Render(RenderReply::Changed(Box::new(cancel_unsent(world, session, row).await))));
        }
    }
    if let Some(trouble) = trouble {
        reply(trouble);
    }
    anew
}

/// The row of a render that is not sent any more; where the disk does not take that, it is so here.
async fn cancel_unsent(world: &Context, session: &Session, row: Render) -> Render {
    match write_render(world, session, row.id, Ledger::cancel).await {
        Ok(row) => row,
        Err(fault) if fault.kind == ErrorKind::File => {
            let row = Render {
                stage: Stage::Canceled,
                queue_slot: QueueSlot::default(),
                read_sequence: ReadSequence::default(),
                ..row
            };
            session.pending_writes.push_render(row.clone(), Arc::new(Ledger::cancel));
            row
        }
        // Another step came first.
        Err(_) => {
            world.with_ledger(session, move |ledger, _| ledger.find_render(row.id)).await.unwrap_or(row)
        }
    }
}

/// Whether what was wrong with one part is wrong with all of them, and another way may lead on.
fn concerns_all_parts(kind: ErrorKind, client: &Client) -> bool {
    match kind {
        ErrorKind::PictureKey => client.dialect().needs_picture_key(),
        kind => kind == ErrorKind::Dialect,
    }
}

/// Has the user asked for another form, where there is one.
async fn offer_other_dialects(order: NewRender, client: &Client, reply: &impl Fn(Reply)) {
    let others = api_version::other_dialects(client).await;
    if !others.is_empty() {
        reply(Reply::Render(RenderReply::DialectRefused(
            DialectRefusal { render: order, refused_dialect: client.dialect(), alternatives: others }.into(),
        )));
    }
}

/// The picture key that the video is sent with first, and those that may follow it; none follow where the dialect names
/// the photo itself.
async fn first_picture_key(
    world: &Context,
    session: &Arc<Session>,
    client: &Client,
    order: &NewRender,
) -> Result<(Option<PictureKeyCandidates>, NextPictureKey), Error> {
    let photo = &order.spec.photo;
    if !client.dialect().needs_picture_key() {
        return Ok((None, NextPictureKey::Key(PictureKey::new(photo.as_str()), PictureKeySource::Id)));
    }
    let choice = picture_key::effective_key_choice(world, order.key_choice);
    let candidates = PictureKeyCandidates::new(world, session, photo, choice).await?;
    let mut candidates = candidates.with_attempts(order.key_attempts.clone(), order.may_upload);
    let next = candidates.next_key(world, session, client).await?;
    Ok((Some(candidates), next))
}

/// Says that no picture key led to a render, and what the user may do.
fn no_picture_key_reply(
    order: NewRender,
    candidates: Option<PictureKeyCandidates>,
    last: Option<Error>,
    awaits_upload: bool,
) -> Reply {
    let Some(candidates) = candidates else {
        return Reply::Render(RenderReply::SubmitFailed(last.unwrap_or_else(missing_picture_key_error)));
    };
    let fault = last.unwrap_or_else(|| candidates.exhausted_error(None));
    let order = NewRender { key_attempts: candidates.tried().to_vec(), ..order };
    let choice = candidates.choice();
    Reply::Render(RenderReply::PictureKeysRefused(Box::new(PictureKeyRefusal {
        render: order,
        error: fault,
        key_choice: choice,
        can_upload: awaits_upload,
    })))
}

/// The requests of a video as they would be sent, but for the key.
pub(super) async fn preview_requests(world: &Context, spec: &VideoSpec) -> Result<String, Error> {
    let session = world.session();
    let client = world.client(&session).await?;
    let key = picture_key::preview_picture_key(world, &session, &client, &spec.photo).await;
    let parts = client.dialect().split_into_specs(spec, world.config.settings.multi_scene_mode);
    let request = |part: &VideoSpec| {
        let submission = client.submission(part, Some(&key));
        format!("POST {}\n{}", submission.path, submission.body)
    };
    Ok(parts.iter().map(request).collect::<Vec<_>>().join("\n\n"))
}

/// Sends the title with a mark that no other render has.
fn add_title_tag(
    (client, picture): (&Client, &PictureKey),
    ledger: &Ledger,
    part: VideoSpec,
    new: &mut NewRenderRecord,
    now: Timestamp,
) -> Result<(), Error> {
    let mark = ledger.unused_title_tag(&format!("{} {}", new.content_hash, now.as_millisecond()))?;
    let title = tagged_title(&part.title, &mark);
    new.request_body = client.submission(&VideoSpec { title, ..part }, Some(picture)).body;
    new.title_tag = Some(mark);
    Ok(())
}

/// What the ledger is to know of each part.
fn new_renders(
    client: &Client,
    order: &NewRender,
    key: &PictureKey,
    picture: Option<&RenderPictureKey>,
    several: MultiSceneMode,
) -> Vec<(VideoSpec, NewRenderRecord)> {
    let parts = client.dialect().split_into_specs(&order.spec, several);
    let whole: f64 = parts.iter().map(estimated_seconds).sum();
    // The ledger is read from other folders too.
    let project = order.project.as_deref().map(store::project::canonical_path);
    let wish = |part: VideoSpec| {
        let share = if whole > 0.0 { estimated_seconds(&part) / whole } else { 1.0 };
        let new = NewRenderRecord {
            title: part.title.clone(),
            project_path: project.clone(),
            scene_count: part.scenes.len(),
            estimated_seconds: order.estimated_seconds * share,
            estimated_cost: Money::new(order.estimated_cost.amount * share, order.estimated_cost.unit),
            request_body: client.submission(&part, Some(key)).body,
            dialect: client.dialect().as_str().to_owned(),
            has_idempotency_key: client.dialect().is_idempotent(),
            content_hash: order.spec.content_hash(),
            title_tag: None,
            picture_key: picture.cloned(),
        };
        (part, new)
    };
    parts.into_iter().map(wish).collect()
}

fn estimated_seconds(spec: &VideoSpec) -> f64 {
    spec.scenes.iter().map(|scene| estimate_scene(scene, crate::domain::Rate::default()).seconds).sum()
}
