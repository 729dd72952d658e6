//! Brings finished films onto this machine, before their links expire.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Zoned;
use tokio::time::Instant;

use super::submit::{ask, insist};
use super::world::{World, blocking};
use crate::domain::{Delivery, Fault, FaultKind, Render, RenderId};
use crate::heygen::{Client, Media};
use crate::store::film::Download;
use crate::store::trap;
use crate::studio::Reply;

/// Waits between tries, in the client's first waits: a link may be refused for some seconds after a film is finished.
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

/// Brings the film into its project's folder, or to the other films, under a name of its own.
pub(super) async fn deliver(world: &World, wanted: Wanted, reply: &impl Fn(Reply)) -> Result<Render, Fault> {
    let session = world.session();
    let client = world.client_of(&session).await?;
    let id = wanted.render;
    let row = world.ledger(&session, move |ledger, _| ledger.render(id)).await?;
    if row.file.is_some() {
        return Ok(row);
    }
    let _door = world.downloads.acquire().await;
    let mut url = wanted.url.clone();
    let mut waits = AGAIN.iter();
    let path = loop {
        let (fault, wait) = match (receive(world, &client, &wanted, &url, reply).await, waits.next()) {
            (Ok(path), _) => break path,
            (Err(fault), Some(wait)) if is_worth_another_try(&fault) => (fault, wait),
            (Err(fault), _) => return Err(fault),
        };
        tokio::time::sleep(world.setup.patience.first_wait * *wait).await;
        if let Some(video) = row.video.as_ref().filter(|_| fault.kind == FaultKind::NotFound) {
            // Each answer about a film has a link of its own.
            url = ask(world, id, video).await.ok().and_then(|row| row.url).unwrap_or(url);
        }
    };
    insist(world, &session, id, move |ledger, id, now| ledger.delivered(id, &path, now)).await
}

fn is_worth_another_try(fault: &Fault) -> bool {
    fault.is_passing()
        || matches!(fault.kind, FaultKind::NotFound | FaultKind::Refused | FaultKind::Unreadable)
}

/// Receives the film, or what is missing of it, and gives it its name.
async fn receive(
    world: &World,
    client: &Client,
    wanted: &Wanted,
    url: &str,
    reply: &impl Fn(Reply),
) -> Result<PathBuf, Fault> {
    let (mut download, mut media) = open(world, client, wanted, url).await?;
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
        }
        if told.is_none_or(|told| told.elapsed() >= WORD) {
            told = Some(Instant::now());
            let received = download.received() + piece.len() as u64;
            reply(Reply::Delivery(wanted.render, Delivery { received, total }));
        }
        if chunk?.is_none() {
            return blocking(move || download.finish(total)).await;
        }
    }
}

/// Opens both ends where the download goes on, or at the beginning where it cannot go on.
async fn open(
    world: &World,
    client: &Client,
    wanted: &Wanted,
    url: &str,
) -> Result<(Download, Media), Fault> {
    let settings = world.setup.settings.videos.clone();
    let folder = wanted.folder.clone().or(settings).unwrap_or_else(|| world.setup.paths.videos.clone());
    let folder = std::path::absolute(&folder).unwrap_or(folder);
    let title = wanted.title.clone();
    // A film with captions and one without are two files, and so are links without their signature.
    let name = format!("{} {}", wanted.render, url.split(['?', '#']).next().unwrap_or(url));
    let today = Zoned::now().date();
    let mut download = blocking(move || Download::begin(&folder, &title, today, &name)).await?;
    let from = download.received();
    let media = match client.media(url, (from > 0).then_some(from)).await {
        // There is no more than what is here: it may be whole, but nothing says so.
        Err(fault) if fault.kind == FaultKind::Refused && from > 0 => client.media(url, None).await?,
        media => media?,
    };
    if media.start != from {
        download = blocking(move || {
            download.restart()?;
            Ok(download)
        })
        .await?;
    }
    Ok((download, media))
}

async fn written(mut download: Download, piece: Vec<u8>) -> Result<Download, Fault> {
    blocking(move || {
        download.append(&piece)?;
        trap::pass("deliver.piece");
        Ok(download)
    })
    .await
}
