//! Writes a step of a render to the ledger, and retries if the disk fails.

use backon::Retryable;
use jiff::Timestamp;

use super::backoff::LEDGER_WRITE_BACKOFF;
use super::job::Job;
use super::pending_writes::LedgerWrite;
use crate::domain::{Error, ErrorKind, Render, RenderId};
use crate::store::Ledger;

/// Writes one step of a render to the ledger, and gives the render after it.
pub(super) async fn write_render(
    job: &Job,
    id: RenderId,
    step: impl FnOnce(&mut Ledger, RenderId, Timestamp) -> Result<(), Error> + Send + 'static,
) -> Result<Render, Error> {
    let work = move |ledger: &mut Ledger, now| {
        step(ledger, id, now)?;
        ledger.find_render(id)
    };
    job.with_ledger(work).await
}

/// [`write_render`], retried if the disk fails.
pub(super) async fn write_render_with_retry(
    job: &Job,
    id: RenderId,
    step: &LedgerWrite,
) -> Result<Render, Error> {
    let write = || {
        let step = step.clone();
        write_render(job, id, move |ledger, id, now| step(ledger, id, now))
    };
    let delays = LEDGER_WRITE_BACKOFF.builder(job.retry_policy());
    write.retry(delays).when(|error| error.kind == ErrorKind::File).await
}
