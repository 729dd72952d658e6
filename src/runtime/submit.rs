//! Films that are asked for and followed; every step is in the ledger before the next one is taken.

use std::time::Duration;

use jiff::Timestamp;

use super::send::send;
use super::world::{Session, World};
use crate::domain::{Fault, FaultKind, Film, Money, Progress, Render, RenderId, VideoId, estimate_scene};
use crate::heygen::{Client, Patience};
use crate::store::trap;
use crate::store::{Ledger, NewRender};
use crate::studio::{Order, Reply};

/// Waits between tries to write down what must not be lost.
const AGAIN: [Duration; 4] =
    [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(9)];
/// Tries of a question about a render; it is asked again later in any case.
const TRIES: usize = 3;

/// Sends a film, in as many parts as the service's form needs. All of it is written down before any of it is sent.
pub(super) async fn submit(world: &World, order: Order, reply: &impl Fn(Reply)) {
    let session = world.session();
    let client = match world.client_of(&session).await {
        Ok(client) => client,
        Err(fault) => return reply(Reply::NotSubmitted(fault)),
    };
    let new = wished(&client, order);
    trap::pass("submit.before_begin");
    let begun = world.ledger(&session, move |ledger, now| {
        let ids = new.iter().map(|new| ledger.begin(new, now)).collect::<Result<Vec<_>, _>>()?;
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
    let mut trouble = None;
    for row in rows {
        if trouble.is_none() {
            // That somebody else sent it meanwhile is no trouble.
            let sent = send(world, &session, row.id, reply).await;
            trouble = sent.err().filter(|fault| fault.kind != FaultKind::Internal);
        }
        // It must not stand there as if it were to be sent later; if that cannot be said either, it is said next time.
        if trouble.is_some()
            && let Ok(row) = changed(world, &session, row.id, Ledger::cancelled).await
        {
            reply(Reply::Render(Box::new(row)));
        }
    }
    if let Some(fault) = trouble {
        reply(Reply::NotSubmitted(fault));
    }
}

/// What the ledger is to know of each part.
fn wished(client: &Client, order: Order) -> Vec<NewRender> {
    let parts = client.dialect().parts(&order.film);
    let whole: f64 = parts.iter().map(seconds).sum();
    // The ledger is read from other folders too.
    let project = order.project.map(|path| std::path::absolute(&path).unwrap_or(path));
    let wish = |part: &Film| {
        let share = if whole > 0.0 { seconds(part) / whole } else { 1.0 };
        NewRender {
            title: part.title.clone(),
            project: project.clone(),
            scenes: part.scenes.len(),
            seconds: order.seconds * share,
            cost: Money::new(order.cost.amount * share, order.cost.unit),
            request: client.submission(part).body,
            generation: client.dialect().name().to_owned(),
            digest: order.film.digest(),
        }
    };
    parts.iter().map(wish).collect()
}

fn seconds(film: &Film) -> f64 {
    film.scenes.iter().map(|scene| estimate_scene(scene, crate::domain::Rate::default()).seconds).sum()
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
    let client = world.client_of(session).await?;
    let said = again(world, &client, |client| {
        let video = video.clone();
        async move { client.progress(&video).await }
    });
    let said = said.await;
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
    let once = client.with_patience(Patience { tries: 1, ..patience });
    let mut tries = 0;
    loop {
        world.questions.pass().await;
        let answer = ask(once.clone()).await;
        let Err(fault) = &answer else { return answer };
        let asked = fault.retry_after.unwrap_or_default();
        if fault.is_passing() {
            world.questions.hold(asked.min(patience.longest_asked)).await;
        }
        tries += 1;
        if !fault.is_passing() || asked > patience.longest_asked || tries >= patience.tries.min(TRIES) {
            return answer;
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
