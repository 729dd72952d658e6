//! Resolves the project's photo and voice, by id or name, in the catalog of the account.

use super::{Severity, Studio};
use crate::domain::{
    NameMatch, NamedKind, Photo, PhotoId, UnknownKey, UnresolvedName, VideoSpec, Voice, VoiceId, may_be_id,
    resolve_name, text,
};

/// Unknown keys that are reported one by one.
const MAX_REPORTED_KEYS: usize = 2;

impl Studio {
    /// The photo with this id, or else the only one with this name.
    pub fn photo(&self, id: &PhotoId) -> Option<&Photo> {
        match self.resolve_photo(id)? {
            NameMatch::Listed(place) => self.catalog.photos.ready()?.photos.get(place),
            NameMatch::PossibleId | NameMatch::Unresolved(_) => None,
        }
    }

    /// The voice with this id, or else the only one with this name.
    pub fn voice(&self, id: &VoiceId) -> Option<&Voice> {
        match self.resolve_voice(id)? {
            NameMatch::Listed(place) => self.catalog.voices.ready()?.voices.get(place),
            NameMatch::PossibleId | NameMatch::Unresolved(_) => None,
        }
    }

    fn resolve_photo(&self, id: &PhotoId) -> Option<NameMatch> {
        let photos = &self.catalog.photos.ready()?.photos;
        let found = |word: &str| {
            resolve_name(&photos.iter().map(|photo| (photo.id.as_str(), photo.name.as_str())), word)
        };
        let is_own = self.project_state.project.photo.as_ref() == Some(id);
        Some(if is_own {
            self.catalog.name_cache.photo.get_or_resolve(self.catalog.revision, id.as_str(), found)
        } else {
            found(id.as_str())
        })
    }

    fn resolve_voice(&self, id: &VoiceId) -> Option<NameMatch> {
        let voices = &self.catalog.voices.ready()?.voices;
        let found = |word: &str| {
            resolve_name(&voices.iter().map(|voice| (voice.id.as_str(), voice.name.as_str())), word)
        };
        let is_own = self.project_state.project.voice.as_ref() == Some(id);
        Some(if is_own {
            self.catalog.name_cache.voice.get_or_resolve(self.catalog.revision, id.as_str(), found)
        } else {
            found(id.as_str())
        })
    }

    /// The id of the project's photo, as far as the list is known.
    pub fn chosen_photo(&self) -> Option<&PhotoId> {
        let id = self.project_state.project.photo.as_ref()?;
        Some(self.photo(id).map_or(id, |photo| &photo.id))
    }

    /// The id of the project's voice, as far as the list is known.
    pub fn chosen_voice(&self) -> Option<&VoiceId> {
        let id = self.project_state.project.voice.as_ref()?;
        Some(self.voice(id).map_or(id, |voice| &voice.id))
    }

    /// The name of the project's photo; its id where the list does not have it.
    pub fn photo_name(&self) -> Option<&str> {
        let id = self.project_state.project.photo.as_ref()?;
        Some(self.photo(id).map_or(id.as_str(), |photo| photo.name.as_str()))
    }

    /// The name of the project's voice; its id where the list does not have it.
    pub fn voice_name(&self) -> Option<&str> {
        let id = self.project_state.project.voice.as_ref()?;
        Some(self.voice(id).map_or(id.as_str(), |voice| voice.name.as_str()))
    }

    /// The project's photo, where its name is ambiguous or unknown.
    pub fn unresolved_photo(&self) -> Option<UnresolvedName> {
        let id = self.project_state.project.photo.as_ref()?;
        to_unresolved_name(NamedKind::Photo, id.as_str(), self.resolve_photo(id)?)
    }

    /// The project's voice, where its name is ambiguous or unknown.
    pub fn unresolved_voice(&self) -> Option<UnresolvedName> {
        let id = self.project_state.project.voice.as_ref()?;
        to_unresolved_name(NamedKind::Voice, id.as_str(), self.resolve_voice(id)?)
    }

    /// Why the project's photo or voice cannot be sent: a name is unresolved, or its list is not loaded.
    pub fn unresolved_name(&self) -> Option<(NamedKind, String)> {
        let (photo, voice) =
            (self.project_state.project.photo.as_ref(), self.project_state.project.voice.as_ref());
        let unlisted = |thing: NamedKind, word: &str| {
            let what = format!(
                "\"{}\" is a name, and the {}s are not listed",
                text::truncate(word, 40),
                thing.as_str()
            );
            (!may_be_id(word)).then_some((thing, what))
        };
        let photo = match self.catalog.photos.ready() {
            Some(_) => self.unresolved_photo().map(|name| (name.kind, name.to_string())),
            None => photo.and_then(|id| unlisted(NamedKind::Photo, id.as_str())),
        };
        photo.or_else(|| match self.catalog.voices.ready() {
            Some(_) => self.unresolved_voice().map(|name| (name.kind, name.to_string())),
            None => voice.and_then(|id| unlisted(NamedKind::Voice, id.as_str())),
        })
    }

    /// Replaces the names of a spec by ids.
    pub fn resolve_names(&self, spec: VideoSpec) -> VideoSpec {
        let photo = self.photo(&spec.photo).map(|photo| photo.id.clone());
        let voice = self.voice(&spec.voice).map(|voice| voice.id.clone());
        VideoSpec { photo: photo.unwrap_or(spec.photo), voice: voice.unwrap_or(spec.voice), ..spec }
    }

    /// Reports the unknown keys of the project file.
    pub(super) fn report_unknown_keys(&mut self, keys: &[UnknownKey]) {
        let mut told: Vec<String> = keys.iter().take(MAX_REPORTED_KEYS).map(ToString::to_string).collect();
        if keys.len() > MAX_REPORTED_KEYS {
            told.push(format!("{} more", keys.len() - MAX_REPORTED_KEYS));
        }
        self.report(Severity::Warning, told.join("; "));
    }
}

fn to_unresolved_name(thing: NamedKind, word: &str, meaning: NameMatch) -> Option<UnresolvedName> {
    let NameMatch::Unresolved(count) = meaning else { return None };
    Some(UnresolvedName { kind: thing, name: word.to_owned(), match_count: count })
}

#[cfg(test)]
mod tests {
    use super::super::{ActiveAccount, CatalogReply, Reply, RequestId};
    use super::*;
    use crate::domain::{Gender, VoiceCatalog};

    /// Takes a list of voices of these names, whose ids are `v1`, `v2` and so on from the last one.
    fn load_voice_list(studio: &mut Studio, names: &[&str]) {
        let voice = |(place, name): (usize, &&str)| Voice {
            id: VoiceId::new(format!("v{}", names.len() - place)),
            name: (*name).to_owned(),
            language: String::new(),
            gender: Gender::Unknown,
            sample_url: None,
            supports_pauses: None,
            supports_emotions: None,
        };
        let voices = names.iter().enumerate().map(voice).collect();
        studio.handle_reply(
            studio.now(),
            RequestId(u64::MAX),
            Reply::Catalog(CatalogReply::VoicesLoaded(Ok(VoiceCatalog { voices, unreadable_count: 0 }))),
        );
    }

    fn chosen_voice_id(studio: &Studio) -> Option<&str> {
        studio.chosen_voice().map(VoiceId::as_str)
    }

    #[test]
    fn a_name_is_looked_up_again_when_the_list_or_the_project_changes() {
        let mut studio = Studio::new(ActiveAccount::Sandbox);
        studio.project_state.project.voice = Some(VoiceId::new("Mark"));
        assert_eq!(chosen_voice_id(&studio), Some("Mark"), "there is no list yet");
        load_voice_list(&mut studio, &["Mark", "Lena"]);
        assert_eq!((chosen_voice_id(&studio), studio.voice_name()), (Some("v2"), Some("Mark")));
        load_voice_list(&mut studio, &["Lena", "Ana", "Mark"]);
        assert_eq!(chosen_voice_id(&studio), Some("v1"));
        load_voice_list(&mut studio, &["Mark", "Mark"]);
        assert_eq!(studio.unresolved_voice().map(|name| name.match_count), Some(2));
        studio.project_state.project.voice = Some(VoiceId::new("v1"));
        assert_eq!((chosen_voice_id(&studio), studio.unresolved_voice()), (Some("v1"), None));
        studio.load_voices();
        assert_eq!(studio.voice(&VoiceId::new("v1")), None, "the list is asked for anew");
        load_voice_list(&mut studio, &["Lena"]);
        assert_eq!(studio.voice_name(), Some("Lena"));
    }
}
