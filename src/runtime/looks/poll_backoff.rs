//! The backoff of polling: each wait is a little longer than the one before.

use std::time::Duration;

use crate::domain::Error;
use crate::runtime::job::Job;

pub(super) struct PollBackoff {
    unit: Duration,
    next_units: u32,
    /// Failed requests in a row.
    consecutive_failures: u32,
}

impl PollBackoff {
    /// The longest wait, in units.
    const MAX_BACKOFF_STEPS: u32 = 10;
    /// Failed requests in a row that are tolerated, each after all retries of the client.
    const MAX_CONSECUTIVE_FAILURES: u32 = 10;

    pub(super) fn new(job: &Job) -> Self {
        Self { unit: job.retry_policy().initial_delay, next_units: 2, consecutive_failures: 0 }
    }

    /// Waits after a response.
    pub(super) async fn wait_after_success(&mut self) {
        self.consecutive_failures = 0;
        self.wait().await;
    }

    /// Waits after a transient error; gives back any other error, and one after too many in a row.
    pub(super) async fn wait_after_error(&mut self, error: Error) -> Result<(), Error> {
        self.consecutive_failures += 1;
        if !error.is_transient() || self.consecutive_failures > Self::MAX_CONSECUTIVE_FAILURES {
            return Err(error);
        }
        self.wait().await;
        Ok(())
    }

    async fn wait(&mut self) {
        tokio::time::sleep(self.unit * self.next_units).await;
        self.next_units = (self.next_units + 1).min(Self::MAX_BACKOFF_STEPS);
    }
}
