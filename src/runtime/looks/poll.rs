//! Polls the service for photos, looks and trainings.

use backon::ExponentialBackoff;

use crate::domain::Error;
use crate::runtime::backoff::POLL_BACKOFF;
use crate::runtime::job::Job;

/// Failed requests in a row that are tolerated, each after all retries of the client.
const MAX_CONSECUTIVE_FAILURES: usize = 10;

/// The delays of one series of polls.
pub(super) struct Poll {
    delays: ExponentialBackoff,
    consecutive_failures: usize,
}

impl Poll {
    pub(super) fn new(job: &Job) -> Self {
        Self { delays: POLL_BACKOFF.delays(job.retry_policy()), consecutive_failures: 0 }
    }

    /// Waits after a response without a value, and after a transient error. Gives back a value and any other error.
    pub(super) async fn wait_unless_done<T>(
        &mut self,
        response: Result<Option<T>, Error>,
    ) -> Result<Option<T>, Error> {
        match response {
            Ok(Some(value)) => return Ok(Some(value)),
            Ok(None) => self.consecutive_failures = 0,
            Err(error) => {
                self.consecutive_failures += 1;
                if !error.is_transient() || self.consecutive_failures > MAX_CONSECUTIVE_FAILURES {
                    return Err(error);
                }
            }
        }
        tokio::time::sleep(self.delays.next().unwrap_or_default()).await;
        Ok(None)
    }
}
