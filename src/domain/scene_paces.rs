//! The pace of each scene: the language and speed of its voice, or the known seconds of its recording or speech.

use std::sync::Arc;

use super::normalize::fold_name;
use super::{
    Dialect, KeptSpeech, MultiSceneMode, Pace, Project, RecordingFile, Recordings, Scene, Speech,
    SpeechInput, SpokenLanguage, VoiceId, VoiceSetting, VoiceSettings,
};

/// The paces of a project's scenes, as a request in a dialect has them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScenePaces {
    project_voice: SpeakerPace,
    /// The speakers by their folded names: a name is looked up for each scene, many times in a frame.
    speakers: Vec<(String, SpeakerPace)>,
    /// Whether requests leave the speed of a scene out.
    ignores_speed: bool,
    /// The recordings that are heard in place of a voice; none in a dialect without recordings.
    recordings: Recordings,
    sends_recordings: bool,
    /// The speech whose length is known; none in a dialect without speech.
    kept_speech: KeptSpeech,
    has_speech: bool,
}

/// The pace of a voice, with what speech depends on besides the script.
#[derive(Debug, Clone, PartialEq, Default)]
struct SpeakerPace {
    pace: Pace,
    voice: Option<VoiceId>,
    settings: VoiceSettings,
}

impl ScenePaces {
    /// Looks up the voices of a project, with the speeds and the speakers that a submission sends; all without one. A dialect that
    /// loses speakers has the voice of the first scene in all scenes.
    pub fn new(
        project: &Project,
        submission: Option<(Dialect, MultiSceneMode)>,
        language_of: impl Fn(&VoiceId) -> Option<SpokenLanguage>,
    ) -> Self {
        let dialect = submission.map(|(dialect, _)| dialect);
        let only_voice = submission
            .filter(|(dialect, mode)| !dialect.sends_speakers(*mode))
            .and_then(|_| project.voice_of(project.rendered_scenes().next()?));
        let language_of = |voice: &VoiceId| language_of(only_voice.unwrap_or(voice));
        let ignores_speed = dialect.is_some_and(|dialect| !dialect.sends_voice_setting(VoiceSetting::Speed));
        let speed = |speed: Option<f64>| speed.filter(|_| !ignores_speed).map_or(1.0, plausible_speed);
        let of = |voice: Option<&VoiceId>, settings: VoiceSettings| SpeakerPace {
            pace: Pace {
                language: voice.or(only_voice).and_then(&language_of),
                speed: speed(settings.speed),
                ..Pace::default()
            },
            voice: voice.cloned(),
            settings,
        };
        let pace = |speaker: &super::Speaker| {
            let settings = speaker.voice_settings.or(&project.voice_settings);
            (fold_name(speaker.name.trim()), of(speaker.voice.as_ref().or(project.voice.as_ref()), settings))
        };
        Self {
            project_voice: of(project.voice.as_ref(), project.voice_settings.clone()),
            speakers: project.speakers.iter().map(pace).collect(),
            ignores_speed,
            recordings: Recordings::default(),
            sends_recordings: dialect.is_none_or(Dialect::sends_recordings),
            kept_speech: KeptSpeech::default(),
            has_speech: dialect.is_none_or(Dialect::has_speech),
        }
    }

    /// With the speech that is kept, whose length is known.
    #[must_use]
    pub fn with_kept_speech(self, kept_speech: KeptSpeech) -> Self {
        Self { kept_speech, ..self }
    }

    /// With other voices in place of those that `id_of` knows by another id.
    #[must_use]
    pub fn with_voice_ids(mut self, id_of: impl Fn(&VoiceId) -> Option<VoiceId>) -> Self {
        let speakers = self.speakers.iter_mut().map(|(_, speaker)| speaker);
        for voice in speakers.chain([&mut self.project_voice]).filter_map(|speaker| speaker.voice.as_mut()) {
            *voice = id_of(voice).unwrap_or_else(|| voice.clone());
        }
        self
    }

    /// The paces of voices whose languages are not known.
    pub fn without_languages(project: &Project, dialect: Option<Dialect>) -> Self {
        // Without languages it makes no difference who speaks.
        Self::new(project, dialect.map(|dialect| (dialect, MultiSceneMode::Joined)), |_| None)
    }

    /// The same with the recordings of a project, if they are sent.
    #[must_use]
    pub fn with_recordings(self, recordings: &Recordings) -> Self {
        Self {
            recordings: if self.sends_recordings { recordings.clone() } else { Recordings::default() },
            ..self
        }
    }

    /// What the service is asked to speak in a scene; `None` without words or a voice, with a recording, or in a dialect
    /// without speech.
    pub fn speech_input(&self, scene: &Scene) -> Option<SpeechInput> {
        if scene.recording.is_some() {
            return None;
        }
        let speaker = self.speaker_of(scene);
        let voice = speaker.voice.as_ref().filter(|_| self.has_speech)?;
        SpeechInput::new(scene, voice, &scene.voice_settings.or(&speaker.settings))
    }

    /// The speech of a scene, if it is kept.
    pub fn speech_of(&self, scene: &Scene) -> Option<&Arc<Speech>> {
        if self.kept_speech.is_empty() {
            return None;
        }
        self.kept_speech.get(self.speech_input(scene)?.key())
    }

    /// The readable file of a scene's recording, where the dialect has recordings.
    pub fn recording_of(&self, scene: &Scene) -> Option<&RecordingFile> {
        self.recordings.file(scene)
    }

    /// Whether a recording is heard in a scene, in place of its voice; its file may be unreadable.
    pub fn is_recorded(&self, scene: &Scene) -> bool {
        self.sends_recordings && scene.recording.is_some()
    }

    fn speaker_of(&self, scene: &Scene) -> &SpeakerPace {
        let Some(name) = &scene.speaker else { return &self.project_voice };
        let name = fold_name(name.trim());
        let speaker = self.speakers.iter().find(|(other, _)| *other == name);
        speaker.map_or(&self.project_voice, |(_, speaker)| speaker)
    }

    /// The pace of a scene: the length of its recording or of its speech where it is known, and the pace of its voice.
    pub fn of(&self, scene: &Scene) -> Pace {
        let recorded_seconds = self.recording_of(scene).map(|file| file.seconds);
        let spoken_seconds = self.speech_of(scene).map(|speech| speech.seconds);
        Pace { recorded_seconds, spoken_seconds, ..self.voice_pace(scene) }
    }

    /// The pace of the voice of a scene: that of its speaker, or else of the project, at the speed of the scene if it has one.
    fn voice_pace(&self, scene: &Scene) -> Pace {
        let pace = self.speaker_of(scene).pace;
        match scene.voice_settings.speed.filter(|_| !self.ignores_speed) {
            Some(speed) => Pace { speed: plausible_speed(speed), ..pace },
            None => pace,
        }
    }
}

/// A speed within the range of the service: a validation issue says so of any other, and no length may be infinite.
fn plausible_speed(speed: f64) -> f64 {
    let range = VoiceSetting::Speed.range().unwrap_or(1.0..=1.0);
    speed.clamp(*range.start(), *range.end())
}

#[cfg(test)]
mod tests {
    use super::super::{LatinLanguage, Rate, Speaker, VoiceSettings, estimate_scene, estimate_video};
    use super::*;

    fn speaker(name: &str, voice: Option<&str>) -> Speaker {
        Speaker { name: name.into(), voice: voice.map(VoiceId::new), ..Speaker::default() }
    }

    fn speed(speed: f64) -> VoiceSettings {
        VoiceSettings { speed: Some(speed), ..VoiceSettings::default() }
    }

    #[test]
    fn each_scene_has_the_rate_of_its_speaker() {
        let by = |name: &str| Scene { speaker: Some(name.into()), ..Scene::new("OK amigo") };
        let project = Project {
            voice: Some(VoiceId::new("en")),
            speakers: vec![speaker("Marco", Some("es")), speaker("Ana", None)],
            scenes: vec![Scene::new("OK amigo"), by("MARCO"), by("ana"), by("nobody")],
            ..Project::default()
        };
        let paces = ScenePaces::new(&project, None, |voice| SpokenLanguage::from_name(voice.as_str()));
        let english = Some(SpokenLanguage::Latin(LatinLanguage::English));
        let spanish = Some(SpokenLanguage::Latin(LatinLanguage::Spanish));
        let found: Vec<_> = project.scenes.iter().map(|scene| paces.of(scene).language).collect();
        assert_eq!(found, [english, spanish, english, english]);
        let seconds = |scene| estimate_scene(scene, Rate::default(), paces.of(scene)).seconds;
        let scenes: Vec<f64> = project.scenes.iter().map(seconds).collect();
        assert!(scenes[1] > scenes[0], "{scenes:?}");
        let video = estimate_video(&project, &Rate::default().into(), &paces);
        assert!((video.seconds - scenes.iter().sum::<f64>()).abs() < 1e-9);
    }

    #[test]
    fn a_dialect_without_speakers_has_the_language_of_the_first_scene() {
        let by = |name: &str| Scene { speaker: Some(name.into()), ..Scene::new("OK amigo") };
        let project = Project {
            voice: Some(VoiceId::new("en")),
            speakers: vec![speaker("Marco", Some("es")), speaker("Ana", None)],
            scenes: vec![by("Marco"), Scene::new("OK amigo"), by("Ana")],
            ..Project::default()
        };
        let languages = |dialect, mode| {
            let language = |voice: &VoiceId| SpokenLanguage::from_name(voice.as_str());
            let paces = ScenePaces::new(&project, Some((dialect, mode)), language);
            project.scenes.iter().map(|scene| paces.of(scene).language).collect::<Vec<_>>()
        };
        let english = Some(SpokenLanguage::Latin(LatinLanguage::English));
        let spanish = Some(SpokenLanguage::Latin(LatinLanguage::Spanish));
        assert_eq!(languages(Dialect::V3, MultiSceneMode::Joined), [spanish, english, english]);
        assert_eq!(languages(Dialect::Scenes, MultiSceneMode::Joined), [spanish; 3]);
        assert_eq!(languages(Dialect::Flat, MultiSceneMode::Joined), [spanish; 3]);
        assert_eq!(languages(Dialect::Flat, MultiSceneMode::Separate), [spanish, english, english]);
    }

    #[test]
    fn a_speed_divides_the_speech_and_not_the_pauses() {
        let scene = |speaker: Option<&str>, own| Scene {
            speaker: speaker.map(str::to_owned),
            voice_settings: own,
            ..Scene::new("one two three four five <break time=\"2s\"/>")
        };
        let plain = VoiceSettings::default();
        let marco = Speaker { voice_settings: speed(1.25), ..speaker("Marco", None) };
        let project = Project {
            voice_settings: speed(0.5),
            speakers: vec![marco, speaker("Ana", None)],
            scenes: vec![
                scene(None, plain.clone()),
                scene(Some("Marco"), plain.clone()),
                scene(Some("Ana"), plain),
                scene(Some("Marco"), speed(1.0)),
            ],
            ..Project::default()
        };
        let seconds = |dialect| -> Vec<f64> {
            let paces = ScenePaces::without_languages(&project, dialect);
            let seconds = |scene| estimate_scene(scene, Rate::default(), paces.of(scene)).seconds;
            project.scenes.iter().map(seconds).collect()
        };
        let unchanged = seconds(Some(Dialect::Scenes))[3];
        let spoken = unchanged - 2.0;
        let expected = [spoken / 0.5, spoken / 1.25, spoken / 0.5, spoken].map(|seconds| seconds + 2.0);
        for (found, expected) in
            seconds(None).iter().chain(&seconds(Some(Dialect::V3))).zip(expected.repeat(2))
        {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
        assert!(seconds(Some(Dialect::Scenes)).iter().all(|found| (found - unchanged).abs() < 1e-9));
    }

    #[test]
    fn a_short_text_without_a_known_voice_has_a_wider_range() {
        let range = |language| {
            let pace = Pace { language, ..Pace::default() };
            Scene::new("Big news: five models").length(pace).seconds_range()
        };
        let (known, unknown) = (range(SpokenLanguage::from_name("English")), range(None));
        assert!(unknown.1 > known.1 && unknown.0 <= known.0, "{known:?} {unknown:?}");
    }
}
