//! The time before which the service wants no request (`Retry-After`): it counts at once for all requests of an account.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::Instant;

use crate::domain::MAX_RETRY_AFTER;

/// The same time where other programs see it too.
pub trait SharedRetryAfter: fmt::Debug + Send + Sync {
    /// How long no program is to send a request yet.
    fn remaining(&self) -> BoxFuture<'_, Duration>;
    /// Keeps all programs from sending for `wait` from now on; a longer hold stays.
    fn extend(&self, wait: Duration) -> BoxFuture<'_, ()>;
}

/// What the service asked for last, in this program and in others.
#[derive(Debug, Default)]
pub(super) struct RetryAfterGate {
    until: Mutex<Option<Instant>>,
    shared: Option<Arc<dyn SharedRetryAfter>>,
}

impl RetryAfterGate {
    pub(super) fn with_shared(shared: Arc<dyn SharedRetryAfter>) -> Self {
        Self { until: Mutex::default(), shared: Some(shared) }
    }

    /// Blocks all callers for `wait` (`Retry-After`), those that sleep already as well.
    pub(super) async fn extend(&self, wait: Duration) {
        let until = now().checked_add(wait.min(MAX_RETRY_AFTER));
        {
            let mut held = self.until.lock().unwrap_or_else(PoisonError::into_inner);
            *held = (*held).max(until);
        }
        if let Some(shared) = &self.shared {
            shared.extend(wait).await;
        }
    }

    /// Waits until a request may be sent. A wait longer than `longest` is not begun, and given back.
    pub(super) async fn wait(&self, longest: Duration) -> Result<(), Duration> {
        loop {
            let wait = self.remaining().await;
            if wait.is_zero() {
                return Ok(());
            }
            if wait > longest {
                return Err(wait);
            }
            // It may have become longer meanwhile.
            tokio::time::sleep(wait).await;
        }
    }

    async fn remaining(&self) -> Duration {
        let others = match &self.shared {
            Some(shared) => shared.remaining().await,
            None => Duration::ZERO,
        };
        let until = *self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now())).max(others)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a wait that the service asks for is sat out where it is heard"
)]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX_WAIT: Duration = Duration::from_mins(1);
    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn a_hold_counts_at_once_for_those_that_wait_already() {
        let hold = RetryAfterGate::default();
        hold.extend(SECOND).await;
        let begun = now();
        let waiting = async {
            hold.wait(MAX_WAIT).await.unwrap();
            begun.elapsed()
        };
        let busy = async {
            tokio::time::sleep(SECOND / 2).await;
            hold.extend(3 * SECOND).await;
            // A shorter one takes nothing away.
            hold.extend(SECOND).await;
        };
        let (waited, ()) = tokio::join!(waiting, busy);
        assert_eq!(waited, SECOND / 2 + 3 * SECOND);
        assert_eq!(hold.remaining().await, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_is_too_long_is_given_back_and_not_cut_short() {
        let hold = RetryAfterGate::default();
        hold.extend(Duration::from_hours(1)).await;
        assert_eq!(hold.wait(MAX_WAIT).await, Err(Duration::from_hours(1)));
        tokio::time::sleep(Duration::from_secs(3599)).await;
        let begun = now();
        assert_eq!(hold.wait(MAX_WAIT).await, Ok(()));
        assert_eq!(begun.elapsed(), SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_without_end_is_believed_for_a_day() {
        let hold = RetryAfterGate::default();
        hold.extend(Duration::MAX).await;
        assert_eq!(hold.wait(MAX_WAIT).await, Err(MAX_RETRY_AFTER));
        tokio::time::sleep(MAX_RETRY_AFTER).await;
        assert_eq!(hold.wait(MAX_WAIT).await, Ok(()));
    }

    /// Another program's hold, which becomes longer once.
    #[derive(Debug, Default)]
    struct FakeSharedRetryAfter(Mutex<Vec<Duration>>);

    impl SharedRetryAfter for FakeSharedRetryAfter {
        fn remaining(&self) -> BoxFuture<'_, Duration> {
            let next = self.0.lock().unwrap().pop().unwrap_or_default();
            Box::pin(async move { next })
        }

        fn extend(&self, wait: Duration) -> BoxFuture<'_, ()> {
            self.0.lock().unwrap().push(wait);
            Box::pin(async {})
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_another_program_was_told_counts_here_too() {
        let elsewhere = Arc::new(FakeSharedRetryAfter(Mutex::new(vec![5 * SECOND, 2 * SECOND])));
        let hold = RetryAfterGate::with_shared(elsewhere.clone());
        let begun = now();
        hold.wait(MAX_WAIT).await.unwrap();
        assert_eq!(begun.elapsed(), 7 * SECOND);
        hold.extend(SECOND).await;
        assert_eq!(*elsewhere.0.lock().unwrap(), [SECOND], "others are told");
    }
}
