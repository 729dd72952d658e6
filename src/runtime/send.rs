//! Sends a render, the request that is paid for: claimed in the ledger, sent once as recorded, its response recorded.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::api_version;
use super::backoff::SEND_BACKOFF;
use super::job::Job;
use super::pending_writes::LedgerWrite;
use super::render_writes::write_render_with_retry;
use crate::domain::{
    CreationState, Dialect, Error, ErrorKind, ReadSequence, Render, RenderId, RenderStage, VideoId,
};
use crate::heygen::{Client, RetryPolicy};
use crate::store::failpoint;
use crate::store::{EventNote, Ledger, SendClaim, StoredRequest};

/// What became of a waiting render.
#[derive(Debug)]
pub(super) enum SendOutcome {
    /// No slot is free, or a cap is reached.
    NoFreeSlot,
    /// It was sent. The row is for the caller to report; with it comes the reason if the service refused it.
    Sent(Box<Render>, Option<Box<Error>>),
}

/// Sends a waiting render if there is a free slot. An error means that nothing was sent.
pub(super) async fn send_once(job: &Job, id: RenderId) -> Result<SendOutcome, Error> {
    let client = job.client().await?;
    job.context.rate_limiter.wait(&client).await?;
    let (slots, limits) = (job.settings().concurrency, job.context.spending_limits());
    let known_balance = job.session.last_balance();
    let claim = job.with_ledger(move |ledger, now| {
        ledger.set_known_balance(known_balance);
        let claim = ledger.claim(id, slots, &limits, now)?;
        Ok((claim, ledger.find_render(id)?))
    });
    let (claim, render) = claim.await?;
    job.render_changed(render.clone());
    let SendClaim::Granted(request) = claim else { return Ok(SendOutcome::NoFreeSlot) };
    failpoint::kill_point("submit.after_claim");
    let response = post_submission(job, &client, request).await;
    failpoint::kill_point("submit.after_answer");
    let render = record_response(job, render, response.clone()).await;
    let error = response.err();
    if error.as_ref().is_some_and(|error| error.kind == ErrorKind::EndpointNotFound) {
        api_version::handle_missing_endpoint(job).await;
    }
    let refusal = error.filter(|error| error.creation != CreationState::Unknown).map(Box::new);
    Ok(SendOutcome::Sent(Box::new(render), refusal))
}

/// Sends unconfirmed renders once more with their idempotency keys: the service gives back a video that it created, and
/// creates none twice. Any other response proves nothing. Gives the number of renders whose video is known now.
pub(super) async fn resend_unconfirmed(job: &Job, ids: Vec<RenderId>) -> usize {
    let mut found = 0;
    for id in ids {
        // Another program may have claimed it meanwhile.
        found += usize::from(resend_one(job, id).await.unwrap_or(false));
    }
    found
}

/// Sends one unconfirmed render again with its idempotency key. Returns whether the service named its video; an error
/// means that nothing was sent.
pub(super) async fn resend_one(job: &Job, id: RenderId) -> Result<bool, Error> {
    let client = job.client().await?;
    job.context.rate_limiter.wait(&client).await?;
    let claimed = job.with_ledger(move |ledger, now| {
        let request = ledger.claim_repeat(id, now)?;
        Ok((request, ledger.find_render(id)?))
    });
    let (request, render) = claimed.await?;
    failpoint::kill_point("repeat.after_claim");
    let response = post_submission(job, &client, request).await;
    failpoint::kill_point("repeat.after_answer");
    // An error of the repeat says nothing about the first request: the render stays unconfirmed.
    let outcome = response.clone().map_err(|error| Error { creation: CreationState::Unknown, ..error });
    job.render_changed(record_response(job, render, outcome).await);
    Ok(response.is_ok())
}

/// The request itself, without retries.
async fn post_submission(job: &Job, client: &Client, request: StoredRequest) -> Result<VideoId, Error> {
    let Some(dialect) = Dialect::parse(&request.dialect) else {
        let what = format!(
            "This version of cuecard does not support {}, which the render was written for",
            request.dialect
        );
        return Err(Error::new("the render", ErrorKind::Internal, what));
    };
    let single_attempt = RetryPolicy { max_create_attempts: 1, ..job.retry_policy() };
    let submission = Client::stored_submission(dialect, request.body);
    let submission = match &request.idempotency_key {
        Some(key) => submission.with_idempotency_key(key),
        None => submission,
    };
    client.with_retry_policy(single_attempt).submit(&submission).await
}

/// Whether the video was certainly not created, for a transient reason.
fn is_retryable(error: &Error) -> bool {
    error.creation == CreationState::NotCreated
        && matches!(error.kind, ErrorKind::NoConnection | ErrorKind::RateLimited)
}

/// Records the response: a video that was paid for must not be lost.
async fn record_response(job: &Job, render: Render, response: Result<VideoId, Error>) -> Render {
    let (recorded, policy) = (response.clone(), job.retry_policy());
    let write: LedgerWrite = Arc::new(move |ledger: &mut Ledger, id, now| match &recorded {
        Ok(video) => ledger.record_acceptance(id, video, now),
        Err(error) if is_retryable(error) => {
            let wait = retry_delay(error, policy, ledger.retry_count(id)?);
            let due = now.saturating_add(wait).unwrap_or(now);
            ledger.schedule_retry(id, EventNote::about(error, &retry_note(error, due, now)), due, now)
        }
        Err(error) => {
            let note = refusal_note(error);
            let note = EventNote::about(error, &note);
            match error.creation {
                CreationState::NotCreated | CreationState::NotRequested => ledger.mark_refused(id, note, now),
                CreationState::Unknown => ledger.mark_unconfirmed(id, note, now),
            }
        }
    });
    let id = render.id;
    match write_render_with_retry(job, id, &write).await {
        Ok(render) => render,
        // Another program's step came first: its row is newer.
        Err(error) if error.kind != ErrorKind::File => {
            let known = job.with_ledger(move |ledger, _| ledger.find_render(id)).await;
            known.unwrap_or_else(|_| unrecorded_render(render, response, &error))
        }
        Err(error) => {
            let render = unrecorded_render(render, response, &error);
            job.session.pending_writes.push_render(render.clone(), write);
            render
        }
    }
}

/// The note of a render that was refused, with advice if its endpoint has ended.
fn refusal_note(error: &Error) -> String {
    const ENDPOINT_ENDED_ADVICE: &str = "The endpoint may have ended: render the project again; where an API version is set, with --api auto. No video was created.";
    match (error.kind, error.creation) {
        (ErrorKind::EndpointNotFound, CreationState::NotCreated) => {
            format!("{}. {ENDPOINT_ENDED_ADVICE}", error.summary())
        }
        _ => error.to_string(),
    }
}

/// The delay before a render is sent again: its backoff, or the service's Retry-After if that is longer.
fn retry_delay(error: &Error, policy: RetryPolicy, retry: usize) -> Duration {
    SEND_BACKOFF.nth_delay(policy, retry).max(error.retry_after.unwrap_or_default())
}

fn retry_note(error: &Error, due: Timestamp, now: Timestamp) -> String {
    let (due, now) = (due.to_zoned(TimeZone::system()), now.to_zoned(TimeZone::system()));
    let time = due.strftime("%H:%M:%S");
    let day = if due.date() == now.date() { String::new() } else { format!(" on {}", due.date()) };
    let what = error.summary();
    format!(
        "{}. No video was created; it is sent again automatically at {time}{day}.",
        what.trim_end_matches('.')
    )
}

/// The render to show while its step cannot be written to the ledger.
fn unrecorded_render(render: Render, response: Result<VideoId, Error>, write_error: &Error) -> Render {
    let failure_reason = response.as_ref().err().and_then(Error::failure_reason);
    let (stage, video, note) = match response {
        Ok(video) => (RenderStage::Pending, Some(video), String::new()),
        Err(error) if error.creation == CreationState::NotCreated => {
            (RenderStage::Refused, None, refusal_note(&error))
        }
        Err(error) => (RenderStage::Unconfirmed, None, error.to_string()),
    };
    let id = video.as_ref().map_or_else(String::new, |video| format!(" Its id is {video}."));
    let note = format!("{note} It is not in the ledger.{id} {write_error}");
    Render {
        stage,
        video_id: video,
        note: Some(note.trim().to_owned()),
        failure_reason,
        read_sequence: ReadSequence::default(),
        is_unrecorded: true,
        ..render
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_delays_grow_and_respect_retry_after() {
        let error = |asked: Option<u64>| Error {
            retry_after: asked.map(Duration::from_secs),
            ..Error::new("the render", ErrorKind::RateLimited, "")
        };
        let policy = RetryPolicy { initial_delay: Duration::from_secs(1), ..RetryPolicy::default() };
        for (retry, first) in [(0, 2), (1, 4), (2, 8), (7, 256), (8, 300), (900, 300)] {
            let delay = retry_delay(&error(None), policy, retry).as_secs_f64();
            assert!((f64::from(first)..=f64::from(2 * first)).contains(&delay), "{retry}: {delay} s");
        }
        assert_eq!(retry_delay(&error(Some(40)), policy, 0), Duration::from_secs(40));
    }

    #[test]
    fn only_transient_errors_that_created_nothing_are_retried() {
        let error = |kind, certainty| Error { creation: certainty, ..Error::new("the render", kind, "") };
        assert!(is_retryable(&error(ErrorKind::RateLimited, CreationState::NotCreated)));
        assert!(is_retryable(&error(ErrorKind::NoConnection, CreationState::NotCreated)));
        assert!(!is_retryable(&error(ErrorKind::RateLimited, CreationState::Unknown)));
        assert!(!is_retryable(&error(ErrorKind::DailyLimit, CreationState::NotCreated)));
        assert!(!is_retryable(&error(ErrorKind::InsufficientCredit, CreationState::NotCreated)));
    }
}
