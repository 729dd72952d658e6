//! Pictures of the user's own that become talking photos.

use std::path::Path;
use std::sync::Arc;

use super::{find, group_of, ready};
use crate::domain::{Api, Asset, AssetKey, Fault, FaultKind, KeySource, Look, NewPhotos};
use crate::heygen::Client;
use crate::runtime::generation::asking;
use crate::runtime::picture_key::{keep, no_key, taken};
use crate::runtime::world::{World, blocking};
use crate::store;
use crate::studio::Reply;

/// Uploads the pictures, makes looks of them, and remembers the keys. None is sent where one of them cannot be read.
pub(in crate::runtime) async fn add(
    world: &World,
    new: NewPhotos,
    reply: &(impl Fn(Reply) + Sync),
) -> Result<Vec<Look>, Fault> {
    let session = world.session();
    let paths = new.pictures.clone();
    let read = move || paths.iter().map(|path| picture(path)).collect();
    let pictures: Arc<[Vec<u8>]> = blocking(read).await?;
    let group = match &new.of {
        Some(photo) => Some(group_of(&find(world, &session, photo, reply).await?.1)?),
        None => None,
    };
    let name = if new.name.is_empty() { name_of(&new.pictures) } else { new.name };
    // Where the older generation turns out to have ended, nothing was taken, and it goes to the newer one.
    let upload = |client: Client| {
        let pictures = pictures.clone();
        async move { upload(&client, pictures, reply).await.map(|keys| (client, keys)) }
    };
    let (client, keys) = asking(world, &session, reply, upload).await?;
    let mut looks = Vec::new();
    let (group, more) = match (group, keys.split_first()) {
        (Some(group), _) => (group, &keys[..]),
        (None, Some((first, more))) => {
            let look = client.create_group(&name, first).await?;
            looks.push(look);
            (group_of(&looks[0])?, more)
        }
        (None, None) => return Ok(looks),
    };
    let further =
        if more.is_empty() { Ok(Vec::new()) } else { client.add_looks(&group, &name, more, None).await };
    // Where a further one failed, the first is there all the same, and its key is known.
    let known = looks.iter().chain(further.iter().flatten().filter(|_| is_whole(&further, more))).zip(&keys);
    // The newer generation has ids of its own for uploads, and needs none for films.
    for (look, key) in known.filter(|_| client.dialect().api() == Api::V2) {
        // Where the disk does not take it, the photo is made all the same, and its key is asked for.
        let _ = keep(world, &session, &look.id, key.clone(), KeySource::Upload).await;
    }
    looks.extend(further?);
    ready(world, &client, looks, reply).await
}

/// Whether there is a look for each key, in their order.
fn is_whole(looks: &Result<Vec<Look>, Fault>, keys: &[AssetKey]) -> bool {
    looks.as_ref().is_ok_and(|looks| looks.len() == keys.len())
}

fn picture(path: &Path) -> Result<Vec<u8>, Fault> {
    let file = store::picture::read(path)?;
    taken(file).map_err(|_| {
        Fault::new(
            "the picture",
            FaultKind::Picture,
            format!("{} is no picture that can be read", path.display()),
        )
    })
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
    stem.map_or_else(|| "Photo".to_owned(), |stem| crate::domain::text::line(&stem.to_string_lossy()))
}
