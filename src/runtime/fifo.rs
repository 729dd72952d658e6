//! Waiting lines: file work in the order in which it was wanted, and requests no closer than the service likes.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::domain::Error;
use crate::heygen::Client;

/// A line where places are taken at once and turns come one after the other.
#[derive(Debug, Default)]
pub(super) struct FifoLock {
    tail: Mutex<Option<oneshot::Receiver<()>>>,
}

/// A place in a line. The next one's turn comes when it is dropped.
#[derive(Debug)]
pub(super) struct FifoTicket {
    predecessor: Option<oneshot::Receiver<()>>,
    _release: oneshot::Sender<()>,
}

impl FifoLock {
    pub(super) fn enqueue(&self) -> FifoTicket {
        let (done, last) = oneshot::channel();
        let before = self.tail.lock().unwrap_or_else(PoisonError::into_inner).replace(last);
        FifoTicket { predecessor: before, _release: done }
    }
}

impl FifoTicket {
    /// Waits until all who came before are done.
    pub(super) async fn wait(&mut self) {
        if let Some(before) = self.predecessor.take() {
            // They are done when they dropped their end, whatever became of them.
            let _ = before.await;
        }
    }
}

/// Lets one pass at a time, with a gap between them.
#[derive(Debug)]
pub(super) struct RateLimiter {
    interval: Duration,
    next_allowed_at: tokio::sync::Mutex<Option<Instant>>,
}

impl RateLimiter {
    pub(super) fn new(between: Duration) -> Self {
        Self { interval: between, next_allowed_at: tokio::sync::Mutex::const_new(None) }
    }

    /// Waits for the gap, and as long as the service asked for (`Retry-After`); an error where that is too long.
    pub(super) async fn wait(&self, client: &Client) -> Result<(), Error> {
        self.wait_after(|| client.wait_for_retry_after("the render")).await
    }

    async fn wait_after<F: Future<Output = Result<(), Error>>>(
        &self,
        admitted: impl Fn() -> F,
    ) -> Result<(), Error> {
        let mut next = self.next_allowed_at.lock().await;
        loop {
            admitted().await?;
            match *next {
                Some(at) if at > Instant::now() => tokio::time::sleep_until(at).await,
                _ => break,
            }
        }
        *next = Some(Instant::now() + self.interval);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn turns_come_in_the_order_of_the_line() {
        let line = FifoLock::default();
        let (mut first, mut second) = (line.enqueue(), line.enqueue());
        first.wait().await;
        assert!(tokio::time::timeout(Duration::from_millis(1), second.wait()).await.is_err());
        let (mut third, mut fourth) = (line.enqueue(), line.enqueue());
        drop(first);
        drop(second);
        third.wait().await;
        drop(third);
        fourth.wait().await;
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_passes_too_soon() {
        let gap = RateLimiter::new(Duration::from_millis(20));
        let begun = Instant::now();
        for _ in 0..3 {
            gap.wait_after(async || Ok(())).await.unwrap();
        }
        assert_eq!(begun.elapsed(), Duration::from_millis(40));
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_service_asks_counts_for_one_that_waits_for_the_gap() {
        let gap = RateLimiter::new(Duration::from_millis(200));
        let until = Mutex::new(Instant::now());
        let admitted = async || {
            let until = *until.lock().unwrap();
            tokio::time::sleep_until(until).await;
            Ok(())
        };
        gap.wait_after(admitted).await.unwrap();
        let begun = Instant::now();
        let hold = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            *until.lock().unwrap() = Instant::now() + Duration::from_secs(2);
        };
        let (passed, ()) = tokio::join!(gap.wait_after(admitted), hold);
        passed.unwrap();
        assert_eq!(begun.elapsed(), Duration::from_millis(2100));
        gap.wait_after(admitted).await.unwrap();
        assert_eq!(begun.elapsed(), Duration::from_millis(2300), "those behind it keep their gap");
    }
}
