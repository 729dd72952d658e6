//! Looks that were ordered: waited for, and added to the account's photos.

use std::sync::{Arc, PoisonError};

use futures_util::future::join_all;
use jiff::SignedDuration;

use super::{
    CONSENT, Made, Pause, client, listing, looks_of, ready, recover, refused, tell, waits_for_consent,
};
use crate::domain::{
    Api, AssetKey, Certainty, Fault, FaultKind, Generation, GroupId, Look, PhotoId, told_keys,
};
use crate::heygen::Client;
use crate::runtime;
use crate::runtime::api_version::ended;
use crate::runtime::context::{Session, World};
use crate::store::{Adding, Ledger, LooksId, OrderedLooks};
use crate::studio::Reply;

/// How long the service may not know an order yet that it took.
const UNKNOWN_ORDER_DELAY: SignedDuration = SignedDuration::from_mins(2);
/// How long an order may be missing.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);
/// Looks that one order may come to.
const MAX_LOOKS_OF_ORDER: usize = 16;
/// How long an order is asked about that comes to nothing.
const ORDER_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Waits for all looks that were ordered, whoever ordered them, and for photos that are not listed yet.
pub(in crate::runtime) async fn collect(world: &Arc<World>, reply: &(impl Fn(Reply) + Sync)) {
    let session = world.session();
    let read = |ledger: &mut Ledger, _| Ok((ledger.lost_looks()?, ledger.ordered_looks()?));
    match world.ledger(&session, read).await {
        Ok((lost, ordered)) => {
            for name in &lost {
                reply(Reply::NewLooks(Err(unknown(name))));
            }
            let unwritten = session.unwritten.looks();
            let all = ordered.iter().chain(&unwritten);
            join_all(all.map(|order| one(world, &session, order, reply))).await;
            match unlisted(world, &session, reply).await {
                Ok(made) => tell(made, reply),
                Err(fault) => reply(Reply::NewLooks(Err(fault))),
            }
        }
        Err(fault) => reply(Reply::NewLooks(Err(fault))),
    }
    reply(Reply::LooksEnd);
}

/// The photos that were made of pictures and are not listed yet; says which came to nothing.
async fn unlisted(world: &Arc<World>, session: &Arc<Session>, reply: &impl Fn(Reply)) -> Result<Made, Fault> {
    for fault in recover::recover(world, session, None, reply).await? {
        reply(Reply::NewLooks(Err(fault)));
    }
    let new = world.ledger(session, Ledger::new_photos).await?;
    if new.is_empty() {
        return Ok(Made::default());
    }
    listing::list(world, session, &client(world, session, Api::V2).await?, new, reply).await
}

/// The looks of one order, unless this program waits for them already.
async fn one(world: &Arc<World>, session: &Arc<Session>, order: &OrderedLooks, reply: &impl Fn(Reply)) {
    let Some(_turn) = Turn::take(session, order.id) else { return };
    match made(world, session, order, reply).await {
        Ok(made) => tell(made, reply),
        Err(fault) => reply(Reply::NewLooks(Err(fault))),
    }
}

async fn made(
    world: &Arc<World>,
    session: &Arc<Session>,
    order: &OrderedLooks,
    reply: &impl Fn(Reply),
) -> Result<Made, Fault> {
    let client = client(world, session, order.api).await?;
    let id = order.id;
    let pictures = match drawn(world, &client, order, reply).await {
        Ok(Drawn::Pictures(pictures)) => pictures,
        Ok(Drawn::Failed(why)) => {
            world.ledger(session, move |ledger, _| ledger.drop_looks(id)).await?;
            return Err(refused("the AI looks", format!("{}: {why}", order.name)));
        }
        Err(fault) => return Err(given_up(world, session, &client, order, fault).await),
    };
    if order.api == Api::V3 {
        // A look of its own from the start: the order has its id.
        let look = client.photo(&PhotoId::new(order.generation.as_str())).await?;
        world.ledger(session, move |ledger, now| ledger.looks_added(id, &[], now)).await?;
        if look.status.eq_ignore_ascii_case(CONSENT) {
            return Err(waits_for_consent(&look));
        }
        return Ok(Made::all(vec![look]));
    }
    let keys: Vec<AssetKey> =
        pictures.into_iter().filter_map(|(_, key)| key).take(MAX_LOOKS_OF_ORDER).collect();
    let Some(group) = order.group.clone().filter(|_| !keys.is_empty()) else {
        let none = refused("the AI looks", "it tells no keys of the pictures");
        return Err(given_up(world, session, &client, order, none).await);
    };
    let there = looks_of(&client, &group).await.map_err(|fault| kept(order, &fault))?;
    let ids: Vec<PhotoId> = there.iter().map(|look| look.id.clone()).collect();
    let before = match world.ledger(session, move |ledger, _| ledger.adding_looks(id, &ids)).await? {
        Adding::Elsewhere => {
            reply(Reply::LooksAt(format!("another cuecard adds them: {}", order.name)));
            return Ok(Made::default());
        }
        Adding::First => None,
        Adding::Again(before) => Some(before),
    };
    // What an adding that nobody knows the end of has left in the group.
    let new = |look: &Look| before.as_ref().is_some_and(|before| !before.contains(&look.id));
    let left = there.into_iter().filter(new).collect();
    let adding = Adds { group, order: order.clone(), keys, left };
    let looks = adding.run(world, session, client.clone()).await.map_err(|fault| kept(order, &fault))?;
    ready(world, &client, looks, reply).await
}

/// Pictures that are added to a group.
struct Adds {
    group: GroupId,
    order: OrderedLooks,
    keys: Vec<AssetKey>,
    /// Looks that may have been added before.
    left: Vec<Look>,
}

impl Adds {
    /// Adds each under a name of its own, and writes that down, also where nobody waits for it any more.
    async fn run(
        self,
        world: &Arc<World>,
        session: &Arc<Session>,
        client: Client,
    ) -> Result<Vec<Look>, Fault> {
        let (on, session, id) = (world.clone(), session.clone(), self.order.id);
        let work = async move {
            let (mut looks, mut known) = (Vec::new(), Vec::new());
            for (at, key) in self.keys.iter().enumerate() {
                let name = self.name(at);
                let look = match self.left(&name, key) {
                    Some(look) => look,
                    None => match self.add(&client, &name, key).await {
                        Ok(look) => look,
                        Err(fault) => {
                            if looks.is_empty() && fault.certainty != Certainty::Unknown {
                                on.ledger(&session, move |ledger, _| ledger.looks_not_added(id)).await?;
                            }
                            return Err(fault);
                        }
                    },
                };
                known.push((look.id.clone(), key.clone()));
                looks.push(look);
            }
            on.ledger(&session, move |ledger, now| ledger.looks_added(id, &known, now)).await?;
            Ok(looks)
        };
        world.last(work).await
    }

    /// What one of several is called: its number stands where a narrow list still shows it.
    fn name(&self, at: usize) -> String {
        let (name, number) = (&self.order.name, at + 1);
        match name.split_once(": ") {
            _ if self.keys.len() == 1 => name.clone(),
            Some((whose, prompt)) => format!("{whose} {number}: {prompt}"),
            None => format!("{name} {number}"),
        }
    }

    /// The look of this picture, where it was added before.
    fn left(&self, name: &str, key: &AssetKey) -> Option<Look> {
        let told =
            |look: &&Look| told_keys(std::slice::from_ref(*look), std::slice::from_ref(key)).len() == 1;
        let found = self.left.iter().find(told).or(self.left.iter().find(|look| look.name == name));
        found.cloned()
    }

    async fn add(&self, client: &Client, name: &str, key: &AssetKey) -> Result<Look, Fault> {
        let (keys, order) = (std::slice::from_ref(key), Some(&self.order.generation));
        let added = client.add_looks(&self.group, name, keys, order).await?;
        let none = || Fault { certainty: Certainty::Unknown, ..refused("the new look", "it names none") };
        added.into_iter().next().ok_or_else(none)
    }
}

/// Waits for the pictures.
async fn drawn(
    world: &World,
    client: &Client,
    order: &OrderedLooks,
    reply: &impl Fn(Reply),
) -> Result<Drawn, Fault> {
    let mut pause = Pause::new(world);
    loop {
        let said = match client.generation(&order.generation).await {
            Ok(Generation::Done(pictures)) => return Ok(Drawn::Pictures(pictures)),
            Ok(Generation::Failed(why)) => return Ok(Drawn::Failed(why)),
            Ok(Generation::Running(_, said)) if said.eq_ignore_ascii_case(CONSENT) => {
                return Ok(Drawn::Pictures(Vec::new()));
            }
            Ok(Generation::Running(_, said)) => said,
            // It may not be known everywhere yet.
            Err(fault) if fault.kind == FaultKind::NotFound && is_young(order) => "pending".to_owned(),
            Err(fault) => {
                pause.bear(fault).await?;
                continue;
            }
        };
        reply(Reply::LooksAt(format!("drawing ({said}): {}", order.name)));
        pause.answered().await;
    }
}

/// How the drawing ended.
enum Drawn {
    /// Each look's picture and its key.
    Pictures(Vec<(String, Option<AssetKey>)>),
    Failed(String),
}

fn is_young(order: &OrderedLooks) -> bool {
    (SignedDuration::ZERO..UNKNOWN_ORDER_DELAY).contains(&runtime::now().duration_since(order.at))
}

/// What is to be said of an order whose pictures could not be had. It is let go of where nothing will come of it, however
/// often it is asked about.
async fn given_up(
    world: &World,
    session: &Session,
    client: &Client,
    order: &OrderedLooks,
    fault: Fault,
) -> Fault {
    let age = runtime::now().duration_since(order.at);
    let gone =
        fault.kind == FaultKind::Endpoint && order.api == Api::V2 && ended(world, session, client).await;
    let lost = age > ORDER_LIFETIME || (fault.kind == FaultKind::NotFound && age > A_DAY);
    if !gone && !lost {
        return kept(order, &fault);
    }
    let id = order.id;
    // Kept, it is asked about once more.
    let _ = world.ledger(session, move |ledger, _| ledger.drop_looks(id)).await;
    let why = if gone { ", since v2 has ended" } else { "" };
    unknown(&format!("{} (order {}){why}", order.name, order.generation))
}

/// That an order is there still, after a fault.
fn kept(order: &OrderedLooks, fault: &Fault) -> Fault {
    let what =
        format!("{} (order {}) could not be fetched now. {}", order.name, order.generation, fault.what());
    Fault { reply: fault.reply.clone(), ..Fault::new("the AI looks", FaultKind::Uncollected, what) }
}

fn unknown(name: &str) -> Fault {
    let what = format!("What came of the order of {name} is not known");
    Fault { certainty: Certainty::Unknown, ..Fault::new("the AI looks", FaultKind::Internal, what) }
}

/// An order that is waited for, by one task of this program.
struct Turn(Arc<Session>, LooksId);

impl Turn {
    fn take(session: &Arc<Session>, id: LooksId) -> Option<Self> {
        let mut all = session.collecting.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(id).then(|| Self(session.clone(), id))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.collecting.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}
