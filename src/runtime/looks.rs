//! New looks: pictures that become talking photos, and looks that the service draws.

mod add;
mod collect;

use std::sync::Arc;
use std::time::Duration;

use super::generation::asking;
use super::world::{Session, World};
use crate::domain::{
    Api, Fault, FaultKind, Generation, GenerationId, GroupId, Look, LookOrder, LookWish, PhotoId, Training,
    text,
};
use crate::heygen::Client;
use crate::runtime::now;
use crate::store::OrderedLooks;
use crate::studio::Reply;

pub(super) use add::add;
pub(super) use collect::collect;

/// Columns that a look's name may have.
const NAME: usize = 60;

/// Trains the group of a photo, and waits for it. The newer generation needs none of that.
pub(super) async fn train(
    world: &World,
    photo: &PhotoId,
    reply: &(impl Fn(Reply) + Sync),
) -> Result<(), Fault> {
    let (client, look) = find(world, &world.session(), photo, reply).await?;
    if client.dialect().api() == Api::V3 {
        return Ok(());
    }
    let group = group_of(&look)?;
    let (mut begun, mut pause) = (false, Pause::new(world));
    loop {
        let said = match client.training(&group).await {
            Ok(Training::Done) => return Ok(()),
            Ok(Training::Failed(why)) if begun => return Err(refused("the training", why)),
            Ok(Training::Running(said)) => said,
            Ok(Training::Failed(_)) => "pending".to_owned(),
            Err(fault) if fault.kind == FaultKind::NotFound => "pending".to_owned(),
            Err(fault) => {
                pause.bear(fault).await?;
                continue;
            }
        };
        reply(Reply::LooksAt(format!("training: {said}")));
        // One that goes on is not begun again.
        if said.eq_ignore_ascii_case("pending") && !std::mem::replace(&mut begun, true) {
            client.train(&group).await?;
            reply(Reply::LooksAt("training: begins".to_owned()));
            continue;
        }
        pause.wait().await;
    }
}

/// Orders looks, after the order was written down.
pub(super) async fn order(
    world: &World,
    wish: LookWish,
    reply: &(impl Fn(Reply) + Sync),
) -> Result<(), Fault> {
    let session = world.session();
    let (client, look) = find(world, &session, &wish.photo, reply).await?;
    let (group, api) = (group_of(&look)?, client.dialect().api());
    let name = if wish.name.is_empty() { name_of(&look, &wish.prompt) } else { wish.name };
    let order = LookOrder {
        like: (api == Api::V3).then_some(wish.photo),
        group: group.clone(),
        references: Vec::new(),
        name: name.clone(),
        prompt: wish.prompt,
        shape: wish.shape,
        pose: wish.pose,
        style: wish.style,
    };
    let id = world.ledger(&session, move |ledger, now| ledger.order_looks(&group, &name, api, now)).await?;
    match client.generate_looks(&order).await {
        Ok(generation) => {
            let named = generation.clone();
            let kept = world.ledger(&session, move |ledger, _| ledger.looks_ordered(id, &named)).await;
            if kept.is_err() {
                let LookOrder { group, name, .. } = order;
                session.unwritten.keep_looks(OrderedLooks { id, group, name, api, generation, at: now() });
            }
            Ok(())
        }
        Err(fault) => {
            // Kept, it is told once more at the next start.
            let _ = world.ledger(&session, move |ledger, _| ledger.drop_looks(id)).await;
            Err(fault)
        }
    }
}

/// A look that there is, and a client for what is spoken.
async fn find(
    world: &World,
    session: &Arc<Session>,
    photo: &PhotoId,
    reply: &(impl Fn(Reply) + Sync),
) -> Result<(Client, Look), Fault> {
    let ask = |client: Client| async move { client.photo(photo).await.map(|look| (client, look)) };
    asking(world, session, reply, ask).await
}

fn group_of(look: &Look) -> Result<GroupId, Fault> {
    let alone = || refused("new looks", "this photo is in no group that could have more of them");
    look.group.clone().ok_or_else(alone)
}

fn refused(asked: &str, why: impl AsRef<str>) -> Fault {
    Fault::new(asked, FaultKind::Refused, why)
}

/// Whose looks they are, and how: nothing else tells them apart in a list.
fn name_of(look: &Look, prompt: &str) -> String {
    text::short(&format!("{}: {}", look.name, text::line(prompt)), NAME)
}

/// Waits between two questions, each a little longer than the one before.
struct Pause {
    step: Duration,
    next: u32,
    /// Answers in a row that did not come.
    missed: u32,
}

impl Pause {
    /// The longest, in steps.
    const MOST: u32 = 10;
    /// How many answers may not come, each after all tries of the client.
    const MISSED: u32 = 10;

    fn new(world: &World) -> Self {
        Self { step: world.setup.patience.first_wait, next: 2, missed: 0 }
    }

    async fn wait(&mut self) {
        self.missed = 0;
        self.rest().await;
    }

    /// Waits after a fault that may pass; others, and too many, are given back.
    async fn bear(&mut self, fault: Fault) -> Result<(), Fault> {
        self.missed += 1;
        if !fault.is_passing() || self.missed > Self::MISSED {
            return Err(fault);
        }
        self.rest().await;
        Ok(())
    }

    async fn rest(&mut self) {
        tokio::time::sleep(self.step * self.next).await;
        self.next = (self.next + 1).min(Self::MOST);
    }
}

/// Waits until looks that were made are ready to be listed; they are made, whatever comes between.
async fn ready(
    world: &World,
    client: &Client,
    mut looks: Vec<Look>,
    reply: &impl Fn(Reply),
) -> Result<Vec<Look>, Fault> {
    let mut pause = Pause::new(world);
    let is_underway = |look: &Look| is(look, "pending") || is(look, "processing");
    while let Some(at) = looks.iter().position(is_underway) {
        reply(Reply::LooksAt(format!("making ({}): {}", looks[at].status, looks[at].name)));
        pause.wait().await;
        for look in looks.iter_mut().filter(|look| is_underway(look)) {
            match client.photo(&look.id).await {
                Ok(now) => *look = Look { name: look.name.clone(), ..now },
                Err(fault) => {
                    if pause.bear(fault).await.is_err() {
                        return Ok(looks);
                    }
                }
            }
        }
    }
    if looks.iter().any(|look| !is(look, "failed") && !is(look, CONSENT)) {
        looks.retain(|look| !is(look, "failed"));
        return Ok(looks);
    }
    match looks.first() {
        Some(look) if is(look, CONSENT) => {
            let what =
                format!("{} waits for the consent of the person: app.heygen.com asks for it", look.name);
            Err(Fault::new("the new look", FaultKind::Elsewhere, what))
        }
        Some(look) => Err(refused("the new look", why_failed(client, look).await)),
        None => Ok(looks),
    }
}

const CONSENT: &str = "pending_consent";

/// The newer generation says it.
async fn why_failed(client: &Client, look: &Look) -> String {
    let unknown = format!("{} could not be made of this picture", look.name);
    if client.dialect().api() == Api::V2 {
        return unknown;
    }
    match client.generation(&GenerationId::new(look.id.as_str())).await {
        Ok(Generation::Failed(why)) => why,
        _ => unknown,
    }
}

fn is(look: &Look, status: &str) -> bool {
    look.status.eq_ignore_ascii_case(status)
}
