//! Transitions of a render between stages, one transaction each; invalid ones are refused.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction};

use crate::domain::text::line;
use crate::domain::{Fault, Progress, RenderId, Stage, VideoId};

use super::hold::not_before;
use super::picture::key_accepted;
use super::rows::path_value;
use super::{Ledger, Said, Trouble};

const TOLD: &str = "SELECT stage = ?2 AND word IS ?3 AND note IS ?4 FROM render WHERE id = ?1";

/// Writes what the service says, unless that is known. A link or a length that it left out this time is still good.
const TELL: &str = "UPDATE render SET stage = ?2, word = ?3, note = ?4, url = coalesce(?5, url),
    captioned_url = coalesce(?6, captioned_url), duration = coalesce(?7, duration),
    subtitles_url = coalesce(?9, subtitles_url),
    ended = CASE WHEN ?8 IS NULL OR stage <> ?2 THEN ?8 ELSE coalesce(ended, ?8) END
    WHERE id = ?1 AND NOT (stage = ?2 AND word IS ?3 AND note IS ?4 AND coalesce(?5, url) IS url
    AND coalesce(?6, captioned_url) IS captioned_url AND coalesce(?7, duration) IS duration
    AND coalesce(?9, subtitles_url) IS subtitles_url)";

/// What a step has to know about its render.
#[derive(Debug)]
pub(super) struct Now {
    pub(super) stage: Stage,
    video: Option<String>,
    pub(super) writer: Option<String>,
    forgotten: bool,
}

/// A step that is to be taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'a> {
    pub(super) to: Stage,
    /// The name of its event.
    pub(super) what: &'a str,
    pub(super) said: Option<Said<'a>>,
    /// When a queued render is sent by itself.
    pub(super) due: Option<Timestamp>,
}

/// Whether a render may go from one stage to another by a step of ours or a word of the service.
fn may(from: Stage, to: Stage) -> bool {
    match to {
        Stage::Sending | Stage::Cancelled => from == Stage::Queued,
        Stage::Unconfirmed => from == Stage::Sending,
        Stage::Refused => matches!(from, Stage::Queued | Stage::Sending | Stage::Unconfirmed),
        Stage::Queued => {
            matches!(from, Stage::Sending | Stage::Unconfirmed | Stage::Refused | Stage::Cancelled)
        }
        Stage::Pending | Stage::Processing => from.is_running(),
        Stage::Completed => from.is_running() || matches!(from, Stage::Completed | Stage::Failed),
        Stage::Failed => from.is_running() || from == Stage::Failed,
    }
}

impl Ledger {
    /// Takes a queued render for sending; only what comes back without a fault may be sent. Of several programs one
    /// alone gets it.
    pub fn sending(&mut self, id: RenderId, at: Timestamp) -> Result<(), Fault> {
        self.step(id, Stage::Sending, "sending", None, at)
    }

    /// Not taken by the service: nothing was made.
    pub fn refused<'a>(
        &mut self,
        id: RenderId,
        said: impl Into<Said<'a>>,
        at: Timestamp,
    ) -> Result<(), Fault> {
        self.step(id, Stage::Refused, "refused", Some(said.into()), at)
    }

    /// Sent, and no answer came: it may exist.
    pub fn unconfirmed<'a>(
        &mut self,
        id: RenderId,
        said: impl Into<Said<'a>>,
        at: Timestamp,
    ) -> Result<(), Fault> {
        self.step(id, Stage::Unconfirmed, "unconfirmed", Some(said.into()), at)
    }

    /// Back in the queue: proven not to exist, or the user wants it again all the same.
    pub fn requeued<'a>(
        &mut self,
        id: RenderId,
        said: impl Into<Said<'a>>,
        at: Timestamp,
    ) -> Result<(), Fault> {
        self.step(id, Stage::Queued, "requeued", Some(said.into()), at)
    }

    /// Taken back before it was sent.
    pub fn cancelled(&mut self, id: RenderId, at: Timestamp) -> Result<(), Fault> {
        self.step(id, Stage::Cancelled, "cancelled", None, at)
    }

    fn step(
        &mut self,
        id: RenderId,
        to: Stage,
        what: &str,
        said: Option<Said<'_>>,
        at: Timestamp,
    ) -> Result<(), Fault> {
        self.step_to(id, Step { to, what, said, due: None }, at)
    }

    pub(super) fn step_to(&mut self, id: RenderId, step: Step<'_>, at: Timestamp) -> Result<(), Fault> {
        let (account, me) = (self.account, self.presence.name().to_owned());
        self.write(|change| take(change, account, &me, id, step, at))
    }

    /// The service has it. Taken at any stage while the render has no video yet, since the video was made, whatever was
    /// thought of it meanwhile.
    pub fn accepted(&mut self, id: RenderId, video: &VideoId, at: Timestamp) -> Result<(), Fault> {
        let account = self.account;
        let refused = self.write(|change| accept(change, account, id, video, at))?;
        refused.map_or(Ok(()), |trouble| Err(trouble.into_fault(&self.path)))
    }

    /// What the service says about it. Says whether anything changed; where nothing did, nothing is written. What is
    /// over does not go on again.
    pub fn progress(&mut self, id: RenderId, progress: &Progress, at: Timestamp) -> Result<bool, Fault> {
        let account = self.account;
        let note = progress.note().map(|note| line(&note)).filter(|note| !note.is_empty());
        let word = line(&progress.word);
        self.write(|change| {
            let now = seen(change, account, id)?;
            if now.video.is_none() || !of_the_service(now.stage) || !of_the_service(progress.stage) {
                return Err(refusal(id, now.stage, progress.stage));
            }
            // An older answer that came later than a newer one.
            if !may(now.stage, progress.stage) {
                return Ok(false);
            }
            let told: bool =
                change.query_row(TOLD, (id.0, progress.stage.word(), &word, &note), |row| row.get(0))?;
            let changed = change.execute(
                TELL,
                (
                    id.0,
                    progress.stage.word(),
                    &word,
                    &note,
                    &progress.url,
                    &progress.captioned_url,
                    progress.duration.filter(|seconds| seconds.is_finite()),
                    progress.stage.is_over().then_some(at.as_millisecond()),
                    &progress.subtitles_url,
                ),
            )?;
            if !told {
                told_by_the_service(change, id, at, progress)?;
            } else if changed > 0 {
                event(change, id, at, "renewed", None)?;
            }
            Ok(changed > 0)
        })
    }

    /// The finished video is on this machine. Where its subtitles are still due, the next program fetches them if this
    /// one ends before.
    pub fn delivered(
        &mut self,
        id: RenderId,
        file: &Path,
        subtitles_due: bool,
        at: Timestamp,
    ) -> Result<(), Fault> {
        let account = self.account;
        self.write(|change| {
            let now = seen(change, account, id)?;
            if now.stage != Stage::Completed {
                return Err(Trouble::rule(id, &format!("is {} and has no video yet", now.stage.word())));
            }
            let sql = "UPDATE render SET file = ?2, subtitles_due = ?3 WHERE id = ?1";
            change.execute(sql, (id.0, path_value(file), subtitles_due.then_some(true)))?;
            event(change, id, at, "delivered", Some(&file.to_string_lossy()))
        })
    }

    /// Takes a render off the list; its video, on the service or here, stays. Not while it is on its way.
    pub fn forget(&mut self, id: RenderId, at: Timestamp) -> Result<(), Fault> {
        let account = self.account;
        self.write(|change| {
            let now = seen(change, account, id)?;
            if !now.stage.is_over() && now.stage != Stage::Unconfirmed {
                return Err(Trouble::rule(id, &format!("is {} and cannot be removed yet", now.stage.word())));
            }
            change.execute(
                "UPDATE render SET forgotten = ?2, request = NULL WHERE id = ?1",
                (id.0, at.as_millisecond()),
            )?;
            event(change, id, at, "forgotten", None)
        })
    }
}

/// Takes one step of a render, if it makes sense and is `me`'s to take.
pub(super) fn take(
    change: &Transaction<'_>,
    account: i64,
    me: &str,
    id: RenderId,
    step: Step<'_>,
    at: Timestamp,
) -> Result<(), Trouble> {
    let note = step.said.map(|said| line(said.note)).filter(|note| !note.is_empty());
    let now = seen(change, account, id)?;
    let other = now.writer.as_deref().is_some_and(|writer| writer != me);
    match now.stage {
        Stage::Sending if now.writer.as_deref() != Some(me) => {
            return Err(Trouble::rule(id, "is being sent by another cuecard"));
        }
        Stage::Queued if other && step.to == Stage::Sending => {
            return Err(Trouble::rule(id, "is waiting in another cuecard"));
        }
        _ => {}
    }
    if !may(now.stage, step.to) {
        return Err(refusal(id, now.stage, step.to));
    }
    let writer = matches!(step.to, Stage::Sending | Stage::Queued).then_some(me);
    let ended = step.to.is_over().then_some(at.as_millisecond());
    change.execute(
        // What was certainly not taken has not left.
        "UPDATE render SET sent = CASE WHEN stage = 'sending' AND ?2 = 'queued' THEN NULL ELSE sent END,
            stage = ?2, note = ?3, writer = ?4, ended = ?5, due = ?6 WHERE id = ?1",
        (id.0, step.to.word(), &note, writer, ended, step.due.map(not_before)),
    )?;
    let reply = step.said.and_then(|said| said.reply);
    event_with(change, id, at, step.what, note.as_deref(), reply)
}

/// A word of the service: what failed, in its own words and with its reply.
fn told_by_the_service(
    change: &Transaction<'_>,
    id: RenderId,
    at: Timestamp,
    progress: &Progress,
) -> Result<(), Trouble> {
    let failure = progress.failure.as_ref();
    let words = failure.map(|failure| line(&failure.said())).filter(|said| !said.is_empty());
    let detail = words.unwrap_or_else(|| line(&progress.word));
    let reply = failure.and_then(|failure| failure.reply.as_deref());
    event_with(change, id, at, progress.stage.word(), Some(&detail), reply)
}

/// Writes down that a video is this render's; where it cannot be, that is written down too and given back.
pub(super) fn accept(
    change: &Transaction<'_>,
    account: i64,
    id: RenderId,
    video: &VideoId,
    at: Timestamp,
) -> Result<Option<Trouble>, Trouble> {
    let now = known(change, account, id)?;
    if now.video.as_deref() == Some(video.as_str()) {
        return Ok(None);
    }
    if let Some(other) = now.video {
        // Kept, so that no video that was made is unknown.
        event(change, id, at, "stray", Some(video.as_str()))?;
        return Ok(Some(Trouble::rule(
            id,
            &format!("is already video {other}, and video {video} was created too"),
        )));
    }
    let owner = "SELECT id FROM render WHERE account = ?1 AND video = ?2";
    if let Some(other) =
        change.query_row(owner, (account, video.as_str()), |row| row.get::<_, i64>(0)).optional()?
    {
        // Kept, and shown: nobody knows what became of this one.
        let what = format!("was given video {video}, which is render {other}");
        let note = format!(
            "The service named video {video} for it, which is render {other}: check there before you send it again"
        );
        event(change, id, at, "stray", Some(video.as_str()))?;
        let sql = "UPDATE render SET stage = ?2, note = ?3, writer = NULL, due = NULL, idempotency = NULL WHERE id = ?1";
        change.execute(sql, (id.0, Stage::Unconfirmed.word(), note))?;
        return Ok(Some(Trouble::rule(id, &what)));
    }
    change.execute(
        "UPDATE render SET stage = ?2, video = ?3, note = NULL, writer = NULL, ended = NULL, due = NULL,
            forgotten = NULL WHERE id = ?1",
        (id.0, Stage::Pending.word(), video.as_str()),
    )?;
    event(change, id, at, "accepted", Some(video.as_str()))?;
    key_accepted(change, account, id, at)?;
    Ok(None)
}

/// A render of the account, forgotten or not.
fn known(change: &Transaction<'_>, account: i64, id: RenderId) -> Result<Now, Trouble> {
    let sql = "SELECT stage, video, writer, forgotten IS NOT NULL FROM render WHERE account = ?1 AND id = ?2";
    let found = change.query_row(sql, (account, id.0), |row| {
        let word: String = row.get(0)?;
        let stage = Stage::read(&word).unwrap_or(Stage::Unconfirmed);
        Ok(Now { stage, video: row.get(1)?, writer: row.get(2)?, forgotten: row.get(3)? })
    });
    found.optional()?.ok_or_else(|| Trouble::missing(id))
}

/// A render that is on the list of the account.
pub(super) fn seen(change: &Transaction<'_>, account: i64, id: RenderId) -> Result<Now, Trouble> {
    known(change, account, id).and_then(|now| if now.forgotten { Err(Trouble::missing(id)) } else { Ok(now) })
}

pub(super) fn event(
    change: &Transaction<'_>,
    id: RenderId,
    at: Timestamp,
    what: &str,
    detail: Option<&str>,
) -> Result<(), Trouble> {
    event_with(change, id, at, what, detail, None)
}

fn event_with(
    change: &Transaction<'_>,
    id: RenderId,
    at: Timestamp,
    what: &str,
    detail: Option<&str>,
    reply: Option<&str>,
) -> Result<(), Trouble> {
    let sql = "INSERT INTO event (render, at, what, detail, reply) VALUES (?1, ?2, ?3, ?4, ?5)";
    change.execute(sql, (id.0, at.as_millisecond(), what, detail, reply))?;
    Ok(())
}

pub(super) fn refusal(id: RenderId, from: Stage, to: Stage) -> Trouble {
    Trouble::rule(id, &format!("is {} and cannot become {}", from.word(), to.word()))
}

fn of_the_service(stage: Stage) -> bool {
    stage.is_running() || matches!(stage, Stage::Completed | Stage::Failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stages_a_render_may_go_through() {
        use Stage::{
            Cancelled, Completed, Failed, Pending, Processing, Queued, Refused, Sending, Unconfirmed,
        };
        let all = [Queued, Sending, Unconfirmed, Refused, Pending, Processing, Completed, Failed, Cancelled];
        let next = |from: Stage| all.into_iter().filter(|to| may(from, *to)).collect::<Vec<_>>();
        assert_eq!(next(Queued), [Sending, Refused, Cancelled]);
        assert_eq!(next(Sending), [Queued, Unconfirmed, Refused]);
        assert_eq!(next(Unconfirmed), [Queued, Refused]);
        assert_eq!(next(Refused), [Queued]);
        assert_eq!(next(Cancelled), [Queued]);
        assert_eq!(next(Pending), [Pending, Processing, Completed, Failed]);
        assert_eq!(next(Processing), [Pending, Processing, Completed, Failed]);
        assert_eq!(next(Completed), [Completed]);
        assert_eq!(next(Failed), [Completed, Failed]);
    }
}
