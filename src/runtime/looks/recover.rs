//! Photos whose request was left without an answer: found again in the lists of the service, by their names.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::SignedDuration;

use super::{Pause, client, is_without_list};
use crate::domain::{Api, Certainty, Fault, FaultKind, GroupId, KeySource, PhotoId, told_keys};
use crate::heygen::Client;
use crate::runtime;
use crate::runtime::context::{Session, World};
use crate::runtime::picture_key::keep;
use crate::store::{Ledger, LostPhoto, NewPhotoId};
use crate::studio::Reply;

/// How long a photo may not be in the lists that the service made.
const LISTING_DELAY: SignedDuration = SignedDuration::from_secs(30);

/// Finds the photos that programs asked for which ended before the answer came; of one name, or all. Gives why others
/// were not found: certainly nothing was made, or nobody knows.
pub(super) async fn recover(
    world: &World,
    session: &Arc<Session>,
    name: Option<&str>,
    reply: &impl Fn(Reply),
) -> Result<Vec<Fault>, Fault> {
    let name = name.map(str::to_owned);
    let take = move |ledger: &mut Ledger, now| ledger.take_lost_photos(name.as_deref(), now);
    let lost = world.ledger(session, take).await?;
    if lost.is_empty() {
        return Ok(Vec::new());
    }
    let found = search(world, session, &lost, reply).await;
    if found.is_err() {
        let ids: Vec<NewPhotoId> = lost.iter().map(|photo| photo.id).collect();
        world.ledger(session, move |ledger, _| ledger.leave_photos(&ids)).await?;
    }
    found
}

async fn search(
    world: &World,
    session: &Session,
    lost: &[LostPhoto],
    reply: &impl Fn(Reply),
) -> Result<Vec<Fault>, Fault> {
    let client = client(world, session, Api::V2).await?;
    let (mut taken, mut faults) = (HashSet::new(), Vec::new());
    for photo in lost {
        reply(Reply::LooksAt(format!("looking for {}", photo.request.name)));
        let id = photo.id;
        let fault = match find(world, &client, photo, &taken).await {
            Ok(Some((look, group))) => {
                taken.insert(look.clone());
                let made = look.clone();
                world.ledger(session, move |ledger, _| ledger.photo_made(id, &made, &group)).await?;
                // Where the disk does not take it, the key is asked for.
                let _ = keep(world, session, &look, photo.request.key.clone(), KeySource::Upload).await;
                continue;
            }
            Ok(None) => not_made(&photo.request.name),
            Err(fault) if is_without_list(&fault) => unknown(&photo.request.name),
            Err(fault) => return Err(fault),
        };
        world.ledger(session, move |ledger, _| ledger.drop_photos(&[id])).await?;
        faults.push(fault);
    }
    Ok(faults)
}

/// The photo and its group. A young one may not be in the lists yet.
async fn find(
    world: &World,
    client: &Client,
    photo: &LostPhoto,
    taken: &HashSet<PhotoId>,
) -> Result<Option<(PhotoId, GroupId)>, Fault> {
    let mut pause = Pause::new(world);
    loop {
        let found = match &photo.request.group {
            Some(group) => look_in(client, photo, group, taken).await?.map(|look| (look, group.clone())),
            None => new_group(client, photo, taken).await?,
        };
        let age = runtime::now().duration_since(photo.at);
        if found.is_some() || !(SignedDuration::ZERO..LISTING_DELAY).contains(&age) {
            return Ok(found);
        }
        pause.answered().await;
    }
}

/// A group of this name that was not there before. The first look of a group has the group's id.
async fn new_group(
    client: &Client,
    photo: &LostPhoto,
    taken: &HashSet<PhotoId>,
) -> Result<Option<(PhotoId, GroupId)>, Fault> {
    let groups = client.groups().await?;
    let new = groups.into_iter().filter(|group| {
        group.name == photo.request.name && !photo.request.before.iter().any(|id| id == group.id.as_str())
    });
    let mut new = new.map(|group| (PhotoId::new(group.id.as_str()), group.id));
    Ok(new.find(|(look, _)| !taken.contains(look)))
}

/// A look that the group did not have before: the one of this picture, or else one of this name.
async fn look_in(
    client: &Client,
    photo: &LostPhoto,
    group: &GroupId,
    taken: &HashSet<PhotoId>,
) -> Result<Option<PhotoId>, Fault> {
    let request = &photo.request;
    let mut looks = client.looks_of(group).await?;
    looks.retain(|look| !taken.contains(&look.id) && !request.before.iter().any(|id| id == look.id.as_str()));
    let key = std::slice::from_ref(&request.key);
    let is_of_picture = |look: &&crate::domain::Look| told_keys(std::slice::from_ref(*look), key).len() == 1;
    let found = looks.iter().find(is_of_picture).or(looks.iter().find(|look| look.name == request.name));
    Ok(found.map(|look| look.id.clone()))
}

fn not_made(name: &str) -> Fault {
    let what = format!("{name} was not made: cuecard ended before the service took it. Add it again");
    Fault::new("the photo", FaultKind::Internal, what)
}

fn unknown(name: &str) -> Fault {
    let what = format!("Whether {name} was made is not known: look for it at app.heygen.com");
    Fault { certainty: Certainty::Unknown, ..Fault::new("the photo", FaultKind::Internal, what) }
}
