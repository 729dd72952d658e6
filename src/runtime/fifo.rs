//! A FIFO lock: project-file jobs run in the order in which they were requested.

use std::sync::Mutex;

use tokio::sync::oneshot;

use super::lock::lock;

/// A lock whose order is fixed when a ticket is taken, not when it is waited for.
#[derive(Debug, Default)]
pub(super) struct FifoLock {
    tail: Mutex<Option<oneshot::Receiver<()>>>,
}

/// A place in the queue; dropping it lets the next one in.
#[derive(Debug)]
pub(super) struct FifoTicket {
    predecessor: Option<oneshot::Receiver<()>>,
    _release: oneshot::Sender<()>,
}

impl FifoLock {
    pub(super) fn enqueue(&self) -> FifoTicket {
        let (done, last) = oneshot::channel();
        let before = lock(&self.tail).replace(last);
        FifoTicket { predecessor: before, _release: done }
    }
}

impl FifoTicket {
    /// Waits until all earlier tickets are dropped.
    pub(super) async fn wait(&mut self) {
        if let Some(before) = self.predecessor.take() {
            // An error too means that the earlier ticket is dropped.
            let _ = before.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn the_lock_is_granted_in_queue_order() {
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
}
