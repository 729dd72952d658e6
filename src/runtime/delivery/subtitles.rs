//! The subtitle file of a finished video: small, fetched whole, and never worth a video.

use crate::domain::{Error, ErrorKind, Render};
use crate::heygen::Client;
use crate::runtime::blocking::run_blocking;
use crate::runtime::job::Job;
use crate::runtime::status::refresh_render;
use crate::store::video_file::{self, SubtitleFile};

/// Bytes of a subtitle file at most: hours of speech.
const MAX_SUBTITLE_BYTES: usize = 4 << 20;

/// Fetches them, where the service made some and the user wants them.
pub(super) async fn fetch(job: &Job, client: &Client, row: &Render) -> Result<Option<SubtitleFile>, Error> {
    let wanted = job.settings().subtitles && !is_downloaded(row).await?;
    let Some(link) = row.subtitles.url.clone().filter(|_| wanted) else { return Ok(None) };
    let came = match (download(client, &link).await, &row.video_id) {
        (Err(fault), Some(video)) if fault.kind == ErrorKind::NotFound => {
            // Each answer about a video has links of its own.
            match refresh_render(job, row.id, video).await?.subtitles.url {
                Some(link) => download(client, &link).await,
                None => Err(fault),
            }
        }
        (came, _) => came,
    };
    came.map(Some)
}

async fn is_downloaded(row: &Render) -> Result<bool, Error> {
    let Some(file) = row.subtitles.path.clone() else { return Ok(false) };
    run_blocking(move || Ok(!video_file::is_missing(&file))).await
}

async fn download(client: &Client, link: &str) -> Result<SubtitleFile, Error> {
    let bytes = client.fetch_media_bytes(link, MAX_SUBTITLE_BYTES).await?;
    SubtitleFile::parse(bytes, link)
}
