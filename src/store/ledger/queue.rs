//! The queue: claiming a render for sending, retries, adoption, reordering and resending.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction};

use crate::domain::{Error, ErrorKind, RenderEventKind, RenderId, SpendingLimits, Stage};

use super::connection::Ledger;
use super::error::LedgerError;
use super::events::record_event;
use super::records::{EventNote, StoredRequest};
use super::render_state::{invalid_transition, load_listed_state, stage_list};
use super::submit::{cap_error, enforce_caps};
use super::title_tag;
use super::transitions::{Transition, apply};

const INTERRUPTED_NOTE: &str = "cuecard ended while this was being sent: it may exist";
const LEFT_IN_QUEUE_NOTE: &str = "left from before: send it?";

/// How long a render counts as in flight: one that is lost does not block the queue forever.
const MAX_IN_FLIGHT_AGE_MS: i64 = 24 * 3600 * 1000;

/// The answer to a claim for sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendClaim {
    /// This process sends exactly this request.
    Granted(StoredRequest),
    /// It stays queued, because of the limit of concurrent renders or of a cap.
    AtLimit,
}

impl Ledger {
    /// Claims a queued render for sending, unless `most` renders are in flight (0: no limit). Only one process gets it,
    /// and only what was granted may be sent. A render of an earlier day that exceeds a cap today waits for the user.
    pub fn claim(
        &mut self,
        id: RenderId,
        most: usize,
        limits: &SpendingLimits,
        at: Timestamp,
    ) -> Result<SendClaim, Error> {
        let (account, me) = (self.account_row_id, self.registration.name().to_owned());
        let row = self.find_render(id)?;
        let day = |time: Timestamp| time.to_zoned(limits.zone.clone()).date();
        let is_of_today = day(row.requested_at) == day(at);
        self.transact(|change| {
            if !is_of_today && let Some(over) = cap_error(change, account, limits, &row, at)? {
                let now = load_listed_state(change, account, id)?;
                if now.stage != Stage::Queued || now.writer.is_some_and(|writer| writer != me) {
                    return Err(invalid_transition(id, now.stage, Stage::Sending));
                }
                let note = over.summary();
                let sql = "UPDATE render SET note = ?2, reason = NULL, writer = NULL, retry_at = NULL WHERE id = ?1";
                change.execute(sql, (id.0, &note))?;
                record_event(change, id, at, &RenderEventKind::OverCap, Some(&note))?;
                return Ok(SendClaim::AtLimit);
            }
            let flying = count_in_flight(change, account, at)?;
            if most > 0 && flying >= most {
                let now = load_listed_state(change, account, id)?;
                if now.stage != Stage::Queued {
                    return Err(invalid_transition(id, now.stage, Stage::Sending));
                }
                let others = match flying {
                    1 => "1 render is in progress".to_owned(),
                    many => format!("{many} renders are in progress"),
                };
                let note = format!("queued here: {others}, and the limit is {most}");
                let sql = "UPDATE render SET note = ?2, reason = NULL, retry_at = NULL WHERE id = ?1 AND note IS NOT ?2";
                if change.execute(sql, (id.0, &note))? > 0 {
                    record_event(change, id, at, &RenderEventKind::AtLimit, Some(&note))?;
                }
                return Ok(SendClaim::AtLimit);
            }
            let step = Transition { to: Stage::Sending, note: None, retry_at: None };
            apply(change, account, &me, id, step, at)?;
            change.execute(
                "UPDATE render SET sent_at = coalesce(sent_at, ?2) WHERE id = ?1",
                (id.0, at.as_millisecond()),
            )?;
            Ok(SendClaim::Granted(StoredRequest::load(change, id)?))
        })
    }

    /// Requeues a render that the service certainly did not accept; this process sends it again at `retry_at`.
    pub fn schedule_retry<'a>(
        &mut self,
        id: RenderId,
        note: impl Into<EventNote<'a>>,
        retry_at: Timestamp,
        at: Timestamp,
    ) -> Result<(), Error> {
        let step = Transition { to: Stage::Queued, note: Some(note.into()), retry_at: Some(retry_at) };
        self.transition_with(id, step, at)
    }

    /// The number of times that a render was requeued.
    pub fn retry_count(&self, id: RenderId) -> Result<usize, Error> {
        let sql = "SELECT event.id FROM event JOIN render ON render.id = event.render
            WHERE account = ?1 AND render.id = ?2 AND event.kind = ?3";
        let kind = RenderEventKind::Requeued;
        self.query_rows(sql, &[&self.account_row_id, &id.0, &kind.as_str()], |_| Ok(()))
            .map(|events| events.len())
    }

    /// Queues in this process what an ended one left, unless it exceeds a cap.
    pub fn adopt(&mut self, id: RenderId, limits: &SpendingLimits, at: Timestamp) -> Result<(), Error> {
        self.recover_orphaned(at)?;
        let (account, me) = (self.account_row_id, self.registration.name().to_owned());
        let row = self.find_render(id)?;
        self.transact(|change| {
            let now = load_listed_state(change, account, id)?;
            if now.stage != Stage::Queued {
                return Err(invalid_transition(id, now.stage, Stage::Queued));
            }
            match now.writer {
                Some(writer) if writer == me => Ok(()),
                Some(_) => Err(LedgerError::rejected(id, "is waiting in another cuecard")),
                None => {
                    if let Some(over) = cap_error(change, account, limits, &row, at)? {
                        return Err(LedgerError::Rejected(over));
                    }
                    let sql = "UPDATE render SET writer = ?2, note = NULL, reason = NULL, retry_at = NULL WHERE id = ?1";
                    change.execute(sql, (id.0, &me))?;
                    record_event(change, id, at, &RenderEventKind::Adopted, None)
                }
            }
        })
    }

    /// Swaps a queued render with its neighbor; false where there is none.
    pub fn reorder(&mut self, id: RenderId, sooner: bool, at: Timestamp) -> Result<bool, Error> {
        let account = self.account_row_id;
        let (than, order) = if sooner { ("<", "DESC") } else { (">", "ASC") };
        let sql = format!(
            "SELECT other.id, other.position, render.position FROM render JOIN render AS other
                ON other.account = render.account AND other.position {than} render.position
            WHERE render.id = ?1 AND render.account = ?2 AND other.stage = 'queued' AND other.removed_at IS NULL
            ORDER BY other.position {order} LIMIT 1"
        );
        self.transact(|change| {
            let now = load_listed_state(change, account, id)?;
            if now.stage != Stage::Queued {
                return Err(LedgerError::rejected(id, "is no longer queued"));
            }
            let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let other: Option<(i64, i64, i64)> = change.query_row(&sql, (id.0, account), read).optional()?;
            let Some((other, there, here)) = other else { return Ok(false) };
            let sql = "UPDATE render SET position = ?2 WHERE id = ?1";
            change.execute(sql, (id.0, there))?;
            change.execute(sql, (other, here))?;
            record_event(
                change,
                id,
                at,
                &RenderEventKind::Moved,
                Some(if sooner { "sooner" } else { "later" }),
            )?;
            Ok(true)
        })
    }

    /// Queues the request of an ended or unconfirmed render again, as a new render, unless it exceeds a cap.
    pub fn resend(
        &mut self,
        id: RenderId,
        limits: &SpendingLimits,
        at: Timestamp,
    ) -> Result<RenderId, Error> {
        let render = self.find_render(id)?;
        let (account, me) = (self.account_row_id, self.registration.name().to_owned());
        self.transact(|change| {
            let now = load_listed_state(change, account, id)?;
            if !now.stage.is_terminal() && now.stage != Stage::Unconfirmed {
                return Err(LedgerError::rejected(
                    id,
                    &format!("is {} and needs no new render", now.stage.as_str()),
                ));
            }
            let sql = "SELECT resent_as FROM render WHERE id = ?1";
            if let Some(next) = change.query_row(sql, [id.0], |row| row.get::<_, Option<i64>>(0))? {
                let what = format!("Render {id} was already sent again, as render {next}");
                return Err(LedgerError::Rejected(Error::new(
                    "the render",
                    ErrorKind::AlreadyRendered,
                    what,
                )));
            }
            enforce_caps(change, account, limits, render.estimated_cost, render.project_path.as_deref(), at)?;
            change.execute(INSERT_RESEND, (id.0, at.as_millisecond(), &me))?;
            let new = RenderId(change.last_insert_rowid());
            title_tag::replace_tag(change, account, new, &format!("{me} {new} {}", at.as_millisecond()))?;
            change.execute("UPDATE render SET resent_as = ?2 WHERE id = ?1", (id.0, new.0))?;
            record_event(change, id, at, &RenderEventKind::Resent, Some(&new.to_string()))?;
            record_event(
                change,
                new,
                at,
                &RenderEventKind::Stage(Stage::Queued),
                Some(&format!("render {id} again")),
            )?;
            Ok(new)
        })
    }
}

/// Copies everything but `may_upload`, which the user agreed to for that render alone.
const INSERT_RESEND: &str = "INSERT INTO render (account, title, project_path, scene_count, estimated_seconds, cost_amount, cost_unit, dialect,
        request, content_hash, title_tag, resend_of, requested_at, writer, stage, position, idempotency_key, photo, picture_key, picture_key_source,
        picture_key_choice)
    SELECT account, title, project_path, scene_count, estimated_seconds, cost_amount, cost_unit, dialect, request, content_hash, title_tag, id, ?2,
        ?3, 'queued', (SELECT max(position) + 1 FROM render), iif(idempotency_key IS NULL, NULL, lower(hex(randomblob(16)))),
        photo, picture_key, picture_key_source, picture_key_choice
    FROM render WHERE id = ?1";

/// The number of renders that are being sent or rendered.
fn count_in_flight(change: &Transaction<'_>, account: i64, at: Timestamp) -> Result<usize, LedgerError> {
    let in_flight = stage_list(|stage| stage == Stage::Sending || stage.is_running());
    let sql = format!(
        "SELECT count(*) FROM render WHERE account = ?1 AND coalesce(sent_at, requested_at) > ?2
            AND stage IN ({in_flight})"
    );
    let since = at.as_millisecond() - MAX_IN_FLIGHT_AGE_MS;
    let count: i64 = change.query_row(&sql, (account, since), |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Marks as unconfirmed what no live process is sending, and leaves to the user what no live process has queued. Gives
/// the renders of `account` that became unconfirmed.
pub(super) fn recover_orphaned(
    change: &Transaction<'_>,
    account: i64,
    live: &[String],
    at: Timestamp,
) -> Result<Vec<RenderId>, LedgerError> {
    let sql = "SELECT id, account, writer, stage = 'sending' FROM render
        WHERE stage = 'sending' OR (stage = 'queued' AND writer IS NOT NULL)";
    let mut query = change.prepare(sql)?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let held = rows.collect::<rusqlite::Result<Vec<(i64, i64, Option<String>, bool)>>>()?;
    let mut left = Vec::new();
    for (id, owner, writer, sending) in held {
        if writer.is_some_and(|writer| live.contains(&writer)) {
            continue;
        }
        let (stage, note) = if sending {
            (Stage::Unconfirmed, INTERRUPTED_NOTE)
        } else {
            (Stage::Queued, LEFT_IN_QUEUE_NOTE)
        };
        change.execute(
            "UPDATE render SET stage = ?2, note = ?3, reason = NULL, writer = NULL, retry_at = NULL WHERE id = ?1",
            (id, stage.as_str(), note),
        )?;
        let kind = if sending { RenderEventKind::Stage(stage) } else { RenderEventKind::Interrupted };
        record_event(change, RenderId(id), at, &kind, Some(note))?;
        if sending && owner == account {
            left.push(RenderId(id));
        }
    }
    Ok(left)
}
