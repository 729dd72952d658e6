//! Looks that were ordered: waited for, and added to the account's photos.

use std::sync::Arc;

use futures_util::future::join_all;
use jiff::SignedDuration;

use super::{Pause, ready, refused};
use crate::domain::{Api, AssetKey, Certainty, Fault, FaultKind, Generation, Look, PhotoId};
use crate::heygen::Client;
use crate::runtime;
use crate::runtime::world::{Session, World};
use crate::store::{Adding, Ledger, OrderedLooks};
use crate::studio::Reply;

/// How long the service may not know an order yet that it took.
const UNKNOWN: SignedDuration = SignedDuration::from_mins(2);

/// Waits for all looks that were ordered, whoever ordered them.
pub(in crate::runtime) async fn collect(world: &World, reply: &(impl Fn(Reply) + Sync)) {
    let session = world.session();
    let read = |ledger: &mut Ledger, now| Ok((ledger.lost_looks(now)?, ledger.ordered_looks()?));
    let read = world.ledger(&session, read).await;
    match read {
        Ok((lost, ordered)) => {
            for name in &lost {
                reply(Reply::NewLooks(Err(unanswered(name))));
            }
            let unwritten = session.unwritten.looks();
            let collect = ordered.iter().chain(&unwritten).map(async |order| {
                match one(world, &session, order, reply).await {
                    Ok(None) => {}
                    Ok(Some(looks)) => reply(Reply::NewLooks(Ok(looks))),
                    Err(fault) => reply(Reply::NewLooks(Err(fault))),
                }
            });
            join_all(collect).await;
        }
        Err(fault) => reply(Reply::NewLooks(Err(fault))),
    }
    reply(Reply::LooksEnd);
}

/// The looks of one order; `None` where somebody else adds them.
async fn one(
    world: &World,
    session: &Arc<Session>,
    order: &OrderedLooks,
    reply: &impl Fn(Reply),
) -> Result<Option<Vec<Look>>, Fault> {
    let made = made(world, session, order, reply).await;
    if made.as_ref().is_err_and(is_final) {
        let id = order.id;
        // Kept, it is asked about once more.
        let _ = world.ledger(session, move |ledger, _| ledger.drop_looks(id)).await;
    }
    made
}

/// Whether it stays so, however often it is asked.
fn is_final(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Refused | FaultKind::NotFound)
}

async fn made(
    world: &World,
    session: &Arc<Session>,
    order: &OrderedLooks,
    reply: &impl Fn(Reply),
) -> Result<Option<Vec<Look>>, Fault> {
    let client = client(world, session, order.api).await?;
    let pictures = drawn(world, &client, order, reply).await?;
    let id = order.id;
    if order.api == Api::V3 {
        // A look of its own from the start: the order has its id.
        let look = client.photo(&PhotoId::new(order.generation.as_str())).await?;
        world.ledger(session, move |ledger, now| ledger.looks_added(id, &[], now)).await?;
        return Ok(Some(vec![look]));
    }
    let keys: Vec<AssetKey> = pictures.into_iter().filter_map(|(_, key)| key).collect();
    if keys.is_empty() {
        return Err(refused("the AI looks", "it tells no keys of the pictures, so they cannot be used"));
    }
    let there = named(&client, order).await?;
    let many = there.len();
    match world.ledger(session, move |ledger, now| ledger.adding_looks(id, many, now)).await? {
        Adding::Elsewhere => return Ok(None),
        Adding::Again(before) if many > before => {
            world.ledger(session, move |ledger, now| ledger.looks_added(id, &[], now)).await?;
            return Ok(Some(there));
        }
        Adding::First | Adding::Again(_) => {}
    }
    let looks = match client.add_looks(&order.group, &order.name, &keys, Some(&order.generation)).await {
        Ok(looks) => looks,
        Err(fault) => {
            if fault.certainty == Certainty::NothingMade {
                let _ = world.ledger(session, move |ledger, _| ledger.looks_not_added(id)).await;
            }
            return Err(fault);
        }
    };
    // They come in the order of their keys; where some are missing, which ones is not known.
    let whole = looks.len() == keys.len();
    let ids = looks.iter().map(|look| look.id.clone());
    let known: Vec<(PhotoId, AssetKey)> = if whole { ids.zip(keys).collect() } else { Vec::new() };
    world.ledger(session, move |ledger, now| ledger.looks_added(id, &known, now)).await?;
    ready(world, &client, looks, reply).await.map(Some)
}

/// A client for the generation that the looks were ordered from.
async fn client(world: &World, session: &Session, api: Api) -> Result<Client, Fault> {
    let client = world.client_of(session).await?;
    let own = client.dialect().api() == api;
    Ok(if own { client } else { client.with_dialect(api.dialect()) })
}

/// Waits for the pictures.
async fn drawn(
    world: &World,
    client: &Client,
    order: &OrderedLooks,
    reply: &impl Fn(Reply),
) -> Result<Vec<(String, Option<AssetKey>)>, Fault> {
    let mut pause = Pause::new(world);
    loop {
        let said = match client.generation(&order.generation).await {
            Ok(Generation::Done(pictures)) => return Ok(pictures),
            Ok(Generation::Failed(why)) => return Err(refused("the AI looks", why)),
            Ok(Generation::Running(_, said)) => said,
            // It may not be known everywhere yet.
            Err(fault) if fault.kind == FaultKind::NotFound && is_young(order) => "pending".to_owned(),
            Err(fault) => {
                pause.bear(fault).await?;
                continue;
            }
        };
        reply(Reply::LooksAt(format!("drawing ({said}): {}", order.name)));
        pause.wait().await;
    }
}

fn is_young(order: &OrderedLooks) -> bool {
    runtime::now().duration_since(order.at) < UNKNOWN
}

/// The group's looks of the order's name. A service without such a list has none.
async fn named(client: &Client, order: &OrderedLooks) -> Result<Vec<Look>, Fault> {
    match client.looks_of(&order.group).await {
        Ok(looks) => Ok(looks.into_iter().filter(|look| look.name == order.name).collect()),
        Err(fault) if is_final(&fault) || fault.kind == FaultKind::Endpoint => Ok(Vec::new()),
        Err(fault) => Err(fault),
    }
}

fn unanswered(name: &str) -> Fault {
    let what = format!("What came of the order of {name} is not known");
    Fault { certainty: Certainty::Unknown, ..Fault::new("the AI looks", FaultKind::Internal, what) }
}
