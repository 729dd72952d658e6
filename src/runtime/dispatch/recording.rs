//! Handles requests about recordings: their files, and the recorder.

use std::path::PathBuf;

use tokio_util::sync::CancellationToken;

use crate::domain::Error;
use crate::runtime::blocking::run_blocking;
use crate::runtime::job::Job;
use crate::runtime::{recorder, recording_draft};
use crate::store::recording;
use crate::studio::{RecordingReply, RecordingRequest};

pub(super) async fn handle(
    job: &Job,
    request: RecordingRequest,
    stop: CancellationToken,
) -> Result<(), Error> {
    job.reply(match request {
        RecordingRequest::Inspect(paths) => {
            let inspect =
                || paths.into_iter().map(|(path, file)| (path, recording::inspect(&file))).collect();
            RecordingReply::Inspected(Ok(run_blocking(move || Ok(inspect())).await?))
        }
        RecordingRequest::List(folder) => {
            RecordingReply::Listed(run_blocking(move || Ok(recording::list_sound_files(&folder))).await?)
        }
        RecordingRequest::Record { folder, scene_number } => {
            RecordingReply::Ended(Ok(record(job, folder, scene_number, stop).await?))
        }
        RecordingRequest::DiscardDraft => {
            recording_draft::discard(job).await;
            return Ok(());
        }
    });
    Ok(())
}

/// Records a scene into a new file of a folder. What is recorded is kept from the start, also if the program is killed.
async fn record(
    job: &Job,
    folder: PathBuf,
    scene_number: usize,
    stop: CancellationToken,
) -> Result<PathBuf, Error> {
    let mut draft = recording_draft::begin(job, folder.clone(), scene_number).await;
    let progress = |sound| job.reply(RecordingReply::Progressed(sound));
    let recorded = match recorder::record(progress, draft.as_mut(), stop).await {
        Ok(recorded) => recorded,
        Err(error) => {
            recording_draft::discard(job).await;
            return Err(error);
        }
    };
    let saved = run_blocking(move || recording::create(&folder, scene_number, &recorded)).await;
    let saved = saved.map_err(|error| recording_draft::with_draft_place(job, error))?;
    recording_draft::discard(job).await;
    Ok(saved)
}

pub(super) fn failure(request: &RecordingRequest, error: Error) -> RecordingReply {
    match request {
        RecordingRequest::Inspect(_) => RecordingReply::Inspected(Err(error)),
        RecordingRequest::List(_) => RecordingReply::Listed(Vec::new()),
        RecordingRequest::Record { .. } | RecordingRequest::DiscardDraft => RecordingReply::Ended(Err(error)),
    }
}
