//! Backoff: the delays of all retries and polls of this room, in units of the client's first delay.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use crate::heygen::RetryPolicy;

/// Delays that grow by a factor up to a maximum.
#[derive(Debug, Clone, Copy)]
pub(super) struct Backoff {
    /// The first delay, in units of the client's first delay.
    first_units: f32,
    factor: f32,
    max_units: u16,
    /// `None` if it goes on for ever.
    max_retries: Option<usize>,
    /// Whether up to as much is added at random.
    has_jitter: bool,
}

/// Ledger writes that must not be lost.
pub(super) const LEDGER_WRITE_BACKOFF: Backoff =
    Backoff { first_units: 0.2, factor: 4.0, max_units: 9, max_retries: Some(4), has_jitter: false };
/// Downloads: a link may be refused for some seconds after its video is finished.
pub(super) const DOWNLOAD_BACKOFF: Backoff =
    Backoff { first_units: 1.0, factor: 2.0, max_units: 20, max_retries: Some(5), has_jitter: false };
/// Renders that were certainly not created, and are sent again.
pub(super) const SEND_BACKOFF: Backoff =
    Backoff { first_units: 2.0, factor: 2.0, max_units: 300, max_retries: None, has_jitter: true };
/// Polls of the service for photos, looks and trainings.
pub(super) const POLL_BACKOFF: Backoff =
    Backoff { first_units: 2.0, factor: 1.25, max_units: 10, max_retries: None, has_jitter: false };

impl Backoff {
    pub(super) fn delays(self, policy: RetryPolicy) -> ExponentialBackoff {
        self.builder(policy).build()
    }

    /// The delay before one of the retries, counted from 0.
    pub(super) fn nth_delay(self, policy: RetryPolicy, retry: usize) -> Duration {
        self.delays(policy).nth(retry).unwrap_or(policy.initial_delay * self.max_units.into())
    }

    pub(super) fn builder(self, policy: RetryPolicy) -> ExponentialBuilder {
        let unit = policy.initial_delay;
        let builder = ExponentialBuilder::new()
            .with_min_delay(unit.mul_f32(self.first_units))
            .with_factor(self.factor)
            .with_max_delay(unit * self.max_units.into());
        let builder = if self.has_jitter { builder.with_jitter() } else { builder };
        match self.max_retries {
            Some(retries) => builder.with_max_times(retries),
            None => builder.without_max_times(),
        }
    }
}
