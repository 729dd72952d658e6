//! What the service calls a photo's picture: remembered, read from the photo's details, or made by an upload.

use std::io::Cursor;

use image::ImageFormat;

use super::picture::{MOST, decode};
use super::world::{Session, World, blocking};
use crate::domain::{AssetKey, Fault, FaultKind, KeySource, PhotoId, picture_key};
use crate::heygen::Client;

/// A picture's key and where it comes from; `None` where the user is to be asked, since it takes an upload.
pub(super) type Found = Option<(AssetKey, KeySource)>;

/// Finds the key of a photo's picture: in the way that is `wanted`, or else in the first one that leads to it.
pub(super) async fn find(
    world: &World,
    session: &Session,
    client: &Client,
    photo: &PhotoId,
    wanted: Option<KeySource>,
) -> Result<Found, Fault> {
    let remembered = remembered(world, session, photo).await?;
    let fits = |found: &(AssetKey, KeySource)| wanted.is_none_or(|wanted| wanted == found.1);
    if let Some(found) = remembered.filter(fits) {
        return Ok(Some(found));
    }
    let found = match wanted {
        // What is set for all photos need not be remembered for each.
        Some(KeySource::Id) if world.setup.settings.picture_key.is_some() => {
            return Ok(Some((AssetKey::new(photo.as_str()), KeySource::Id)));
        }
        Some(KeySource::Id) => Some((AssetKey::new(photo.as_str()), KeySource::Id)),
        Some(KeySource::Upload) => Some((upload(client, photo).await?, KeySource::Upload)),
        Some(KeySource::Details) => {
            let found = details(client, photo).await?.map(|key| (key, KeySource::Details));
            return match found {
                Some((key, source)) => keep(world, session, photo, key, source).await.map(Some),
                None => Err(no_key()),
            };
        }
        None => details(client, photo).await?.map(|key| (key, KeySource::Details)),
    };
    match found {
        Some((key, source)) => keep(world, session, photo, key, source).await.map(Some),
        None => Ok(None),
    }
}

/// What the picture would be called in a request that is sent now, or why that is not known yet. Nothing is uploaded,
/// and nothing is remembered.
pub(super) async fn foreseen(world: &World, session: &Session, client: &Client, photo: &PhotoId) -> AssetKey {
    let own = AssetKey::new(photo.as_str());
    if !client.dialect().wants_picture_key() {
        return own;
    }
    let wanted = world.setup.settings.picture_key;
    let kept = remembered(world, session, photo).await.ok().flatten();
    if let Some((key, _)) = kept.filter(|(_, source)| wanted.is_none_or(|wanted| wanted == *source)) {
        return key;
    }
    let told = match wanted {
        Some(KeySource::Id) => return own,
        Some(KeySource::Upload) => "the key that the picture gets when it is uploaded",
        Some(KeySource::Details) | None => match details(client, photo).await {
            Ok(Some(key)) => return key,
            Ok(None) if wanted.is_some() => "no key: the service tells none for this photo",
            Ok(None) => "the key of the picture: how to get it is asked when the film is sent",
            Err(_) => "the key of the picture: the service did not tell it just now",
        },
    };
    AssetKey::new(format!("({told})"))
}

/// What is known of it without asking.
async fn remembered(world: &World, session: &Session, photo: &PhotoId) -> Result<Found, Fault> {
    let photo = photo.clone();
    world.ledger(session, move |ledger, _| ledger.picture_key(&photo)).await
}

/// The service did not know it.
pub(super) async fn forget(world: &World, session: &Session, photo: &PhotoId) {
    let photo = photo.clone();
    // Kept, it is refused once more, and nothing is made.
    let _ = world.ledger(session, move |ledger, _| ledger.drop_picture_key(&photo)).await;
}

pub(super) async fn keep(
    world: &World,
    session: &Session,
    photo: &PhotoId,
    key: AssetKey,
    source: KeySource,
) -> Result<(AssetKey, KeySource), Fault> {
    let (photo, kept) = (photo.clone(), key.clone());
    world.ledger(session, move |ledger, now| ledger.keep_picture_key(&photo, &kept, source, now)).await?;
    Ok((key, source))
}

async fn details(client: &Client, photo: &PhotoId) -> Result<Option<AssetKey>, Fault> {
    match client.photo(photo).await {
        Ok(look) => Ok(look.picture.as_deref().and_then(picture_key)),
        Err(fault) if fault.is_passing() || matches!(fault.kind, FaultKind::Key | FaultKind::Endpoint) => {
            Err(fault)
        }
        // A photo without details may speak all the same.
        Err(_) => Ok(None),
    }
}

/// Uploads the photo's picture once more, for a key of our own.
async fn upload(client: &Client, photo: &PhotoId) -> Result<AssetKey, Fault> {
    let url = client.photo(photo).await?.picture.ok_or_else(no_picture)?;
    let picture = client.media_bytes(&url, MOST).await?;
    let picture = blocking(move || taken(picture)).await?;
    client.upload(picture).await?.key.ok_or_else(no_key)
}

/// The picture in a form that uploads may have: WEBP is not among them.
pub(super) fn taken(picture: Vec<u8>) -> Result<Vec<u8>, Fault> {
    if matches!(image::guess_format(&picture), Ok(ImageFormat::Png | ImageFormat::Jpeg)) {
        return Ok(picture);
    }
    let mut jpeg = Cursor::new(Vec::new());
    let plain = decode(&picture)?.into_rgb8();
    let written = plain.write_to(&mut jpeg, ImageFormat::Jpeg);
    written.map_err(|error| Fault::new("the picture", FaultKind::Internal, error.to_string()))?;
    Ok(jpeg.into_inner())
}

pub(super) fn no_key() -> Fault {
    Fault::new("the picture's key", FaultKind::PictureKey, "the service tells no key for it")
}

fn no_picture() -> Fault {
    Fault::new("the photo", FaultKind::PictureKey, "it has no picture that could be uploaded again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_upload_may_not_be_becomes_a_jpeg() {
        let picture = image::RgbaImage::from_pixel(4, 4, image::Rgba([9, 9, 9, 255]));
        let file = |format| {
            let mut file = Cursor::new(Vec::new());
            image::DynamicImage::ImageRgba8(picture.clone()).write_to(&mut file, format).unwrap();
            file.into_inner()
        };
        assert_eq!(taken(file(ImageFormat::Png)).unwrap(), file(ImageFormat::Png), "as it is");
        let jpeg = taken(file(ImageFormat::WebP)).unwrap();
        assert_eq!(image::guess_format(&jpeg).unwrap(), ImageFormat::Jpeg);
        assert!(taken(b"nonsense".to_vec()).is_err());
    }
}
