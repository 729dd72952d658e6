//! Resolves the project's photo and voice, by id or name, in the catalog of the account.

use super::Studio;
use crate::domain::{
    NameMatch, NamedKind, Photo, PhotoId, Speaker, UnresolvedName, VideoSpec, Voice, VoiceId,
    is_picture_path, may_be_id, resolve_name, text,
};

impl Studio {
    /// The photo with this id, or else the only one of the account with this name.
    pub fn photo(&self, id: &PhotoId) -> Option<&Photo> {
        match self.listed_index(NamedKind::Photo, id.as_str()) {
            Some(index) => self.catalog.photos.ready()?.photos.get(index),
            None => self.catalog.known_looks.get(id)?.ready(),
        }
    }

    /// The voice with this id, or else the only one with this name.
    pub fn voice(&self, id: &VoiceId) -> Option<&Voice> {
        match self.listed_index(NamedKind::Voice, id.as_str()) {
            Some(index) => self.catalog.voices.ready()?.voices.get(index),
            None => self.catalog.known_voices.get(id)?.ready(),
        }
    }

    /// Whether a voice is in the list of the account.
    pub fn is_listed_voice(&self, id: &VoiceId) -> bool {
        self.listed_index(NamedKind::Voice, id.as_str()).is_some()
    }

    fn listed_index(&self, kind: NamedKind, reference: &str) -> Option<usize> {
        match self.resolve(kind, reference)? {
            NameMatch::Listed(index) => Some(index),
            NameMatch::PossibleId | NameMatch::Unresolved(_) => None,
        }
    }

    /// What an id or name stands for; `None` if the list is not loaded. It is looked up once per list.
    fn resolve(&self, kind: NamedKind, reference: &str) -> Option<NameMatch> {
        if kind == NamedKind::Photo && is_picture_path(reference) {
            return Some(NameMatch::PossibleId);
        }
        let find: Box<dyn Fn(&str) -> NameMatch> = match kind {
            NamedKind::Photo => {
                let photos = &self.catalog.photos.ready()?.photos;
                let names = photos.iter().map(|photo| (photo.id.as_str(), photo.name.as_str()));
                Box::new(move |reference| resolve_name(&names, reference))
            }
            NamedKind::Voice => {
                let voices = &self.catalog.voices.ready()?.voices;
                let names = voices.iter().map(|voice| (voice.id.as_str(), voice.name.as_str()));
                Box::new(move |reference| resolve_name(&names, reference))
            }
        };
        Some(self.catalog.name_cache.of(kind).get_or_resolve(self.catalog.revision, reference, find))
    }

    /// The project's photo or voice, as it is written in the file.
    fn project_reference(&self, kind: NamedKind) -> Option<&str> {
        let project = &self.project_state.project;
        match kind {
            NamedKind::Photo => project.photo.as_ref().map(PhotoId::as_str),
            NamedKind::Voice => project.voice.as_ref().map(VoiceId::as_str),
        }
    }

    /// The photo or voice of who speaks a scene, as it is written in the file.
    pub fn scene_reference(&self, kind: NamedKind, scene: usize) -> Option<&str> {
        let project = &self.project_state.project;
        let scene = project.scenes.get(scene)?;
        match kind {
            NamedKind::Photo => project.photo_of(scene).map(PhotoId::as_str),
            NamedKind::Voice => project.voice_of(scene).map(VoiceId::as_str),
        }
    }

    /// The id of the project's photo, as far as the list is known.
    pub fn chosen_photo(&self) -> Option<&PhotoId> {
        let id = self.project_state.project.photo.as_ref()?;
        Some(self.photo(id).map_or(id, |photo| &photo.id))
    }

    /// The speaker that a scene names, if the project has it.
    pub fn scene_speaker(&self, scene: usize) -> Option<&Speaker> {
        let project = &self.project_state.project;
        project.speaker(project.scenes.get(scene)?.speaker.as_deref()?)
    }

    /// The id of the photo that speaks a scene: its speaker's, or else the project's.
    pub fn scene_photo(&self, scene: usize) -> Option<&PhotoId> {
        let own = self.scene_speaker(scene).and_then(|speaker| speaker.photo.as_ref());
        match own {
            Some(id) => Some(self.photo(id).map_or(id, |photo| &photo.id)),
            None => self.chosen_photo(),
        }
    }

    /// The id of the voice that speaks a scene: its speaker's, or else the project's.
    pub fn scene_voice(&self, scene: usize) -> Option<&VoiceId> {
        let own = self.scene_speaker(scene).and_then(|speaker| speaker.voice.as_ref());
        match own {
            Some(id) => Some(self.voice(id).map_or(id, |voice| &voice.id)),
            None => self.chosen_voice(),
        }
    }

    /// The id of the project's voice, as far as the list is known.
    pub fn chosen_voice(&self) -> Option<&VoiceId> {
        let id = self.project_state.project.voice.as_ref()?;
        Some(self.voice(id).map_or(id, |voice| &voice.id))
    }

    /// The name of the project's photo; its id where the list does not have it.
    pub fn photo_name(&self) -> Option<&str> {
        self.project_state.project.photo.as_ref().map(|id| self.photo_name_of(id))
    }

    /// The name of the project's voice; its id where the list does not have it.
    pub fn voice_name(&self) -> Option<&str> {
        self.project_state.project.voice.as_ref().map(|id| self.voice_name_of(id))
    }

    /// The name of the photo that speaks a scene; its id where the list does not have it.
    pub fn scene_photo_name(&self, scene: usize) -> Option<&str> {
        let own = self.scene_speaker(scene).and_then(|speaker| speaker.photo.as_ref());
        own.map(|id| self.photo_name_of(id)).or_else(|| self.photo_name())
    }

    /// The name of the voice that speaks a scene; its id where the list does not have it.
    pub fn scene_voice_name(&self, scene: usize) -> Option<&str> {
        self.scene_speaker(scene)
            .map_or_else(|| self.voice_name(), |speaker| self.speaker_voice_name(speaker))
    }

    /// The name of a speaker's voice, or else of the project's.
    pub fn speaker_voice_name<'a>(&'a self, speaker: &'a Speaker) -> Option<&'a str> {
        speaker.voice.as_ref().map(|id| self.voice_name_of(id)).or_else(|| self.voice_name())
    }

    fn photo_name_of<'a>(&'a self, id: &'a PhotoId) -> &'a str {
        self.photo(id).map_or(id.as_str(), |photo| photo.name.as_str())
    }

    fn voice_name_of<'a>(&'a self, id: &'a VoiceId) -> &'a str {
        self.voice(id).map_or(id.as_str(), |voice| voice.name.as_str())
    }

    /// The project's photo or voice, where its name is ambiguous or unknown.
    pub fn unresolved(&self, kind: NamedKind) -> Option<UnresolvedName> {
        self.unresolved_reference(kind, self.project_reference(kind)?)
    }

    fn unresolved_reference(&self, kind: NamedKind, name: &str) -> Option<UnresolvedName> {
        let NameMatch::Unresolved(match_count) = self.resolve(kind, name)? else { return None };
        Some(UnresolvedName { kind, name: name.to_owned(), match_count })
    }

    /// Whether a voice's name is ambiguous or unknown.
    pub(super) fn is_voice_name_unresolved(&self, reference: &VoiceId) -> bool {
        matches!(self.resolve(NamedKind::Voice, reference.as_str()), Some(NameMatch::Unresolved(_)))
    }

    /// A photo's name that is ambiguous or unknown.
    pub(super) fn unresolved_photo(&self, reference: &PhotoId) -> Option<NameMatch> {
        let found = self.resolve(NamedKind::Photo, reference.as_str())?;
        matches!(found, NameMatch::Unresolved(_)).then_some(found)
    }

    /// Why the photo or voice of a scene cannot be sent: a name is unresolved, or its list is not loaded. With it comes
    /// the index of the scene.
    pub fn unresolved_name(&self) -> Option<(usize, NamedKind, String)> {
        self.project_state.project.indexed_rendered_scenes().find_map(|(index, _)| {
            [NamedKind::Photo, NamedKind::Voice].into_iter().find_map(|kind| {
                let reason = self.unsendable_reason(kind, self.scene_reference(kind, index)?)?;
                Some((index, kind, reason))
            })
        })
    }

    pub(super) fn unsendable_reason(&self, kind: NamedKind, reference: &str) -> Option<String> {
        if let Some(refusal) = self.photo_refusal(kind, reference) {
            return Some(refusal);
        }
        match self.resolve(kind, reference) {
            Some(_) => Some(self.unresolved_reference(kind, reference)?.to_string()),
            None if may_be_id(reference) => None,
            None => {
                let name = text::truncate(reference, 40);
                Some(format!("\"{name}\" is a name, but the {}s are not loaded", kind.as_str()))
            }
        }
    }

    /// Why a reference that is a picture file or an avatar cannot be sent in the present dialect.
    fn photo_refusal(&self, kind: NamedKind, reference: &str) -> Option<String> {
        let photo = (kind == NamedKind::Photo).then(|| PhotoId::new(reference))?;
        let dialect = self.account.dialect;
        dialect.picture_refusal(&photo).or_else(|| dialect.avatar_refusal(&photo, self))
    }

    /// Replaces the names of a spec by ids, and adds the profiles of its photos and the files of its recordings.
    pub fn resolve_names(&self, mut spec: VideoSpec) -> VideoSpec {
        spec.replace_photos(|reference| Some(self.photo(reference)?.id.clone()));
        spec.replace_voices(|reference| Some(self.voice(reference)?.id.clone()));
        spec.looks = self.look_profiles(&spec);
        spec.note_voices_without_locale(self);
        spec.recordings = self.recordings_of(&spec);
        spec
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ActiveAccount, CatalogReply, Reply, RequestId};
    use super::*;
    use crate::domain::VoiceCatalog;

    /// Takes a list of voices of these names, whose ids are `v1`, `v2` and so on from the last one.
    fn load_voice_list(studio: &mut Studio, names: &[&str]) {
        let voice = |(place, name): (usize, &&str)| Voice::new(format!("v{}", names.len() - place), *name);
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
        assert_eq!(studio.unresolved(NamedKind::Voice).map(|name| name.match_count), Some(2));
        studio.project_state.project.voice = Some(VoiceId::new("v1"));
        assert_eq!((chosen_voice_id(&studio), studio.unresolved(NamedKind::Voice)), (Some("v1"), None));
        studio.load_voices();
        assert_eq!(studio.voice(&VoiceId::new("v1")), None, "the list is asked for anew");
        load_voice_list(&mut studio, &["Lena"]);
        assert_eq!(studio.voice_name(), Some("Lena"));
    }
}
