//! Pictures of the user's own that become talking photos.

use std::path::Path;
use std::sync::Arc;

use super::{
    LooksOutcome, MAX_NAME_COLUMNS, client_for_version, find_photo, is_list_unsupported, list_looks, listing,
    recover, require_group, wait_until_ready,
};
use crate::domain::{
    ApiVersion, Asset, CreationState, Error, ErrorKind, GroupId, Look, NewPhotos, PhotoId, PictureIssue,
    PictureKey, PictureKeySource, match_look_keys, nfc, stable_hash, text,
};
use crate::heygen::Client;
use crate::runtime::api_version::with_version_fallback;
use crate::runtime::context::{Context, Session, run_blocking};
use crate::runtime::picture_file::{PreparedPicture, prepare_upload};
use crate::runtime::picture_key::{missing_picture_key_error, remember_picture_key};
use crate::store::{self, Ledger, NewPhotoRecord, PhotoRequestId, UnlistedPhoto, failpoint};
use crate::studio::{PhotoReply, Reply};

/// Looks that one request may add.
const MAX_LOOKS_PER_REQUEST: usize = 4;

/// Uploads the pictures, makes looks of them, and remembers the keys. None is sent where one of them cannot be read.
pub(in crate::runtime) async fn add_photos(
    world: &Arc<Context>,
    new: NewPhotos,
    reply: &(impl Fn(Reply) + Sync),
) -> Result<LooksOutcome, Error> {
    let session = world.session();
    let paths = new.pictures.clone();
    let read = move || paths.iter().map(|path| read_picture(path)).collect();
    let prepared: Vec<PreparedPicture> = run_blocking(read).await?;
    let (pictures, notes): (Vec<_>, Vec<_>) =
        prepared.into_iter().map(|picture| (picture.bytes, picture.notes)).unzip();
    for (path, notes) in new.pictures.iter().zip(notes).filter(|(_, notes)| !notes.is_empty()) {
        reply(Reply::Photo(PhotoReply::PictureChecked(path.clone(), notes)));
    }
    let group = match &new.person_photo {
        Some(photo) => Some(require_group(&find_photo(world, &session, photo, reply).await?.1)?),
        None => None,
    };
    let name = text::truncate(&nfc(&new.name), MAX_NAME_COLUMNS);
    let name = if name.is_empty() { name_from_file(&new.pictures) } else { name };
    // Nothing is made that could not be written down. What an interrupted request made is not made again.
    let faults = recover::recover_photos(world, &session, Some(&name), reply).await?;
    if let Some(fault) = faults.into_iter().find(|fault| fault.creation == CreationState::Unknown) {
        return Err(fault);
    }
    let left = EarlierRequest::new(
        world.with_ledger(&session, Ledger::unlisted_photos).await?,
        &name,
        group.as_ref(),
        pictures,
    );
    if left.remaining_pictures.is_empty() {
        let client = client_for_version(world, &session, ApiVersion::V2).await?;
        return listing::wait_until_usable(world, &session, &client, left.made_photos, reply).await;
    }
    // Where the older generation turns out to have ended, nothing was taken, and it goes to the newer one.
    let upload = |client: Client| {
        let pictures = left.remaining_pictures.clone();
        async move { upload_pictures(&client, pictures, reply).await.map(|uploads| (client, uploads)) }
    };
    let (client, uploads) = with_version_fallback(world, &session, reply, upload).await?;
    reply(Reply::Photo(PhotoReply::PhotoJobProgress("making the photo".to_owned())));
    let group = group.or(left.group);
    let (on, own, by) = (world.clone(), session.clone(), client.clone());
    // Also where nobody waits for it any more: the keys come with the looks.
    let (looks, failed) = world
        .run_to_completion(async move { Ok(make_looks(&on, &own, &by, name, group, uploads).await) })
        .await?;
    if let (true, Some(fault)) = (looks.is_empty(), failed.clone()) {
        return Err(fault);
    }
    // The newer generation lists a look without a training.
    let listed = if client.dialect().api_version() == ApiVersion::V3 {
        wait_until_ready(world, &client, looks, reply).await?
    } else {
        if let Some((look, group)) = looks.iter().find_map(|look| Some((look, look.group.as_ref()?))) {
            reply(Reply::Photo(PhotoReply::PhotoJobProgress(format!("made: {} (group {group})", look.name))));
        }
        let mut new = world.with_ledger(&session, Ledger::unlisted_photos).await?;
        new.retain(|photo| {
            looks.iter().any(|look| look.id == photo.photo)
                || left.made_photos.iter().any(|made| made.photo == photo.photo)
        });
        listing::wait_until_usable(world, &session, &client, new, reply).await?
    };
    Ok(LooksOutcome { error: failed.or(listed.error), ..listed })
}

/// What an earlier request of the same name has left.
struct EarlierRequest {
    /// Photos of these pictures that were made.
    made_photos: Vec<UnlistedPhoto>,
    /// The group that was made.
    group: Option<GroupId>,
    /// The pictures of which nothing was made.
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

/// What a picture is known again by.
fn picture_hash(picture: &[u8]) -> String {
    format!("{:016x}", stable_hash(picture))
}

/// A picture that was uploaded.
struct UploadedPicture {
    key: PictureKey,
    hash: String,
}

/// Makes looks of uploads: those that were made, and what went wrong after them.
async fn make_looks(
    world: &Context,
    session: &Session,
    client: &Client,
    name: String,
    group: Option<GroupId>,
    uploads: Vec<UploadedPicture>,
) -> (Vec<Look>, Option<Error>) {
    let (mut looks, mut group, mut left) = (Vec::new(), group, &uploads[..]);
    while !left.is_empty() {
        let many = if group.is_some() { MAX_LOOKS_PER_REQUEST.min(left.len()) } else { 1 };
        let (now, later) = left.split_at(many);
        let made = match send_request(world, session, client, &name, group.as_ref(), now).await {
            Ok(made) => made,
            Err(fault) => return (looks, Some(fault)),
        };
        looks.extend(made);
        if group.is_none() && !later.is_empty() {
            group = looks.first().map(group_id_of);
        }
        left = later;
    }
    (looks, None)
}

/// Sends one request for looks, and writes down what came of it. The newer generation has ids of its own for uploads,
/// and needs none for videos.
async fn send_request(
    world: &Context,
    session: &Session,
    client: &Client,
    name: &str,
    group: Option<&GroupId>,
    uploads: &[UploadedPicture],
) -> Result<Vec<Look>, Error> {
    let keys: Vec<PictureKey> = uploads.iter().map(|upload| upload.key.clone()).collect();
    let is_older = client.dialect().api_version() == ApiVersion::V2;
    let mut ids = Vec::new();
    if is_older {
        ids = record_request(world, session, client, name, group, uploads).await?;
    }
    failpoint::kill_point("photo.before_request");
    let made = match group {
        Some(group) => client.add_looks(group, name, &keys, None).await,
        None => client.create_group(name, &keys[0]).await.map(|look| vec![look]),
    };
    failpoint::kill_point("photo.after_answer");
    if is_older {
        // Where the disk does not take it, the photos are looked for when this program has ended.
        let _ = record_response(world, session, ids, &made, group).await;
    }
    let made = made?;
    for (photo, key) in match_look_keys(&made, &keys).into_iter().filter(|_| is_older) {
        // Where the disk does not take it, the photo is made all the same, and its key is asked for.
        let _ = remember_picture_key(world, session, &photo, key, PictureKeySource::Upload).await;
    }
    Ok(made)
}

/// Writes the request down, with what is there before it, so that what came of it is found where no answer comes.
async fn record_request(
    world: &Context,
    session: &Session,
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
            Err(fault) if is_list_unsupported(&fault) => Vec::new(),
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
    world.with_ledger(session, move |ledger, now| ledger.record_photo_requests(&requests, now)).await
}

/// Writes down what came of a request.
async fn record_response(
    world: &Context,
    session: &Session,
    ids: Vec<PhotoRequestId>,
    made: &Result<Vec<Look>, Error>,
    group: Option<&GroupId>,
) -> Result<(), Error> {
    let looks = match made {
        Ok(looks) => looks.as_slice(),
        Err(fault) if fault.creation == CreationState::NotCreated => {
            return world.with_ledger(session, move |ledger, _| ledger.delete_photo_requests(&ids)).await;
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
    world.with_ledger(session, write).await
}

/// The first look of a group has the group's id.
fn group_id_of(look: &Look) -> GroupId {
    look.group.clone().unwrap_or_else(|| GroupId::new(look.id.as_str()))
}

/// A picture as it is uploaded, and what is to be said of it.
fn read_picture(path: &Path) -> Result<PreparedPicture, Error> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let fault =
        |issue: PictureIssue, what: &str| Error::new("the picture", ErrorKind::InvalidPicture(issue), what);
    let file =
        store::picture_file::read(&whole).map_err(|error| fault(PictureIssue::Unreadable, &error.message))?;
    prepare_upload(&file).map_err(|issue| fault(issue, &issue.describe(&whole.display().to_string())))
}

async fn upload_pictures(
    client: &Client,
    pictures: Arc<[Vec<u8>]>,
    reply: &impl Fn(Reply),
) -> Result<Vec<UploadedPicture>, Error> {
    let (many, mut uploads) = (pictures.len(), Vec::new());
    for (turn, picture) in pictures.iter().enumerate() {
        reply(Reply::Photo(PhotoReply::PhotoJobProgress(format!(
            "uploading picture {} of {many}",
            turn + 1
        ))));
        let Asset { picture_key: key, .. } = client.upload(picture.clone()).await?;
        uploads.push(UploadedPicture {
            key: key.ok_or_else(missing_picture_key_error)?,
            hash: picture_hash(picture),
        });
    }
    Ok(uploads)
}

/// The name of the first file, without its ending.
fn name_from_file(paths: &[impl AsRef<Path>]) -> String {
    let stem = paths.first().and_then(|path| path.as_ref().file_stem());
    stem.map_or_else(|| "Photo".to_owned(), |stem| text::single_line(&nfc(&stem.to_string_lossy())))
}
