//! Brings finished videos onto this machine, before their links expire.

mod download;
mod subtitles;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;

use jiff::tz::TimeZone;

use self::download::{CaptionVariant, VideoDownload};
use super::blocking::run_blocking;
use super::job::Job;
use super::pending_writes::LedgerWrite;
use super::render_writes::{write_render, write_render_with_retry};
use super::status::fetch_progress;
use crate::domain::{CaptionMode, Error, Render, RenderId, VideoId, VideoNameValues};
use crate::heygen::Client;
use crate::store::video_file::{self, PlacedVideo, SubtitleFile};
use crate::store::{DownloadLock, Ledger, failpoint};

/// The time between two looks at a video that another program brings, in the client's first waits.
const OTHER_DOWNLOAD_POLL_DELAY_UNITS: u32 = 4;

/// A video to be brought here.
#[derive(Debug)]
pub(super) struct DeliveryRequest {
    pub(super) render: RenderId,
    pub(super) url: String,
    pub(super) title: String,
    pub(super) folder: Option<PathBuf>,
}

/// What came of a video.
#[derive(Debug, Clone)]
struct DownloadedVideo {
    path: PathBuf,
    /// What did not come beside it.
    warnings: Vec<String>,
}

/// What came as the subtitles of a video: none where none are wanted.
type SubtitlesDownload = Result<Option<SubtitleFile>, Error>;

/// Brings the video into its project's folder, or to the other videos, under a name of its own. It does not wait for its
/// subtitles: where they take longer, it is told without them, and they follow.
pub(super) async fn deliver(job: &Job, wanted: DeliveryRequest) -> Result<Render, Error> {
    let client = job.client().await?;
    let door = job.context.download_slots.acquire().await;
    let (_errand, row) = acquire_download_lease(job, wanted.render).await?;
    if let Some(path) = existing_file(&row).await? {
        return if row.subtitles.are_pending {
            add_subtitles(job, &client, row, path).await
        } else {
            Ok(row)
        };
    }
    // Both at once, so that little is left to do between the video's arrival and the ledger.
    let (mut video, mut subtitles) =
        (pin!(download_video(job, &client, &row, wanted)), pin!(subtitles::fetch(job, &client, &row)));
    let mut came: Option<SubtitlesDownload> = None;
    let (brought, placed) = loop {
        tokio::select! {
            brought = &mut video => break brought?,
            done = &mut subtitles, if came.is_none() => came = Some(done),
        }
    };
    let path = brought.path.clone();
    let Some(came) = came else {
        let later = SubtitlesOutcome { are_due: row.subtitles.url.is_some(), ..SubtitlesOutcome::default() };
        let row = record_delivery(job, row.id, Some(&brought), later).await?;
        commit_placements(placed).await?;
        drop(door);
        failpoint::kill_point("deliver.before_subtitles");
        job.render_changed(row.clone());
        let beside = save_subtitles(subtitles.await, path).await;
        // What is told of the video stays true where the ledger does not take what came beside it.
        return Ok(record_delivery(job, row.id, None, beside).await.unwrap_or(row));
    };
    let beside = save_subtitles(came, path).await;
    let row = record_delivery(job, row.id, Some(&brought), beside).await?;
    commit_placements(placed).await?;
    Ok(row)
}

/// Fetches the subtitles of a video that an earlier program brought here without them. Where the video is gone from its
/// place, nobody wants them any more.
pub(super) async fn deliver_due_subtitles(job: &Job, id: RenderId) -> Result<Render, Error> {
    let client = job.client().await?;
    let _door = job.context.download_slots.acquire().await;
    let (_errand, row) = acquire_download_lease(job, id).await?;
    match existing_file(&row).await? {
        _ if !row.subtitles.are_pending => Ok(row),
        Some(video) => add_subtitles(job, &client, row, video).await,
        None => write_render(job, id, |ledger, id, _| ledger.clear_pending_subtitles(id)).await,
    }
}

/// Subtitles of a video that is here without them.
async fn add_subtitles(job: &Job, client: &Client, row: Render, video: PathBuf) -> Result<Render, Error> {
    let beside = save_subtitles(subtitles::fetch(job, client, &row).await, video).await;
    let row = record_delivery(job, row.id, None, beside).await?;
    if !row.subtitles.are_pending {
        return Ok(row);
    }
    // The user does not want them any more.
    write_render(job, row.id, |ledger, id, _| ledger.clear_pending_subtitles(id)).await
}

/// The ledger knows of them.
async fn commit_placements(placed: Vec<PlacedVideo>) -> Result<(), Error> {
    run_blocking(move || {
        for placed in placed {
            placed.confirm();
        }
        Ok(())
    })
    .await
}

/// Waits until no other program brings the video; its row is read after that.
async fn acquire_download_lease(job: &Job, id: RenderId) -> Result<(Option<DownloadLock>, Render), Error> {
    loop {
        let read = move |ledger: &mut Ledger, _| Ok((ledger.lock_download(id)?, ledger.find_render(id)?));
        let (errand, row) = job.with_ledger(read).await?;
        if errand.is_some() || (existing_file(&row).await?.is_some() && !row.subtitles.are_pending) {
            return Ok((errand, row));
        }
        tokio::time::sleep(job.retry_policy().initial_delay * OTHER_DOWNLOAD_POLL_DELAY_UNITS).await;
    }
}

/// What came, and the videos that are to be settled once the ledger knows of them.
async fn download_video(
    job: &Job,
    client: &Client,
    row: &Render,
    wanted: DeliveryRequest,
) -> Result<(DownloadedVideo, Vec<PlacedVideo>), Error> {
    let (folder, name) = (delivery_folder(job, wanted.folder), video_file_name(job, row, &wanted.title));
    let fetch = |cut, name| VideoDownload::new(job, client, row, (folder.clone(), name), cut);
    let (mut warnings, mut placed) = (Vec::new(), Vec::new());
    let plain = uncaptioned_url(job, row).await;
    let video = match (plain, job.settings().captions) {
        (Some(plain), CaptionMode::Plain) => {
            fetch(CaptionVariant::Uncaptioned, name).download_with_retry(row, plain).await?
        }
        (Some(plain), CaptionMode::Both) => {
            // First, so that the render is not done before both are here. One that does not come keeps back none.
            match fetch(CaptionVariant::Uncaptioned, format!("{name}-plain"))
                .download_with_retry(row, plain)
                .await
            {
                Ok(beside) => placed.push(beside),
                Err(fault) => {
                    warnings.push(format!("The video without captions was not downloaded. {fault}"))
                }
            }
            fetch(CaptionVariant::Requested, name).download_with_retry(row, wanted.url).await?
        }
        _ => fetch(CaptionVariant::Requested, name).download_with_retry(row, wanted.url).await?,
    };
    let path = video.path().to_owned();
    placed.push(video);
    Ok((DownloadedVideo { path: path, warnings }, placed))
}

/// The subtitles of a video where they are kept, or why there are none.
#[derive(Debug, Clone, Default)]
struct SubtitlesOutcome {
    path: Option<PathBuf>,
    warning: Option<String>,
    /// Whether they may still come.
    are_due: bool,
}

/// Keeps subtitles beside their video.
async fn save_subtitles(came: SubtitlesDownload, video: PathBuf) -> SubtitlesOutcome {
    let kept = match came {
        Ok(None) => Ok(None),
        Ok(Some(subtitles)) => run_blocking(move || subtitles.save(&video).map(Some)).await,
        Err(fault) => Err(fault),
    };
    let missed =
        |fault: &Error| format!("The subtitles did not arrive: {}.", fault.summary().trim_end_matches('.'));
    SubtitlesOutcome {
        warning: kept.as_ref().err().map(missed),
        path: kept.unwrap_or_default(),
        are_due: false,
    }
}

/// Writes down what came, until the ledger takes it.
async fn record_delivery(
    job: &Job,
    id: RenderId,
    brought: Option<&DownloadedVideo>,
    beside: SubtitlesOutcome,
) -> Result<Render, Error> {
    let brought = brought.cloned();
    let step: LedgerWrite = Arc::new(move |ledger: &mut Ledger, id, now| {
        if let Some(subtitles) = &beside.path {
            ledger.record_subtitles(id, subtitles, now)?;
        }
        let mut warnings = brought.iter().flat_map(|brought| &brought.warnings).chain(&beside.warning);
        warnings.try_for_each(|warning| ledger.record_warning(id, warning, now))?;
        let Some(brought) = &brought else { return Ok(()) };
        ledger.record_delivery(id, &brought.path, beside.are_due, now)
    });
    write_render_with_retry(job, id, &step).await
}

/// Where the video without captions is, where it is wanted and differs from the one that was asked for.
async fn uncaptioned_url(job: &Job, row: &Render) -> Option<String> {
    if job.settings().captions == CaptionMode::Burned {
        return None;
    }
    let progress = fetch_progress(job, row.video_id.as_ref()?).await.ok()?;
    progress.captioned_url.and(progress.video_url)
}

fn delivery_folder(job: &Job, wanted: Option<PathBuf>) -> PathBuf {
    let settings = job.settings().videos_dir.clone();
    let folder = wanted.or(settings).unwrap_or_else(|| job.context.config.paths.videos.clone());
    std::path::absolute(&folder).unwrap_or(folder)
}

/// What the user's pattern makes of the video.
fn video_file_name(job: &Job, row: &Render, title: &str) -> String {
    let project = row.project_path.as_deref().and_then(Path::file_stem).map(OsStr::to_string_lossy);
    let number = row.id.to_string();
    let facts = VideoNameValues {
        project: project.as_deref(),
        title,
        requested_at: row.requested_at.to_zoned(TimeZone::system()).datetime(),
        id: row.video_id.as_ref().map_or(number.as_str(), VideoId::as_str),
    };
    job.settings().video_name_pattern.fill(&facts)
}

/// Where the video was put, if it was brought here and is still there.
async fn existing_file(row: &Render) -> Result<Option<PathBuf>, Error> {
    let Some(file) = row.video_path.clone() else { return Ok(None) };
    run_blocking(move || Ok(Some(file).filter(|file| !video_file::is_missing(file)))).await
}
