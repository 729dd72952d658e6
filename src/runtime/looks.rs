//! New looks: pictures that become talking photos, and looks that the service draws.

mod add;
mod collect;

use std::sync::Arc;
use std::time::Duration;

use super::generation::asking;
use super::world::{Session, World};
use crate::domain::{Api, Fault, FaultKind, GroupId, Look, LookOrder, LookWish, PhotoId, Training, text};
use crate::heygen::Client;
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
            Err(fault) => return Err(fault),
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
                session.unwritten.keep_looks(id, generation);
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
}

impl Pause {
    /// The longest, in steps.
    const MOST: u32 = 10;

    fn new(world: &World) -> Self {
        Self { step: world.setup.patience.first_wait, next: 2 }
    }

    async fn wait(&mut self) {
        tokio::time::sleep(self.step * self.next).await;
        self.next = (self.next + 1).min(Self::MOST);
    }
}

/// Waits until looks that were made are ready to be listed.
async fn ready(
    world: &World,
    client: &Client,
    mut looks: Vec<Look>,
    reply: &impl Fn(Reply),
) -> Result<Vec<Look>, Fault> {
    let mut pause = Pause::new(world);
    let is_underway = |look: &Look| is(look, "pending") || is(look, "processing");
    while let Some(first) = looks.iter().find(|look| is_underway(look)) {
        reply(Reply::LooksAt(format!("making ({}): {}", first.status, first.name)));
        pause.wait().await;
        for look in looks.iter_mut().filter(|look| is_underway(look)) {
            *look = Look { name: look.name.clone(), ..client.photo(&look.id).await? };
        }
    }
    if let Some(failed) = looks.iter().find(|look| is(look, "failed")) {
        return Err(refused("the new look", format!("{} could not be made of this picture", failed.name)));
    }
    if let Some(waits) = looks.iter().find(|look| is(look, "pending_consent")) {
        let what = format!("{} waits for the consent of the person: app.heygen.com asks for it", waits.name);
        return Err(Fault::new("the new look", FaultKind::Elsewhere, what));
    }
    Ok(looks)
}

fn is(look: &Look, status: &str) -> bool {
    look.status.eq_ignore_ascii_case(status)
}
