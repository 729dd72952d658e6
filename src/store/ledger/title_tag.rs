//! Title tags, unique among the renders of an account.

use rusqlite::Connection;

use crate::domain::{Error, RenderId, title_tag};

use super::change::Change;
use super::connection::Ledger;
use super::error::LedgerError;
use super::sql::query_first;

impl Ledger {
    /// A title tag that no render of the account has, derived from `seed`.
    pub fn unused_title_tag(&self, seed: &str) -> Result<String, Error> {
        let seed = format!("{seed} {}", self.registration.name());
        self.read(|database| unused_tag(database, self.account, &seed))
    }
}

fn unused_tag(database: &Connection, account: i64, seed: &str) -> rusqlite::Result<String> {
    let mut query = database.prepare("SELECT 1 FROM render WHERE account = ?1 AND title_tag = ?2")?;
    let mut tries = 0_u64;
    loop {
        let tag = title_tag(&format!("{seed} {tries}"));
        if !query.exists((account, &tag))? {
            return Ok(tag);
        }
        tries += 1;
    }
}

/// Gives a resent render a title tag of its own, in its request too; none where the request does not carry the old one.
pub(super) fn replace_tag(change: &Change<'_>, id: RenderId) -> Result<(), LedgerError> {
    let sql = "SELECT title_tag, request FROM render WHERE id = ?1 AND title_tag IS NOT NULL AND request IS NOT NULL";
    let found: Option<(String, String)> = query_first(change, sql, [id], |row| row.try_into())?;
    let Some((old, request)) = found else { return Ok(()) };
    let new = unused_tag(change, change.account, &format!("{} {id} {}", change.me, change.at_ms()))?;
    // It ends the title, and no script could contain it before it was drawn.
    let text = request.replacen(&format!("·{old}\""), &format!("·{new}\""), 1);
    let new = Some(new).filter(|_| text != request);
    change.execute("UPDATE render SET title_tag = ?2, request = ?3 WHERE id = ?1", (id, new, text))?;
    Ok(())
}
