//! Salvage: takes over what can be read of damaged ledgers into a new one.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params_from_iter};

use super::super::files;
use super::database_error::{DatabaseError, SIDECAR_SUFFIXES};
use super::rows::path_to_value;
use super::sql::{query_first, query_rows};

/// Tables whose rows refer to an account alone.
const ACCOUNT_TABLES: [&str; 9] = [
    "picture_key",
    "uploaded_file",
    "look_request",
    "training",
    "photo_request",
    "paid_work",
    "balance_reading",
    "accepted_rate",
    "sibling_choice",
];

/// The size of a ledger from which on it is not read.
const MAX_SALVAGE_BYTES: u64 = 1 << 30;

/// Rows of one table of a damaged ledger, by their row ids.
#[derive(Default)]
struct SalvagedTable {
    rows: Vec<(i64, SalvagedRow)>,
    /// Whether every page was readable.
    is_complete: bool,
}

/// The values of a row by their columns.
struct SalvagedRow(HashMap<String, Value>);

impl SalvagedRow {
    fn value(&self, column: &str) -> Value {
        self.0.get(column).cloned().unwrap_or(Value::Null)
    }

    fn integer(&self, column: &str) -> Option<i64> {
        match self.0.get(column)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// Inserts the row with some values replaced, as far as the new table has its columns; gives whether it fits.
    fn insert(
        &self,
        transaction: &Transaction<'_>,
        table: &str,
        replaced: &[(&str, Value)],
    ) -> rusqlite::Result<bool> {
        let columns = transaction.prepare(&format!("SELECT * FROM {table}"))?;
        let columns: Vec<&str> = columns.column_names().filter(|name| self.0.contains_key(*name)).collect();
        let values = columns.iter().map(|column| {
            let replaced = replaced.iter().find(|(name, _)| name == column);
            replaced.map_or_else(|| self.value(column), |(_, value)| value.clone())
        });
        let placeholders = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT INTO {table} ({}) VALUES ({placeholders})", columns.join(", "));
        match transaction.execute(&sql, params_from_iter(values)) {
            Ok(_) => Ok(true),
            Err(error) if is_row_error(&error) => Ok(false),
            Err(error) => Err(error),
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
    for quarantined in &all {
        let copy = open_copy(quarantined);
        let read = |table: &str| {
            let old = copy.as_ref().map(|(_folder, old)| old);
            old.and_then(|old| read_table(old, table).ok()).unwrap_or_default()
        };
        let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let is_complete = import_tables(&transaction, read)?;
        let sql = "INSERT OR REPLACE INTO quarantine (path, is_complete) VALUES (?1, ?2)";
        transaction.execute(sql, (path_to_value(quarantined), is_complete))?;
        transaction.commit()?;
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
fn open_copy(quarantined: &Path) -> Option<(tempfile::TempDir, Connection)> {
    let folder =
        tempfile::Builder::new().prefix(".cuecard-").tempdir_in(files::parent_folder(quarantined)).ok()?;
    let copy = folder.path().join("copy.db");
    let mut bytes = files::read(quarantined, MAX_SALVAGE_BYTES).ok()?;
    let head = database_header();
    if bytes.len() > head.len() && !bytes.starts_with(&head[..16]) {
        bytes[..head.len()].copy_from_slice(&head);
    }
    fs::write(&copy, bytes).ok()?;
    for end in SIDECAR_SUFFIXES {
        // A log that is not there has nothing to add.
        if let Ok(log) = files::read(&files::append_suffix(quarantined, end), MAX_SALVAGE_BYTES) {
            fs::write(files::append_suffix(&copy, end), log).ok()?;
        }
    }
    let old = Connection::open(&copy).ok()?;
    // Also where the schema is damaged in parts.
    old.pragma_update(None, "writable_schema", true).ok()?;
    Some((folder, old))
}

/// A database header without the counts that would have to match.
fn database_header() -> [u8; 100] {
    let mut head = [0; 100];
    head[..16].copy_from_slice(b"SQLite format 3\0");
    // Pages of 4,096 bytes, a rollback journal, and the fractions that SQLite demands.
    head[16..24].copy_from_slice(&[16, 0, 1, 1, 0, 64, 32, 32]);
    // The schema's format, and UTF-8.
    (head[47], head[59]) = (4, 1);
    head
}

fn read_table(old: &Connection, table: &str) -> rusqlite::Result<SalvagedTable> {
    let (mut ids, mut is_complete) = (BTreeSet::new(), true);
    // From both ends up to what cannot be read.
    for order in ["ASC", "DESC"] {
        let sql = format!("SELECT rowid FROM {table} NOT INDEXED ORDER BY rowid {order}");
        let mut query = old.prepare(&sql)?;
        for id in query.query_map([], |row| row.get::<_, i64>(0))? {
            is_complete &= id.is_ok();
            ids.extend(id.ok());
        }
    }
    let mut query = old.prepare(&format!("SELECT * FROM {table} NOT INDEXED WHERE rowid = ?1"))?;
    let columns: Vec<String> = query.column_names().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for id in ids {
        let value = |row: &Row<'_>, column: &String| Ok((column.clone(), row.get(column.as_str())?));
        let read = query.query_row([id], |row| columns.iter().map(|column| value(row, column)).collect());
        is_complete &= read.is_ok();
        rows.extend(read.ok().map(|values| (id, SalvagedRow(values))));
    }
    Ok(SalvagedTable { rows, is_complete })
}

/// Inserts what can be read; gives whether that is everything.
fn import_tables(
    transaction: &Transaction<'_>,
    read: impl Fn(&str) -> SalvagedTable,
) -> rusqlite::Result<bool> {
    let [accounts, renders, events] = ["account", "render", "event"].map(&read);
    let mut is_complete = accounts.is_complete && renders.is_complete && events.is_complete;
    let owners = import_accounts(transaction, &accounts)?;
    let owner = |row: &SalvagedRow| owners.get(&row.integer("account")?).copied();
    let mut ids = HashMap::new();
    for (id, row) in &renders.rows {
        let found = owner(row).map(|owner| import_render(transaction, *id, row, owner, &ids)).transpose()?;
        is_complete &= found.flatten().is_some();
        ids.extend(found.flatten().map(|found| (*id, found)));
    }
    for (_, row) in &events.rows {
        let Some(render) = row.integer("render") else { continue };
        match ids.get(&render) {
            // There was more than was read.
            None => is_complete = false,
            Some((_, RenderOrigin::Known)) => {}
            Some((render, RenderOrigin::Imported)) => {
                let replaced = [("id", Value::Null), ("render", Value::Integer(*render))];
                row.insert(transaction, "event", &replaced)?;
            }
        }
    }
    for (id, row) in &renders.rows {
        let Some((own, RenderOrigin::Imported)) = ids.get(id) else { continue };
        for column in ["resend_of", "resent_as"] {
            let Some(old) = row.integer(column) else { continue };
            is_complete &= ids.contains_key(&old);
            // A later take that is lost may have been paid for: the row counts as sent again, and is not sent once more.
            let itself = (column == "resent_as").then_some(own);
            let other = ids.get(&old).map(|(other, _)| other).or(itself);
            let sql = format!("UPDATE render SET {column} = ?2 WHERE id = ?1");
            transaction.execute(&sql, (own, other))?;
        }
    }
    for name in ACCOUNT_TABLES {
        let table = read(name);
        is_complete &= table.is_complete;
        for (_, row) in &table.rows {
            let Some(owner) = owner(row) else { continue };
            row.insert(transaction, name, &[("id", Value::Null), ("account", Value::Integer(owner))])?;
        }
    }
    Ok(is_complete)
}

/// Inserts the accounts; gives their new ids by the old ones.
fn import_accounts(
    transaction: &Transaction<'_>,
    accounts: &SalvagedTable,
) -> rusqlite::Result<HashMap<i64, i64>> {
    let mut owners = HashMap::new();
    for (id, row) in &accounts.rows {
        row.insert(transaction, "account", &[("id", Value::Null)])?;
        let sql = "SELECT id FROM account WHERE base_url = ?1 AND fingerprint = ?2";
        let names = (row.value("base_url"), row.value("fingerprint"));
        let found: Option<i64> = query_first(transaction, sql, names, |row| row.get(0))?;
        owners.extend(found.map(|owner| (*id, owner)));
    }
    Ok(owners)
}

/// Where a render of the new ledger comes from.
#[derive(Clone, Copy)]
enum RenderOrigin {
    /// The new ledger has it from another old one.
    Known,
    Imported,
}

/// The render's id in the new ledger, and its origin; none where the row is invalid. The renders `taken` are others of
/// the same old ledger.
fn import_render(
    transaction: &Transaction<'_>,
    id: i64,
    row: &SalvagedRow,
    owner: i64,
    taken: &HashMap<i64, (i64, RenderOrigin)>,
) -> rusqlite::Result<Option<(i64, RenderOrigin)>> {
    let sql =
        "SELECT id FROM render WHERE account = ?1 AND ((requested_at = ?2 AND title IS ?3) OR video_id = ?4)
        ORDER BY id <> ?5";
    let same = (owner, row.value("requested_at"), row.value("title"), row.value("video_id"), id);
    let existing: Vec<i64> = query_rows(transaction, sql, same, |row| row.get(0))?;
    let is_free = |existing: &i64| taken.values().all(|(taken, _)| taken != existing);
    if let Some(existing) = existing.into_iter().find(is_free) {
        return Ok(Some((existing, RenderOrigin::Known)));
    }
    let is_taken = transaction.prepare("SELECT 1 FROM render WHERE id = ?1")?.exists([id])?;
    let replaced = [
        ("id", if is_taken { Value::Null } else { Value::Integer(id) }),
        ("account", Value::Integer(owner)),
        ("resend_of", Value::Null),
        ("resent_as", Value::Null),
    ];
    let is_inserted = row.insert(transaction, "render", &replaced)?;
    Ok(is_inserted.then(|| (transaction.last_insert_rowid(), RenderOrigin::Imported)))
}

/// Whether the row is at fault, and not the new ledger's disk.
fn is_row_error(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{ConstraintViolation, TypeMismatch, Unknown};
    error.sqlite_error_code().is_some_and(|code| matches!(code, ConstraintViolation | TypeMismatch | Unknown))
}
