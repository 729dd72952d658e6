//! Handles requests about recordings: their files, and the recorder.

use tokio_util::sync::CancellationToken;

use crate::domain::Error;
use crate::runtime::blocking::run_blocking;
use crate::runtime::job::Job;
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
        RecordingRequest::Record { folder, scene_number } => {
            let progress = |sound| job.reply(RecordingReply::Progressed(sound));
            let recorded = recorder::record(progress, stop).await?;
            RecordingReply::Ended(Ok(run_blocking(move || {
                recording::create(&folder, scene_number, &recorded)
            })
            .await?))
        }
    });
    Ok(())
}

pub(super) fn failure(request: &RecordingRequest, error: Error) -> RecordingReply {
    match request {
        RecordingRequest::Inspect(_) => RecordingReply::Inspected(Err(error)),
        RecordingRequest::List(_) => RecordingReply::Listed(Vec::new()),
        RecordingRequest::Record { .. } => RecordingReply::Ended(Err(error)),
    }
}
