//! Stores a submission before it is sent, as one transaction and within the caps.

use std::collections::HashMap;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction};

use crate::domain::{Fault, FaultKind, History, Limits, Money, Render, RenderId, Stage};

use super::super::files;
use super::history::history;
use super::rows::path_value;
use super::transitions::event;
use super::{Ledger, NewRender, RenderPicture, Trouble};

const INSERT: &str =
    "INSERT INTO render (account, title, project, scenes, seconds, cost_amount, cost_unit, generation,
        request, asked, stage, digest, writer, mark, place, idempotency, photo, picture_key, picture_source,
        picture_choice, may_upload)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
        (SELECT coalesce(max(place), 0) + 1 FROM render), iif(?15, lower(hex(randomblob(16))), NULL), ?16, ?17, ?18,
        ?19, ?20)";

impl Ledger {
    /// Writes down one render without looking at any cap.
    pub fn begin(&mut self, new: &NewRender, at: Timestamp) -> Result<RenderId, Fault> {
        let (account, writer) = (self.account, self.presence.name().to_owned());
        self.write(|change| begin(change, account, &writer, new, at))
    }

    /// Writes down all parts of a video, or none where they would go beyond a cap: what other programs began counts. Of
    /// this very video there may be none that was not in vain, but for those that the user was shown: up to `again`. They
    /// are not sent once more by themselves then.
    pub fn order(
        &mut self,
        parts: &[NewRender],
        again: Option<RenderId>,
        limits: &Limits,
        at: Timestamp,
    ) -> Result<Vec<RenderId>, Fault> {
        if let Some(first) = parts.first() {
            self.doubt(first, again)?;
        }
        let (account, writer) = (self.account, self.presence.name().to_owned());
        self.write(|change| {
            if let Some(first) = parts.first() {
                if let Some(earlier) = earlier(change, account, first, again)? {
                    return Err(Trouble::Rule(earlier));
                }
                let amount = parts.iter().map(|part| part.cost.amount).sum();
                let cost = Money { amount, ..first.cost };
                keep_within(change, account, limits, cost, first.project.as_deref(), at)?;
            }
            let begun = parts.iter().map(|new| begin(change, account, &writer, new, at));
            let ids = begun.collect::<Result<Vec<_>, _>>()?;
            if let (Some(new), Some(id)) = (parts.first(), ids.first()) {
                replace(change, account, &new.digest, *id, at)?;
            }
            Ok(ids)
        })
    }
}

fn begin(
    change: &Transaction<'_>,
    account: i64,
    writer: &str,
    new: &NewRender,
    at: Timestamp,
) -> Result<RenderId, Trouble> {
    let picture = new.picture.as_ref();
    change.execute(
        INSERT,
        rusqlite::params![
            account,
            new.title,
            new.project.as_deref().map(path_value),
            i64::try_from(new.scenes).unwrap_or(i64::MAX),
            finite(new.seconds),
            finite(new.cost.amount),
            new.cost.unit.word(),
            new.generation,
            new.request,
            at.as_millisecond(),
            Stage::Queued.word(),
            new.digest,
            writer,
            new.mark,
            new.repeatable,
            picture.map(|picture| picture.photo.as_str()),
            picture.map(|picture| picture.key.as_str()),
            picture.map(|picture| picture.source.word()),
            picture.and_then(RenderPicture::choice_word),
            picture.is_some_and(|picture| picture.may_upload),
        ],
    )?;
    let id = RenderId(change.last_insert_rowid());
    event(change, id, at, Stage::Queued.word(), None)?;
    Ok(id)
}

/// The render of this very video that another program wrote down since the user was asked.
fn earlier(
    change: &Transaction<'_>,
    account: i64,
    new: &NewRender,
    shown: Option<RenderId>,
) -> Result<Option<Fault>, Trouble> {
    let sql = "SELECT id, stage FROM render WHERE account = ?1 AND digest = ?2 AND digest <> '' AND id > ?3
        AND stage NOT IN ('refused', 'failed', 'cancelled') ORDER BY id DESC LIMIT 1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let found: Option<(i64, String)> =
        change.query_row(sql, (account, &new.digest, shown.map_or(0, |id| id.0)), read).optional()?;
    Ok(found.map(|(id, stage)| {
        let what = format!("This project is already in the queue, as render {id} ({stage})");
        Fault::new("the render", FaultKind::Again, what)
    }))
}

/// A new render takes the place of those of the same video of which nobody knows: they are not sent once more beside it.
fn replace(
    change: &Transaction<'_>,
    account: i64,
    digest: &str,
    id: RenderId,
    at: Timestamp,
) -> Result<(), Trouble> {
    let sql =
        "UPDATE render SET next_take = ?3 WHERE account = ?1 AND digest = ?2 AND digest <> '' AND id < ?3
        AND stage = 'unconfirmed' AND next_take IS NULL RETURNING id";
    let mut query = change.prepare(sql)?;
    let old = query.query_map((account, digest, id.0), |row| row.get(0).map(RenderId))?;
    for old in old.collect::<rusqlite::Result<Vec<_>>>()? {
        event(change, old, at, "again", Some(&id.to_string()))?;
    }
    Ok(())
}

/// Refuses what would go beyond a cap. The file is held: nobody spends meanwhile.
pub(super) fn keep_within(
    change: &Transaction<'_>,
    account: i64,
    limits: &Limits,
    cost: Money,
    project: Option<&Path>,
    at: Timestamp,
) -> Result<(), Trouble> {
    if limits.is_free() {
        return Ok(());
    }
    let past = one_project(history(change, account)?, project);
    limits.fault(cost, project, at, &past).map_or(Ok(()), |fault| Err(Trouble::Rule(fault)))
}

/// What stops a render that is written down already from being sent at this time: all others count beside it.
pub(super) fn beyond(
    change: &Transaction<'_>,
    account: i64,
    limits: &Limits,
    row: &Render,
    at: Timestamp,
) -> Result<Option<Fault>, Trouble> {
    if limits.is_free() {
        return Ok(None);
    }
    let mut others = one_project(history(change, account)?, row.project.as_deref());
    others.past.retain(|past| past.render != row.id);
    Ok(limits.fault(row.cost, row.project.as_deref(), at, &others))
}

/// All names of the project's file, hard links among them, are one project.
fn one_project(mut past: History, project: Option<&Path>) -> History {
    let Some((project, file)) = project.and_then(|path| Some((path, files::identity(path)?))) else {
        return past;
    };
    let mut looked_at = HashMap::new();
    for other in past.past.iter_mut().filter_map(|past| past.project.as_mut()) {
        let same = looked_at.entry(other.clone()).or_insert_with(|| files::identity(other) == Some(file));
        if *same {
            project.clone_into(other);
        }
    }
    past
}

/// SQLite keeps no NaN.
fn finite(number: f64) -> f64 {
    if number.is_finite() { number } else { 0.0 }
}
