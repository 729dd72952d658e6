//! The sibling voices that the user chose for emotions: remembered for each family of voices, and offered again.

use super::voice_family::VoiceFamily;
use super::{Dialect, Emotion, Project, Voice, VoiceId, sibling_voice, voice_has_emotion};

/// A voice that was chosen for an emotion in a family of voices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiblingChoice {
    pub family: VoiceFamily,
    pub emotion: Emotion,
    pub voice: VoiceId,
}

impl SiblingChoice {
    pub fn new(voice: &Voice, emotion: &Emotion) -> Self {
        Self { family: VoiceFamily::of(voice), emotion: emotion.clone(), voice: voice.id.clone() }
    }
}

/// The choices of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiblingChoices(Vec<SiblingChoice>);

impl SiblingChoices {
    /// The voice that was chosen last for an emotion in the family of a voice.
    pub fn find(&self, voice: &Voice, emotion: &Emotion) -> Option<&VoiceId> {
        let family = VoiceFamily::of(voice);
        let is_it = |choice: &&SiblingChoice| choice.family == family && choice.emotion == *emotion;
        self.0.iter().find(is_it).map(|choice| &choice.voice)
    }

    /// Replaces an earlier choice for the same family and emotion.
    pub fn remember(&mut self, choice: SiblingChoice) {
        self.0.retain(|known| (&known.family, &known.emotion) != (&choice.family, &choice.emotion));
        self.0.push(choice);
    }
}

impl FromIterator<SiblingChoice> for SiblingChoices {
    fn from_iter<I: IntoIterator<Item = SiblingChoice>>(choices: I) -> Self {
        Self(choices.into_iter().collect())
    }
}

/// The index of the voice that is offered for an emotion of a voice: the earlier choice, or else a sibling.
pub fn sibling_to_offer(
    voices: &[Voice],
    choices: &SiblingChoices,
    voice: &Voice,
    emotion: &Emotion,
) -> Option<usize> {
    let chosen = choices.find(voice, emotion);
    let earlier = chosen.and_then(|id| voices.iter().position(|other| other.id == *id));
    earlier.or_else(|| sibling_voice(voices, voice, emotion))
}

/// The voice that would carry an emotion that v3 has no field for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiblingOffer {
    /// The numbers of the scenes that lose it, from one.
    pub scenes: Vec<usize>,
    pub emotion: Emotion,
    pub voice: VoiceId,
    pub voice_name: String,
    /// Whether the account chose it before.
    pub is_earlier_choice: bool,
}

impl SiblingOffer {
    /// Scenes, emotion and voice in a sentence.
    pub fn describe(&self) -> String {
        let Self { emotion, voice, voice_name, .. } = self;
        let numbers: Vec<String> = self.scenes.iter().map(ToString::to_string).collect();
        let scenes = if numbers.len() == 1 { "scene" } else { "scenes" };
        let earlier = if self.is_earlier_choice { ", as chosen before" } else { "" };
        format!(
            "{scenes} {}: the voice {voice_name} would carry {emotion}{earlier} ({voice})",
            numbers.join(", ")
        )
    }
}

/// The voices that would carry the emotions that a project loses in a dialect, each with its scenes.
pub fn sibling_offers<'v>(
    dialect: Dialect,
    project: &Project,
    voices: &'v [Voice],
    find_voice: impl Fn(&VoiceId) -> Option<&'v Voice>,
    choices: &SiblingChoices,
) -> Vec<SiblingOffer> {
    let mut offers: Vec<SiblingOffer> = Vec::new();
    for (index, scene) in project.indexed_rendered_scenes() {
        // A recording has its own emotion.
        let is_spoken = dialect == Dialect::V3 && scene.recording.is_none();
        let Some(emotion) = scene.emotion.as_ref().filter(|_| is_spoken) else { continue };
        let Some(voice) = project.voice_of(scene).and_then(&find_voice) else { continue };
        if voice_has_emotion(&voice.name, emotion) {
            continue;
        }
        let Some(found) = sibling_to_offer(voices, choices, voice, emotion) else { continue };
        let sibling = &voices[found];
        match offers.iter_mut().find(|offer| offer.voice == sibling.id && offer.emotion == *emotion) {
            Some(offer) => offer.scenes.push(index + 1),
            None => offers.push(SiblingOffer {
                scenes: vec![index + 1],
                emotion: emotion.clone(),
                voice: sibling.id.clone(),
                voice_name: sibling.name.clone(),
                is_earlier_choice: choices.find(voice, emotion) == Some(&sibling.id),
            }),
        }
    }
    offers
}

#[cfg(test)]
mod tests {
    use super::super::Scene;
    use super::*;

    #[test]
    fn an_earlier_choice_is_offered_first_to_all_scenes_of_its_family() {
        let voice = |id: &str, name: &str| Voice { language: "Spanish".to_owned(), ..Voice::new(id, name) };
        let voices = [
            voice("f", "Mateo - Friendly"),
            voice("e1", "Mateo - Excited"),
            voice("e2", "Mateo – EXCITED 🤩"),
            voice("r", "Rachel"),
        ];
        let excited = || Scene { emotion: Some(Emotion::Excited), ..Scene::new("Hola.") };
        let serious = Scene { emotion: Some(Emotion::Serious), ..Scene::new("Hola.") };
        let project = Project {
            voice: Some(VoiceId::new("f")),
            scenes: vec![excited(), serious, excited()],
            ..Project::default()
        };
        let mut choices = SiblingChoices::default();
        let offers = |dialect, choices: &SiblingChoices| {
            let find = |id: &VoiceId| voices.iter().find(|voice| voice.id == *id);
            let offers = sibling_offers(dialect, &project, &voices, find, choices);
            offers.iter().map(SiblingOffer::describe).collect::<Vec<_>>()
        };
        assert_eq!(
            offers(Dialect::V3, &choices),
            ["scenes 1, 3: the voice Mateo - Excited would carry Excited (e1)"]
        );
        for id in ["e1", "e2"] {
            let chosen = voices.iter().find(|voice| voice.id.as_str() == id).unwrap();
            choices.remember(SiblingChoice::new(chosen, &Emotion::Excited));
        }
        let earlier = "scenes 1, 3: the voice Mateo – EXCITED 🤩 would carry Excited, as chosen before (e2)";
        assert_eq!(offers(Dialect::V3, &choices), [earlier]);
        assert!(offers(Dialect::Scenes, &choices).is_empty(), "there the emotion is sent");
    }
}
