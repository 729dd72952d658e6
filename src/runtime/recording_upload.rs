//! Uploads of recordings: each file once for an account, and again where the service no longer knows it.

use super::blocking::run_blocking;
use super::job::Job;
use super::known_upload::known_upload;
use super::video_picture;
use crate::domain::{Error, RecordingFile, Recordings, Render, VideoSpec, is_picture_path};
use crate::heygen::Client;
use crate::store::{Ledger, StoredUpload, failpoint, recording};

/// The recordings of a video, with the ids of their uploads. What was uploaded before is not uploaded again; a dialect
/// without recordings uploads nothing.
pub(super) async fn upload_recordings(
    job: &Job,
    client: &Client,
    spec: &VideoSpec,
) -> Result<Recordings, Error> {
    let mut recordings = spec.recordings.named_by(&spec.scenes);
    if !client.dialect().sends_recordings() {
        return Ok(recordings);
    }
    let mut ids: Vec<(String, String)> = Vec::new();
    for file in recordings.files() {
        if ids.iter().all(|(hash, _)| *hash != file.hash) {
            ids.push((file.hash.clone(), upload_once(job, client, file).await?));
        }
    }
    recordings.set_asset_ids(|hash| ids.iter().find(|(other, _)| other == hash).map(|(_, id)| id.clone()));
    Ok(recordings)
}

/// The recordings of a video for a preview of its request: a file that was not uploaded yet has a note in place of its id.
pub(super) async fn preview_recordings(job: &Job, client: &Client, spec: &VideoSpec) -> Recordings {
    let mut recordings = spec.recordings.named_by(&spec.scenes);
    let mut ids = Vec::new();
    for file in recordings.files() {
        let known = known_upload(job, client.dialect().api_version(), &file.hash).await.ok().flatten();
        let note = || format!("(the id that the upload of {} will give)", file.short_name());
        ids.push((file.hash.clone(), known.unwrap_or_else(note)));
    }
    recordings.set_asset_ids(|hash| ids.iter().find(|(other, _)| other == hash).map(|(_, id)| id.clone()));
    recordings
}

async fn upload_once(job: &Job, client: &Client, file: &RecordingFile) -> Result<String, Error> {
    let Some(id) = known_upload(job, client.dialect().api_version(), &file.hash).await? else {
        return upload(job, client, file.clone()).await;
    };
    // Where the file is now, should it have to be uploaded again.
    remember(job, client, file.clone(), id.clone()).await;
    Ok(id)
}

/// Remembers the id of an upload. If the write fails, the present render has the id all the same.
async fn remember(job: &Job, client: &Client, file: RecordingFile, id: String) {
    let api = client.dialect().api_version();
    let save = move |ledger: &mut Ledger, now| ledger.save_upload(api, (&file.hash, &file.path), &id, now);
    let _ = job.with_ledger(save).await;
}

/// Uploads a file, and remembers the id of the upload at once: it exists, whatever becomes of the render.
async fn upload(job: &Job, client: &Client, file: RecordingFile) -> Result<String, Error> {
    let source = file.clone();
    let bytes = run_blocking(move || recording::read_unchanged(&source)).await?;
    let asset = client.upload(bytes).await?;
    failpoint::kill_point("recording.after_upload");
    remember(job, client, file, asset.id.clone()).await;
    Ok(asset.id)
}

/// Uploads a recording again, unless its file is another one now.
async fn renew_upload(job: &Job, client: &Client, asset: &StoredUpload) -> Result<Option<String>, Error> {
    let path = asset.path.clone();
    let found = run_blocking(move || Ok(recording::inspect(&path))).await?;
    match found.ok().filter(|file| file.hash == asset.hash) {
        Some(file) => upload(job, client, file).await.map(Some),
        None => Ok(None),
    }
}

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
            renew_upload(job, &client, &asset).await?
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
