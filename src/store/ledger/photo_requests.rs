//! Requests for photos, recorded before they are sent and kept until the account's list has the photos.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row, ToSql};

use crate::domain::{Error, GroupId, PhotoId, PictureKey};

use super::connection::{Ledger, NO_WRITER};
use super::error::LedgerError;
use super::rows::read_timestamp;
use super::sql::{query_rows, stored_as_integer};

/// How long a photo is expected on the account's list.
const NEW_PHOTO_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PhotoRequestId(i64);

stored_as_integer!(PhotoRequestId);

/// A photo that the service made and does not list yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlistedPhoto {
    pub photo: PhotoId,
    pub group: GroupId,
    pub name: String,
    /// The hash of the picture that it was made of.
    pub picture_hash: String,
}

/// A request for a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhotoRecord {
    pub name: String,
    /// The group that it is added to; none where it is the first of a new group.
    pub group: Option<GroupId>,
    /// The hash of the picture.
    pub picture_hash: String,
    /// What the service calls the upload.
    pub upload_key: PictureKey,
    /// The ids of the groups that the account had, or of the looks that the group had.
    pub existing_ids: Vec<String>,
}

/// A request for a photo whose answer nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostPhotoRequest {
    pub id: PhotoRequestId,
    pub request: NewPhotoRecord,
    /// When it was written down.
    pub requested_at: Timestamp,
}

impl Ledger {
    /// Records requests for photos; they may be sent only if this succeeds.
    pub fn record_photo_requests(
        &mut self,
        requests: &[NewPhotoRecord],
        at: Timestamp,
    ) -> Result<Vec<PhotoRequestId>, Error> {
        let sql = "INSERT INTO photo_request (account, name, picture_hash, upload_key, photo_group, existing_ids, writer, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        self.change(at, |change| {
            let insert = |new: &NewPhotoRecord| {
                let NewPhotoRecord { name, group, picture_hash, upload_key, existing_ids } = new;
                let (ids, me, at) = (existing_ids.join("\n"), change.process, change.at_ms());
                change.execute(sql, (change.account, name, picture_hash, upload_key, group, ids, me, at))?;
                Ok(PhotoRequestId(change.last_insert_rowid()))
            };
            requests.iter().map(insert).collect()
        })
    }

    /// The service made the photo.
    pub fn record_created_photo(
        &mut self,
        id: PhotoRequestId,
        photo: &PhotoId,
        group: &GroupId,
    ) -> Result<(), Error> {
        let sql = "UPDATE photo_request SET photo = ?2, photo_group = ?3 WHERE id = ?1";
        self.execute(sql, (id, photo, group))
    }

    /// The service certainly created nothing for these requests.
    pub fn delete_photo_requests(&mut self, ids: &[PhotoRequestId]) -> Result<(), Error> {
        let sql = "DELETE FROM photo_request WHERE id = ?1 AND photo IS NULL";
        self.transact(|connection| execute_for_each(connection, sql, ids))
    }

    /// The outcome of these requests is unknown: the next process looks for the photos.
    pub fn release_photo_requests(&mut self, ids: &[PhotoRequestId]) -> Result<(), Error> {
        let sql = format!("UPDATE photo_request SET writer = '{NO_WRITER}' WHERE id = ?1");
        self.transact(|connection| execute_for_each(connection, &sql, ids))
    }

    /// Claims the requests, of one name or all, whose process ended before the response came. Only one process gets
    /// them.
    pub fn claim_lost_photo_requests(
        &mut self,
        name: Option<&str>,
        at: Timestamp,
    ) -> Result<Vec<LostPhotoRequest>, Error> {
        let sql = "SELECT id, name, photo_group, picture_hash, upload_key, existing_ids, at, writer FROM photo_request
            WHERE account = ?1 AND photo IS NULL AND at >= ?2 AND name = coalesce(?3, name) ORDER BY id";
        let values = (self.account, oldest_request_ms(at), name);
        let read = |row: &Row<'_>| Ok((lost_request_from_row(row)?, row.get(7)?));
        let mut lost: Vec<(LostPhotoRequest, String)> =
            self.read(|database| query_rows(database, sql, values, read))?;
        if lost.is_empty() {
            return Ok(Vec::new());
        }
        let live = self.live_processes()?;
        lost.retain(|(_, writer)| !live.contains(writer));
        self.change(at, |change| {
            let sql = "UPDATE photo_request SET writer = ?2 WHERE id = ?1 AND writer = ?3";
            let mut claimed = Vec::new();
            for (photo, writer) in lost {
                if change.execute(sql, (photo.id, change.process, writer))? > 0 {
                    claimed.push(photo);
                }
            }
            Ok(claimed)
        })
    }

    /// Photos that were created within 30 days and are not listed yet, the oldest first.
    pub fn unlisted_photos(&mut self, at: Timestamp) -> Result<Vec<UnlistedPhoto>, Error> {
        let sql = "SELECT photo, photo_group, name, picture_hash FROM photo_request
            WHERE account = ?1 AND at >= ?2 AND photo IS NOT NULL AND photo_group IS NOT NULL ORDER BY id";
        let read = |row: &Row<'_>| {
            let (photo, group, name, picture_hash) = row.try_into()?;
            Ok(UnlistedPhoto { photo, group, name, picture_hash })
        };
        self.read(|database| query_rows(database, sql, (self.account, oldest_request_ms(at)), read))
    }

    /// These photos are listed now, or failed.
    pub fn delete_listed_photos(&mut self, photos: &[PhotoId]) -> Result<(), Error> {
        let sql = format!("DELETE FROM photo_request WHERE account = {} AND photo = ?1", self.account);
        self.transact(|connection| execute_for_each(connection, &sql, photos))
    }
}

/// The time before which requests are forgotten, in milliseconds since 1970.
fn oldest_request_ms(now: Timestamp) -> i64 {
    now.saturating_sub(NEW_PHOTO_LIFETIME).unwrap_or(now).as_millisecond()
}

fn execute_for_each(connection: &Connection, sql: &str, values: &[impl ToSql]) -> Result<(), LedgerError> {
    Ok(values.iter().try_for_each(|value| connection.execute(sql, [value]).map(drop))?)
}

fn lost_request_from_row(row: &Row<'_>) -> rusqlite::Result<LostPhotoRequest> {
    let before: String = row.get(5)?;
    let request = NewPhotoRecord {
        name: row.get(1)?,
        group: row.get(2)?,
        picture_hash: row.get(3)?,
        upload_key: row.get(4)?,
        existing_ids: before.lines().map(str::to_owned).collect(),
    };
    Ok(LostPhotoRequest { id: row.get(0)?, request, requested_at: read_timestamp(row, "at")? })
}
