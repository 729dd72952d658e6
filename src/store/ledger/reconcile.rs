//! Unconfirmed renders against the videos that the service lists: what is found is found once.

use std::collections::{BTreeMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;

use crate::domain::text::line;
use crate::domain::{Fault, ListedVideo, RenderId, VideoId, carries};

use super::rows::{text, time};
use super::transitions::{accept, event};
use super::{Ledger, Trouble};

/// How far the service's clock and ours may be apart.
const SLACK: SignedDuration = SignedDuration::from_mins(5);
/// How long before its sending, as our clock has it, a video may have come to be that is not an older one.
const BEFORE: SignedDuration = SignedDuration::from_secs(30);
/// How long after its sending a video may come to be.
const LATEST: SignedDuration = SignedDuration::from_hours(1);
/// How long after its sending a video may not be listed yet.
const UNLISTED: SignedDuration = SignedDuration::from_mins(5);

/// How far a video's length may be from its estimate: so many times longer or shorter, and so many seconds beyond that.
const TIMES: f64 = 2.0;
const SECONDS: f64 = 5.0;

const NOT_LISTED: &str =
    "The service does not list it: it was probably never created. Send it again, or remove it.";
const SEVERAL: &str =
    "The service lists several videos that may be it: check there, then send it again or remove it.";
const ELSEWHEN: &str = "The service lists a video of this title, created at another time: check there, then send it again or \
                        remove it.";
const NO_LIST: &str =
    "It may have been sent, and the service does not list its videos: check before you send again.";

/// What looking for unconfirmed renders came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Renders whose row is another one now.
    pub changed: Vec<RenderId>,
    /// Renders that may yet be listed: looking again is worth while.
    pub young: usize,
    /// Renders that nothing on the list may be.
    pub absent: Vec<RenderId>,
}

/// An unconfirmed render.
#[derive(Debug, Clone)]
struct Lost {
    id: RenderId,
    request: Option<String>,
    sent: Timestamp,
    /// Seconds that it was estimated to last.
    seconds: f64,
    mark: Option<String>,
}

impl Lost {
    /// Whether the video may be this render's, by when it was made and how long it is.
    fn may_be(&self, candidate: &ListedVideo) -> bool {
        let is_as_long = candidate.duration.filter(|_| self.seconds > 0.0).is_none_or(|real| {
            (self.seconds / TIMES - SECONDS..=self.seconds * TIMES + SECONDS).contains(&real)
        });
        candidate.created.is_some_and(|created| is_near(self, created)) && is_as_long
    }
}

impl Ledger {
    /// The earliest time from which videos are to be looked for; `None` where nothing is unconfirmed.
    pub fn unconfirmed_since(&mut self) -> Result<Option<Timestamp>, Fault> {
        let account = self.account;
        let lost = self.write(|change| lost(change, account))?;
        let earliest = lost.values().flatten().map(|lost| lost.sent).min();
        Ok(earliest.map(|sent| sent.saturating_sub(SLACK).unwrap_or(sent)))
    }

    /// Gives each unconfirmed render its video where there is no doubt, and says of the others what is known of them.
    /// `whole` says that all videos since then are among these; without a list there are none.
    pub fn reconcile(
        &mut self,
        candidates: Option<&[ListedVideo]>,
        whole: bool,
        at: Timestamp,
    ) -> Result<Reconciled, Fault> {
        let account = self.account;
        self.write(|change| {
            let mut outcome = Reconciled::default();
            let mut known = known(change, account)?;
            let sending = sending(change, account)?;
            let doubtful = match candidates {
                Some(candidates) => find_marked(change, account, candidates, &mut known, at, &mut outcome)?,
                None => HashSet::new(),
            };
            for (title, mut lost) in lost(change, account)? {
                lost.retain(|lost| !doubtful.contains(&lost.id));
                let Some(candidates) = candidates else {
                    lost.iter().try_for_each(|lost| told(change, lost.id, NO_LIST, at, &mut outcome))?;
                    continue;
                };
                // What is being sent just now may be the video that would be taken for another.
                if sending.contains(&title) {
                    outcome.young += lost.len();
                    continue;
                }
                let same = |candidate: &&ListedVideo| {
                    line(&candidate.title) == title && !known.contains(candidate.id.as_str())
                };
                let candidates: Vec<&ListedVideo> = candidates.iter().filter(same).collect();
                settle_title(change, account, &lost, &candidates, whole, at, &mut outcome)?;
            }
            Ok(outcome)
        })
    }
}

/// Gives each render with a mark the one video that carries it; those are left over that several videos carry.
fn find_marked(
    change: &Transaction<'_>,
    account: i64,
    candidates: &[ListedVideo],
    known: &mut HashSet<String>,
    at: Timestamp,
    outcome: &mut Reconciled,
) -> Result<HashSet<RenderId>, Trouble> {
    let mut doubtful = HashSet::new();
    for lost in lost(change, account)?.into_values().flatten() {
        let Some(mark) = &lost.mark else { continue };
        let is_it = |candidate: &&ListedVideo| {
            carries(&candidate.title, mark) && !known.contains(candidate.id.as_str())
        };
        let mut found = candidates.iter().filter(is_it);
        match (found.next(), found.next()) {
            (Some(candidate), None) => {
                take(change, account, lost.id, &candidate.id, at, outcome)?;
                known.insert(candidate.id.as_str().to_owned());
            }
            (Some(_), Some(_)) => {
                told(change, lost.id, SEVERAL, at, outcome)?;
                doubtful.insert(lost.id);
            }
            (None, _) => {}
        }
    }
    Ok(doubtful)
}

/// Gives a render its video.
fn take(
    change: &Transaction<'_>,
    account: i64,
    id: RenderId,
    video: &VideoId,
    at: Timestamp,
    outcome: &mut Reconciled,
) -> Result<(), Trouble> {
    event(change, id, at, "found", Some(&format!("on the service, as {video}")))?;
    if accept(change, account, id, video, at)?.is_none() {
        outcome.changed.push(id);
    }
    Ok(())
}

fn settle_title(
    change: &Transaction<'_>,
    account: i64,
    lost: &[Lost],
    candidates: &[&ListedVideo],
    whole: bool,
    at: Timestamp,
    outcome: &mut Reconciled,
) -> Result<(), Trouble> {
    let pairs = pairs(lost, candidates);
    for (id, video) in &pairs {
        take(change, account, *id, video, at, outcome)?;
    }
    let taken = |candidate: &ListedVideo| pairs.iter().any(|(_, video)| *video == candidate.id);
    let left: Vec<_> = candidates.iter().filter(|candidate| !taken(candidate)).collect();
    for lost in lost.iter().filter(|lost| pairs.iter().all(|(id, _)| *id != lost.id)) {
        if left.is_empty() && whole {
            outcome.absent.push(lost.id);
        }
        let age = at.duration_since(lost.sent);
        let near = |candidate: &ListedVideo| candidate.created.is_none_or(|created| is_near(lost, created));
        if left.iter().any(|candidate| near(candidate)) {
            told(change, lost.id, SEVERAL, at, outcome)?;
        } else if age.abs() < UNLISTED || !whole {
            outcome.young += 1;
        } else {
            told(change, lost.id, if left.is_empty() { NOT_LISTED } else { ELSEWHEN }, at, outcome)?;
        }
    }
    Ok(())
}

fn is_near(lost: &Lost, created: Timestamp) -> bool {
    let after = created.duration_since(lost.sent);
    -BEFORE <= after && after <= LATEST
}

/// Which video each render is, as far as there is no doubt.
fn pairs(lost: &[Lost], candidates: &[&ListedVideo]) -> Vec<(RenderId, VideoId)> {
    let mut lost: Vec<&Lost> = lost.iter().collect();
    let mut candidates: Vec<&ListedVideo> =
        candidates.iter().copied().filter(|candidate| candidate.created.is_some()).collect();
    lost.sort_by_key(|lost| lost.sent);
    candidates.sort_by_key(|candidate| candidate.created);
    let mut pairs = Vec::new();
    while let Some((row, candidate)) = only_pair(&lost, &candidates) {
        pairs.push((lost.remove(row).id, candidates.remove(candidate).id.clone()));
    }
    lost.retain(|lost| candidates.iter().any(|candidate| lost.may_be(candidate)));
    candidates.retain(|candidate| lost.iter().any(|lost| lost.may_be(candidate)));
    // One request is as good as the other where they are the same, to the letter.
    let same = lost.windows(2).all(|two| two[0].request.is_some() && two[0].request == two[1].request);
    if candidates.len() > lost.len() || (candidates.len() < lost.len() && !same) {
        return pairs;
    }
    let skipped = lost.len() - candidates.len();
    let zipped = lost[skipped..].iter().zip(&candidates).filter(|(lost, candidate)| lost.may_be(candidate));
    pairs.extend(zipped.map(|(lost, candidate)| (lost.id, candidate.id.clone())));
    pairs
}

/// A render and a video that can be no other's.
fn only_pair(lost: &[&Lost], candidates: &[&ListedVideo]) -> Option<(usize, usize)> {
    (0..lost.len()).find_map(|row| {
        let may_be = |candidate: &usize| lost[row].may_be(candidates[*candidate]);
        let mut of_row = (0..candidates.len()).filter(may_be);
        let candidate = of_row.next().filter(|_| of_row.next().is_none())?;
        let rivals = lost.iter().filter(|other| other.may_be(candidates[candidate])).count();
        (rivals == 1).then_some((row, candidate))
    })
}

fn told(
    change: &Transaction<'_>,
    id: RenderId,
    note: &str,
    at: Timestamp,
    outcome: &mut Reconciled,
) -> Result<(), Trouble> {
    if change.execute("UPDATE render SET note = ?2 WHERE id = ?1 AND note IS NOT ?2", (id.0, note))? > 0 {
        event(change, id, at, "looked", Some(note))?;
        outcome.changed.push(id);
    }
    Ok(())
}

/// The unconfirmed renders of the account by their titles.
fn lost(change: &Transaction<'_>, account: i64) -> Result<BTreeMap<String, Vec<Lost>>, Trouble> {
    let sql = "SELECT id, title, request, seconds, mark, coalesce((SELECT max(at) FROM event WHERE render = render.id
            AND what = 'sending'), asked) AS sent
        FROM render WHERE account = ?1 AND stage = 'unconfirmed' AND forgotten IS NULL ORDER BY id";
    let mut query = change.prepare(sql)?;
    let rows = query.query_map([account], |row| {
        let title = text(row, "title")?.unwrap_or_default();
        let lost = Lost {
            id: RenderId(row.get(0)?),
            request: row.get(2)?,
            sent: time(row, "sent")?,
            seconds: row.get("seconds")?,
            mark: text(row, "mark")?,
        };
        Ok((title, lost))
    })?;
    let mut titles = BTreeMap::<String, Vec<Lost>>::new();
    for row in rows {
        let (title, lost) = row?;
        titles.entry(title).or_default().push(lost);
    }
    Ok(titles)
}

/// Every video that a render of the account is known for, forgotten ones too.
fn known(change: &Transaction<'_>, account: i64) -> Result<HashSet<String>, Trouble> {
    let sql = "SELECT video FROM render WHERE account = ?1 AND video IS NOT NULL UNION
        SELECT event.detail FROM event JOIN render ON render.id = event.render
        WHERE account = ?1 AND event.what = 'stray' AND event.detail IS NOT NULL";
    Ok(change.prepare(sql)?.query_map([account], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The titles that are being sent now.
fn sending(change: &Transaction<'_>, account: i64) -> Result<HashSet<String>, Trouble> {
    let sql = "SELECT title FROM render WHERE account = ?1 AND stage = 'sending'";
    let mut query = change.prepare(sql)?;
    let titles = query.query_map([account], |row| Ok(text(row, "title")?.unwrap_or_default()))?;
    Ok(titles.collect::<rusqlite::Result<_>>()?)
}
