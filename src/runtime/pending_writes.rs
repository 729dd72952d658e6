//! Ledger writes that failed. They are shown at once and retried before the next ledger access.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::domain::{Fault, FaultKind, Render, RenderId};
use crate::store::{Ledger, OrderedLooks};

/// A step of a render in the ledger, which can be tried again.
pub(super) type Step = Arc<dyn Fn(&mut Ledger, RenderId, Timestamp) -> Result<(), Fault> + Send + Sync>;

/// What is still to be written down for one account.
#[derive(Clone, Default)]
pub(super) struct Unwritten {
    steps: Arc<Mutex<Vec<(Render, Step)>>>,
    looks: Arc<Mutex<Vec<OrderedLooks>>>,
}

impl fmt::Debug for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unwritten").field("steps", &self.steps().len()).finish()
    }
}

impl Unwritten {
    /// Keeps a step for later, with the row as it is after it.
    pub(super) fn keep(&self, row: Render, step: Step) {
        let mut steps = self.steps();
        steps.retain(|(other, _)| other.id != row.id);
        steps.push((row, step));
    }

    /// Keeps an order for looks that the service took.
    pub(super) fn keep_looks(&self, order: OrderedLooks) {
        self.looks.lock().unwrap_or_else(PoisonError::into_inner).push(order);
    }

    /// Orders for looks that the ledger does not know as taken.
    pub(super) fn looks(&self) -> Vec<OrderedLooks> {
        self.looks.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Writes down what the disk takes now.
    pub(super) fn write(&self, ledger: &mut Ledger, now: Timestamp) {
        let mut looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        looks.retain(|order| ledger.looks_ordered(order.id, &order.generation).is_err());
        let mut steps = self.steps();
        while let Some((row, step)) = steps.first() {
            match step(ledger, row.id, now) {
                Err(fault) if fault.kind == FaultKind::File => return,
                // What makes no sense any more was overtaken by what another program knew.
                _ => drop(steps.remove(0)),
            }
        }
    }

    /// The rows of the ledger with what it does not know.
    pub(super) fn shown(&self, mut rows: Vec<Render>) -> Vec<Render> {
        for (known, _) in self.steps().iter() {
            if let Some(row) = rows.iter_mut().find(|row| row.id == known.id) {
                *row = Render { seen: row.seen, ..known.clone() };
            }
        }
        rows
    }

    fn steps(&self) -> MutexGuard<'_, Vec<(Render, Step)>> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
