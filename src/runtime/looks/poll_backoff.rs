//! The backoff of polling: each wait is a little longer than the one before.

use std::time::Duration;

use crate::domain::Error;
use crate::runtime::job::Job;

/// Waits between two questions, each a little longer than the one before.
pub(super) struct PollBackoff {
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

    pub(super) fn new(job: &Job) -> Self {
        Self { unit: job.retry_policy().initial_delay, next_units: 2, consecutive_failures: 0 }
    }

    /// Waits after an answer.
    pub(super) async fn wait_after_success(&mut self) {
        self.consecutive_failures = 0;
        self.wait().await;
    }

    /// Waits after a fault that may pass; others, and too many, are given back.
    pub(super) async fn wait_after_error(&mut self, fault: Error) -> Result<(), Error> {
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
