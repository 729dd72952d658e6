//! Requests for photos, recorded before they are sent and kept until the account's list has the photos.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Row;

use crate::domain::{Error, GroupId, PhotoId, PictureKey};

use super::connection::{Ledger, NO_WRITER};
use super::rows::read_timestamp;

/// How long a photo is expected on the account's list.
const NEW_PHOTO_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PhotoRequestId(i64);

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
        let (account, me) = (self.account_row_id, self.registration.name().to_owned());
        self.transact(|change| {
            let sql = "INSERT INTO photo_request (account, name, picture_hash, upload_key, photo_group, existing_ids, writer, at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
            let mut ids = Vec::new();
            for NewPhotoRecord { name, group, picture_hash: picture, upload_key: key, existing_ids: before } in
                requests
            {
                let (group, before) = (group.as_ref().map(GroupId::as_str), before.join("\n"));
                let key = key.as_str();
                change
                    .execute(sql, (account, name, picture, key, group, before, &me, at.as_millisecond()))?;
                ids.push(PhotoRequestId(change.last_insert_rowid()));
            }
            Ok(ids)
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
        self.execute(sql, &[&id.0, &photo.as_str(), &group.as_str()])
    }

    /// The service certainly created nothing for these requests.
    pub fn delete_photo_requests(&mut self, ids: &[PhotoRequestId]) -> Result<(), Error> {
        self.transact(|change| {
            let sql = "DELETE FROM photo_request WHERE id = ?1 AND photo IS NULL";
            Ok(ids.iter().try_for_each(|id| change.execute(sql, [id.0]).map(drop))?)
        })
    }

    /// The outcome of these requests is unknown: the next process looks for the photos.
    pub fn release_photo_requests(&mut self, ids: &[PhotoRequestId]) -> Result<(), Error> {
        self.transact(|change| {
            let sql = "UPDATE photo_request SET writer = ?2 WHERE id = ?1";
            Ok(ids.iter().try_for_each(|id| change.execute(sql, (id.0, NO_WRITER)).map(drop))?)
        })
    }

    /// Claims the requests, of one name or all, whose process ended before the response came. Only one process gets
    /// them.
    pub fn claim_lost_photo_requests(
        &mut self,
        name: Option<&str>,
        at: Timestamp,
    ) -> Result<Vec<LostPhotoRequest>, Error> {
        let since = at.saturating_sub(NEW_PHOTO_LIFETIME).unwrap_or(at).as_millisecond();
        let sql = "SELECT id, name, photo_group, picture_hash, upload_key, existing_ids, at, writer FROM photo_request
            WHERE account = ?1 AND photo IS NULL AND at >= ?2 ORDER BY id";
        let mut open: Vec<(LostPhotoRequest, String)> =
            self.query_rows(sql, &[&self.account_row_id, &since], |row| {
                Ok((lost_request_from_row(row)?, row.get(7)?))
            })?;
        open.retain(|(photo, _)| name.is_none_or(|name| photo.request.name == name));
        if open.is_empty() {
            return Ok(Vec::new());
        }
        let (me, live) = (self.registration.name().to_owned(), self.live_processes()?);
        self.transact(|change| {
            let sql = "UPDATE photo_request SET writer = ?2 WHERE id = ?1 AND writer = ?3";
            let mut taken = Vec::new();
            for (photo, writer) in open.into_iter().filter(|(_, writer)| !live.contains(writer)) {
                if change.execute(sql, (photo.id.0, &me, writer))? > 0 {
                    taken.push(photo);
                }
            }
            Ok(taken)
        })
    }

    /// Photos that were created within 30 days and are not listed yet, the oldest first.
    pub fn unlisted_photos(&mut self, at: Timestamp) -> Result<Vec<UnlistedPhoto>, Error> {
        let since = at.saturating_sub(NEW_PHOTO_LIFETIME).unwrap_or(at).as_millisecond();
        let sql = "SELECT photo, photo_group, name, picture_hash FROM photo_request
            WHERE account = ?1 AND at >= ?2 AND photo IS NOT NULL AND photo_group IS NOT NULL ORDER BY id";
        self.query_rows(sql, &[&self.account_row_id, &since], |row| {
            Ok(UnlistedPhoto {
                photo: PhotoId::new(row.get::<_, String>(0)?),
                group: GroupId::new(row.get::<_, String>(1)?),
                name: row.get(2)?,
                picture_hash: row.get(3)?,
            })
        })
    }

    /// These photos are listed now, or failed.
    pub fn delete_listed_photos(&mut self, photos: &[PhotoId]) -> Result<(), Error> {
        let account = self.account_row_id;
        self.transact(|change| {
            let sql = "DELETE FROM photo_request WHERE account = ?1 AND photo = ?2";
            Ok(photos
                .iter()
                .try_for_each(|photo| change.execute(sql, (account, photo.as_str())).map(drop))?)
        })
    }
}

fn lost_request_from_row(row: &Row<'_>) -> rusqlite::Result<LostPhotoRequest> {
    let before: String = row.get(5)?;
    let request = NewPhotoRecord {
        name: row.get(1)?,
        group: row.get::<_, Option<String>>(2)?.map(GroupId::new),
        picture_hash: row.get(3)?,
        upload_key: PictureKey::new(row.get::<_, String>(4)?),
        existing_ids: before.lines().map(str::to_owned).collect(),
    };
    let requested_at = read_timestamp(row, "at")?;
    Ok(LostPhotoRequest { id: PhotoRequestId(row.get(0)?), request, requested_at })
}
