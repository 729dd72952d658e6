//! The retry policy: time-outs, backoff and the number of attempts.

use std::time::Duration;

use backon::ExponentialBuilder;

use super::request::Risk;
use crate::domain::{Certainty, Fault, FaultKind};

/// Waits and tries of a [`Client`](super::Client).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Tries of a request that makes nothing, the first one included.
    pub tries: usize,
    /// Tries of a request that makes something, the first one included. It is repeated only when it is certain that
    /// the service did not take it.
    pub making_tries: usize,
    /// The wait before the second try; it doubles from there, and up to as much again is added at random.
    pub first_wait: Duration,
    /// The longest wait between two tries that the client chooses by itself.
    pub longest_wait: Duration,
    /// The longest `Retry-After` that is waited for; a longer one is handed back in the fault.
    pub longest_asked: Duration,
    /// For the answer to the first question of all, which says what is spoken: every other one waits for it.
    pub first: Duration,
    /// For a whole answer.
    pub answer: Duration,
    /// For a whole list: the service is slow with them.
    pub list: Duration,
    /// For a whole upload.
    pub upload: Duration,
    /// For the next byte of a picture, a sample or a video.
    pub stall: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            tries: 6,
            making_tries: 3,
            first_wait: seconds(1),
            longest_wait: seconds(20),
            longest_asked: seconds(60),
            first: seconds(6),
            answer: seconds(60),
            list: seconds(120),
            upload: seconds(600),
            stall: seconds(30),
        }
    }
}

impl Patience {
    pub(super) fn waits(&self, risk: Risk) -> ExponentialBuilder {
        let tries = if risk == Risk::Safe { self.tries } else { self.making_tries };
        ExponentialBuilder::new()
            .with_min_delay(self.first_wait)
            .with_max_delay(self.longest_wait)
            .with_max_times(tries.saturating_sub(1))
            .with_jitter()
    }

    /// The wait before the next try: the client's own, or longer where the service asks for it; `None` to give up.
    pub(super) fn wait(&self, fault: &Fault, own: Option<Duration>) -> Option<Duration> {
        let asked = fault.retry_after.unwrap_or_default();
        own.filter(|_| asked <= self.longest_asked).map(|own| own.max(asked))
    }
}

/// Whether the same request may be sent again.
pub(super) fn is_worth_another_try(risk: Risk, fault: &Fault) -> bool {
    match risk {
        Risk::Safe => fault.is_passing(),
        Risk::Making | Risk::Render => {
            fault.certainty == Certainty::NothingMade
                && matches!(fault.kind, FaultKind::NoConnection | FaultKind::Busy)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busy(after: Option<u64>) -> Fault {
        Fault { retry_after: after.map(Duration::from_secs), ..Fault::new("the voices", FaultKind::Busy, "") }
    }

    #[test]
    fn what_the_service_asks_is_never_undercut() {
        let (patience, own) = (Patience::default(), Some(Duration::from_secs(3)));
        assert_eq!(patience.wait(&busy(None), own), own);
        assert_eq!(patience.wait(&busy(Some(2)), own), own);
        assert_eq!(patience.wait(&busy(Some(12)), own), Some(Duration::from_secs(12)));
        assert_eq!(patience.wait(&busy(Some(61)), own), None, "too long to sit out");
        assert_eq!(patience.wait(&busy(Some(1)), None), None, "no tries are left");
    }

    #[test]
    fn a_making_request_is_repeated_only_when_nothing_was_made() {
        let fault = |kind, certainty| Fault { certainty, ..Fault::new("the render", kind, "") };
        let again = |fault: &Fault| is_worth_another_try(Risk::Render, fault);
        assert!(again(&fault(FaultKind::NoConnection, Certainty::NothingMade)));
        assert!(again(&fault(FaultKind::Busy, Certainty::NothingMade)));
        for kind in [FaultKind::Busy, FaultKind::TimedOut, FaultKind::Interrupted, FaultKind::Service] {
            assert!(!again(&fault(kind, Certainty::Unknown)), "{kind:?}");
        }
        assert!(!again(&fault(FaultKind::DailyLimit, Certainty::NothingMade)));
        assert!(!again(&fault(FaultKind::Service, Certainty::NothingMade)));
        assert!(is_worth_another_try(Risk::Safe, &fault(FaultKind::Service, Certainty::NothingMade)));
        assert!(!is_worth_another_try(Risk::Safe, &fault(FaultKind::DailyLimit, Certainty::NothingMade)));
    }
}
