//! Uploads of files, with their progress, and what is known of them: a file is uploaded once for an account.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use super::job::Job;
use crate::domain::{ApiVersion, Asset, Error, UploadProgress};
use crate::heygen::{Client, UploadReporter, UploadedBytes};
use crate::store::Ledger;
use crate::studio::Reply;

/// A bar has no more steps.
const MAX_REPORTS_PER_UPLOAD: u64 = 50;

/// Ends the display of an upload, also where its request is canceled.
struct UploadDisplay<'a>(&'a Job);

impl Drop for UploadDisplay<'_> {
    fn drop(&mut self) {
        self.0.reply(Reply::Uploading(None));
    }
}

/// Uploads a file, and replies with its progress.
pub(super) async fn upload(job: &Job, client: &Client, name: &str, bytes: Vec<u8>) -> Result<Asset, Error> {
    let (own, name, last_step) = (job.clone(), name.to_owned(), AtomicU64::new(u64::MAX));
    let reporter = UploadReporter::new(move |UploadedBytes { sent, total }| {
        let step = sent.saturating_mul(MAX_REPORTS_PER_UPLOAD) / total.max(1);
        if last_step.swap(step, Ordering::Relaxed) != step {
            let progress = UploadProgress { name: name.clone(), sent_bytes: sent, total_bytes: total };
            own.reply(Reply::Uploading(Some(progress)));
        }
    });
    let _display = UploadDisplay(job);
    client.with_upload_reporter(reporter).upload(bytes).await
}

/// The id of the upload of a file with this hash; `None` if it was not uploaded yet.
pub(super) async fn known_upload(job: &Job, api: ApiVersion, hash: &str) -> Result<Option<String>, Error> {
    let hash = hash.to_owned();
    job.with_ledger(move |ledger, _| ledger.upload_id(api, &hash)).await
}

/// Remembers the id of the upload of a file with this hash and path. If the write fails, the present render has the id all
/// the same.
pub(super) async fn remember_upload(job: &Job, client: &Client, (hash, path): (String, PathBuf), id: String) {
    let api = client.dialect().api_version();
    let save = move |ledger: &mut Ledger, now| ledger.save_upload(api, (&hash, &path), &id, now);
    let _ = job.with_ledger(save).await;
}

/// The id of an upload for a preview; a note in place of it for a file that was not uploaded yet.
pub(super) async fn preview_id(job: &Job, client: &Client, hash: &str, name: &str) -> String {
    let known = known_upload(job, client.dialect().api_version(), hash).await.ok().flatten();
    known.unwrap_or_else(|| format!("(the id that the upload of {name} will give)"))
}
