//! The retry policy: time-outs, backoff and the number of attempts.

use std::time::Duration;

use backon::ExponentialBuilder;

use super::request::RepeatRisk;
use crate::domain::{CreationState, Error, ErrorKind};

/// Waits and tries of a [`Client`](super::Client).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Tries of a request that makes nothing, the first one included.
    pub max_safe_attempts: usize,
    /// Tries of a request that makes something, the first one included. It is repeated only when it is certain that
    /// the service did not take it.
    pub max_create_attempts: usize,
    /// The wait before the second try; it doubles from there, and up to as much again is added at random.
    pub initial_delay: Duration,
    /// The longest wait between two tries that the client chooses by itself.
    pub max_delay: Duration,
    /// The longest `Retry-After` that is waited for; a longer one is handed back in the fault.
    pub max_retry_after: Duration,
    /// For the answer to the first question of all, which says what is spoken: every other one waits for it.
    pub api_version_timeout: Duration,
    /// For a whole answer.
    pub response_timeout: Duration,
    /// For a whole list: the service is slow with them.
    pub list_timeout: Duration,
    /// For a whole upload.
    pub upload_timeout: Duration,
    /// For the next byte of a picture, a sample or a video.
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
    pub(super) fn backoff(&self, risk: RepeatRisk) -> ExponentialBuilder {
        let tries = if risk == RepeatRisk::Safe { self.max_safe_attempts } else { self.max_create_attempts };
        ExponentialBuilder::new()
            .with_min_delay(self.initial_delay)
            .with_max_delay(self.max_delay)
            .with_max_times(tries.saturating_sub(1))
            .with_jitter()
    }

    /// The wait before the next try: the client's own, or longer where the service asks for it; `None` to give up.
    pub(super) fn retry_delay(&self, fault: &Error, own: Option<Duration>) -> Option<Duration> {
        let asked = fault.retry_after.unwrap_or_default();
        own.filter(|_| asked <= self.max_retry_after).map(|own| own.max(asked))
    }
}

/// Whether the same request may be sent again.
pub(super) fn is_retryable(risk: RepeatRisk, fault: &Error) -> bool {
    match risk {
        RepeatRisk::Safe => fault.is_transient(),
        RepeatRisk::Create | RepeatRisk::Render => {
            fault.creation == CreationState::NotCreated
                && matches!(fault.kind, ErrorKind::NoConnection | ErrorKind::RateLimited)
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
    fn what_the_service_asks_is_never_undercut() {
        let (patience, own) = (RetryPolicy::default(), Some(Duration::from_secs(3)));
        assert_eq!(patience.retry_delay(&busy_error(None), own), own);
        assert_eq!(patience.retry_delay(&busy_error(Some(2)), own), own);
        assert_eq!(patience.retry_delay(&busy_error(Some(12)), own), Some(Duration::from_secs(12)));
        assert_eq!(patience.retry_delay(&busy_error(Some(61)), own), None, "too long to sit out");
        assert_eq!(patience.retry_delay(&busy_error(Some(1)), None), None, "no tries are left");
    }

    #[test]
    fn a_making_request_is_repeated_only_when_nothing_was_made() {
        let fault = |kind, certainty| Error { creation: certainty, ..Error::new("the render", kind, "") };
        let again = |fault: &Error| is_retryable(RepeatRisk::Render, fault);
        assert!(again(&fault(ErrorKind::NoConnection, CreationState::NotCreated)));
        assert!(again(&fault(ErrorKind::RateLimited, CreationState::NotCreated)));
        for kind in
            [ErrorKind::RateLimited, ErrorKind::TimedOut, ErrorKind::Interrupted, ErrorKind::ServiceFailure]
        {
            assert!(!again(&fault(kind, CreationState::Unknown)), "{kind:?}");
        }
        assert!(!again(&fault(ErrorKind::DailyLimit, CreationState::NotCreated)));
        assert!(!again(&fault(ErrorKind::ServiceFailure, CreationState::NotCreated)));
        assert!(is_retryable(RepeatRisk::Safe, &fault(ErrorKind::ServiceFailure, CreationState::NotCreated)));
        assert!(!is_retryable(RepeatRisk::Safe, &fault(ErrorKind::DailyLimit, CreationState::NotCreated)));
    }
}
