//! Reads photos, groups and looks of the account.

use super::outcome::refusal_error;
use crate::domain::{ApiVersion, Error, ErrorKind, GroupId, Look, PhotoId};
use crate::heygen::Client;
use crate::runtime::api_version::with_version_fallback;
use crate::runtime::job::Job;

/// Columns that a look's name may have.
pub(super) const MAX_NAME_COLUMNS: usize = 60;

/// A look that there is, and a client for what is spoken.
pub(super) async fn find_photo(job: &Job, photo: &PhotoId) -> Result<(Client, Look), Error> {
    let ask = |client: Client| async move { client.photo(photo).await.map(|look| (client, look)) };
    with_version_fallback(job, ask).await
}

pub(super) fn require_group(look: &Look) -> Result<GroupId, Error> {
    let alone = || refusal_error("new looks", "this photo is in no group that could have more of them");
    look.group.clone().ok_or_else(alone)
}

/// The looks of the group. A service without such a list has none.
pub(super) async fn list_looks(client: &Client, group: &GroupId) -> Result<Vec<Look>, Error> {
    match client.looks_in_group(group).await {
        Err(fault) if is_list_unsupported(&fault) => Ok(Vec::new()),
        looks => looks,
    }
}

pub(super) fn is_list_unsupported(fault: &Error) -> bool {
    matches!(fault.kind, ErrorKind::Refused | ErrorKind::NotFound | ErrorKind::EndpointNotFound)
}

/// A client for one generation.
pub(super) async fn client_for_version(job: &Job, api: ApiVersion) -> Result<Client, Error> {
    let client = job.client().await?;
    let own = client.dialect().api_version() == api;
    Ok(if own { client } else { client.with_dialect(api.default_dialect()) })
}
