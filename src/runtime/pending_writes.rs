//! Ledger writes that failed. They are shown at once and retried before the next ledger access.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::domain::{Error, ErrorKind, Render, RenderId};
use crate::store::{Ledger, StoredLookRequest};

/// A step of a render in the ledger, which can be tried again.
pub(super) type LedgerWrite =
    Arc<dyn Fn(&mut Ledger, RenderId, Timestamp) -> Result<(), Error> + Send + Sync>;

/// What is still to be written down for one account.
#[derive(Clone, Default)]
pub(super) struct PendingWrites {
    renders: Arc<Mutex<Vec<(Render, LedgerWrite)>>>,
    look_orders: Arc<Mutex<Vec<StoredLookRequest>>>,
}

impl fmt::Debug for PendingWrites {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unwritten").field("steps", &self.renders().len()).finish()
    }
}

impl PendingWrites {
    /// Keeps a step for later, with the row as it is after it.
    pub(super) fn push_render(&self, row: Render, step: LedgerWrite) {
        let mut steps = self.renders();
        steps.retain(|(other, _)| other.id != row.id);
        steps.push((row, step));
    }

    /// Keeps an order for looks that the service took.
    pub(super) fn push_look_order(&self, order: StoredLookRequest) {
        self.look_orders.lock().unwrap_or_else(PoisonError::into_inner).push(order);
    }

    /// Orders for looks that the ledger does not know as taken.
    pub(super) fn look_orders(&self) -> Vec<StoredLookRequest> {
        self.look_orders.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Writes down what the disk takes now.
    pub(super) fn retry(&self, ledger: &mut Ledger, now: Timestamp) {
        let mut looks = self.look_orders.lock().unwrap_or_else(PoisonError::into_inner);
        looks.retain(|order| ledger.confirm_look_request(order.id, &order.generation).is_err());
        let mut steps = self.renders();
        while let Some((row, step)) = steps.first() {
            match step(ledger, row.id, now) {
                Err(fault) if fault.kind == ErrorKind::File => return,
                // What makes no sense any more was overtaken by what another program knew.
                _ => drop(steps.remove(0)),
            }
        }
    }

    /// The rows of the ledger with what it does not know.
    pub(super) fn overlay(&self, mut rows: Vec<Render>) -> Vec<Render> {
        for (known, _) in self.renders().iter() {
            if let Some(row) = rows.iter_mut().find(|row| row.id == known.id) {
                *row = Render { read_sequence: row.read_sequence, ..known.clone() };
            }
        }
        rows
    }

    fn renders(&self) -> MutexGuard<'_, Vec<(Render, LedgerWrite)>> {
        self.renders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
