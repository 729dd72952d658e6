//! Ledger writes that failed. They are shown at once and retried before the next ledger access.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::Timestamp;

use super::lock::lock;
use crate::domain::{Error, ErrorKind, Render, RenderId};
use crate::store::{Ledger, StoredLookRequest};

/// A ledger write that can be retried.
pub(super) type LedgerWrite =
    Arc<dyn Fn(&mut Ledger, RenderId, Timestamp) -> Result<(), Error> + Send + Sync>;

/// The failed writes of one account.
#[derive(Clone, Default)]
pub(super) struct PendingWrites {
    renders: Arc<Mutex<Vec<(Render, LedgerWrite)>>>,
    look_orders: Arc<Mutex<Vec<StoredLookRequest>>>,
}

impl fmt::Debug for PendingWrites {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingWrites").field("renders", &self.renders().len()).finish()
    }
}

impl PendingWrites {
    /// Keeps a write, with the render as it is after it.
    pub(super) fn push_render(&self, render: Render, write: LedgerWrite) {
        let mut writes = self.renders();
        writes.retain(|(other, _)| other.id != render.id);
        writes.push((render, write));
    }

    /// Keeps an accepted order for looks.
    pub(super) fn push_look_order(&self, order: StoredLookRequest) {
        lock(&self.look_orders).push(order);
    }

    /// Accepted orders for looks that the ledger does not know as accepted.
    pub(super) fn look_orders(&self) -> Vec<StoredLookRequest> {
        lock(&self.look_orders).clone()
    }

    /// Retries the writes until one fails.
    pub(super) fn retry(&self, ledger: &mut Ledger, now: Timestamp) {
        let mut looks = lock(&self.look_orders);
        looks.retain(|order| ledger.confirm_look_request(order.id, &order.generation).is_err());
        let mut writes = self.renders();
        while let Some((render, write)) = writes.first() {
            match write(ledger, render.id, now) {
                Err(error) if error.kind == ErrorKind::File => return,
                // A write that is no longer valid was overtaken by another program's.
                _ => drop(writes.remove(0)),
            }
        }
    }

    /// Applies the pending writes to renders of the ledger.
    pub(super) fn overlay(&self, mut renders: Vec<Render>) -> Vec<Render> {
        for (known, _) in self.renders().iter() {
            if let Some(render) = renders.iter_mut().find(|render| render.id == known.id) {
                *render = Render { read_sequence: render.read_sequence, ..known.clone() };
            }
        }
        renders
    }

    fn renders(&self) -> MutexGuard<'_, Vec<(Render, LedgerWrite)>> {
        lock(&self.renders)
    }
}
