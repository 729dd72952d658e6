//! Brings finished videos onto this machine, before their links expire.

mod fetch;
mod subtitles;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;

use jiff::tz::TimeZone;

use self::fetch::{Cut, Fetch};
use super::context::{Session, World, blocking};
use super::pending_writes::Step;
use super::submit::{changed, insist, look};
use crate::domain::{Captions, Fault, Render, RenderId, VideoFacts, VideoId};
use crate::heygen::Client;
use crate::store::video_file::{self, Placed, Subtitles};
use crate::store::{Errand, Ledger, trap};
use crate::studio::Reply;

/// The time between two looks at a video that another program brings, in the client's first waits.
const OTHER_DOWNLOAD_POLL_WAITS: u32 = 4;

/// A video to be brought here.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) render: RenderId,
    pub(super) url: String,
    pub(super) title: String,
    pub(super) folder: Option<PathBuf>,
}

/// What came of a video.
#[derive(Debug, Clone)]
struct Brought {
    video: PathBuf,
    /// What did not come beside it.
    warnings: Vec<String>,
}

/// What came as the subtitles of a video: none where none are wanted.
type Came = Result<Option<Subtitles>, Fault>;

/// Brings the video into its project's folder, or to the other videos, under a name of its own. It does not wait for its
/// subtitles: where they take longer, it is told without them, and they follow.
pub(super) async fn deliver(world: &World, wanted: Wanted, reply: &impl Fn(Reply)) -> Result<Render, Fault> {
    let session = world.session();
    let client = world.client_of(&session).await?;
    let door = world.downloads.acquire().await;
    let (_errand, row) = turn(world, &session, wanted.render).await?;
    if let Some(path) = here(&row).await? {
        return if row.subtitles.are_due {
            fetch_subtitles(world, &session, &client, row, path).await
        } else {
            Ok(row)
        };
    }
    // Both at once, so that little is left to do between the video's arrival and the ledger.
    let (mut video, mut subtitles) =
        (pin!(bring(world, &client, &row, wanted, reply)), pin!(subtitles::fetch(world, &client, &row)));
    let mut came: Option<Came> = None;
    let (brought, placed) = loop {
        tokio::select! {
            brought = &mut video => break brought?,
            done = &mut subtitles, if came.is_none() => came = Some(done),
        }
    };
    let path = brought.video.clone();
    let Some(came) = came else {
        let later = Beside { are_due: row.subtitles.url.is_some(), ..Beside::default() };
        let row = note(world, &session, row.id, Some(&brought), later).await?;
        settle(placed).await?;
        drop(door);
        trap::pass("deliver.before_subtitles");
        reply(Reply::Render(Box::new(row.clone())));
        let beside = keep(subtitles.await, path).await;
        // What is told of the video stays true where the ledger does not take what came beside it.
        return Ok(note(world, &session, row.id, None, beside).await.unwrap_or(row));
    };
    let beside = keep(came, path).await;
    let row = note(world, &session, row.id, Some(&brought), beside).await?;
    settle(placed).await?;
    Ok(row)
}

/// Fetches the subtitles of a video that an earlier program brought here without them. Where the video is gone from its
/// place, nobody wants them any more.
pub(super) async fn due_subtitles(world: &World, id: RenderId) -> Result<Render, Fault> {
    let session = world.session();
    let client = world.client_of(&session).await?;
    let _door = world.downloads.acquire().await;
    let (_errand, row) = turn(world, &session, id).await?;
    match here(&row).await? {
        _ if !row.subtitles.are_due => Ok(row),
        Some(video) => fetch_subtitles(world, &session, &client, row, video).await,
        None => changed(world, &session, id, |ledger, id, _| ledger.subtitles_dropped(id)).await,
    }
}

/// Subtitles of a video that is here without them.
async fn fetch_subtitles(
    world: &World,
    session: &Session,
    client: &Client,
    row: Render,
    video: PathBuf,
) -> Result<Render, Fault> {
    let beside = keep(subtitles::fetch(world, client, &row).await, video).await;
    let row = note(world, session, row.id, None, beside).await?;
    if !row.subtitles.are_due {
        return Ok(row);
    }
    // The user does not want them any more.
    changed(world, session, row.id, |ledger, id, _| ledger.subtitles_dropped(id)).await
}

/// The ledger knows of them.
async fn settle(placed: Vec<Placed>) -> Result<(), Fault> {
    blocking(move || {
        for placed in placed {
            placed.settle();
        }
        Ok(())
    })
    .await
}

/// Waits until no other program brings the video; its row is read after that.
async fn turn(
    world: &World,
    session: &Arc<Session>,
    id: RenderId,
) -> Result<(Option<Errand>, Render), Fault> {
    loop {
        let read = move |ledger: &mut Ledger, _| Ok((ledger.fetch(id)?, ledger.render(id)?));
        let (errand, row) = world.ledger(session, read).await?;
        if errand.is_some() || (here(&row).await?.is_some() && !row.subtitles.are_due) {
            return Ok((errand, row));
        }
        tokio::time::sleep(world.setup.patience.first_wait * OTHER_DOWNLOAD_POLL_WAITS).await;
    }
}

/// What came, and the videos that are to be settled once the ledger knows of them.
async fn bring(
    world: &World,
    client: &Client,
    row: &Render,
    wanted: Wanted,
    reply: &impl Fn(Reply),
) -> Result<(Brought, Vec<Placed>), Fault> {
    let (folder, name) = (folder(world, wanted.folder), name(world, row, &wanted.title));
    let fetch = |cut, name| Fetch::new(world, client, row, (folder.clone(), name), cut);
    let (mut warnings, mut placed) = (Vec::new(), Vec::new());
    let plain = plain_link(world, row).await;
    let video = match (plain, world.setup.settings.captions) {
        (Some(plain), Captions::Plain) => fetch(Cut::Plain, name).insist(row, plain, reply).await?,
        (Some(plain), Captions::Both) => {
            // First, so that the render is not done before both are here. One that does not come keeps back none.
            match fetch(Cut::Plain, format!("{name}-plain")).insist(row, plain, reply).await {
                Ok(beside) => placed.push(beside),
                Err(fault) => {
                    warnings.push(format!("The video without captions was not downloaded. {fault}"))
                }
            }
            fetch(Cut::Asked, name).insist(row, wanted.url, reply).await?
        }
        _ => fetch(Cut::Asked, name).insist(row, wanted.url, reply).await?,
    };
    let path = video.path().to_owned();
    placed.push(video);
    Ok((Brought { video: path, warnings }, placed))
}

/// The subtitles of a video where they are kept, or why there are none.
#[derive(Debug, Clone, Default)]
struct Beside {
    subtitles: Option<PathBuf>,
    warning: Option<String>,
    /// Whether they may still come.
    are_due: bool,
}

/// Keeps subtitles beside their video.
async fn keep(came: Came, video: PathBuf) -> Beside {
    let kept = match came {
        Ok(None) => Ok(None),
        Ok(Some(subtitles)) => blocking(move || subtitles.keep(&video).map(Some)).await,
        Err(fault) => Err(fault),
    };
    let missed =
        |fault: &Fault| format!("The subtitles did not arrive: {}.", fault.what().trim_end_matches('.'));
    Beside { warning: kept.as_ref().err().map(missed), subtitles: kept.unwrap_or_default(), are_due: false }
}

/// Writes down what came, until the ledger takes it.
async fn note(
    world: &World,
    session: &Session,
    id: RenderId,
    brought: Option<&Brought>,
    beside: Beside,
) -> Result<Render, Fault> {
    let brought = brought.cloned();
    let step: Step = Arc::new(move |ledger: &mut Ledger, id, now| {
        if let Some(subtitles) = &beside.subtitles {
            ledger.subtitled(id, subtitles, now)?;
        }
        let mut warnings = brought.iter().flat_map(|brought| &brought.warnings).chain(&beside.warning);
        warnings.try_for_each(|warning| ledger.warned(id, warning, now))?;
        let Some(brought) = &brought else { return Ok(()) };
        ledger.delivered(id, &brought.video, beside.are_due, now)
    });
    insist(world, session, id, &step).await
}

/// Where the video without captions is, where it is wanted and differs from the one that was asked for.
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

/// What the user's pattern makes of the video.
fn name(world: &World, row: &Render, title: &str) -> String {
    let project = row.project.as_deref().and_then(Path::file_stem).map(OsStr::to_string_lossy);
    let number = row.id.to_string();
    let facts = VideoFacts {
        project: project.as_deref(),
        title,
        asked: row.asked.to_zoned(TimeZone::system()).datetime(),
        id: row.video.as_ref().map_or(number.as_str(), VideoId::as_str),
    };
    world.setup.settings.video_name.fill(&facts)
}

/// Where the video was put, if it was brought here and is still there.
async fn here(row: &Render) -> Result<Option<PathBuf>, Fault> {
    let Some(file) = row.file.clone() else { return Ok(None) };
    blocking(move || Ok(Some(file).filter(|file| !video_file::is_gone(file)))).await
}
