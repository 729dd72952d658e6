//! Salvage: takes over what can be read of damaged ledgers into a new one.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params_from_iter};

use super::super::files;
use super::database_error::{DatabaseError, SIDECAR_SUFFIXES};
use super::rows::path_to_value;

/// A database header without the counts that would have to match.
const DATABASE_HEADER: [u8; 100] = {
    let mut head = [0; 100];
    let (magic, page, fractions) = (b"SQLite format 3\0", 4096_u16.to_be_bytes(), [64, 32, 32]);
    let mut at = 0;
    while at < magic.len() {
        head[at] = magic[at];
        at += 1;
    }
    (head[16], head[17], head[18], head[19]) = (page[0], page[1], 1, 1);
    (head[21], head[22], head[23]) = (fractions[0], fractions[1], fractions[2]);
    // The schema's format, and UTF-8.
    (head[47], head[59]) = (4, 1);
    head
};

/// Tables whose rows refer to an account alone.
const ACCOUNT_TABLES: [&str; 4] = ["picture_key", "look_request", "training", "photo_request"];

/// The size of a ledger from which on it is not read.
const MAX_SALVAGE_BYTES: u64 = 1 << 30;

/// Rows of one table of a damaged ledger: the values of `columns`, by their row ids.
struct SalvagedTable {
    columns: Vec<String>,
    rows: Vec<(i64, Vec<Value>)>,
    /// Whether every page was readable.
    is_complete: bool,
}

impl SalvagedTable {
    fn empty() -> Self {
        Self { columns: Vec::new(), rows: Vec::new(), is_complete: false }
    }

    fn column_index(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|name| name == column)
    }

    fn integer(&self, row: &[Value], column: &str) -> Option<i64> {
        match row.get(self.column_index(column)?)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }
}

/// Fills the new `database` of the ledger at `path` from the quarantined ones beside it, the newest first; gives the
/// newest. They stay as they are.
pub(super) fn import_quarantined(
    database: &mut Connection,
    path: &Path,
) -> Result<Option<PathBuf>, DatabaseError> {
    let all = quarantined_ledgers(path);
    for aside in &all {
        let found = open_copy(aside).map(|(_folder, old)| read_tables(&old));
        let (mains, rest) = found.unwrap_or_else(|| ([(); 3].map(|()| SalvagedTable::empty()), Vec::new()));
        let [accounts, renders, events] = mains;
        let change = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let is_complete = import_renders(&change, &accounts, &renders, &events, &rest)?;
        let sql = "INSERT OR REPLACE INTO quarantine (path, is_complete) VALUES (?1, ?2)";
        change.execute(sql, (path_to_value(aside), is_complete))?;
        change.commit()?;
    }
    Ok(all.into_iter().next())
}

/// The quarantined ledgers, the newest first, also one of which only the log is left.
fn quarantined_ledgers(path: &Path) -> Vec<PathBuf> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Vec::new() };
    let start = format!("{name}.damaged-");
    let base = |name: std::ffi::OsString| {
        let name = name.into_string().ok().filter(|name| name.starts_with(&start))?;
        let end = SIDECAR_SUFFIXES.iter().find(|end| name.ends_with(**end)).map_or(0, |end| end.len());
        Some(name[..name.len() - end].to_owned())
    };
    let entries = fs::read_dir(files::parent_folder(path)).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| base(entry.file_name())).collect();
    // Of those of one second, the ones with a higher number behind it are newer.
    let stamp = start.len() + "20261128T220000Z".len();
    names.sort_by_key(|name| (name.get(..stamp).map(str::to_owned), name.len(), name.clone()));
    names.dedup();
    names.into_iter().rev().map(|name| path.with_file_name(name)).collect()
}

/// A copy with a header that SQLite accepts, in a temporary folder.
fn open_copy(aside: &Path) -> Option<(tempfile::TempDir, Connection)> {
    let folder = tempfile::Builder::new().prefix(".cuecard-").tempdir_in(files::parent_folder(aside)).ok()?;
    let copy = folder.path().join("copy.db");
    let mut bytes = files::read(aside, MAX_SALVAGE_BYTES).ok()?;
    if bytes.len() > DATABASE_HEADER.len() && !bytes.starts_with(&DATABASE_HEADER[..16]) {
        bytes[..DATABASE_HEADER.len()].copy_from_slice(&DATABASE_HEADER);
    }
    fs::write(&copy, bytes).ok()?;
    for end in SIDECAR_SUFFIXES {
        // A log that is not there has nothing to add.
        if let Ok(log) = files::read(&files::append_suffix(aside, end), MAX_SALVAGE_BYTES) {
            fs::write(files::append_suffix(&copy, end), log).ok()?;
        }
    }
    let old = Connection::open(&copy).ok()?;
    // Also where the schema is damaged in parts.
    old.pragma_update(None, "writable_schema", true).ok()?;
    Some((folder, old))
}

/// The main tables, and those of [`ACCOUNT_TABLES`] that the old ledger has.
fn read_tables(old: &Connection) -> ([SalvagedTable; 3], Vec<(&'static str, SalvagedTable)>) {
    let mains = ["account", "render", "event"];
    let mains = mains.map(|table| read_table(old, table).unwrap_or_else(|_| SalvagedTable::empty()));
    (mains, ACCOUNT_TABLES.iter().filter_map(|table| Some((*table, read_table(old, table).ok()?))).collect())
}

fn read_table(old: &Connection, table: &str) -> rusqlite::Result<SalvagedTable> {
    let columns = old.prepare(&format!("SELECT * FROM {table}"))?;
    let columns: Vec<String> = columns.column_names().map(str::to_owned).collect();
    let (mut ids, mut is_complete) = (Vec::new(), true);
    // From both ends up to what cannot be read.
    for order in ["ASC", "DESC"] {
        let sql = format!("SELECT rowid FROM {table} NOT INDEXED ORDER BY rowid {order}");
        let mut query = old.prepare(&sql)?;
        for id in query.query_map([], |row| row.get(0))? {
            match id {
                Ok(id) => ids.push(id),
                Err(_) => is_complete = false,
            }
        }
    }
    ids.sort_unstable();
    ids.dedup();
    let mut query = old.prepare(&format!("SELECT * FROM {table} NOT INDEXED WHERE rowid = ?1"))?;
    let mut rows = Vec::new();
    for id in ids {
        let read = query.query_row([id], |row| (0..columns.len()).map(|at| row.get(at)).collect());
        match read {
            Ok(values) => rows.push((id, values)),
            Err(_) => is_complete = false,
        }
    }
    Ok(SalvagedTable { columns, rows, is_complete })
}

/// Inserts what was read; gives whether that is everything.
fn import_renders(
    change: &Transaction<'_>,
    accounts: &SalvagedTable,
    renders: &SalvagedTable,
    events: &SalvagedTable,
    rest: &[(&str, SalvagedTable)],
) -> rusqlite::Result<bool> {
    let mut is_complete = accounts.is_complete && renders.is_complete && events.is_complete;
    let owners = import_accounts(change, accounts)?;
    let (mut known, mut new) = (HashMap::new(), HashMap::new());
    for (id, row) in &renders.rows {
        let owner = renders.integer(row, "account").and_then(|owner| owners.get(&owner));
        let taken: Vec<i64> = known.values().copied().collect();
        let take = |owner: &i64| import_render(change, renders, (*id, row), (*owner, &taken));
        match owner.map(take).transpose()?.flatten() {
            Some((taken, is_new)) => {
                known.insert(*id, taken);
                new.extend(is_new.then_some((*id, taken)));
            }
            None => is_complete = false,
        }
    }
    for (_, row) in &events.rows {
        let Some(render) = events.integer(row, "render") else { continue };
        // An event of a render that is lost: there was more than was read.
        is_complete &= known.contains_key(&render);
        if let Some(taken) = new.get(&render) {
            insert_row(
                change,
                "event",
                events,
                row,
                &[("id", Value::Null), ("render", Value::Integer(*taken))],
            )?;
        }
    }
    for (id, row) in renders.rows.iter().filter(|(id, _)| new.contains_key(id)) {
        for column in ["resend_of", "resent_as"] {
            let Some(old) = renders.integer(row, column) else { continue };
            // A later take that is lost may have been paid for: the row counts as sent again, and is not sent once more.
            let itself = (column == "resent_as").then_some(&new[id]);
            is_complete &= known.contains_key(&old);
            let other = known.get(&old).or(itself);
            let sql = format!("UPDATE render SET {column} = ?2 WHERE id = ?1");
            change.execute(&sql, (new[id], other))?;
        }
    }
    is_complete &= import_account_tables(change, rest, &owners)?;
    Ok(is_complete)
}

/// Takes over the account tables.
fn import_account_tables(
    change: &Transaction<'_>,
    rest: &[(&str, SalvagedTable)],
    owners: &HashMap<i64, i64>,
) -> rusqlite::Result<bool> {
    let mut is_complete = true;
    for (name, table) in rest {
        is_complete &= table.is_complete;
        for (_, row) in &table.rows {
            let owner = table.integer(row, "account").and_then(|owner| owners.get(&owner));
            let Some(owner) = owner else { continue };
            insert_row(
                change,
                name,
                table,
                row,
                &[("id", Value::Null), ("account", Value::Integer(*owner))],
            )?;
        }
    }
    Ok(is_complete)
}

/// Inserts the accounts; gives their new ids by the old ones.
fn import_accounts(
    change: &Transaction<'_>,
    accounts: &SalvagedTable,
) -> rusqlite::Result<HashMap<i64, i64>> {
    let mut owners = HashMap::new();
    for (id, row) in &accounts.rows {
        let name = |column: &str| {
            accounts.column_index(column).and_then(|at| row.get(at)).cloned().unwrap_or(Value::Null)
        };
        let names = (name("base_url"), name("fingerprint"));
        insert_row(change, "account", accounts, row, &[("id", Value::Null)])?;
        let sql = "SELECT id FROM account WHERE base_url = ?1 AND fingerprint = ?2";
        let found = change.query_row(sql, names, |row| row.get(0)).optional()?;
        owners.extend(found.map(|owner: i64| (*id, owner)));
    }
    Ok(owners)
}

/// The render's id in the new ledger, and whether it was inserted; none where the row is invalid. The renders `taken`
/// are others of the same old ledger.
fn import_render(
    change: &Transaction<'_>,
    renders: &SalvagedTable,
    (id, row): (i64, &[Value]),
    (owner, taken): (i64, &[i64]),
) -> rusqlite::Result<Option<(i64, bool)>> {
    let value = |column: &str| {
        renders.column_index(column).and_then(|at| row.get(at)).cloned().unwrap_or(Value::Null)
    };
    let sql =
        "SELECT id FROM render WHERE account = ?1 AND ((requested_at = ?2 AND title IS ?3) OR video_id = ?4)
        ORDER BY id <> ?5";
    let same = (owner, value("requested_at"), value("title"), value("video_id"), id);
    let there: Vec<i64> =
        change.prepare(sql)?.query_map(same, |row| row.get(0))?.collect::<Result<_, _>>()?;
    if let Some(there) = there.into_iter().find(|there| !taken.contains(there)) {
        return Ok(Some((there, false)));
    }
    let is_taken = change.prepare("SELECT 1 FROM render WHERE id = ?1")?.exists([id])?;
    let own = if is_taken { Value::Null } else { Value::Integer(id) };
    let links = [("resend_of", Value::Null), ("resent_as", Value::Null)];
    let given = [&[("id", own), ("account", Value::Integer(owner))], &links[..]].concat();
    let inserted = insert_row(change, "render", renders, row, &given)?;
    Ok(inserted.then(|| (change.last_insert_rowid(), true)))
}

/// Inserts a row with some values replaced, as far as the new table has its columns; gives whether it fits.
fn insert_row(
    change: &Transaction<'_>,
    table: &str,
    old: &SalvagedTable,
    row: &[Value],
    given: &[(&str, Value)],
) -> rusqlite::Result<bool> {
    let has = change.prepare(&format!("SELECT * FROM {table}"))?;
    let has: Vec<String> = has.column_names().map(str::to_owned).collect();
    let both = old.columns.iter().zip(row).filter(|(name, _)| has.contains(name));
    let (names, values): (Vec<&str>, Vec<Value>) = both
        .map(|(name, value)| {
            let given = given.iter().find(|(column, _)| column == name);
            (name.as_str(), given.map_or_else(|| value.clone(), |(_, value)| value.clone()))
        })
        .unzip();
    let places = vec!["?"; names.len()].join(", ");
    let sql = format!("INSERT INTO {table} ({}) VALUES ({places})", names.join(", "));
    match change.execute(&sql, params_from_iter(values)) {
        Ok(_) => Ok(true),
        Err(error) if is_row_error(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether the row is at fault, and not the new ledger's disk.
fn is_row_error(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{ConstraintViolation, TypeMismatch, Unknown};
    error.sqlite_error_code().is_some_and(|code| matches!(code, ConstraintViolation | TypeMismatch | Unknown))
}
