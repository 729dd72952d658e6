//! Collects ordered looks: waits for them, and adds them to the account's photos.

use std::sync::Arc;

use futures_util::future::join_all;
use jiff::SignedDuration;

use super::lookup::{client_for_version, list_looks};
use super::outcome::{
    CONSENT_STATUS, LooksOutcome, consent_error, refusal_error, report_progress, report_result,
    wait_until_ready,
};
use super::poll::Poll;
use super::{listing, recover};
use crate::domain::{
    ApiVersion, CreationState, Error, ErrorKind, GroupId, Look, LookGenerationState, LookName, PhotoId,
    PictureKey, match_look_keys_by_url,
};
use crate::heygen::Client;
use crate::runtime::api_version::check_v2_ended;
use crate::runtime::clock;
use crate::runtime::job::Job;
use crate::runtime::lock::lock;
use crate::runtime::session::Session;
use crate::store::{AddLooksClaim, Ledger, LookRequestId, StoredLookRequest};
use crate::studio::PhotoReply;

/// How long an accepted order may be unknown to the service.
const ORDER_VISIBILITY_DELAY: SignedDuration = SignedDuration::from_mins(2);
/// How long a missing order is kept.
const MISSING_ORDER_LIFETIME: SignedDuration = SignedDuration::from_hours(24);
const MAX_LOOKS_PER_ORDER: usize = 16;
/// How long any order is kept.
const ORDER_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Waits for all ordered looks, also those that other programs ordered, and for photos that are not listed yet.
pub(in crate::runtime) async fn collect_orders(job: &Job) {
    let read =
        |ledger: &mut Ledger, _| Ok((ledger.take_lost_look_requests()?, ledger.confirmed_look_requests()?));
    match job.with_ledger(read).await {
        Ok((lost, ordered)) => {
            for name in &lost {
                job.reply(PhotoReply::Added(Err(unknown_order_error(name))));
            }
            let pending = job.session.pending_writes.look_orders();
            let all = ordered.iter().chain(&pending);
            join_all(all.map(|order| collect_unless_in_progress(job, order))).await;
            report_result(job, wait_for_new_photos(job).await);
        }
        Err(error) => job.reply(PhotoReply::Added(Err(error))),
    }
    job.reply(PhotoReply::PhotoJobEnded);
}

/// Waits for created photos that are not listed yet. Replies with an error for each that was not created.
async fn wait_for_new_photos(job: &Job) -> Result<LooksOutcome, Error> {
    for error in recover::recover_photos(job, None).await? {
        job.reply(PhotoReply::Added(Err(error)));
    }
    let new = job.with_ledger(Ledger::unlisted_photos).await?;
    if new.is_empty() {
        return Ok(LooksOutcome::default());
    }
    listing::wait_until_usable(job, &client_for_version(job, ApiVersion::V2).await?, new).await
}

/// Collects one order, unless a task of this program does so already.
async fn collect_unless_in_progress(job: &Job, order: &StoredLookRequest) {
    let Some(_turn) = LookOrderGuard::try_acquire(job, order.id) else { return };
    report_result(job, collect_order(job, order).await);
}

async fn collect_order(job: &Job, order: &StoredLookRequest) -> Result<LooksOutcome, Error> {
    let client = client_for_version(job, order.api_version).await?;
    let id = order.id;
    let pictures = match wait_for_pictures(job, &client, order).await {
        Ok(LookGenerationOutcome::Pictures(pictures)) => pictures,
        Ok(LookGenerationOutcome::Failed(why)) => {
            job.with_ledger(move |ledger, _| ledger.delete_look_request(id)).await?;
            return Err(refusal_error("the AI looks", format!("{}: {why}", order.name)));
        }
        Err(error) => return Err(resolve_failed_order(job, &client, order, error).await),
    };
    if order.api_version == ApiVersion::V3 {
        // In v3, the order has the id of the look.
        let look = client.photo(&PhotoId::new(order.generation.as_str())).await?;
        job.with_ledger(move |ledger, now| ledger.complete_look_request(id, &[], now)).await?;
        if look.status.eq_ignore_ascii_case(CONSENT_STATUS) {
            return Err(consent_error(&look));
        }
        return Ok(LooksOutcome::from_looks(vec![look]));
    }
    let keys: Vec<PictureKey> =
        pictures.into_iter().filter_map(|(_, key)| key).take(MAX_LOOKS_PER_ORDER).collect();
    let Some(group) = order.group.clone().filter(|_| !keys.is_empty()) else {
        let none = refusal_error("the AI looks", "the response has no picture keys");
        return Err(resolve_failed_order(job, &client, order, none).await);
    };
    let existing = list_looks(&client, &group).await.map_err(|error| kept_order_error(order, &error))?;
    let ids: Vec<PhotoId> = existing.iter().map(|look| look.id.clone()).collect();
    let before = match job.with_ledger(move |ledger, _| ledger.claim_look_addition(id, &ids)).await? {
        AddLooksClaim::Unavailable => {
            report_progress(job, format!("another cuecard is adding them: {}", order.name));
            return Ok(LooksOutcome::default());
        }
        AddLooksClaim::First => None,
        AddLooksClaim::Retry(before) => Some(before),
    };
    // Looks that an interrupted addition left in the group.
    let new = |look: &Look| before.as_ref().is_some_and(|before| !before.contains(&look.id));
    let left = existing.into_iter().filter(new).collect();
    let addition = LookAddition { group, order: order.clone(), keys, earlier_looks: left };
    let looks = addition.run(job, client.clone()).await.map_err(|error| kept_order_error(order, &error))?;
    wait_until_ready(job, &client, looks).await
}

/// Pictures that are added to a group.
struct LookAddition {
    group: GroupId,
    order: StoredLookRequest,
    keys: Vec<PictureKey>,
    /// Looks that may have been added before.
    earlier_looks: Vec<Look>,
}

impl LookAddition {
    /// Adds each picture under its own name and records it, even if the request is canceled.
    async fn run(self, job: &Job, client: Client) -> Result<Vec<Look>, Error> {
        let (own_job, id) = (job.clone(), self.order.id);
        let work = async move {
            let (mut looks, mut known) = (Vec::new(), Vec::new());
            for (at, key) in self.keys.iter().enumerate() {
                let name = self.look_name(at);
                let look = match self.find_earlier_look(&name, key) {
                    Some(look) => look,
                    None => match self.add_look(&client, &name, key).await {
                        Ok(look) => look,
                        Err(error) => {
                            if looks.is_empty() && error.creation != CreationState::Unknown {
                                own_job
                                    .with_ledger(move |ledger, _| ledger.release_look_addition(id))
                                    .await?;
                            }
                            return Err(error);
                        }
                    },
                };
                known.push((look.id.clone(), key.clone()));
                looks.push(look);
            }
            own_job.with_ledger(move |ledger, now| ledger.complete_look_request(id, &known, now)).await?;
            Ok(looks)
        };
        job.run_to_completion(work).await
    }

    /// The name of one of several looks.
    fn look_name(&self, at: usize) -> String {
        let name = LookName::parse(&self.order.name);
        let number = if self.keys.len() == 1 { name.number } else { Some(at + 1) };
        LookName { number, ..name }.to_string()
    }

    /// The look of this picture, if it was added before.
    fn find_earlier_look(&self, name: &str, key: &PictureKey) -> Option<Look> {
        let has_picture = |look: &&Look| {
            match_look_keys_by_url(std::slice::from_ref(*look), std::slice::from_ref(key)).len() == 1
        };
        let found = self
            .earlier_looks
            .iter()
            .find(has_picture)
            .or(self.earlier_looks.iter().find(|look| look.name == name));
        found.cloned()
    }

    async fn add_look(&self, client: &Client, name: &str, key: &PictureKey) -> Result<Look, Error> {
        let (keys, order) = (std::slice::from_ref(key), Some(&self.order.generation));
        let added = client.add_looks(&self.group, name, keys, order).await?;
        let none =
            || Error { creation: CreationState::Unknown, ..refusal_error("the new look", "it has no id") };
        added.into_iter().next().ok_or_else(none)
    }
}

async fn wait_for_pictures(
    job: &Job,
    client: &Client,
    order: &StoredLookRequest,
) -> Result<LookGenerationOutcome, Error> {
    let mut poll = Poll::new(job);
    loop {
        let response = async {
            let status = match client.look_generation(&order.generation).await {
                Ok(LookGenerationState::Completed(pictures)) => {
                    return Ok(Some(LookGenerationOutcome::Pictures(pictures)));
                }
                Ok(LookGenerationState::Failed(why)) => return Ok(Some(LookGenerationOutcome::Failed(why))),
                Ok(LookGenerationState::Running(_, status))
                    if status.eq_ignore_ascii_case(CONSENT_STATUS) =>
                {
                    return Ok(Some(LookGenerationOutcome::Pictures(Vec::new())));
                }
                Ok(LookGenerationState::Running(_, status)) => status,
                // It may not be known everywhere yet.
                Err(error) if error.kind == ErrorKind::NotFound && is_recent(order) => "pending".to_owned(),
                Err(error) => return Err(error),
            };
            report_progress(job, format!("generating ({status}): {}", order.name));
            Ok(None)
        };
        if let Some(outcome) = poll.wait_unless_done(response.await).await? {
            return Ok(outcome);
        }
    }
}

/// The outcome of an AI-look job.
enum LookGenerationOutcome {
    /// Each look's picture and its key.
    Pictures(Vec<(String, Option<PictureKey>)>),
    Failed(String),
}

fn is_recent(order: &StoredLookRequest) -> bool {
    (SignedDuration::ZERO..ORDER_VISIBILITY_DELAY).contains(&clock::now().duration_since(order.requested_at))
}

/// The error of an order whose pictures could not be fetched. The order is deleted if later requests cannot succeed
/// either.
async fn resolve_failed_order(job: &Job, client: &Client, order: &StoredLookRequest, error: Error) -> Error {
    let age = clock::now().duration_since(order.requested_at);
    let gone = error.kind == ErrorKind::EndpointNotFound
        && order.api_version == ApiVersion::V2
        && check_v2_ended(job, client).await;
    let lost = age > ORDER_LIFETIME || (error.kind == ErrorKind::NotFound && age > MISSING_ORDER_LIFETIME);
    if !gone && !lost {
        return kept_order_error(order, &error);
    }
    let id = order.id;
    // If the record stays, the order is polled once more.
    let _ = job.with_ledger(move |ledger, _| ledger.delete_look_request(id)).await;
    let why = if gone { ", as v2 has ended" } else { "" };
    unknown_order_error(&format!("{} (order {}){why}", order.name, order.generation))
}

/// The error of an order that is kept.
fn kept_order_error(order: &StoredLookRequest, error: &Error) -> Error {
    let what =
        format!("{} (order {}) could not be fetched now. {}", order.name, order.generation, error.summary());
    Error { response: error.response.clone(), ..Error::new("the AI looks", ErrorKind::LooksNotFetched, what) }
}

fn unknown_order_error(name: &str) -> Error {
    let what = format!("The result of the order of {name} is unknown");
    Error { creation: CreationState::Unknown, ..Error::new("the AI looks", ErrorKind::Internal, what) }
}

/// Marks an order as being collected by one task of this program.
struct LookOrderGuard(Arc<Session>, LookRequestId);

impl LookOrderGuard {
    fn try_acquire(job: &Job, id: LookRequestId) -> Option<Self> {
        let mut all = lock(&job.session.look_orders_in_progress);
        all.insert(id).then(|| Self(job.session.clone(), id))
    }
}

impl Drop for LookOrderGuard {
    fn drop(&mut self) {
        lock(&self.0.look_orders_in_progress).remove(&self.1);
    }
}
