//! Paid work on photos and speech, recorded within the caps before it is requested.

use jiff::Timestamp;

use crate::domain::{Error, Money, PricedWork, SpendingLimits};

use super::connection::Ledger;
use super::history::read_history;
use super::spend::record_balance;
use super::sql::stored_as_integer;

/// A row of the table of paid work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidWorkId(i64);

stored_as_integer!(PaidWorkId);

impl Ledger {
    /// Records so much paid work at its price, as far as that is known. The work may be requested only if this succeeds: it
    /// fails if it would exceed a cap.
    pub fn record_paid_work(
        &mut self,
        work: PricedWork,
        (quantity, cost): (f64, Option<Money>),
        limits: &SpendingLimits,
        at: Timestamp,
    ) -> Result<PaidWorkId, Error> {
        let known_balance = self.known_balance;
        self.change(at, |change| {
            if let Some(cost) = cost.filter(|cost| cost.amount > 0.0 && !limits.is_unlimited()) {
                let past = read_history(change, change.account)?;
                limits.cap_error(work.label(), cost, None, at, &past).map_or(Ok(()), Err)?;
            }
            let sql = "INSERT INTO paid_work (account, kind, quantity, cost_amount, cost_unit, at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let (amount, unit) = cost.map(|cost| (cost.amount, cost.unit.as_str())).unzip();
            change.execute(sql, (change.account, work.as_str(), quantity, amount, unit, change.at_ms()))?;
            let id = PaidWorkId(change.last_insert_rowid());
            if let Some(known) = known_balance {
                record_balance(change, change.account, known)?;
            }
            Ok(id)
        })
    }

    /// The service has done the work: a later balance shows what it cost.
    pub fn finish_paid_work(&mut self, id: PaidWorkId, at: Timestamp) -> Result<(), Error> {
        self.execute("UPDATE paid_work SET ended_at = ?2 WHERE id = ?1", (id, at.as_millisecond()))
    }

    /// Paid work turned out to be so much, at this cost.
    pub fn correct_paid_work(
        &mut self,
        id: PaidWorkId,
        quantity: f64,
        cost: Option<Money>,
    ) -> Result<(), Error> {
        let sql = "UPDATE paid_work SET quantity = ?2, cost_amount = ?3, cost_unit = ?4 WHERE id = ?1";
        let (amount, unit) = cost.map(|cost| (cost.amount, cost.unit.as_str())).unzip();
        self.execute(sql, (id, quantity, amount, unit))
    }

    /// The service certainly did nothing.
    pub fn delete_paid_work(&mut self, id: PaidWorkId) -> Result<(), Error> {
        self.execute("DELETE FROM paid_work WHERE id = ?1", [id])
    }
}
