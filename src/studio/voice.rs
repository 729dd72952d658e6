//! The voice of the project: what it does not support, and its sample.

use std::sync::Arc;

use super::{CatalogRequest, Effect, MessageExpiry, MessageTopic, Severity, StatusMessage, Studio};
use crate::domain::{
    Dialect, Error, Project, Scene, SceneField, ScenePaces, SpokenLanguage, Voice, VoiceId, VoiceSetting,
};

impl Studio {
    /// The paces of the scenes of the open project, as they are sent, with the languages that the catalog knows.
    pub fn scene_paces(&self) -> Arc<ScenePaces> {
        self.paces_of(&self.project_state.project, self.account.dialect)
    }

    /// The paces of the scenes of a project, as they are sent in a dialect.
    pub fn paces_of(&self, project: &Project, dialect: Dialect) -> Arc<ScenePaces> {
        let language = |id: &VoiceId| SpokenLanguage::from_name(&self.voice(id)?.language);
        let files = &self.recordings.files;
        let submission = (dialect, self.settings.multi_scene_mode);
        let id_of = |word: &VoiceId| self.voice(word).map(|voice| voice.id.clone());
        let look_up = || {
            let paces = ScenePaces::new(project, Some(submission), language);
            let paces = paces.with_recordings(files);
            paces.with_voice_ids(id_of).with_kept_speech(self.speech.kept.clone())
        };
        // Each of them only grows, and so does their sum.
        let revision = self.catalog.revision + self.recordings.revision + self.speech.revision;
        self.catalog.pace_cache.get_or_look_up((revision, dialect), project, look_up)
    }

    /// The voice of the scene, if it does not support what this field of it uses: pauses in the script, an emotion, a locale.
    pub fn voice_without_support(&self, scene: &Scene, field: SceneField) -> Option<&Voice> {
        if !self.account.dialect.speaks(scene) {
            return None;
        }
        let voice = || self.voice(self.project_state.project.voice_of(scene)?);
        match field {
            SceneField::Emotion => voice().filter(|voice| voice.lacks_emotion_of(scene)),
            SceneField::Script => voice().filter(|voice| voice.lacks_pauses_of(scene)),
            SceneField::VoiceSetting(VoiceSetting::Locale) => {
                let settings = self.project_state.project.voice_settings_of(scene);
                voice().filter(|voice| voice.supports_locales == Some(false) && settings.locale.is_some())
            }
            SceneField::Speaker
            | SceneField::Recording
            | SceneField::Background
            | SceneField::VoiceSetting(_)
            | SceneField::Style
            | SceneField::Motion
            | SceneField::Enhance
            | SceneField::Muted => None,
        }
    }

    /// Plays the voice's sample, or stops it.
    pub fn toggle_sample(&mut self, voice: &VoiceId) {
        if let Some(playing) = self.catalog.playing_voice.take() {
            self.dismiss_topic(&MessageTopic::Sample(playing.clone()));
            if playing == *voice {
                return self.emit(Effect::StopSound);
            }
        }
        let Some(url) = self.voice(voice).and_then(|voice| voice.sample_url.clone()) else {
            self.report(Severity::Info, "This voice has no sample");
            return self.emit(Effect::StopSound);
        };
        self.catalog.playing_voice = Some(voice.clone());
        let name = self.voice(voice).map_or_else(String::new, |voice| voice.name.clone());
        let playing = StatusMessage::new(Severity::Info, format!("Playing a sample of {name} …"));
        self.show_message(
            playing.with_topic(MessageTopic::Sample(voice.clone())).with_expiry(MessageExpiry::AfterTimeout),
        );
        self.emit(Effect::StopSound);
        self.request(CatalogRequest::PlaySample { voice: voice.clone(), url });
    }

    /// A sample has ended, or could not be played.
    pub(super) fn handle_sample_ended(&mut self, voice: &VoiceId, result: Result<(), Error>) {
        if self.catalog.playing_voice.as_ref() == Some(voice) {
            self.catalog.playing_voice = None;
        }
        self.dismiss_topic(&MessageTopic::Sample(voice.clone()));
        if let Err(error) = result {
            self.report(Severity::Warning, error.to_string());
        }
    }
}
