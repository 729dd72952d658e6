//! Photos that were made and are not in the account's list yet: some services list a photo after a training of its group.

use super::{Made, PENDING, Pause, ready, refused};
use crate::domain::{Fault, FaultKind, GroupId, Look, PhotoId, Training};
use crate::heygen::Client;
use crate::runtime::context::{Session, World};
use crate::store::{Ledger, NewPhoto};
use crate::studio::{Reply, UntrainedPhoto};

/// How often the list is read for a photo of a trained group.
const MAX_LISTINGS: usize = 10;

/// Waits until these photos can be used: made, and in the list. Says of which a training is wanted first.
pub(super) async fn list(
    world: &World,
    session: &Session,
    client: &Client,
    new: Vec<NewPhoto>,
    reply: &impl Fn(Reply),
) -> Result<Made, Fault> {
    let Made { looks, failed } = ready(world, client, new.iter().map(unfinished).collect(), reply).await?;
    let lost = new.iter().map(|photo| &photo.photo).filter(|id| looks.iter().all(|look| look.id != **id));
    settle(world, session, lost.cloned().collect()).await?;
    let mut made = Made { looks: Vec::new(), failed };
    let mut waiting = listed(world, session, client, looks, &mut made).await?;
    while let Some(look) = waiting.first() {
        let group = look.group.clone().unwrap_or_else(|| GroupId::new(look.id.as_str()));
        let (own, others) = waiting.into_iter().partition(|look| look.group.as_ref() == Some(&group));
        waiting = others;
        if is_trained(world, session, client, &group, &mut made, reply).await? {
            wait(world, session, client, own, &mut made).await?;
        } else if let Some(first) = own.first() {
            let (photo, name) = (first.id.clone(), first.name.clone());
            reply(Reply::TrainingNeeded(Box::new(UntrainedPhoto { photo, name, group })));
        }
    }
    Ok(made)
}

/// The photo before its details were read.
fn unfinished(new: &NewPhoto) -> Look {
    Look {
        id: new.photo.clone(),
        group: Some(new.group.clone()),
        name: new.name.clone(),
        status: PENDING.to_owned(),
        picture: None,
    }
}

async fn settle(world: &World, session: &Session, photos: Vec<PhotoId>) -> Result<(), Fault> {
    if photos.is_empty() {
        return Ok(());
    }
    world.ledger(session, move |ledger: &mut Ledger, _| ledger.photos_settled(&photos)).await
}

/// Moves those that are in the list to `made`; gives the others back.
async fn listed(
    world: &World,
    session: &Session,
    client: &Client,
    looks: Vec<Look>,
    made: &mut Made,
) -> Result<Vec<Look>, Fault> {
    if looks.is_empty() {
        return Ok(looks);
    }
    let cast = client.cast().await?;
    let is_listed = |look: &Look| cast.photos.iter().any(|photo| photo.id == look.id);
    let (there, waiting): (Vec<Look>, Vec<Look>) = looks.into_iter().partition(is_listed);
    settle(world, session, there.iter().map(|look| look.id.clone()).collect()).await?;
    made.looks.extend(there);
    Ok(waiting)
}

/// Whether the group is trained. A training that goes on is waited for; none is begun: it may be paid for.
async fn is_trained(
    world: &World,
    session: &Session,
    client: &Client,
    group: &GroupId,
    made: &mut Made,
    reply: &impl Fn(Reply),
) -> Result<bool, Fault> {
    let mut pause = Pause::new(world);
    loop {
        let said = match client.training(group).await {
            Ok(Training::Done) => return Ok(true),
            Ok(Training::Running(said)) => said,
            Ok(Training::Failed(why)) => {
                let own = group.clone();
                world.ledger(session, move |ledger, _| ledger.ends_training(&own)).await?;
                made.failed = Some(refused("the training", why));
                return Ok(false);
            }
            Err(fault) if fault.kind == FaultKind::NotFound => PENDING.to_owned(),
            Err(fault) => {
                pause.bear(fault).await?;
                continue;
            }
        };
        let own = group.clone();
        let begun = world.ledger(session, move |ledger, now| ledger.is_training(&own, now)).await?;
        if said.eq_ignore_ascii_case(PENDING) && !begun {
            return Ok(false);
        }
        reply(Reply::LooksAt(format!("training: {said}")));
        pause.answered().await;
    }
}

/// Waits until photos of a trained group are listed.
async fn wait(
    world: &World,
    session: &Session,
    client: &Client,
    looks: Vec<Look>,
    made: &mut Made,
) -> Result<(), Fault> {
    let (mut pause, mut looks) = (Pause::new(world), looks);
    for _ in 0..MAX_LISTINGS {
        looks = listed(world, session, client, looks, made).await?;
        if looks.is_empty() {
            return Ok(());
        }
        pause.answered().await;
    }
    let name = looks.first().map_or("", |look| &look.name);
    let what = format!("{name} is trained and not in the list of photos yet");
    made.failed = Some(Fault::new("the photos", FaultKind::Uncollected, what));
    Ok(())
}
