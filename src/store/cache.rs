//! What can be fetched again, kept per account: catalogs, pictures, samples. Losing it costs time, nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::domain::Error;

use super::account::{AccountId, stable_hash};
use super::files::{self, FileAccess};
use super::paths::Paths;

/// The largest entry that is read.
const MAX_ENTRY_BYTES: u64 = 64 << 20;

/// The cached things of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    folder: PathBuf,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheEntry {
    pub bytes: Vec<u8>,
    /// When it was put there.
    pub stored_at: Timestamp,
}

impl Cache {
    pub fn new(paths: &Paths, account: &AccountId) -> Self {
        let identity = format!("{}\n{}", account.base_url, account.fingerprint);
        Self { folder: paths.cache.join(format!("{:016x}", stable_hash(identity.as_bytes()))) }
    }

    /// Keeps `bytes` under a name of our own or an id of the service.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        files::create_private_folder(&self.folder)?;
        files::replace_owned(&self.path(name), bytes, FileAccess::Private)
    }

    /// What was put under `name`, if it can be read.
    pub fn get(&self, name: &str) -> Option<CacheEntry> {
        let path = self.path(name);
        let bytes = files::read_owned(&path, MAX_ENTRY_BYTES).ok()?;
        let written = fs::metadata(&path).and_then(|about| about.modified()).ok();
        let written = written.and_then(|time| Timestamp::try_from(time).ok()).unwrap_or_default();
        Some(CacheEntry { bytes, stored_at: written })
    }

    /// The folder of the account, which need not exist.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where an entry is, for programs that take a file: pictures and samples.
    pub fn path(&self, name: &str) -> PathBuf {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if name.len() <= 64 && !name.is_empty() && name.bytes().all(plain) {
            self.folder.join(name)
        } else {
            // No id of a service leads out of the folder.
            self.folder.join(format!("{:016x}.{}", stable_hash(name.as_bytes()), name.len()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cached_value_belongs_to_its_account() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::with_root(folder.path());
        let (one, two) = (
            Cache::new(&paths, &AccountId::new("https://a", "k")),
            Cache::new(&paths, &AccountId::sandbox()),
        );
        assert_eq!(one.get("voices"), None);
        one.put("voices", b"old").unwrap();
        one.put("voices", b"new").unwrap();
        let cached = one.get("voices").unwrap();
        assert_eq!(cached.bytes, b"new");
        assert!(cached.stored_at > Timestamp::from_second(1_700_000_000).unwrap());
        assert_eq!(two.get("voices"), None);
        fs::remove_dir_all(&paths.cache).unwrap();
        assert_eq!(one.get("voices"), None);
        one.put("voices", b"again").unwrap();
    }

    #[test]
    fn no_cache_name_escapes_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(&Paths::with_root(folder.path()), &AccountId::sandbox());
        for name in ["../../x", "/etc/passwd", "", ".", "..", "a/b", "a\0b", &"x".repeat(300)] {
            assert_eq!(cache.path(name).parent(), Some(cache.folder.as_path()), "{name:?}");
            cache.put(name, name.as_bytes()).unwrap();
            assert_eq!(cache.get(name).unwrap().bytes, name.as_bytes());
        }
    }
}
