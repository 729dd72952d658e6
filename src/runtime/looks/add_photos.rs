//! Makes talking photos of the user's own pictures.

use std::path::Path;
use std::sync::Arc;

use super::lookup::{
    MAX_NAME_COLUMNS, client_for_version, find_photo, group_id_of, is_list_unsupported, list_looks,
    require_group,
};
use super::outcome::{LooksOutcome, report_progress, wait_until_ready};
use super::{listing, recover};
use crate::domain::{
    ApiVersion, Asset, CreationState, Error, GroupId, Look, NewPhotos, PhotoId, PictureKey, PictureKeySource,
    PricedWork, match_look_keys, nfc, stable_hash, text,
};
use crate::heygen::{Client, MAX_LOOKS_PER_REQUEST};
use crate::runtime::api_version::with_version_fallback;
use crate::runtime::blocking::run_blocking;
use crate::runtime::job::Job;
use crate::runtime::paid_work;
use crate::runtime::picture_file::{PreparedPicture, read_picture};
use crate::runtime::picture_key::{missing_picture_key_error, remember_picture_key};
use crate::runtime::uploads;
use crate::store::{Ledger, NewPhotoRecord, PhotoRequestId, UnlistedPhoto, failpoint};
use crate::studio::PhotoReply;

/// Uploads the pictures, makes looks of them, and remembers the keys. None is sent where one of them cannot be read.
pub(in crate::runtime) async fn add_photos(job: &Job, new: NewPhotos) -> Result<LooksOutcome, Error> {
    let paths = new.pictures.clone();
    let read = move || paths.iter().map(|path| Ok(read_picture(path)?.1)).collect();
    let prepared: Vec<PreparedPicture> = run_blocking(read).await?;
    let (pictures, notes): (Vec<_>, Vec<_>) =
        prepared.into_iter().map(|picture| (picture.bytes, picture.notes)).unzip();
    for (path, notes) in new.pictures.iter().zip(notes).filter(|(_, notes)| !notes.is_empty()) {
        job.reply(PhotoReply::PictureChecked(path.clone(), notes));
    }
    let group = match &new.person_photo {
        Some(photo) => Some(require_group(&find_photo(job, photo).await?.1)?),
        None => None,
    };
    let name = text::truncate(&nfc(&new.name), MAX_NAME_COLUMNS);
    let name = if name.is_empty() { name_from_file(&new.pictures) } else { name };
    // A photo is requested only after it is recorded. What an interrupted request created is not created again.
    let errors = recover::recover_photos(job, Some(&name)).await?;
    if let Some(error) = errors.into_iter().find(|error| error.creation == CreationState::Unknown) {
        return Err(error);
    }
    let earlier =
        EarlierRequest::new(job.with_ledger(Ledger::unlisted_photos).await?, &name, group.as_ref(), pictures);
    if earlier.remaining_pictures.is_empty() {
        let client = client_for_version(job, ApiVersion::V2).await?;
        return listing::wait_until_usable(job, &client, earlier.made_photos).await;
    }
    // If v2 turns out to have ended, nothing was accepted, and the upload goes to v3.
    let upload = |client: Client| {
        let pictures = earlier.remaining_pictures.clone();
        async move { upload_pictures(job, &client, pictures).await.map(|uploads| (client, uploads)) }
    };
    let (client, uploads) = with_version_fallback(job, upload).await?;
    report_progress(job, "creating the photo");
    let group = group.or(earlier.group);
    let (own, by) = (job.clone(), client.clone());
    // Even if the request is canceled: the picture keys come with the looks.
    let (looks, failed) =
        job.run_to_completion(async move { Ok(make_looks(&own, &by, name, group, uploads).await) }).await?;
    if let (true, Some(error)) = (looks.is_empty(), failed.clone()) {
        return Err(error);
    }
    // v3 lists a look without a training.
    let listed = if client.dialect().api_version() == ApiVersion::V3 {
        wait_until_ready(job, &client, looks).await?
    } else {
        if let Some((look, group)) = looks.iter().find_map(|look| Some((look, look.group.as_ref()?))) {
            report_progress(job, format!("created: {} (group {group})", look.name));
        }
        let mut new = job.with_ledger(Ledger::unlisted_photos).await?;
        new.retain(|photo| {
            looks.iter().any(|look| look.id == photo.photo)
                || earlier.made_photos.iter().any(|made| made.photo == photo.photo)
        });
        listing::wait_until_usable(job, &client, new).await?
    };
    Ok(LooksOutcome { error: failed.or(listed.error), ..listed })
}

/// What an earlier request of the same name created.
struct EarlierRequest {
    /// Photos of these pictures that were made.
    made_photos: Vec<UnlistedPhoto>,
    group: Option<GroupId>,
    /// Pictures without a photo.
    remaining_pictures: Arc<[Vec<u8>]>,
}

impl EarlierRequest {
    fn new(new: Vec<UnlistedPhoto>, name: &str, group: Option<&GroupId>, pictures: Vec<Vec<u8>>) -> Self {
        let is_own =
            |photo: &UnlistedPhoto| photo.name == name && group.is_none_or(|group| photo.group == *group);
        let mut made: Vec<UnlistedPhoto> = new.into_iter().filter(is_own).collect();
        let group = made.first().map(|photo| photo.group.clone());
        let hashes: Vec<String> = pictures.iter().map(|picture| picture_hash(picture)).collect();
        let is_made = |hash: &String| made.iter().any(|photo| photo.picture_hash == *hash);
        let rest = pictures.into_iter().zip(&hashes).filter(|(_, hash)| !is_made(hash));
        let rest = rest.map(|(picture, _)| picture).collect();
        made.retain(|photo| hashes.contains(&photo.picture_hash));
        Self { made_photos: made, group, remaining_pictures: rest }
    }
}

/// The content hash by which a picture is recognized.
fn picture_hash(picture: &[u8]) -> String {
    format!("{:016x}", stable_hash(picture))
}

/// A picture that was uploaded.
struct UploadedPicture {
    key: PictureKey,
    hash: String,
}

/// Makes looks of uploads. Gives the looks, and the error that stopped the rest.
async fn make_looks(
    job: &Job,
    client: &Client,
    name: String,
    group: Option<GroupId>,
    uploads: Vec<UploadedPicture>,
) -> (Vec<Look>, Option<Error>) {
    let (mut looks, mut group, mut earlier) = (Vec::new(), group, &uploads[..]);
    while !earlier.is_empty() {
        let count = if group.is_some() { MAX_LOOKS_PER_REQUEST.min(earlier.len()) } else { 1 };
        let (now, later) = earlier.split_at(count);
        let made = match send_request(job, client, &name, group.as_ref(), now).await {
            Ok(made) => made,
            Err(error) => return (looks, Some(error)),
        };
        looks.extend(made);
        if group.is_none() && !later.is_empty() {
            group = looks.first().map(group_id_of);
        }
        earlier = later;
    }
    (looks, None)
}

/// Sends one request for looks, and records its outcome. v3 has its own ids for uploads, and needs no picture keys for
/// videos.
async fn send_request(
    job: &Job,
    client: &Client,
    name: &str,
    group: Option<&GroupId>,
    uploads: &[UploadedPicture],
) -> Result<Vec<Look>, Error> {
    let keys: Vec<PictureKey> = uploads.iter().map(|upload| upload.key.clone()).collect();
    let is_older = client.dialect().api_version() == ApiVersion::V2;
    let mut ids = Vec::new();
    if is_older {
        ids = record_request(job, client, name, group, uploads).await?;
    }
    let count = u32::try_from(uploads.len()).map_or(f64::INFINITY, f64::from);
    let paid = match paid_work::record(job, PricedWork::Photo, count).await {
        Ok(paid) => paid,
        Err(error) => {
            let _ = job.with_ledger(move |ledger, _| ledger.delete_photo_requests(&ids)).await;
            return Err(error);
        }
    };
    failpoint::kill_point("photo.before_request");
    let made = match group {
        Some(group) => client.add_looks(group, name, &keys, None).await,
        None => client.create_group(name, &keys[0]).await.map(|look| vec![look]),
    };
    failpoint::kill_point("photo.after_answer");
    paid_work::finish_or_discard(job, paid, &made).await;
    if is_older {
        // If the write fails, the photos are recovered by the next program.
        let _ = record_response(job, ids, &made, group).await;
    }
    let made = made?;
    for (photo, key) in match_look_keys(&made, &keys).into_iter().filter(|_| is_older) {
        // If the write fails, the photo exists all the same, and its key is requested when it is needed.
        let _ = remember_picture_key(job, &photo, key, PictureKeySource::Upload).await;
    }
    Ok(made)
}

/// Records the request with the ids that exist before it, so that its photos can be found if no response comes.
async fn record_request(
    job: &Job,
    client: &Client,
    name: &str,
    group: Option<&GroupId>,
    uploads: &[UploadedPicture],
) -> Result<Vec<PhotoRequestId>, Error> {
    let before: Vec<String> = match group {
        Some(group) => {
            let looks = list_looks(client, group).await?;
            looks.into_iter().map(|look| look.id.to_string()).collect()
        }
        None => match client.groups().await {
            Err(error) if is_list_unsupported(&error) => Vec::new(),
            groups => groups?.into_iter().map(|group| group.id.to_string()).collect(),
        },
    };
    let request = |upload: &UploadedPicture| NewPhotoRecord {
        name: name.to_owned(),
        group: group.cloned(),
        picture_hash: upload.hash.clone(),
        upload_key: upload.key.clone(),
        existing_ids: before.clone(),
    };
    let requests: Vec<NewPhotoRecord> = uploads.iter().map(request).collect();
    job.with_ledger(move |ledger, now| ledger.record_photo_requests(&requests, now)).await
}

/// Records the outcome of a request.
async fn record_response(
    job: &Job,
    ids: Vec<PhotoRequestId>,
    made: &Result<Vec<Look>, Error>,
    group: Option<&GroupId>,
) -> Result<(), Error> {
    let looks = match made {
        Ok(looks) => looks.as_slice(),
        Err(error) if error.creation == CreationState::NotCreated => {
            return job.with_ledger(move |ledger, _| ledger.delete_photo_requests(&ids)).await;
        }
        Err(_) => &[],
    };
    let made: Vec<(PhotoId, GroupId)> = looks
        .iter()
        .map(|look| (look.id.clone(), group.cloned().unwrap_or_else(|| group_id_of(look))))
        .collect();
    let write = move |ledger: &mut Ledger, _| {
        for (id, (photo, group)) in ids.iter().zip(&made) {
            ledger.record_created_photo(*id, photo, group)?;
        }
        ledger.release_photo_requests(ids.get(made.len()..).unwrap_or_default())
    };
    job.with_ledger(write).await
}

/// Reads and prepares a picture for upload.
async fn upload_pictures(
    job: &Job,
    client: &Client,
    pictures: Arc<[Vec<u8>]>,
) -> Result<Vec<UploadedPicture>, Error> {
    let (count, mut uploads) = (pictures.len(), Vec::new());
    for (index, picture) in pictures.iter().enumerate() {
        let name = format!("picture {} of {count}", index + 1);
        report_progress(job, format!("uploading {name}"));
        let Asset { picture_key: key, .. } = uploads::upload(job, client, &name, picture.clone()).await?;
        uploads.push(UploadedPicture {
            key: key.ok_or_else(missing_picture_key_error)?,
            hash: picture_hash(picture),
        });
    }
    Ok(uploads)
}

/// The name of the first file, without its extension.
fn name_from_file(paths: &[impl AsRef<Path>]) -> String {
    let stem = paths.first().and_then(|path| path.as_ref().file_stem());
    stem.map_or_else(|| "Photo".to_owned(), |stem| text::single_line(&nfc(&stem.to_string_lossy())))
}
