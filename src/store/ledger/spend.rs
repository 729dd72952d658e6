//! Reads what is paid beside renders; the balances that the service reported, and the rates that the user accepted.

use jiff::Timestamp;
use rusqlite::{Connection, Row};

use crate::domain::{
    Balance, ChargedLook, ClassRate, Error, LookClass, MAX_WORK_DURATION, Money, PastBalance, PastWork,
    PricedWork, Rate, RateBasis, RenderHistory, Unit,
};

use super::connection::Ledger;
use super::rows::{read_cost, read_optional_timestamp, read_rounding, read_text, read_timestamp};
use super::sibling_choices::read_sibling_choices;
use super::sql::{query_rows, query_value};

/// Balances that are kept, the newest.
const MAX_BALANCE_READINGS: i64 = 500;

impl Ledger {
    /// Sets the balance that is recorded with the next render that is sent.
    pub fn set_known_balance(&mut self, known: Option<PastBalance>) {
        self.known_balance = known;
    }

    /// Records a balance if a render or other work has ended since the last one: a balance alone says nothing. Gives whether
    /// it did.
    pub fn record_awaited_balance(&mut self, known: PastBalance) -> Result<bool, Error> {
        let longest_work = i64::try_from(MAX_WORK_DURATION.as_millis()).unwrap_or(i64::MAX);
        let values = (self.account, known.at.as_millisecond(), longest_work);
        let is_awaited = self.read(|database| query_value(database, SELECT_IS_BALANCE_AWAITED, values))?;
        if is_awaited {
            let account = self.account;
            self.transact(|connection| Ok(record_balance(connection, account, known)?))?;
        }
        Ok(is_awaited)
    }

    /// The user accepted a rate that the account was found to pay: estimates use it.
    pub fn accept_rate(&mut self, accepted: ClassRate, at: Timestamp) -> Result<(), Error> {
        let Rate { unit, per_second, rounding, .. } = accepted.rate;
        let look = ChargedLook::Class(accepted.class).key();
        let sql = "INSERT OR REPLACE INTO accepted_rate (account, unit, look, per_second, rounding, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let at = at.as_millisecond();
        self.execute(sql, (self.account, unit.as_str(), look, per_second, rounding.as_str(), at))
    }

    /// Estimates use the published rates again, of the looks of a class or else of all.
    pub fn forget_accepted_rates(&mut self, class: Option<LookClass>) -> Result<(), Error> {
        let look = class.map(|class| ChargedLook::Class(class).key());
        let sql = "DELETE FROM accepted_rate WHERE account = ?1 AND (?2 IS NULL OR look = ?2)";
        self.execute(sql, (self.account, look))
    }
}

/// Whether a completed render or other work ended between the last recorded balance and the new one. Work may also be
/// charged later: it is awaited a second time at the latest time of its charge.
const SELECT_IS_BALANCE_AWAITED: &str =
    "WITH last AS (SELECT max(at) AS at FROM balance_reading WHERE account = ?1)
    SELECT EXISTS (SELECT 1 FROM render, last WHERE account = ?1 AND stage = 'completed'
        AND ended_at <= ?2 AND ended_at >= last.at)
    OR EXISTS (SELECT 1 FROM paid_work, last WHERE account = ?1
        AND (ended_at BETWEEN last.at AND ?2
            OR max(coalesce(ended_at, 0), paid_work.at + ?3) BETWEEN last.at AND ?2))";

/// Records a balance, unless it is recorded already.
pub(super) fn record_balance(
    connection: &Connection,
    account: i64,
    known: PastBalance,
) -> rusqlite::Result<()> {
    let Balance { remaining, overage_limit } = known.balance;
    let sql =
        "INSERT INTO balance_reading (account, amount, unit, overage_limit, at) SELECT ?1, ?2, ?3, ?4, ?5
        WHERE NOT EXISTS (SELECT 1 FROM balance_reading WHERE account = ?1 AND at = ?5)";
    let overage = overage_limit.map(|limit| limit.amount);
    let (amount, unit, at) = (remaining.amount, remaining.unit.as_str(), known.at.as_millisecond());
    connection.execute(sql, (account, amount, unit, overage, at))?;
    let sql = "DELETE FROM balance_reading WHERE account = ?1 AND id <= (SELECT id FROM balance_reading
        WHERE account = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)";
    connection.execute(sql, (account, MAX_BALANCE_READINGS)).map(drop)
}

/// Adds to a history of renders what else is known of the spend.
pub(super) fn read_spend(
    database: &Connection,
    account: i64,
    history: RenderHistory,
) -> rusqlite::Result<RenderHistory> {
    let work = "SELECT kind, quantity, cost_amount, cost_unit, at, ended_at FROM paid_work WHERE account = ?1
        ORDER BY id DESC";
    let balances = "SELECT amount AS cost_amount, unit AS cost_unit, overage_limit, at FROM balance_reading
        WHERE account = ?1 ORDER BY at, id";
    let rates = "SELECT unit, look, per_second, rounding FROM accepted_rate WHERE account = ?1 ORDER BY at";
    let paid_work = query_rows(database, work, [account], work_from_row)?;
    let accepted_rates = query_rows(database, rates, [account], rate_from_row)?;
    Ok(RenderHistory {
        paid_work: paid_work.into_iter().flatten().collect(),
        balances: query_rows(database, balances, [account], balance_from_row)?,
        accepted_rates: accepted_rates.into_iter().flatten().collect(),
        sibling_choices: read_sibling_choices(database, account)?,
        ..history
    })
}

fn work_from_row(row: &Row<'_>) -> rusqlite::Result<Option<PastWork>> {
    let Some(work) = read_text(row, "kind")?.and_then(|word| PricedWork::parse(&word)) else {
        return Ok(None);
    };
    let is_priced = row.get::<_, Option<f64>>("cost_amount")?.is_some();
    let cost = is_priced.then(|| read_cost(row)).transpose()?;
    let requested = PastWork::requested(work, row.get("quantity")?, cost, read_timestamp(row, "at")?);
    Ok(Some(PastWork { ended_at: read_optional_timestamp(row, "ended_at")?, ..requested }))
}

fn balance_from_row(row: &Row<'_>) -> rusqlite::Result<PastBalance> {
    let overage: Option<f64> = row.get("overage_limit")?;
    let overage_limit = overage.map(|amount| Money::new(amount, Unit::Usd));
    let balance = Balance { remaining: read_cost(row)?, overage_limit };
    Ok(PastBalance { balance, at: read_timestamp(row, "at")? })
}

fn rate_from_row(row: &Row<'_>) -> rusqlite::Result<Option<ClassRate>> {
    let Some(unit) = read_text(row, "unit")?.and_then(|word| Unit::parse(&word)) else { return Ok(None) };
    let look = ChargedLook::from_key(&read_text(row, "look")?.unwrap_or_default());
    let Some(class) = look.class().cloned() else { return Ok(None) };
    let rounding = read_rounding(row)?;
    let rate = Rate::own(unit, row.get("per_second")?);
    Ok(Some(ClassRate { class, rate: Rate { basis: RateBasis::Paid, rounding, ..rate } }))
}
