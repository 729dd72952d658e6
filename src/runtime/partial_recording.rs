//! Partial files of recordings: written while the recorder runs, and saved when a project is opened whose program was killed.

use std::path::{Path, PathBuf};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::blocking::run_blocking;
use super::job::Job;
use super::recorder;
use crate::domain::Error;
use crate::store::partial_recording::{self, PartialRecording, RecoveredRecordings};
use crate::studio::{RecordingReply, Reply};

/// The partial file of a recording that is being made. A task writes it, so that the recorder does not wait for the disk. It
/// is removed if the recording is canceled; if the program ends, it stays.
pub(super) struct PartialFile {
    path: PathBuf,
    samples: UnboundedSender<Vec<u8>>,
    job: Job,
}

impl PartialFile {
    /// Begins the file of a recording. Without it, a killed program loses its recording.
    pub(super) async fn create(job: &Job, project: PathBuf, scene_number: usize) -> Option<Self> {
        let paths = job.context.config.paths.clone();
        let header = recorder::partial_header();
        let create = move || PartialRecording::create(&paths, &project, scene_number, &header);
        let partial = run_blocking(create).await.ok()?;
        let (path, (samples, receiver)) = (partial.path().to_owned(), unbounded_channel());
        tokio::task::spawn_blocking(move || write_samples(partial, receiver));
        Some(Self { path, samples, job: job.clone() })
    }

    pub(super) fn append(&self, samples: &[u8]) {
        // A failed write does not end the recording: memory holds all of it.
        let _ = self.samples.send(samples.to_vec());
    }

    /// Removes the file: its recording was saved, or has no sound.
    pub(super) async fn discard(self) {
        let path = self.path.clone();
        // One that stays is saved a second time, which is better than a recording that is lost.
        let _ = run_blocking(move || partial_recording::discard(&path)).await;
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if self.job.is_canceled() {
            // One that stays is offered again.
            let _ = partial_recording::discard(&self.path);
        }
    }
}

/// Writes samples until the recording ends or a write fails.
fn write_samples(mut partial: PartialRecording, mut samples: UnboundedReceiver<Vec<u8>>) {
    while let Some(samples) = samples.blocking_recv() {
        if partial.append(&samples).is_err() {
            break;
        }
    }
}

/// An error that a recording was not saved, with what saves it.
pub(super) fn with_recovery_hint(error: Error) -> Error {
    let message = error.message.trim_end_matches('.');
    let message = format!("{message}. Opening the project again saves the recording beside it.");
    Error { message, ..error }
}

/// Saves the recordings of a project whose program was killed, and says so.
pub(super) async fn recover(job: &Job, project: &Path) -> Result<(), Error> {
    let (paths, project) = (job.context.config.paths.clone(), project.to_owned());
    let recover = move || Ok(partial_recording::recover(&paths, &project, recorder::complete_partial));
    let RecoveredRecordings { saved, errors } = run_blocking(recover).await?;
    if !saved.is_empty() {
        job.reply(RecordingReply::Recovered(saved));
    }
    for error in errors {
        job.reply(Reply::TaskFailed(error));
    }
    Ok(())
}
