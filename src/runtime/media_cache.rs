//! The cache of small media files: pictures and samples.

use super::blocking::run_blocking;
use super::job::Job;
use crate::domain::Error;
use crate::store::cache::Cache;

pub(super) const MAX_PICTURE_BYTES: usize = 24 << 20;

/// The file of a URL, from the cache if it is there.
pub(super) async fn fetch_cached(job: &Job, url: &str, max_bytes: usize) -> Result<Vec<u8>, Error> {
    let cache = Cache::new(&job.context.config.paths, &job.session.storage_account(&job.context.config)?);
    let name = cache_key(url);
    let (reader, key) = (cache.clone(), name.clone());
    if let Some(cached) = run_blocking(move || Ok(reader.get(&key))).await? {
        return Ok(cached.bytes);
    }
    let bytes = job.client().await?.fetch_media_bytes(url, max_bytes).await?;
    run_blocking(move || {
        // A failed write costs time at the next start, and nothing else.
        let _ = cache.put(&name, &bytes);
        Ok(bytes)
    })
    .await
}

/// The part of a URL that stays the same with a new signature, or another port of the sandbox.
fn cache_key(url: &str) -> String {
    let plain = url.split(['?', '#']).next().unwrap_or(url);
    let here = plain.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.split_once('/'));
    here.map_or(plain, |(_, path)| path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_key_ignores_the_query_and_the_sandbox_address() {
        assert_eq!(cache_key("https://files.example/a.jpg?sig=1#x"), "https://files.example/a.jpg");
        assert_eq!(cache_key("http://127.0.0.1:4711/media/a.jpg?sig=1"), "media/a.jpg");
        assert_eq!(cache_key(""), "");
    }
}
