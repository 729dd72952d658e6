//! What is known of uploads: a file is uploaded once for an account.

use std::path::PathBuf;

use super::job::Job;
use crate::domain::{ApiVersion, Error};
use crate::heygen::Client;
use crate::store::Ledger;

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
