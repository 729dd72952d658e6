//! The paces of the voices that speak a project: the language of each, and its speed.

use super::normalize::fold_name;
use super::{
    Dialect, MultiSceneMode, Pace, Project, Recordings, Scene, SpokenLanguage, VoiceId, VoiceSetting,
};

/// The paces of the project's voice and of its speakers' voices, as a request in a dialect has them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VoicePaces {
    project_voice: Pace,
    /// The speakers by their folded names: a name is looked up for each scene, many times in a frame.
    speakers: Vec<(String, Pace)>,
    /// Whether requests leave the speed of a scene out.
    ignores_speed: bool,
    /// The recordings that are heard in place of a voice.
    recordings: Recordings,
}

impl VoicePaces {
    /// Looks up the voices of a project, with the speeds and the speakers that are sent; all without a dialect. A dialect that
    /// loses speakers has the voice of the first scene in all scenes.
    pub fn new(
        project: &Project,
        sent: Option<(Dialect, MultiSceneMode)>,
        language_of: impl Fn(&VoiceId) -> Option<SpokenLanguage>,
    ) -> Self {
        let dialect = sent.map(|(dialect, _)| dialect);
        let only_voice = sent
            .filter(|(dialect, mode)| !dialect.sends_speakers(*mode))
            .and_then(|_| project.voice_of(project.rendered_scenes().next()?));
        let language_of = |voice: &VoiceId| language_of(only_voice.unwrap_or(voice));
        let ignores_speed = dialect.is_some_and(|dialect| !dialect.sends_voice_setting(VoiceSetting::Speed));
        let speed = |speed: Option<f64>| speed.filter(|_| !ignores_speed).map_or(1.0, plausible_speed);
        let project_voice = Pace {
            language: project.voice.as_ref().or(only_voice).and_then(&language_of),
            speed: speed(project.voice_settings.speed),
            recorded_seconds: None,
        };
        let pace = |speaker: &super::Speaker| {
            let language = match &speaker.voice {
                Some(voice) => language_of(voice),
                None => project_voice.language,
            };
            let own = speaker.voice_settings.speed.or(project.voice_settings.speed);
            (fold_name(speaker.name.trim()), Pace { language, speed: speed(own), recorded_seconds: None })
        };
        let speakers = project.speakers.iter().map(pace).collect();
        Self { project_voice, speakers, ignores_speed, recordings: Recordings::default() }
    }

    /// The paces of voices whose languages are not known.
    pub fn without_languages(project: &Project, dialect: Option<Dialect>) -> Self {
        // Without languages it makes no difference who speaks.
        Self::new(project, dialect.map(|dialect| (dialect, MultiSceneMode::Joined)), |_| None)
    }

    /// The same with the recordings of a project, as far as `dialect` sends them; all without a dialect.
    #[must_use]
    pub fn with_recordings(self, recordings: &Recordings, dialect: Option<Dialect>) -> Self {
        let is_sent = dialect.is_none_or(Dialect::sends_recordings);
        Self { recordings: if is_sent { recordings.clone() } else { Recordings::default() }, ..self }
    }

    /// The pace of a scene: the length of its recording, and the pace of the voice that would speak it.
    pub fn of(&self, scene: &Scene) -> Pace {
        let recorded_seconds = self.recordings.file(scene).map(|file| file.seconds);
        Pace { recorded_seconds, ..self.voice_pace(scene) }
    }

    /// The pace of the voice of a scene: that of its speaker, or else of the project, at the speed of the scene if it has one.
    fn voice_pace(&self, scene: &Scene) -> Pace {
        let pace = match &scene.speaker {
            None => self.project_voice,
            Some(name) => {
                let name = fold_name(name.trim());
                let speaker = self.speakers.iter().find(|(other, _)| *other == name);
                speaker.map_or(self.project_voice, |(_, pace)| *pace)
            }
        };
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
        let paces = VoicePaces::new(&project, None, |voice| SpokenLanguage::from_name(voice.as_str()));
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
            let paces = VoicePaces::new(&project, Some((dialect, mode)), language);
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
            let paces = VoicePaces::without_languages(&project, dialect);
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
            estimate_scene(&Scene::new("Big news: five models"), Rate::default(), pace).seconds_range
        };
        let (known, unknown) = (range(SpokenLanguage::from_name("English")), range(None));
        assert!(unknown.1 > known.1 && unknown.0 <= known.0, "{known:?} {unknown:?}");
    }
}
