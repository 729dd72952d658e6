//! The script of a table read: the words of all scenes, with the times that they are spoken at.

use crate::domain::{
    Scene, ScenePaces, SceneTimes, ScriptTokenKind, SpeechInput, WordTime, WordTimeKind, parse_script,
    scene_times, text,
};
use crate::panes::pause_label::pause_label;
use crate::studio::PlayedSound;

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordGap {
    Nothing,
    Space,
    LineBreak,
    /// The start of a scene.
    Scene,
}

/// A word or a pause, as it is shown.
#[derive(Debug)]
pub(super) struct ReadWord {
    pub(super) text: String,
    pub(super) gap: WordGap,
    /// The index of its [`ReadScene`].
    pub(super) scene: usize,
    /// Seconds from the start of the script.
    pub(super) start: f64,
    /// Seconds of a pause; `None` for a word.
    pub(super) pause_seconds: Option<f64>,
}

/// A scene that has words or pauses.
#[derive(Debug)]
pub(super) struct ReadScene {
    /// The index of the scene in the project.
    pub(super) index: usize,
    /// The emotion or the recording; empty without one.
    pub(super) delivery: String,
    pub(super) is_recorded: bool,
    pub(super) style: String,
    pub(super) motion: String,
    /// Seconds from the start of the script.
    pub(super) start: f64,
    pub(super) end: f64,
    /// What is spoken in it, where the dialect has speech.
    pub(super) speech: Option<SpeechInput>,
    /// Its recording, or the speech that is kept.
    pub(super) sound: Option<PlayedSound>,
}

/// What stands in place of the words of a recording that has no script.
const RECORDING_WITHOUT_WORDS: &str = "(a recording without a script)";

/// Seconds of a pause from which on it is counted down.
const MIN_COUNTDOWN_SECONDS: f64 = 2.0;

#[derive(Debug, Default)]
pub(super) struct ReadScript {
    pub(super) scenes: Vec<ReadScene>,
    pub(super) words: Vec<ReadWord>,
    /// Seconds of all scenes.
    pub(super) total: f64,
}

impl ReadScript {
    pub(super) fn new(scenes: &[Scene], paces: &ScenePaces) -> Self {
        let mut script = Self::default();
        for times in scene_times(scenes, paces) {
            if times.seconds.end > times.seconds.start {
                script.push_scene(&scenes[times.scene], paces, &times);
            }
            script.total = times.seconds.end;
        }
        script
    }

    fn push_scene(&mut self, scene: &Scene, paces: &ScenePaces, times: &SceneTimes) {
        if times.words.is_empty() {
            self.words.push(ReadWord {
                text: RECORDING_WITHOUT_WORDS.to_owned(),
                gap: WordGap::Scene,
                scene: self.scenes.len(),
                start: times.seconds.start,
                pause_seconds: None,
            });
        }
        let mut before: Option<&WordTime> = None;
        for time in &times.words {
            self.words.push(ReadWord {
                text: shown_text(&scene.script, time),
                gap: before.map_or(WordGap::Scene, |before| gap(&scene.script, before, time)),
                scene: self.scenes.len(),
                start: time.seconds.start,
                pause_seconds: (time.kind == WordTimeKind::Pause)
                    .then_some(time.seconds.end - time.seconds.start),
            });
            before = Some(time);
        }
        let emotion = scene.emotion.as_ref().map(|emotion| emotion.as_str().to_owned());
        // A recording has its own delivery.
        let recording = scene.recording.as_ref().filter(|_| paces.is_recorded(scene));
        let recording = recording.map(|path| format!("♪ {}", text::short_file_name(path)));
        self.scenes.push(ReadScene {
            index: times.scene,
            is_recorded: recording.is_some(),
            delivery: text::single_line(&recording.or(emotion).unwrap_or_default()),
            style: text::single_line(scene.style.as_str()),
            motion: text::single_line(&scene.motion_prompt),
            start: times.seconds.start,
            end: times.seconds.end,
            speech: paces.speech_input(scene),
            sound: scene_sound(scene, paces),
        });
    }

    /// The index of the word that is spoken at this second.
    pub(super) fn word_at(&self, position: f64) -> usize {
        self.words.partition_point(|word| word.start <= position).saturating_sub(1)
    }

    /// The scene that is read at this second; none without words.
    pub(super) fn scene_at(&self, position: f64) -> Option<usize> {
        self.words.get(self.word_at(position)).map(|word| word.scene)
    }

    /// Seconds that are left of the pause at this second, if that is a long one.
    pub(super) fn pause_seconds_left(&self, position: f64) -> Option<f64> {
        let word = self.words.get(self.word_at(position))?;
        let seconds = word.pause_seconds.filter(|seconds| *seconds >= MIN_COUNTDOWN_SECONDS)?;
        Some(word.start + seconds - position).filter(|left| *left > 0.0 && *left <= seconds)
    }

    /// The second after this one at which another word is spoken, or the script ends.
    pub(super) fn next_change(&self, position: f64) -> f64 {
        let next = self.words.partition_point(|word| word.start <= position);
        self.words.get(next).map_or(self.total, |word| word.start)
    }
}

fn scene_sound(scene: &Scene, paces: &ScenePaces) -> Option<PlayedSound> {
    let recording = paces.recording_of(scene).map(|file| PlayedSound::Recording(file.path.clone()));
    let kept = || paces.speech_input(scene).filter(|_| paces.speech_of(scene).is_some());
    recording.or_else(|| kept().map(PlayedSound::Speech))
}

fn shown_text(script: &str, time: &WordTime) -> String {
    match time.kind {
        WordTimeKind::Word => text::clean_line(&script[time.range.clone()]),
        // Its seconds in the speech are never quite those of the script.
        WordTimeKind::Pause => pause_label(written_pause(&script[time.range.clone()]).unwrap_or_default()),
    }
}

/// The seconds of a break tag.
fn written_pause(tag: &str) -> Option<f64> {
    parse_script(tag).into_iter().find_map(|token| match token.kind {
        ScriptTokenKind::Pause { seconds, .. } => Some(seconds),
        _ => None,
    })
}

fn gap(script: &str, before: &WordTime, time: &WordTime) -> WordGap {
    let between = &script[before.range.end..time.range.start];
    let is_pause = [before, time].iter().any(|time| time.kind == WordTimeKind::Pause);
    match between {
        text if text.contains('\n') => WordGap::LineBreak,
        "" if !is_pause => WordGap::Nothing,
        _ => WordGap::Space,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Dialect, Emotion, MultiSceneMode, Project};

    #[test]
    fn scenes_without_words_are_left_out() {
        let scenes = ["One two.", "", " — ", "Three<break time=\"500ms\"/>four\nfive"].map(Scene::new);
        let script = ReadScript::new(&scenes, &ScenePaces::default());
        assert_eq!(script.scenes.iter().map(|scene| scene.index).collect::<Vec<_>>(), [0, 3]);
        let words: Vec<(&str, WordGap)> =
            script.words.iter().map(|word| (word.text.as_str(), word.gap)).collect();
        assert_eq!(
            words,
            [
                ("One", WordGap::Scene),
                ("two.", WordGap::Space),
                ("Three", WordGap::Scene),
                ("‖ 0.5s", WordGap::Space),
                ("four", WordGap::Space),
                ("five", WordGap::LineBreak),
            ]
        );
        assert!((script.total - 2.5).abs() < 1e-9);
    }

    #[test]
    fn a_dialect_without_recordings_reads_the_scene_with_its_emotion() {
        let scene = Scene {
            recording: Some("take.wav".to_owned()),
            emotion: Some(Emotion::Friendly),
            ..Scene::new("Hello.")
        };
        let project = Project { scenes: vec![scene], ..Project::default() };
        let delivery = |dialect| {
            let paces = ScenePaces::new(&project, Some((dialect, MultiSceneMode::Joined)), |_| None);
            ReadScript::new(&project.scenes, &paces).scenes[0].delivery.clone()
        };
        assert_eq!(delivery(Dialect::V3), "♪ take.wav");
        assert_eq!(delivery(Dialect::Scenes), "Friendly");
    }

    #[test]
    fn a_long_pause_is_counted_down() {
        let scene = Scene::new("One <break time=\"3s\"/> two <break time=\"1s\"/> three");
        let script = ReadScript::new(&[scene], &ScenePaces::default());
        let left = [0.1, 0.5, 3.3, 3.5, 4.0].map(|second| script.pause_seconds_left(second));
        let rounded = left.map(|left| left.map(|left| format!("{left:.1}")));
        assert_eq!(rounded, [None, Some("2.9".to_owned()), Some("0.1".to_owned()), None, None]);
    }

    #[test]
    fn the_word_of_a_second_is_the_last_one_that_began() {
        let script = ReadScript::new(&[Scene::new("One two"), Scene::new("three")], &ScenePaces::default());
        assert_eq!([0.0, 0.39, 0.41, 0.81, 9.0].map(|second| script.word_at(second)), [0, 0, 1, 2, 2]);
        assert_eq!([0.0, 0.81].map(|second| script.scene_at(second)), [Some(0), Some(1)]);
        assert!((script.next_change(0.41) - 0.8).abs() < 1e-9);
        assert!((script.next_change(0.9) - 1.2).abs() < 1e-9);
        assert_eq!(script.pause_seconds_left(0.5), None);
        assert_eq!(ReadScript::new(&[], &ScenePaces::default()).scene_at(0.0), None);
    }
}
