//! Locales that are not sent, since the voice supports none: the service refuses such a video as a whole.

use super::project::each_once;
use super::quantity::count_scenes;
use super::{
    CatalogLookup, Dialect, Project, Scene, SceneSpeaker, VideoSpec, VoiceId, VoiceSetting, VoiceSettings,
};

impl VideoSpec {
    /// Notes the voices of the video that support no locale.
    pub fn note_voices_without_locale(&mut self, catalog: &impl CatalogLookup) {
        let voices = self.scenes.iter().filter_map(|scene| self.speaker_of(scene).voice.cloned());
        let is_without = |voice: &VoiceId| supports_no_locale(voice, catalog);
        self.voices_without_locale = each_once(voices.filter(is_without));
    }

    /// The voice settings of a speaker as they are sent.
    pub fn sent_voice_settings(&self, speaker: &SceneSpeaker<'_>) -> VoiceSettings {
        let settings = speaker.voice_settings.clone();
        let is_without = speaker.voice.is_some_and(|voice| self.voices_without_locale.contains(voice));
        if is_without { VoiceSettings { locale: None, ..settings } } else { settings }
    }
}

impl Dialect {
    /// The voices whose scenes are sent without their locale, with the number of scenes.
    pub(super) fn locale_notes(self, project: &Project, catalog: &impl CatalogLookup) -> Vec<String> {
        if !self.sends_voice_setting(VoiceSetting::Locale) {
            return Vec::new();
        }
        let is_recorded = |scene: &Scene| scene.recording.is_some() && self.sends_recordings();
        let with_locale =
            project.rendered_scenes().filter(|scene| project.voice_settings_of(scene).locale.is_some());
        let with_locale = with_locale.filter(|scene| !is_recorded(scene));
        let mut counts: Vec<(&VoiceId, usize)> = Vec::new();
        for voice in with_locale.filter_map(|scene| project.voice_of(scene)) {
            match counts.iter_mut().find(|(known, _)| *known == voice) {
                Some((_, count)) => *count += 1,
                None if supports_no_locale(voice, catalog) => counts.push((voice, 1)),
                None => {}
            }
        }
        let note = |(voice, count): (&VoiceId, usize)| {
            let name = catalog.find_voice(voice).map_or(voice.as_str(), |voice| voice.name.as_str());
            let scenes = count_scenes(count);
            format!("{}: {name} supports no locale; {scenes} sent without it", self.as_str())
        };
        counts.into_iter().map(note).collect()
    }
}

fn supports_no_locale(voice: &VoiceId, catalog: &impl CatalogLookup) -> bool {
    catalog.find_voice(voice).is_some_and(|voice| voice.supports_locales == Some(false))
}

#[cfg(test)]
mod tests {
    use super::super::{Photo, PhotoId, Speaker, Voice};
    use super::*;

    /// Voices that support no locale.
    struct WithoutLocales(Vec<Voice>);

    impl CatalogLookup for WithoutLocales {
        fn find_photo(&self, _: &PhotoId) -> Option<&Photo> {
            None
        }

        fn find_voice(&self, id: &VoiceId) -> Option<&Voice> {
            self.0.iter().find(|voice| voice.id == *id)
        }
    }

    #[test]
    fn a_voice_without_locales_is_noted_once() {
        let voice = |id: &str| Voice { supports_locales: Some(false), ..Voice::new(id, id) };
        let speaker = |name: &str, voice: &str| Speaker {
            name: name.into(),
            voice: Some(VoiceId::new(voice)),
            ..Speaker::default()
        };
        let by = |name: &str| Scene { speaker: Some(name.into()), ..Scene::new("Hi.") };
        let project = Project {
            photo: Some(PhotoId::new("p")),
            speakers: vec![speaker("Ana", "a"), speaker("Marco", "m")],
            scenes: vec![by("Ana"), by("Marco"), by("Ana")],
            ..Project::default()
        };
        let mut spec = project.spec().unwrap();
        spec.note_voices_without_locale(&WithoutLocales(vec![voice("a"), voice("m")]));
        assert_eq!(spec.voices_without_locale, ["a", "m"].map(VoiceId::new));
    }
}
