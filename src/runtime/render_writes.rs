//! Writes a step of a render to the ledger, and retries if the disk fails.

use jiff::Timestamp;

use super::job::Job;
use super::pending_writes::LedgerWrite;
use crate::domain::{Error, ErrorKind, Render, RenderId};
use crate::store::Ledger;

/// Delays between tries of a write that must not be lost, in fifths of the client's first delay.
const WRITE_RETRY_DELAYS: [u32; 4] = [1, 5, 15, 45];

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
    let mut waits = WRITE_RETRY_DELAYS.iter();
    loop {
        let step = step.clone();
        let work = move |ledger: &mut Ledger, id, now| step(ledger, id, now);
        match (write_render(job, id, work).await, waits.next()) {
            (Err(error), Some(wait)) if error.kind == ErrorKind::File => {
                tokio::time::sleep(job.retry_policy().initial_delay / 5 * *wait).await;
            }
            (written, _) => return written,
        }
    }
}
