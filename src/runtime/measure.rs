//! How long the scenes of a film really last: the service speaks them, before the film is paid for.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::world::World;
use crate::domain::{Fault, Film};

/// Scenes that are spoken at the same time.
const AT_ONCE: usize = 4;

/// Seconds of each scene, in their order.
pub(super) async fn measure(world: &World, film: &Film) -> Result<Vec<f64>, Fault> {
    let client = world.client_of(&world.session()).await?;
    let speak = |script: String| {
        let (client, voice) = (client.clone(), film.voice.clone());
        async move { client.speech(&script, &voice).await }
    };
    let scripts: Vec<String> = film.scenes.iter().map(|scene| scene.spoken().to_owned()).collect();
    stream::iter(scripts).map(speak).buffered(AT_ONCE).try_collect().await
}
