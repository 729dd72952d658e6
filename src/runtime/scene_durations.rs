//! Measures how long scenes last: the service speaks them, before the video is paid for.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::job::Job;
use super::paid_work;
use crate::domain::{Error, ErrorKind, PaidWork, Project, Scene, VideoSpec, VoiceId, VoicePaces};
use crate::heygen::Client;

const MAX_CONCURRENT_SPEECH_REQUESTS: usize = 4;

/// What is heard in a scene.
struct SceneSound {
    /// The seconds of its recording, if it has one.
    recorded_seconds: Option<f64>,
    script: String,
    voice: Option<VoiceId>,
    speed: Option<f64>,
}

impl SceneSound {
    /// The seconds of its recording; without one, the service speaks the script.
    async fn measure(self, client: &Client) -> Result<f64, Error> {
        match (self.recorded_seconds, self.voice) {
            (Some(seconds), _) => Ok(seconds),
            (None, Some(voice)) => client.speech_seconds(&self.script, &voice, self.speed).await,
            (None, None) => Err(Error::new("the speech", ErrorKind::Internal, "A scene has no voice.")),
        }
    }
}

/// Seconds of each scene, in their order.
pub(super) async fn measure_scene_durations(job: &Job, spec: &VideoSpec) -> Result<Vec<f64>, Error> {
    let client = job.client().await?;
    // Speech that the video does not have would have another length.
    let (dialect, mode) = (client.dialect(), job.settings().multi_scene_mode);
    let paces = VoicePaces::without_languages(&Project::from(spec), Some(dialect))
        .with_recordings(&spec.recordings, Some(dialect));
    let own = |scene: &Scene| {
        let speaker =
            if dialect.sends_speakers(mode) { spec.speaker_of(scene) } else { spec.first_speaker() };
        let settings = spec.speaker_of(scene).voice_settings;
        SceneSound {
            recorded_seconds: paces.of(scene).recorded_seconds,
            script: scene.sent_script(),
            voice: speaker.voice.cloned(),
            speed: dialect.sent_voice_settings(&settings).speed,
        }
    };
    let is_spoken = |scene: &&Scene| paces.of(scene).recorded_seconds.is_none();
    let spoken = spec.scenes.iter().filter(is_spoken);
    let estimated: f64 = spoken.map(|scene| scene.length(paces.of(scene)).total_seconds()).sum();
    let paid = paid_work::record(job, PaidWork::Speech, estimated).await?;
    let speak = |scene: SceneSound| {
        let client = client.clone();
        async move { scene.measure(&client).await }
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
