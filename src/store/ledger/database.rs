//! The SQLite file: created, checked and migrated; a damaged one is quarantined.

use std::fs::{self, Permissions};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::domain::Error;

use super::super::process_lock::Registry;
use super::super::{failpoint, files};
use super::connection::LEDGER_LOCK_PREFIX;
use super::database_error::{DatabaseError, SIDECAR_SUFFIXES, database_files, format_file_timestamp};
use super::error::{from_io_error, resource_error_in_check_row};
use super::salvage;
use super::schema::{APPLICATION_ID, MIGRATIONS, check_schema, migrate};

/// How long to wait for another process that locks the file.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// The bytes of a path that a URI escapes.
const URI_PATH_ESCAPES: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Enough rows to see whether one is about the disk.
const INTEGRITY_CHECK: &str = "PRAGMA integrity_check(100)";

/// The database at `path`, ready for use, and where a damaged one was moved to.
pub(super) fn connect(
    path: &Path,
    registry: &Registry,
    now: Timestamp,
) -> Result<(Connection, Option<PathBuf>), Error> {
    let alone = registry.live(LEDGER_LOCK_PREFIX)?.is_empty();
    // Damage is believed when it is seen twice: a disk that fails once may make a sound file look damaged.
    let opened = match open_or_create(path, alone, now) {
        Err(DatabaseError::Damaged) => open_or_create(path, alone, now),
        opened => opened,
    };
    match opened {
        Err(DatabaseError::Damaged) if alone => {
            let quarantined = quarantine(path, now)?;
            let opened = open_or_create(path, alone, now);
            opened.map(|(database, _)| (database, Some(quarantined))).map_err(|error| error.into_error(path))
        }
        Err(DatabaseError::Damaged) => {
            let problem = "is damaged, and another cuecard has it open: quit that one first";
            Err(files::file_error(path, problem))
        }
        opened => opened.map_err(|error| error.into_error(path)),
    }
}

/// Opens an existing database for reading: nothing is created, repaired or migrated. On a read-only disk this works
/// only while no other process has it open.
pub(super) fn connect_read_only(path: &Path) -> Result<Connection, Error> {
    let bytes = |end: &&str| fs::metadata(files::append_suffix(path, end)).map_or(0, |about| about.len());
    let is_quiet = || SIDECAR_SUFFIXES.iter().all(|end| bytes(end) == 0);
    let read = |more| open_read_only(path, more).map_err(|error| error.into_error(path));
    read("").or_else(|error| if is_quiet() { read("&immutable=1") } else { Err(error) })
}

fn open_read_only(path: &Path, more: &str) -> Result<Connection, DatabaseError> {
    check_regular_files(path)?;
    let name = percent_encode(path.as_os_str().as_bytes(), URI_PATH_ESCAPES);
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(format!("file:{name}?mode=ro{more}"), flags)?;
    database.busy_timeout(LOCK_TIMEOUT)?;
    database.pragma_update(None, "trusted_schema", false)?;
    check_integrity(&database)?;
    check_schema(&database)?;
    Ok(database)
}

/// Opens the file, or creates it if neither it nor a sidecar file exists. Gives the damaged file whose renders a new
/// one was filled with.
fn open_or_create(
    path: &Path,
    alone: bool,
    now: Timestamp,
) -> Result<(Connection, Option<PathBuf>), DatabaseError> {
    let exists = |path: &Path| path.try_exists().map_err(|error| DatabaseError::unreadable(path, &error));
    let mut salvaged = None;
    if !exists(path)? {
        for end in SIDECAR_SUFFIXES {
            if exists(&files::append_suffix(path, end))? {
                return Err(DatabaseError::Damaged);
            }
        }
        salvaged = create_database(path, now)?;
    }
    check_regular_files(path)?;
    if alone {
        check_header(path)?;
    }
    let mut database = open_connection(path)?;
    // A damaged file must stay as it was found.
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    check_integrity(&database)?;
    migrate(&mut database, path, now, &MIGRATIONS)?;
    check_schema(&database)?;
    // With a rollback journal, all that was committed stands in the one file: no log beside it can be torn or lost.
    database.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    Ok((database, salvaged))
}

fn open_connection(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(path, flags)?;
    database.busy_timeout(LOCK_TIMEOUT)?;
    database.pragma_update(None, "cell_size_check", true)?;
    database.pragma_update(None, "trusted_schema", false)?;
    database.pragma_update(None, "foreign_keys", true)?;
    database.pragma_update(None, "synchronous", "EXTRA")?;
    Ok(database)
}

/// Creates a complete database under a temporary name, filled from quarantined ledgers: a file of no bytes is never
/// ours, and no process works without knowing what was paid for.
fn create_database(path: &Path, now: Timestamp) -> Result<Option<PathBuf>, DatabaseError> {
    let failed = |error: io::Error| DatabaseError::File(files::io_error(path, "cannot be created", &error));
    let file =
        files::create_temporary(files::parent_folder(path), files::FileAccess::Private).map_err(failed)?;
    let mut database = open_connection(file.path())?;
    database.pragma_update(None, "application_id", APPLICATION_ID)?;
    migrate(&mut database, path, now, &MIGRATIONS)?;
    let salvaged = salvage::import_quarantined(&mut database, path)?;
    database.close().map_err(|(_, error)| error)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist_noclobber(path).map_err(|refused| failed(refused.error))?;
    files::sync_parent_folder(path).map_err(failed)?;
    Ok(salvaged)
}

/// Rejects FIFOs among the database's files: SQLite would wait for their other end.
fn check_regular_files(path: &Path) -> Result<(), DatabaseError> {
    for path in database_files(path) {
        match fs::metadata(&path) {
            Ok(about) => files::check_regular(&path, &about).map_err(DatabaseError::File)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(DatabaseError::unreadable(&path, &error)),
        }
    }
    Ok(())
}

/// Checks the header, since SQLite takes some damaged files for empty or read-only ones, and restricts the
/// permissions. Only while no connection of this process is open: closing the file would release that one's locks.
fn check_header(path: &Path) -> Result<(), DatabaseError> {
    let failed = |error: io::Error| DatabaseError::unreadable(path, &error);
    let about = fs::metadata(path).map_err(failed)?;
    let mut head = Vec::new();
    failpoint::fail_read("ledger.head").map_err(failed)?;
    let file = files::open_regular(path).map_err(DatabaseError::File)?;
    file.take(100).read_to_end(&mut head).map_err(failed)?;
    let ours = head.len() == 100 && head.starts_with(b"SQLite format 3\0");
    if !ours || head[18..20].iter().any(|version| !(1..=2).contains(version)) {
        return Err(DatabaseError::Damaged);
    }
    // Whole pages, whose size stands in the head; 1 means 65,536.
    let page = match u64::from(u16::from_be_bytes([head[16], head[17]])) {
        1 => 1 << 16,
        size => size,
    };
    if page == 0 || about.len() % page != 0 {
        return Err(DatabaseError::Damaged);
    }
    if about.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(path, Permissions::from_mode(0o600)).map_err(failed)?;
    }
    Ok(())
}

/// Reads the whole file. An error of the disk or the memory says nothing of the content.
fn check_integrity(database: &Connection) -> Result<(), DatabaseError> {
    failpoint::fail_read("ledger.check").map_err(|error| from_io_error(&error))?;
    let application: i64 = database.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let mut query = database.prepare(INTEGRITY_CHECK)?;
    let verdict =
        query.query_map([], |row| Ok(String::from_utf8_lossy(row.get_ref(0)?.as_bytes()?).into_owned()))?;
    let verdict = verdict.collect::<rusqlite::Result<Vec<_>>>()?;
    if let Some(error) = verdict.iter().flat_map(|row| row.lines()).find_map(resource_error_in_check_row) {
        return Err(DatabaseError::Sqlite(error));
    }
    let stray = database.prepare("PRAGMA foreign_key_check")?.exists([])?;
    let is_sound = application == APPLICATION_ID && verdict == ["ok"] && !stray;
    if is_sound { Ok(()) } else { Err(DatabaseError::Damaged) }
}

/// Renames the database and its sidecar files to names that SQLite still takes for one database.
fn quarantine(path: &Path, now: Timestamp) -> Result<PathBuf, Error> {
    let quarantined = files::unused_path(path, &format!("damaged-{}", format_file_timestamp(now)));
    // The database goes first: as long as anything of it is left here, no new one is made.
    for (from, to) in database_files(path).into_iter().zip(database_files(&quarantined)) {
        match fs::rename(&from, to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(files::io_error(&from, "is damaged and cannot be set aside", &error));
            }
            _ => {}
        }
    }
    Ok(quarantined)
}
