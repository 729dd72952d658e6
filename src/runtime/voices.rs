//! The list of voices: loaded from the service and cached, or the cached one.

use super::api_version::with_version_fallback;
use super::blocking::run_blocking;
use super::job::Job;
use super::speech_cache::account_cache;
use crate::domain::{Error, VoiceCatalog};
use crate::heygen::Client;
use crate::store::voice_cache;

/// The voices of the service, which are cached for commands that do not ask it.
pub(super) async fn load(job: &Job) -> Result<VoiceCatalog, Error> {
    let request = |client: Client| async move { client.voices().await };
    let catalog = with_version_fallback(job, request).await?;
    let Ok(cache) = account_cache(job) else { return Ok(catalog) };
    run_blocking(move || {
        // A failed write only leaves `--offline` without voices.
        let _ = voice_cache::save(&cache, &catalog);
        Ok(catalog)
    })
    .await
}

/// The voices that were loaded last, without asking the service.
pub(super) async fn load_cached(job: &Job) -> Result<VoiceCatalog, Error> {
    let cache = account_cache(job)?;
    run_blocking(move || Ok(voice_cache::load(&cache))).await
}
