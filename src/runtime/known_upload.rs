//! Files that were uploaded for an earlier video.

use super::job::Job;
use crate::domain::{ApiVersion, Error};

/// The id of the upload of a file with this hash; `None` if it was not uploaded yet.
pub(super) async fn known_upload(job: &Job, api: ApiVersion, hash: &str) -> Result<Option<String>, Error> {
    let hash = hash.to_owned();
    job.with_ledger(move |ledger, _| ledger.upload_id(api, &hash)).await
}
