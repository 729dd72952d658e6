//! The SQLite file: made, checked, brought up to date; a damaged one is set aside.

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

use crate::domain::Fault;

use super::super::process_lock::Gate;
use super::super::{files, trap};
use super::KIND;
use super::fault::{is_damage, is_foreign_schema, of_disk, of_verdict, read_fault};
use super::salvage;
use super::schema::{APPLICATION, MIGRATIONS, PROBES, migrate};

/// How long another program may hold the file before that is a fault.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// Files that belong to the database beside it.
pub(super) const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// What is escaped in the path of a URI.
const URI_PATH_ESCAPES: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// As many rows as tell whether one of them is about the disk.
const CHECK: &str = "PRAGMA integrity_check(100)";

/// Why a database cannot be used.
#[derive(Debug)]
pub(super) enum Broken {
    /// Its content is not what we wrote.
    Damaged,
    Error(rusqlite::Error),
    Fault(Fault),
}

impl From<rusqlite::Error> for Broken {
    fn from(error: rusqlite::Error) -> Self {
        if is_damage(&error) { Self::Damaged } else { Self::Error(error) }
    }
}

impl Broken {
    /// For a statement of the ledger that runs after the whole file was read: tables that it does not fit are damage.
    pub(super) fn of_schema(error: rusqlite::Error) -> Self {
        if is_foreign_schema(&error) { Self::Damaged } else { error.into() }
    }

    fn into_fault(self, path: &Path) -> Fault {
        match self {
            Self::Damaged => files::said(path, "is damaged"),
            Self::Error(error) => read_fault(path, &error),
            Self::Fault(fault) => fault,
        }
    }
}

/// The database at `path`, ready for use, and where a damaged one went.
pub(super) fn connect(
    path: &Path,
    gate: &Gate,
    now: Timestamp,
) -> Result<(Connection, Option<PathBuf>), Fault> {
    let alone = gate.living(KIND)?.is_empty();
    // Damage is believed when it is seen twice: a disk that fails once may make a sound file look damaged.
    let looked = match ready(path, alone, now) {
        Err(Broken::Damaged) => ready(path, alone, now),
        looked => looked,
    };
    match looked {
        Ok(ready) => return Ok(ready),
        Err(Broken::Damaged) if alone => {}
        Err(Broken::Damaged) => {
            return Err(files::said(path, "is damaged, and another cuecard has it open: close that first"));
        }
        Err(other) => return Err(other.into_fault(path)),
    }
    let aside = set_aside(path, now)?;
    let (database, _) = ready(path, alone, now).map_err(|broken| broken.into_fault(path))?;
    Ok((database, Some(aside)))
}

/// The database at `path` as it is, for reading alone: nothing is made, mended or brought up to date. On a disk that
/// takes nothing at all, only while nobody else has it open.
pub(super) fn connect_to_read(path: &Path) -> Result<Connection, Fault> {
    let bytes = |end: &&str| fs::metadata(files::with_end(path, end)).map_or(0, |about| about.len());
    let is_quiet = || BESIDE.iter().all(|end| bytes(end) == 0);
    let read = |more| open_to_read(path, more).map_err(|broken| broken.into_fault(path));
    read("").or_else(|fault| if is_quiet() { read("&immutable=1") } else { Err(fault) })
}

fn open_to_read(path: &Path, more: &str) -> Result<Connection, Broken> {
    are_regular(path)?;
    let name = percent_encode(path.as_os_str().as_bytes(), URI_PATH_ESCAPES);
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(format!("file:{name}?mode=ro{more}"), flags)?;
    database.busy_timeout(LOCK_TIMEOUT)?;
    database.pragma_update(None, "trusted_schema", false)?;
    check(&database)?;
    probe(&database)?;
    Ok(database)
}

/// Opens the file, which is made if neither it nor anything that belongs to it is there; and where the damaged one is
/// whose renders it was filled with then.
fn ready(path: &Path, alone: bool, now: Timestamp) -> Result<(Connection, Option<PathBuf>), Broken> {
    let mut salvaged = None;
    if !is_there(path)? {
        for end in BESIDE {
            if is_there(&files::with_end(path, end))? {
                return Err(Broken::Damaged);
            }
        }
        salvaged = create(path, now)?;
    }
    are_regular(path)?;
    if alone {
        check_head(path)?;
    }
    let mut database = open(path)?;
    // A damaged file must stay as it was found.
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    check(&database)?;
    migrate(&mut database, path, now, &MIGRATIONS)?;
    probe(&database)?;
    // With a rollback journal, all that was committed stands in the one file: no log beside it can be torn or lost.
    database.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    Ok((database, salvaged))
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(path, flags)?;
    database.busy_timeout(LOCK_TIMEOUT)?;
    database.pragma_update(None, "cell_size_check", true)?;
    database.pragma_update(None, "trusted_schema", false)?;
    database.pragma_update(None, "foreign_keys", true)?;
    database.pragma_update(None, "synchronous", "EXTRA")?;
    Ok(database)
}

/// Makes a whole database under another name first: one of no bytes is never ours. What was set aside is in it before it
/// has its name, so that no program works without knowing what was paid for.
fn create(path: &Path, now: Timestamp) -> Result<Option<PathBuf>, Broken> {
    let failed = |error: std::io::Error| Broken::Fault(files::fault(path, "cannot be made", &error));
    let file = files::temporary(files::folder_of(path), files::Access::Private).map_err(failed)?;
    let mut database = open(file.path())?;
    database.pragma_update(None, "application_id", APPLICATION)?;
    migrate(&mut database, path, now, &MIGRATIONS)?;
    let salvaged = salvage::fill(&mut database, path)?;
    database.close().map_err(|(_, error)| error)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist_noclobber(path).map_err(|refused| failed(refused.error))?;
    files::sync_folder(path).map_err(failed)?;
    Ok(salvaged)
}

/// SQLite would wait for the other end of a FIFO: neither the file nor what belongs to it may be one.
fn are_regular(path: &Path) -> Result<(), Broken> {
    for end in ["", BESIDE[0], BESIDE[1], BESIDE[2]] {
        let path = files::with_end(path, end);
        match fs::metadata(&path) {
            Ok(about) => files::regular(&path, &about).map_err(Broken::Fault)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Broken::Fault(files::fault(&path, "cannot be read", &error))),
        }
    }
    Ok(())
}

/// Looks at what SQLite takes for an empty or a read-only file when it is damaged, and closes it to others. Only while
/// no connection of this process is open: closing the file here would let go of the locks of that one.
fn check_head(path: &Path) -> Result<(), Broken> {
    let failed = |error: std::io::Error| Broken::Fault(files::fault(path, "cannot be read", &error));
    let about = fs::metadata(path).map_err(failed)?;
    let mut head = Vec::new();
    trap::read("ledger.head").map_err(failed)?;
    files::open(path).map_err(Broken::Fault)?.take(100).read_to_end(&mut head).map_err(failed)?;
    let ours = head.len() == 100 && head.starts_with(b"SQLite format 3\0");
    if !ours || head[18..20].iter().any(|version| !(1..=2).contains(version)) {
        return Err(Broken::Damaged);
    }
    // Whole pages, whose size stands in the head; 1 means 65,536.
    let page = match u64::from(u16::from_be_bytes([head[16], head[17]])) {
        1 => 1 << 16,
        size => size,
    };
    if page == 0 || about.len() % page != 0 {
        return Err(Broken::Damaged);
    }
    if about.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(path, Permissions::from_mode(0o600)).map_err(failed)?;
    }
    Ok(())
}

/// Reads all of it. Where the disk or the memory failed meanwhile, nothing is said of the content.
fn check(database: &Connection) -> Result<(), Broken> {
    trap::read("ledger.check").map_err(|error| of_disk(&error))?;
    let application: i64 = database.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let mut query = database.prepare(CHECK)?;
    let verdict =
        query.query_map([], |row| Ok(String::from_utf8_lossy(row.get_ref(0)?.as_bytes()?).into_owned()))?;
    let verdict = verdict.collect::<rusqlite::Result<Vec<_>>>()?;
    if let Some(error) = verdict.iter().flat_map(|row| row.lines()).find_map(of_verdict) {
        return Err(Broken::Error(error));
    }
    let stray = database.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if application == APPLICATION && verdict == ["ok"] && !stray { Ok(()) } else { Err(Broken::Damaged) }
}

fn probe(database: &Connection) -> Result<(), Broken> {
    PROBES.iter().try_for_each(|probe| database.prepare(probe).map(drop)).map_err(Broken::of_schema)
}

/// Whether something has this name. What cannot be looked at may be there.
fn is_there(path: &Path) -> Result<bool, Broken> {
    match fs::metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Broken::Fault(files::fault(path, "cannot be read", &error))),
    }
}

/// Renames the database and all that belongs to it to names that SQLite still knows as one database.
fn set_aside(path: &Path, now: Timestamp) -> Result<PathBuf, Fault> {
    let aside = files::free_name(path, &format!("damaged-{}", stamped(now)));
    // The database goes first: as long as anything of it is left here, no new one is made.
    for end in ["", BESIDE[0], BESIDE[1], BESIDE[2]] {
        let (from, to) = (files::with_end(path, end), files::with_end(&aside, end));
        match fs::rename(&from, to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(files::fault(&from, "is damaged and cannot be set aside", &error));
            }
            _ => {}
        }
    }
    Ok(aside)
}

/// A time as a part of a file name: `20261122T142405Z`.
pub(super) fn stamped(now: Timestamp) -> String {
    now.strftime("%Y%m%dT%H%M%SZ").to_string()
}
