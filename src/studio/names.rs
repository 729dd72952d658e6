//! The photo and the voice of the project in the lists of the account, by id or by name; and words that mean nothing.

use std::cell::RefCell;

use super::{Studio, Tone};
use crate::domain::{
    Meaning, NamedThing, Photo, PhotoId, UnclearName, UnknownKey, VideoSpec, Voice, VoiceId, may_be_id,
    meaning, text,
};

/// Unknown keys that are told one by one.
const MAX_TOLD_KEYS: usize = 2;

/// What the project's photo and voice mean, looked up once for each list and each word: a frame asks many times.
#[derive(Debug, Default)]
pub(super) struct KnownNames {
    photo: KnownName,
    voice: KnownName,
}

/// The number of the lists, the word, and what it means there.
#[derive(Debug, Default)]
struct KnownName(RefCell<Option<(u64, String, Meaning)>>);

impl KnownName {
    fn get(&self, lists: u64, word: &str, find: impl FnOnce(&str) -> Meaning) -> Meaning {
        let mut known = self.0.borrow_mut();
        match &*known {
            Some((of, same, meaning)) if *of == lists && same == word => *meaning,
            _ => known.insert((lists, word.to_owned(), find(word))).2,
        }
    }
}

impl Studio {
    /// The photo with this id, or else with this name where no other has it.
    pub fn photo(&self, id: &PhotoId) -> Option<&Photo> {
        match self.photo_meaning(id)? {
            Meaning::Listed(place) => self.cast.ready()?.photos.get(place),
            Meaning::Unlisted | Meaning::Unclear(_) => None,
        }
    }

    /// The voice with this id, or else with this name where no other has it.
    pub fn voice(&self, id: &VoiceId) -> Option<&Voice> {
        match self.voice_meaning(id)? {
            Meaning::Listed(place) => self.voices.ready()?.voices.get(place),
            Meaning::Unlisted | Meaning::Unclear(_) => None,
        }
    }

    fn photo_meaning(&self, id: &PhotoId) -> Option<Meaning> {
        let photos = &self.cast.ready()?.photos;
        let found =
            |word: &str| meaning(&photos.iter().map(|photo| (photo.id.as_str(), photo.name.as_str())), word);
        let is_own = self.work.project.photo.as_ref() == Some(id);
        Some(if is_own { self.known.photo.get(self.lists, id.as_str(), found) } else { found(id.as_str()) })
    }

    fn voice_meaning(&self, id: &VoiceId) -> Option<Meaning> {
        let voices = &self.voices.ready()?.voices;
        let found =
            |word: &str| meaning(&voices.iter().map(|voice| (voice.id.as_str(), voice.name.as_str())), word);
        let is_own = self.work.project.voice.as_ref() == Some(id);
        Some(if is_own { self.known.voice.get(self.lists, id.as_str(), found) } else { found(id.as_str()) })
    }

    /// The id of the project's photo, as far as the list is known.
    pub fn chosen_photo(&self) -> Option<&PhotoId> {
        let id = self.work.project.photo.as_ref()?;
        Some(self.photo(id).map_or(id, |photo| &photo.id))
    }

    /// The id of the project's voice, as far as the list is known.
    pub fn chosen_voice(&self) -> Option<&VoiceId> {
        let id = self.work.project.voice.as_ref()?;
        Some(self.voice(id).map_or(id, |voice| &voice.id))
    }

    /// The name of the photo that is cast: its id where the list does not have it.
    pub fn photo_name(&self) -> Option<&str> {
        let id = self.work.project.photo.as_ref()?;
        Some(self.photo(id).map_or(id.as_str(), |photo| photo.name.as_str()))
    }

    /// The name of the voice that is cast: its id where the list does not have it.
    pub fn voice_name(&self) -> Option<&str> {
        let id = self.work.project.voice.as_ref()?;
        Some(self.voice(id).map_or(id.as_str(), |voice| voice.name.as_str()))
    }

    /// The project's photo, where it cannot be told which one is meant.
    pub fn unclear_photo(&self) -> Option<UnclearName> {
        let id = self.work.project.photo.as_ref()?;
        unclear(NamedThing::Photo, id.as_str(), self.photo_meaning(id)?)
    }

    /// The project's voice, where it cannot be told which one is meant.
    pub fn unclear_voice(&self) -> Option<UnclearName> {
        let id = self.work.project.voice.as_ref()?;
        unclear(NamedThing::Voice, id.as_str(), self.voice_meaning(id)?)
    }

    /// Why the project's photo and voice are not known well enough to be sent; a name needs the list.
    pub fn unclear(&self) -> Option<(NamedThing, String)> {
        let (photo, voice) = (self.work.project.photo.as_ref(), self.work.project.voice.as_ref());
        let unlisted = |thing: NamedThing, word: &str| {
            let what =
                format!("\"{}\" is a name, and the {}s are not listed", text::short(word, 40), thing.word());
            (!may_be_id(word)).then_some((thing, what))
        };
        let photo = match self.cast.ready() {
            Some(_) => self.unclear_photo().map(|name| (name.thing, name.to_string())),
            None => photo.and_then(|id| unlisted(NamedThing::Photo, id.as_str())),
        };
        photo.or_else(|| match self.voices.ready() {
            Some(_) => self.unclear_voice().map(|name| (name.thing, name.to_string())),
            None => voice.and_then(|id| unlisted(NamedThing::Voice, id.as_str())),
        })
    }

    /// The video as it is sent: with ids in place of names.
    pub fn with_ids(&self, spec: VideoSpec) -> VideoSpec {
        let photo = self.photo(&spec.photo).map(|photo| photo.id.clone());
        let voice = self.voice(&spec.voice).map(|voice| voice.id.clone());
        VideoSpec { photo: photo.unwrap_or(spec.photo), voice: voice.unwrap_or(spec.voice), ..spec }
    }

    /// Points out the keys of the project's file that mean nothing.
    pub(super) fn unknown_keys(&mut self, keys: &[UnknownKey]) {
        let mut told: Vec<String> = keys.iter().take(MAX_TOLD_KEYS).map(ToString::to_string).collect();
        if keys.len() > MAX_TOLD_KEYS {
            told.push(format!("{} more", keys.len() - MAX_TOLD_KEYS));
        }
        self.tell(Tone::Warn, told.join("; "));
    }
}

fn unclear(thing: NamedThing, word: &str, meaning: Meaning) -> Option<UnclearName> {
    let Meaning::Unclear(count) = meaning else { return None };
    Some(UnclearName { thing, word: word.to_owned(), count })
}

#[cfg(test)]
mod tests {
    use super::super::{Account, Reply, RequestId};
    use super::*;
    use crate::domain::{Gender, Voices};

    /// Takes a list of voices of these names, whose ids are `v1`, `v2` and so on from the last one.
    fn list(studio: &mut Studio, names: &[&str]) {
        let voice = |(place, name): (usize, &&str)| Voice {
            id: VoiceId::new(format!("v{}", names.len() - place)),
            name: (*name).to_owned(),
            language: String::new(),
            gender: Gender::Unknown,
            sample: None,
            pauses: None,
            emotions: None,
        };
        let voices = names.iter().enumerate().map(voice).collect();
        studio.reply(studio.now(), RequestId(u64::MAX), Reply::Voices(Ok(Voices { voices, damaged: 0 })));
    }

    fn chosen(studio: &Studio) -> Option<&str> {
        studio.chosen_voice().map(VoiceId::as_str)
    }

    #[test]
    fn a_name_is_looked_up_again_when_the_list_or_the_project_changes() {
        let mut studio = Studio::new(Account::Sandbox);
        studio.work.project.voice = Some(VoiceId::new("Mark"));
        assert_eq!(chosen(&studio), Some("Mark"), "there is no list yet");
        list(&mut studio, &["Mark", "Lena"]);
        assert_eq!((chosen(&studio), studio.voice_name()), (Some("v2"), Some("Mark")));
        list(&mut studio, &["Lena", "Ana", "Mark"]);
        assert_eq!(chosen(&studio), Some("v1"));
        list(&mut studio, &["Mark", "Mark"]);
        assert_eq!(studio.unclear_voice().map(|name| name.count), Some(2));
        studio.work.project.voice = Some(VoiceId::new("v1"));
        assert_eq!((chosen(&studio), studio.unclear_voice()), (Some("v1"), None));
        let _ = studio.load_voices();
        assert_eq!(studio.voice(&VoiceId::new("v1")), None, "the list is asked for anew");
        list(&mut studio, &["Lena"]);
        assert_eq!(studio.voice_name(), Some("Lena"));
    }

    #[test]
    fn a_name_is_looked_up_once_for_a_list() {
        let known = KnownName::default();
        assert_eq!(known.get(1, "Mark", |_| Meaning::Listed(3)), Meaning::Listed(3));
        assert_eq!(known.get(1, "Mark", |_| unreachable!()), Meaning::Listed(3));
        assert_eq!(known.get(1, "Lena", |_| Meaning::Unlisted), Meaning::Unlisted);
        assert_eq!(known.get(2, "Lena", |_| Meaning::Listed(0)), Meaning::Listed(0));
    }
}
