//! Requests for speech without a video, and their replies.

use std::path::PathBuf;

use crate::domain::{Error, KeptSpeech, Speech, SpeechInput, SpeechVoices, VoiceId};

/// What is spoken once its price is confirmed.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeechOrder {
    /// The index of the scene that is heard first.
    pub first_scene: usize,
    /// Each once, and none that is kept.
    pub inputs: Vec<SpeechInput>,
    /// Why voices of other scenes are not asked to speak, and of which voices it is not known whether they can.
    pub notes: Vec<String>,
}

impl SpeechOrder {
    /// The estimated seconds of all.
    pub fn seconds(&self) -> f64 {
        self.inputs.iter().map(SpeechInput::estimated_seconds).sum()
    }
}

/// What can be requested about speech.
#[derive(Debug, Clone, PartialEq)]
pub enum SpeechRequest {
    /// Read the speech that is kept.
    LoadKept,
    /// Load the voices that speak without a video, and what is known of these. The kept list is used if it has all of
    /// them, or is less than a day old.
    LoadVoices(Vec<VoiceId>),
    /// Have the service speak what is not kept. Needs the user's consent, since it may be charged.
    Speak(Vec<SpeechInput>),
    /// Play the sound of a scene from a second on, so many tenths as fast as it was spoken.
    Play { sound: PlayedSound, from_seconds: f64, speed_tenths: u32 },
}

/// The sound of a scene.
#[derive(Debug, Clone, PartialEq)]
pub enum PlayedSound {
    /// Kept speech.
    Speech(SpeechInput),
    /// The file of the user's own recording.
    Recording(PathBuf),
}

/// What a request about speech leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum SpeechReply {
    /// The kept speech, with the kept list of voices, which is empty before it was needed.
    KeptLoaded {
        kept: KeptSpeech,
        voices: SpeechVoices,
    },
    VoicesLoaded(Result<SpeechVoices, Error>),
    Spoken(SpeechInput, Result<Speech, Error>),
    /// None of these was sent.
    NotSpoken(Vec<SpeechInput>, Error),
    /// Speech was paid for, and is known only until the program ends.
    NotKept(Error),
    /// The sound begins, at this second: at 0 where the player cannot begin elsewhere.
    PlaybackStarted {
        from_seconds: f64,
    },
    PlaybackEnded(Result<(), Error>),
}
