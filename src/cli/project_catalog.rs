//! The photos and voices of a project, loaded before its price: what v3 sends depends on them.

use super::error::CliError;
use super::project_file::incomplete_error;
use super::{names, requests};
use crate::domain::{
    CatalogLookup, Dialect, Error, LookProfiles, NameMatch, NamedKind, Photo, PhotoCatalog, PhotoId,
    PhotoStanding, Project, Scene, SiblingChoices, SiblingOffer, Voice, VoiceCatalog, VoiceId, VoiceSetting,
    resolve_name, sibling_offers,
};
use crate::runtime::Runner;
use crate::studio::{CatalogReply, CatalogRequest, Reply};

/// What is known of the photos and voices of a project.
#[derive(Debug, Default)]
pub(super) struct ProjectCatalog {
    /// By the word of the project: an id, or a name.
    photos: Vec<(PhotoId, Photo)>,
    /// The list of v2, which says what is no talking photo.
    talking_photos: Option<PhotoCatalog>,
    /// Loaded only for a project with emotions, pauses or locales, which voices may not support.
    voices: VoiceCatalog,
}

impl ProjectCatalog {
    /// Loads what the requests of a dialect depend on. `pictures` are the picture files of the project.
    pub(super) async fn load(
        runner: &Runner,
        dialect: Dialect,
        project: &Project,
        pictures: &[Photo],
    ) -> Result<Self, Error> {
        let mut catalog = Self::default();
        let has_locale = |scene: &Scene| project.voice_settings_of(scene).locale.is_some();
        let sends_locale = dialect.sends_voice_setting(VoiceSetting::Locale);
        let needs_voices = |scene: &Scene| {
            let has_pauses = scene.script.length(None).pause_seconds > 0.0;
            (sends_locale && has_locale(scene)) || scene.emotion.is_some() || has_pauses
        };
        if project.rendered_scenes().any(needs_voices) {
            // Without the list, the emotions count as lost, and the locales as supported.
            catalog.voices = requests::load_voices(runner).await.unwrap_or_default();
        }
        if dialect != Dialect::V3 {
            // Without the list, every photo counts as a talking photo.
            catalog.talking_photos = requests::load_photos(runner).await.ok();
            return Ok(catalog);
        }
        for id in project.rendered_photos() {
            let photo = match pictures.iter().find(|picture| picture.id == *id) {
                Some(picture) => picture.clone(),
                // It accepts and costs what a talking photo does.
                None if id.picture_path().is_some() => continue,
                None => look_up_photo(runner, id).await?,
            };
            catalog.photos.push((id.clone(), photo));
        }
        Ok(catalog)
    }

    /// What is known without asking the service: the voices that were loaded last.
    pub(super) async fn load_cached(runner: &Runner) -> Self {
        // Without the list, it is not known what a voice lacks.
        Self { voices: requests::load_cached_voices(runner).await.unwrap_or_default(), ..Self::default() }
    }

    /// Fails if a photo is an avatar, which the dialect does not send.
    pub(super) fn check_avatars(&self, dialect: Dialect, project: &Project) -> Result<(), CliError> {
        let issues = dialect.avatar_issues(project, self);
        if issues.is_empty() { Ok(()) } else { Err(incomplete_error(&issues)) }
    }

    /// The voices that would carry the emotions that a dialect loses.
    pub(super) fn sibling_offers(
        &self,
        dialect: Dialect,
        project: &Project,
        choices: &SiblingChoices,
    ) -> Vec<SiblingOffer> {
        let voices = &self.voices.voices;
        sibling_offers(dialect, project, voices, |id| self.find_voice(id), choices)
    }

    pub(super) fn look_profiles(&self) -> LookProfiles {
        let mut profiles = LookProfiles::default();
        for (word, photo) in &self.photos {
            profiles.insert(word.clone(), photo.profile.clone());
        }
        profiles
    }
}

impl CatalogLookup for ProjectCatalog {
    fn find_photo(&self, id: &PhotoId) -> Option<&Photo> {
        self.photos.iter().find(|(word, _)| word == id).map(|(_, photo)| photo)
    }

    fn photo_standing(&self, id: &PhotoId) -> PhotoStanding {
        let Some(list) = &self.talking_photos else { return PhotoStanding::Usable };
        let names = list.photos.iter().map(|photo| (photo.id.as_str(), photo.name.as_str()));
        match resolve_name(&names, id.as_str()) {
            NameMatch::PossibleId => PhotoStanding::in_list(list, id),
            NameMatch::Listed(_) | NameMatch::Unresolved(_) => PhotoStanding::Usable,
        }
    }

    fn find_voice(&self, id: &VoiceId) -> Option<&Voice> {
        let voices = &self.voices.voices;
        let names = voices.iter().map(|voice| (voice.id.as_str(), voice.name.as_str()));
        match resolve_name(&names, id.as_str()) {
            NameMatch::Listed(index) => voices.get(index),
            NameMatch::PossibleId | NameMatch::Unresolved(_) => None,
        }
    }
}

/// The photo that an id or name stands for.
async fn look_up_photo(runner: &Runner, word: &PhotoId) -> Result<Photo, Error> {
    let found = names::resolve_in_catalog(runner, NamedKind::Photo, word.as_str()).await?;
    let id = found.map_or_else(|_| word.clone(), PhotoId::new);
    let read = |reply| match reply {
        Reply::Catalog(CatalogReply::PhotoLookedUp(_, photo)) => Some(photo),
        _ => None,
    };
    requests::request_reply(runner, CatalogRequest::LookUpPhoto(id), read).await
}
