//! A cache of the languages of the voices that speak a project.

use std::cell::RefCell;
use std::sync::Arc;

use crate::domain::{Project, Speaker, VoiceId, VoiceLanguages};

/// The languages of the voices of a project, once for each catalog, voice and list of speakers: a frame asks many times.
#[derive(Debug, Default)]
pub(in crate::studio) struct LanguageCache(RefCell<Option<CachedLanguages>>);

#[derive(Debug)]
struct CachedLanguages {
    /// The revision of the catalog.
    revision: u64,
    voice: Option<VoiceId>,
    speakers: Vec<Speaker>,
    languages: Arc<VoiceLanguages>,
}

impl LanguageCache {
    pub(in crate::studio) fn get_or_look_up(
        &self,
        revision: u64,
        project: &Project,
        look_up: impl FnOnce() -> VoiceLanguages,
    ) -> Arc<VoiceLanguages> {
        let mut cached = self.0.borrow_mut();
        let is_of = |known: &CachedLanguages| {
            known.revision == revision && known.voice == project.voice && known.speakers == project.speakers
        };
        match &*cached {
            Some(known) if is_of(known) => Arc::clone(&known.languages),
            _ => {
                let (voice, speakers) = (project.voice.clone(), project.speakers.clone());
                let languages = Arc::new(look_up());
                let known = CachedLanguages { revision, voice, speakers, languages };
                Arc::clone(&cached.insert(known).languages)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_looked_up_once_for_each_catalog_and_voice() {
        let (cache, mut project) = (LanguageCache::default(), Project::default());
        let first = cache.get_or_look_up(1, &project, VoiceLanguages::default);
        project.title.push('!');
        let same = cache.get_or_look_up(1, &project, || unreachable!());
        assert!(Arc::ptr_eq(&first, &same));
        project.voice = Some(VoiceId::new("other"));
        let other = cache.get_or_look_up(1, &project, VoiceLanguages::default);
        let newer = cache.get_or_look_up(2, &project, VoiceLanguages::default);
        assert!(!Arc::ptr_eq(&same, &other) && !Arc::ptr_eq(&other, &newer));
    }
}
