//! The tables, and the steps that lead from one schema to the next.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use super::super::{failpoint, files};
use super::database_error::{DatabaseError, format_file_timestamp};

/// Marks the file as ours ("CUEC").
pub(super) const APPLICATION_ID: i64 = 0x4355_4543;

/// Each takes the schema from the version of its index to the next. Released ones are never changed.
pub(super) const MIGRATIONS: [&str; 7] = ["
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    base TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    UNIQUE (base, fingerprint)
) STRICT;
CREATE TABLE render (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account,
    title TEXT NOT NULL,
    project ANY, -- a path: text, or bytes where it is not UTF-8
    scenes INTEGER NOT NULL,
    seconds REAL NOT NULL,
    cost_amount REAL NOT NULL,
    cost_unit TEXT NOT NULL CHECK (cost_unit IN ('premium_credit', 'api_credit', 'usd')),
    generation TEXT NOT NULL,
    request TEXT, -- as it is sent; none once it is forgotten
    asked INTEGER NOT NULL, -- times are milliseconds since 1970
    ended INTEGER,
    stage TEXT NOT NULL CHECK (stage IN ('queued', 'sending', 'unconfirmed', 'refused', 'pending', 'processing',
        'completed', 'failed', 'cancelled')),
    writer TEXT, -- who is sending it
    word TEXT,
    video TEXT,
    url TEXT,
    captioned_url TEXT,
    duration REAL,
    note TEXT,
    file ANY, -- a path, like project
    forgotten INTEGER,
    UNIQUE (account, video)
) STRICT;
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    render INTEGER NOT NULL REFERENCES render,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    detail TEXT
) STRICT;
CREATE INDEX event_of_render ON event (render);
", "
ALTER TABLE render ADD COLUMN place INTEGER NOT NULL DEFAULT 0; -- the order of those that wait
UPDATE render SET place = id;
ALTER TABLE render ADD COLUMN due INTEGER; -- when it is sent again by itself
ALTER TABLE render ADD COLUMN digest TEXT; -- of the whole video
ALTER TABLE render ADD COLUMN take_of INTEGER REFERENCES render;
ALTER TABLE render ADD COLUMN next_take INTEGER REFERENCES render;
", "
ALTER TABLE render ADD COLUMN subtitles_url TEXT;
ALTER TABLE render ADD COLUMN subtitles ANY; -- a path, like project
ALTER TABLE render ADD COLUMN mark TEXT; -- in the title that was sent, so that it is found again
ALTER TABLE render ADD COLUMN idempotency TEXT; -- the key that makes it safe to send the same again
ALTER TABLE render ADD COLUMN sent INTEGER; -- when it left first
ALTER TABLE event ADD COLUMN reply TEXT; -- what the service said, as it came
ALTER TABLE account ADD COLUMN generation TEXT; -- the API generation that it is known to speak
ALTER TABLE account ADD COLUMN told TEXT; -- the notice of its end that the user was shown
CREATE TABLE picture ( -- keys that the service knows pictures by
    account INTEGER NOT NULL REFERENCES account,
    photo TEXT NOT NULL,
    key TEXT NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, photo)
) STRICT;
", "
CREATE TABLE look_order ( -- AI looks that were ordered and are not in the account's list yet
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    photo_group TEXT,
    name TEXT NOT NULL,
    api TEXT NOT NULL, -- the API generation that they were ordered from
    writer TEXT NOT NULL, -- who orders them
    generation TEXT, -- the service's name for the order; none until it answered
    at INTEGER NOT NULL,
    adder TEXT, -- who adds them to the group
    before TEXT -- the ids of the looks that the group had before, a line each
) STRICT;
CREATE TABLE training (
    account INTEGER NOT NULL REFERENCES account,
    photo_group TEXT NOT NULL,
    at INTEGER NOT NULL, -- when it was begun
    PRIMARY KEY (account, photo_group)
) STRICT;
", "
ALTER TABLE account ADD COLUMN held_from INTEGER; -- when the service last asked for a time without requests
ALTER TABLE account ADD COLUMN held_until INTEGER; -- no program sends one before it
CREATE TABLE set_aside ( -- ledgers that were damaged
    file ANY PRIMARY KEY NOT NULL, -- a path, like render.project
    is_whole INTEGER NOT NULL, -- whether all of it could be read
    is_told INTEGER NOT NULL DEFAULT 0 -- whether the user knows
) STRICT;
", "
ALTER TABLE account ADD COLUMN picture_source TEXT; -- where the picture key that was accepted last came from
ALTER TABLE account ADD COLUMN refuses_id INTEGER; -- whether a photo's id was refused as a picture key since
ALTER TABLE render ADD COLUMN photo TEXT; -- the photo whose picture key stands in the request
ALTER TABLE render ADD COLUMN picture_key TEXT;
ALTER TABLE render ADD COLUMN picture_source TEXT;
ALTER TABLE render ADD COLUMN picture_choice TEXT; -- the only source that the user wants; none for any
", "
CREATE TABLE new_photo ( -- photos that are made here and are not in the account's list yet
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    name TEXT NOT NULL,
    picture TEXT NOT NULL, -- the hash of the file
    key TEXT NOT NULL, -- what the service calls the upload
    photo_group TEXT,
    photo TEXT, -- none until the service answered
    before TEXT NOT NULL, -- the ids of the groups of the account, or of the looks of the group, before; a line each
    writer TEXT NOT NULL, -- who asks for it
    at INTEGER NOT NULL
) STRICT;
ALTER TABLE training ADD COLUMN writer TEXT; -- who begins it; none once the service answered
ALTER TABLE render ADD COLUMN may_upload INTEGER; -- whether the user agreed to an upload of the picture
ALTER TABLE render ADD COLUMN subtitles_due INTEGER; -- whether the video was kept before its subtitles came
"];

/// What every statement of the ledger needs to be there.
pub(super) const SCHEMA_CHECKS: [&str; 8] = [
    "SELECT id, base, fingerprint, generation, told, held_from, held_until, picture_source, refuses_id FROM account
        LIMIT 1",
    "SELECT id, account, title, project, scenes, seconds, cost_amount, cost_unit, generation, request, asked, ended,
        stage, writer, word, video, url, captioned_url, duration, note, file, forgotten, place, due, digest,
        take_of, next_take, subtitles_url, subtitles, mark, idempotency, sent, photo, picture_key, picture_source,
        picture_choice, may_upload, subtitles_due FROM render LIMIT 1",
    "SELECT id, render, at, what, detail, reply FROM event LIMIT 1",
    "SELECT account, photo, key, source, at FROM picture LIMIT 1",
    "SELECT id, account, photo_group, name, api, writer, generation, at, adder, before FROM look_order LIMIT 1",
    "SELECT account, photo_group, at, writer FROM training LIMIT 1",
    "SELECT file, is_whole, is_told FROM set_aside LIMIT 1",
    "SELECT id, account, name, picture, key, photo_group, photo, before, writer, at FROM new_photo LIMIT 1",
];

pub(super) fn schema_version(database: &Connection) -> rusqlite::Result<i64> {
    database.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings the schema up to the last of `steps`; an older one is copied beside the file first.
pub(super) fn migrate(
    database: &mut Connection,
    path: &Path,
    now: Timestamp,
    steps: &[&str],
) -> Result<(), DatabaseError> {
    let from = schema_version(database)?;
    let done = usize::try_from(from).map_err(|_| DatabaseError::Damaged)?;
    if done > steps.len() {
        let what =
            format!("was written by a newer cuecard (schema {from}): use that one, or move the file away");
        return Err(DatabaseError::File(files::file_error(path, &what)));
    }
    if done == steps.len() {
        return Ok(());
    }
    if done > 0 {
        back_up(database, path, from, now)?;
        failpoint::kill_point("migrate.after_copy");
    }
    let change = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (version, step) in (from + 1..).zip(&steps[done..]) {
        change.execute_batch(step).map_err(DatabaseError::from_schema_check)?;
        change.pragma_update(None, "user_version", version)?;
    }
    failpoint::kill_point("migrate.before_commit");
    change.commit()?;
    failpoint::kill_point("migrate.after_commit");
    Ok(())
}

/// A copy as `PATH.schema-1-TIME`, with the same rights.
fn back_up(database: &Connection, path: &Path, version: i64, now: Timestamp) -> Result<(), DatabaseError> {
    let copy = files::append_suffix(path, &format!(".schema-{version}-{}", format_file_timestamp(now)));
    files::replace_owned(&copy, b"", files::FileAccess::Private).map_err(DatabaseError::File)?;
    let into = copy
        .to_str()
        .ok_or_else(|| DatabaseError::File(files::file_error(&copy, "is no name that can be written")))?;
    database.execute("VACUUM INTO ?1", [into])?;
    Ok(())
}
