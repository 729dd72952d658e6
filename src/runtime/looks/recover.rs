//! Recovers photos whose request got no response: finds them in the service's lists, by name.

use std::collections::HashSet;

use jiff::SignedDuration;

use super::lookup::{client_for_version, is_list_unsupported};
use super::outcome::report_progress;
use super::poll::Poll;
use crate::domain::{
    ApiVersion, CreationState, Error, ErrorKind, GroupId, PhotoId, PictureKeySource, match_look_keys_by_url,
};
use crate::heygen::Client;
use crate::runtime::clock;
use crate::runtime::job::Job;
use crate::runtime::picture_key::remember_picture_key;
use crate::store::{Ledger, LostPhotoRequest, PhotoRequestId};

/// How long a new photo may be missing in the service's lists.
const LISTING_DELAY: SignedDuration = SignedDuration::from_secs(30);

/// Finds the photos of requests that got no response; of one name, or all. Gives an error for each that was not found:
/// it was certainly not created, or nobody knows.
pub(super) async fn recover_photos(job: &Job, name: Option<&str>) -> Result<Vec<Error>, Error> {
    let name = name.map(str::to_owned);
    let take = move |ledger: &mut Ledger, now| ledger.claim_lost_photo_requests(name.as_deref(), now);
    let lost = job.with_ledger(take).await?;
    if lost.is_empty() {
        return Ok(Vec::new());
    }
    let found = search_lost_photos(job, &lost).await;
    if found.is_err() {
        let ids: Vec<PhotoRequestId> = lost.iter().map(|photo| photo.id).collect();
        job.with_ledger(move |ledger, _| ledger.release_photo_requests(&ids)).await?;
    }
    found
}

async fn search_lost_photos(job: &Job, lost: &[LostPhotoRequest]) -> Result<Vec<Error>, Error> {
    let client = client_for_version(job, ApiVersion::V2).await?;
    let (mut taken, mut errors) = (HashSet::new(), Vec::new());
    for photo in lost {
        report_progress(job, format!("looking for {}", photo.request.name));
        let id = photo.id;
        let error = match find_lost_photo(job, &client, photo, &taken).await {
            Ok(Some((look, group))) => {
                taken.insert(look.clone());
                let made = look.clone();
                job.with_ledger(move |ledger, _| ledger.record_created_photo(id, &made, &group)).await?;
                // If the write fails, the key is requested when it is needed.
                let _ = remember_picture_key(
                    job,
                    &look,
                    photo.request.upload_key.clone(),
                    PictureKeySource::Upload,
                )
                .await;
                continue;
            }
            Ok(None) => not_made_error(&photo.request.name),
            Err(error) if is_list_unsupported(&error) => unknown_photo_error(&photo.request.name),
            Err(error) => return Err(error),
        };
        job.with_ledger(move |ledger, _| ledger.delete_photo_requests(&[id])).await?;
        errors.push(error);
    }
    Ok(errors)
}

/// The photo and its group. A recent photo may not be in the lists yet.
async fn find_lost_photo(
    job: &Job,
    client: &Client,
    photo: &LostPhotoRequest,
    taken: &HashSet<PhotoId>,
) -> Result<Option<(PhotoId, GroupId)>, Error> {
    let mut poll = Poll::new(job);
    loop {
        let found = match &photo.request.group {
            Some(group) => {
                find_look_in_group(client, photo, group, taken).await?.map(|look| (look, group.clone()))
            }
            None => find_new_group(client, photo, taken).await?,
        };
        let age = clock::now().duration_since(photo.requested_at);
        let is_final = found.is_some() || !(SignedDuration::ZERO..LISTING_DELAY).contains(&age);
        if let Some(found) = poll.wait_unless_done(Ok(is_final.then_some(found))).await? {
            return Ok(found);
        }
    }
}

/// A group of this name that was not there before. The first look of a group has the group's id.
async fn find_new_group(
    client: &Client,
    photo: &LostPhotoRequest,
    taken: &HashSet<PhotoId>,
) -> Result<Option<(PhotoId, GroupId)>, Error> {
    let groups = client.groups().await?;
    let new = groups.into_iter().filter(|group| {
        group.name == photo.request.name
            && !photo.request.existing_ids.iter().any(|id| id == group.id.as_str())
    });
    let mut new = new.map(|group| (PhotoId::new(group.id.as_str()), group.id));
    Ok(new.find(|(look, _)| !taken.contains(look)))
}

/// A look that the group did not have before: the one of this picture, or else one of this name.
async fn find_look_in_group(
    client: &Client,
    photo: &LostPhotoRequest,
    group: &GroupId,
    taken: &HashSet<PhotoId>,
) -> Result<Option<PhotoId>, Error> {
    let request = &photo.request;
    let mut looks = client.looks_in_group(group).await?;
    looks.retain(|look| {
        !taken.contains(&look.id) && !request.existing_ids.iter().any(|id| id == look.id.as_str())
    });
    let key = std::slice::from_ref(&request.upload_key);
    let is_of_picture =
        |look: &&crate::domain::Look| match_look_keys_by_url(std::slice::from_ref(*look), key).len() == 1;
    let found = looks.iter().find(is_of_picture).or(looks.iter().find(|look| look.name == request.name));
    Ok(found.map(|look| look.id.clone()))
}

fn not_made_error(name: &str) -> Error {
    let what = format!("{name} was not created: cuecard ended before the service accepted it. Add it again");
    Error::new("the photo", ErrorKind::Internal, what)
}

fn unknown_photo_error(name: &str) -> Error {
    let what = format!("It is unknown whether {name} was created: check at app.heygen.com");
    Error { creation: CreationState::Unknown, ..Error::new("the photo", ErrorKind::Internal, what) }
}
