//! A FIFO lock: jobs about project files, and those about the clipboard, run in the order in which they were requested.

use std::sync::Mutex;

use tokio::sync::oneshot;

use super::lock::lock;

/// A lock whose order is fixed when a ticket is taken, not when it is waited for.
#[derive(Debug, Default)]
pub(super) struct FifoLock {
    tail: Mutex<Option<TicketEnd>>,
}

/// The end of a ticket: closed where its holder is done. A ticket that is dropped while it waits gives its place to the
/// next one, which then waits for the end of the ticket before.
#[derive(Debug)]
struct TicketEnd(oneshot::Receiver<TicketEnd>);

/// A place in the queue; dropping it lets the next one in.
#[derive(Debug)]
pub(super) struct FifoTicket {
    predecessor: Option<TicketEnd>,
    end: Option<oneshot::Sender<TicketEnd>>,
}

impl FifoLock {
    pub(super) fn enqueue(&self) -> FifoTicket {
        let (end, receiver) = oneshot::channel();
        let predecessor = lock(&self.tail).replace(TicketEnd(receiver));
        FifoTicket { predecessor, end: Some(end) }
    }
}

impl FifoTicket {
    /// Waits until all earlier tickets are dropped. A wait that is dropped may be repeated.
    pub(super) async fn wait(&mut self) {
        while let Some(TicketEnd(end)) = &mut self.predecessor {
            self.predecessor = end.await.ok();
        }
    }
}

impl Drop for FifoTicket {
    fn drop(&mut self) {
        if let (Some(predecessor), Some(end)) = (self.predecessor.take(), self.end.take()) {
            // An error means that the lock is gone, and nobody waits.
            let _ = end.send(predecessor);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    async fn is_waiting(ticket: &mut FifoTicket) -> bool {
        tokio::time::timeout(Duration::from_millis(1), ticket.wait()).await.is_err()
    }

    #[tokio::test]
    async fn the_lock_is_granted_in_queue_order() {
        let line = FifoLock::default();
        let (mut first, mut second) = (line.enqueue(), line.enqueue());
        first.wait().await;
        assert!(is_waiting(&mut second).await);
        let (mut third, mut fourth) = (line.enqueue(), line.enqueue());
        drop(first);
        second.wait().await;
        drop(second);
        third.wait().await;
        drop(third);
        fourth.wait().await;
    }

    #[tokio::test]
    async fn a_canceled_ticket_does_not_let_its_successor_past_its_predecessor() {
        let line = FifoLock::default();
        let (mut first, mut second, third) = (line.enqueue(), line.enqueue(), line.enqueue());
        let mut fourth = line.enqueue();
        first.wait().await;
        assert!(is_waiting(&mut second).await);
        drop(third);
        drop(second);
        assert!(is_waiting(&mut fourth).await);
        drop(first);
        fourth.wait().await;
    }
}
