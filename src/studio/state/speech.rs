//! Speech: what is kept, what is being spoken, the voices that speak without a video, and the sound that plays.

use std::collections::{HashMap, HashSet};

use super::remote::Remote;
use crate::domain::{KeptSpeech, SpeechInput, SpeechKey, SpeechVoices, VoiceId};
use crate::studio::RequestId;

#[derive(Debug, Default)]
pub struct SpeechState {
    pub kept: KeptSpeech,
    /// The voices that speak without a video; loaded when they are first needed.
    pub voices: Remote<SpeechVoices>,
    /// Those that the service is being asked about.
    pub(in crate::studio) asked_voices: Vec<VoiceId>,
    /// What is being spoken.
    pub(in crate::studio) pending: HashSet<SpeechKey>,
    /// Why something was not spoken at the last attempt.
    pub(in crate::studio) failures: HashMap<SpeechKey, String>,
    /// Speech of the last orders whose reply was lost, with its estimated seconds: it may have been charged.
    pub(in crate::studio) lost: HashMap<SpeechKey, f64>,
    /// What is done once the voices are known.
    pub(in crate::studio) waiting: Option<WaitingSpeech>,
    pub(in crate::studio) playback: Option<SoundPlayback>,
    /// Grows with what is kept, also from one account to the next.
    pub revision: u64,
}

impl SpeechState {
    /// The speech of another account, of which nothing is known yet.
    pub(in crate::studio) fn for_next_account(&self) -> Self {
        Self { revision: self.revision + 1, ..Self::default() }
    }

    /// What is known of the voices, if all of these inputs were asked about.
    pub(in crate::studio) fn voices_known_for(&self, inputs: &[SpeechInput]) -> Option<SpeechVoices> {
        let is_known =
            |voices: &&SpeechVoices| inputs.iter().all(|input| voices.ability_of(&input.voice).is_some());
        self.voices.ready().filter(is_known).cloned()
    }

    /// Whether the service is speaking something.
    pub fn is_speaking(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Whether the service is speaking this.
    pub fn is_pending(&self, input: &SpeechInput) -> bool {
        self.pending.contains(&input.key())
    }
}

/// What the user asked for before it was known which voices speak without a video.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::studio) enum WaitingSpeech {
    /// Hear these scenes, whose price is not confirmed yet.
    Scenes(Vec<usize>),
    /// Measure this, whose price is confirmed.
    Measurement(Vec<SpeechInput>),
}

/// The sound of a scene, as far as the player has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::studio) struct SoundPlayback {
    pub(in crate::studio) request: RequestId,
    pub(in crate::studio) state: SoundState,
}

/// How far a player has come with a sound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SoundState {
    /// The player is being started.
    Starting,
    /// It began at this second of the sound.
    Playing { from_seconds: f64 },
    /// It came to the end, or was stopped.
    Ended,
    /// It cannot be played.
    Failed,
}
