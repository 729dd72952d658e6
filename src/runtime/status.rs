//! Status requests: how far a render or a video is.

use super::api_version;
use super::job::Job;
use super::render_writes::write_render;
use crate::domain::{ApiVersion, Dialect, Error, ErrorKind, Render, RenderId, VideoDetails, VideoId};
use crate::heygen::{Client, RetryPolicy};
use crate::store::{Ledger, failpoint};

/// Tries of a question about a render; it is asked again later in any case.
const MAX_STATUS_TRIES: usize = 3;

/// Asks how far a video is, and writes that down; before it whose video it is, where the disk did not take that earlier.
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

/// Asks how far a video is that the ledger does not know.
pub(super) async fn fetch_progress(job: &Job, video: &VideoId) -> Result<VideoDetails, Error> {
    request_progress(job, video, None).await
}

/// Asks in the dialect that the video was sent in; where its generation has ended, in the one that took its place.
async fn request_progress(
    job: &Job,
    video: &VideoId,
    dialect: Option<Dialect>,
) -> Result<VideoDetails, Error> {
    let client = job.client().await?;
    let sent_in = dialect.unwrap_or(client.dialect());
    // The newer generation knows the videos of the one that has ended.
    let ended = sent_in.api_version() == ApiVersion::V2 && api_version::has_v2_ended(job);
    let asked_in = if ended { Dialect::V3 } else { sent_in };
    let mut alone = None;
    // Of a video that the ledger does not know, more is wanted than how far it is.
    if dialect.is_some() && asked_in == Dialect::V3 {
        let batch = client.with_dialect(asked_in);
        let request = |videos: Vec<VideoId>| {
            let (batch, videos) = (&batch, videos.clone());
            let ask = move |client: Client| {
                let videos = videos.clone();
                async move { client.statuses(&videos).await }
            };
            retry_status_request(job, batch, ask)
        };
        if let Some(told) = job.session.status_batch.progress(video, request).await? {
            failpoint::kill_point("ask.after");
            return Ok(told);
        }
        alone = job.session.status_batch.acquire_single_request_slot().await;
    }
    let ask = |client: Client| {
        let video = video.clone();
        async move { client.progress(&video).await }
    };
    let mut said = retry_status_request(job, &client.with_dialect(asked_in), ask).await;
    if said.as_ref().is_err_and(|fault| fault.kind == ErrorKind::EndpointNotFound)
        && asked_in.api_version() == ApiVersion::V2
    {
        said = retry_status_request(job, &client.with_dialect(Dialect::V3), ask).await;
        if said.as_ref().err().is_none_or(|fault| fault.kind != ErrorKind::EndpointNotFound) {
            // Found out once, so that the next question goes where the answer is.
            api_version::check_v2_ended(job, &client).await;
        }
    }
    drop(alone);
    failpoint::kill_point("ask.after");
    said
}

/// Asks what may be asked again, no oftener than the service likes, and gives it time where it wants some.
pub(super) async fn retry_status_request<T, F: Future<Output = Result<T, Error>>>(
    job: &Job,
    client: &Client,
    ask: impl Fn(Client) -> F,
) -> Result<T, Error> {
    let patience = job.retry_policy();
    let mut once = client.with_retry_policy(RetryPolicy { max_safe_attempts: 1, ..patience });
    let (retries, mut tries) = (client.track_retries(), 0);
    loop {
        job.context.rate_limiter.wait(&once).await?;
        let answer = ask(once.clone()).await;
        let Err(fault) = &answer else { return answer };
        let asked = fault.retry_after.unwrap_or_default();
        tries += 1;
        if !fault.is_transient()
            || asked > patience.max_retry_after
            || tries >= patience.max_safe_attempts.min(MAX_STATUS_TRIES)
        {
            return answer;
        }
        retries.record_retry(fault);
        if retries.has_retried() {
            once = once.for_retry();
        }
        tokio::time::sleep(patience.initial_delay * delay_factor(tries)).await;
    }
}

fn delay_factor(tries: usize) -> u32 {
    u32::try_from(tries).unwrap_or(u32::MAX)
}
