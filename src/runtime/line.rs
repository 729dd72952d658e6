//! Waiting lines: file work in the order in which it was wanted, and requests no closer than the service likes.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::domain::Fault;
use crate::heygen::Client;

/// A line where places are taken at once and turns come one after the other.
#[derive(Debug, Default)]
pub(super) struct Line {
    last: Mutex<Option<oneshot::Receiver<()>>>,
}

/// A place in a line. The next one's turn comes when it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    before: Option<oneshot::Receiver<()>>,
    _done: oneshot::Sender<()>,
}

impl Line {
    pub(super) fn join(&self) -> Turn {
        let (done, last) = oneshot::channel();
        let before = self.last.lock().unwrap_or_else(PoisonError::into_inner).replace(last);
        Turn { before, _done: done }
    }
}

impl Turn {
    /// Waits until all who came before are done.
    pub(super) async fn come(&mut self) {
        if let Some(before) = self.before.take() {
            // They are done when they dropped their end, whatever became of them.
            let _ = before.await;
        }
    }
}

/// Lets one pass at a time, with a gap between them.
#[derive(Debug)]
pub(super) struct Gap {
    between: Duration,
    next: tokio::sync::Mutex<Option<Instant>>,
}

impl Gap {
    pub(super) fn new(between: Duration) -> Self {
        Self { between, next: tokio::sync::Mutex::const_new(None) }
    }

    /// Waits for the gap, and as long as the service asked for (`Retry-After`); an error where that is too long.
    pub(super) async fn pass(&self, client: &Client) -> Result<(), Fault> {
        self.pass_after(|| client.admitted("the render")).await
    }

    async fn pass_after<F: Future<Output = Result<(), Fault>>>(
        &self,
        admitted: impl Fn() -> F,
    ) -> Result<(), Fault> {
        let mut next = self.next.lock().await;
        loop {
            admitted().await?;
            match *next {
                Some(at) if at > Instant::now() => tokio::time::sleep_until(at).await,
                _ => break,
            }
        }
        *next = Some(Instant::now() + self.between);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn turns_come_in_the_order_of_the_line() {
        let line = Line::default();
        let (mut first, mut second) = (line.join(), line.join());
        first.come().await;
        assert!(tokio::time::timeout(Duration::from_millis(1), second.come()).await.is_err());
        let (mut third, mut fourth) = (line.join(), line.join());
        drop(first);
        drop(second);
        third.come().await;
        drop(third);
        fourth.come().await;
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_passes_too_soon() {
        let gap = Gap::new(Duration::from_millis(20));
        let begun = Instant::now();
        for _ in 0..3 {
            gap.pass_after(async || Ok(())).await.unwrap();
        }
        assert_eq!(begun.elapsed(), Duration::from_millis(40));
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_service_asks_counts_for_one_that_waits_for_the_gap() {
        let gap = Gap::new(Duration::from_millis(200));
        let until = Mutex::new(Instant::now());
        let admitted = async || {
            let until = *until.lock().unwrap();
            tokio::time::sleep_until(until).await;
            Ok(())
        };
        gap.pass_after(admitted).await.unwrap();
        let begun = Instant::now();
        let hold = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            *until.lock().unwrap() = Instant::now() + Duration::from_secs(2);
        };
        let (passed, ()) = tokio::join!(gap.pass_after(admitted), hold);
        passed.unwrap();
        assert_eq!(begun.elapsed(), Duration::from_millis(2100));
        gap.pass_after(admitted).await.unwrap();
        assert_eq!(begun.elapsed(), Duration::from_millis(2300), "those behind it keep their gap");
    }
}
