//! Submits videos: each part is in the ledger before any is sent.

use std::sync::Arc;

use jiff::Timestamp;

use super::api_version::try_switch_version;
use super::job::Job;
use super::part_pictures::{PartPicture, PartPictures, find_part_pictures};
use super::picture_key::{PictureKeyCandidates, missing_picture_key_error};
use super::recording_upload::{preview_recordings, upload_recordings};
use super::render_writes::write_render;
use super::send::SendOutcome;
use super::video_picture::{preview_pictures, upload_pictures};
use super::{api_version, picture_key, picture_key_fallback, queue_actions};
use crate::domain::{
    ChargedLook, ChosenIdempotencyKey, Error, ErrorKind, KnownDuplicates, Money, PictureKey, QueueEntry,
    Rate, ReadSequence, Render, RenderId, RenderIdempotencyKey, RenderStage, Scene, ScenePaces, VideoSpec,
    estimate_scene, tagged_title,
};
use crate::heygen::Client;
use crate::store::{self, failpoint};
use crate::store::{Ledger, NewRenderRecord};
use crate::studio::{DialectRefusal, NewRender, PictureKeyRefusal, RenderReply};

/// Sends a video, in as many parts as its dialect needs. All parts are in the ledger before one is sent.
pub(super) async fn submit(job: &Job, order: NewRender) {
    if let Err(error) = try_submit(job, order).await {
        job.reply(RenderReply::SubmitFailed(error));
    }
}

async fn try_submit(job: &Job, order: NewRender) -> Result<(), Error> {
    if let Some(dialect) = order.dialect_override {
        api_version::choose_dialect(job, dialect);
        api_version::report_dialect(job).await;
    }
    let client = job.client().await?;
    if client.dialect() != order.shown_dialect {
        return reply_dialect_changed(job, order).await;
    }
    let recordings = match upload_recordings(job, &client, &order.spec).await {
        // The API version has ended.
        Err(error) if error.kind == ErrorKind::EndpointNotFound && try_switch_version(job, &client).await => {
            return reply_dialect_changed(job, order).await;
        }
        uploaded => uploaded?,
    };
    let looks = upload_pictures(job, &client, &order.spec).await?;
    let spec = VideoSpec { looks, recordings, ..order.spec.clone() };
    let specs = client.dialect().split_into_specs(&spec, job.settings().multi_scene_mode);
    let found = match find_part_pictures(job, &client, &order, &specs).await {
        // The API version has ended.
        Err(error) if error.kind == ErrorKind::EndpointNotFound => {
            return reply_dialect_changed(job, order).await;
        }
        found => found?,
    };
    let mut pictures = match found {
        PartPictures::Found(pictures) => pictures,
        PartPictures::Missing { candidates, can_upload } => {
            return reply_no_picture_key(job, order, candidates, None, can_upload);
        }
    };
    let parts = new_renders(&client, &order, specs, &pictures);
    let shown = parts.iter().map(|part| part.picture).collect();
    failpoint::kill_point("submit.before_begin");
    let (renders, are_new) = enqueue(job, &client, parts, &pictures, order.known_duplicates).await?;
    failpoint::kill_point("submit.after_begin");
    for render in &renders {
        job.render_changed(render.clone());
    }
    if !are_new {
        return Ok(());
    }
    let sent: Vec<RenderId> = renders.iter().map(|render| render.id).collect();
    match send_parts(job, &client, renders, shown, &mut pictures).await {
        Some(error) if error.kind == ErrorKind::PictureKey => {
            let candidates = pictures.into_iter().next().and_then(|picture| picture.candidates);
            let can_upload = candidates.as_ref().is_some_and(PictureKeyCandidates::needs_upload_consent);
            return reply_no_picture_key(job, order, candidates, Some(*error), can_upload);
        }
        Some(_) if is_version_replaced(job, &client).await => {
            remove_refused(job, sent).await?;
            return reply_dialect_changed(job, order).await;
        }
        Some(error) if error.kind == ErrorKind::EndpointNotFound => {}
        Some(_) => offer_other_dialects(job, order, &client).await,
        None => {}
    }
    Ok(())
}

/// Whether the other API version is used since a request of this client: its own does not serve the account. Such a refusal
/// is no failure: the video is confirmed again.
async fn is_version_replaced(job: &Job, client: &Client) -> bool {
    let current = job.client().await.map(|current| current.dialect().api_version());
    current.is_ok_and(|api| api != client.dialect().api_version())
}

/// Removes the renders of an order that is confirmed again: the service created none of them. One that cannot be removed,
/// since another program took it, is shown as it is; the video is not confirmed again then.
async fn remove_refused(job: &Job, renders: Vec<RenderId>) -> Result<(), Error> {
    let mut failure = None;
    for id in renders {
        if let Err(error) = queue_actions::remove(job, id).await {
            failure.get_or_insert(error);
            if let Ok(render) = job.with_ledger(move |ledger, _| ledger.find_render(id)).await {
                job.render_changed(render);
            }
        }
    }
    failure.map_or(Ok(()), Err)
}

/// A part of a video that is to be recorded.
struct NewPart {
    spec: VideoSpec,
    /// The index of its picture.
    picture: usize,
    record: NewRenderRecord,
}

/// Records the parts of a video in the ledger, each with a title tag if the settings want one. Gives the renders, and
/// whether they are new: an idempotency key of the user finds those of an earlier run.
async fn enqueue(
    job: &Job,
    client: &Client,
    parts: Vec<NewPart>,
    pictures: &[PartPicture],
    known_duplicates: KnownDuplicates,
) -> Result<(Vec<Render>, bool), Error> {
    let keys: Vec<PictureKey> = pictures.iter().map(|picture| picture.key.clone()).collect();
    let tagged = job.settings().title_tag.then(|| client.clone());
    let limits = job.context.spending_limits();
    let work = move |ledger: &mut Ledger, now| {
        let with_tag = |part: NewPart| match &tagged {
            Some(client) => with_title_tag((client, &keys[part.picture]), ledger, part, now),
            None => Ok(part.record),
        };
        let new = parts.into_iter().map(with_tag).collect::<Result<Vec<_>, Error>>()?;
        let queued = ledger.enqueue(&new, known_duplicates, &limits, now)?;
        Ok((load_each(ledger, queued.ids)?, queued.are_new))
    };
    job.with_ledger(work).await
}

fn load_each(ledger: &Ledger, ids: Vec<RenderId>) -> Result<Vec<Render>, Error> {
    ids.into_iter().map(|id| ledger.find_render(id)).collect()
}

/// The renders of an earlier run of a video with this idempotency key. Those that an ended process left are up to date.
pub(super) async fn load_by_idempotency_key(
    job: &Job,
    key: ChosenIdempotencyKey,
    content_hash: String,
) -> Result<Vec<Render>, Error> {
    let work = move |ledger: &mut Ledger, now| {
        ledger.recover_and_detect_changes(now)?;
        let ids = ledger.renders_of_chosen_key(&key, &content_hash)?;
        load_each(ledger, ids)
    };
    job.with_ledger(work).await
}

/// A render is sent in no other dialect than the one that the user was shown: the user confirms the new one first.
async fn reply_dialect_changed(job: &Job, order: NewRender) -> Result<(), Error> {
    api_version::report_dialect(job).await;
    let dialect = job.client().await?.dialect();
    job.reply(RenderReply::ReconfirmationNeeded(order.into(), dialect));
    Ok(())
}

/// Sends the parts of a video one after the other; parts behind one that cannot be sent are canceled. Gives the refusal
/// if all of the video may be sent again in another way: no part of it was created.
async fn send_parts(
    job: &Job,
    client: &Client,
    renders: Vec<Render>,
    shown: Vec<usize>,
    pictures: &mut [PartPicture],
) -> Option<Box<Error>> {
    let (mut is_stopped, mut failure, mut refusal) = (false, None, None);
    // The last part of each picture.
    let mut previous = vec![None; pictures.len()];
    for (position, (render, picture)) in renders.into_iter().zip(shown).enumerate() {
        if !is_stopped {
            if let Some(previous) = previous[picture].replace(render.id) {
                // If this fails, the part is refused once more, and finds the key by itself.
                let _ = picture_key_fallback::copy_accepted_key(job, previous, render.id).await;
            }
            let candidates = &mut pictures[picture].candidates;
            match picture_key_fallback::send_with_fallback(job, render.id, candidates).await {
                Ok(SendOutcome::Sent(sent, error)) => {
                    let error = error.filter(|error| concerns_all_parts(error.kind, client));
                    is_stopped = error.is_some();
                    // What was created of the parts before it would be created, and paid for, again.
                    refusal = error.filter(|_| position == 0);
                    if refusal.is_some() && is_version_replaced(job, client).await {
                        continue;
                    }
                    job.reply(RenderReply::Changed(sent));
                }
                Ok(SendOutcome::NoFreeSlot) => {}
                // Another program sent it meanwhile.
                Err(error) if error.kind == ErrorKind::NotAllowed => {}
                // It waits for the service, as the part before it may.
                Err(error) if position > 0 && error.kind == ErrorKind::RateLimited => {}
                Err(error) => {
                    is_stopped = true;
                    // Once a part was sent, it cannot be said that nothing was sent.
                    failure = Some(if position > 0 {
                        RenderReply::ActionFailed(render.id, error)
                    } else {
                        RenderReply::SubmitFailed(error)
                    });
                }
            }
        }
        // It must not look as if it were to be sent later.
        if is_stopped {
            job.render_changed(cancel_unsent(job, render).await);
        }
    }
    if let Some(failure) = failure {
        job.reply(failure);
    }
    refusal
}

/// Cancels a render that is not sent. If the disk fails, the write is kept for later.
async fn cancel_unsent(job: &Job, render: Render) -> Render {
    match write_render(job, render.id, Ledger::cancel).await {
        Ok(render) => render,
        Err(error) if error.kind == ErrorKind::File => {
            let render = Render {
                stage: RenderStage::Canceled,
                queue_entry: QueueEntry::default(),
                read_sequence: ReadSequence::default(),
                ..render
            };
            job.session.pending_writes.push_render(render.clone(), Arc::new(Ledger::cancel));
            render
        }
        // Another program's step came first.
        Err(_) => job.with_ledger(move |ledger, _| ledger.find_render(render.id)).await.unwrap_or(render),
    }
}

/// Whether a refusal of one part holds for all parts, and another way may succeed.
fn concerns_all_parts(kind: ErrorKind, client: &Client) -> bool {
    match kind {
        ErrorKind::PictureKey => client.dialect().needs_picture_key(),
        kind => matches!(kind, ErrorKind::Dialect | ErrorKind::EndpointNotFound),
    }
}

/// Offers the user other dialects, if there are any.
async fn offer_other_dialects(job: &Job, order: NewRender, client: &Client) {
    let others = api_version::other_dialects(client).await;
    if !others.is_empty() {
        job.reply(RenderReply::DialectRefused(
            DialectRefusal { render: order, refused_dialect: client.dialect(), alternatives: others }.into(),
        ));
    }
}

/// Replies that no picture key led to a render, with what the user may do.
fn reply_no_picture_key(
    job: &Job,
    order: NewRender,
    candidates: Option<PictureKeyCandidates>,
    last: Option<Error>,
    can_upload: bool,
) -> Result<(), Error> {
    let Some(candidates) = candidates else { return Err(last.unwrap_or_else(missing_picture_key_error)) };
    let error = last.unwrap_or_else(|| candidates.exhausted_error(None));
    let render = NewRender { key_attempts: candidates.tried().to_vec(), ..order };
    let refusal = PictureKeyRefusal { render, error, key_choice: candidates.choice(), can_upload };
    job.reply(RenderReply::PictureKeysRefused(Box::new(refusal)));
    Ok(())
}

/// The requests of a video as they would be sent, without the API key.
pub(super) async fn preview_requests(job: &Job, spec: &VideoSpec) -> Result<String, Error> {
    let client = job.client().await?;
    let recordings = preview_recordings(job, &client, spec).await;
    let looks = preview_pictures(job, &client, spec).await;
    let spec = VideoSpec { looks, recordings, ..spec.clone() };
    let parts = client.dialect().split_into_specs(&spec, job.settings().multi_scene_mode);
    let mut requests = Vec::new();
    for part in &parts {
        let key = picture_key::preview_picture_key(job, &client, part.first_speaker().photo).await;
        let submission = client.submission(part, Some(&key));
        requests.push(format!("POST {}\n{}", submission.path, submission.body));
    }
    Ok(requests.join("\n\n"))
}

/// The record of a part, with a tag in its title that no other render has.
fn with_title_tag(
    (client, picture): (&Client, &PictureKey),
    ledger: &Ledger,
    part: NewPart,
    now: Timestamp,
) -> Result<NewRenderRecord, Error> {
    let NewPart { spec, record, .. } = part;
    let tag = ledger.unused_title_tag(&format!("{} {}", record.content_hash, now.as_millisecond()))?;
    let title = tagged_title(&spec.title, &tag);
    let request_body = client.submission(&VideoSpec { title, ..spec }, Some(picture)).body;
    Ok(NewRenderRecord { request_body, title_tag: Some(tag), ..record })
}

/// The parts of the video, with their ledger records.
fn new_renders(
    client: &Client,
    order: &NewRender,
    parts: Vec<VideoSpec>,
    pictures: &[PartPicture],
) -> Vec<NewPart> {
    let estimated_seconds = |spec: &VideoSpec| estimate_scenes(spec, &order.paces);
    let whole: f64 = parts.iter().map(estimated_seconds).sum();
    // Each render is rounded by itself.
    let billed_seconds = |spec: &VideoSpec| order.rounding.billed_seconds(estimated_seconds(spec));
    let billed: f64 = parts.iter().map(billed_seconds).sum();
    // The ledger is also read from other working directories.
    let project = order.project.as_deref().map(store::project::canonical_path);
    let new_render = |part: VideoSpec| {
        let share = if whole > 0.0 { estimated_seconds(&part) / whole } else { 1.0 };
        let cost_share = if billed > 0.0 { billed_seconds(&part) / billed } else { 1.0 };
        let picture = PartPicture::index_of(pictures, &part);
        let PartPicture { key, record, .. } = &pictures[picture];
        let record = NewRenderRecord {
            title: part.title.clone(),
            project_path: project.clone(),
            scene_count: part.scenes.len(),
            estimated_seconds: order.estimated_seconds * share,
            estimated_cost: Money::new(order.estimated_cost.amount * cost_share, order.estimated_cost.unit),
            rounding: order.rounding,
            charged_look: ChargedLook::of_video(&part, client.dialect()),
            has_exact_scene: part.scenes.iter().any(|scene| order.paces.of(scene).known_seconds().is_some()),
            request_body: client.submission(&part, Some(key)).body,
            dialect: client.dialect().as_str().to_owned(),
            idempotency_key: idempotency_key(client, order),
            content_hash: order.spec.content_hash(),
            title_tag: None,
            picture_key: record.clone(),
        };
        NewPart { spec: part, picture, record }
    };
    parts.into_iter().map(new_render).collect()
}

fn idempotency_key(client: &Client, order: &NewRender) -> RenderIdempotencyKey {
    match &order.idempotency_key {
        _ if !client.dialect().is_idempotent() => RenderIdempotencyKey::Absent,
        Some(key) => RenderIdempotencyKey::Chosen(key.clone()),
        None => RenderIdempotencyKey::Random,
    }
}

/// The seconds of a video, each scene at the pace of its voice.
fn estimate_scenes(spec: &VideoSpec, paces: &ScenePaces) -> f64 {
    let seconds = |scene: &Scene| estimate_scene(scene, Rate::default(), paces.of(scene)).seconds;
    spec.scenes.iter().map(seconds).sum()
}
