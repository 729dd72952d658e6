//! Transitions of a render between stages, one transaction each; invalid ones fail.

use jiff::Timestamp;

use crate::domain::text::single_line;
use crate::domain::{
    Error, RenderAction, RenderEventKind, RenderId, RenderStage, VideoDetails, VideoFailure, VideoId,
};

use super::change::Change;
use super::connection::Ledger;
use super::error::LedgerError;
use super::picture_keys::remember_accepted_picture_key;
use super::records::EventNote;
use super::sql::{query_first, query_value};

const SELECT_IS_UNCHANGED: &str =
    "SELECT stage = ?2 AND service_status IS ?3 AND note IS ?4 FROM render WHERE id = ?1";

/// Writes the reported progress unless it is already stored. A link or a length that is missing this time stays valid.
const UPDATE_PROGRESS: &str = "UPDATE render SET stage = ?2, service_status = ?3, note = ?4, reason = ?10, video_url = coalesce(?5, video_url),
    captioned_url = coalesce(?6, captioned_url), actual_seconds = coalesce(?7, actual_seconds),
    subtitles_url = coalesce(?9, subtitles_url),
    ended_at = CASE WHEN ?8 IS NULL OR stage <> ?2 THEN ?8 ELSE coalesce(ended_at, ?8) END
    WHERE id = ?1 AND NOT (stage = ?2 AND service_status IS ?3 AND note IS ?4 AND coalesce(?5, video_url) IS video_url
    AND coalesce(?6, captioned_url) IS captioned_url AND coalesce(?7, actual_seconds) IS actual_seconds
    AND coalesce(?9, subtitles_url) IS subtitles_url)";

/// A change of stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Transition<'a> {
    pub(super) to: RenderStage,
    pub(super) note: Option<EventNote<'a>>,
    /// When a queued render is sent again.
    pub(super) retry_at: Option<Timestamp>,
}

impl<'a> Transition<'a> {
    /// A transition without a note.
    pub(super) fn to(to: RenderStage) -> Self {
        Self { to, note: None, retry_at: None }
    }

    pub(super) fn noted(to: RenderStage, note: impl Into<EventNote<'a>>) -> Self {
        Self { note: Some(note.into()), ..Self::to(to) }
    }

    fn event_kind(&self) -> RenderEventKind {
        match self.to {
            RenderStage::Queued => RenderEventKind::Requeued,
            to => RenderEventKind::Stage(to),
        }
    }
}

/// Whether a render may change from one stage to another.
fn is_allowed(from: RenderStage, to: RenderStage) -> bool {
    match to {
        RenderStage::Sending | RenderStage::Canceled => from == RenderStage::Queued,
        RenderStage::Unconfirmed => from == RenderStage::Sending,
        RenderStage::Refused => {
            matches!(from, RenderStage::Queued | RenderStage::Sending | RenderStage::Unconfirmed)
        }
        RenderStage::Queued => {
            matches!(
                from,
                RenderStage::Sending
                    | RenderStage::Unconfirmed
                    | RenderStage::Refused
                    | RenderStage::Canceled
            )
        }
        RenderStage::Pending | RenderStage::Processing => from.is_running(),
        RenderStage::Completed => {
            from.is_running() || matches!(from, RenderStage::Completed | RenderStage::Failed)
        }
        RenderStage::Failed => from.is_running() || from == RenderStage::Failed,
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
        self.transition(id, Transition::noted(RenderStage::Refused, note), at)
    }

    /// It was sent and no response came: the video may exist.
    pub fn mark_unconfirmed<'a>(
        &mut self,
        id: RenderId,
        note: impl Into<EventNote<'a>>,
        at: Timestamp,
    ) -> Result<(), Error> {
        self.transition(id, Transition::noted(RenderStage::Unconfirmed, note), at)
    }

    /// The user canceled it before it was sent.
    pub fn cancel(&mut self, id: RenderId, at: Timestamp) -> Result<(), Error> {
        self.transition(id, Transition::to(RenderStage::Canceled), at)
    }

    pub(super) fn transition(
        &mut self,
        id: RenderId,
        step: Transition<'_>,
        at: Timestamp,
    ) -> Result<(), Error> {
        self.change(at, |change| apply(change, id, step))
    }

    /// The service accepted it. Allowed at any stage as long as the render has no video: the video exists, whatever was
    /// assumed of it.
    pub fn record_acceptance(&mut self, id: RenderId, video: &VideoId, at: Timestamp) -> Result<(), Error> {
        let refused = self.change(at, |change| assign_video_id(change, id, video))?;
        refused.map_or(Ok(()), |error| Err(error.into_error(&self.path)))
    }

    /// Stores the progress that the service reports; gives whether anything changed. A render that ended stays ended.
    pub fn record_progress(
        &mut self,
        id: RenderId,
        progress: &VideoDetails,
        at: Timestamp,
    ) -> Result<bool, Error> {
        let VideoDetails { stage, .. } = *progress;
        let note = progress.note().map(|note| single_line(&note)).filter(|note| !note.is_empty());
        let reason = progress.failure.as_ref().and_then(VideoFailure::reason);
        let word = single_line(&progress.service_status);
        self.change_render(id, at, |change, now| {
            if now.video.is_none() || !is_service_stage(now.stage) || !is_service_stage(stage) {
                return Err(LedgerError::invalid_transition(id, now.stage, stage));
            }
            // Responses may arrive out of order.
            if !is_allowed(now.stage, stage) {
                return Ok(false);
            }
            let is_known: bool = query_value(change, SELECT_IS_UNCHANGED, (id, stage, &word, &note))?;
            let values = (
                id,
                stage,
                &word,
                &note,
                &progress.video_url,
                &progress.captioned_url,
                progress.duration_seconds.filter(|seconds| seconds.is_finite()),
                stage.is_terminal().then_some(change.at_ms()),
                &progress.subtitles_url,
                reason,
            );
            let changed = change.execute(UPDATE_PROGRESS, values)?;
            if !is_known {
                record_service_event(change, id, progress)?;
            } else if changed > 0 {
                change.record(id, &RenderEventKind::Updated, None)?;
            }
            Ok(changed > 0)
        })
    }

    /// Removes a render that is not in flight from the list; its video stays, on the service and here.
    pub fn remove_from_list(&mut self, id: RenderId, at: Timestamp) -> Result<(), Error> {
        self.change_render(id, at, |change, now| {
            check_allowed(id, now.stage, RenderAction::RemoveFromList, "removed from the list")?;
            let sql = "UPDATE render SET removed_at = ?2, request = NULL WHERE id = ?1";
            change.execute(sql, (id, change.at_ms()))?;
            change.record(id, &RenderEventKind::Removed, None)
        })
    }
}

/// Fails if the stage of a render does not allow an action; `participle` names the action in the error.
pub(super) fn check_allowed(
    id: RenderId,
    stage: RenderStage,
    action: RenderAction,
    participle: &str,
) -> Result<(), LedgerError> {
    stage
        .allows(action)
        .map_err(|_| LedgerError::rejected(id, &format!("is {} and cannot be {participle}", stage.as_str())))
}

/// Applies a transition, if it is allowed and this process may make it.
pub(super) fn apply(change: &Change<'_>, id: RenderId, step: Transition<'_>) -> Result<(), LedgerError> {
    let note = step.note.map(|note| single_line(note.note)).filter(|note| !note.is_empty());
    let now = change.listed_state(id)?;
    let other = now.writer.as_deref().is_some_and(|writer| writer != change.process);
    match now.stage {
        RenderStage::Sending if now.writer.as_deref() != Some(change.process) => {
            return Err(LedgerError::rejected(id, "is being sent by another cuecard"));
        }
        RenderStage::Queued if other && step.to == RenderStage::Sending => {
            return Err(LedgerError::rejected(id, "is waiting in another cuecard"));
        }
        _ => {}
    }
    if !is_allowed(now.stage, step.to) {
        return Err(LedgerError::invalid_transition(id, now.stage, step.to));
    }
    let writer = matches!(step.to, RenderStage::Sending | RenderStage::Queued).then_some(change.process);
    let ended = step.to.is_terminal().then_some(change.at_ms());
    let retry_at = step.retry_at.map(ceil_to_milliseconds);
    change.execute(
        // A request that the service certainly did not accept counts as not sent.
        "UPDATE render SET sent_at = CASE WHEN stage = 'sending' AND ?2 = 'queued' THEN NULL ELSE sent_at END,
            stage = ?2, note = ?3, reason = ?7, writer = ?4, ended_at = ?5, retry_at = ?6 WHERE id = ?1",
        (id, step.to, &note, writer, ended, retry_at, step.note.and_then(|note| note.reason)),
    )?;
    let response = step.note.and_then(|note| note.response);
    change.record_with_response(id, &step.event_kind(), note.as_deref(), response)
}

/// Records what the service reported; of a failure, its message and the response.
fn record_service_event(
    change: &Change<'_>,
    id: RenderId,
    progress: &VideoDetails,
) -> Result<(), LedgerError> {
    let failure = progress.failure.as_ref();
    let message = failure.map(|failure| single_line(&failure.service_message()));
    let detail = message.filter(|message| !message.is_empty());
    let detail = detail.unwrap_or_else(|| single_line(&progress.service_status));
    let response = failure.and_then(|failure| failure.response.as_deref());
    change.record_with_response(id, &RenderEventKind::Stage(progress.stage), Some(&detail), response)
}

/// Assigns a video to a render. Where it cannot be this render's, that is recorded, and the reason returned.
pub(super) fn assign_video_id(
    change: &Change<'_>,
    id: RenderId,
    video: &VideoId,
) -> Result<Option<LedgerError>, LedgerError> {
    let now = change.state(id)?;
    if now.video.as_deref() == Some(video.as_str()) {
        return Ok(None);
    }
    if let Some(other) = now.video {
        // Recorded, so that every video that exists is known.
        change.record(id, &RenderEventKind::ExtraVideo, Some(video.as_str()))?;
        let problem = format!("already has video {other}; video {video} was created too");
        return Ok(Some(LedgerError::rejected(id, &problem)));
    }
    let owner = "SELECT id FROM render WHERE account = ?1 AND video_id = ?2";
    let owner: Option<RenderId> = query_first(change, owner, (change.account, video), |row| row.get(0))?;
    if let Some(other) = owner {
        // Recorded and shown: what became of this render is unknown.
        let note = format!(
            "The service returned video {video}, which belongs to render {other}: check there before you send it again"
        );
        change.record(id, &RenderEventKind::ExtraVideo, Some(video.as_str()))?;
        let sql = "UPDATE render SET stage = ?2, note = ?3, reason = NULL, writer = NULL, retry_at = NULL, idempotency_key = NULL WHERE id = ?1";
        change.execute(sql, (id, RenderStage::Unconfirmed, note))?;
        let problem = format!("got video {video}, which belongs to render {other}");
        return Ok(Some(LedgerError::rejected(id, &problem)));
    }
    change.execute(
        "UPDATE render SET stage = ?2, video_id = ?3, note = NULL, reason = NULL, writer = NULL, ended_at = NULL, retry_at = NULL,
            removed_at = NULL WHERE id = ?1",
        (id, RenderStage::Pending, video),
    )?;
    change.record(id, &RenderEventKind::Accepted, Some(video.as_str()))?;
    remember_accepted_picture_key(change, id)?;
    Ok(None)
}

/// The first whole millisecond that is not before `time`.
fn ceil_to_milliseconds(time: Timestamp) -> i64 {
    let milliseconds = time.as_millisecond();
    if time.as_nanosecond() > i128::from(milliseconds) * 1_000_000 { milliseconds + 1 } else { milliseconds }
}

fn is_service_stage(stage: RenderStage) -> bool {
    stage.is_running() || matches!(stage, RenderStage::Completed | RenderStage::Failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_allows_only_its_transitions() {
        use RenderStage::{
            Canceled, Completed, Failed, Pending, Processing, Queued, Refused, Sending, Unconfirmed,
        };
        let all = [Queued, Sending, Unconfirmed, Refused, Pending, Processing, Completed, Failed, Canceled];
        let next = |from: RenderStage| all.into_iter().filter(|to| is_allowed(from, *to)).collect::<Vec<_>>();
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
