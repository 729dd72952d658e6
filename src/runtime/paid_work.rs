//! Records paid work on photos and speech in the ledger, within the caps, before it is requested.

use jiff::tz::TimeZone;

use super::clock;
use super::job::Job;
use crate::domain::{CreationState, Error, Money, PricedWork, Unit, WorkPrice, work_price};
use crate::store::{Ledger, PaidWorkId};

/// Records work at its price: none where that is not known, and nothing to pay where the work is included. A balance after
/// it says nothing of renders. `count` is in the unit of its rate: calls, or seconds.
pub(super) async fn record(job: &Job, work: PricedWork, count: f64) -> Result<Option<PaidWorkId>, Error> {
    let price = current_price(job, work, count);
    let cost = known_cost(job, price);
    let limits = job.context.spending_limits();
    let known_balance = job.session.last_balance();
    let write = move |ledger: &mut Ledger, now| {
        ledger.set_known_balance(known_balance);
        ledger.record_paid_work(work, (count, cost), &limits, now)
    };
    let recorded = job.with_ledger(write).await;
    match recorded {
        // Included work may go unrecorded.
        Err(_) if price == WorkPrice::Included => Ok(None),
        recorded => recorded.map(Some),
    }
}

/// Sets recorded work, and its price, to what was really done.
pub(super) async fn correct(job: &Job, id: Option<PaidWorkId>, work: PricedWork, count: f64) {
    if let Some(id) = id {
        let cost = known_cost(job, current_price(job, work, count));
        // The estimate that stays is close enough.
        let _ = job.with_ledger(move |ledger, _| ledger.correct_paid_work(id, count, cost)).await;
    }
}

/// What is paid, as far as a price is known.
fn known_cost(job: &Job, price: WorkPrice) -> Option<Money> {
    match price {
        WorkPrice::Charged(cost, _) => Some(cost),
        WorkPrice::Included => {
            Some(Money::new(0.0, job.session.billing_unit().unwrap_or(Unit::PremiumCredit)))
        }
        WorkPrice::Unknown => None,
    }
}

fn current_price(job: &Job, work: PricedWork, count: f64) -> WorkPrice {
    let today = clock::now().to_zoned(TimeZone::system()).date();
    work_price(work, count, job.session.billing_unit(), today)
}

/// Notes when paid work was done: a later balance shows what it cost. The record is deleted where the service certainly did
/// nothing.
pub(super) async fn finish_or_discard<T>(job: &Job, id: Option<PaidWorkId>, response: &Result<T, Error>) {
    if let Some(id) = id.filter(|_| response.is_ok()) {
        // If the write fails, the charge is looked for one hour later.
        let _ = job.with_ledger(move |ledger, now| ledger.finish_paid_work(id, now)).await;
    }
    discard_if_not_done(job, id, response).await;
}

/// Deletes the record where the service certainly did nothing.
pub(super) async fn discard_if_not_done<T>(job: &Job, id: Option<PaidWorkId>, response: &Result<T, Error>) {
    let is_void = response.as_ref().is_err_and(|error| error.creation != CreationState::Unknown);
    if let Some(id) = id.filter(|_| is_void) {
        // A record that stays counts as spent, which is the safe side.
        let _ = job.with_ledger(move |ledger, _| ledger.delete_paid_work(id)).await;
    }
}
