//! Downloads the subtitle file of a finished video. Its failure never fails the video.

use crate::domain::{Error, ErrorKind, Render};
use crate::heygen::Client;
use crate::runtime::blocking::run_blocking;
use crate::runtime::job::Job;
use crate::runtime::status::refresh_render;
use crate::store::video_file::{self, SubtitleFile};

/// Enough for hours of speech.
const MAX_SUBTITLE_BYTES: usize = 4 << 20;

/// Fetches the subtitles, if the service has some and the user wants them.
pub(super) async fn fetch(
    job: &Job,
    client: &Client,
    render: &Render,
) -> Result<Option<SubtitleFile>, Error> {
    let wanted = job.settings().subtitles && !is_downloaded(render).await?;
    let Some(link) = render.subtitles.url.clone().filter(|_| wanted) else { return Ok(None) };
    let fetched = match (download(client, &link).await, &render.video_id) {
        (Err(error), Some(video)) if error.kind == ErrorKind::NotFound => {
            // Each status response has new links.
            match refresh_render(job, render.id, video).await?.subtitles.url {
                Some(link) => download(client, &link).await,
                None => Err(error),
            }
        }
        (fetched, _) => fetched,
    };
    fetched.map(Some)
}

async fn is_downloaded(render: &Render) -> Result<bool, Error> {
    let Some(file) = render.subtitles.path.clone() else { return Ok(false) };
    run_blocking(move || Ok(!video_file::is_missing(&file))).await
}

async fn download(client: &Client, link: &str) -> Result<SubtitleFile, Error> {
    let bytes = client.fetch_media_bytes(link, MAX_SUBTITLE_BYTES).await?;
    SubtitleFile::parse(bytes, link)
}
