//! Requests for AI looks, recorded before they are sent and kept until the looks are in the account's list.

use jiff::Timestamp;
use rusqlite::{Connection, Row};

use crate::domain::{
    ApiVersion, Error, ErrorKind, GroupId, LookGenerationId, PhotoId, PictureKey, PictureKeySource,
};

use super::super::files;
use super::super::process_lock::Registry;
use super::account_state::upsert_picture_key;
use super::change::Change;
use super::connection::{LEDGER_LOCK_PREFIX, Ledger};
use super::error::LedgerError;
use super::rows::read_timestamp;
use super::sql::{query_first, query_rows, query_value, stored_as_integer};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LookRequestId(i64);

stored_as_integer!(LookRequestId);

/// A request that the service accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLookRequest {
    pub id: LookRequestId,
    /// The group of the looks; v3 may do without.
    pub group: Option<GroupId>,
    /// The name that the looks get.
    pub name: String,
    pub api_version: ApiVersion,
    pub generation: LookGenerationId,
    /// When it was recorded.
    pub requested_at: Timestamp,
}

/// Whether finished looks may be added to their group now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddLooksClaim {
    /// The first attempt.
    First,
    /// The outcome of an earlier attempt is unknown; the group had these looks before it.
    Retry(Vec<PhotoId>),
    /// Another process adds them, or added them.
    Unavailable,
}

impl Ledger {
    /// Records a request, which may be sent only if this succeeds, under the returned name: no other open request has
    /// it. Fails where an open request has `name`, unless it is wanted `again`.
    pub fn record_look_request(
        &mut self,
        group: Option<&GroupId>,
        name: &str,
        again: bool,
        api: ApiVersion,
        at: Timestamp,
    ) -> Result<(LookRequestId, String), Error> {
        self.change(at, |change| {
            if !again && has_open_request(change, name)? {
                let message = format!("The looks {name} are already ordered, but not collected yet");
                return Err(Error::new("the AI looks", ErrorKind::AlreadyRendered, message).into());
            }
            let name = unused_name(change, name)?;
            let sql = "INSERT INTO look_request (account, photo_group, name, api_version, writer, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            change.execute(sql, (change.account, group, &name, api, change.process, change.at_ms()))?;
            Ok((LookRequestId(change.last_insert_rowid()), name))
        })
    }

    /// The service accepted the request.
    pub fn confirm_look_request(
        &mut self,
        id: LookRequestId,
        generation: &LookGenerationId,
    ) -> Result<(), Error> {
        self.execute("UPDATE look_request SET generation = ?2 WHERE id = ?1", (id, generation))
    }

    pub fn delete_look_request(&mut self, id: LookRequestId) -> Result<(), Error> {
        self.execute(DELETE_REQUEST, [id])
    }

    /// The requests that the service accepted, the oldest first.
    pub fn confirmed_look_requests(&self) -> Result<Vec<StoredLookRequest>, Error> {
        let sql = "SELECT id, photo_group, name, api_version, generation, at FROM look_request
            WHERE account = ?1 AND generation IS NOT NULL ORDER BY id";
        self.read(|database| query_rows(database, sql, [self.account], look_request_from_row))
    }

    /// Deletes the requests whose process ended before the response came, and gives their names: the service may have
    /// accepted them.
    pub fn take_lost_look_requests(&mut self) -> Result<Vec<String>, Error> {
        let sql = "SELECT id, name, writer FROM look_request WHERE account = ?1 AND generation IS NULL
            AND writer <> ?2";
        let values = (self.account, self.registration.name());
        let mut lost: Vec<(LookRequestId, String, String)> =
            self.read(|database| query_rows(database, sql, values, |row| row.try_into()))?;
        if lost.is_empty() {
            return Ok(Vec::new());
        }
        let live = self.live_processes()?;
        lost.retain(|(_, _, writer)| !live.contains(writer));
        self.transact(|connection| lost.iter().try_for_each(|(id, _, _)| delete_request(connection, *id)))?;
        Ok(lost.into_iter().map(|(_, name, _)| name).collect())
    }

    /// Claims finished looks for adding them to their group, which has the looks `there`. Only one process gets them.
    pub fn claim_look_addition(
        &mut self,
        id: LookRequestId,
        existing: &[PhotoId],
    ) -> Result<AddLooksClaim, Error> {
        let (me, live) = (self.registration.name().to_owned(), self.live_processes()?);
        let existing = existing.iter().map(PhotoId::as_str).collect::<Vec<_>>().join("\n");
        self.transact(|connection| {
            let sql = "SELECT adder, coalesce(existing_ids, '') FROM look_request WHERE id = ?1";
            let found: Option<(Option<String>, String)> =
                query_first(connection, sql, [id], |row| row.try_into())?;
            let Some((adder, before)) = found else { return Ok(AddLooksClaim::Unavailable) };
            if adder.as_ref().is_some_and(|adder| *adder != me && live.contains(adder)) {
                return Ok(AddLooksClaim::Unavailable);
            }
            let sql =
                "UPDATE look_request SET adder = ?2, existing_ids = coalesce(existing_ids, ?3) WHERE id = ?1";
            connection.execute(sql, (id, &me, &existing))?;
            Ok(match adder {
                None => AddLooksClaim::First,
                Some(_) => AddLooksClaim::Retry(before.lines().map(PhotoId::new).collect()),
            })
        })
    }

    /// They were certainly not added: another process may.
    pub fn release_look_addition(&mut self, id: LookRequestId) -> Result<(), Error> {
        self.execute("UPDATE look_request SET adder = NULL, existing_ids = NULL WHERE id = ?1", [id])
    }

    /// The looks are in the account's list; the keys of their pictures are stored.
    pub fn complete_look_request(
        &mut self,
        id: LookRequestId,
        keys: &[(PhotoId, PictureKey)],
        at: Timestamp,
    ) -> Result<(), Error> {
        self.change(at, |change| {
            for (photo, key) in keys {
                upsert_picture_key(change, photo, key, PictureKeySource::Upload)?;
            }
            delete_request(change, id)
        })
    }

    /// The names of the live processes.
    pub(super) fn live_processes(&self) -> Result<Vec<String>, Error> {
        Registry::lock(files::parent_folder(&self.path))?.live(LEDGER_LOCK_PREFIX)
    }
}

fn look_request_from_row(row: &Row<'_>) -> rusqlite::Result<StoredLookRequest> {
    Ok(StoredLookRequest {
        id: row.get(0)?,
        group: row.get(1)?,
        name: row.get(2)?,
        api_version: ApiVersion::parse(&row.get::<_, String>(3)?).unwrap_or(ApiVersion::V2),
        generation: row.get(4)?,
        requested_at: read_timestamp(row, "at")?,
    })
}

/// `name`, with a number where an open request has it.
fn unused_name(change: &Change<'_>, name: &str) -> Result<String, LedgerError> {
    let (mut free, mut number) = (name.to_owned(), 1);
    while has_open_request(change, &free)? {
        number += 1;
        free = format!("{name} ({number})");
    }
    Ok(free)
}

fn has_open_request(change: &Change<'_>, name: &str) -> Result<bool, LedgerError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM look_request WHERE account = ?1 AND name = ?2)";
    Ok(query_value(change, sql, (change.account, name))?)
}

const DELETE_REQUEST: &str = "DELETE FROM look_request WHERE id = ?1";

fn delete_request(connection: &Connection, id: LookRequestId) -> Result<(), LedgerError> {
    connection.execute(DELETE_REQUEST, [id])?;
    Ok(())
}
