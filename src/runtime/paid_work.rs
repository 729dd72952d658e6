//! Records paid work on photos and speech in the ledger, within the caps, before it is requested.

use jiff::tz::TimeZone;

use super::clock;
use super::job::Job;
use crate::domain::{CreationState, Error, PaidWork, work_price};
use crate::store::PaidWorkId;

/// Records work at its price; `None` where it costs nothing, or where its price is not known. `count` is in the unit of its
/// rate: calls, or seconds.
pub(super) async fn record(job: &Job, work: PaidWork, count: f64) -> Result<Option<PaidWorkId>, Error> {
    let today = clock::now().to_zoned(TimeZone::system()).date();
    let price = work_price(work, count, job.session.billing_unit(), today);
    let Some(cost) = price.cost().filter(|cost| cost.amount > 0.0) else { return Ok(None) };
    let limits = job.context.spending_limits();
    job.with_ledger(move |ledger, now| ledger.record_paid_work(work, cost, &limits, now)).await.map(Some)
}

/// Removes the record where the service certainly did nothing.
pub(super) async fn settle<T>(job: &Job, id: Option<PaidWorkId>, response: &Result<T, Error>) {
    let is_void = response.as_ref().is_err_and(|error| error.creation != CreationState::Unknown);
    if let Some(id) = id.filter(|_| is_void) {
        // A record that stays counts as spent, which is the safe side.
        let _ = job.with_ledger(move |ledger, _| ledger.delete_paid_work(id)).await;
    }
}
