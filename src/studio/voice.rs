//! The voice of the project: what it does not do, and its sample.

use super::{About, Effect, Ends, News, Request, Studio, Tone};
use crate::domain::{Fault, Field, Scene, Voice, VoiceId, measure};

impl Studio {
    /// The voice of the project, where the service says that it does not do what a field of this scene asks for: pauses
    /// in the script, an emotion.
    pub fn voice_without(&self, scene: &Scene, field: Field) -> Option<&Voice> {
        let voice = || self.voice(self.work.project.voice.as_ref()?);
        match field {
            Field::Emotion => {
                scene.emotion.as_ref()?;
                voice().filter(|voice| voice.emotions == Some(false))
            }
            Field::Script => {
                voice().filter(|voice| voice.pauses == Some(false) && measure(&scene.script).pause > 0.0)
            }
            Field::Style | Field::Motion | Field::Enhance => None,
        }
    }

    /// Plays the voice's sample, or stops it when it plays.
    pub fn listen(&mut self, voice: &VoiceId) -> Vec<Effect> {
        if let Some(playing) = self.listening.take() {
            self.end_news(&About::Sample(playing.clone()));
            if playing == *voice {
                return vec![Effect::Silence];
            }
        }
        let Some(url) = self.voice(voice).and_then(|voice| voice.sample.clone()) else {
            self.tell(Tone::Info, "This voice has no sample");
            return vec![Effect::Silence];
        };
        self.listening = Some(voice.clone());
        let name = self.voice(voice).map_or_else(String::new, |voice| voice.name.clone());
        let playing = News::new(Tone::Info, format!("Playing a sample of {name} …"));
        self.announce(playing.about(About::Sample(voice.clone())).ends(Ends::Time));
        vec![Effect::Silence, self.request(Request::Listen { voice: voice.clone(), url })]
    }

    /// A sample has ended, or could not be played.
    pub(super) fn listened(&mut self, voice: &VoiceId, result: Result<(), Fault>) {
        if self.listening.as_ref() == Some(voice) {
            self.listening = None;
        }
        self.end_news(&About::Sample(voice.clone()));
        if let Err(fault) = result {
            self.tell(Tone::Warn, fault.to_string());
        }
    }
}
