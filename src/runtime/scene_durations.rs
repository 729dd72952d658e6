//! Measures how long scenes last: the service speaks them, before the video is paid for.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::job::Job;
use crate::domain::{Error, Scene, VideoSpec};

const MAX_CONCURRENT_SPEECH_REQUESTS: usize = 4;

/// Seconds of each scene, in their order.
pub(super) async fn measure_scene_durations(job: &Job, spec: &VideoSpec) -> Result<Vec<f64>, Error> {
    let client = job.client().await?;
    let speak = |script: String| {
        let (client, voice) = (client.clone(), spec.voice.clone());
        async move { client.speech_seconds(&script, &voice).await }
    };
    let scripts: Vec<String> = spec.scenes.iter().map(Scene::sent_script).collect();
    stream::iter(scripts).map(speak).buffered(MAX_CONCURRENT_SPEECH_REQUESTS).try_collect().await
}
