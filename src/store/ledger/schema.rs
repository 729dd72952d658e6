//! The tables of the ledger, and the migrations between versions of the schema.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use super::super::{failpoint, files};
use super::database_error::{DatabaseError, format_file_timestamp};

/// SQLite's application id of a ledger: "CUEC".
pub(super) const APPLICATION_ID: i64 = 0x4355_4543;

/// The script at index N raises the schema from version N to N + 1. Released scripts are never changed.
pub(super) const MIGRATIONS: [&str; 1] = ["
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    base_url TEXT NOT NULL,
    fingerprint TEXT NOT NULL, -- of the API key
    api_version TEXT, -- the last one that worked
    shown_notice TEXT, -- the last API notice that the user was shown
    retry_after_from INTEGER, -- when the service last asked for a time without requests
    retry_after_until INTEGER, -- no process sends a request before it
    accepted_key_source TEXT, -- the source of the picture key that was accepted last
    is_photo_id_refused INTEGER NOT NULL DEFAULT 0, -- as a picture key, since one was accepted
    UNIQUE (base_url, fingerprint)
) STRICT;
CREATE TABLE render (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account,
    title TEXT NOT NULL,
    project_path ANY, -- paths are text, or bytes where they are not UTF-8
    scene_count INTEGER NOT NULL,
    estimated_seconds REAL NOT NULL,
    cost_amount REAL NOT NULL,
    cost_unit TEXT NOT NULL CHECK (cost_unit IN ('premium_credit', 'api_credit', 'enterprise_credit',
        'workspace_credit', 'usd')),
    rounding TEXT NOT NULL, -- of the cost
    has_exact_scene INTEGER NOT NULL DEFAULT 0, -- whether the length of a scene was known before
    charged_look TEXT NOT NULL DEFAULT 'mixed', -- the kind of look and the engine; or 'mixed', or '4k'
    content_hash TEXT, -- of the whole video
    dialect TEXT NOT NULL, -- of the request
    request TEXT, -- the exact body; none once the render is removed
    title_tag TEXT, -- in the title that was sent
    idempotency_key TEXT,
    chosen_idempotency_key TEXT, -- the one of the user; a render that sends this one again keeps it
    photo TEXT, -- the photo whose picture key is in the request
    picture_key TEXT,
    picture_key_source TEXT,
    picture_key_choice TEXT, -- the only source that the user allows; none for any
    may_upload INTEGER NOT NULL DEFAULT 0, -- whether the user agreed to an upload of the picture
    stage TEXT NOT NULL CHECK (stage IN ('queued', 'sending', 'unconfirmed', 'refused', 'pending', 'processing',
        'completed', 'failed', 'canceled')),
    service_status TEXT,
    note TEXT,
    reason TEXT, -- the code of the reason that the note is about
    writer TEXT, -- the process that queues or sends it
    position INTEGER NOT NULL, -- in the queue
    requested_at INTEGER NOT NULL, -- times are milliseconds since 1970
    sent_at INTEGER, -- for the first time
    retry_at INTEGER,
    ended_at INTEGER,
    removed_at INTEGER, -- from the list
    resend_of INTEGER REFERENCES render,
    resent_as INTEGER REFERENCES render,
    video_id TEXT,
    video_url TEXT,
    captioned_url TEXT,
    video_path ANY,
    actual_seconds REAL,
    subtitles_url TEXT,
    subtitles_path ANY,
    are_subtitles_pending INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, video_id)
) STRICT;
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    render INTEGER NOT NULL REFERENCES render,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT,
    response TEXT -- of the service, sanitized
) STRICT;
CREATE INDEX event_of_render ON event (render);
CREATE TABLE picture_key (
    account INTEGER NOT NULL REFERENCES account,
    photo TEXT NOT NULL,
    key TEXT NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, photo)
) STRICT;
CREATE TABLE uploaded_file ( -- recordings and pictures that were uploaded for videos
    account INTEGER NOT NULL REFERENCES account,
    api_version TEXT NOT NULL, -- that it was uploaded with
    hash TEXT NOT NULL, -- the SHA-256 of the file
    asset TEXT NOT NULL, -- the service's id of the upload
    path ANY NOT NULL, -- of the file when it was uploaded
    at INTEGER NOT NULL,
    PRIMARY KEY (account, api_version, hash)
) STRICT;
CREATE TABLE look_request ( -- AI looks that were requested and are not in the account's list yet
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    photo_group TEXT,
    name TEXT NOT NULL,
    api_version TEXT NOT NULL,
    writer TEXT NOT NULL, -- the process that sends the request
    generation TEXT, -- the service's id of the request; none until it answered
    at INTEGER NOT NULL,
    adder TEXT, -- the process that adds the looks to the group
    existing_ids TEXT -- of the looks in the group before, a line each
) STRICT;
CREATE TABLE photo_request ( -- photos that were requested and are not in the account's list yet
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    name TEXT NOT NULL,
    picture_hash TEXT NOT NULL,
    upload_key TEXT NOT NULL, -- the service's id of the upload
    photo_group TEXT,
    photo TEXT, -- none until the service answered
    existing_ids TEXT NOT NULL, -- of the account's groups, or of the photos in the group, before; a line each
    writer TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE training (
    account INTEGER NOT NULL REFERENCES account,
    photo_group TEXT NOT NULL,
    at INTEGER NOT NULL,
    writer TEXT, -- none once the service answered
    PRIMARY KEY (account, photo_group)
) STRICT;
CREATE TABLE paid_work ( -- what is paid beside renders
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    kind TEXT NOT NULL,
    quantity REAL NOT NULL, -- in the unit of its rate: calls, or seconds
    cost_amount REAL, -- the price that the user was shown; none where it was not known
    cost_unit TEXT,
    at INTEGER NOT NULL,
    ended_at INTEGER -- when the service had done it, where that is known
) STRICT;
CREATE TABLE balance_reading (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    amount REAL NOT NULL,
    unit TEXT NOT NULL,
    overage_limit REAL, -- in dollars
    at INTEGER NOT NULL -- when it was requested
) STRICT;
CREATE TABLE accepted_rate ( -- rates that the account was found to pay, and the user accepted
    account INTEGER NOT NULL REFERENCES account,
    unit TEXT NOT NULL,
    look TEXT NOT NULL, -- its kind and the engine
    per_second REAL NOT NULL,
    rounding TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, unit, look)
) STRICT;
CREATE TABLE sibling_choice ( -- voices that the user chose for an emotion in a family of voices
    account INTEGER NOT NULL REFERENCES account,
    family TEXT NOT NULL,
    language TEXT NOT NULL,
    emotion TEXT NOT NULL,
    voice TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, family, language, emotion)
) STRICT;
CREATE TABLE quarantine ( -- damaged ledgers
    path ANY PRIMARY KEY NOT NULL,
    is_complete INTEGER NOT NULL, -- whether all of it could be read
    is_shown INTEGER NOT NULL DEFAULT 0 -- whether the user knows
) STRICT;
"];

/// Writes a query for each table that fails where one of its columns is missing.
const SELECT_SCHEMA_CHECKS: &str =
    "SELECT 'SELECT ' || group_concat(info.name, ', ') || ' FROM ' || tables.name || ' LIMIT 1'
    FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS info
    WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite!_%' ESCAPE '!' GROUP BY tables.name";

/// Whether the tables have every column of the newest schema.
pub(super) fn check_schema(database: &Connection) -> Result<(), DatabaseError> {
    let newest = Connection::open_in_memory()?;
    MIGRATIONS.iter().try_for_each(|script| newest.execute_batch(script))?;
    let mut checks = newest.prepare(SELECT_SCHEMA_CHECKS)?;
    for check in checks.query_map([], |row| row.get::<_, String>(0))? {
        database.prepare(&check?).map_err(DatabaseError::from_schema_check)?;
    }
    Ok(())
}

pub(super) fn schema_version(database: &Connection) -> rusqlite::Result<i64> {
    database.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Raises the schema to the last of `scripts`; a file of an older version is backed up first.
pub(super) fn migrate(
    database: &mut Connection,
    path: &Path,
    now: Timestamp,
    scripts: &[&str],
) -> Result<(), DatabaseError> {
    let from = schema_version(database)?;
    let done = usize::try_from(from).map_err(|_| DatabaseError::Damaged)?;
    if done > scripts.len() {
        let problem = format!(
            "was written by a newer cuecard (schema {from}): use that version, or move the file away"
        );
        return Err(DatabaseError::File(files::file_error(path, &problem)));
    }
    if done == scripts.len() {
        return Ok(());
    }
    if done > 0 {
        back_up(database, path, from, now)?;
        failpoint::kill_point("migrate.after_copy");
    }
    let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (version, script) in (from + 1..).zip(&scripts[done..]) {
        transaction.execute_batch(script).map_err(DatabaseError::from_schema_check)?;
        transaction.pragma_update(None, "user_version", version)?;
    }
    failpoint::kill_point("migrate.before_commit");
    transaction.commit()?;
    failpoint::kill_point("migrate.after_commit");
    Ok(())
}

/// Copies the ledger to `PATH.schema-1-TIME`, readable by the user alone.
fn back_up(database: &Connection, path: &Path, version: i64, now: Timestamp) -> Result<(), DatabaseError> {
    let copy = files::append_suffix(path, &format!(".schema-{version}-{}", format_file_timestamp(now)));
    files::replace_owned(&copy, b"", files::FileAccess::Private).map_err(DatabaseError::File)?;
    let into = copy
        .to_str()
        .ok_or_else(|| DatabaseError::File(files::file_error(&copy, "is not a writable file name")))?;
    database.execute("VACUUM INTO ?1", [into])?;
    Ok(())
}
