//! Speech without a video: what the service is asked to speak, and what it spoke.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::{Dialect, Scene, Script, VoiceId, VoiceSettings, stable_hash};

impl Dialect {
    /// Whether its API version speaks a script without a video.
    pub fn has_speech(self) -> bool {
        self == Self::V3
    }
}

/// What the service is asked to speak: a script, its voice and its settings. The length of the speech depends on nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeechInput {
    /// As it is sent, with its breaks in their normal form.
    pub script: String,
    pub voice: VoiceId,
    /// The factor of the speech rate; `None` for the usual one.
    pub speed: Option<f64>,
    pub locale: Option<String>,
}

impl SpeechInput {
    /// What is spoken in a scene; `None` without words.
    pub fn new(scene: &Scene, voice: &VoiceId, settings: &VoiceSettings) -> Option<Self> {
        let length = scene.script.length(None);
        (length.word_count + length.glyph_count > 0).then(|| Self {
            script: scene.sent_script(),
            voice: voice.clone(),
            speed: settings.speed.filter(|speed| (speed - 1.0).abs() > f64::EPSILON),
            locale: settings.locale.clone(),
        })
    }

    /// The estimated seconds, which the price is computed of.
    pub fn estimated_seconds(&self) -> f64 {
        let length = Script::from(self.script.as_str()).length(None);
        length.at_speed(self.speed.unwrap_or(1.0)).total_seconds()
    }

    /// What its speech is kept by.
    pub fn key(&self) -> SpeechKey {
        let speed = self.speed.map(|speed| speed.to_string()).unwrap_or_default();
        let locale = self.locale.as_deref().unwrap_or_default();
        SpeechKey(stable_hash([self.voice.as_str(), &speed, locale, &self.script].join("\0").as_bytes()))
    }
}

/// Identifies a [`SpeechInput`]: any change of a word, the voice or a setting gives another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpeechKey(u64);

impl fmt::Display for SpeechKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A word as the service spoke it.
#[derive(Debug, Clone, PartialEq)]
pub struct SpokenWord {
    pub text: String,
    /// Seconds from the start of the speech.
    pub start: f64,
    pub end: f64,
}

/// What the service spoke.
#[derive(Debug, Clone, PartialEq)]
pub struct Speech {
    pub seconds: f64,
    /// In their order; empty if the service did not say.
    pub words: Vec<SpokenWord>,
    /// Where its sound is, for as long as the service keeps it there.
    pub audio_url: Option<String>,
}

/// The speech that was paid for and is kept, by what it speaks. Clones share it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KeptSpeech(Arc<HashMap<SpeechKey, Arc<Speech>>>);

impl KeptSpeech {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, key: SpeechKey) -> Option<&Arc<Speech>> {
        self.0.get(&key)
    }

    pub fn insert(&mut self, key: SpeechKey, speech: Speech) {
        Arc::make_mut(&mut self.0).insert(key, Arc::new(speech));
    }
}

impl FromIterator<(SpeechKey, Speech)> for KeptSpeech {
    fn from_iter<I: IntoIterator<Item = (SpeechKey, Speech)>>(kept: I) -> Self {
        Self(Arc::new(kept.into_iter().map(|(key, speech)| (key, Arc::new(speech))).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_the_speech_changes_its_key_and_nothing_else_does() {
        let settings = VoiceSettings { volume: Some(0.5), pitch: Some(3.0), ..VoiceSettings::default() };
        let input = |script: &str| SpeechInput::new(&Scene::new(script), &VoiceId::new("v"), &settings);
        let hello = input("Hello <break time='1000ms'/> you").unwrap();
        assert_eq!(hello.key(), input("  Hello <break time=\"1s\"/> you\n").unwrap().key());
        let muted =
            Scene { is_muted: true, motion_prompt: "wave".into(), ..Scene::new(hello.script.as_str()) };
        let plain = VoiceSettings { speed: Some(1.0), ..VoiceSettings::default() };
        assert_eq!(hello.key(), SpeechInput::new(&muted, &VoiceId::new("v"), &plain).unwrap().key());
        let others = [
            SpeechInput { script: "Hello <break time=\"1s\"/> You".into(), ..hello.clone() },
            SpeechInput { voice: VoiceId::new("w"), ..hello.clone() },
            SpeechInput { speed: Some(1.1), ..hello.clone() },
            SpeechInput { locale: Some("en-GB".into()), ..hello.clone() },
        ];
        assert!(others.iter().all(|other| other.key() != hello.key()));
        assert_eq!([input(""), input(" — "), input("<break time=\"2s\"/>")], [None, None, None]);
    }
}
