//! `Retry-After`: holds back all requests of an account for as long as the service asks.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::Instant;

use crate::domain::MAX_RETRY_AFTER;

/// The same, shared with other programs of the account.
pub trait SharedRetryAfter: fmt::Debug + Send + Sync {
    /// How long no program may send a request.
    fn remaining(&self) -> BoxFuture<'_, Duration>;
    /// Holds back all programs for `wait` from now on, unless they are held back longer already.
    fn extend(&self, wait: Duration) -> BoxFuture<'_, ()>;
}

/// Holds back requests until a time that this program or another one was given.
#[derive(Debug, Default)]
pub(super) struct RetryAfterGate {
    until: Mutex<Option<Instant>>,
    shared: Option<Arc<dyn SharedRetryAfter>>,
}

impl RetryAfterGate {
    pub(super) fn with_shared(shared: Arc<dyn SharedRetryAfter>) -> Self {
        Self { until: Mutex::default(), shared: Some(shared) }
    }

    /// Holds back all callers for `wait`, also those that wait already.
    pub(super) async fn extend(&self, wait: Duration) {
        let until = now().checked_add(wait.min(MAX_RETRY_AFTER));
        {
            let mut current = self.until.lock().unwrap_or_else(PoisonError::into_inner);
            *current = (*current).max(until);
        }
        if let Some(shared) = &self.shared {
            shared.extend(wait).await;
        }
    }

    /// Waits until a request may be sent. A wait longer than `max_wait` is returned at once.
    pub(super) async fn wait(&self, max_wait: Duration) -> Result<(), Duration> {
        loop {
            let wait = self.remaining().await;
            if wait.is_zero() {
                return Ok(());
            }
            if wait > max_wait {
                return Err(wait);
            }
            // The wait may be extended meanwhile.
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
    async fn retry_after_extends_the_wait_of_a_waiting_caller() {
        let gate = RetryAfterGate::default();
        gate.extend(SECOND).await;
        let begun = now();
        let waiting = async {
            gate.wait(MAX_WAIT).await.unwrap();
            begun.elapsed()
        };
        let busy = async {
            tokio::time::sleep(SECOND / 2).await;
            gate.extend(3 * SECOND).await;
            // A shorter wait does not replace a longer one.
            gate.extend(SECOND).await;
        };
        let (waited, ()) = tokio::join!(waiting, busy);
        assert_eq!(waited, SECOND / 2 + 3 * SECOND);
        assert_eq!(gate.remaining().await, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_beyond_the_maximum_is_returned_as_an_error() {
        let gate = RetryAfterGate::default();
        gate.extend(Duration::from_hours(1)).await;
        assert_eq!(gate.wait(MAX_WAIT).await, Err(Duration::from_hours(1)));
        tokio::time::sleep(Duration::from_secs(3599)).await;
        let begun = now();
        assert_eq!(gate.wait(MAX_WAIT).await, Ok(()));
        assert_eq!(begun.elapsed(), SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn an_endless_retry_after_is_capped_at_one_day() {
        let gate = RetryAfterGate::default();
        gate.extend(Duration::MAX).await;
        assert_eq!(gate.wait(MAX_WAIT).await, Err(MAX_RETRY_AFTER));
        tokio::time::sleep(MAX_RETRY_AFTER).await;
        assert_eq!(gate.wait(MAX_WAIT).await, Ok(()));
    }

    /// The wait of another program, which is extended once.
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
    async fn retry_after_is_shared_between_processes() {
        let elsewhere = Arc::new(FakeSharedRetryAfter(Mutex::new(vec![5 * SECOND, 2 * SECOND])));
        let gate = RetryAfterGate::with_shared(elsewhere.clone());
        let begun = now();
        gate.wait(MAX_WAIT).await.unwrap();
        assert_eq!(begun.elapsed(), 7 * SECOND);
        gate.extend(SECOND).await;
        assert_eq!(*elsewhere.0.lock().unwrap(), [SECOND], "others are told");
    }
}
