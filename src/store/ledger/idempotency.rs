//! Submissions that may be repeated, because the service recognizes their idempotency key.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};

use rusqlite::{Connection, Row};

use crate::domain::{
    ChosenIdempotencyKey, Error, IDEMPOTENCY_WINDOW, RenderEventKind, RenderId, RenderStage,
};

use super::connection::Ledger;
use super::error::LedgerError;
use super::records::StoredRequest;
use super::rows::{read_stage, read_text};
use super::sql::query_rows;

/// How far in the future a send time may lie because the clock was adjusted.
const MAX_CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(2);

impl Ledger {
    /// The renders of the video of this content hash that were queued with this idempotency key, oldest first. Fails
    /// if the key belongs to another video.
    pub fn renders_of_chosen_key(
        &self,
        key: &ChosenIdempotencyKey,
        content_hash: &str,
    ) -> Result<Vec<RenderId>, Error> {
        find_by_chosen_key(&self.database, self.account, key, content_hash)
            .map_err(|error| error.into_error(&self.path))
    }

    /// Unconfirmed renders with an idempotency key that were sent `ages` ago, the oldest first.
    pub fn repeatable_renders(
        &self,
        ages: Range<SignedDuration>,
        now: Timestamp,
    ) -> Result<Vec<RenderId>, Error> {
        let sql = "SELECT id FROM render WHERE account = ?1 AND stage = 'unconfirmed' AND removed_at IS NULL
            AND resent_as IS NULL AND idempotency_key IS NOT NULL AND sent_at BETWEEN ?2 AND ?3 ORDER BY id";
        let (from, to) = send_time_range(ages, now);
        self.read(|database| query_rows(database, sql, (self.account, from, to), |row| row.get(0)))
    }

    /// Discards idempotency keys whose send time lies in the future: the clock was set back, and their age is unknown.
    pub fn discard_future_idempotency_keys(&mut self, now: Timestamp) -> Result<(), Error> {
        let latest = now.saturating_add(MAX_CLOCK_SKEW).unwrap_or(now).as_millisecond();
        let sql = "SELECT id FROM render WHERE account = ?1 AND stage = 'unconfirmed' AND idempotency_key IS NOT NULL
            AND sent_at > ?2";
        let ids: Vec<RenderId> =
            self.read(|database| query_rows(database, sql, (self.account, latest), |row| row.get(0)))?;
        if ids.is_empty() {
            return Ok(());
        }
        self.change(now, |change| {
            ids.into_iter().try_for_each(|id| {
                change.execute("UPDATE render SET idempotency_key = NULL WHERE id = ?1", [id])?;
                let note = "The clock was set back: its idempotency key is no longer used";
                change.record(id, &RenderEventKind::Checked, Some(note))
            })
        })
    }

    /// Claims an unconfirmed render for sending the same request again, with the same idempotency key. Fails where the
    /// service may no longer recognize the key.
    pub fn claim_repeat(&mut self, id: RenderId, at: Timestamp) -> Result<StoredRequest, Error> {
        let (from, to) = send_time_range(SignedDuration::ZERO..IDEMPOTENCY_WINDOW, at);
        self.change_render(id, at, |change, now| {
            if now.stage != RenderStage::Unconfirmed {
                return Err(LedgerError::invalid_transition(id, now.stage, RenderStage::Sending));
            }
            let sql = "UPDATE render SET stage = 'sending', writer = ?2, note = NULL, reason = NULL, ended_at = NULL
                WHERE id = ?1 AND resent_as IS NULL AND idempotency_key IS NOT NULL AND sent_at BETWEEN ?3 AND ?4";
            if change.execute(sql, (id, change.process, from, to))? == 0 {
                let problem = "was sent too long ago, has no idempotency key, or was sent again";
                return Err(LedgerError::rejected(id, problem));
            }
            change.record(id, &RenderEventKind::Repeated, None)?;
            StoredRequest::load(change, id)
        })
    }
}

/// A render whose idempotency key the user chose.
struct KeyedRender {
    id: RenderId,
    stage: RenderStage,
    content_hash: Option<String>,
    is_removed: bool,
}

/// The renders that were queued with this idempotency key and were not sent again as others, oldest first. Removed ones do
/// not count if the service created nothing; otherwise it still knows the key. Fails if the key belongs to another video, or
/// to a removed render.
pub(super) fn find_by_chosen_key(
    database: &Connection,
    account: i64,
    key: &ChosenIdempotencyKey,
    content_hash: &str,
) -> Result<Vec<RenderId>, LedgerError> {
    let sql = "SELECT id, stage, content_hash, removed_at IS NOT NULL AS is_removed FROM render
        WHERE account = ?1 AND chosen_idempotency_key = ?2 AND resent_as IS NULL ORDER BY id";
    let read = |row: &Row<'_>| {
        Ok(KeyedRender {
            id: row.get("id")?,
            stage: read_stage(row)?,
            content_hash: read_text(row, "content_hash")?,
            is_removed: row.get("is_removed")?,
        })
    };
    let renders = query_rows(database, sql, (account, key.as_str()), read)?;
    let is_created = |stage| !matches!(stage, RenderStage::Refused | RenderStage::Canceled);
    let counts = |render: &KeyedRender| !render.is_removed || is_created(render.stage);
    let mut ids = Vec::new();
    for render in renders.into_iter().filter(counts) {
        if render.is_removed || render.content_hash.as_deref() != Some(content_hash) {
            return Err(LedgerError::key_in_use(key, render.id, render.is_removed));
        }
        ids.push(render.id);
    }
    Ok(ids)
}

/// The send times of renders of these ages, in milliseconds.
fn send_time_range(ages: Range<SignedDuration>, now: Timestamp) -> (i64, i64) {
    let ago = |age: SignedDuration| now.saturating_sub(age).unwrap_or(Timestamp::MIN).as_millisecond();
    (ago(ages.end), ago(ages.start))
}
