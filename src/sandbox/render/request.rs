//! Limits of a request for a video, and the durations of its scenes.

use super::script::{self, SpokenScript};
use crate::sandbox::catalog::voices::SandboxVoice;
use crate::sandbox::world::records::{StoredAsset, StoredScene, StoredSpeech, VideoOutcome};

pub(crate) const MAX_SCRIPT_CHARS: usize = 5000;
pub(crate) const MAX_SCENES: usize = 50;
const FRAMES_PER_SECOND: f64 = 25.0;
const MIN_SCENE_SECONDS: f64 = 0.4;
/// Longer videos are accepted, and fail.
const MAX_VIDEO_SECONDS: f64 = 3600.0;
/// The assumed duration of audio at a URL.
pub(crate) const UNKNOWN_AUDIO_SECONDS: f64 = 10.0;

/// How a render of these scenes ends, unless a fault is injected.
pub(crate) fn outcome(scenes: &[StoredScene], spoken: bool) -> VideoOutcome {
    match scenes.iter().map(|scene| scene.seconds).sum::<f64>() {
        _ if spoken && scenes.iter().all(|scene| scene.text.trim().is_empty()) => VideoOutcome::NoText,
        long if long > MAX_VIDEO_SECONDS => VideoOutcome::FailedNumber,
        _ => VideoOutcome::Video,
    }
}

/// The scene of a script that a voice speaks, `speed` times as fast as usual.
pub(crate) fn spoken_scene(script: &str, voice: &SandboxVoice, speed: f64) -> StoredScene {
    let SpokenScript { text, speech, breaks, pauses } = script::parse(script);
    let pace = voice.pace() / speed;
    let seconds = whole_frames((speech * pace + breaks).max(MIN_SCENE_SECONDS));
    StoredScene { text, seconds, speech: Some(StoredSpeech { voice: voice.id.clone(), pace, pauses }) }
}

pub(crate) fn whole_frames(seconds: f64) -> f64 {
    (seconds * FRAMES_PER_SECOND).round() / FRAMES_PER_SECOND
}

/// The duration of uploaded audio, as if it were MP3 of 128 kbit/s.
pub(crate) fn seconds_of_sound(asset: &StoredAsset) -> f64 {
    let kilobytes = u32::try_from(asset.size / 1000).unwrap_or(u32::MAX);
    whole_frames((f64::from(kilobytes) / 16.0).clamp(1.0, 600.0))
}
