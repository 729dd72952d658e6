//! The download of one video: retried, resumed where it was cut, restarted if the file changed on the service.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::domain::{DownloadProgress, Error, ErrorKind, Render, RenderId};
use crate::heygen::{Client, MediaDownload};
use crate::runtime::blocking::run_blocking;
use crate::runtime::clock;
use crate::runtime::job::Job;
use crate::runtime::status::{fetch_progress, refresh_render};
use crate::store::failpoint;
use crate::store::video_file::{Download, DownloadValidator, PlacedVideo};
use crate::studio::DownloadReply;

/// Waits between tries, in the client's first waits: a link may be refused for some seconds after a video is finished.
/// They begin anew when more of the video has come in.
const DOWNLOAD_RETRY_DELAYS: [u32; 5] = [1, 2, 5, 10, 20];
/// Time between two words about how far it is.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);
/// Bytes that are written in one piece.
const WRITE_CHUNK_BYTES: usize = 1 << 20;

/// Bytes that a video may have whose length is not announced: so many at first, and so many a second of it, several
/// times those of the sharpest video of the service.
const BASE_UNANNOUNCED_BYTES: f64 = 33_554_432.0;
const MAX_BYTES_PER_SECOND: f64 = 4_194_304.0;

/// Which video of a render it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CaptionVariant {
    /// The one that the service gives as the video: with captions, where they were asked for.
    Requested,
    /// The same without captions.
    Uncaptioned,
}

/// What stays the same from one try to the next.
pub(super) struct VideoDownload<'a> {
    job: &'a Job,
    client: &'a Client,
    render: RenderId,
    /// Bytes that it may have if its length is not announced.
    max_unannounced_bytes: u64,
    folder: PathBuf,
    name: String,
    variant: CaptionVariant,
    /// The most bytes that were ever here.
    max_received_bytes: u64,
}

fn is_retryable(fault: &Error) -> bool {
    fault.is_transient()
        || matches!(
            fault.kind,
            ErrorKind::NotFound
                | ErrorKind::Refused
                | ErrorKind::InvalidResponse
                | ErrorKind::VideoFileMissing
        )
}

/// Whether a link says of itself that it is not good any more.
fn is_link_expired(link: &str, now: Timestamp) -> bool {
    let query = link.split(['?', '#']).nth(1).unwrap_or_default();
    let end = query.split('&').find_map(|part| part.strip_prefix("Expires="));
    end.and_then(|end| end.parse().ok()).is_some_and(|end: i64| end <= now.as_second())
}

impl<'a> VideoDownload<'a> {
    /// `place` is the folder and the name without its ending.
    pub(super) fn new(
        job: &'a Job,
        client: &'a Client,
        row: &Render,
        (folder, name): (PathBuf, String),
        cut: CaptionVariant,
    ) -> Self {
        let max_unannounced = max_unannounced_bytes(row);
        Self {
            job,
            client,
            render: row.id,
            max_unannounced_bytes: max_unannounced,
            folder,
            name,
            variant: cut,
            max_received_bytes: 0,
        }
    }

    /// Tries until the video is here, or nothing more of it comes. A link that does not lead to it is renewed once.
    pub(super) async fn download_with_retry(
        &mut self,
        row: &Render,
        link: String,
    ) -> Result<PlacedVideo, Error> {
        let (mut link, mut waits, mut is_new) = (link, DOWNLOAD_RETRY_DELAYS.iter(), false);
        if is_link_expired(&link, clock::now()) {
            is_new = self.renew_link(row, &mut link).await?;
        }
        loop {
            let before = self.max_received_bytes;
            let fault = match self.download(&link).await {
                Ok(placed) => return Ok(placed),
                Err(fault) => fault,
            };
            if self.max_received_bytes > before {
                (waits, is_new) = (DOWNLOAD_RETRY_DELAYS.iter(), false);
            }
            let Some(wait) = waits.next().filter(|_| is_retryable(&fault)) else { return Err(fault) };
            tokio::time::sleep(self.job.retry_policy().initial_delay * *wait).await;
            if matches!(fault.kind, ErrorKind::NotFound | ErrorKind::InvalidResponse) && !is_new {
                match self.renew_link(row, &mut link).await {
                    Ok(new) => is_new = new,
                    // There may be a link later.
                    Err(passing) if fault.kind == ErrorKind::NotFound => return Err(passing),
                    Err(_) => {}
                }
            }
        }
    }

    /// Each answer about a video has a link of its own. Says whether there was one. A fault is one that passes.
    async fn renew_link(&self, row: &Render, link: &mut String) -> Result<bool, Error> {
        let Some(video) = &row.video_id else { return Ok(false) };
        let new = match self.variant {
            CaptionVariant::Requested => {
                refresh_render(self.job, row.id, video).await.map(|row| row.video_url)
            }
            CaptionVariant::Uncaptioned => {
                fetch_progress(self.job, video).await.map(|progress| progress.video_url)
            }
        };
        match new {
            Err(fault) if fault.is_transient() => Err(fault),
            new => Ok(new.ok().flatten().map(|new| *link = new).is_some()),
        }
    }

    /// Receives the video, or what is missing of it, and gives it its name.
    async fn download(&mut self, link: &str) -> Result<PlacedVideo, Error> {
        if let Some(placed) = self.find_placed(link).await {
            return Ok(placed);
        }
        let (mut download, mut media) = self.open(link).await?;
        let total = media.total_bytes;
        let mut told: Option<Instant> = None;
        let mut piece = Vec::new();
        loop {
            let chunk = media.chunk().await;
            if let Ok(Some(bytes)) = &chunk {
                piece.extend_from_slice(bytes);
            }
            let goes_on = matches!(chunk, Ok(Some(_)));
            if piece.len() >= WRITE_CHUNK_BYTES || (!goes_on && !piece.is_empty()) {
                download = append_chunk(download, std::mem::take(&mut piece)).await?;
                self.max_received_bytes = self.max_received_bytes.max(download.received_bytes());
            }
            if told.is_none_or(|told| told.elapsed() >= PROGRESS_INTERVAL) {
                told = Some(Instant::now());
                let received = download.received_bytes() + piece.len() as u64;
                self.job.reply(DownloadReply::Progress(
                    self.render,
                    DownloadProgress { received_bytes: received, total_bytes: total },
                ));
            }
            if chunk?.is_none() {
                return run_blocking(move || download.finish(total)).await;
            }
        }
    }

    /// A video with captions and one without are two files, and so are links without their signature.
    fn download_key(&self, link: &str) -> String {
        format!("{} {}", self.render, link.split(['?', '#']).next().unwrap_or(link))
    }

    /// The video where it is here already, and only the ledger does not know.
    async fn find_placed(&self, link: &str) -> Option<PlacedVideo> {
        let (folder, name, video) = (self.folder.clone(), self.name.clone(), self.download_key(link));
        run_blocking(move || Ok(Download::find_placed(&folder, &name, &video))).await.ok().flatten()
    }

    /// Opens both ends where the download goes on, or at the beginning where it cannot go on.
    async fn open(&self, link: &str) -> Result<(Download, MediaDownload), Error> {
        let video = self.download_key(link);
        let (folder, name, limit) = (self.folder.clone(), self.name.clone(), self.max_unannounced_bytes);
        let mut download = run_blocking(move || {
            let mut download = Download::start_or_resume(&folder, &name, &video)?;
            download.set_max_unannounced_bytes(limit);
            Ok(download)
        })
        .await?;
        let media = self.request_media(link, &download).await?;
        let version = media_validator(&media);
        let starts_over = media.first_byte != download.received_bytes();
        download = run_blocking(move || {
            if starts_over {
                download.restart()?;
            }
            download.set_validator(version)?;
            Ok(download)
        })
        .await?;
        Ok((download, media))
    }

    /// The rest of the video, where it is one video with what is here; otherwise all of it.
    async fn request_media(&self, link: &str, download: &Download) -> Result<MediaDownload, Error> {
        let Some(validator) = download.if_range().filter(|_| download.received_bytes() > 0) else {
            return self.client.open_media(link, None).await;
        };
        let rest = match self.client.resume_media(link, download.received_bytes(), validator).await {
            // There is no more than what is here: it may be whole, but nothing says so.
            Err(fault) if fault.kind == ErrorKind::Refused => None,
            rest => Some(rest?),
        };
        match rest.filter(|rest| rest.first_byte == 0 || download.can_resume(&media_validator(rest))) {
            Some(rest) => Ok(rest),
            None => self.client.open_media(link, None).await,
        }
    }
}

fn media_validator(media: &MediaDownload) -> DownloadValidator {
    DownloadValidator {
        etag: media.etag.clone(),
        last_modified: media.last_modified.clone(),
        total_bytes: media.total_bytes,
    }
}

/// By its length as the service tells it, or else as it was estimated.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float becomes the nearest number"
)]
fn max_unannounced_bytes(row: &Render) -> u64 {
    let seconds = row.plausible_seconds().unwrap_or(row.estimated_seconds);
    (BASE_UNANNOUNCED_BYTES + MAX_BYTES_PER_SECOND * seconds.max(row.estimated_seconds)) as u64
}

async fn append_chunk(mut download: Download, piece: Vec<u8>) -> Result<Download, Error> {
    run_blocking(move || {
        download.append(&piece)?;
        failpoint::kill_point("deliver.piece");
        Ok(download)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_says_when_it_ends() {
        let now = Timestamp::from_second(1_000).unwrap();
        for (link, over) in [
            ("https://f.example/a.mp4?Expires=999&Signature=x", true),
            ("https://f.example/a.mp4?Signature=x&Expires=1001", false),
            ("https://f.example/a.mp4?Expires=soon", false),
            ("https://f.example/Expires=1/a.mp4", false),
            ("", false),
        ] {
            assert_eq!(is_link_expired(link, now), over, "{link}");
        }
    }
}
