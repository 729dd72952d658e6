//! What of a scene its voice does not support, as far as the service says.

use super::{CatalogLookup, Dialect, MultiSceneMode, Project, Scene, Voice};

impl Voice {
    /// Whether the scene has pauses that the voice does not make.
    pub fn lacks_pauses_of(&self, scene: &Scene) -> bool {
        self.supports_pauses == Some(false) && scene.script.length(None).pause_seconds > 0.0
    }

    /// Whether the scene has an emotion that the voice does not have.
    pub fn lacks_emotion_of(&self, scene: &Scene) -> bool {
        self.supports_emotions == Some(false) && scene.emotion.is_some()
    }

    /// Says what the voice does not support in these scenes; `None` where nothing is lost.
    pub fn support_note(&self, scenes: &[&Scene]) -> Option<String> {
        let lacks_pauses = scenes.iter().any(|scene| self.lacks_pauses_of(scene));
        let lacks_emotion = scenes.iter().any(|scene| self.lacks_emotion_of(scene));
        let consequence = match (lacks_pauses, lacks_emotion) {
            (true, true) => "no pauses and no emotions: both may be ignored",
            (true, false) => "no pauses: breaks are ignored",
            (false, true) => "no emotions: they may be ignored",
            (false, false) => return None,
        };
        Some(format!("{} has {consequence}", self.name))
    }
}

impl Dialect {
    /// What the voices do not support in the scenes that they speak, a note for each voice.
    pub fn voice_warnings(
        self,
        project: &Project,
        mode: MultiSceneMode,
        catalog: &impl CatalogLookup,
    ) -> Vec<String> {
        let sends_speakers = self.sends_speakers(mode);
        let first = project.rendered_scenes().next();
        let mut scenes_by_voice: Vec<(&Voice, Vec<&Scene>)> = Vec::new();
        for scene in project.rendered_scenes().filter(|scene| self.speaks(scene)) {
            let sent = if sends_speakers { Some(scene) } else { first };
            let voice = sent.and_then(|scene| catalog.find_voice(project.voice_of(scene)?));
            let Some(voice) = voice else { continue };
            match scenes_by_voice.iter_mut().find(|(known, _)| known.id == voice.id) {
                Some((_, scenes)) => scenes.push(scene),
                None => scenes_by_voice.push((voice, vec![scene])),
            }
        }
        scenes_by_voice.into_iter().filter_map(|(voice, scenes)| voice.support_note(&scenes)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Emotion;
    use super::*;

    #[test]
    fn a_voice_names_once_what_its_scenes_lose() {
        let lena =
            Voice { supports_pauses: Some(false), supports_emotions: Some(false), ..Voice::new("v", "Lena") };
        let plain = Scene::new("One.");
        let paused = Scene::new("One. <break time=\"1s\"/> Two.");
        let excited = Scene { emotion: Some(Emotion::parse("Excited")), ..Scene::new("One!") };
        let note = |scenes: &[&Scene]| lena.support_note(scenes);
        assert_eq!(note(&[&plain]), None);
        assert_eq!(note(&[&plain, &paused]).unwrap(), "Lena has no pauses: breaks are ignored");
        assert_eq!(note(&[&excited, &excited]).unwrap(), "Lena has no emotions: they may be ignored");
        let both = "Lena has no pauses and no emotions: both may be ignored";
        assert_eq!(note(&[&excited, &paused]).unwrap(), both);
        assert_eq!(
            Voice::new("v", "Mark").support_note(&[&excited, &paused]),
            None,
            "the service does not say"
        );
    }
}
