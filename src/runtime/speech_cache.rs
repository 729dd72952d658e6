//! The cache folder of the account, where speech and the list of voices that speak are kept.

use super::job::Job;
use crate::domain::Error;
use crate::store::cache::Cache;

pub(super) fn account_cache(job: &Job) -> Result<Cache, Error> {
    let config = &job.context.config;
    Ok(Cache::new(&config.paths, &job.session.storage_account(config)?))
}
