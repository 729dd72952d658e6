//! The queue: claiming a render for sending, retries, adoption, reordering, and resending with a new title tag.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::domain::{
    Error, RenderAction, RenderEventKind, RenderId, RenderStage, SpendingLimits, format_count, title_tag,
};

use super::change::Change;
use super::connection::Ledger;
use super::error::LedgerError;
use super::records::{EventNote, StoredRequest};
use super::spend::record_balance;
use super::sql::{query_first, query_rows, query_value, stage_list};
use super::submit::{cap_error, enforce_caps, set_callback_id};
use super::transitions::{Transition, apply, check_allowed};

const INTERRUPTED_NOTE: &str = "cuecard ended while sending this: the video may exist";
const LEFT_IN_QUEUE_NOTE: &str = "queued earlier: send it?";

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
        max_in_flight: usize,
        limits: &SpendingLimits,
        at: Timestamp,
    ) -> Result<SendClaim, Error> {
        let render = self.find_render(id)?;
        let day = |time: Timestamp| time.to_zoned(limits.zone.clone()).date();
        let is_of_today = day(render.requested_at) == day(at);
        let known_balance = self.known_balance;
        self.change_render(id, at, |change, now| {
            if !is_of_today && let Some(error) = cap_error(change, limits, &render)? {
                if now.stage != RenderStage::Queued || now.writer.is_some_and(|writer| writer != change.process) {
                    return Err(LedgerError::invalid_transition(id, now.stage, RenderStage::Sending));
                }
                let note = error.summary();
                let sql =
                    "UPDATE render SET note = ?2, reason = NULL, writer = NULL, retry_at = NULL WHERE id = ?1";
                change.execute(sql, (id, &note))?;
                change.record(id, &RenderEventKind::OverCap, Some(&note))?;
                return Ok(SendClaim::AtLimit);
            }
            let in_flight = count_in_flight(change)?;
            if max_in_flight > 0 && in_flight >= max_in_flight {
                if now.stage != RenderStage::Queued {
                    return Err(LedgerError::invalid_transition(id, now.stage, RenderStage::Sending));
                }
                let verb = if in_flight == 1 { "is" } else { "are" };
                let others = format_count(in_flight, "render");
                let note = format!("queued here: {others} {verb} in progress, and the limit is {max_in_flight}");
                let sql = "UPDATE render SET note = ?2, reason = NULL, retry_at = NULL WHERE id = ?1 AND note IS NOT ?2";
                if change.execute(sql, (id, &note))? > 0 {
                    change.record(id, &RenderEventKind::AtLimit, Some(&note))?;
                }
                return Ok(SendClaim::AtLimit);
            }
            apply(change, id, Transition::to(RenderStage::Sending))?;
            let sql = "UPDATE render SET sent_at = coalesce(sent_at, ?2) WHERE id = ?1";
            change.execute(sql, (id, change.at_ms()))?;
            if let Some(known) = known_balance {
                record_balance(change, change.account, known)?;
            }
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
        let step = Transition { retry_at: Some(retry_at), ..Transition::noted(RenderStage::Queued, note) };
        self.transition(id, step, at)
    }

    /// The number of times that a render was requeued.
    pub fn retry_count(&self, id: RenderId) -> Result<usize, Error> {
        let sql = "SELECT event.id FROM event JOIN render ON render.id = event.render
            WHERE account = ?1 AND render.id = ?2 AND event.kind = ?3";
        let values = (self.account, id, RenderEventKind::Requeued.as_str());
        self.read(|database| Ok(query_rows(database, sql, values, |_| Ok(()))?.len()))
    }

    /// Queues in this process what an ended one left, unless it exceeds a cap.
    pub fn adopt(&mut self, id: RenderId, limits: &SpendingLimits, at: Timestamp) -> Result<(), Error> {
        self.recover_orphaned(at)?;
        let render = self.find_render(id)?;
        self.change_render(id, at, |change, now| match now.writer {
            _ if now.stage != RenderStage::Queued => {
                Err(LedgerError::invalid_transition(id, now.stage, RenderStage::Queued))
            }
            Some(writer) if writer == change.process => Ok(()),
            Some(_) => Err(LedgerError::rejected(id, "is waiting in another cuecard")),
            None => {
                cap_error(change, limits, &render)?.map_or(Ok(()), Err)?;
                let sql =
                    "UPDATE render SET writer = ?2, note = NULL, reason = NULL, retry_at = NULL WHERE id = ?1";
                change.execute(sql, (id, change.process))?;
                change.record(id, &RenderEventKind::Adopted, None)
            }
        })
    }

    /// Swaps a queued render with its neighbor; false where there is none.
    pub fn reorder(&mut self, id: RenderId, sooner: bool, at: Timestamp) -> Result<bool, Error> {
        let (than, order, direction) = if sooner { ("<", "DESC", "sooner") } else { (">", "ASC", "later") };
        let sql = format!(
            "SELECT other.id, other.position, render.position FROM render JOIN render AS other
                ON other.account = render.account AND other.position {than} render.position
            WHERE render.id = ?1 AND render.account = ?2 AND other.stage = 'queued' AND other.removed_at IS NULL
            ORDER BY other.position {order} LIMIT 1"
        );
        self.change_render(id, at, |change, now| {
            check_allowed(id, now.stage, RenderAction::Reorder, "moved")?;
            let other = query_first(change, &sql, (id, change.account), |row| row.try_into())?;
            let Some((other, other_position, position)): Option<(RenderId, i64, i64)> = other else {
                return Ok(false);
            };
            let sql = "UPDATE render SET position = ?2 WHERE id = ?1";
            change.execute(sql, (id, other_position))?;
            change.execute(sql, (other, position))?;
            change.record(id, &RenderEventKind::Moved, Some(direction))?;
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
        self.change_render(id, at, |change, now| {
            check_allowed(id, now.stage, RenderAction::Send, "sent again")?;
            if now.stage == RenderStage::Queued {
                return Err(LedgerError::rejected(id, "is queued and was not sent yet"));
            }
            let next: Option<RenderId> =
                query_value(change, "SELECT resent_as FROM render WHERE id = ?1", [id])?;
            if let Some(next) = next {
                let message = format!("Render {id} was already sent again, as render {next}");
                return Err(LedgerError::already_rendered(message));
            }
            enforce_caps(change, limits, render.estimated_cost, render.project_path.as_deref())?;
            change.execute(INSERT_RESEND, (id, change.at_ms(), change.process))?;
            let new = RenderId(change.last_insert_rowid());
            replace_tag(change, new)?;
            set_callback_id(change, new)?;
            change.execute("UPDATE render SET resent_as = ?2 WHERE id = ?1", (id, new))?;
            change.record(id, &RenderEventKind::Resent, Some(&new.to_string()))?;
            let from = format!("render {id} again");
            change.record(new, &RenderEventKind::Stage(RenderStage::Queued), Some(&from))?;
            Ok(new)
        })
    }

    /// A title tag that no render of the account has, derived from `seed`.
    pub fn unused_title_tag(&self, seed: &str) -> Result<String, Error> {
        let seed = format!("{seed} {}", self.registration.name());
        self.read(|database| unused_tag(database, self.account, &seed))
    }
}

/// Copies everything but `may_upload`, which the user agreed to for that render alone.
const INSERT_RESEND: &str = "INSERT INTO render (account, title, project_path, scene_count, estimated_seconds, cost_amount, cost_unit, rounding, has_exact_scene, charged_look, dialect,
        request, content_hash, title_tag, resend_of, requested_at, writer, stage, position, idempotency_key, photo, picture_key, picture_key_source,
        picture_key_choice, chosen_idempotency_key)
    SELECT account, title, project_path, scene_count, estimated_seconds, cost_amount, cost_unit, rounding, has_exact_scene, charged_look, dialect, request, content_hash, title_tag, id, ?2,
        ?3, 'queued', (SELECT max(position) + 1 FROM render), iif(idempotency_key IS NULL, NULL, lower(hex(randomblob(16)))),
        photo, picture_key, picture_key_source, picture_key_choice, chosen_idempotency_key
    FROM render WHERE id = ?1";

/// The number of renders that are being sent or rendered.
fn count_in_flight(change: &Change<'_>) -> Result<usize, LedgerError> {
    let sql = format!(
        "SELECT id FROM render WHERE account = ?1 AND coalesce(sent_at, requested_at) > ?2
            AND stage IN ({})",
        stage_list(RenderStage::is_in_flight)
    );
    let values = (change.account, change.at_ms() - MAX_IN_FLIGHT_AGE_MS);
    Ok(query_rows(change, &sql, values, |_| Ok(()))?.len())
}

/// Marks as unconfirmed what no live process is sending, and leaves to the user what no live process has queued. Gives
/// the renders of the account that became unconfirmed.
pub(super) fn recover_orphaned(change: &Change<'_>, live: &[String]) -> Result<Vec<RenderId>, LedgerError> {
    let sql = "SELECT id, account, coalesce(writer, ''), stage = 'sending' FROM render
        WHERE stage = 'sending' OR (stage = 'queued' AND writer IS NOT NULL)";
    let mut orphaned: Vec<(RenderId, i64, String, bool)> = query_rows(change, sql, [], |row| row.try_into())?;
    orphaned.retain(|(_, _, writer, _)| !live.contains(writer));
    let mut unconfirmed = Vec::new();
    for (id, account, _, is_sending) in orphaned {
        let stage = if is_sending { RenderStage::Unconfirmed } else { RenderStage::Queued };
        let (kind, note) = match stage {
            RenderStage::Queued => (RenderEventKind::Interrupted, LEFT_IN_QUEUE_NOTE),
            _ => (RenderEventKind::Stage(stage), INTERRUPTED_NOTE),
        };
        let sql = "UPDATE render SET stage = ?2, note = ?3, reason = NULL, writer = NULL, retry_at = NULL WHERE id = ?1";
        change.execute(sql, (id, stage, note))?;
        change.record(id, &kind, Some(note))?;
        unconfirmed.extend(Some(id).filter(|_| is_sending && account == change.account));
    }
    Ok(unconfirmed)
}

fn unused_tag(database: &Connection, account: i64, seed: &str) -> rusqlite::Result<String> {
    let mut query = database.prepare("SELECT 1 FROM render WHERE account = ?1 AND title_tag = ?2")?;
    let mut tries = 0_u64;
    loop {
        let tag = title_tag(&format!("{seed} {tries}"));
        if !query.exists((account, &tag))? {
            return Ok(tag);
        }
        tries += 1;
    }
}

/// Gives a resent render a title tag of its own, in its request too; none where the request does not carry the old one.
fn replace_tag(change: &Change<'_>, id: RenderId) -> Result<(), LedgerError> {
    let sql = "SELECT title_tag, request FROM render WHERE id = ?1 AND title_tag IS NOT NULL AND request IS NOT NULL";
    let found: Option<(String, String)> = query_first(change, sql, [id], |row| row.try_into())?;
    let Some((old, request)) = found else { return Ok(()) };
    let new = unused_tag(change, change.account, &format!("{} {id} {}", change.process, change.at_ms()))?;
    // It ends the title, and no script could contain it before it was drawn.
    let text = request.replacen(&format!("·{old}\""), &format!("·{new}\""), 1);
    let new = Some(new).filter(|_| text != request);
    change.execute("UPDATE render SET title_tag = ?2, request = ?3 WHERE id = ?1", (id, new, text))?;
    Ok(())
}
