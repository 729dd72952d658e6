//! Waiting lines: file work in the order in which it was wanted, and requests no closer than the service likes.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

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

    pub(super) async fn pass(&self) {
        let mut next = self.next.lock().await;
        if let Some(next) = *next {
            tokio::time::sleep_until(next).await;
        }
        *next = Some(Instant::now() + self.between);
    }

    /// Lets nobody pass for this long.
    pub(super) async fn hold(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut next = self.next.lock().await;
        *next = Some(next.map_or(until, |next| next.max(until)));
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

    #[tokio::test]
    async fn nobody_passes_too_soon() {
        let gap = Gap::new(Duration::from_millis(20));
        let begun = Instant::now();
        for _ in 0..3 {
            gap.pass().await;
        }
        assert!(begun.elapsed() >= Duration::from_millis(40));
    }
}
