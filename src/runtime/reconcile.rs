//! Reconciles unconfirmed renders with the service's list of videos.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::context::{Session, World};
use super::submit::again;
use super::{api_version, send};
use crate::domain::{
    Api, Dialect, Fault, IDEMPOTENCY_WINDOW, ListedVideo, RenderId, SURE_IDEMPOTENCY_WINDOW,
};
use crate::heygen::Client;
use crate::store::{Ledger, Reconciled};
use crate::studio::{Reply, Settled};

/// Pages that are read at most: of 100 videos each.
const MAX_LIST_PAGES: usize = 50;

/// What the service lists since a time.
struct Listed {
    /// `None` where it has no list.
    videos: Option<Vec<ListedVideo>>,
    /// Whether these are all.
    whole: bool,
}

/// Gives each unconfirmed render its video: by its key, or where the service lists it. Replies with the rows that
/// changed.
pub(super) async fn settle(world: &World, reply: &impl Fn(Reply)) -> Result<Settled, Fault> {
    let session = world.session();
    let young = |ledger: &mut Ledger, now| {
        ledger.settle(now)?;
        ledger.void(now)?;
        ledger.repeatable(SignedDuration::ZERO..SURE_IDEMPOTENCY_WINDOW, now)
    };
    let young = world.ledger(&session, young).await?;
    let repeated = send::repeat(world, &session, young, reply).await;
    let since = world
        .ledger(&session, |ledger, now| {
            ledger.settle(now)?;
            ledger.unconfirmed_since()
        })
        .await?;
    let Some(since) = since else { return Ok(Settled { lists: true, found: repeated, young: 0 }) };
    let client = world.client_of(&session).await?;
    let mut listed = self::listed(world, &client, since).await?;
    if listed.videos.is_none()
        && client.dialect().api() == Api::V2
        && api_version::ended(world, &session, &client).await
    {
        if api_version::moved(world, &session, &client).await {
            api_version::tell(world, &session, reply).await;
        }
        // It lists the videos of the one that has ended, too.
        listed = self::listed(world, &client.with_dialect(Dialect::V3), since).await?;
    }
    let lists = listed.videos.is_some();
    let (outcome, absent) = write(world, &session, listed, reply).await?;
    // A clock that was wrong may have made it older than it seems: what nothing on the list may be was not made before.
    let older = move |ledger: &mut Ledger, now| {
        let mut older = ledger.repeatable(SURE_IDEMPOTENCY_WINDOW..IDEMPOTENCY_WINDOW, now)?;
        older.retain(|id| absent.contains(id));
        Ok(older)
    };
    let older = world.ledger(&session, older).await?;
    let found = outcome.found + repeated + send::repeat(world, &session, older, reply).await;
    Ok(Settled { lists, found, ..outcome })
}

async fn write(
    world: &World,
    session: &Arc<Session>,
    listed: Listed,
    reply: &impl Fn(Reply),
) -> Result<(Settled, Vec<RenderId>), Fault> {
    let work = move |ledger: &mut Ledger, now| {
        let Reconciled { changed, young, absent } =
            ledger.reconcile(listed.videos.as_deref(), listed.whole, now)?;
        let rows = changed.into_iter().map(|id| ledger.render(id)).collect::<Result<Vec<_>, _>>()?;
        Ok((rows, young, absent))
    };
    let (rows, young, absent) = world.ledger(session, work).await?;
    let found = rows.iter().filter(|row| row.video.is_some()).count();
    for row in rows {
        reply(Reply::Render(Box::new(row)));
    }
    Ok((Settled { lists: true, found, young }, absent))
}

/// All videos that were made since then, and perhaps older ones.
async fn listed(world: &World, client: &Client, since: Timestamp) -> Result<Listed, Fault> {
    let (mut videos, mut next, mut whole) = (Vec::new(), None::<String>, true);
    let (mut seen, mut known) = (HashSet::new(), HashSet::new());
    for _ in 0..MAX_LIST_PAGES {
        let page = again(world, client, |client| {
            let next = next.clone();
            async move { client.videos(next.as_deref()).await }
        });
        let page = page.await?;
        let Some(page) = page else { return Ok(Listed { videos: None, whole: false }) };
        whole &= page.damaged == 0;
        let is_older = |video: &ListedVideo| video.created.is_some_and(|created| created < since);
        // The newest come first: what follows such a page is older still.
        let done = !page.videos.is_empty() && page.videos.iter().all(is_older);
        // A new video moves the others to later pages.
        videos.extend(page.videos.into_iter().filter(|video| known.insert(video.id.clone())));
        next = page.next;
        // Pages that name each other as the next hide what would come behind them.
        if next.as_ref().is_some_and(|next| !seen.insert(next.clone())) {
            break;
        }
        if done || next.is_none() {
            return Ok(Listed { videos: Some(videos), whole });
        }
    }
    Ok(Listed { videos: Some(videos), whole: false })
}
