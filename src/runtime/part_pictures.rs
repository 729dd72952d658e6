//! The picture keys of a video: one for each photo that its parts show.

use super::job::Job;
use super::picture_key::{self, NextPictureKey, PictureKeyCandidates};
use crate::domain::{Error, PhotoId, PictureKey, PictureKeySource, VideoSpec};
use crate::heygen::Client;
use crate::store::RenderPictureKey;
use crate::studio::NewRender;

/// A photo that parts of a video show, with its picture key.
#[derive(Debug)]
pub(super) struct PartPicture {
    photo: PhotoId,
    pub(super) key: PictureKey,
    /// The key as the ledger records it; `None` if the dialect names the photo itself.
    pub(super) record: Option<RenderPictureKey>,
    /// The keys that may follow it; none if the dialect names the photo itself.
    pub(super) candidates: Option<PictureKeyCandidates>,
}

/// The pictures of all parts, or why one has no key.
#[derive(Debug)]
pub(super) enum PartPictures {
    /// In the order in which the parts show them first.
    Found(Vec<PartPicture>),
    Missing {
        candidates: Option<PictureKeyCandidates>,
        can_upload: bool,
    },
}

impl PartPicture {
    /// The index of the picture that a part shows.
    pub(super) fn index_of(pictures: &[Self], part: &VideoSpec) -> usize {
        let photo = part.first_speaker().photo;
        pictures.iter().position(|picture| picture.photo == *photo).unwrap_or_default()
    }
}

/// Looks up the first picture key of each photo.
pub(super) async fn find_part_pictures(
    job: &Job,
    client: &Client,
    order: &NewRender,
    parts: &[VideoSpec],
) -> Result<PartPictures, Error> {
    let mut pictures: Vec<PartPicture> = Vec::new();
    for part in parts {
        let photo = part.first_speaker().photo;
        if pictures.iter().any(|picture| picture.photo == *photo) {
            continue;
        }
        let (candidates, first) = first_picture_key(job, client, order, photo).await?;
        let NextPictureKey::Key(key, source) = first else {
            let can_upload = matches!(first, NextPictureKey::NeedsUploadConsent);
            return Ok(PartPictures::Missing { candidates, can_upload });
        };
        let record = candidates.as_ref().map(|candidates| candidates.render_picture(&key, source));
        pictures.push(PartPicture { photo: photo.clone(), key, record, candidates });
    }
    Ok(PartPictures::Found(pictures))
}

/// The first picture key of a photo, and the candidates that may follow; none follow if the dialect names the photo
/// itself.
async fn first_picture_key(
    job: &Job,
    client: &Client,
    order: &NewRender,
    photo: &PhotoId,
) -> Result<(Option<PictureKeyCandidates>, NextPictureKey), Error> {
    if !client.dialect().needs_picture_key() {
        return Ok((None, NextPictureKey::Key(PictureKey::new(photo.as_str()), PictureKeySource::Id)));
    }
    let choice = picture_key::effective_key_choice(job, order.key_choice);
    let candidates = PictureKeyCandidates::new(job, photo, choice).await?;
    let mut candidates = candidates.with_attempts(order.key_attempts.clone(), order.may_upload);
    let next = candidates.next_key(job, client).await?;
    Ok((Some(candidates), next))
}
