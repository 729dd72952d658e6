//! Reconciles unconfirmed renders with the videos that the service lists; each video is matched once.

use std::collections::{BTreeMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use crate::domain::text::single_line;
use crate::domain::{Error, ListedVideo, RenderEventKind, RenderId, RenderStage, VideoId, has_title_tag};

use super::change::Change;
use super::connection::Ledger;
use super::error::LedgerError;
use super::rows::{read_text, read_timestamp};
use super::sql::query_rows;
use super::transitions::assign_video_id;

/// How far the clocks of the service and of this machine may differ.
const MAX_CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);
/// How long before the send time, by our clock, the video of a render may have been created.
const MAX_CREATED_BEFORE_SENT: SignedDuration = SignedDuration::from_secs(30);
/// How long after the send time a video may be created.
const MAX_CREATED_AFTER_SENT: SignedDuration = SignedDuration::from_hours(1);
/// How long after the send time a video may be missing from the list.
const MAX_LISTING_DELAY: SignedDuration = SignedDuration::from_mins(5);

/// How far a video's length may differ from its estimate: by this factor, and by this many seconds more.
const MAX_DURATION_RATIO: f64 = 2.0;
const MAX_DURATION_OFFSET_SECONDS: f64 = 5.0;

const NOT_LISTED_NOTE: &str =
    "The service does not list it: it was probably never created. Send it again, or remove it.";
const SEVERAL_MATCHES_NOTE: &str =
    "The service lists several videos that may be it: check there, then send it again or remove it.";
const OTHER_TIME_NOTE: &str = "The service lists a video of this title, created at another time: check there, then send it again or \
                        remove it.";
const NO_LIST_NOTE: &str =
    "It may have been sent, and the service does not list its videos: check before you send again.";

/// The outcome of a reconciliation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReconcileOutcome {
    /// Renders whose row changed.
    pub changed: Vec<RenderId>,
    /// The number of renders that may be listed later.
    pub pending_listing: usize,
    /// Renders that no listed video matches.
    pub not_listed: Vec<RenderId>,
}

/// An unconfirmed render.
#[derive(Debug, Clone)]
struct UnconfirmedRender {
    id: RenderId,
    request: Option<String>,
    sent: Timestamp,
    estimated_seconds: f64,
    title_tag: Option<String>,
}

impl UnconfirmedRender {
    /// Whether the video may be this render's, by its creation time and its length.
    fn may_match(&self, candidate: &ListedVideo) -> bool {
        let is_as_long =
            candidate.duration_seconds.filter(|_| self.estimated_seconds > 0.0).is_none_or(|actual| {
                (self.estimated_seconds / MAX_DURATION_RATIO - MAX_DURATION_OFFSET_SECONDS
                    ..=self.estimated_seconds * MAX_DURATION_RATIO + MAX_DURATION_OFFSET_SECONDS)
                    .contains(&actual)
            });
        candidate.created_at.is_some_and(|created| is_created_near(self, created)) && is_as_long
    }
}

impl Ledger {
    /// The creation time from which the service's list is needed; none where nothing is unconfirmed.
    pub fn unconfirmed_since(&mut self) -> Result<Option<Timestamp>, Error> {
        let unconfirmed = self.read(|database| unconfirmed_by_title(database, self.account))?;
        let earliest = unconfirmed.values().flatten().map(|unconfirmed| unconfirmed.sent).min();
        Ok(earliest.map(|sent| sent.saturating_sub(MAX_CLOCK_SKEW).unwrap_or(sent)))
    }

    /// Assigns each unconfirmed render its video where there is no doubt, and notes what is known of the others.
    /// `is_complete`: the candidates are all videos since [`unconfirmed_since`](Self::unconfirmed_since). No candidates: the
    /// service has no list.
    pub fn reconcile(
        &mut self,
        candidates: Option<&[ListedVideo]>,
        is_complete: bool,
        at: Timestamp,
    ) -> Result<ReconcileOutcome, Error> {
        self.change(at, |change| {
            let mut run = Reconciliation { change, is_complete, outcome: ReconcileOutcome::default() };
            let unconfirmed = unconfirmed_by_title(change, change.account)?;
            match candidates {
                Some(candidates) => run.match_videos(candidates, unconfirmed)?,
                None => unconfirmed
                    .values()
                    .flatten()
                    .try_for_each(|unconfirmed| run.set_note(unconfirmed.id, NO_LIST_NOTE))?,
            }
            Ok(run.outcome)
        })
    }
}

/// A reconciliation while it runs.
struct Reconciliation<'a> {
    change: &'a Change<'a>,
    is_complete: bool,
    outcome: ReconcileOutcome,
}

impl Reconciliation<'_> {
    fn match_videos(
        &mut self,
        candidates: &[ListedVideo],
        unconfirmed: BTreeMap<String, Vec<UnconfirmedRender>>,
    ) -> Result<(), LedgerError> {
        let mut known = known_videos(self.change)?;
        let sending = titles_being_sent(self.change)?;
        let mut decided = HashSet::new();
        for unconfirmed in unconfirmed.values().flatten() {
            self.match_by_title_tag(unconfirmed, candidates, &mut known, &mut decided)?;
        }
        for (title, mut unconfirmed) in unconfirmed {
            unconfirmed.retain(|unconfirmed| !decided.contains(&unconfirmed.id));
            // A render of this title that is being sent right now may own the video.
            if sending.contains(&title) {
                self.outcome.pending_listing += unconfirmed.len();
                continue;
            }
            let is_candidate = |candidate: &&ListedVideo| {
                single_line(&candidate.title) == title && !known.contains(candidate.id.as_str())
            };
            let candidates: Vec<&ListedVideo> = candidates.iter().filter(is_candidate).collect();
            self.match_by_title(&unconfirmed, &candidates)?;
        }
        Ok(())
    }

    /// Assigns a render with a title tag the one video that carries it. It is decided, too, where several carry it.
    fn match_by_title_tag(
        &mut self,
        render: &UnconfirmedRender,
        candidates: &[ListedVideo],
        known: &mut HashSet<String>,
        decided: &mut HashSet<RenderId>,
    ) -> Result<(), LedgerError> {
        let Some(tag) = &render.title_tag else { return Ok(()) };
        let is_it = |candidate: &&ListedVideo| {
            has_title_tag(&candidate.title, tag) && !known.contains(candidate.id.as_str())
        };
        let mut found = candidates.iter().filter(is_it);
        match (found.next(), found.next()) {
            (Some(candidate), None) => {
                self.assign_video(render.id, &candidate.id)?;
                known.insert(candidate.id.as_str().to_owned());
            }
            (Some(_), Some(_)) => self.set_note(render.id, SEVERAL_MATCHES_NOTE)?,
            (None, _) => return Ok(()),
        }
        decided.insert(render.id);
        Ok(())
    }

    fn match_by_title(
        &mut self,
        unconfirmed: &[UnconfirmedRender],
        candidates: &[&ListedVideo],
    ) -> Result<(), LedgerError> {
        let pairs = match_pairs(unconfirmed, candidates);
        for (id, video) in &pairs {
            self.assign_video(*id, video)?;
        }
        let is_taken = |candidate: &ListedVideo| pairs.iter().any(|(_, video)| *video == candidate.id);
        let left: Vec<_> = candidates.iter().filter(|candidate| !is_taken(candidate)).collect();
        for unconfirmed in
            unconfirmed.iter().filter(|unconfirmed| pairs.iter().all(|(id, _)| *id != unconfirmed.id))
        {
            if left.is_empty() && self.is_complete {
                self.outcome.not_listed.push(unconfirmed.id);
            }
            let age = self.change.at.duration_since(unconfirmed.sent);
            let is_near = |candidate: &ListedVideo| {
                candidate.created_at.is_none_or(|created| is_created_near(unconfirmed, created))
            };
            if left.iter().any(|candidate| is_near(candidate)) {
                self.set_note(unconfirmed.id, SEVERAL_MATCHES_NOTE)?;
            } else if age.abs() < MAX_LISTING_DELAY || !self.is_complete {
                self.outcome.pending_listing += 1;
            } else {
                self.set_note(
                    unconfirmed.id,
                    if left.is_empty() { NOT_LISTED_NOTE } else { OTHER_TIME_NOTE },
                )?;
            }
        }
        Ok(())
    }

    fn assign_video(&mut self, id: RenderId, video: &VideoId) -> Result<(), LedgerError> {
        let detail = format!("on the service, as {video}");
        self.change.record(id, &RenderEventKind::Found, Some(&detail))?;
        if assign_video_id(self.change, id, video)?.is_none() {
            self.outcome.changed.push(id);
        }
        Ok(())
    }

    fn set_note(&mut self, id: RenderId, note: &str) -> Result<(), LedgerError> {
        let sql = "UPDATE render SET note = ?2, reason = NULL WHERE id = ?1 AND note IS NOT ?2";
        if self.change.execute(sql, (id, note))? > 0 {
            self.change.record(id, &RenderEventKind::Checked, Some(note))?;
            self.outcome.changed.push(id);
        }
        Ok(())
    }
}

fn is_created_near(render: &UnconfirmedRender, created: Timestamp) -> bool {
    let after = created.duration_since(render.sent);
    -MAX_CREATED_BEFORE_SENT <= after && after <= MAX_CREATED_AFTER_SENT
}

/// The videos of the renders, as far as there is no doubt.
fn match_pairs(unconfirmed: &[UnconfirmedRender], candidates: &[&ListedVideo]) -> Vec<(RenderId, VideoId)> {
    let mut unconfirmed: Vec<&UnconfirmedRender> = unconfirmed.iter().collect();
    let mut candidates: Vec<&ListedVideo> =
        candidates.iter().copied().filter(|candidate| candidate.created_at.is_some()).collect();
    unconfirmed.sort_by_key(|unconfirmed| unconfirmed.sent);
    candidates.sort_by_key(|candidate| candidate.created_at);
    let mut pairs = Vec::new();
    while let Some((row, candidate)) = find_unambiguous_pair(&unconfirmed, &candidates) {
        pairs.push((unconfirmed.remove(row).id, candidates.remove(candidate).id.clone()));
    }
    unconfirmed.retain(|unconfirmed| candidates.iter().any(|candidate| unconfirmed.may_match(candidate)));
    candidates.retain(|candidate| unconfirmed.iter().any(|unconfirmed| unconfirmed.may_match(candidate)));
    // Renders with identical requests are interchangeable.
    let same = unconfirmed.windows(2).all(|two| two[0].request.is_some() && two[0].request == two[1].request);
    if candidates.len() > unconfirmed.len() || (candidates.len() < unconfirmed.len() && !same) {
        return pairs;
    }
    let skipped = unconfirmed.len() - candidates.len();
    let zipped = unconfirmed[skipped..]
        .iter()
        .zip(&candidates)
        .filter(|(unconfirmed, candidate)| unconfirmed.may_match(candidate));
    pairs.extend(zipped.map(|(unconfirmed, candidate)| (unconfirmed.id, candidate.id.clone())));
    pairs
}

/// A render and a video that match only each other.
fn find_unambiguous_pair(
    unconfirmed: &[&UnconfirmedRender],
    candidates: &[&ListedVideo],
) -> Option<(usize, usize)> {
    (0..unconfirmed.len()).find_map(|row| {
        let may_be = |candidate: &usize| unconfirmed[row].may_match(candidates[*candidate]);
        let mut of_row = (0..candidates.len()).filter(may_be);
        let candidate = of_row.next().filter(|_| of_row.next().is_none())?;
        let match_count = unconfirmed.iter().filter(|other| other.may_match(candidates[candidate])).count();
        (match_count == 1).then_some((row, candidate))
    })
}

/// The unconfirmed renders of the account by their titles.
fn unconfirmed_by_title(
    database: &Connection,
    account: i64,
) -> rusqlite::Result<BTreeMap<String, Vec<UnconfirmedRender>>> {
    let sql = "SELECT id, title, request, estimated_seconds, title_tag, coalesce((SELECT max(at) FROM event WHERE render = render.id
            AND kind = ?2), requested_at) AS sent_at
        FROM render WHERE account = ?1 AND stage = 'unconfirmed' AND removed_at IS NULL ORDER BY id";
    let rows = query_rows(database, sql, (account, RenderStage::Sending), |row| {
        let title = read_text(row, "title")?.unwrap_or_default();
        let render = UnconfirmedRender {
            id: row.get(0)?,
            request: row.get(2)?,
            sent: read_timestamp(row, "sent_at")?,
            estimated_seconds: row.get("estimated_seconds")?,
            title_tag: read_text(row, "title_tag")?,
        };
        Ok((title, render))
    })?;
    let mut titles = BTreeMap::<String, Vec<UnconfirmedRender>>::new();
    for (title, render) in rows {
        titles.entry(title).or_default().push(render);
    }
    Ok(titles)
}

/// Every video that belongs to a render of the account, removed ones included.
fn known_videos(change: &Change<'_>) -> rusqlite::Result<HashSet<String>> {
    let sql = "SELECT video_id FROM render WHERE account = ?1 AND video_id IS NOT NULL UNION
        SELECT event.detail FROM event JOIN render ON render.id = event.render
        WHERE account = ?1 AND event.kind = ?2 AND event.detail IS NOT NULL";
    let values = (change.account, RenderEventKind::ExtraVideo.as_str());
    Ok(query_rows(change, sql, values, |row| row.get(0))?.into_iter().collect())
}

/// The titles that are being sent now.
fn titles_being_sent(change: &Change<'_>) -> rusqlite::Result<HashSet<String>> {
    let sql = "SELECT title FROM render WHERE account = ?1 AND stage = 'sending'";
    let titles = query_rows(change, sql, [change.account], |row| read_text(row, "title"))?;
    Ok(titles.into_iter().flatten().collect())
}
