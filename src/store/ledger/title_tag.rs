//! Title tags, unique among the renders of an account.

use rusqlite::{Connection, OptionalExtension};

use crate::domain::{Error, RenderId, title_tag};

use super::connection::Ledger;
use super::error::{LedgerError, read_error};

impl Ledger {
    /// A title tag that no render of the account has, derived from `seed`.
    pub fn unused_title_tag(&self, seed: &str) -> Result<String, Error> {
        let seed = format!("{seed} {}", self.registration.name());
        unused_tag(&self.database, self.account_row_id, &seed).map_err(|error| read_error(&self.path, &error))
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
pub(super) fn replace_tag(
    database: &Connection,
    account: i64,
    id: RenderId,
    seed: &str,
) -> Result<(), LedgerError> {
    let sql = "SELECT title_tag, request FROM render WHERE id = ?1 AND title_tag IS NOT NULL AND request IS NOT NULL";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let Some((old, request)) = database.query_row(sql, [id.0], read).optional()? else { return Ok(()) };
    let (old, request): (String, String) = (old, request);
    let new = unused_tag(database, account, seed)?;
    // It ends the title, and no script could contain it before it was drawn.
    let text = request.replacen(&format!("·{old}\""), &format!("·{new}\""), 1);
    let new = Some(new).filter(|_| text != request);
    database.execute("UPDATE render SET title_tag = ?2, request = ?3 WHERE id = ?1", (id.0, new, text))?;
    Ok(())
}
