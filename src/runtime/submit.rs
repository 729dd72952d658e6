//! Videos that are asked for and followed; every step is in the ledger before the next one is taken.

use std::sync::Arc;

use jiff::Timestamp;

use super::context::{Session, World};
use super::pending_writes::Step;
use super::picture_key::{Candidates, Next, no_key};
use super::send::Sent;
use super::{api_version, picture_fallback, picture_key};
use crate::domain::{
    Api, AssetKey, Dialect, Fault, FaultKind, KeySource, Money, Progress, Render, RenderId, Seen, Several,
    Stage, VideoId, VideoSpec, Wait, estimate_scene, marked,
};
use crate::heygen::{Client, Patience};
use crate::store::{self, trap};
use crate::store::{Ledger, NewRender, RenderPicture};
use crate::studio::{Misfit, Order, Reply, UnknownPicture};

/// Waits between tries to write down what must not be lost, in fifths of the client's first wait.
const WRITE_RETRY_WAITS: [u32; 4] = [1, 5, 15, 45];
/// Tries of a question about a render; it is asked again later in any case.
const MAX_STATUS_TRIES: usize = 3;

/// Sends a video, in as many parts as the service's form needs. All of it is written down before any of it is sent.
pub(super) async fn submit(world: &World, order: Order, reply: &impl Fn(Reply)) {
    let session = world.session();
    if let Some(dialect) = order.dialect {
        api_version::choose(&session, dialect);
        api_version::tell(world, &session, reply).await;
    }
    let client = match world.client_of(&session).await {
        Ok(client) => client,
        Err(fault) => return reply(Reply::NotSubmitted(fault)),
    };
    if client.dialect() != order.shown {
        return not_as_shown(world, &session, order, reply).await;
    }
    let (mut candidates, found) = match picture(world, &session, &client, &order).await {
        Ok((candidates, Next::Key(key, source))) => (candidates, (key, source)),
        Ok((candidates, next)) => {
            let awaits_upload = matches!(next, Next::Upload);
            return reply(unknown_picture(order, candidates, None, awaits_upload));
        }
        // The API version has ended.
        Err(fault) if fault.kind == FaultKind::Endpoint => {
            return not_as_shown(world, &session, order, reply).await;
        }
        Err(fault) => return reply(Reply::NotSubmitted(fault)),
    };
    let picture = candidates.as_ref().map(|candidates| candidates.picture(&found.0, found.1));
    let new = wished(&client, &order, &found.0, picture.as_ref(), world.setup.settings.several);
    let marks = world.setup.settings.title_mark.then(|| (client.clone(), found.0.clone()));
    trap::pass("submit.before_begin");
    let (again, limits) = (order.again, world.limits());
    let begun = world.ledger(&session, move |ledger, now| {
        let begin = |(part, mut new): (VideoSpec, NewRender)| {
            if let Some((client, picture)) = &marks {
                mark((client, picture), ledger, part, &mut new, now)?;
            }
            Ok(new)
        };
        let new = new.into_iter().map(begin).collect::<Result<Vec<_>, Fault>>()?;
        let ids = ledger.order(&new, again, &limits, now)?;
        ids.into_iter().map(|id| ledger.render(id)).collect::<Result<Vec<_>, _>>()
    });
    let rows = match begun.await {
        Ok(rows) => rows,
        Err(fault) => return reply(Reply::NotSubmitted(fault)),
    };
    trap::pass("submit.after_begin");
    for row in &rows {
        reply(Reply::Render(Box::new(row.clone())));
    }
    match send_all(world, &session, &client, rows, &mut candidates, reply).await {
        Some(fault) if fault.kind == FaultKind::PictureKey => {
            let awaits_upload = candidates.as_ref().is_some_and(Candidates::awaits_upload);
            reply(unknown_picture(order, candidates, Some(*fault), awaits_upload));
        }
        Some(_) => misfit(order, &client, reply).await,
        None => {}
    }
}

/// It is sent in no other form than the one that the user was shown: what is spoken by now is told, and nothing is done.
async fn not_as_shown(world: &World, session: &Arc<Session>, order: Order, reply: &impl Fn(Reply)) {
    api_version::tell(world, session, reply).await;
    reply(match world.client_of(session).await {
        Ok(client) => Reply::NotAsShown(order.into(), client.dialect()),
        Err(fault) => Reply::NotSubmitted(fault),
    });
}

/// Sends the parts of a video one after the other; those behind one that cannot be sent are taken back. Gives what the
/// service did not take the video for, where all of it may be sent anew in another way: nothing of it was made.
async fn send_all(
    world: &World,
    session: &Arc<Session>,
    client: &Client,
    rows: Vec<Render>,
    candidates: &mut Option<Candidates>,
    reply: &impl Fn(Reply),
) -> Option<Box<Fault>> {
    let (mut trouble, mut unfit, mut anew) = (None, false, None);
    let mut before = None;
    for (at, row) in rows.into_iter().enumerate() {
        if trouble.is_none() && !unfit {
            if let Some(before) = before.replace(row.id) {
                // Where that fails, it is refused once more, and finds the key by itself.
                let _ = picture_fallback::align(world, session, before, row.id).await;
            }
            match picture_fallback::send(world, session, row.id, candidates, reply).await {
                Ok(Sent::Refused(fault)) if is_of_all_parts(fault.kind, client) => {
                    unfit = true;
                    // What was made of the parts before it would be made, and paid for, again.
                    anew = Some(fault).filter(|_| at == 0);
                }
                Ok(_) => {}
                // That somebody else sent it meanwhile is no trouble.
                Err(fault) if fault.kind == FaultKind::Internal => {}
                // The service wants to be left alone: it waits, as the part before it may.
                Err(fault) if at > 0 && fault.kind == FaultKind::Busy => {}
                // Where parts of it are on their way, it cannot be said that nothing was sent.
                Err(fault) if at > 0 => trouble = Some(Reply::NotDone(row.id, fault)),
                Err(fault) => trouble = Some(Reply::NotSubmitted(fault)),
            }
        }
        // It must not stand there as if it were to be sent later.
        if trouble.is_some() || unfit {
            reply(Reply::Render(Box::new(taken_back(world, session, row).await)));
        }
    }
    if let Some(trouble) = trouble {
        reply(trouble);
    }
    anew
}

/// The row of a render that is not sent any more; where the disk does not take that, it is so here.
async fn taken_back(world: &World, session: &Session, row: Render) -> Render {
    match changed(world, session, row.id, Ledger::cancelled).await {
        Ok(row) => row,
        Err(fault) if fault.kind == FaultKind::File => {
            let row = Render { stage: Stage::Cancelled, wait: Wait::default(), seen: Seen::default(), ..row };
            session.unwritten.keep(row.clone(), Arc::new(Ledger::cancelled));
            row
        }
        // Another step came first.
        Err(_) => world.ledger(session, move |ledger, _| ledger.render(row.id)).await.unwrap_or(row),
    }
}

/// Whether what was wrong with one part is wrong with all of them, and another way may lead on.
fn is_of_all_parts(kind: FaultKind, client: &Client) -> bool {
    match kind {
        FaultKind::PictureKey => client.dialect().wants_picture_key(),
        kind => kind == FaultKind::Form,
    }
}

/// Has the user asked for another form, where there is one.
async fn misfit(order: Order, client: &Client, reply: &impl Fn(Reply)) {
    let others = api_version::others(client).await;
    if !others.is_empty() {
        reply(Reply::Misfit(Misfit { order, refused: client.dialect(), others }.into()));
    }
}

/// The picture key that the video is sent with first, and those that may follow it; none follow where the dialect names
/// the photo itself.
async fn picture(
    world: &World,
    session: &Arc<Session>,
    client: &Client,
    order: &Order,
) -> Result<(Option<Candidates>, Next), Fault> {
    let photo = &order.spec.photo;
    if !client.dialect().wants_picture_key() {
        return Ok((None, Next::Key(AssetKey::new(photo.as_str()), KeySource::Id)));
    }
    let choice = picture_key::chosen(world, order.picture);
    let candidates = Candidates::new(world, session, photo, choice).await?;
    let mut candidates = candidates.after(order.tried.clone(), order.may_upload);
    let next = candidates.next(world, session, client).await?;
    Ok((Some(candidates), next))
}

/// Says that no picture key led to a render, and what the user may do.
fn unknown_picture(
    order: Order,
    candidates: Option<Candidates>,
    last: Option<Fault>,
    awaits_upload: bool,
) -> Reply {
    let Some(candidates) = candidates else { return Reply::NotSubmitted(last.unwrap_or_else(no_key)) };
    let fault = last.unwrap_or_else(|| candidates.exhausted(None));
    let order = Order { tried: candidates.tried().to_vec(), ..order };
    let choice = candidates.choice();
    Reply::PictureKey(Box::new(UnknownPicture { order, fault, choice, awaits_upload }))
}

/// The requests of a video as they would be sent, but for the key.
pub(super) async fn preview(world: &World, spec: &VideoSpec) -> Result<String, Fault> {
    let session = world.session();
    let client = world.client_of(&session).await?;
    let key = picture_key::foreseen(world, &session, &client, &spec.photo).await;
    let parts = client.dialect().parts(spec, world.setup.settings.several);
    let request = |part: &VideoSpec| {
        let submission = client.submission(part, Some(&key));
        format!("POST {}\n{}", submission.path, submission.body)
    };
    Ok(parts.iter().map(request).collect::<Vec<_>>().join("\n\n"))
}

/// Sends the title with a mark that no other render has.
fn mark(
    (client, picture): (&Client, &AssetKey),
    ledger: &Ledger,
    part: VideoSpec,
    new: &mut NewRender,
    now: Timestamp,
) -> Result<(), Fault> {
    let mark = ledger.free_mark(&format!("{} {}", new.digest, now.as_millisecond()))?;
    let title = marked(&part.title, &mark);
    new.request = client.submission(&VideoSpec { title, ..part }, Some(picture)).body;
    new.mark = Some(mark);
    Ok(())
}

/// What the ledger is to know of each part.
fn wished(
    client: &Client,
    order: &Order,
    key: &AssetKey,
    picture: Option<&RenderPicture>,
    several: Several,
) -> Vec<(VideoSpec, NewRender)> {
    let parts = client.dialect().parts(&order.spec, several);
    let whole: f64 = parts.iter().map(seconds).sum();
    // The ledger is read from other folders too.
    let project = order.project.as_deref().map(store::project::whole);
    let wish = |part: VideoSpec| {
        let share = if whole > 0.0 { seconds(&part) / whole } else { 1.0 };
        let new = NewRender {
            title: part.title.clone(),
            project: project.clone(),
            scenes: part.scenes.len(),
            seconds: order.seconds * share,
            cost: Money::new(order.cost.amount * share, order.cost.unit),
            request: client.submission(&part, Some(key)).body,
            generation: client.dialect().word().to_owned(),
            repeatable: client.dialect().is_repeatable(),
            digest: order.spec.digest(),
            mark: None,
            picture: picture.cloned(),
        };
        (part, new)
    };
    parts.into_iter().map(wish).collect()
}

fn seconds(spec: &VideoSpec) -> f64 {
    spec.scenes.iter().map(|scene| estimate_scene(scene, crate::domain::Rate::default()).seconds).sum()
}

/// Asks how far a video is, and writes that down; before it whose video it is, where the disk did not take that earlier.
pub(super) async fn ask(world: &World, render: RenderId, video: &VideoId) -> Result<Render, Fault> {
    let session = world.session();
    let dialect = world.ledger(&session, move |ledger, _| ledger.dialect(render)).await?;
    let (progress, video) = (progress(world, &session, video, dialect).await?, video.clone());
    let step = move |ledger: &mut Ledger, id, now| {
        if ledger.render(id)?.video.is_none() {
            ledger.accepted(id, &video, now)?;
        }
        ledger.progress(id, &progress, now).map(drop)
    };
    changed(world, &session, render, step).await
}

/// Asks how far a video is that the ledger does not know.
pub(super) async fn look(world: &World, video: &VideoId) -> Result<Progress, Fault> {
    progress(world, &world.session(), video, None).await
}

/// Asks in the dialect that the video was sent in; where its generation has ended, in the one that took its place.
async fn progress(
    world: &World,
    session: &Session,
    video: &VideoId,
    dialect: Option<Dialect>,
) -> Result<Progress, Fault> {
    let client = world.client_of(session).await?;
    let sent_in = dialect.unwrap_or(client.dialect());
    // The newer generation knows the videos of the one that has ended.
    let ended = sent_in.api() == Api::V2 && api_version::has_ended(session);
    let asked_in = if ended { Dialect::V3 } else { sent_in };
    let mut alone = None;
    // Of a video that the ledger does not know, more is wanted than how far it is.
    if dialect.is_some() && asked_in == Dialect::V3 {
        if let Some(told) = session.gather.progress(world, &client.with_dialect(asked_in), video).await? {
            trap::pass("ask.after");
            return Ok(told);
        }
        alone = session.gather.alone().await;
    }
    let ask = |client: Client| {
        let video = video.clone();
        async move { client.progress(&video).await }
    };
    let mut said = again(world, &client.with_dialect(asked_in), ask).await;
    if said.as_ref().is_err_and(|fault| fault.kind == FaultKind::Endpoint) && asked_in.api() == Api::V2 {
        said = again(world, &client.with_dialect(Dialect::V3), ask).await;
        if said.as_ref().err().is_none_or(|fault| fault.kind != FaultKind::Endpoint) {
            // Found out once, so that the next question goes where the answer is.
            api_version::ended(world, session, &client).await;
        }
    }
    drop(alone);
    trap::pass("ask.after");
    said
}

/// Asks what may be asked again, no oftener than the service likes, and gives it time where it wants some.
pub(super) async fn again<T, F: Future<Output = Result<T, Fault>>>(
    world: &World,
    client: &Client,
    ask: impl Fn(Client) -> F,
) -> Result<T, Fault> {
    let patience = world.setup.patience;
    let mut once = client.with_patience(Patience { tries: 1, ..patience });
    let (retries, mut tries) = (client.retries(), 0);
    loop {
        world.questions.pass(&once).await?;
        let answer = ask(once.clone()).await;
        let Err(fault) = &answer else { return answer };
        let asked = fault.retry_after.unwrap_or_default();
        tries += 1;
        if !fault.is_passing()
            || asked > patience.longest_asked
            || tries >= patience.tries.min(MAX_STATUS_TRIES)
        {
            return answer;
        }
        retries.retry(fault);
        if retries.has_retried() {
            once = once.for_retry();
        }
        tokio::time::sleep(patience.first_wait * tries_as_wait(tries)).await;
    }
}

fn tries_as_wait(tries: usize) -> u32 {
    u32::try_from(tries).unwrap_or(u32::MAX)
}

/// Does one step of a render in the ledger, and gives the row after it.
pub(super) async fn changed(
    world: &World,
    session: &Session,
    id: RenderId,
    step: impl FnOnce(&mut Ledger, RenderId, Timestamp) -> Result<(), Fault> + Send + 'static,
) -> Result<Render, Fault> {
    let work = move |ledger: &mut Ledger, now| {
        step(ledger, id, now)?;
        ledger.render(id)
    };
    world.ledger(session, work).await
}

/// [`changed`], again and again where the disk does not take it.
pub(super) async fn insist(
    world: &World,
    session: &Session,
    id: RenderId,
    step: &Step,
) -> Result<Render, Fault> {
    let mut waits = WRITE_RETRY_WAITS.iter();
    loop {
        let step = step.clone();
        let work = move |ledger: &mut Ledger, id, now| step(ledger, id, now);
        match (changed(world, session, id, work).await, waits.next()) {
            (Err(fault), Some(wait)) if fault.kind == FaultKind::File => {
                tokio::time::sleep(world.setup.patience.first_wait / 5 * *wait).await;
            }
            (written, _) => return written,
        }
    }
}
