//! New looks: pictures that become talking photos, and looks that the service draws.

mod add_photos;
mod collect_orders;
mod listing;
mod recover;

use std::sync::Arc;
use std::time::Duration;

use super::api_version::with_version_fallback;
use super::context::{Context, Session};
use crate::domain::{
    ApiVersion, CreationState, Error, ErrorKind, GroupId, Look, LookGeneration, LookGenerationId,
    LookRequest, NewLooks, PhotoId, Training, text,
};
use crate::heygen::Client;
use crate::runtime::now;
use crate::store::{Ledger, StoredLookRequest, failpoint};
use crate::studio::{PhotoReply, Reply};

pub(super) use add_photos::add_photos;
pub(super) use collect_orders::collect_orders;

/// Columns that a look's name may have.
const MAX_NAME_COLUMNS: usize = 60;

/// Looks that were made, and why others were not.
#[derive(Debug, Default)]
pub(super) struct LooksOutcome {
    pub(super) looks: Vec<Look>,
    pub(super) error: Option<Error>,
}

impl LooksOutcome {
    fn from_looks(looks: Vec<Look>) -> Self {
        Self { looks, error: None }
    }
}

/// Says what was made and what was not.
pub(super) fn report_outcome(made: LooksOutcome, reply: &impl Fn(Reply)) {
    if !made.looks.is_empty() {
        reply(Reply::Photo(PhotoReply::Added(Ok(made.looks))));
    }
    if let Some(fault) = made.error {
        reply(Reply::Photo(PhotoReply::Added(Err(fault))));
    }
}

/// Trains the group of a photo, and waits for it. The newer generation needs none of that.
pub(super) async fn train(
    world: &Arc<Context>,
    photo: &PhotoId,
    reply: &(impl Fn(Reply) + Sync),
) -> Result<(), Error> {
    let session = world.session();
    let (client, look) = find_photo(world, &session, photo, reply).await?;
    if client.dialect().api_version() == ApiVersion::V3 {
        return Ok(());
    }
    let group = require_group(&look)?;
    let (mut begun, mut pause) = (false, PollBackoff::new(world));
    loop {
        let said = match client.training_status(&group).await {
            Ok(Training::Completed) => return Ok(()),
            Ok(Training::Running(said)) => said,
            Ok(Training::Failed(why)) => {
                let own = group.clone();
                world.with_ledger(&session, move |ledger, _| ledger.delete_training(&own)).await?;
                if begun {
                    return Err(refusal_error("the training", why));
                }
                PENDING_STATUS.to_owned()
            }
            Err(fault) if fault.kind == ErrorKind::NotFound && !begun => PENDING_STATUS.to_owned(),
            Err(fault) => {
                pause.wait_after_error(fault).await?;
                continue;
            }
        };
        reply(Reply::Photo(PhotoReply::PhotoJobProgress(format!("training: {said}"))));
        // One that goes on is not begun again: it may be paid for.
        if said.eq_ignore_ascii_case(PENDING_STATUS) && !begun {
            begun = begin_training(world, &session, &client, &group).await?;
            if begun {
                reply(Reply::Photo(PhotoReply::PhotoJobProgress("training: begins".to_owned())));
                continue;
            }
        }
        pause.wait_after_success().await;
    }
}

const PENDING_STATUS: &str = "pending";

/// Begins a training, unless one was begun lately. Its answer is waited for, whatever ends the request.
async fn begin_training(
    world: &Arc<Context>,
    session: &Arc<Session>,
    client: &Client,
    group: &GroupId,
) -> Result<bool, Error> {
    let (on, session, client, group) = (world.clone(), session.clone(), client.clone(), group.clone());
    let work = async move {
        let own = group.clone();
        if !on.with_ledger(&session, move |ledger, now| ledger.try_start_training(&own, now)).await? {
            return Ok(false);
        }
        failpoint::kill_point("training.before_request");
        let begun = client.train_group(&group).await;
        failpoint::kill_point("training.after_answer");
        let failed = begun.as_ref().err().map(|fault| fault.creation);
        let write = move |ledger: &mut Ledger, _| match failed {
            None => ledger.confirm_training(&group),
            Some(CreationState::NotCreated) => ledger.delete_training(&group),
            Some(CreationState::NotRequested | CreationState::Unknown) => {
                ledger.mark_training_unconfirmed(&group)
            }
        };
        // Where the disk does not take it, it is unconfirmed when this program has ended.
        let _ = on.with_ledger(&session, write).await;
        begun.map(|()| true)
    };
    world.run_to_completion(work).await
}

/// Orders looks, after the order was written down.
pub(super) async fn order_looks(
    world: &Context,
    wish: NewLooks,
    reply: &(impl Fn(Reply) + Sync),
) -> Result<(), Error> {
    let session = world.session();
    let (client, look) = find_photo(world, &session, &wish.base_photo, reply).await?;
    let api = client.dialect().api_version();
    let group = if api == ApiVersion::V2 { Some(require_group(&look)?) } else { look.group.clone() };
    let name = text::truncate(&wish.name, MAX_NAME_COLUMNS);
    let name = if name.is_empty() { default_look_name(&look, &wish.prompt.text) } else { name };
    let own = group.clone();
    let again = wish.allow_duplicate;
    let write =
        move |ledger: &mut Ledger, now| ledger.record_look_request(own.as_ref(), &name, again, api, now);
    let (id, name) = world.with_ledger(&session, write).await?;
    let order = LookRequest {
        base_look: (api == ApiVersion::V3).then_some(wish.base_photo),
        group,
        reference_pictures: Vec::new(),
        name,
        prompt: wish.prompt,
    };
    match client.generate_looks(&order).await {
        Ok(generation) => {
            let named = generation.clone();
            let kept =
                world.with_ledger(&session, move |ledger, _| ledger.confirm_look_request(id, &named)).await;
            if kept.is_err() {
                let LookRequest { group, name, .. } = order;
                session.pending_writes.push_look_order(StoredLookRequest {
                    id,
                    group,
                    name,
                    api_version: api,
                    generation,
                    requested_at: now(),
                });
            }
            Ok(())
        }
        Err(fault) => {
            // Where nobody knows whether it arrived, it stays: the same order is not sent again without a question.
            if fault.creation == CreationState::Unknown {
                return Err(fault);
            }
            // Kept, it is told once more at the next start.
            let _ = world.with_ledger(&session, move |ledger, _| ledger.delete_look_request(id)).await;
            Err(fault)
        }
    }
}

/// A look that there is, and a client for what is spoken.
async fn find_photo(
    world: &Context,
    session: &Arc<Session>,
    photo: &PhotoId,
    reply: &(impl Fn(Reply) + Sync),
) -> Result<(Client, Look), Error> {
    let ask = |client: Client| async move { client.photo(photo).await.map(|look| (client, look)) };
    with_version_fallback(world, session, reply, ask).await
}

fn require_group(look: &Look) -> Result<GroupId, Error> {
    let alone = || refusal_error("new looks", "this photo is in no group that could have more of them");
    look.group.clone().ok_or_else(alone)
}

fn refusal_error(asked: &str, why: impl AsRef<str>) -> Error {
    Error::new(asked, ErrorKind::Refused, why)
}

/// Whose looks they are, and how: nothing else tells them apart in a list. One that was drawn itself is called so too,
/// with its number.
fn default_look_name(look: &Look, prompt: &str) -> String {
    let whose = match look.name.split_once(": ") {
        Some((whose, _)) => whose.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end(),
        None => &look.name,
    };
    text::truncate(&format!("{whose}: {}", text::single_line(prompt)), MAX_NAME_COLUMNS)
}

/// The looks of the group. A service without such a list has none.
async fn list_looks(client: &Client, group: &GroupId) -> Result<Vec<Look>, Error> {
    match client.looks_in_group(group).await {
        Err(fault) if is_list_unsupported(&fault) => Ok(Vec::new()),
        looks => looks,
    }
}

fn is_list_unsupported(fault: &Error) -> bool {
    matches!(fault.kind, ErrorKind::Refused | ErrorKind::NotFound | ErrorKind::EndpointNotFound)
}

/// A client for one generation.
async fn client_for_version(world: &Context, session: &Session, api: ApiVersion) -> Result<Client, Error> {
    let client = world.client(session).await?;
    let own = client.dialect().api_version() == api;
    Ok(if own { client } else { client.with_dialect(api.default_dialect()) })
}

/// Waits between two questions, each a little longer than the one before.
struct PollBackoff {
    unit: Duration,
    next_units: u32,
    /// Answers in a row that did not come.
    consecutive_failures: u32,
}

impl PollBackoff {
    /// The longest, in steps.
    const MAX_BACKOFF_STEPS: u32 = 10;
    /// How many answers may not come, each after all tries of the client.
    const MAX_CONSECUTIVE_FAILURES: u32 = 10;

    fn new(world: &Context) -> Self {
        Self { unit: world.config.retry_policy.initial_delay, next_units: 2, consecutive_failures: 0 }
    }

    /// Waits after an answer.
    async fn wait_after_success(&mut self) {
        self.consecutive_failures = 0;
        self.wait().await;
    }

    /// Waits after a fault that may pass; others, and too many, are given back.
    async fn wait_after_error(&mut self, fault: Error) -> Result<(), Error> {
        self.consecutive_failures += 1;
        if !fault.is_transient() || self.consecutive_failures > Self::MAX_CONSECUTIVE_FAILURES {
            return Err(fault);
        }
        self.wait().await;
        Ok(())
    }

    async fn wait(&mut self) {
        tokio::time::sleep(self.unit * self.next_units).await;
        self.next_units = (self.next_units + 1).min(Self::MAX_BACKOFF_STEPS);
    }
}

/// Waits until looks that were made are ready to be listed; they are made, whatever comes between.
async fn wait_until_ready(
    world: &Context,
    client: &Client,
    mut looks: Vec<Look>,
    reply: &impl Fn(Reply),
) -> Result<LooksOutcome, Error> {
    let mut pause = PollBackoff::new(world);
    while let Some(at) = looks.iter().position(is_in_progress) {
        reply(Reply::Photo(PhotoReply::PhotoJobProgress(format!(
            "making ({}): {}",
            looks[at].status, looks[at].name
        ))));
        match client.photo(&looks[at].id).await {
            Ok(now) if is_in_progress(&now) => pause.wait_after_success().await,
            Ok(now) => looks[at] = Look { name: looks[at].name.clone(), ..now },
            Err(fault) => {
                if pause.wait_after_error(fault).await.is_err() {
                    return Ok(LooksOutcome::from_looks(looks));
                }
            }
        }
    }
    let (failed, made): (Vec<Look>, Vec<Look>) =
        looks.into_iter().partition(|look| has_status(look, "failed"));
    let failed = match (failed.first(), made.iter().find(|look| has_status(look, CONSENT_STATUS))) {
        (Some(look), _) => Some(refusal_error("the new look", failure_reason(client, look).await)),
        (None, Some(look)) => Some(consent_error(look)),
        (None, None) => None,
    };
    Ok(LooksOutcome {
        looks: made.into_iter().filter(|look| !has_status(look, CONSENT_STATUS)).collect(),
        error: failed,
    })
}

const CONSENT_STATUS: &str = "pending_consent";

fn consent_error(look: &Look) -> Error {
    let what = format!("{} waits for the consent of the person: app.heygen.com asks for it", look.name);
    Error::new("the new look", ErrorKind::InUse, what)
}

/// The newer generation says it.
async fn failure_reason(client: &Client, look: &Look) -> String {
    let unknown = format!("{} could not be made of this picture", look.name);
    if client.dialect().api_version() == ApiVersion::V2 {
        return unknown;
    }
    match client.look_generation(&LookGenerationId::new(look.id.as_str())).await {
        Ok(LookGeneration::Failed(why)) => format!("{}: {why}", look.name),
        _ => unknown,
    }
}

fn is_in_progress(look: &Look) -> bool {
    has_status(look, PENDING_STATUS) || has_status(look, "processing")
}

fn has_status(look: &Look, status: &str) -> bool {
    look.status.eq_ignore_ascii_case(status)
}
