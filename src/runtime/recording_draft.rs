//! Drafts of recordings: kept while the recorder runs, and saved at the next start where the program was killed meanwhile.

use std::path::{Path, PathBuf};

use super::blocking::run_blocking;
use super::job::Job;
use super::lock::lock;
use super::recorder;
use crate::domain::Error;
use crate::store::{self, recording_draft, recording_draft::RecordingDraft};
use crate::studio::RecordingReply;

/// Begins the draft of a recording. Without one, only a killed program loses what it has.
pub(super) async fn begin(job: &Job, folder: PathBuf, scene_number: usize) -> Option<RecordingDraft> {
    let paths = job.context.config.paths.clone();
    let create = move || RecordingDraft::create(&paths, &folder, scene_number, &recorder::draft_header());
    let draft = run_blocking(create).await.ok()?;
    *lock(&job.context.recording_draft) = Some(draft.path().to_owned());
    Some(draft)
}

/// Removes the draft of the last recording, if there is one: it was saved, or is not wanted.
pub(super) async fn discard(job: &Job) {
    let draft = lock(&job.context.recording_draft).take();
    if let Some(path) = draft {
        // One that stays is offered again, which is better than a recording that is lost.
        let _ = run_blocking(move || recording_draft::discard(&path)).await;
    }
}

/// An error that a recording was not saved, with the place of its draft.
pub(super) fn with_draft_place(job: &Job, error: Error) -> Error {
    match lock(&job.context.recording_draft).take() {
        Some(path) => {
            let message =
                format!("{}. It is kept as {}", error.message.trim_end_matches('.'), path.display());
            Error { message, ..error }
        }
        None => error,
    }
}

/// Saves the recordings beside a project whose program was killed, and says so.
pub(super) async fn recover(job: &Job, project: &Path) -> Result<(), Error> {
    let (paths, project) = (job.context.config.paths.clone(), project.to_owned());
    let saved = run_blocking(move || {
        let project = store::project::canonical_path(&project);
        let Some(folder) = project.parent() else { return Ok(Vec::new()) };
        recording_draft::recover(&paths, folder, recorder::complete_draft)
    });
    let saved = saved.await?;
    if !saved.is_empty() {
        job.reply(RecordingReply::Recovered(saved));
    }
    Ok(())
}
