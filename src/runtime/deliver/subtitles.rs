//! The subtitle file of a finished video: small, fetched whole, and never worth a video.

use crate::domain::{Fault, FaultKind, Render};
use crate::heygen::Client;
use crate::runtime::context::{World, blocking};
use crate::runtime::submit::ask;
use crate::store::video_file::{self, Subtitles};

/// Bytes of a subtitle file at most: hours of speech.
const MAX_SUBTITLE_BYTES: usize = 4 << 20;

/// Fetches them, where the service made some and the user wants them.
pub(super) async fn fetch(world: &World, client: &Client, row: &Render) -> Result<Option<Subtitles>, Fault> {
    let wanted = world.setup.settings.subtitles && !is_here(row).await?;
    let Some(link) = row.subtitles.url.clone().filter(|_| wanted) else { return Ok(None) };
    let came = match (read(client, &link).await, &row.video) {
        (Err(fault), Some(video)) if fault.kind == FaultKind::NotFound => {
            // Each answer about a video has links of its own.
            match ask(world, row.id, video).await?.subtitles.url {
                Some(link) => read(client, &link).await,
                None => Err(fault),
            }
        }
        (came, _) => came,
    };
    came.map(Some)
}

async fn is_here(row: &Render) -> Result<bool, Fault> {
    let Some(file) = row.subtitles.file.clone() else { return Ok(false) };
    blocking(move || Ok(!video_file::is_gone(&file))).await
}

async fn read(client: &Client, link: &str) -> Result<Subtitles, Fault> {
    let bytes = client.media_bytes(link, MAX_SUBTITLE_BYTES).await?;
    Subtitles::read(bytes, link)
}
