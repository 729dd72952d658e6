//! Pictures of the user's own that become talking photos.

use std::path::Path;
use std::sync::Arc;

use super::{
    MAX_NAME_COLUMNS, Made, client, find, group_of, is_without_list, listing, looks_of, ready, recover,
};
use crate::domain::{
    Api, Asset, AssetKey, Certainty, Fault, FaultKind, GroupId, KeySource, Look, NewPhotos, PhotoId,
    PictureIssue, digest, look_keys, nfc, text,
};
use crate::heygen::Client;
use crate::runtime::api_version::asking;
use crate::runtime::context::{Session, World, blocking};
use crate::runtime::picture_file::{Prepared, prepare};
use crate::runtime::picture_key::{keep, no_key};
use crate::store::{self, Ledger, NewPhoto, NewPhotoId, PhotoRequest, trap};
use crate::studio::Reply;

/// Looks that one request may add.
const AT_ONCE: usize = 4;

/// Uploads the pictures, makes looks of them, and remembers the keys. None is sent where one of them cannot be read.
pub(in crate::runtime) async fn add(
    world: &Arc<World>,
    new: NewPhotos,
    reply: &(impl Fn(Reply) + Sync),
) -> Result<Made, Fault> {
    let session = world.session();
    let paths = new.pictures.clone();
    let read = move || paths.iter().map(|path| picture(path)).collect();
    let prepared: Vec<Prepared> = blocking(read).await?;
    let (pictures, notes): (Vec<_>, Vec<_>) =
        prepared.into_iter().map(|picture| (picture.bytes, picture.notes)).unzip();
    for (path, notes) in new.pictures.iter().zip(notes).filter(|(_, notes)| !notes.is_empty()) {
        reply(Reply::PictureNotes(path.clone(), notes));
    }
    let group = match &new.of {
        Some(photo) => Some(group_of(&find(world, &session, photo, reply).await?.1)?),
        None => None,
    };
    let name = text::short(&nfc(&new.name), MAX_NAME_COLUMNS);
    let name = if name.is_empty() { name_of(&new.pictures) } else { name };
    // Nothing is made that could not be written down. What an interrupted request made is not made again.
    let faults = recover::recover(world, &session, Some(&name), reply).await?;
    if let Some(fault) = faults.into_iter().find(|fault| fault.certainty == Certainty::Unknown) {
        return Err(fault);
    }
    let left = Left::of(world.ledger(&session, Ledger::new_photos).await?, &name, group.as_ref(), pictures);
    if left.pictures.is_empty() {
        let client = client(world, &session, Api::V2).await?;
        return listing::list(world, &session, &client, left.made, reply).await;
    }
    // Where the older generation turns out to have ended, nothing was taken, and it goes to the newer one.
    let upload = |client: Client| {
        let pictures = left.pictures.clone();
        async move { upload(&client, pictures, reply).await.map(|uploads| (client, uploads)) }
    };
    let (client, uploads) = asking(world, &session, reply, upload).await?;
    reply(Reply::LooksAt("making the photo".to_owned()));
    let group = group.or(left.group);
    let (on, own, by) = (world.clone(), session.clone(), client.clone());
    // Also where nobody waits for it any more: the keys come with the looks.
    let (looks, failed) =
        world.last(async move { Ok(make(&on, &own, &by, name, group, uploads).await) }).await?;
    if let (true, Some(fault)) = (looks.is_empty(), failed.clone()) {
        return Err(fault);
    }
    // The newer generation lists a look without a training.
    let listed = if client.dialect().api() == Api::V3 {
        ready(world, &client, looks, reply).await?
    } else {
        if let Some((look, group)) = looks.iter().find_map(|look| Some((look, look.group.as_ref()?))) {
            reply(Reply::LooksAt(format!("made: {} (group {group})", look.name)));
        }
        let mut new = world.ledger(&session, Ledger::new_photos).await?;
        new.retain(|photo| {
            looks.iter().any(|look| look.id == photo.photo)
                || left.made.iter().any(|made| made.photo == photo.photo)
        });
        listing::list(world, &session, &client, new, reply).await?
    };
    Ok(Made { failed: failed.or(listed.failed), ..listed })
}

/// What an earlier request of the same name has left.
struct Left {
    /// Photos of these pictures that were made.
    made: Vec<NewPhoto>,
    /// The group that was made.
    group: Option<GroupId>,
    /// The pictures of which nothing was made.
    pictures: Arc<[Vec<u8>]>,
}

impl Left {
    fn of(new: Vec<NewPhoto>, name: &str, group: Option<&GroupId>, pictures: Vec<Vec<u8>>) -> Self {
        let is_own = |photo: &NewPhoto| photo.name == name && group.is_none_or(|group| photo.group == *group);
        let mut made: Vec<NewPhoto> = new.into_iter().filter(is_own).collect();
        let group = made.first().map(|photo| photo.group.clone());
        let hashes: Vec<String> = pictures.iter().map(|picture| hash(picture)).collect();
        let is_made = |hash: &String| made.iter().any(|photo| photo.picture == *hash);
        let rest = pictures.into_iter().zip(&hashes).filter(|(_, hash)| !is_made(hash));
        let rest = rest.map(|(picture, _)| picture).collect();
        made.retain(|photo| hashes.contains(&photo.picture));
        Self { made, group, pictures: rest }
    }
}

/// What a picture is known again by.
fn hash(picture: &[u8]) -> String {
    format!("{:016x}", digest(picture))
}

/// A picture that was uploaded.
struct Upload {
    key: AssetKey,
    hash: String,
}

/// Makes looks of uploads: those that were made, and what went wrong after them.
async fn make(
    world: &World,
    session: &Session,
    client: &Client,
    name: String,
    group: Option<GroupId>,
    uploads: Vec<Upload>,
) -> (Vec<Look>, Option<Fault>) {
    let (mut looks, mut group, mut left) = (Vec::new(), group, &uploads[..]);
    while !left.is_empty() {
        let many = if group.is_some() { AT_ONCE.min(left.len()) } else { 1 };
        let (now, later) = left.split_at(many);
        let made = match send(world, session, client, &name, group.as_ref(), now).await {
            Ok(made) => made,
            Err(fault) => return (looks, Some(fault)),
        };
        looks.extend(made);
        if group.is_none() && !later.is_empty() {
            group = looks.first().map(group_of_first);
        }
        left = later;
    }
    (looks, None)
}

/// Sends one request for looks, and writes down what came of it. The newer generation has ids of its own for uploads,
/// and needs none for videos.
async fn send(
    world: &World,
    session: &Session,
    client: &Client,
    name: &str,
    group: Option<&GroupId>,
    uploads: &[Upload],
) -> Result<Vec<Look>, Fault> {
    let keys: Vec<AssetKey> = uploads.iter().map(|upload| upload.key.clone()).collect();
    let is_older = client.dialect().api() == Api::V2;
    let mut ids = Vec::new();
    if is_older {
        ids = request(world, session, client, name, group, uploads).await?;
    }
    trap::pass("photo.before_request");
    let made = match group {
        Some(group) => client.add_looks(group, name, &keys, None).await,
        None => client.create_group(name, &keys[0]).await.map(|look| vec![look]),
    };
    trap::pass("photo.after_answer");
    if is_older {
        // Where the disk does not take it, the photos are looked for when this program has ended.
        let _ = write(world, session, ids, &made, group).await;
    }
    let made = made?;
    for (photo, key) in look_keys(&made, &keys).into_iter().filter(|_| is_older) {
        // Where the disk does not take it, the photo is made all the same, and its key is asked for.
        let _ = keep(world, session, &photo, key, KeySource::Upload).await;
    }
    Ok(made)
}

/// Writes the request down, with what is there before it, so that what came of it is found where no answer comes.
async fn request(
    world: &World,
    session: &Session,
    client: &Client,
    name: &str,
    group: Option<&GroupId>,
    uploads: &[Upload],
) -> Result<Vec<NewPhotoId>, Fault> {
    let before: Vec<String> = match group {
        Some(group) => {
            let looks = looks_of(client, group).await?;
            looks.into_iter().map(|look| look.id.to_string()).collect()
        }
        None => match client.groups().await {
            Err(fault) if is_without_list(&fault) => Vec::new(),
            groups => groups?.into_iter().map(|group| group.id.to_string()).collect(),
        },
    };
    let request = |upload: &Upload| PhotoRequest {
        name: name.to_owned(),
        group: group.cloned(),
        picture: upload.hash.clone(),
        key: upload.key.clone(),
        before: before.clone(),
    };
    let requests: Vec<PhotoRequest> = uploads.iter().map(request).collect();
    world.ledger(session, move |ledger, now| ledger.request_photos(&requests, now)).await
}

/// Writes down what came of a request.
async fn write(
    world: &World,
    session: &Session,
    ids: Vec<NewPhotoId>,
    made: &Result<Vec<Look>, Fault>,
    group: Option<&GroupId>,
) -> Result<(), Fault> {
    let looks = match made {
        Ok(looks) => looks.as_slice(),
        Err(fault) if fault.certainty == Certainty::NothingMade => {
            return world.ledger(session, move |ledger, _| ledger.drop_photos(&ids)).await;
        }
        Err(_) => &[],
    };
    let made: Vec<(PhotoId, GroupId)> = looks
        .iter()
        .map(|look| (look.id.clone(), group.cloned().unwrap_or_else(|| group_of_first(look))))
        .collect();
    let write = move |ledger: &mut Ledger, _| {
        for (id, (photo, group)) in ids.iter().zip(&made) {
            ledger.photo_made(*id, photo, group)?;
        }
        ledger.leave_photos(ids.get(made.len()..).unwrap_or_default())
    };
    world.ledger(session, write).await
}

/// The first look of a group has the group's id.
fn group_of_first(look: &Look) -> GroupId {
    look.group.clone().unwrap_or_else(|| GroupId::new(look.id.as_str()))
}

/// A picture as it is uploaded, and what is to be said of it.
fn picture(path: &Path) -> Result<Prepared, Fault> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let fault = |issue: PictureIssue, what: &str| Fault::new("the picture", FaultKind::Picture(issue), what);
    let file = store::picture::read(&whole).map_err(|error| fault(PictureIssue::File, &error.message))?;
    prepare(&file).map_err(|issue| fault(issue, &issue.what(&whole.display().to_string())))
}

async fn upload(
    client: &Client,
    pictures: Arc<[Vec<u8>]>,
    reply: &impl Fn(Reply),
) -> Result<Vec<Upload>, Fault> {
    let (many, mut uploads) = (pictures.len(), Vec::new());
    for (turn, picture) in pictures.iter().enumerate() {
        reply(Reply::LooksAt(format!("uploading picture {} of {many}", turn + 1)));
        let Asset { key, .. } = client.upload(picture.clone()).await?;
        uploads.push(Upload { key: key.ok_or_else(no_key)?, hash: hash(picture) });
    }
    Ok(uploads)
}

/// The name of the first file, without its ending.
fn name_of(paths: &[impl AsRef<Path>]) -> String {
    let stem = paths.first().and_then(|path| path.as_ref().file_stem());
    stem.map_or_else(|| "Photo".to_owned(), |stem| text::line(&nfc(&stem.to_string_lossy())))
}
