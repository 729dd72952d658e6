//! Sends films and follows them; every step is in the ledger before the next one is taken.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::world::{Session, World};
use crate::domain::{
    Certainty, Fault, FaultKind, Film, Progress, Render, RenderId, Stage, VideoId, estimate_scene,
};
use crate::heygen::Client;
use crate::store::{Ledger, NewRender};
use crate::studio::{Order, Reply};

/// Waits between tries to write down what must not be lost.
const AGAIN: [Duration; 4] =
    [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(9)];

/// Sends a film, in as many parts as the service's form needs.
pub(super) async fn submit(world: &World, order: Order, reply: &impl Fn(Reply)) {
    let session = world.session();
    let client = match world.client_of(&session).await {
        Ok(client) => client,
        Err(fault) => return reply(Reply::NotSubmitted(fault)),
    };
    let parts = client.dialect().parts(&order.film);
    let whole: f64 = parts.iter().map(seconds).sum();
    for part in parts {
        let share = if whole > 0.0 { seconds(&part) / whole } else { 1.0 };
        if let Err(fault) = submit_part(world, &session, &client, &order, &part, share, reply).await {
            return reply(Reply::NotSubmitted(fault));
        }
    }
}

fn seconds(film: &Film) -> f64 {
    film.scenes.iter().map(|scene| estimate_scene(scene, crate::domain::Rate::default()).seconds).sum()
}

/// One paid request: written down, sent once, written down again. A fault means that nothing was sent.
async fn submit_part(
    world: &World,
    session: &Arc<Session>,
    client: &Client,
    order: &Order,
    film: &Film,
    share: f64,
    reply: &impl Fn(Reply),
) -> Result<(), Fault> {
    let submission = client.submission(film);
    let mut cost = order.cost;
    cost.amount *= share;
    let new = NewRender {
        title: film.title.clone(),
        // The ledger is read from other folders too.
        project: order
            .project
            .as_ref()
            .map(|path| std::path::absolute(path).unwrap_or_else(|_| path.clone())),
        scenes: film.scenes.len(),
        seconds: order.seconds * share,
        cost,
        request: submission.body.clone(),
        generation: client.dialect().name().to_owned(),
    };
    let queued = world
        .ledger(session, move |ledger, now| {
            let id = ledger.begin(&new, now)?;
            ledger.render(id)
        })
        .await?;
    let id = queued.id;
    reply(Reply::Render(Box::new(queued)));
    let sending = changed(world, session, id, Ledger::sending).await;
    let sending = match sending {
        Ok(sending) => sending,
        Err(fault) => {
            // It must not stand there as if it were to be sent later; if that cannot be said either, it is said next time.
            let taken_back = changed(world, session, id, Ledger::cancelled).await;
            if let Ok(row) = taken_back {
                reply(Reply::Render(Box::new(row)));
            }
            return Err(fault);
        }
    };
    reply(Reply::Render(Box::new(sending.clone())));
    let answer = client.submit(&submission).await;
    reply(Reply::Render(Box::new(settled(world, session, sending, answer).await)));
    Ok(())
}

/// Writes the answer down: a film that was paid for must not be lost.
async fn settled(
    world: &World,
    session: &Arc<Session>,
    row: Render,
    answer: Result<VideoId, Fault>,
) -> Render {
    let said = answer.clone();
    let written = insist(world, session, row.id, move |ledger, id, now| match &said {
        Ok(video) => ledger.accepted(id, video, now),
        Err(fault) if fault.certainty == Certainty::NothingMade => {
            ledger.refused(id, &fault.to_string(), now)
        }
        Err(fault) => ledger.unconfirmed(id, &fault.to_string(), now),
    });
    match written.await {
        Ok(row) => row,
        Err(fault) => unwritten(row, answer, &fault),
    }
}

/// The row as it is, though the ledger could not be told.
fn unwritten(row: Render, answer: Result<VideoId, Fault>, disk: &Fault) -> Render {
    let (stage, video, said) = match answer {
        Ok(video) => (Stage::Pending, Some(video), String::new()),
        Err(fault) if fault.certainty == Certainty::NothingMade => (Stage::Refused, None, fault.to_string()),
        Err(fault) => (Stage::Unconfirmed, None, fault.to_string()),
    };
    let id = video.as_ref().map_or_else(String::new, |video| format!(" Its id is {video}."));
    let note = format!("{said} The ledger does not know it.{id} {disk}");
    Render { stage, video, note: Some(note.trim().to_owned()), ..row }
}

/// Asks how far a film is, and writes that down.
pub(super) async fn ask(world: &World, render: RenderId, video: &VideoId) -> Result<Render, Fault> {
    let session = world.session();
    let progress = progress(world, &session, video).await?;
    changed(world, &session, render, move |ledger, id, now| ledger.progress(id, &progress, now).map(drop))
        .await
}

/// Asks how far a film is that the ledger does not know.
pub(super) async fn look(world: &World, video: &VideoId) -> Result<Progress, Fault> {
    progress(world, &world.session(), video).await
}

async fn progress(world: &World, session: &Session, video: &VideoId) -> Result<Progress, Fault> {
    world.questions.pass().await;
    world.client_of(session).await?.progress(video).await
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
    step: impl Fn(&mut Ledger, RenderId, Timestamp) -> Result<(), Fault> + Clone + Send + 'static,
) -> Result<Render, Fault> {
    let mut waits = AGAIN.iter();
    loop {
        match (changed(world, session, id, step.clone()).await, waits.next()) {
            (Err(fault), Some(wait)) if fault.kind == FaultKind::File => tokio::time::sleep(*wait).await,
            (written, _) => return written,
        }
    }
}
