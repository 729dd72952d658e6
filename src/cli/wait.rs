//! The wait for the end of renders: polls them, prints each change and downloads the videos.

use std::path::PathBuf;

use jiff::SignedDuration;

use super::error::Trouble;
use super::interrupt::Ends;
use super::lease::Watch;
use super::output::{Out, say};
use super::render_row::Row;
use super::slot::waits;
use super::{FAILED, WAITED, commands, status};
use crate::domain::{Fault, FaultKind, Reason, Render, Stage};
use crate::runtime::{self, Runner};
use crate::studio::{Pace, Reply, Request};

/// How long the service may not know a video yet that it accepted.
const UNKNOWN_RENDER_TIMEOUT: SignedDuration = SignedDuration::from_mins(2);

/// How often in a row an answer may not be written down before that is the end: a disk may have room again.
const MAX_UNRECORDED_TRIES: usize = 5;

/// How renders are followed.
#[derive(Debug)]
pub(super) struct Follow<'a> {
    pub(super) runner: &'a Runner,
    pub(super) out: &'a mut Out,
    pub(super) pace: Pace,
    /// What a command line about them ends with.
    pub(super) ending: &'static str,
    /// Where the videos are brought to.
    pub(super) folder: Option<PathBuf>,
}

impl Follow<'_> {
    /// Follows all of them, until something ends the command.
    pub(super) async fn until(mut self, mut renders: Vec<Render>, ends: &mut Ends) -> Result<(), Trouble> {
        let ended = tokio::select! {
            done = self.all(&mut renders) => return done,
            exit = ends.next() => exit,
        };
        Err(self.left(ended, &renders))
    }

    /// Not waited for any more, by this exit code: what becomes of the first that is not done, and the next step.
    pub(super) fn left(&self, exit: u8, renders: &[Render]) -> Trouble {
        let (kind, why) =
            if exit == WAITED { ("waited", "Timed out") } else { ("interrupted", "Interrupted") };
        if let Some(row) = renders.iter().find(|row| waits(row)) {
            let what = format!("{why}; {} is queued and was not sent", row.title);
            let hint = format!("Send it with: cuecard queue send {}{}", row.id, self.ending);
            return Trouble::new(exit, kind, what, &hint);
        }
        let is_open = |row: &&Render| row.stage.is_running() || row.file.is_none();
        let Some(row) = renders.iter().find(is_open).or(renders.last()) else {
            return Trouble::new(exit, kind, why, "");
        };
        let what = if row.stage.is_running() {
            format!("{why}; the render of {} continues", row.title)
        } else {
            format!("{why}; {} is finished, but not fully downloaded", row.title)
        };
        Trouble::new(exit, kind, what, &self.look(row))
    }

    async fn all(&mut self, renders: &mut [Render]) -> Result<(), Trouble> {
        for row in renders {
            self.watch(row).await?;
            told(self.runner, row).await?;
            if let Some(folder) = self.folder.clone() {
                self.deliver(row, folder).await?;
            }
            self.finished(row);
        }
        Ok(())
    }

    /// Until it is over: asks, or reads what another program hears that asks. What may pass is sat out.
    async fn watch(&mut self, row: &mut Render) -> Result<(), Trouble> {
        let mut watch = Watch::begin(self.runner);
        let (mut unwritten, mut told) = (0, None);
        while self.is_open(row) {
            if !watch.has_turn().await {
                self.read(&mut watch, row).await?;
                continue;
            }
            let age = runtime::now().duration_since(row.since());
            let wait = match commands::ask(self.runner, row).await {
                None => return Ok(()),
                Some(Ok(now)) => {
                    tell(self.out, Some(row), &now);
                    *row = now;
                    (unwritten, told) = (0, None);
                    self.pace.gap(age)
                }
                Some(Err(fault)) if fault.kind == FaultKind::File && unwritten < MAX_UNRECORDED_TRIES => {
                    unwritten += 1;
                    self.note_once(&fault, &mut told);
                    self.pace.gap(age)
                }
                Some(Err(fault)) if may_pass(&fault, age) => {
                    self.note_once(&fault, &mut told);
                    fault.retry_after.unwrap_or_default().max(self.pace.last)
                }
                Some(Err(fault)) => {
                    let hint = format!("{} {}", fault.next_step(), self.look(row));
                    return Err(Trouble::from(fault).with_hint(hint));
                }
            };
            if self.is_open(row) {
                watch.ask_others(Some(row.id)).await;
                tokio::time::sleep(wait).await;
            }
        }
        Ok(())
    }

    /// Whether more is to be heard of it: it goes on, or it is wanted here and has no link yet.
    fn is_open(&self, row: &Render) -> bool {
        row.stage.is_running() || (self.folder.is_some() && row.awaits_link(runtime::now()))
    }

    /// Says what stands in the way, until it is something else or over.
    fn note_once(&mut self, fault: &Fault, told: &mut Option<FaultKind>) {
        if told.replace(fault.kind) != Some(fault.kind) {
            self.out.note(&format!("{fault} The check is retried."));
        }
    }

    /// Takes the row as the ledger has it; waits where that is nothing new.
    async fn read(&mut self, watch: &mut Watch<'_>, row: &mut Render) -> Result<(), Trouble> {
        let Some(now) = watch.row(row).await else {
            let what = format!("{} was removed from the list by another cuecard", row.title);
            return Err(Trouble::new(FAILED, "forgotten", what, &self.look(row)));
        };
        if now == *row {
            watch.stirred(self.pace.last).await;
            return Ok(());
        }
        tell(self.out, Some(row), &now);
        *row = now;
        Ok(())
    }

    async fn deliver(&mut self, row: &mut Render, folder: PathBuf) -> Result<(), Trouble> {
        let Some(url) = row.url.clone() else {
            let what = format!("{} is finished, but the service gave no link", row.title);
            return Err(Trouble::new(FAILED, "not_found", what, "").with_hint(self.look(row)));
        };
        let request =
            Request::Deliver { render: row.id, url, title: row.title.clone(), folder: Some(folder) };
        let mut watch = None;
        let now = loop {
            match self.fetch(row, request.clone()).await {
                Err(fault) if fault.kind == FaultKind::Elsewhere => {
                    // When it is done there, it is here.
                    let watch = watch.get_or_insert_with(|| Watch::begin(self.runner));
                    watch.stirred(self.pace.first).await;
                }
                done => break done?,
            }
        };
        tell(self.out, Some(row), &now);
        *row = now;
        Ok(())
    }

    /// Does a delivery; the video is told as soon as it is here, its subtitles may follow. Gives the last row.
    async fn fetch(&mut self, row: &Render, request: Request) -> Result<Render, Fault> {
        let (mut replies, mut last) = (self.runner.ask(request), None::<Render>);
        while let Some(reply) = replies.recv().await {
            match reply {
                Reply::Render(now) => {
                    if let Some(here) = last.replace(*now) {
                        tell(self.out, Some(row), &here);
                    }
                }
                Reply::NotDelivered(_, fault) | Reply::Broken(fault) => return Err(fault),
                _ => {}
            }
        }
        last.ok_or_else(commands::unanswered)
    }

    /// Says where the video is.
    fn finished(&mut self, row: &Render) {
        if let Some(note) = &row.note {
            self.out.note(&format!("{}: {note}", row.title));
        }
        if self.out.json {
            return;
        }
        let place = row.file.as_ref().map(|file| file.display().to_string()).or_else(|| row.url.clone());
        self.out.line(&place.unwrap_or_default());
        self.out.flush();
    }

    fn look(&self, row: &Render) -> String {
        let video = row.video.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("Check with: cuecard status {video}{}", self.ending)
    }
}

/// Whether asking again may get another answer.
fn may_pass(fault: &Fault, age: SignedDuration) -> bool {
    fault.is_passing()
        || matches!(fault.kind, FaultKind::Unreadable | FaultKind::DailyLimit)
        || (fault.kind == FaultKind::NotFound && age < UNKNOWN_RENDER_TIMEOUT)
}

/// Says a change of a render: a line of JSON, or a line beside the output.
pub(super) fn tell(out: &mut Out, before: Option<&Render>, row: &Render) {
    if before == Some(row) {
        return;
    }
    if out.json {
        out.value(&Row::of(row));
    } else if row.stage == Stage::Queued && row.note.is_some() {
        say(&format!("{}: {}", row.title, row.note.as_deref().unwrap_or_default()));
    } else if row.stage != Stage::Queued && before.is_none_or(|before| before.stage != row.stage) {
        say(&format!("{}: {}", row.title, row.stage.word()));
    }
}

/// What the end of a render means for the command.
fn outcome(row: &Render) -> Result<(), Trouble> {
    let title = &row.title;
    let why = row.note.as_deref().unwrap_or("the reason is unknown");
    let (kind, what, hint) = match row.stage {
        Stage::Completed | Stage::Pending | Stage::Processing => return Ok(()),
        Stage::Failed => ("failed", format!("{title} failed: {why}"), ""),
        Stage::Refused => ("refused", format!("{title} was refused: {why}"), ""),
        Stage::Cancelled => ("cancelled", format!("{title} was canceled; nothing was sent"), ""),
        Stage::Queued => {
            let hint = "It is queued, and is sent only when you send it.";
            ("queued", format!("{title} was not sent: {why}"), hint)
        }
        Stage::Sending | Stage::Unconfirmed => {
            let hint = "Check with cuecard queue before you render it again.";
            ("unconfirmed", format!("{title} may have been created: {why}"), hint)
        }
    };
    Err(Trouble::new(FAILED, kind, what, hint))
}

/// [`outcome`], with the page that the service's last reply names.
pub(super) async fn told(runner: &Runner, row: &Render) -> Result<(), Trouble> {
    match outcome(row) {
        Ok(()) => Ok(()),
        Err(trouble) => {
            // What the ledger does not tell is left out.
            let details = status::details(runner, row).await.unwrap_or_default();
            let known = row.note.as_deref().and_then(Reason::of_note).is_some();
            Err(trouble.with_reply(&details, !known))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_sat_out_and_a_bad_key_is_not() {
        let (young, old) = (SignedDuration::ZERO, SignedDuration::from_hours(1));
        let may = |kind, age| may_pass(&Fault::new("the video", kind, ""), age);
        for kind in [FaultKind::Service, FaultKind::Busy, FaultKind::NoConnection, FaultKind::TimedOut] {
            assert!(may(kind, old), "{kind:?}");
        }
        assert!(may(FaultKind::NotFound, young) && !may(FaultKind::NotFound, old));
        assert!(!may(FaultKind::Key, young) && !may(FaultKind::File, young));
    }
}
