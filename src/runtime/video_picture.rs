//! Picture files that speak in videos themselves: inspected before the price, and uploaded once for an account.

use std::path::{Path, PathBuf};

use super::blocking::run_blocking;
use super::job::Job;
use super::picture_file::{picture_error, read_picture};
use super::uploads::{self, known_upload, preview_id, remember_upload};
use crate::domain::{
    Error, ErrorKind, LookProfiles, Photo, PhotoId, PictureIssue, PictureNote, VideoPicture, VideoSpec,
};
use crate::heygen::Client;
use crate::store::{StoredUpload, failpoint};
use crate::studio::{CatalogReply, PhotoReply};

/// Reads a picture file that a photo of a project is, with the notes about it. An error if the service would not take it.
pub fn inspect_picture(path: &Path) -> Result<(VideoPicture, Vec<PictureNote>), Error> {
    let (hash, prepared) = read_picture(path)?;
    Ok((VideoPicture { path: path.to_owned(), hash, asset_id: None }, prepared.notes))
}

/// Inspects a picture file, and replies with it as a photo; before that, with what the service may refuse in it.
pub(super) async fn inspect_and_reply(job: &Job, photo: PhotoId, path: PathBuf) -> Result<(), Error> {
    let (picture, notes) = run_blocking(move || inspect_picture(&path)).await?;
    if notes.iter().any(|note| note.is_warning()) {
        job.reply(PhotoReply::PictureChecked(picture.path.clone(), notes));
    }
    let found = Photo::of_picture(photo.clone(), picture);
    job.reply(CatalogReply::PhotoLookedUp(photo, Ok(found)));
    Ok(())
}

/// The looks of a video, with the ids of the uploads of its picture files. What was uploaded before is not uploaded again.
pub(super) async fn upload_pictures(
    job: &Job,
    client: &Client,
    spec: &VideoSpec,
) -> Result<LookProfiles, Error> {
    let mut looks = spec.looks.clone();
    for picture in looks.pictures_mut() {
        let known = known_upload(job, client.dialect().api_version(), &picture.hash).await?;
        picture.asset_id = Some(match known {
            Some(id) => id,
            None => upload(job, client, picture).await?,
        });
    }
    Ok(looks)
}

/// The looks of a video for a preview of its request: a picture that was not uploaded yet has a note in place of its id.
pub(super) async fn preview_pictures(job: &Job, client: &Client, spec: &VideoSpec) -> LookProfiles {
    let mut looks = spec.looks.clone();
    for picture in looks.pictures_mut() {
        picture.asset_id = Some(preview_id(job, client, &picture.hash, &picture.short_name()).await);
    }
    looks
}

/// Uploads a picture again, unless its file is another one now.
pub(super) async fn renew_upload(
    job: &Job,
    client: &Client,
    asset: &StoredUpload,
) -> Result<Option<String>, Error> {
    let picture = VideoPicture { path: asset.path.clone(), hash: asset.hash.clone(), asset_id: None };
    match upload(job, client, &picture).await {
        Err(error) if matches!(error.kind, ErrorKind::InvalidPicture(_)) => Ok(None),
        uploaded => uploaded.map(Some),
    }
}

/// Uploads a picture file, and remembers the id of the upload at once: it exists, whatever becomes of the render.
async fn upload(job: &Job, client: &Client, picture: &VideoPicture) -> Result<String, Error> {
    let (path, name) = (picture.path.clone(), picture.short_name());
    let (hash, prepared) = run_blocking(move || read_picture(&path)).await?;
    if hash != picture.hash {
        return Err(picture_error(PictureIssue::Changed, &PictureIssue::Changed.describe(&name)));
    }
    let asset = uploads::upload(job, client, &name, prepared.bytes).await?;
    failpoint::kill_point("video_picture.after_upload");
    remember_upload(job, client, (hash, picture.path.clone()), asset.id.clone()).await;
    Ok(asset.id)
}
