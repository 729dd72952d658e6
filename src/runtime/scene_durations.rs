//! Measures how long scenes last: the service speaks them, before the video is paid for.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::job::Job;
use super::paid_work;
use crate::domain::{Error, PaidWork, Project, Scene, VideoSpec, VoiceId, VoicePaces};

const MAX_CONCURRENT_SPEECH_REQUESTS: usize = 4;

/// Seconds of each scene, in their order.
pub(super) async fn measure_scene_durations(job: &Job, spec: &VideoSpec) -> Result<Vec<f64>, Error> {
    let client = job.client().await?;
    // Speech that the video does not have would have another length.
    let (dialect, mode) = (client.dialect(), job.settings().multi_scene_mode);
    let own = |scene: &Scene| {
        let speaker =
            if dialect.sends_speakers(mode) { spec.speaker_of(scene) } else { spec.first_speaker() };
        let settings = spec.speaker_of(scene).voice_settings;
        (scene.sent_script(), speaker.voice.clone(), dialect.sent_voice_settings(&settings).speed)
    };
    let paces = VoicePaces::without_languages(&Project::from(spec), Some(dialect));
    let estimated: f64 = spec.scenes.iter().map(|scene| scene.length(paces.of(scene)).total_seconds()).sum();
    let paid = paid_work::record(job, PaidWork::Speech, estimated).await?;
    let speak = |(script, voice, speed): (String, VoiceId, Option<f64>)| {
        let client = client.clone();
        async move { client.speech_seconds(&script, &voice, speed).await }
    };
    let scenes: Vec<_> = spec.scenes.iter().map(own).collect();
    let spoken = stream::iter(scenes).map(speak).buffered(MAX_CONCURRENT_SPEECH_REQUESTS);
    let seconds: Result<Vec<f64>, Error> = spoken.try_collect().await;
    if spec.scenes.len() == 1 {
        // Of several, others may have been spoken.
        paid_work::discard_if_not_done(job, paid, &seconds).await;
    }
    seconds
}
