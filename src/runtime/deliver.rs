//! Brings finished films onto this machine, before their links expire.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::time::Instant;

use super::submit::{ask, insist, look};
use super::world::{World, blocking};
use crate::domain::{Captions, Delivery, Fault, FaultKind, FilmFacts, Render, RenderId, VideoId};
use crate::heygen::{Client, Media};
use crate::store::film::{self, Download, Version};
use crate::store::trap;
use crate::studio::Reply;

/// Waits between tries, in the client's first waits: a link may be refused for some seconds after a film is finished.
/// They begin anew when more of the film has come in.
const AGAIN: [u32; 5] = [1, 2, 5, 10, 20];
/// Time between two words about how far it is.
const WORD: Duration = Duration::from_millis(250);
/// Bytes that are written in one piece.
const PIECE: usize = 1 << 20;

/// A film to be brought here.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) render: RenderId,
    pub(super) url: String,
    pub(super) title: String,
    pub(super) folder: Option<PathBuf>,
}

/// Which film of a render it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// The one that the service gives as the film: with captions, where they were asked for.
    Asked,
    /// The same without captions.
    Plain,
}

/// What stays the same from one try to the next.
struct Fetch<'a> {
    world: &'a World,
    client: &'a Client,
    render: RenderId,
    folder: PathBuf,
    name: String,
    cut: Cut,
    /// The most bytes that were ever here.
    most: u64,
}

/// Brings the film into its project's folder, or to the other films, under a name of its own.
pub(super) async fn deliver(world: &World, wanted: Wanted, reply: &impl Fn(Reply)) -> Result<Render, Fault> {
    let session = world.session();
    let client = world.client_of(&session).await?;
    let id = wanted.render;
    let row = world.ledger(&session, move |ledger, _| ledger.render(id)).await?;
    if is_here(&row).await? {
        return Ok(row);
    }
    let _door = world.downloads.acquire().await;
    let (folder, name) = (folder(world, wanted.folder), name(world, &row, &wanted.title));
    let fetch =
        |cut, name| Fetch { world, client: &client, render: id, folder: folder.clone(), name, cut, most: 0 };
    let plain = plain_link(world, &row).await;
    let path = match (plain, world.setup.settings.captions) {
        (Some(plain), Captions::Plain) => fetch(Cut::Plain, name).insist(&row, plain, reply).await?,
        (Some(plain), Captions::Both) => {
            // First, so that the render is not done before both are here. One that does not come keeps back none.
            let beside = fetch(Cut::Plain, format!("{name}-plain")).insist(&row, plain, reply).await;
            beside.err().into_iter().for_each(|fault| reply(Reply::Broken(fault)));
            fetch(Cut::Asked, name).insist(&row, wanted.url, reply).await?
        }
        _ => fetch(Cut::Asked, name).insist(&row, wanted.url, reply).await?,
    };
    insist(world, &session, id, move |ledger, id, now| ledger.delivered(id, &path, now)).await
}

/// Where the film without captions is, where it is wanted and differs from the one that was asked for.
async fn plain_link(world: &World, row: &Render) -> Option<String> {
    if world.setup.settings.captions == Captions::Burned {
        return None;
    }
    let progress = look(world, row.video.as_ref()?).await.ok()?;
    progress.captioned_url.and(progress.url)
}

fn folder(world: &World, wanted: Option<PathBuf>) -> PathBuf {
    let settings = world.setup.settings.videos.clone();
    let folder = wanted.or(settings).unwrap_or_else(|| world.setup.paths.videos.clone());
    std::path::absolute(&folder).unwrap_or(folder)
}

/// What the user's pattern makes of the film.
fn name(world: &World, row: &Render, title: &str) -> String {
    let project = row.project.as_deref().and_then(Path::file_stem).map(OsStr::to_string_lossy);
    let number = row.id.to_string();
    let facts = FilmFacts {
        project: project.as_deref(),
        title,
        asked: row.asked.to_zoned(TimeZone::system()).datetime(),
        id: row.video.as_ref().map_or(number.as_str(), VideoId::as_str),
    };
    world.setup.settings.film_name.fill(&facts)
}

/// Whether the film was brought here, and is still where it was put.
async fn is_here(row: &Render) -> Result<bool, Fault> {
    let Some(file) = row.file.clone() else { return Ok(false) };
    blocking(move || Ok(!film::is_gone(&file))).await
}

fn is_worth_another_try(fault: &Fault) -> bool {
    fault.is_passing()
        || matches!(fault.kind, FaultKind::NotFound | FaultKind::Refused | FaultKind::Unreadable)
}

/// Whether a link says of itself that it is not good any more.
fn is_over(link: &str, now: Timestamp) -> bool {
    let query = link.split(['?', '#']).nth(1).unwrap_or_default();
    let end = query.split('&').find_map(|part| part.strip_prefix("Expires="));
    end.and_then(|end| end.parse().ok()).is_some_and(|end: i64| end <= now.as_second())
}

impl Fetch<'_> {
    /// Tries until the film is here, or nothing more of it comes.
    async fn insist(&mut self, row: &Render, link: String, reply: &impl Fn(Reply)) -> Result<PathBuf, Fault> {
        let mut link = if is_over(&link, Timestamp::now()) { self.renewed(row, link).await } else { link };
        let mut waits = AGAIN.iter();
        loop {
            let before = self.most;
            let fault = match self.receive(&link, reply).await {
                Ok(path) => return Ok(path),
                Err(fault) => fault,
            };
            if self.most > before {
                waits = AGAIN.iter();
            }
            let Some(wait) = waits.next().filter(|_| is_worth_another_try(&fault)) else { return Err(fault) };
            tokio::time::sleep(self.world.setup.patience.first_wait * *wait).await;
            if fault.kind == FaultKind::NotFound {
                link = self.renewed(row, link).await;
            }
        }
    }

    /// Each answer about a film has a link of its own.
    async fn renewed(&self, row: &Render, link: String) -> String {
        let Some(video) = &row.video else { return link };
        let new = match self.cut {
            Cut::Asked => ask(self.world, row.id, video).await.ok().and_then(|row| row.url),
            Cut::Plain => look(self.world, video).await.ok().and_then(|progress| progress.url),
        };
        new.unwrap_or(link)
    }

    /// Receives the film, or what is missing of it, and gives it its name.
    async fn receive(&mut self, link: &str, reply: &impl Fn(Reply)) -> Result<PathBuf, Fault> {
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
            if piece.len() >= PIECE || (!goes_on && !piece.is_empty()) {
                download = written(download, std::mem::take(&mut piece)).await?;
                self.most = self.most.max(download.received());
            }
            if told.is_none_or(|told| told.elapsed() >= WORD) {
                told = Some(Instant::now());
                let received = download.received() + piece.len() as u64;
                reply(Reply::Delivery(self.render, Delivery { received, total }));
            }
            if chunk?.is_none() {
                return blocking(move || download.finish(total)).await;
            }
        }
    }

    /// Opens both ends where the download goes on, or at the beginning where it cannot go on.
    async fn open(&self, link: &str) -> Result<(Download, Media), Fault> {
        // A film with captions and one without are two files, and so are links without their signature.
        let video = format!("{} {}", self.render, link.split(['?', '#']).next().unwrap_or(link));
        let (folder, name) = (self.folder.clone(), self.name.clone());
        let mut download = blocking(move || Download::begin(&folder, &name, &video)).await?;
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

    /// The rest of the film, where it is one film with what is here; otherwise all of it.
    async fn media(&self, link: &str, download: &Download) -> Result<Media, Fault> {
        let from = download.received();
        let rest = match self.client.media(link, (from > 0).then_some(from)).await {
            // There is no more than what is here: it may be whole, but nothing says so.
            Err(fault) if fault.kind == FaultKind::Refused && from > 0 => None,
            rest => Some(rest?),
        };
        match rest.filter(|rest| rest.start == 0 || download.continues(&version(rest))) {
            Some(rest) => Ok(rest),
            None => self.client.media(link, None).await,
        }
    }
}

fn version(media: &Media) -> Version {
    Version { tag: media.tag.clone(), total: media.total }
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
