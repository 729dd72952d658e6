//! Handles requests about recordings: their files, and the recorder.

use std::path::{Path, PathBuf};

use tokio_util::sync::CancellationToken;

use crate::domain::Error;
use crate::runtime::blocking::run_blocking;
use crate::runtime::job::Job;
use crate::runtime::partial_recording::{PartialFile, with_recovery_hint};
use crate::runtime::recorder;
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
        RecordingRequest::Record { project, scene_number } => {
            RecordingReply::Ended(Ok(record(job, project, scene_number, stop).await?))
        }
    });
    Ok(())
}

/// Records a scene into a new file beside its project. What is recorded is on disk from the start.
async fn record(
    job: &Job,
    project: PathBuf,
    scene_number: usize,
    stop: CancellationToken,
) -> Result<PathBuf, Error> {
    let partial = PartialFile::create(job, project.clone(), scene_number).await;
    let keep = |samples: &[u8]| {
        if let Some(partial) = &partial {
            partial.append(samples);
        }
    };
    let progress = |sound| job.reply(RecordingReply::Progressed(sound));
    let saved = match recorder::record(progress, keep, stop).await {
        Ok(recorded) => {
            let folder = project.parent().unwrap_or(Path::new("")).to_owned();
            let saved = run_blocking(move || recording::create(&folder, scene_number, &recorded)).await;
            if saved.is_err() && partial.is_some() {
                return saved.map_err(with_recovery_hint);
            }
            saved
        }
        Err(error) => Err(error),
    };
    if let Some(partial) = partial {
        partial.discard().await;
    }
    saved
}

pub(super) fn failure(request: &RecordingRequest, error: Error) -> RecordingReply {
    match request {
        RecordingRequest::Inspect(_) => RecordingReply::Inspected(Err(error)),
        RecordingRequest::List(_) => RecordingReply::Listed(Vec::new()),
        RecordingRequest::Record { .. } => RecordingReply::Ended(Err(error)),
    }
}
