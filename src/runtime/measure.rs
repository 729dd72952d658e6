//! How long the scenes of a video really last: the service speaks them, before the video is paid for.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::context::World;
use crate::domain::{Fault, VideoSpec};

/// Scenes that are spoken at the same time.
const AT_ONCE: usize = 4;

/// Seconds of each scene, in their order.
pub(super) async fn measure(world: &World, spec: &VideoSpec) -> Result<Vec<f64>, Fault> {
    let client = world.client_of(&world.session()).await?;
    let speak = |script: String| {
        let (client, voice) = (client.clone(), spec.voice.clone());
        async move { client.speech(&script, &voice).await }
    };
    let scripts: Vec<String> = spec.scenes.iter().map(|scene| scene.spoken().to_owned()).collect();
    stream::iter(scripts).map(speak).buffered(AT_ONCE).try_collect().await
}
