//! Paid work on photos and speech, recorded within the caps before it is requested.

use jiff::Timestamp;

use crate::domain::{Error, Money, PricedWork, SpendingLimits};

use super::connection::Ledger;
use super::history::read_history;
use super::sql::stored_as_integer;

/// A row of the table of paid work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidWorkId(i64);

stored_as_integer!(PaidWorkId);

impl Ledger {
    /// Records paid work, which may be requested only if this succeeds. Fails if it would exceed a cap.
    pub fn record_paid_work(
        &mut self,
        work: PricedWork,
        cost: Money,
        limits: &SpendingLimits,
        at: Timestamp,
    ) -> Result<PaidWorkId, Error> {
        self.change(at, |change| {
            if cost.amount > 0.0 && !limits.is_unlimited() {
                let past = read_history(change, change.account)?;
                limits.cap_error(work.label(), cost, None, at, &past).map_or(Ok(()), Err)?;
            }
            let sql = "INSERT INTO paid_work (account, kind, cost_amount, cost_unit, at) VALUES (?1, ?2, ?3, ?4, ?5)";
            let unit = cost.unit.as_str();
            change.execute(sql, (change.account, work.as_str(), cost.amount, unit, change.at_ms()))?;
            Ok(PaidWorkId(change.last_insert_rowid()))
        })
    }

    /// Paid work turned out to cost this.
    pub fn set_paid_work_cost(&mut self, id: PaidWorkId, cost: Money) -> Result<(), Error> {
        let sql = "UPDATE paid_work SET cost_amount = ?2, cost_unit = ?3 WHERE id = ?1";
        self.execute(sql, (id, cost.amount, cost.unit.as_str()))
    }

    /// The service certainly did nothing.
    pub fn delete_paid_work(&mut self, id: PaidWorkId) -> Result<(), Error> {
        self.execute("DELETE FROM paid_work WHERE id = ?1", [id])
    }
}
