//! The picture keys of renders: the one in each request, those that were refused, and the one accepted last.

use jiff::Timestamp;
use rusqlite::Row;

use crate::domain::{
    Error, PhotoId, PictureKey, PictureKeyChoice, PictureKeySource, RenderEventKind, RenderId, RenderStage,
    text,
};

use super::account_state::upsert_picture_key;
use super::change::{Change, RenderState};
use super::connection::Ledger;
use super::error::LedgerError;
use super::records::RenderPictureKey;
use super::sql::{query_first, query_value, stage_list};

/// What earlier renders of the account show of its picture keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PictureKeyHistory {
    /// The source of the key that was accepted last.
    pub last_accepted_source: Option<PictureKeySource>,
    /// Whether a photo's id was refused since one was accepted.
    pub is_photo_id_refused: bool,
    /// The key that is stored for the photo.
    pub stored_key: Option<(PictureKey, PictureKeySource)>,
}

const SELECT_PICTURE_KEY: &str =
    "SELECT photo, picture_key, picture_key_source, picture_key_choice, may_upload FROM render
    WHERE account = ?1 AND id = ?2 AND picture_key_source IS NOT NULL";

impl Ledger {
    /// The picture key history of the account, with the key stored for `photo`.
    pub fn picture_key_history(&self, photo: &PhotoId) -> Result<PictureKeyHistory, Error> {
        let accepted: Option<String> = self.account_value("accepted_key_source")?;
        Ok(PictureKeyHistory {
            last_accepted_source: accepted.and_then(|word| PictureKeySource::parse(&word)),
            is_photo_id_refused: self.account_value("is_photo_id_refused")?,
            stored_key: self.picture_key(photo)?,
        })
    }

    /// The picture key in the request of a render; none where its dialect names the photo itself.
    pub fn render_picture_key(&self, id: RenderId) -> Result<Option<RenderPictureKey>, Error> {
        let values = (self.account, id);
        let found =
            self.read(|database| query_first(database, SELECT_PICTURE_KEY, values, picture_key_from_row))?;
        Ok(found.flatten())
    }

    /// The service refused the picture key of a render. A stored key that came from the photo's details is deleted,
    /// so that it is read again. One of an upload stays: another upload would create another asset.
    pub fn record_refused_picture_key(&mut self, id: RenderId) -> Result<(), Error> {
        let account = self.account;
        self.transact(|connection| {
            connection.execute(
                "UPDATE account SET is_photo_id_refused = 1 WHERE id = ?1
                    AND EXISTS (SELECT 1 FROM render WHERE id = ?2 AND picture_key_source = 'id')",
                (account, id),
            )?;
            connection.execute(
                "DELETE FROM picture_key WHERE account = ?1 AND source <> 'upload' AND (photo, key) IN
                    (SELECT photo, picture_key FROM render WHERE id = ?2)",
                (account, id),
            )?;
            Ok(())
        })
    }

    /// Puts another picture key into the request of a refused or queued render, and queues it in this process. Fails
    /// where the same project was queued again meanwhile: it would be paid for twice.
    pub fn replace_picture_key(
        &mut self,
        id: RenderId,
        key: &PictureKey,
        source: PictureKeySource,
        at: Timestamp,
    ) -> Result<(), Error> {
        self.change_render(id, at, |change, now| {
            check_replaceable(change, id, &now)?;
            let text = request_with_picture_key(change, id, key)?;
            let sql =
                "UPDATE render SET request = ?2, picture_key = ?3, picture_key_source = ?4, stage = 'queued',
                writer = ?5, note = NULL, reason = NULL, ended_at = NULL, retry_at = NULL, sent_at = NULL WHERE id = ?1";
            change.execute(sql, (id, text, key, source, change.process))?;
            let detail = format!("{} {key}", source.as_str());
            change.record(id, &RenderEventKind::PictureKey, Some(&detail))
        })
    }

    /// Notes why no picture key is left for a refused render.
    pub fn record_exhausted_picture_keys(
        &mut self,
        id: RenderId,
        error: &Error,
        at: Timestamp,
    ) -> Result<(), Error> {
        let note = text::single_line(&error.to_string());
        self.change_render(id, at, |change, now| {
            if now.stage == RenderStage::Refused {
                let sql = "UPDATE render SET note = ?2, reason = ?3 WHERE id = ?1";
                change.execute(sql, (id, &note, error.failure_reason()))?;
                change.record(id, &RenderEventKind::PictureKeysExhausted, Some(&note))?;
            }
            Ok(())
        })
    }
}

fn picture_key_from_row(row: &Row<'_>) -> rusqlite::Result<Option<RenderPictureKey>> {
    let source = PictureKeySource::parse(&row.get::<_, String>(2)?);
    let choice = row.get::<_, Option<String>>(3)?.and_then(|word| PictureKeyChoice::parse(&word));
    let (photo, key, may_upload) = (row.get(0)?, row.get(1)?, row.get(4)?);
    let key_choice = choice.unwrap_or(PictureKeyChoice::Auto);
    Ok(source.map(|source| RenderPictureKey { photo, key, source, key_choice, may_upload }))
}

/// Fails unless the request of a render may be replaced: the service refused it or it is queued here, and the same project
/// was not queued again meanwhile.
pub(super) fn check_replaceable(
    change: &Change<'_>,
    id: RenderId,
    now: &RenderState,
) -> Result<(), LedgerError> {
    let elsewhere = now.writer.as_ref().is_some_and(|writer| *writer != change.process);
    if elsewhere || !matches!(now.stage, RenderStage::Refused | RenderStage::Queued) {
        return Err(LedgerError::invalid_transition(id, now.stage, RenderStage::Queued));
    }
    match later_render_of_project(change, id)? {
        Some(other) => {
            let message = format!("This project is now in the queue, as render {other}");
            Err(LedgerError::already_rendered(message))
        }
        None => Ok(()),
    }
}

/// A later render of the same project that may cost; the parts of one submission share their request time.
fn later_render_of_project(change: &Change<'_>, id: RenderId) -> Result<Option<RenderId>, LedgerError> {
    let sql = format!(
        "SELECT other.id FROM render JOIN render AS other ON other.account = render.account
            AND other.content_hash = render.content_hash AND other.id > render.id AND other.requested_at <> render.requested_at
            -- A new take of another part of the same order is no second order.
            AND (other.resend_of IS NULL OR other.title = render.title)
        WHERE render.id = ?2 AND render.account = ?1 AND render.content_hash <> '' AND render.stage = 'refused'
            AND other.stage NOT IN ({}) ORDER BY other.id DESC LIMIT 1",
        stage_list(RenderStage::is_unsuccessful)
    );
    let other = query_first(change, &sql, (change.account, id), |row| row.get(0))?;
    Ok(other.or(query_value(change, "SELECT resent_as FROM render WHERE id = ?1", [id])?))
}

/// The request with another picture key.
fn request_with_picture_key(
    change: &Change<'_>,
    id: RenderId,
    key: &PictureKey,
) -> Result<String, LedgerError> {
    let sql = "SELECT request, picture_key FROM render WHERE id = ?1";
    let (request, old): (Option<String>, Option<String>) =
        change.query_row(sql, [id], |row| row.try_into())?;
    // A quotation mark inside of a script is escaped, so that this is the field and nothing else. A request with a callback
    // has no blanks between its parts.
    let names = ["\"image_key\": ", "\"image_key\":"];
    let value = |key: &str| serde_json::Value::from(key).to_string();
    let replaced = request.as_deref().zip(old.as_deref()).and_then(|(text, old)| {
        names.iter().find_map(|name| {
            let (before, after) = text.split_once(&format!("{name}{}", value(old)))?;
            Some(format!("{before}{name}{}{after}", value(key.as_str())))
        })
    });
    replaced.ok_or_else(|| LedgerError::rejected(id, "has no picture key that could be replaced"))
}

/// Stores the picture key that a render was accepted with: its source for the account, the key for the photo. The key
/// of an upload is not replaced by one that can be read again.
pub(super) fn remember_accepted_picture_key(change: &Change<'_>, id: RenderId) -> Result<(), LedgerError> {
    let found = query_first(change, SELECT_PICTURE_KEY, (change.account, id), picture_key_from_row)?;
    let Some(RenderPictureKey { photo, key, source, .. }) = found.flatten() else { return Ok(()) };
    let sql = "UPDATE account SET accepted_key_source = ?2, is_photo_id_refused = iif(?2 = 'id', 0, is_photo_id_refused) WHERE id = ?1";
    change.execute(sql, (change.account, source))?;
    let sql =
        "SELECT EXISTS (SELECT 1 FROM picture_key WHERE account = ?1 AND photo = ?2 AND source = 'upload')";
    let is_uploaded: bool = query_value(change, sql, (change.account, &photo))?;
    match source {
        PictureKeySource::Id => Ok(()),
        PictureKeySource::Details if is_uploaded => Ok(()),
        PictureKeySource::Upload | PictureKeySource::Details => {
            upsert_picture_key(change, &photo, &key, source)
        }
    }
}
