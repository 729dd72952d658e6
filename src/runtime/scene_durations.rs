//! Measures how long scenes last: the service speaks them, before the video is paid for.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::job::Job;
use super::paid_work;
use crate::domain::{Error, PaidWork, Scene, VideoSpec};

const MAX_CONCURRENT_SPEECH_REQUESTS: usize = 4;

/// Seconds of each scene, in their order.
pub(super) async fn measure_scene_durations(job: &Job, spec: &VideoSpec) -> Result<Vec<f64>, Error> {
    let client = job.client().await?;
    let estimated: f64 = spec.scenes.iter().map(|scene| scene.script.length(None).total_seconds()).sum();
    let paid = paid_work::record(job, PaidWork::Speech, estimated).await?;
    let speak = |script: String| {
        let (client, voice) = (client.clone(), spec.voice.clone());
        async move { client.speech_seconds(&script, &voice).await }
    };
    let scripts: Vec<String> = spec.scenes.iter().map(Scene::sent_script).collect();
    let spoken = stream::iter(scripts).map(speak).buffered(MAX_CONCURRENT_SPEECH_REQUESTS);
    let seconds: Result<Vec<f64>, Error> = spoken.try_collect().await;
    if spec.scenes.len() == 1 {
        // Of several, others may have been spoken.
        paid_work::settle(job, paid, &seconds).await;
    }
    seconds
}
