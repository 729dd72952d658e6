//! The list of voices in the cache, for commands that do not ask the service.

use serde::{Deserialize, Serialize};

use super::cache::Cache;
use crate::domain::{Error, ErrorKind, Gender, Voice, VoiceCatalog, VoiceId};

/// The name of the list in the cache.
const VOICES_ENTRY: &str = "voices";

#[derive(Serialize, Deserialize)]
struct CachedVoice {
    id: VoiceId,
    name: String,
    language: String,
    gender: String,
    sample_url: Option<String>,
    supports_pauses: Option<bool>,
    supports_emotions: Option<bool>,
    supports_locales: Option<bool>,
}

/// Caches a list in place of the one before.
pub fn save(cache: &Cache, catalog: &VoiceCatalog) -> Result<(), Error> {
    let cached: Vec<CachedVoice> = catalog.voices.iter().map(CachedVoice::from).collect();
    let bytes = serde_json::to_vec(&cached);
    let bytes = bytes.map_err(|error| Error::new("the voices", ErrorKind::Internal, error.to_string()))?;
    cache.put(VOICES_ENTRY, &bytes)
}

/// The list that was cached last; empty where there is none, or it is damaged.
pub fn load(cache: &Cache) -> VoiceCatalog {
    let cached = cache.get(VOICES_ENTRY);
    let cached = cached.and_then(|entry| serde_json::from_slice::<Vec<CachedVoice>>(&entry.bytes).ok());
    let voices = cached.unwrap_or_default().into_iter().map(Voice::from).collect();
    VoiceCatalog { voices, ..VoiceCatalog::default() }
}

impl From<&Voice> for CachedVoice {
    fn from(voice: &Voice) -> Self {
        Self {
            id: voice.id.clone(),
            name: voice.name.clone(),
            language: voice.language.clone(),
            gender: voice.gender.as_str().to_owned(),
            sample_url: voice.sample_url.clone(),
            supports_pauses: voice.supports_pauses,
            supports_emotions: voice.supports_emotions,
            supports_locales: voice.supports_locales,
        }
    }
}

impl From<CachedVoice> for Voice {
    fn from(cached: CachedVoice) -> Self {
        Self {
            id: cached.id,
            name: cached.name,
            language: cached.language,
            gender: Gender::parse(&cached.gender).unwrap_or(Gender::Unknown),
            sample_url: cached.sample_url,
            supports_pauses: cached.supports_pauses,
            supports_emotions: cached.supports_emotions,
            supports_locales: cached.supports_locales,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{account::AccountId, paths::Paths};
    use super::*;

    #[test]
    fn the_cached_list_is_the_saved_one() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(&Paths::with_root(folder.path()), &AccountId::sandbox());
        assert_eq!(load(&cache), VoiceCatalog::default());
        let voice = Voice {
            language: "Spanish".to_owned(),
            gender: Gender::Male,
            sample_url: Some("https://files.example/a.wav".to_owned()),
            supports_pauses: Some(true),
            ..Voice::new("v", "Mateo - Excited 🤩")
        };
        let catalog = VoiceCatalog { voices: vec![voice], unreadable_count: 0 };
        save(&cache, &catalog).unwrap();
        assert_eq!(load(&cache), catalog);
        cache.put(VOICES_ENTRY, b"[{").unwrap();
        assert_eq!(load(&cache), VoiceCatalog::default());
    }
}
