//! Title tags: no two renders of an account have the same.

use rusqlite::{Connection, OptionalExtension};

use crate::domain::{Error, RenderId, title_tag};

use super::connection::Ledger;
use super::error::{LedgerError, read_error};

impl Ledger {
    /// A mark that no render of the account has, from what is known of the one that is to get it.
    pub fn unused_title_tag(&self, seed: &str) -> Result<String, Error> {
        let seed = format!("{seed} {}", self.registration.name());
        unused_tag(&self.database, self.account_row_id, &seed).map_err(|error| read_error(&self.path, &error))
    }
}

fn unused_tag(database: &Connection, account: i64, seed: &str) -> rusqlite::Result<String> {
    let mut query = database.prepare("SELECT 1 FROM render WHERE account = ?1 AND title_tag = ?2")?;
    let mut tries = 0_u64;
    loop {
        let mark = title_tag(&format!("{seed} {tries}"));
        if !query.exists((account, &mark))? {
            return Ok(mark);
        }
        tries += 1;
    }
}

/// Gives a new take a mark of its own, in the text that is sent for it too. One that is not found in the text is none.
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
    // The end of a title: nobody could write the mark before it was drawn.
    let text = request.replacen(&format!("·{old}\""), &format!("·{new}\""), 1);
    let new = Some(new).filter(|_| text != request);
    database.execute("UPDATE render SET title_tag = ?2, request = ?3 WHERE id = ?1", (id.0, new, text))?;
    Ok(())
}
