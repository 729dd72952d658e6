//! The retry policy: time-outs, backoff and the number of attempts.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};

use super::request::RepeatRisk;
use super::retry_reporter::RetryTracker;
use crate::domain::{CreationState, Error, ErrorKind};

/// Retries and time-outs of a [`Client`](super::Client).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts of a request that creates nothing, the first one included.
    pub max_safe_attempts: usize,
    /// Attempts of a request that creates something, the first one included. It is repeated only if the service
    /// certainly did not accept it.
    pub max_create_attempts: usize,
    /// The delay before the second attempt. Each further one doubles it, and up to as much is added at random.
    pub initial_delay: Duration,
    /// The longest delay between two attempts, unless the service asks for a longer one.
    pub max_delay: Duration,
    /// The longest `Retry-After` that is waited for; a longer one is returned in the error.
    pub max_retry_after: Duration,
    /// For the response that tells the API version: every other request waits for it.
    pub api_version_timeout: Duration,
    /// For a whole response.
    pub response_timeout: Duration,
    /// For a whole list; the service is slow with them.
    pub list_timeout: Duration,
    /// For a whole upload.
    pub upload_timeout: Duration,
    /// For the next bytes of a picture, a sample or a video.
    pub stall_timeout: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            max_safe_attempts: 6,
            max_create_attempts: 3,
            initial_delay: seconds(1),
            max_delay: seconds(20),
            max_retry_after: seconds(60),
            api_version_timeout: seconds(6),
            response_timeout: seconds(60),
            list_timeout: seconds(120),
            upload_timeout: seconds(600),
            stall_timeout: seconds(30),
        }
    }
}

impl RetryPolicy {
    /// Runs `attempt` until it succeeds, its error is final, or no attempts are left.
    pub(super) async fn run<T, F: Future<Output = Result<T, Error>>>(
        &self,
        risk: RepeatRisk,
        retries: &RetryTracker<'_>,
        attempt: impl FnMut() -> F,
    ) -> Result<T, Error> {
        attempt
            .retry(self.backoff(risk))
            .when(|error| is_retryable(risk, error))
            .notify(|error, _| retries.record_retry(error))
            .adjust(|error, delay| self.retry_delay(error, delay))
            .await
    }

    fn backoff(&self, risk: RepeatRisk) -> ExponentialBuilder {
        let attempts =
            if risk == RepeatRisk::Safe { self.max_safe_attempts } else { self.max_create_attempts };
        ExponentialBuilder::new()
            .with_min_delay(self.initial_delay)
            .with_max_delay(self.max_delay)
            .with_max_times(attempts.saturating_sub(1))
            .with_jitter()
    }

    /// The delay before the next attempt: `delay`, or longer if the service asks for it. `None` ends the attempts.
    fn retry_delay(&self, error: &Error, delay: Option<Duration>) -> Option<Duration> {
        let retry_after = error.retry_after.unwrap_or_default();
        delay.filter(|_| retry_after <= self.max_retry_after).map(|delay| delay.max(retry_after))
    }
}

/// Whether the same request may be sent again.
fn is_retryable(risk: RepeatRisk, error: &Error) -> bool {
    match risk {
        RepeatRisk::Safe => error.is_transient(),
        RepeatRisk::Create | RepeatRisk::Render => {
            error.creation == CreationState::NotCreated
                && matches!(error.kind, ErrorKind::NoConnection | ErrorKind::RateLimited)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busy_error(after: Option<u64>) -> Error {
        Error {
            retry_after: after.map(Duration::from_secs),
            ..Error::new("the voices", ErrorKind::RateLimited, "")
        }
    }

    #[test]
    fn the_api_version_timeout_suits_a_slow_connection_and_no_longer() {
        let seconds = RetryPolicy::default().api_version_timeout.as_secs();
        assert!((5..=8).contains(&seconds), "{seconds}");
    }

    #[test]
    fn a_retry_delay_is_never_shorter_than_retry_after() {
        let (policy, own) = (RetryPolicy::default(), Some(Duration::from_secs(3)));
        assert_eq!(policy.retry_delay(&busy_error(None), own), own);
        assert_eq!(policy.retry_delay(&busy_error(Some(2)), own), own);
        assert_eq!(policy.retry_delay(&busy_error(Some(12)), own), Some(Duration::from_secs(12)));
        assert_eq!(policy.retry_delay(&busy_error(Some(61)), own), None, "too long to sit out");
        assert_eq!(policy.retry_delay(&busy_error(Some(1)), None), None, "no tries are left");
    }

    #[test]
    fn a_creating_request_is_retried_only_if_nothing_was_created() {
        let error = |kind, creation| Error { creation, ..Error::new("the render", kind, "") };
        let retries = |error: &Error| is_retryable(RepeatRisk::Render, error);
        assert!(retries(&error(ErrorKind::NoConnection, CreationState::NotCreated)));
        assert!(retries(&error(ErrorKind::RateLimited, CreationState::NotCreated)));
        for kind in
            [ErrorKind::RateLimited, ErrorKind::TimedOut, ErrorKind::Interrupted, ErrorKind::ServiceFailure]
        {
            assert!(!retries(&error(kind, CreationState::Unknown)), "{kind:?}");
        }
        assert!(!retries(&error(ErrorKind::DailyLimit, CreationState::NotCreated)));
        assert!(!retries(&error(ErrorKind::ServiceFailure, CreationState::NotCreated)));
        assert!(is_retryable(RepeatRisk::Safe, &error(ErrorKind::ServiceFailure, CreationState::NotCreated)));
        assert!(!is_retryable(RepeatRisk::Safe, &error(ErrorKind::DailyLimit, CreationState::NotCreated)));
    }
}
