//! Speech of the open project: hearing scenes before they are paid for, and the exact length of what was heard.

use super::state::{SoundPlayback, WaitingSpeech};
use super::{
    Effect, MessageTopic, Overlay, PlayedSound, Remote, RequestId, Severity, SoundState, SpeechOrder,
    SpeechReply, SpeechRequest, StatusMessage, Studio,
};
use crate::domain::{
    CreationState, Error, NamedKind, OtherVoice, PricedWork, Project, Speech, SpeechAbility, SpeechInput,
    SpeechKey, SpeechVoices, VideoSpec, VoiceId, WorkPrice, lost_speech_note, work_price,
};

/// What happens when scenes are to be heard.
#[derive(Debug, Clone, PartialEq)]
pub enum HearingPlan {
    /// All of them are kept, or being spoken: they are played from this scene on.
    Play(usize),
    /// The price is asked about.
    Confirm(Box<SpeechOrder>),
    /// The status line says why not, or not yet.
    Nothing,
}

impl Studio {
    pub(super) fn handle_speech_reply(&mut self, id: RequestId, reply: SpeechReply) {
        match reply {
            // Where nothing is new, an open price stays as it is.
            SpeechReply::KeptLoaded { kept, .. } if kept == self.speech.kept => {}
            SpeechReply::KeptLoaded { kept, .. } => {
                self.speech.kept = kept;
                self.speech.revision += 1;
            }
            SpeechReply::VoicesLoaded(result) => self.handle_speech_voices(result),
            SpeechReply::Spoken(input, result) => self.handle_spoken(&input, result),
            SpeechReply::NotSpoken(inputs, error) => self.fail_speech(&inputs, &error.to_string()),
            SpeechReply::NotKept(error) => {
                self.report(Severity::Warning, format!("The speech is kept only until you quit. {error}"));
            }
            SpeechReply::PlaybackStarted { from_seconds } => {
                self.set_sound_state(id, SoundState::Playing { from_seconds });
            }
            SpeechReply::PlaybackEnded(result) => {
                let state = if result.is_ok() { SoundState::Ended } else { SoundState::Failed };
                if let (true, Err(error)) = (self.set_sound_state(id, state), result) {
                    self.report(Severity::Warning, error.to_string());
                }
            }
        }
    }

    pub(super) fn load_kept_speech(&mut self) {
        self.request(SpeechRequest::LoadKept);
    }

    /// Plans to hear scenes: what is kept is played, what is not is asked about.
    pub fn plan_hearing(&mut self, scenes: &[usize]) -> HearingPlan {
        match self.find_hearing_plan(scenes) {
            Ok(plan) => plan,
            Err(reason) => {
                self.report(Severity::Warning, reason);
                HearingPlan::Nothing
            }
        }
    }

    fn find_hearing_plan(&mut self, scenes: &[usize]) -> Result<HearingPlan, String> {
        if !self.account.dialect.has_speech() {
            return Err("Scenes can be heard with API v3 only: v2 speaks nothing without a video".to_owned());
        }
        let (first_scene, new) = self.inputs_to_hear(scenes)?;
        if new.is_empty() {
            return Ok(HearingPlan::Play(first_scene));
        }
        let Some(voices) = self.speech.voices_known_for(&new) else {
            self.load_speech_voices(&new, WaitingSpeech::Scenes(scenes.to_vec()));
            return Ok(HearingPlan::Nothing);
        };
        let mut notes = voices.refusals(&voices_of(&new));
        let inputs: Vec<_> = new.into_iter().filter(|input| !voices.is_refused(&input.voice)).collect();
        if inputs.is_empty() {
            return Err(notes.join(" · "));
        }
        notes.extend(voices.doubt(voices_of(&inputs)));
        Ok(HearingPlan::Confirm(Box::new(SpeechOrder { first_scene, inputs, notes })))
    }

    /// The first of these scenes that has words, and what is neither kept nor being spoken.
    fn inputs_to_hear(&self, scenes: &[usize]) -> Result<(usize, Vec<SpeechInput>), String> {
        let paces = self.scene_paces();
        let project = &self.project_state.project;
        let (mut first, mut new) = (None, Vec::<SpeechInput>::new());
        for index in scenes.iter().copied() {
            let Some(scene) = project.scenes.get(index).filter(|scene| !scene.is_muted) else { continue };
            let Some(input) = paces.speech_input(scene) else {
                if !scene.trimmed_script().is_empty() && project.voice_of(scene).is_none() {
                    return Err("Choose a voice first: 2 shows them".to_owned());
                }
                continue;
            };
            if let Some(reason) = self.unsendable_reason(NamedKind::Voice, input.voice.as_str()) {
                return Err(reason);
            }
            first = first.or(Some(index));
            let is_known = self.speech.kept.get(input.key()).is_some() || self.speech.is_pending(&input);
            if !is_known && !new.contains(&input) {
                new.push(input);
            }
        }
        Ok((
            first
                .ok_or("Nothing to hear: the scene is muted, has no words, or has a recording of its own")?,
            new,
        ))
    }

    /// Asks whether the voices of `new` speak without a video.
    fn load_speech_voices(&mut self, new: &[SpeechInput], waiting: WaitingSpeech) {
        self.speech.waiting = Some(waiting);
        if self.speech.voices.is_loading() {
            return;
        }
        self.speech.voices = Remote::Loading(self.now);
        let needed: Vec<VoiceId> = voices_of(new).cloned().collect();
        self.speech.asked_voices.clone_from(&needed);
        self.request(SpeechRequest::LoadVoices(needed));
        let text = "Asking which voices speak without a video …";
        self.report_about(MessageTopic::SpeechVoices, Severity::Info, text);
    }

    fn handle_speech_voices(&mut self, result: Result<SpeechVoices, Error>) {
        self.dismiss_topic(&MessageTopic::SpeechVoices);
        let failure = result.as_ref().err().cloned();
        let asked = std::mem::take(&mut self.speech.asked_voices);
        self.speech.voices = result.map(|voices| with_all(voices, asked)).into();
        match (self.speech.waiting.take(), failure) {
            (Some(WaitingSpeech::Measurement(inputs)), Some(error)) => {
                self.fail_speech(&inputs, &error.to_string());
            }
            (_, Some(error)) => self.report(Severity::Error, error.to_string()),
            (Some(WaitingSpeech::Measurement(inputs)), None) => {
                self.forget_pending(&inputs);
                let inputs = self.note_doubts(inputs);
                self.measure_speech(inputs);
            }
            (Some(WaitingSpeech::Scenes(scenes)), None) => {
                if let HearingPlan::Confirm(order) = self.plan_hearing(&scenes) {
                    self.emit(Effect::Open(Overlay::ConfirmSpeech(order)));
                }
            }
            (None, None) => {}
        }
    }

    /// Leaves out what a voice may not be able to speak, which the user did not know with the price: it is said first.
    fn note_doubts(&mut self, inputs: Vec<SpeechInput>) -> Vec<SpeechInput> {
        let Some(voices) = self.speech.voices_known_for(&inputs) else { return inputs };
        let is_doubtful =
            |input: &SpeechInput| voices.ability_of(&input.voice) == Some(SpeechAbility::Unknown);
        let (doubtful, others): (Vec<_>, Vec<_>) = inputs.into_iter().partition(is_doubtful);
        let doubt = voices.doubt(voices_of(&doubtful));
        if let Some(doubt) = doubt {
            self.fail_speech(&doubtful, &format!("{doubt}. Measure again asks it."));
        }
        others
    }

    /// Has what a video says measured, as far as its voices can speak it: the user confirmed the price.
    pub fn measure_speech(&mut self, inputs: Vec<SpeechInput>) {
        if inputs.iter().any(|input| self.speech.is_pending(input)) {
            return;
        }
        let Some(voices) = self.speech.voices_known_for(&inputs) else {
            self.speech.pending.extend(inputs.iter().map(SpeechInput::key));
            return self.load_speech_voices(&inputs.clone(), WaitingSpeech::Measurement(inputs));
        };
        let (refused, inputs): (Vec<_>, Vec<_>) =
            inputs.into_iter().partition(|input| voices.is_refused(&input.voice));
        let refusals = voices.refusals(&voices_of(&refused)).join(" · ");
        self.fail_speech(&refused, &refusals);
        self.speak(inputs);
    }

    fn forget_pending(&mut self, inputs: &[SpeechInput]) {
        for input in inputs {
            self.speech.pending.remove(&input.key());
        }
    }

    fn fail_speech(&mut self, inputs: &[SpeechInput], reason: &str) {
        self.forget_pending(inputs);
        for input in inputs {
            self.note_speech_failure(input.key(), reason.to_owned());
        }
    }

    /// Has the service speak this, unless it is being spoken: the user confirmed the price.
    pub fn speak(&mut self, inputs: Vec<SpeechInput>) {
        let is_new = |input: &SpeechInput| {
            !self.speech.is_pending(input) && self.speech.kept.get(input.key()).is_none()
        };
        let inputs: Vec<SpeechInput> = inputs.into_iter().filter(is_new).collect();
        if inputs.is_empty() {
            return;
        }
        for input in &inputs {
            self.speech.pending.insert(input.key());
            self.speech.failures.remove(&input.key());
            self.speech.lost.remove(&input.key());
        }
        self.request(SpeechRequest::Speak(inputs));
    }

    fn handle_spoken(&mut self, input: &SpeechInput, result: Result<Speech, Error>) {
        let key = input.key();
        self.speech.pending.remove(&key);
        match result {
            Ok(speech) => {
                self.speech.kept.insert(key, speech);
                self.speech.revision += 1;
            }
            Err(error) if error.creation == CreationState::Unknown => self.note_lost_speech(input, &error),
            Err(error) => self.note_speech_failure(key, error.to_string()),
        }
    }

    /// The reply to a request for speech was lost: says what all such scenes may have cost, and which key asks again.
    fn note_lost_speech(&mut self, input: &SpeechInput, error: &Error) {
        self.speech.lost.insert(input.key(), input.estimated_seconds());
        let price = self.speech_price(self.speech.lost.values().sum());
        let reason = format!("{}. {}", error.summary(), lost_speech_note(self.speech.lost.len(), price));
        let message = StatusMessage::new(Severity::Error, format!("Not heard. {reason}"));
        self.show_message(message.with_key_hint("Alt-j", "asks for what is not kept, at its price"));
        self.speech.failures.insert(input.key(), format!("{reason}. Measure asks again."));
    }

    fn note_speech_failure(&mut self, key: SpeechKey, reason: String) {
        self.report(Severity::Error, format!("Not spoken. {reason}"));
        self.speech.failures.insert(key, reason);
    }

    /// What of a video is not kept, as far as its voices may be asked to speak.
    pub fn unkept_inputs(&self, spec: &VideoSpec) -> Vec<SpeechInput> {
        let (mut inputs, voices) = (self.speech_inputs(spec), self.speech.voices.ready());
        inputs.retain(|input| {
            let is_refused = voices.is_some_and(|voices| voices.is_refused(&input.voice));
            !is_refused && self.speech.kept.get(input.key()).is_none()
        });
        inputs
    }

    /// What is to know of the voices of a video before it is measured: those that cannot speak, and those that may not.
    pub fn measurement_notes(&self, spec: &VideoSpec) -> Vec<String> {
        let inputs = self.speech_inputs(spec);
        let Some(voices) = self.speech.voices.ready() else { return Vec::new() };
        voices.refusals(&voices_of(&inputs)).into_iter().chain(voices.doubt(voices_of(&inputs))).collect()
    }

    /// Whether a video is being measured.
    pub fn is_measuring(&self, spec: &VideoSpec) -> bool {
        self.speech_inputs(spec).iter().any(|input| self.speech.is_pending(input))
    }

    /// Why a video, or some of it, could not be measured.
    pub fn measurement_failure(&self, spec: &VideoSpec) -> Option<String> {
        let mut reasons: Vec<&str> = Vec::new();
        for input in self.speech_inputs(spec) {
            let reason = self.speech.failures.get(&input.key()).map(String::as_str);
            reasons.extend(reason.filter(|reason| !reasons.contains(reason)));
        }
        (!reasons.is_empty()).then(|| reasons.join(" · "))
    }

    fn speech_inputs(&self, spec: &VideoSpec) -> Vec<SpeechInput> {
        let paces = self.paces_of(&Project::from(spec), self.account.dialect);
        spec.scenes.iter().filter_map(|scene| paces.speech_input(scene)).collect()
    }

    /// What so many seconds of speech cost.
    pub fn speech_price(&self, seconds: f64) -> WorkPrice {
        work_price(PricedWork::Speech, seconds, self.billing_unit(), self.today(self.now))
    }

    /// Plays the sound of a scene from a second on; [`Self::sound_state`] says how far it is.
    pub fn play_sound(&mut self, sound: PlayedSound, from_seconds: f64, speed_tenths: u32) -> RequestId {
        self.emit(Effect::StopSound);
        let request = self.request(SpeechRequest::Play { sound, from_seconds, speed_tenths });
        self.speech.playback = Some(SoundPlayback { request, state: SoundState::Starting });
        request
    }

    /// Stops the sound of a scene, if one plays.
    pub fn stop_sound(&mut self) {
        if self.speech.playback.take().is_some_and(|playback| playback.state != SoundState::Ended) {
            self.emit(Effect::StopSound);
        }
    }

    /// How far the player is with the sound of this request; ended where another sound took its place.
    pub fn sound_state(&self, request: RequestId) -> SoundState {
        let own = self.speech.playback.filter(|playback| playback.request == request);
        own.map_or(SoundState::Ended, |playback| playback.state)
    }

    /// Whether the reply was about the sound that plays.
    fn set_sound_state(&mut self, id: RequestId, state: SoundState) -> bool {
        let own = self.speech.playback.as_mut().filter(|playback| playback.request == id);
        own.map(|playback| playback.state = state).is_some()
    }
}

fn voices_of(inputs: &[SpeechInput]) -> impl Iterator<Item = &VoiceId> + Clone {
    inputs.iter().map(|input| &input.voice)
}

/// The answer about voices, in which nothing is known of those that it leaves out.
fn with_all(mut voices: SpeechVoices, asked: Vec<VoiceId>) -> SpeechVoices {
    for voice in asked.into_iter().filter(|voice| !voices.able.contains_key(voice)) {
        let unknown = || OtherVoice { name: None, ability: SpeechAbility::Unknown };
        voices.others.entry(voice).or_insert_with(unknown);
    }
    voices
}
