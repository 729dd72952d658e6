//! Transitions of a render between stages, one transaction each; invalid ones fail.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction};

use crate::domain::text::single_line;
use crate::domain::{Error, RenderAction, RenderEventKind, RenderId, Stage, VideoDetails, VideoId};

use super::connection::Ledger;
use super::error::LedgerError;
use super::events::{record_event, record_event_with_response};
use super::picture_keys::remember_accepted_picture_key;
use super::records::EventNote;
use super::render_state::{invalid_transition, load_listed_state, load_state};
use super::retry_after::ceil_to_milliseconds;
use super::rows::path_to_value;

const SELECT_IS_UNCHANGED: &str =
    "SELECT stage = ?2 AND service_status IS ?3 AND note IS ?4 FROM render WHERE id = ?1";

/// Writes the reported progress unless it is already stored. A link or a length that is missing this time stays valid.
const UPDATE_PROGRESS: &str = "UPDATE render SET stage = ?2, service_status = ?3, note = ?4, video_url = coalesce(?5, video_url),
    captioned_url = coalesce(?6, captioned_url), actual_seconds = coalesce(?7, actual_seconds),
    subtitles_url = coalesce(?9, subtitles_url),
    ended_at = CASE WHEN ?8 IS NULL OR stage <> ?2 THEN ?8 ELSE coalesce(ended_at, ?8) END
    WHERE id = ?1 AND NOT (stage = ?2 AND service_status IS ?3 AND note IS ?4 AND coalesce(?5, video_url) IS video_url
    AND coalesce(?6, captioned_url) IS captioned_url AND coalesce(?7, actual_seconds) IS actual_seconds
    AND coalesce(?9, subtitles_url) IS subtitles_url)";

/// A change of stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Transition<'a> {
    pub(super) to: Stage,
    pub(super) note: Option<EventNote<'a>>,
    /// When a queued render is sent again.
    pub(super) retry_at: Option<Timestamp>,
}

impl Transition<'_> {
    fn event_kind(&self) -> RenderEventKind {
        match self.to {
            Stage::Queued => RenderEventKind::Requeued,
            to => RenderEventKind::Stage(to),
        }
    }
}

/// Whether a render may change from one stage to another.
fn is_allowed(from: Stage, to: Stage) -> bool {
    match to {
        Stage::Sending | Stage::Canceled => from == Stage::Queued,
        Stage::Unconfirmed => from == Stage::Sending,
        Stage::Refused => matches!(from, Stage::Queued | Stage::Sending | Stage::Unconfirmed),
        Stage::Queued => {
            matches!(from, Stage::Sending | Stage::Unconfirmed | Stage::Refused | Stage::Canceled)
        }
        Stage::Pending | Stage::Processing => from.is_running(),
        Stage::Completed => from.is_running() || matches!(from, Stage::Completed | Stage::Failed),
        Stage::Failed => from.is_running() || from == Stage::Failed,
    }
}

impl Ledger {
    /// The service refused it: no video was created.
    pub fn mark_refused<'a>(
        &mut self,
        id: RenderId,
        note: impl Into<EventNote<'a>>,
        at: Timestamp,
    ) -> Result<(), Error> {
        self.transition(id, Stage::Refused, Some(note.into()), at)
    }

    /// It was sent and no response came: the video may exist.
    pub fn mark_unconfirmed<'a>(
        &mut self,
        id: RenderId,
        note: impl Into<EventNote<'a>>,
        at: Timestamp,
    ) -> Result<(), Error> {
        self.transition(id, Stage::Unconfirmed, Some(note.into()), at)
    }

    /// The user canceled it before it was sent.
    pub fn cancel(&mut self, id: RenderId, at: Timestamp) -> Result<(), Error> {
        self.transition(id, Stage::Canceled, None, at)
    }

    fn transition(
        &mut self,
        id: RenderId,
        to: Stage,
        note: Option<EventNote<'_>>,
        at: Timestamp,
    ) -> Result<(), Error> {
        self.transition_with(id, Transition { to, note, retry_at: None }, at)
    }

    pub(super) fn transition_with(
        &mut self,
        id: RenderId,
        step: Transition<'_>,
        at: Timestamp,
    ) -> Result<(), Error> {
        let (account, me) = (self.account_row_id, self.registration.name().to_owned());
        self.transact(|change| apply(change, account, &me, id, step, at))
    }

    /// The service accepted it. Allowed at any stage as long as the render has no video: the video exists, whatever was
    /// assumed of it.
    pub fn record_acceptance(&mut self, id: RenderId, video: &VideoId, at: Timestamp) -> Result<(), Error> {
        let account = self.account_row_id;
        let refused = self.transact(|change| assign_video_id(change, account, id, video, at))?;
        refused.map_or(Ok(()), |trouble| Err(trouble.into_error(&self.path)))
    }

    /// Stores the progress that the service reports; gives whether anything changed. A render that ended stays ended.
    pub fn record_progress(
        &mut self,
        id: RenderId,
        progress: &VideoDetails,
        at: Timestamp,
    ) -> Result<bool, Error> {
        let account = self.account_row_id;
        let note = progress.note().map(|note| single_line(&note)).filter(|note| !note.is_empty());
        let word = single_line(&progress.service_status);
        self.transact(|change| {
            let now = load_listed_state(change, account, id)?;
            if now.video.is_none() || !is_service_stage(now.stage) || !is_service_stage(progress.stage) {
                return Err(invalid_transition(id, now.stage, progress.stage));
            }
            // Responses may arrive out of order.
            if !is_allowed(now.stage, progress.stage) {
                return Ok(false);
            }
            let is_known: bool = change.query_row(
                SELECT_IS_UNCHANGED,
                (id.0, progress.stage.as_str(), &word, &note),
                |row| row.get(0),
            )?;
            let changed = change.execute(
                UPDATE_PROGRESS,
                (
                    id.0,
                    progress.stage.as_str(),
                    &word,
                    &note,
                    &progress.video_url,
                    &progress.captioned_url,
                    progress.duration_seconds.filter(|seconds| seconds.is_finite()),
                    progress.stage.is_terminal().then_some(at.as_millisecond()),
                    &progress.subtitles_url,
                ),
            )?;
            if !is_known {
                record_service_event(change, id, at, progress)?;
            } else if changed > 0 {
                record_event(change, id, at, &RenderEventKind::Updated, None)?;
            }
            Ok(changed > 0)
        })
    }

    /// The finished video was downloaded. If its subtitles are pending, the next process downloads them should this one
    /// end.
    pub fn record_delivery(
        &mut self,
        id: RenderId,
        file: &Path,
        subtitles_due: bool,
        at: Timestamp,
    ) -> Result<(), Error> {
        let account = self.account_row_id;
        self.transact(|change| {
            let now = load_listed_state(change, account, id)?;
            if now.stage != Stage::Completed {
                return Err(LedgerError::rejected(
                    id,
                    &format!("is {} and has no video yet", now.stage.as_str()),
                ));
            }
            let sql = "UPDATE render SET video_path = ?2, are_subtitles_pending = ?3 WHERE id = ?1";
            change.execute(sql, (id.0, path_to_value(file), subtitles_due))?;
            record_event(change, id, at, &RenderEventKind::Delivered, Some(&file.to_string_lossy()))
        })
    }

    /// Removes a render that is not in flight from the list; its video stays, on the service and here.
    pub fn remove_from_list(&mut self, id: RenderId, at: Timestamp) -> Result<(), Error> {
        let account = self.account_row_id;
        self.transact(|change| {
            let now = load_listed_state(change, account, id)?;
            if now.stage.allows(RenderAction::RemoveFromList).is_err() {
                return Err(LedgerError::rejected(
                    id,
                    &format!("is {} and cannot be removed yet", now.stage.as_str()),
                ));
            }
            change.execute(
                "UPDATE render SET removed_at = ?2, request = NULL WHERE id = ?1",
                (id.0, at.as_millisecond()),
            )?;
            record_event(change, id, at, &RenderEventKind::Removed, None)
        })
    }
}

/// Applies a transition, if it is allowed and `me` may make it.
pub(super) fn apply(
    change: &Transaction<'_>,
    account: i64,
    me: &str,
    id: RenderId,
    step: Transition<'_>,
    at: Timestamp,
) -> Result<(), LedgerError> {
    let note = step.note.map(|note| single_line(note.note)).filter(|note| !note.is_empty());
    let now = load_listed_state(change, account, id)?;
    let other = now.writer.as_deref().is_some_and(|writer| writer != me);
    match now.stage {
        Stage::Sending if now.writer.as_deref() != Some(me) => {
            return Err(LedgerError::rejected(id, "is being sent by another cuecard"));
        }
        Stage::Queued if other && step.to == Stage::Sending => {
            return Err(LedgerError::rejected(id, "is waiting in another cuecard"));
        }
        _ => {}
    }
    if !is_allowed(now.stage, step.to) {
        return Err(invalid_transition(id, now.stage, step.to));
    }
    let writer = matches!(step.to, Stage::Sending | Stage::Queued).then_some(me);
    let ended = step.to.is_terminal().then_some(at.as_millisecond());
    change.execute(
        // A request that the service certainly did not accept counts as not sent.
        "UPDATE render SET sent_at = CASE WHEN stage = 'sending' AND ?2 = 'queued' THEN NULL ELSE sent_at END,
            stage = ?2, note = ?3, writer = ?4, ended_at = ?5, retry_at = ?6 WHERE id = ?1",
        (id.0, step.to.as_str(), &note, writer, ended, step.retry_at.map(ceil_to_milliseconds)),
    )?;
    let reply = step.note.and_then(|note| note.response);
    record_event_with_response(change, id, at, &step.event_kind(), note.as_deref(), reply)
}

/// Records what the service reported; of a failure, its message and the response.
fn record_service_event(
    change: &Transaction<'_>,
    id: RenderId,
    at: Timestamp,
    progress: &VideoDetails,
) -> Result<(), LedgerError> {
    let failure = progress.failure.as_ref();
    let words =
        failure.map(|failure| single_line(&failure.service_message())).filter(|said| !said.is_empty());
    let detail = words.unwrap_or_else(|| single_line(&progress.service_status));
    let reply = failure.and_then(|failure| failure.reply.as_deref());
    record_event_with_response(change, id, at, &RenderEventKind::Stage(progress.stage), Some(&detail), reply)
}

/// Assigns a video to a render. Where it cannot be this render's, that is recorded, and the reason returned.
pub(super) fn assign_video_id(
    change: &Transaction<'_>,
    account: i64,
    id: RenderId,
    video: &VideoId,
    at: Timestamp,
) -> Result<Option<LedgerError>, LedgerError> {
    let now = load_state(change, account, id)?;
    if now.video.as_deref() == Some(video.as_str()) {
        return Ok(None);
    }
    if let Some(other) = now.video {
        // Recorded, so that every video that exists is known.
        record_event(change, id, at, &RenderEventKind::ExtraVideo, Some(video.as_str()))?;
        return Ok(Some(LedgerError::rejected(
            id,
            &format!("is already video {other}, and video {video} was created too"),
        )));
    }
    let owner = "SELECT id FROM render WHERE account = ?1 AND video_id = ?2";
    if let Some(other) =
        change.query_row(owner, (account, video.as_str()), |row| row.get::<_, i64>(0)).optional()?
    {
        // Recorded and shown: what became of this render is unknown.
        let what = format!("was given video {video}, which is render {other}");
        let note = format!(
            "The service named video {video} for it, which is render {other}: check there before you send it again"
        );
        record_event(change, id, at, &RenderEventKind::ExtraVideo, Some(video.as_str()))?;
        let sql = "UPDATE render SET stage = ?2, note = ?3, writer = NULL, retry_at = NULL, idempotency_key = NULL WHERE id = ?1";
        change.execute(sql, (id.0, Stage::Unconfirmed.as_str(), note))?;
        return Ok(Some(LedgerError::rejected(id, &what)));
    }
    change.execute(
        "UPDATE render SET stage = ?2, video_id = ?3, note = NULL, writer = NULL, ended_at = NULL, retry_at = NULL,
            removed_at = NULL WHERE id = ?1",
        (id.0, Stage::Pending.as_str(), video.as_str()),
    )?;
    record_event(change, id, at, &RenderEventKind::Accepted, Some(video.as_str()))?;
    remember_accepted_picture_key(change, account, id, at)?;
    Ok(None)
}

fn is_service_stage(stage: Stage) -> bool {
    stage.is_running() || matches!(stage, Stage::Completed | Stage::Failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stages_a_render_may_go_through() {
        use Stage::{
            Canceled, Completed, Failed, Pending, Processing, Queued, Refused, Sending, Unconfirmed,
        };
        let all = [Queued, Sending, Unconfirmed, Refused, Pending, Processing, Completed, Failed, Canceled];
        let next = |from: Stage| all.into_iter().filter(|to| is_allowed(from, *to)).collect::<Vec<_>>();
        assert_eq!(next(Queued), [Sending, Refused, Canceled]);
        assert_eq!(next(Sending), [Queued, Unconfirmed, Refused]);
        assert_eq!(next(Unconfirmed), [Queued, Refused]);
        assert_eq!(next(Refused), [Queued]);
        assert_eq!(next(Canceled), [Queued]);
        assert_eq!(next(Pending), [Pending, Processing, Completed, Failed]);
        assert_eq!(next(Processing), [Pending, Processing, Completed, Failed]);
        assert_eq!(next(Completed), [Completed]);
        assert_eq!(next(Failed), [Completed, Failed]);
    }
}
