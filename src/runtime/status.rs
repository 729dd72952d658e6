//! Status requests: how far a render or a video is.

use super::api_version;
use super::job::Job;
use super::render_writes::write_render;
use crate::domain::{ApiVersion, Dialect, Error, ErrorKind, Render, RenderId, VideoDetails, VideoId};
use crate::heygen::Client;
use crate::store::{Ledger, failpoint};

/// Tries of a status request; the next poll comes later in any case.
const MAX_STATUS_TRIES: usize = 3;

/// Requests the status of a render's video and records it; before it the video id, if the disk did not take it earlier.
pub(super) async fn refresh_render(job: &Job, render: RenderId, video: &VideoId) -> Result<Render, Error> {
    let dialect = job.with_ledger(move |ledger, _| ledger.dialect(render)).await?;
    let (progress, video) = (request_progress(job, video, dialect).await?, video.clone());
    let step = move |ledger: &mut Ledger, id, now| {
        if ledger.find_render(id)?.video_id.is_none() {
            ledger.record_acceptance(id, &video, now)?;
        }
        ledger.record_progress(id, &progress, now).map(drop)
    };
    write_render(job, render, step).await
}

/// Requests the status of a video that the ledger does not know.
pub(super) async fn fetch_progress(job: &Job, video: &VideoId) -> Result<VideoDetails, Error> {
    request_progress(job, video, None).await
}

/// Requests the status in the dialect that the video was sent in; in v3 if v2 has ended.
async fn request_progress(
    job: &Job,
    video: &VideoId,
    dialect: Option<Dialect>,
) -> Result<VideoDetails, Error> {
    let client = job.client().await?;
    let sent_in = dialect.unwrap_or(client.dialect());
    // v3 knows the videos of v2.
    let has_v2_ended = sent_in.api_version() == ApiVersion::V2 && api_version::has_v2_ended(job);
    let dialect_used = if has_v2_ended { Dialect::V3 } else { sent_in };
    let mut slot = None;
    // A video that the ledger does not know needs more details than a batch gives.
    if dialect.is_some() && dialect_used == Dialect::V3 {
        let batch = client.with_dialect(dialect_used);
        let request = |videos: Vec<VideoId>| {
            let request = move |client: Client| {
                let videos = videos.clone();
                async move { client.statuses(&videos).await }
            };
            retry_status_request(job, &batch, request)
        };
        if let Some(details) = job.session.status_batch.progress(video, request).await? {
            failpoint::kill_point("ask.after");
            return Ok(details);
        }
        slot = job.session.status_batch.acquire_single_request_slot().await;
    }
    let request = |client: Client| {
        let video = video.clone();
        async move { client.progress(&video).await }
    };
    let mut response = retry_status_request(job, &client.with_dialect(dialect_used), request).await;
    if response.as_ref().is_err_and(|error| error.kind == ErrorKind::EndpointNotFound)
        && dialect_used.api_version() == ApiVersion::V2
    {
        response = retry_status_request(job, &client.with_dialect(Dialect::V3), request).await;
        if response.as_ref().err().is_none_or(|error| error.kind != ErrorKind::EndpointNotFound) {
            // Detected once, so that the next request goes to v3 at once.
            api_version::check_v2_ended(job, &client).await;
        }
    }
    drop(slot);
    failpoint::kill_point("ask.after");
    response
}

/// Makes a status request within the rate limit, and retries it after transient errors.
pub(super) async fn retry_status_request<T, F: Future<Output = Result<T, Error>>>(
    job: &Job,
    client: &Client,
    request: impl Fn(Client) -> F,
) -> Result<T, Error> {
    let attempt = async |client: Client| {
        job.context.rate_limiter.wait(&client).await?;
        request(client).await
    };
    client.retry_safe(MAX_STATUS_TRIES, attempt).await
}
