//! Submission: stores the renders of a video before they are sent, in one transaction and within the caps.

use std::collections::HashMap;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction};

use crate::domain::{
    Error, ErrorKind, Money, Render, RenderEventKind, RenderHistory, RenderId, SpendingLimits, Stage,
};

use super::super::files;
use super::connection::Ledger;
use super::error::LedgerError;
use super::events::record_event;
use super::history::read_history;
use super::records::{NewRenderRecord, RenderPictureKey};
use super::render_state::stage_list;
use super::rows::path_to_value;

const INSERT_RENDER: &str =
    "INSERT INTO render (account, title, project_path, scene_count, estimated_seconds, cost_amount, cost_unit, dialect,
        request, requested_at, stage, content_hash, writer, title_tag, position, idempotency_key, photo, picture_key, picture_key_source,
        picture_key_choice, may_upload)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
        (SELECT coalesce(max(position), 0) + 1 FROM render), iif(?15, lower(hex(randomblob(16))), NULL), ?16, ?17, ?18,
        ?19, ?20)";

impl Ledger {
    /// Queues all parts of a video, or none where they exceed a cap. Fails if the same video has a
    /// billable render newer than `last_shown`, the newest one that the user was shown. Older unconfirmed renders of it are
    /// marked as resent.
    pub fn enqueue(
        &mut self,
        parts: &[NewRenderRecord],
        last_shown: Option<RenderId>,
        limits: &SpendingLimits,
        at: Timestamp,
    ) -> Result<Vec<RenderId>, Error> {
        if let Some(first) = parts.first() {
            self.check_quarantined(first, last_shown)?;
        }
        let (account, writer) = (self.account_row_id, self.registration.name().to_owned());
        self.transact(|change| {
            if let Some(first) = parts.first() {
                if let Some(earlier) = duplicate_error(change, account, first, last_shown)? {
                    return Err(LedgerError::Rejected(earlier));
                }
                let amount = parts.iter().map(|part| part.estimated_cost.amount).sum();
                let cost = Money { amount, ..first.estimated_cost };
                enforce_caps(change, account, limits, cost, first.project_path.as_deref(), at)?;
            }
            let begun = parts.iter().map(|new| insert_render(change, account, &writer, new, at));
            let ids = begun.collect::<Result<Vec<_>, _>>()?;
            if let (Some(new), Some(id)) = (parts.first(), ids.first()) {
                supersede_unconfirmed(change, account, &new.content_hash, *id, at)?;
            }
            Ok(ids)
        })
    }
}

pub(super) fn insert_render(
    change: &Transaction<'_>,
    account: i64,
    writer: &str,
    new: &NewRenderRecord,
    at: Timestamp,
) -> Result<RenderId, LedgerError> {
    let picture = new.picture_key.as_ref();
    change.execute(
        INSERT_RENDER,
        rusqlite::params![
            account,
            new.title,
            new.project_path.as_deref().map(path_to_value),
            i64::try_from(new.scene_count).unwrap_or(i64::MAX),
            finite_or_zero(new.estimated_seconds),
            finite_or_zero(new.estimated_cost.amount),
            new.estimated_cost.unit.as_str(),
            new.dialect,
            new.request_body,
            at.as_millisecond(),
            Stage::Queued.as_str(),
            new.content_hash,
            writer,
            new.title_tag,
            new.has_idempotency_key,
            picture.map(|picture| picture.photo.as_str()),
            picture.map(|picture| picture.key.as_str()),
            picture.map(|picture| picture.source.as_str()),
            picture.and_then(RenderPictureKey::chosen_source_str),
            picture.is_some_and(|picture| picture.may_upload),
        ],
    )?;
    let id = RenderId(change.last_insert_rowid());
    record_event(change, id, at, &RenderEventKind::Stage(Stage::Queued), None)?;
    Ok(id)
}

/// The error for a render of the same video that was queued since the user confirmed.
fn duplicate_error(
    change: &Transaction<'_>,
    account: i64,
    new: &NewRenderRecord,
    shown: Option<RenderId>,
) -> Result<Option<Error>, LedgerError> {
    let sql = format!(
        "SELECT id, stage FROM render WHERE account = ?1 AND content_hash = ?2 AND content_hash <> '' AND id > ?3
            AND stage NOT IN ({}) ORDER BY id DESC LIMIT 1",
        stage_list(Stage::is_unsuccessful)
    );
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let found: Option<(i64, String)> =
        change.query_row(&sql, (account, &new.content_hash, shown.map_or(0, |id| id.0)), read).optional()?;
    Ok(found.map(|(id, stage)| {
        let what = format!("This project is already in the queue, as render {id} ({stage})");
        Error::new("the render", ErrorKind::AlreadyRendered, what)
    }))
}

/// Marks the unconfirmed renders of the same video as resent, so that they are not repeated beside the new one.
fn supersede_unconfirmed(
    change: &Transaction<'_>,
    account: i64,
    digest: &str,
    id: RenderId,
    at: Timestamp,
) -> Result<(), LedgerError> {
    let sql =
        "UPDATE render SET resent_as = ?3 WHERE account = ?1 AND content_hash = ?2 AND content_hash <> '' AND id < ?3
        AND stage = 'unconfirmed' AND resent_as IS NULL RETURNING id";
    let mut query = change.prepare(sql)?;
    let old = query.query_map((account, digest, id.0), |row| row.get(0).map(RenderId))?;
    for old in old.collect::<rusqlite::Result<Vec<_>>>()? {
        record_event(change, old, at, &RenderEventKind::Resent, Some(&id.to_string()))?;
    }
    Ok(())
}

/// Fails where `cost` exceeds a cap. The transaction locks the file, so no other process spends meanwhile.
pub(super) fn enforce_caps(
    change: &Transaction<'_>,
    account: i64,
    limits: &SpendingLimits,
    cost: Money,
    project: Option<&Path>,
    at: Timestamp,
) -> Result<(), LedgerError> {
    if limits.is_unlimited() {
        return Ok(());
    }
    let past = unify_project_paths(read_history(change, account)?, project);
    limits.cap_error(cost, project, at, &past).map_or(Ok(()), |fault| Err(LedgerError::Rejected(fault)))
}

/// The cap that a queued render exceeds now, counting all others.
pub(super) fn cap_error(
    change: &Transaction<'_>,
    account: i64,
    limits: &SpendingLimits,
    row: &Render,
    at: Timestamp,
) -> Result<Option<Error>, LedgerError> {
    if limits.is_unlimited() {
        return Ok(None);
    }
    let mut others = unify_project_paths(read_history(change, account)?, row.project_path.as_deref());
    others.renders.retain(|past| past.render_id != row.id);
    Ok(limits.cap_error(row.estimated_cost, row.project_path.as_deref(), at, &others))
}

/// Gives all names of the project file, hard links included, the same path.
fn unify_project_paths(mut past: RenderHistory, project: Option<&Path>) -> RenderHistory {
    let Some((project, file)) = project.and_then(|path| Some((path, files::file_identity(path)?))) else {
        return past;
    };
    let mut looked_at = HashMap::new();
    for other in past.renders.iter_mut().filter_map(|past| past.project_path.as_mut()) {
        let same =
            looked_at.entry(other.clone()).or_insert_with(|| files::file_identity(other) == Some(file));
        if *same {
            project.clone_into(other);
        }
    }
    past
}

/// SQLite keeps no NaN.
fn finite_or_zero(number: f64) -> f64 {
    if number.is_finite() { number } else { 0.0 }
}
