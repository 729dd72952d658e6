//! New looks: pictures that become talking photos, and looks that the service draws.

mod add;
mod collect;
mod listing;
mod recover;

use std::sync::Arc;
use std::time::Duration;

use super::api_version::asking;
use super::context::{Session, World};
use crate::domain::{
    Api, Certainty, Fault, FaultKind, Generation, GenerationId, GroupId, Look, LookOrder, LookWish, PhotoId,
    Training, text,
};
use crate::heygen::Client;
use crate::runtime::now;
use crate::store::{Ledger, OrderedLooks, trap};
use crate::studio::Reply;

pub(super) use add::add;
pub(super) use collect::collect;

/// Columns that a look's name may have.
const MAX_NAME_COLUMNS: usize = 60;

/// Looks that were made, and why others were not.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) looks: Vec<Look>,
    pub(super) failed: Option<Fault>,
}

impl Made {
    fn all(looks: Vec<Look>) -> Self {
        Self { looks, failed: None }
    }
}

/// Says what was made and what was not.
pub(super) fn tell(made: Made, reply: &impl Fn(Reply)) {
    if !made.looks.is_empty() {
        reply(Reply::NewLooks(Ok(made.looks)));
    }
    if let Some(fault) = made.failed {
        reply(Reply::NewLooks(Err(fault)));
    }
}

/// Trains the group of a photo, and waits for it. The newer generation needs none of that.
pub(super) async fn train(
    world: &Arc<World>,
    photo: &PhotoId,
    reply: &(impl Fn(Reply) + Sync),
) -> Result<(), Fault> {
    let session = world.session();
    let (client, look) = find(world, &session, photo, reply).await?;
    if client.dialect().api() == Api::V3 {
        return Ok(());
    }
    let group = group_of(&look)?;
    let (mut begun, mut pause) = (false, Pause::new(world));
    loop {
        let said = match client.training(&group).await {
            Ok(Training::Done) => return Ok(()),
            Ok(Training::Running(said)) => said,
            Ok(Training::Failed(why)) => {
                let own = group.clone();
                world.ledger(&session, move |ledger, _| ledger.ends_training(&own)).await?;
                if begun {
                    return Err(refused("the training", why));
                }
                PENDING.to_owned()
            }
            Err(fault) if fault.kind == FaultKind::NotFound && !begun => PENDING.to_owned(),
            Err(fault) => {
                pause.bear(fault).await?;
                continue;
            }
        };
        reply(Reply::LooksAt(format!("training: {said}")));
        // One that goes on is not begun again: it may be paid for.
        if said.eq_ignore_ascii_case(PENDING) && !begun {
            begun = begin(world, &session, &client, &group).await?;
            if begun {
                reply(Reply::LooksAt("training: begins".to_owned()));
                continue;
            }
        }
        pause.answered().await;
    }
}

const PENDING: &str = "pending";

/// Begins a training, unless one was begun lately. Its answer is waited for, whatever ends the request.
async fn begin(
    world: &Arc<World>,
    session: &Arc<Session>,
    client: &Client,
    group: &GroupId,
) -> Result<bool, Fault> {
    let (on, session, client, group) = (world.clone(), session.clone(), client.clone(), group.clone());
    let work = async move {
        let own = group.clone();
        if !on.ledger(&session, move |ledger, now| ledger.begins_training(&own, now)).await? {
            return Ok(false);
        }
        trap::pass("training.before_request");
        let begun = client.train(&group).await;
        trap::pass("training.after_answer");
        let failed = begun.as_ref().err().map(|fault| fault.certainty);
        let write = move |ledger: &mut Ledger, _| match failed {
            None => ledger.training_begun(&group),
            Some(Certainty::NothingMade) => ledger.ends_training(&group),
            Some(Certainty::Asked | Certainty::Unknown) => ledger.training_unconfirmed(&group),
        };
        // Where the disk does not take it, it is unconfirmed when this program has ended.
        let _ = on.ledger(&session, write).await;
        begun.map(|()| true)
    };
    world.last(work).await
}

/// Orders looks, after the order was written down.
pub(super) async fn order(
    world: &World,
    wish: LookWish,
    reply: &(impl Fn(Reply) + Sync),
) -> Result<(), Fault> {
    let session = world.session();
    let (client, look) = find(world, &session, &wish.photo, reply).await?;
    let api = client.dialect().api();
    let group = if api == Api::V2 { Some(group_of(&look)?) } else { look.group.clone() };
    let name = text::short(&wish.name, MAX_NAME_COLUMNS);
    let name = if name.is_empty() { name_of(&look, &wish.prompt.text) } else { name };
    let own = group.clone();
    let again = wish.again;
    let write = move |ledger: &mut Ledger, now| ledger.order_looks(own.as_ref(), &name, again, api, now);
    let (id, name) = world.ledger(&session, write).await?;
    let order = LookOrder {
        like: (api == Api::V3).then_some(wish.photo),
        group,
        references: Vec::new(),
        name,
        prompt: wish.prompt,
    };
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
            // Where nobody knows whether it arrived, it stays: the same order is not sent again without a question.
            if fault.certainty == Certainty::Unknown {
                return Err(fault);
            }
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

/// Whose looks they are, and how: nothing else tells them apart in a list. One that was drawn itself is called so too,
/// with its number.
fn name_of(look: &Look, prompt: &str) -> String {
    let whose = match look.name.split_once(": ") {
        Some((whose, _)) => whose.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end(),
        None => &look.name,
    };
    text::short(&format!("{whose}: {}", text::line(prompt)), MAX_NAME_COLUMNS)
}

/// The looks of the group. A service without such a list has none.
async fn looks_of(client: &Client, group: &GroupId) -> Result<Vec<Look>, Fault> {
    match client.looks_of(group).await {
        Err(fault) if is_without_list(&fault) => Ok(Vec::new()),
        looks => looks,
    }
}

fn is_without_list(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Refused | FaultKind::NotFound | FaultKind::Endpoint)
}

/// A client for one generation.
async fn client(world: &World, session: &Session, api: Api) -> Result<Client, Fault> {
    let client = world.client_of(session).await?;
    let own = client.dialect().api() == api;
    Ok(if own { client } else { client.with_dialect(api.dialect()) })
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
    const MAX_BACKOFF_STEPS: u32 = 10;
    /// How many answers may not come, each after all tries of the client.
    const MAX_MISSED_ANSWERS: u32 = 10;

    fn new(world: &World) -> Self {
        Self { step: world.setup.patience.first_wait, next: 2, missed: 0 }
    }

    /// Waits after an answer.
    async fn answered(&mut self) {
        self.missed = 0;
        self.rest().await;
    }

    /// Waits after a fault that may pass; others, and too many, are given back.
    async fn bear(&mut self, fault: Fault) -> Result<(), Fault> {
        self.missed += 1;
        if !fault.is_passing() || self.missed > Self::MAX_MISSED_ANSWERS {
            return Err(fault);
        }
        self.rest().await;
        Ok(())
    }

    async fn rest(&mut self) {
        tokio::time::sleep(self.step * self.next).await;
        self.next = (self.next + 1).min(Self::MAX_BACKOFF_STEPS);
    }
}

/// Waits until looks that were made are ready to be listed; they are made, whatever comes between.
async fn ready(
    world: &World,
    client: &Client,
    mut looks: Vec<Look>,
    reply: &impl Fn(Reply),
) -> Result<Made, Fault> {
    let mut pause = Pause::new(world);
    while let Some(at) = looks.iter().position(is_underway) {
        reply(Reply::LooksAt(format!("making ({}): {}", looks[at].status, looks[at].name)));
        match client.photo(&looks[at].id).await {
            Ok(now) if is_underway(&now) => pause.answered().await,
            Ok(now) => looks[at] = Look { name: looks[at].name.clone(), ..now },
            Err(fault) => {
                if pause.bear(fault).await.is_err() {
                    return Ok(Made::all(looks));
                }
            }
        }
    }
    let (failed, made): (Vec<Look>, Vec<Look>) = looks.into_iter().partition(|look| is(look, "failed"));
    let failed = match (failed.first(), made.iter().find(|look| is(look, CONSENT))) {
        (Some(look), _) => Some(refused("the new look", why_failed(client, look).await)),
        (None, Some(look)) => Some(waits_for_consent(look)),
        (None, None) => None,
    };
    Ok(Made { looks: made.into_iter().filter(|look| !is(look, CONSENT)).collect(), failed })
}

const CONSENT: &str = "pending_consent";

fn waits_for_consent(look: &Look) -> Fault {
    let what = format!("{} waits for the consent of the person: app.heygen.com asks for it", look.name);
    Fault::new("the new look", FaultKind::Elsewhere, what)
}

/// The newer generation says it.
async fn why_failed(client: &Client, look: &Look) -> String {
    let unknown = format!("{} could not be made of this picture", look.name);
    if client.dialect().api() == Api::V2 {
        return unknown;
    }
    match client.generation(&GenerationId::new(look.id.as_str())).await {
        Ok(Generation::Failed(why)) => format!("{}: {why}", look.name),
        _ => unknown,
    }
}

fn is_underway(look: &Look) -> bool {
    is(look, PENDING) || is(look, "processing")
}

fn is(look: &Look, status: &str) -> bool {
    look.status.eq_ignore_ascii_case(status)
}
