//! Uploads the files of a render again, where the service no longer knows them.

use super::job::Job;
use super::{recording_upload, video_picture};
use crate::domain::{Error, Render, is_picture_path};
use crate::store::{Ledger, StoredUpload};

/// Uploads the recordings and pictures of a refused render again, those that the refusal names or else all, and queues the
/// render with the new ids. `renewed` has the ids of uploads that were made before; none of them is made again. An upload
/// whose file is gone is forgotten. Returns whether the render is queued.
pub(super) async fn renew_uploads(
    job: &Job,
    render: &Render,
    error: &Error,
    renewed: &mut Vec<String>,
) -> Result<bool, Error> {
    let (id, client) = (render.id, job.client().await?);
    let known = job.with_ledger(move |ledger, _| ledger.render_uploads(id)).await?;
    let is_named = |asset: &StoredUpload| error.message.contains(&asset.id);
    let names_one = known.iter().any(is_named);
    let unknown =
        known.into_iter().filter(|asset| (is_named(asset) || !names_one) && !renewed.contains(&asset.id));
    let mut is_queued = false;
    for asset in unknown.collect::<Vec<_>>() {
        let new = if is_picture_path(&asset.path.to_string_lossy()) {
            video_picture::renew_upload(job, &client, &asset).await?
        } else {
            recording_upload::renew_upload(job, &client, &asset).await?
        };
        // Another file would be another video.
        let Some(new) = new else {
            job.with_ledger(move |ledger, _| ledger.forget_upload(&asset.id)).await?;
            continue;
        };
        renewed.push(new.clone());
        let replace = move |ledger: &mut Ledger, now| ledger.replace_upload(id, (&asset.id, &new), now);
        job.with_ledger(replace).await?;
        is_queued = true;
    }
    Ok(is_queued)
}
