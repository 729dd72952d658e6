//! Reads photos, groups and looks of the account.

use super::outcome::refusal_error;
use crate::domain::{ApiVersion, Error, ErrorKind, GroupId, Look, PhotoId};
use crate::heygen::Client;
use crate::runtime::api_version::with_version_fallback;
use crate::runtime::job::Job;

pub(super) const MAX_NAME_COLUMNS: usize = 60;

/// An existing look, and the client that found it.
pub(super) async fn find_photo(job: &Job, photo: &PhotoId) -> Result<(Client, Look), Error> {
    let ask = |client: Client| async move { client.photo(photo).await.map(|look| (client, look)) };
    with_version_fallback(job, ask).await
}

pub(super) fn require_group(look: &Look) -> Result<GroupId, Error> {
    let alone = || refusal_error("new looks", "this photo is in no group, so it cannot have more looks");
    look.group.clone().ok_or_else(alone)
}

/// The looks of the group; none if the service has no such list.
pub(super) async fn list_looks(client: &Client, group: &GroupId) -> Result<Vec<Look>, Error> {
    match client.looks_in_group(group).await {
        Err(error) if is_list_unsupported(&error) => Ok(Vec::new()),
        looks => looks,
    }
}

pub(super) fn is_list_unsupported(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Refused | ErrorKind::NotFound | ErrorKind::EndpointNotFound)
}

/// The client for one API version.
pub(super) async fn client_for_version(job: &Job, api: ApiVersion) -> Result<Client, Error> {
    let client = job.client().await?;
    let is_spoken = client.dialect().api_version() == api;
    Ok(if is_spoken { client } else { client.with_dialect(api.default_dialect()) })
}

/// The group of a look; the first look of a group has the group's id.
pub(super) fn group_id_of(look: &Look) -> GroupId {
    look.group.clone().unwrap_or_else(|| GroupId::new(look.id.as_str()))
}
