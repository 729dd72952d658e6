//! Pictures and samples: small files of the service, kept in the cache.

use super::blocking::run_blocking;
use super::job::Job;
use crate::domain::Error;
use crate::store::cache::Cache;

/// Bytes of a picture file at most.
pub(super) const MAX_PICTURE_BYTES: usize = 24 << 20;

/// The file behind a link, from the cache where it is there.
pub(super) async fn fetch_cached(job: &Job, url: &str, most: usize) -> Result<Vec<u8>, Error> {
    let cache = Cache::new(&job.context.config.paths, &job.session.storage_account(&job.context.config)?);
    let name = cache_key(url);
    let (kept, wanted) = (cache.clone(), name.clone());
    if let Some(cached) = run_blocking(move || Ok(kept.get(&wanted))).await? {
        return Ok(cached.bytes);
    }
    let bytes = job.client().await?.fetch_media_bytes(url, most).await?;
    run_blocking(move || {
        // A cache that takes nothing costs time, and nothing else.
        let _ = cache.put(&name, &bytes);
        Ok(bytes)
    })
    .await
}

/// What stays of a link when it is signed anew, or when the sandbox has another port.
fn cache_key(url: &str) -> String {
    let plain = url.split(['?', '#']).next().unwrap_or(url);
    let here = plain.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.split_once('/'));
    here.map_or(plain, |(_, path)| path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_name_while_its_link_changes() {
        assert_eq!(cache_key("https://files.example/a.jpg?sig=1#x"), "https://files.example/a.jpg");
        assert_eq!(cache_key("http://127.0.0.1:4711/media/a.jpg?sig=1"), "media/a.jpg");
        assert_eq!(cache_key(""), "");
    }
}
