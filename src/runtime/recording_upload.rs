//! Uploads of recordings: each file once for an account, and again where the service no longer knows it.

use super::blocking::run_blocking;
use super::job::Job;
use super::uploads::{self, known_upload, preview_id, remember_upload};
use crate::domain::{Error, RecordingFile, Recordings, VideoSpec};
use crate::heygen::Client;
use crate::store::{StoredUpload, failpoint, recording};

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
        ids.push((file.hash.clone(), preview_id(job, client, &file.hash, &file.short_name()).await));
    }
    recordings.set_asset_ids(|hash| ids.iter().find(|(other, _)| other == hash).map(|(_, id)| id.clone()));
    recordings
}

async fn upload_once(job: &Job, client: &Client, file: &RecordingFile) -> Result<String, Error> {
    let Some(id) = known_upload(job, client.dialect().api_version(), &file.hash).await? else {
        return upload(job, client, file.clone()).await;
    };
    // Where the file is now, should it have to be uploaded again.
    remember_upload(job, client, (file.hash.clone(), file.path.clone()), id.clone()).await;
    Ok(id)
}

/// Uploads a file, and remembers the id of the upload at once: it exists, whatever becomes of the render.
async fn upload(job: &Job, client: &Client, file: RecordingFile) -> Result<String, Error> {
    let source = file.clone();
    let bytes = run_blocking(move || recording::read_unchanged(&source)).await?;
    let asset = uploads::upload(job, client, &file.short_name(), bytes).await?;
    failpoint::kill_point("recording.after_upload");
    remember_upload(job, client, (file.hash, file.path), asset.id.clone()).await;
    Ok(asset.id)
}

/// Uploads a recording again, unless its file is another one now.
pub(super) async fn renew_upload(
    job: &Job,
    client: &Client,
    asset: &StoredUpload,
) -> Result<Option<String>, Error> {
    let path = asset.path.clone();
    let found = run_blocking(move || Ok(recording::inspect(&path))).await?;
    match found.ok().filter(|file| file.hash == asset.hash) {
        Some(file) => upload(job, client, file).await.map(Some),
        None => Ok(None),
    }
}
