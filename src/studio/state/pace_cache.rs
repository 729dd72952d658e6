//! A cache of the paces of a project's scenes.

use std::cell::RefCell;
use std::sync::Arc;

use crate::domain::{Dialect, Project, ScenePaces, Speaker, VoiceId, VoiceSettings};

/// The paces of a project, once for each catalog, dialect, list of speakers, voice of the project and voice of its first
/// scene, which some dialects have in all scenes: a frame asks many times.
#[derive(Debug, Default)]
pub(in crate::studio) struct PaceCache(RefCell<Option<CachedPaces>>);

#[derive(Debug)]
struct CachedPaces {
    /// The revision of the catalog, the recordings and the kept speech.
    revision: u64,
    dialect: Dialect,
    voice: Option<VoiceId>,
    first_voice: Option<VoiceId>,
    voice_settings: VoiceSettings,
    speakers: Vec<Speaker>,
    paces: Arc<ScenePaces>,
}

impl PaceCache {
    pub(in crate::studio) fn get_or_look_up(
        &self,
        (revision, dialect): (u64, Dialect),
        project: &Project,
        look_up: impl FnOnce() -> ScenePaces,
    ) -> Arc<ScenePaces> {
        let mut cached = self.0.borrow_mut();
        let first_voice = project.rendered_scenes().next().and_then(|scene| project.voice_of(scene));
        let is_of = |known: &CachedPaces| {
            (known.revision, known.dialect) == (revision, dialect)
                && known.first_voice.as_ref() == first_voice
                && (&known.voice, &known.voice_settings, &known.speakers)
                    == (&project.voice, &project.voice_settings, &project.speakers)
        };
        match &*cached {
            Some(known) if is_of(known) => Arc::clone(&known.paces),
            _ => {
                let (voice, speakers) = (project.voice.clone(), project.speakers.clone());
                let voice_settings = project.voice_settings.clone();
                let paces = Arc::new(look_up());
                let first_voice = first_voice.cloned();
                let known =
                    CachedPaces { revision, dialect, voice, first_voice, voice_settings, speakers, paces };
                Arc::clone(&cached.insert(known).paces)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Scene;

    #[test]
    fn paces_are_looked_up_once_for_each_catalog_dialect_and_voice() {
        let (cache, mut project) = (PaceCache::default(), Project::default());
        let first = cache.get_or_look_up((1, Dialect::V3), &project, ScenePaces::default);
        project.title.push('!');
        let same = cache.get_or_look_up((1, Dialect::V3), &project, || unreachable!());
        assert!(Arc::ptr_eq(&first, &same));
        project.voice = Some(VoiceId::new("other"));
        let other = cache.get_or_look_up((1, Dialect::V3), &project, ScenePaces::default);
        let newer = cache.get_or_look_up((2, Dialect::V3), &project, ScenePaces::default);
        assert!(!Arc::ptr_eq(&same, &other) && !Arc::ptr_eq(&other, &newer));
        project.scenes =
            vec![Scene { speaker: Some("Ida".to_owned()), ..Scene::new("Hello.") }, Scene::new("Hi.")];
        project.speakers =
            vec![Speaker { name: "Ida".to_owned(), voice: Some(VoiceId::new("hers")), ..Speaker::default() }];
        let hers = cache.get_or_look_up((2, Dialect::V3), &project, ScenePaces::default);
        project.scenes.swap(0, 1);
        let swapped = cache.get_or_look_up((2, Dialect::V3), &project, ScenePaces::default);
        assert!(!Arc::ptr_eq(&hers, &swapped), "another voice in the first scene");
    }
}
