//! The download of one video: retried, resumed where it was cut, restarted if the file changed on the service.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::domain::{DownloadProgress, Error, ErrorKind, Render, RenderId};
use crate::heygen::{Client, MediaDownload};
use crate::runtime::backoff::DOWNLOAD_BACKOFF;
use crate::runtime::blocking::run_blocking;
use crate::runtime::clock;
use crate::runtime::job::Job;
use crate::runtime::status::{fetch_progress, refresh_render};
use crate::store::failpoint;
use crate::store::video_file::{Download, DownloadValidator, PlacedVideo};
use crate::studio::DownloadReply;

const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);
const WRITE_CHUNK_BYTES: usize = 1 << 20;

/// The size limit of a video whose length is not announced: a base, and a rate several times that of the service's
/// highest quality.
const BASE_UNANNOUNCED_BYTES: f64 = 33_554_432.0;
const MAX_BYTES_PER_SECOND: f64 = 4_194_304.0;

/// Which of a render's two videos is downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CaptionVariant {
    /// The requested video: with captions if they were requested.
    Requested,
    /// The same video without captions.
    Uncaptioned,
}

/// A download across its tries.
pub(super) struct VideoDownload<'a> {
    job: &'a Job,
    client: &'a Client,
    render: RenderId,
    /// Bytes that it may have if its length is not announced.
    max_unannounced_bytes: u64,
    folder: PathBuf,
    name: String,
    variant: CaptionVariant,
    /// The most bytes that were received by any try.
    max_received_bytes: u64,
}

fn is_retryable(error: &Error) -> bool {
    error.is_transient()
        || matches!(
            error.kind,
            ErrorKind::NotFound
                | ErrorKind::Refused
                | ErrorKind::InvalidResponse
                | ErrorKind::VideoFileMissing
        )
}

/// Whether the link's `Expires` time has passed.
fn is_link_expired(link: &str, now: Timestamp) -> bool {
    let query = link.split(['?', '#']).nth(1).unwrap_or_default();
    let end = query.split('&').find_map(|part| part.strip_prefix("Expires="));
    end.and_then(|end| end.parse().ok()).is_some_and(|end: i64| end <= now.as_second())
}

impl<'a> VideoDownload<'a> {
    /// `name` has no extension.
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

    /// Downloads until the video is complete, or several tries in a row receive nothing. A bad link is renewed once.
    pub(super) async fn download_with_retry(
        &mut self,
        render: &Render,
        link: String,
    ) -> Result<PlacedVideo, Error> {
        let delays = || DOWNLOAD_BACKOFF.delays(self.job.retry_policy());
        let (mut link, mut waits, mut is_new) = (link, delays(), false);
        if is_link_expired(&link, clock::now()) {
            is_new = self.renew_link(render, &mut link).await?;
        }
        loop {
            let before = self.max_received_bytes;
            let error = match self.download(&link).await {
                Ok(placed) => return Ok(placed),
                Err(error) => error,
            };
            if self.max_received_bytes > before {
                (waits, is_new) = (delays(), false);
            }
            let Some(wait) = waits.next().filter(|_| is_retryable(&error)) else { return Err(error) };
            tokio::time::sleep(wait).await;
            if matches!(error.kind, ErrorKind::NotFound | ErrorKind::InvalidResponse) && !is_new {
                match self.renew_link(render, &mut link).await {
                    Ok(new) => is_new = new,
                    // There may be a link later.
                    Err(passing) if error.kind == ErrorKind::NotFound => return Err(passing),
                    Err(_) => {}
                }
            }
        }
    }

    /// Each status response has a new link. Gives whether there was one; an error is transient.
    async fn renew_link(&self, render: &Render, link: &mut String) -> Result<bool, Error> {
        let Some(video) = &render.video_id else { return Ok(false) };
        let new = match self.variant {
            CaptionVariant::Requested => {
                refresh_render(self.job, render.id, video).await.map(|render| render.video_url)
            }
            CaptionVariant::Uncaptioned => {
                fetch_progress(self.job, video).await.map(|progress| progress.video_url)
            }
        };
        match new {
            Err(error) if error.is_transient() => Err(error),
            new => Ok(new.ok().flatten().map(|new| *link = new).is_some()),
        }
    }

    /// Receives the video, or the missing rest, and puts it in its place.
    async fn download(&mut self, link: &str) -> Result<PlacedVideo, Error> {
        if let Some(placed) = self.find_placed(link).await {
            return Ok(placed);
        }
        let (mut download, mut media) = self.open(link).await?;
        let total = media.total_bytes;
        let mut reported_at: Option<Instant> = None;
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
            if reported_at.is_none_or(|reported_at| reported_at.elapsed() >= PROGRESS_INTERVAL) {
                reported_at = Some(Instant::now());
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

    /// Identifies the file: the link without its signature differs with and without captions.
    fn download_key(&self, link: &str) -> String {
        format!("{} {}", self.render, link.split(['?', '#']).next().unwrap_or(link))
    }

    /// The video if it is in its place already, and only the ledger does not know.
    async fn find_placed(&self, link: &str) -> Option<PlacedVideo> {
        let (folder, name, video) = (self.folder.clone(), self.name.clone(), self.download_key(link));
        run_blocking(move || Ok(Download::find_placed(&folder, &name, &video))).await.ok().flatten()
    }

    /// Opens the file and the response: resumed if possible, else from the start.
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

    /// Requests the rest of the video if the file on the service is unchanged; otherwise all of it.
    async fn request_media(&self, link: &str, download: &Download) -> Result<MediaDownload, Error> {
        let Some(validator) = download.if_range().filter(|_| download.received_bytes() > 0) else {
            return self.client.open_media(link, None).await;
        };
        let rest = match self.client.resume_media(link, download.received_bytes(), validator).await {
            // Nothing follows what was received: it may be complete, but nothing proves it.
            Err(error) if error.kind == ErrorKind::Refused => None,
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

/// The size limit, by the service's duration or else the estimate.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float becomes the nearest number"
)]
fn max_unannounced_bytes(render: &Render) -> u64 {
    let seconds = render.plausible_seconds().unwrap_or(render.estimated_seconds);
    (BASE_UNANNOUNCED_BYTES + MAX_BYTES_PER_SECOND * seconds.max(render.estimated_seconds)) as u64
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
    fn a_link_expires_at_its_expires_parameter() {
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
