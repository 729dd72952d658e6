//! Submission: stores the renders of a video before they are sent, in one transaction and within the caps.

use std::collections::HashMap;
use std::path::Path;

use jiff::Timestamp;

use crate::domain::{
    ChosenIdempotencyKey, Error, KnownDuplicates, Money, Render, RenderEventKind, RenderHistory, RenderId,
    RenderIdempotencyKey, RenderStage, SpendingLimits,
};

use super::super::files;
use super::change::Change;
use super::connection::Ledger;
use super::error::LedgerError;
use super::history::read_history;
use super::idempotency::find_by_chosen_key;
use super::records::{EnqueuedRenders, NewRenderRecord, RenderPictureKey};
use super::rows::path_to_value;
use super::sql::{query_first, query_rows, stage_list};

/// What errors are about.
const RENDER: &str = "the render";

const INSERT_RENDER: &str =
    "INSERT INTO render (account, title, project_path, scene_count, estimated_seconds, cost_amount, cost_unit, dialect,
        request, requested_at, stage, content_hash, writer, title_tag, position, idempotency_key, photo, picture_key, picture_key_source,
        picture_key_choice, may_upload, chosen_idempotency_key, rounding,
        has_exact_scene, charged_look)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
        (SELECT coalesce(max(position), 0) + 1 FROM render), iif(?15, lower(hex(randomblob(16))), ?21), ?16, ?17, ?18,
        ?19, ?20, ?21, ?22, ?23, ?24)";

/// Names the render in a request that asks for a callback, so that its receiver can tell which render it is about.
pub(super) fn set_callback_id(change: &Change<'_>, id: RenderId) -> Result<(), LedgerError> {
    let sql = "UPDATE render SET request = json_set(request, '$.callback_id', CAST(id AS TEXT))
        WHERE id = ?1 AND json_valid(request) AND json_type(request, '$.callback_url') = 'text'";
    change.execute(sql, [id])?;
    Ok(())
}

impl Ledger {
    /// Queues all parts of a video, or none where they exceed a cap or were queued earlier with the idempotency key that the
    /// user chose. Fails if the same video has a billable render that is not among `known`. Older unconfirmed renders of it are marked as resent.
    pub fn enqueue(
        &mut self,
        parts: &[NewRenderRecord],
        known: KnownDuplicates,
        limits: &SpendingLimits,
        at: Timestamp,
    ) -> Result<EnqueuedRenders, Error> {
        let Some(first) = parts.first() else {
            return Ok(EnqueuedRenders { ids: Vec::new(), are_new: true });
        };
        self.check_quarantined(first, known)?;
        self.change(at, |change| {
            if let Some(key) = first.idempotency_key.chosen() {
                let ids = find_by_chosen_key(change, change.account, key, &first.content_hash)?;
                if !ids.is_empty() {
                    return Ok(EnqueuedRenders { ids, are_new: false });
                }
            }
            check_duplicate(change, first, known)?;
            let amount = parts.iter().map(|part| part.estimated_cost.amount).sum();
            let cost = Money { amount, ..first.estimated_cost };
            enforce_caps(change, limits, cost, first.project_path.as_deref())?;
            let ids = parts.iter().map(|new| insert_render(change, new)).collect::<Result<Vec<_>, _>>()?;
            supersede_unconfirmed(change, &first.content_hash, ids[0])?;
            Ok(EnqueuedRenders { ids, are_new: true })
        })
    }
}

pub(super) fn insert_render(change: &Change<'_>, new: &NewRenderRecord) -> Result<RenderId, LedgerError> {
    let picture = new.picture_key.as_ref();
    change.execute(
        INSERT_RENDER,
        rusqlite::params![
            change.account,
            new.title,
            new.project_path.as_deref().map(path_to_value),
            i64::try_from(new.scene_count).unwrap_or(i64::MAX),
            finite_or_zero(new.estimated_seconds),
            finite_or_zero(new.estimated_cost.amount),
            new.estimated_cost.unit.as_str(),
            new.dialect,
            new.request_body,
            change.at_ms(),
            RenderStage::Queued,
            new.content_hash,
            change.process,
            new.title_tag,
            new.idempotency_key == RenderIdempotencyKey::Random,
            picture.map(|picture| &picture.photo),
            picture.map(|picture| &picture.key),
            picture.map(|picture| picture.source),
            picture.and_then(RenderPictureKey::chosen_source),
            picture.is_some_and(|picture| picture.may_upload),
            new.idempotency_key.chosen().map(ChosenIdempotencyKey::as_str),
            new.rounding.as_str(),
            new.has_exact_scene,
            new.charged_look.key(),
        ],
    )?;
    let id = RenderId(change.last_insert_rowid());
    set_callback_id(change, id)?;
    change.record(id, &RenderEventKind::Stage(RenderStage::Queued), None)?;
    Ok(id)
}

/// Fails for a render of the same video that was queued since the user confirmed.
fn check_duplicate(
    change: &Change<'_>,
    new: &NewRenderRecord,
    known: KnownDuplicates,
) -> Result<(), LedgerError> {
    let newest_known = match known {
        KnownDuplicates::None => RenderId(0),
        KnownDuplicates::UpTo(id) => id,
        KnownDuplicates::All => return Ok(()),
    };
    let sql = format!(
        "SELECT id, stage FROM render WHERE account = ?1 AND content_hash = ?2 AND content_hash <> '' AND id > ?3
            AND stage NOT IN ({}) ORDER BY id DESC LIMIT 1",
        stage_list(RenderStage::is_unsuccessful)
    );
    let values = (change.account, &new.content_hash, newest_known);
    let found: Option<(RenderId, String)> = query_first(change, &sql, values, |row| row.try_into())?;
    found.map_or(Ok(()), |(id, stage)| {
        let message = format!("This project is already in the queue, as render {id} ({stage})");
        Err(LedgerError::already_rendered(message))
    })
}

/// Marks the unconfirmed renders of the same video as resent, so that they are not repeated beside the new one.
fn supersede_unconfirmed(change: &Change<'_>, hash: &str, id: RenderId) -> Result<(), LedgerError> {
    let sql =
        "UPDATE render SET resent_as = ?3 WHERE account = ?1 AND content_hash = ?2 AND content_hash <> '' AND id < ?3
        AND stage = 'unconfirmed' AND resent_as IS NULL RETURNING id";
    let old: Vec<RenderId> = query_rows(change, sql, (change.account, hash, id), |row| row.get(0))?;
    old.into_iter().try_for_each(|old| change.record(old, &RenderEventKind::Resent, Some(&id.to_string())))
}

/// Fails where `cost` exceeds a cap. The transaction locks the file, so no other process spends meanwhile.
pub(super) fn enforce_caps(
    change: &Change<'_>,
    limits: &SpendingLimits,
    cost: Money,
    project: Option<&Path>,
) -> Result<(), LedgerError> {
    if limits.is_unlimited() {
        return Ok(());
    }
    let past = unify_project_paths(read_history(change, change.account)?, project);
    Ok(limits.cap_error(RENDER, cost, project, change.at, &past).map_or(Ok(()), Err)?)
}

/// The cap that a queued render exceeds now, counting all others.
pub(super) fn cap_error(
    change: &Change<'_>,
    limits: &SpendingLimits,
    render: &Render,
) -> Result<Option<Error>, LedgerError> {
    if limits.is_unlimited() {
        return Ok(None);
    }
    let project = render.project_path.as_deref();
    let mut others = unify_project_paths(read_history(change, change.account)?, project);
    others.renders.retain(|past| past.render_id != render.id);
    Ok(limits.cap_error(RENDER, render.estimated_cost, project, change.at, &others))
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
