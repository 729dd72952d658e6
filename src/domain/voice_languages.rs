//! The languages of the voices that speak a project.

use super::normalize::fold_name;
use super::{Project, Scene, SpokenLanguage, VoiceId};

/// The languages of the project's voice and of its speakers' voices, as far as they are known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VoiceLanguages {
    project_voice: Option<SpokenLanguage>,
    /// The speakers by their folded names: a name is looked up for each scene, many times in a frame.
    speakers: Vec<(String, Option<SpokenLanguage>)>,
}

impl VoiceLanguages {
    /// Looks up the voices of a project.
    pub fn new(project: &Project, language_of: impl Fn(&VoiceId) -> Option<SpokenLanguage>) -> Self {
        let project_voice = project.voice.as_ref().and_then(&language_of);
        let speaker = |speaker: &super::Speaker| {
            let language = match &speaker.voice {
                Some(voice) => language_of(voice),
                None => project_voice,
            };
            (fold_name(speaker.name.trim()), language)
        };
        Self { project_voice, speakers: project.speakers.iter().map(speaker).collect() }
    }

    /// The language of the voice that speaks a scene: its speaker's, or else the project's.
    pub fn of(&self, scene: &Scene) -> Option<SpokenLanguage> {
        let Some(name) = &scene.speaker else { return self.project_voice };
        let name = fold_name(name.trim());
        let speaker = self.speakers.iter().find(|(other, _)| *other == name);
        speaker.map_or(self.project_voice, |(_, language)| *language)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LatinLanguage, Rate, Speaker, estimate_scene, estimate_video};
    use super::*;

    #[test]
    fn each_scene_has_the_rate_of_its_speaker() {
        let speaker = |name: &str, voice: Option<&str>| Speaker {
            name: name.into(),
            voice: voice.map(VoiceId::new),
            ..Speaker::default()
        };
        let by = |name: &str| Scene { speaker: Some(name.into()), ..Scene::new("OK amigo") };
        let project = Project {
            voice: Some(VoiceId::new("en")),
            speakers: vec![speaker("Marco", Some("es")), speaker("Ana", None)],
            scenes: vec![Scene::new("OK amigo"), by("MARCO"), by("ana"), by("nobody")],
            ..Project::default()
        };
        let languages = VoiceLanguages::new(&project, |voice| SpokenLanguage::from_name(voice.as_str()));
        let english = Some(SpokenLanguage::Latin(LatinLanguage::English));
        let spanish = Some(SpokenLanguage::Latin(LatinLanguage::Spanish));
        let found: Vec<_> = project.scenes.iter().map(|scene| languages.of(scene)).collect();
        assert_eq!(found, [english, spanish, english, english]);
        let seconds = |scene| estimate_scene(scene, Rate::default(), languages.of(scene)).seconds;
        let scenes: Vec<f64> = project.scenes.iter().map(seconds).collect();
        assert!(scenes[1] > scenes[0], "{scenes:?}");
        let video = estimate_video(&project, Rate::default(), &languages);
        assert!((video.seconds - scenes.iter().sum::<f64>()).abs() < 1e-9);
    }

    #[test]
    fn a_short_text_without_a_known_voice_has_a_wider_range() {
        let range = |voice| {
            estimate_scene(&Scene::new("Big news: five models"), Rate::default(), voice).seconds_range
        };
        let (known, unknown) = (range(SpokenLanguage::from_name("English")), range(None));
        assert!(unknown.1 > known.1 && unknown.0 <= known.0, "{known:?} {unknown:?}");
    }
}
