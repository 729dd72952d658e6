//! Which voices speak without a video: those that the service lists, and what it says of others by their ids.

use std::collections::BTreeMap;

use super::{NameMatch, VoiceId, resolve_name};

/// Whether a voice speaks without a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeechAbility {
    Able,
    /// The service lists it, but not among those that do.
    Unable,
    /// The service does not know its id.
    NotFound,
    /// No list has it, and the service does not say.
    Unknown,
}

/// A voice that the service does not list among those that speak without a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherVoice {
    /// `None` if the service did not say.
    pub name: Option<String>,
    pub ability: SpeechAbility,
}

/// What the service said of voices that are to speak without a video.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpeechVoices {
    /// Those that do, each with its name; empty where the service has no such list.
    pub able: BTreeMap<VoiceId, String>,
    /// Others that it was asked about.
    pub others: BTreeMap<VoiceId, OtherVoice>,
}

impl SpeechVoices {
    /// Whether a voice speaks without a video; `None` before the service was asked about it.
    pub fn ability_of(&self, voice: &VoiceId) -> Option<SpeechAbility> {
        if self.able.contains_key(voice) {
            return Some(SpeechAbility::Able);
        }
        self.others.get(voice).map(|other| other.ability)
    }

    /// Whether a voice is known not to speak without a video.
    pub fn is_refused(&self, voice: &VoiceId) -> bool {
        matches!(self.ability_of(voice), Some(SpeechAbility::Unable | SpeechAbility::NotFound))
    }

    /// The name of a voice, as far as the service said it.
    pub fn name_of(&self, voice: &VoiceId) -> Option<&str> {
        let other = || self.others.get(voice)?.name.as_ref();
        self.able.get(voice).or_else(other).map(String::as_str)
    }

    /// The id of a voice by its id or its name, if only one has it.
    pub fn id_of(&self, word: &VoiceId) -> Option<VoiceId> {
        let voices: Vec<(&VoiceId, &str)> = self.able.iter().map(|(id, name)| (id, name.as_str())).collect();
        match resolve_name(&voices.iter().map(|(id, name)| (id.as_str(), *name)), word.as_str()) {
            NameMatch::Listed(index) => Some(voices[index].0.clone()),
            NameMatch::PossibleId | NameMatch::Unresolved(_) => None,
        }
    }

    /// Why some of these voices are not asked to speak: a sentence for each reason.
    pub fn refusals<'a>(&self, voices: &(impl Iterator<Item = &'a VoiceId> + Clone)) -> Vec<String> {
        let with = |ability| self.names_with(ability, voices.clone());
        let unable = with(SpeechAbility::Unable).map(|names| {
            format!("{names} cannot speak without a video: the service speaks Starfish voices only")
        });
        let missing = with(SpeechAbility::NotFound)
            .map(|names| format!("The service does not know the voice {names}: choose another one"));
        unable.into_iter().chain(missing).collect()
    }

    /// What is not known of some of these voices; `None` where all is known.
    pub fn doubt<'a>(&self, voices: impl Iterator<Item = &'a VoiceId> + Clone) -> Option<String> {
        let names = self.names_with(SpeechAbility::Unknown, voices)?;
        Some(format!("Not known whether {names} can speak without a video: the service may refuse"))
    }

    /// The names of those that have an ability, each once: `Ana, Bilal and Odile`.
    fn names_with<'a>(
        &self,
        ability: SpeechAbility,
        voices: impl Iterator<Item = &'a VoiceId>,
    ) -> Option<String> {
        let mut names: Vec<&str> = Vec::new();
        for voice in voices.filter(|voice| self.ability_of(voice) == Some(ability)) {
            let name = self.name_of(voice).unwrap_or(voice.as_str());
            if !names.contains(&name) {
                names.push(name);
            }
        }
        match &names[..] {
            [] => None,
            [name] => Some((*name).to_owned()),
            [first @ .., last] => Some(format!("{} and {last}", first.join(", "))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_can_cannot_is_missing_or_is_not_known() {
        let other = |name: Option<&str>, ability| OtherVoice { name: name.map(str::to_owned), ability };
        let voices = SpeechVoices {
            able: [(VoiceId::new("a"), "Ana".to_owned())].into(),
            others: [
                (VoiceId::new("b"), other(Some("Bilal"), SpeechAbility::Unable)),
                (VoiceId::new("c"), other(Some("Carl"), SpeechAbility::Unable)),
                (VoiceId::new("d4"), other(None, SpeechAbility::NotFound)),
                (VoiceId::new("o"), other(Some("Odile"), SpeechAbility::Unknown)),
                (VoiceId::new("p9"), other(None, SpeechAbility::Unknown)),
            ]
            .into(),
        };
        let ids = ["a", "b", "c", "b", "d4", "o", "p9", "never asked"].map(VoiceId::new);
        let refused: Vec<&str> = ids.iter().filter(|id| voices.is_refused(id)).map(VoiceId::as_str).collect();
        assert_eq!(refused, ["b", "c", "b", "d4"]);
        assert_eq!(
            voices.refusals(&ids.iter()),
            [
                "Bilal and Carl cannot speak without a video: the service speaks Starfish voices only",
                "The service does not know the voice d4: choose another one",
            ]
        );
        assert_eq!(
            voices.doubt(ids.iter()).unwrap(),
            "Not known whether Odile and p9 can speak without a video: the service may refuse"
        );
        assert_eq!((voices.refusals(&ids[..1].iter()), voices.doubt(ids[..1].iter())), (vec![], None));
        assert_eq!(voices.ability_of(&ids[7]), None);
    }
}
