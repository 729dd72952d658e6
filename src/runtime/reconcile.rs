//! Reconciles unconfirmed renders with the service's list of videos.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::job::Job;
use super::status::retry_status_request;
use super::{api_version, send};
use crate::domain::{
    ApiVersion, Dialect, Error, IDEMPOTENCY_WINDOW, ListedVideo, RenderId, SAFE_IDEMPOTENCY_WINDOW,
};
use crate::heygen::Client;
use crate::store::{Ledger, ReconcileOutcome};
use crate::studio::Reconciliation;

/// Pages of 100 videos each.
const MAX_LIST_PAGES: usize = 50;

/// The videos that the service lists since a time.
struct ListedSince {
    /// `None` if the service has no list.
    videos: Option<Vec<ListedVideo>>,
    /// Whether these are all.
    is_complete: bool,
}

/// Finds the video of each unconfirmed render: by its idempotency key, or in the service's list. Replies with the
/// renders that changed.
pub(super) async fn reconcile(job: &Job) -> Result<Reconciliation, Error> {
    let young = |ledger: &mut Ledger, now| {
        ledger.recover_orphaned(now)?;
        ledger.discard_future_idempotency_keys(now)?;
        ledger.repeatable_renders(SignedDuration::ZERO..SAFE_IDEMPOTENCY_WINDOW, now)
    };
    let young = job.with_ledger(young).await?;
    let repeated = send::resend_unconfirmed(job, young).await;
    let since = job
        .with_ledger(|ledger, now| {
            ledger.recover_orphaned(now)?;
            ledger.unconfirmed_since()
        })
        .await?;
    let Some(since) = since else {
        return Ok(Reconciliation { is_listing_supported: true, found: repeated, awaiting_listing: 0 });
    };
    let client = job.client().await?;
    let mut listed = self::list_videos_since(job, &client, since).await?;
    if listed.videos.is_none()
        && client.dialect().api_version() == ApiVersion::V2
        && api_version::check_v2_ended(job, &client).await
    {
        if api_version::try_switch_version(job, &client).await {
            api_version::report_dialect(job).await;
        }
        // v3 lists the videos of v2 too.
        listed = self::list_videos_since(job, &client.with_dialect(Dialect::V3), since).await?;
    }
    let lists = listed.videos.is_some();
    let (outcome, absent) = record(job, listed).await?;
    // A wrong clock may have made a render older than it seems: if no listed video can be its own, none was created.
    let older = move |ledger: &mut Ledger, now| {
        let mut older = ledger.repeatable_renders(SAFE_IDEMPOTENCY_WINDOW..IDEMPOTENCY_WINDOW, now)?;
        older.retain(|id| absent.contains(id));
        Ok(older)
    };
    let older = job.with_ledger(older).await?;
    let found = outcome.found + repeated + send::resend_unconfirmed(job, older).await;
    Ok(Reconciliation { is_listing_supported: lists, found, ..outcome })
}

async fn record(job: &Job, listed: ListedSince) -> Result<(Reconciliation, Vec<RenderId>), Error> {
    let work = move |ledger: &mut Ledger, now| {
        let ReconcileOutcome { changed, pending_listing: young, not_listed: absent } =
            ledger.reconcile(listed.videos.as_deref(), listed.is_complete, now)?;
        let renders = changed.into_iter().map(|id| ledger.find_render(id)).collect::<Result<Vec<_>, _>>()?;
        Ok((renders, young, absent))
    };
    let (renders, young, absent) = job.with_ledger(work).await?;
    let found = renders.iter().filter(|render| render.video_id.is_some()).count();
    for render in renders {
        job.render_changed(render);
    }
    Ok((Reconciliation { is_listing_supported: true, found, awaiting_listing: young }, absent))
}

/// All videos since a time, and perhaps older ones.
async fn list_videos_since(job: &Job, client: &Client, since: Timestamp) -> Result<ListedSince, Error> {
    let (mut videos, mut next, mut whole) = (Vec::new(), None::<String>, true);
    let (mut seen, mut known) = (HashSet::new(), HashSet::new());
    for _ in 0..MAX_LIST_PAGES {
        let page = retry_status_request(job, client, |client| {
            let next = next.clone();
            async move { client.video_page(next.as_deref()).await }
        });
        let page = page.await?;
        let Some(page) = page else { return Ok(ListedSince { videos: None, is_complete: false }) };
        whole &= page.unreadable_count == 0;
        let is_older = |video: &ListedVideo| video.created_at.is_some_and(|created| created < since);
        // The newest come first: what follows such a page is older still.
        let done = !page.videos.is_empty() && page.videos.iter().all(is_older);
        // A new video moves the others to later pages.
        videos.extend(page.videos.into_iter().filter(|video| known.insert(video.id.clone())));
        next = page.next_page_token;
        // Pages that form a loop hide what comes after them.
        if next.as_ref().is_some_and(|next| !seen.insert(next.clone())) {
            break;
        }
        if done || next.is_none() {
            return Ok(ListedSince { videos: Some(videos), is_complete: whole });
        }
    }
    Ok(ListedSince { videos: Some(videos), is_complete: false })
}
