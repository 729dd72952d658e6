//! Pictures of the user's own that become talking photos.

use std::path::Path;
use std::sync::Arc;

use super::{Made, NAME, find, group_of, ready};
use crate::domain::{
    Api, Asset, AssetKey, Fault, FaultKind, GroupId, KeySource, Look, NewPhotos, look_keys, text,
};
use crate::heygen::Client;
use crate::runtime::generation::asking;
use crate::runtime::picture::decode;
use crate::runtime::picture_key::{keep, no_key, taken};
use crate::runtime::world::{Session, World, blocking};
use crate::store;
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
    let pictures: Arc<[Vec<u8>]> = blocking(read).await?;
    let group = match &new.of {
        Some(photo) => Some(group_of(&find(world, &session, photo, reply).await?.1)?),
        None => None,
    };
    let name = text::short(&new.name, NAME);
    let name = if name.is_empty() { name_of(&new.pictures) } else { name };
    // Nothing is made whose key could not be written down.
    world.ledger(&session, |_, _| Ok(())).await?;
    // Where the older generation turns out to have ended, nothing was taken, and it goes to the newer one.
    let upload = |client: Client| {
        let pictures = pictures.clone();
        async move { upload(&client, pictures, reply).await.map(|keys| (client, keys)) }
    };
    let (client, keys) = asking(world, &session, reply, upload).await?;
    reply(Reply::LooksAt("making the photo".to_owned()));
    let (on, by) = (world.clone(), client.clone());
    // Also where nobody waits for it any more: the keys come with the looks.
    let (looks, failed) =
        world.last(async move { Ok(make(&on, &session, &by, name, group, keys).await) }).await?;
    if let (true, Some(fault)) = (looks.is_empty(), failed.clone()) {
        return Err(fault);
    }
    let made = ready(world, &client, looks, reply).await?;
    Ok(Made { failed: failed.or(made.failed), ..made })
}

/// Makes looks of uploads: those that were made, and what went wrong after them.
async fn make(
    world: &World,
    session: &Session,
    client: &Client,
    name: String,
    group: Option<GroupId>,
    keys: Vec<AssetKey>,
) -> (Vec<Look>, Option<Fault>) {
    let (mut looks, mut group, mut left) = (Vec::new(), group, &keys[..]);
    while !left.is_empty() {
        let many = if group.is_some() { AT_ONCE.min(left.len()) } else { 1 };
        let (now, later) = left.split_at(many);
        let made = match &group {
            Some(group) => client.add_looks(group, &name, now, None).await,
            None => client.create_group(&name, &now[0]).await.map(|look| vec![look]),
        };
        let made = match made {
            Ok(made) => made,
            Err(fault) => return (looks, Some(fault)),
        };
        // The newer generation has ids of its own for uploads, and needs none for films.
        for (photo, key) in look_keys(&made, now).into_iter().filter(|_| client.dialect().api() == Api::V2) {
            // Where the disk does not take it, the photo is made all the same, and its key is asked for.
            let _ = keep(world, session, &photo, key, KeySource::Upload).await;
        }
        looks.extend(made);
        if group.is_none() && !later.is_empty() {
            // The first look of a group has the group's id.
            let first: &Look = &looks[0];
            group = Some(first.group.clone().unwrap_or_else(|| GroupId::new(first.id.as_str())));
        }
        left = later;
    }
    (looks, None)
}

/// A picture as it is uploaded. One that is broken is not, nor is a file that is none.
fn picture(path: &Path) -> Result<Vec<u8>, Fault> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let file = store::picture::read(&whole).map_err(|fault| Fault { kind: FaultKind::Picture, ..fault })?;
    let none = format!("{} is no picture that can be read", whole.display());
    let broken = |_| Fault::new("the picture", FaultKind::Picture, &none);
    decode(&file).map_err(broken)?;
    taken(file).map_err(broken)
}

async fn upload(
    client: &Client,
    pictures: Arc<[Vec<u8>]>,
    reply: &impl Fn(Reply),
) -> Result<Vec<AssetKey>, Fault> {
    let (many, mut keys) = (pictures.len(), Vec::new());
    for (turn, picture) in pictures.iter().enumerate() {
        reply(Reply::LooksAt(format!("uploading picture {} of {many}", turn + 1)));
        let Asset { key, .. } = client.upload(picture.clone()).await?;
        keys.push(key.ok_or_else(no_key)?);
    }
    Ok(keys)
}

/// The name of the first file, without its ending.
fn name_of(paths: &[impl AsRef<Path>]) -> String {
    let stem = paths.first().and_then(|path| path.as_ref().file_stem());
    stem.map_or_else(|| "Photo".to_owned(), |stem| text::line(&stem.to_string_lossy()))
}
