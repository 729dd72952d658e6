//! The download of one video: retried, resumed where it was cut, restarted if the file changed on the service.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::domain::{Delivery, Fault, FaultKind, Render, RenderId};
use crate::heygen::{Client, Media};
use crate::runtime::context::{World, blocking};
use crate::runtime::submit::{ask, look};
use crate::store::trap;
use crate::store::video_file::{Download, Placed, Version};
use crate::studio::Reply;

/// Waits between tries, in the client's first waits: a link may be refused for some seconds after a video is finished.
/// They begin anew when more of the video has come in.
const DOWNLOAD_RETRY_WAITS: [u32; 5] = [1, 2, 5, 10, 20];
/// Time between two words about how far it is.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);
/// Bytes that are written in one piece.
const PIECE_BYTES: usize = 1 << 20;

/// Bytes that a video may have whose length is not announced: so many at first, and so many a second of it, several
/// times those of the sharpest video of the service.
const MAX_UNANNOUNCED_BYTES: f64 = 33_554_432.0;
const MAX_BYTES_A_SECOND: f64 = 4_194_304.0;

/// Which video of a render it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// The one that the service gives as the video: with captions, where they were asked for.
    Asked,
    /// The same without captions.
    Plain,
}

/// What stays the same from one try to the next.
pub(super) struct Fetch<'a> {
    world: &'a World,
    client: &'a Client,
    render: RenderId,
    /// Bytes that it may have if its length is not announced.
    max_unannounced: u64,
    folder: PathBuf,
    name: String,
    cut: Cut,
    /// The most bytes that were ever here.
    most: u64,
}

fn is_worth_another_try(fault: &Fault) -> bool {
    fault.is_passing()
        || matches!(
            fault.kind,
            FaultKind::NotFound | FaultKind::Refused | FaultKind::Unreadable | FaultKind::Gone
        )
}

/// Whether a link says of itself that it is not good any more.
fn is_over(link: &str, now: Timestamp) -> bool {
    let query = link.split(['?', '#']).nth(1).unwrap_or_default();
    let end = query.split('&').find_map(|part| part.strip_prefix("Expires="));
    end.and_then(|end| end.parse().ok()).is_some_and(|end: i64| end <= now.as_second())
}

impl<'a> Fetch<'a> {
    /// `place` is the folder and the name without its ending.
    pub(super) fn new(
        world: &'a World,
        client: &'a Client,
        row: &Render,
        (folder, name): (PathBuf, String),
        cut: Cut,
    ) -> Self {
        let max_unannounced = max_unannounced(row);
        Self { world, client, render: row.id, max_unannounced, folder, name, cut, most: 0 }
    }

    /// Tries until the video is here, or nothing more of it comes. A link that does not lead to it is renewed once.
    pub(super) async fn insist(
        &mut self,
        row: &Render,
        link: String,
        reply: &impl Fn(Reply),
    ) -> Result<Placed, Fault> {
        let (mut link, mut waits, mut is_new) = (link, DOWNLOAD_RETRY_WAITS.iter(), false);
        if is_over(&link, Timestamp::now()) {
            is_new = self.renew(row, &mut link).await?;
        }
        loop {
            let before = self.most;
            let fault = match self.receive(&link, reply).await {
                Ok(placed) => return Ok(placed),
                Err(fault) => fault,
            };
            if self.most > before {
                (waits, is_new) = (DOWNLOAD_RETRY_WAITS.iter(), false);
            }
            let Some(wait) = waits.next().filter(|_| is_worth_another_try(&fault)) else { return Err(fault) };
            tokio::time::sleep(self.world.setup.patience.first_wait * *wait).await;
            if matches!(fault.kind, FaultKind::NotFound | FaultKind::Unreadable) && !is_new {
                match self.renew(row, &mut link).await {
                    Ok(new) => is_new = new,
                    // There may be a link later.
                    Err(passing) if fault.kind == FaultKind::NotFound => return Err(passing),
                    Err(_) => {}
                }
            }
        }
    }

    /// Each answer about a video has a link of its own. Says whether there was one. A fault is one that passes.
    async fn renew(&self, row: &Render, link: &mut String) -> Result<bool, Fault> {
        let Some(video) = &row.video else { return Ok(false) };
        let new = match self.cut {
            Cut::Asked => ask(self.world, row.id, video).await.map(|row| row.url),
            Cut::Plain => look(self.world, video).await.map(|progress| progress.url),
        };
        match new {
            Err(fault) if fault.is_passing() => Err(fault),
            new => Ok(new.ok().flatten().map(|new| *link = new).is_some()),
        }
    }

    /// Receives the video, or what is missing of it, and gives it its name.
    async fn receive(&mut self, link: &str, reply: &impl Fn(Reply)) -> Result<Placed, Fault> {
        if let Some(placed) = self.placed(link).await {
            return Ok(placed);
        }
        let (mut download, mut media) = self.open(link).await?;
        let total = media.total;
        let mut told: Option<Instant> = None;
        let mut piece = Vec::new();
        loop {
            let chunk = media.chunk().await;
            if let Ok(Some(bytes)) = &chunk {
                piece.extend_from_slice(bytes);
            }
            let goes_on = matches!(chunk, Ok(Some(_)));
            if piece.len() >= PIECE_BYTES || (!goes_on && !piece.is_empty()) {
                download = written(download, std::mem::take(&mut piece)).await?;
                self.most = self.most.max(download.received());
            }
            if told.is_none_or(|told| told.elapsed() >= PROGRESS_INTERVAL) {
                told = Some(Instant::now());
                let received = download.received() + piece.len() as u64;
                reply(Reply::Delivery(self.render, Delivery { received, total }));
            }
            if chunk?.is_none() {
                return blocking(move || download.finish(total)).await;
            }
        }
    }

    /// A video with captions and one without are two files, and so are links without their signature.
    fn video(&self, link: &str) -> String {
        format!("{} {}", self.render, link.split(['?', '#']).next().unwrap_or(link))
    }

    /// The video where it is here already, and only the ledger does not know.
    async fn placed(&self, link: &str) -> Option<Placed> {
        let (folder, name, video) = (self.folder.clone(), self.name.clone(), self.video(link));
        blocking(move || Ok(Download::placed(&folder, &name, &video))).await.ok().flatten()
    }

    /// Opens both ends where the download goes on, or at the beginning where it cannot go on.
    async fn open(&self, link: &str) -> Result<(Download, Media), Fault> {
        let video = self.video(link);
        let (folder, name, limit) = (self.folder.clone(), self.name.clone(), self.max_unannounced);
        let mut download = blocking(move || {
            let mut download = Download::begin(&folder, &name, &video)?;
            download.limit(limit);
            Ok(download)
        })
        .await?;
        let media = self.media(link, &download).await?;
        let version = version(&media);
        let starts_over = media.start != download.received();
        download = blocking(move || {
            if starts_over {
                download.restart()?;
            }
            download.expect(version)?;
            Ok(download)
        })
        .await?;
        Ok((download, media))
    }

    /// The rest of the video, where it is one video with what is here; otherwise all of it.
    async fn media(&self, link: &str, download: &Download) -> Result<Media, Fault> {
        let Some(validator) = download.validator().filter(|_| download.received() > 0) else {
            return self.client.media(link, None).await;
        };
        let rest = match self.client.media_rest(link, download.received(), validator).await {
            // There is no more than what is here: it may be whole, but nothing says so.
            Err(fault) if fault.kind == FaultKind::Refused => None,
            rest => Some(rest?),
        };
        match rest.filter(|rest| rest.start == 0 || download.continues(&version(rest))) {
            Some(rest) => Ok(rest),
            None => self.client.media(link, None).await,
        }
    }
}

fn version(media: &Media) -> Version {
    Version { tag: media.tag.clone(), modified: media.modified.clone(), total: media.total }
}

/// By its length as the service tells it, or else as it was estimated.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float becomes the nearest number"
)]
fn max_unannounced(row: &Render) -> u64 {
    let seconds = row.length().unwrap_or(row.seconds);
    (MAX_UNANNOUNCED_BYTES + MAX_BYTES_A_SECOND * seconds.max(row.seconds)) as u64
}

async fn written(mut download: Download, piece: Vec<u8>) -> Result<Download, Fault> {
    blocking(move || {
        download.append(&piece)?;
        trap::pass("deliver.piece");
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
            assert_eq!(is_over(link, now), over, "{link}");
        }
    }
}
