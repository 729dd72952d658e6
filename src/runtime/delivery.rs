//! Delivers finished videos: downloads them before their links expire, with their subtitles.

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

/// The delay between checks of a download by another program, in units of the client's first delay.
const OTHER_DOWNLOAD_POLL_DELAY_UNITS: u32 = 4;

/// A video to be downloaded.
#[derive(Debug)]
pub(super) struct DeliveryRequest {
    pub(super) render: RenderId,
    pub(super) url: String,
    pub(super) title: String,
    pub(super) folder: Option<PathBuf>,
}

#[derive(Debug, Clone)]
struct DownloadedVideo {
    path: PathBuf,
    /// What could not be downloaded beside it.
    warnings: Vec<String>,
}

/// The subtitles of a video; none if none are wanted.
type SubtitlesDownload = Result<Option<SubtitleFile>, Error>;

/// Downloads the video into its project's folder or the videos folder, under a new name. It does not wait for its
/// subtitles: if they take longer, it is reported without them, and they follow.
pub(super) async fn deliver(job: &Job, request: DeliveryRequest) -> Result<Render, Error> {
    let client = job.client().await?;
    let slot = job.context.download_slots.acquire().await;
    let (_lock, render) = acquire_download_lease(job, request.render).await?;
    if let Some(path) = existing_file(&render).await? {
        return if render.subtitles.are_pending {
            add_subtitles(job, &client, render, path).await
        } else {
            Ok(render)
        };
    }
    // Both at once, so that the ledger is written soon after the video arrives.
    let (mut video, mut subtitles) =
        (pin!(download_video(job, &client, &render, request)), pin!(subtitles::fetch(job, &client, &render)));
    let mut subtitles_download: Option<SubtitlesDownload> = None;
    let (downloaded, placed) = loop {
        tokio::select! {
            downloaded = &mut video => break downloaded?,
            done = &mut subtitles, if subtitles_download.is_none() => subtitles_download = Some(done),
        }
    };
    let path = downloaded.path.clone();
    let Some(subtitles_download) = subtitles_download else {
        let later =
            SubtitlesOutcome { are_due: render.subtitles.url.is_some(), ..SubtitlesOutcome::default() };
        let render = record_delivery(job, render.id, Some(&downloaded), later).await?;
        commit_placements(placed).await?;
        drop(slot);
        failpoint::kill_point("deliver.before_subtitles");
        job.render_changed(render.clone());
        let subtitles_outcome = save_subtitles(subtitles.await, path).await;
        // The video is delivered even if the ledger does not take its subtitles.
        return Ok(record_delivery(job, render.id, None, subtitles_outcome).await.unwrap_or(render));
    };
    let subtitles_outcome = save_subtitles(subtitles_download, path).await;
    let render = record_delivery(job, render.id, Some(&downloaded), subtitles_outcome).await?;
    commit_placements(placed).await?;
    Ok(render)
}

/// Fetches the subtitles of a video that an earlier program downloaded without them. If the video is gone, they are not
/// wanted any more.
pub(super) async fn deliver_due_subtitles(job: &Job, id: RenderId) -> Result<Render, Error> {
    let client = job.client().await?;
    let _slot = job.context.download_slots.acquire().await;
    let (_lock, render) = acquire_download_lease(job, id).await?;
    match existing_file(&render).await? {
        _ if !render.subtitles.are_pending => Ok(render),
        Some(video) => add_subtitles(job, &client, render, video).await,
        None => write_render(job, id, |ledger, id, _| ledger.clear_pending_subtitles(id)).await,
    }
}

/// Adds the subtitles of a downloaded video.
async fn add_subtitles(job: &Job, client: &Client, render: Render, video: PathBuf) -> Result<Render, Error> {
    let subtitles_outcome = save_subtitles(subtitles::fetch(job, client, &render).await, video).await;
    let render = record_delivery(job, render.id, None, subtitles_outcome).await?;
    if !render.subtitles.are_pending {
        return Ok(render);
    }
    // The settings do not want them any more.
    write_render(job, render.id, |ledger, id, _| ledger.clear_pending_subtitles(id)).await
}

/// Confirms the placed files, once the ledger knows them.
async fn commit_placements(placed: Vec<PlacedVideo>) -> Result<(), Error> {
    run_blocking(move || {
        for placed in placed {
            placed.confirm();
        }
        Ok(())
    })
    .await
}

/// Waits until no other program downloads the video, and reads the render after that.
async fn acquire_download_lease(job: &Job, id: RenderId) -> Result<(Option<DownloadLock>, Render), Error> {
    loop {
        let read = move |ledger: &mut Ledger, _| Ok((ledger.lock_download(id)?, ledger.find_render(id)?));
        let (lock, render) = job.with_ledger(read).await?;
        if lock.is_some() || (existing_file(&render).await?.is_some() && !render.subtitles.are_pending) {
            return Ok((lock, render));
        }
        tokio::time::sleep(job.retry_policy().initial_delay * OTHER_DOWNLOAD_POLL_DELAY_UNITS).await;
    }
}

/// The downloaded video, and the placed files that are confirmed once the ledger knows them.
async fn download_video(
    job: &Job,
    client: &Client,
    render: &Render,
    request: DeliveryRequest,
) -> Result<(DownloadedVideo, Vec<PlacedVideo>), Error> {
    let (folder, name) = (delivery_folder(job, request.folder), video_file_name(job, render, &request.title));
    let fetch = |cut, name| VideoDownload::new(job, client, render, (folder.clone(), name), cut);
    let (mut warnings, mut placed) = (Vec::new(), Vec::new());
    let plain = uncaptioned_url(job, render).await;
    let video = match (plain, job.settings().captions) {
        (Some(plain), CaptionMode::Plain) => {
            fetch(CaptionVariant::Uncaptioned, name).download_with_retry(render, plain).await?
        }
        (Some(plain), CaptionMode::Both) => {
            // First, so that the render is not done before both are here. Its failure does not stop the other.
            match fetch(CaptionVariant::Uncaptioned, format!("{name}-plain"))
                .download_with_retry(render, plain)
                .await
            {
                Ok(subtitles_outcome) => placed.push(subtitles_outcome),
                Err(error) => {
                    warnings.push(format!("The video without captions was not downloaded. {error}"))
                }
            }
            fetch(CaptionVariant::Requested, name).download_with_retry(render, request.url).await?
        }
        _ => fetch(CaptionVariant::Requested, name).download_with_retry(render, request.url).await?,
    };
    let path = video.path().to_owned();
    placed.push(video);
    Ok((DownloadedVideo { path, warnings }, placed))
}

/// Where the subtitles were saved, or why there are none.
#[derive(Debug, Clone, Default)]
struct SubtitlesOutcome {
    path: Option<PathBuf>,
    warning: Option<String>,
    /// Whether they may still arrive.
    are_due: bool,
}

/// Saves subtitles beside their video.
async fn save_subtitles(subtitles_download: SubtitlesDownload, video: PathBuf) -> SubtitlesOutcome {
    let saved = match subtitles_download {
        Ok(None) => Ok(None),
        Ok(Some(subtitles)) => run_blocking(move || subtitles.save(&video).map(Some)).await,
        Err(error) => Err(error),
    };
    let missed =
        |error: &Error| format!("No subtitles were downloaded: {}.", error.summary().trim_end_matches('.'));
    SubtitlesOutcome {
        warning: saved.as_ref().err().map(missed),
        path: saved.unwrap_or_default(),
        are_due: false,
    }
}

/// Records the delivery, with retries.
async fn record_delivery(
    job: &Job,
    id: RenderId,
    downloaded: Option<&DownloadedVideo>,
    subtitles_outcome: SubtitlesOutcome,
) -> Result<Render, Error> {
    let downloaded = downloaded.cloned();
    let step: LedgerWrite = Arc::new(move |ledger: &mut Ledger, id, now| {
        if let Some(subtitles) = &subtitles_outcome.path {
            ledger.record_subtitles(id, subtitles, now)?;
        }
        let mut warnings =
            downloaded.iter().flat_map(|downloaded| &downloaded.warnings).chain(&subtitles_outcome.warning);
        warnings.try_for_each(|warning| ledger.record_warning(id, warning, now))?;
        let Some(downloaded) = &downloaded else { return Ok(()) };
        ledger.record_delivery(id, &downloaded.path, subtitles_outcome.are_due, now)
    });
    write_render_with_retry(job, id, &step).await
}

/// The URL of the video without captions, if it is wanted and differs from the requested one.
async fn uncaptioned_url(job: &Job, render: &Render) -> Option<String> {
    if job.settings().captions == CaptionMode::Burned {
        return None;
    }
    let progress = fetch_progress(job, render.video_id.as_ref()?).await.ok()?;
    progress.captioned_url.and(progress.video_url)
}

fn delivery_folder(job: &Job, request: Option<PathBuf>) -> PathBuf {
    let settings = job.settings().videos_dir.clone();
    let folder = request.or(settings).unwrap_or_else(|| job.context.config.paths.videos.clone());
    std::path::absolute(&folder).unwrap_or(folder)
}

/// The file name by the user's pattern.
fn video_file_name(job: &Job, render: &Render, title: &str) -> String {
    let project = render.project_path.as_deref().and_then(Path::file_stem).map(OsStr::to_string_lossy);
    let number = render.id.to_string();
    let facts = VideoNameValues {
        project: project.as_deref(),
        title,
        requested_at: render.requested_at.to_zoned(TimeZone::system()).datetime(),
        id: render.video_id.as_ref().map_or(number.as_str(), VideoId::as_str),
    };
    job.settings().video_name_pattern.fill(&facts)
}

/// The path of the downloaded video, if the file is still there.
async fn existing_file(render: &Render) -> Result<Option<PathBuf>, Error> {
    let Some(file) = render.video_path.clone() else { return Ok(None) };
    run_blocking(move || Ok(Some(file).filter(|file| !video_file::is_missing(file)))).await
}
