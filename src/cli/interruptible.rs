//! Work that a signal or the time-out of the command may interrupt.

use super::error::CliError;
use super::interrupt::Interrupts;

/// Waits for `work`. An interruption is an error, with what becomes of the work and the next step.
pub(super) async fn wait_for<T>(
    work: impl Future<Output = T>,
    interrupts: &mut Interrupts,
    (state, hint): (&str, &str),
) -> Result<T, CliError> {
    tokio::select! {
        done = work => Ok(done),
        interruption = interrupts.next() => Err(CliError::interrupted(interruption, state, hint)),
    }
}
