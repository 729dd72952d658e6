//! The wait for the end of renders: polls them, prints each change and downloads the videos.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use super::error::CliError;
use super::error_kind::CliErrorKind;
use super::interrupt::{Interruption, Interrupts};
use super::lease::LedgerFollower;
use super::output::CommandOutput;
use super::project_remarks::ProjectRemarks;
use super::render_output::print_change;
use super::requests;
use crate::domain::{Error, ErrorKind, Render, RenderStage};
use crate::runtime::{self, Runner};
use crate::studio::{DownloadReply, DownloadRequest, PollInterval, RenderReply, Reply};

/// How long an accepted video may still be unknown to the service.
const UNKNOWN_RENDER_TIMEOUT: SignedDuration = SignedDuration::from_mins(2);

/// Failed ledger writes in a row before the wait fails: a full disk may have room again.
const MAX_UNRECORDED_TRIES: usize = 5;

/// A wait for renders.
#[derive(Debug)]
pub(super) struct RenderWait<'a> {
    pub(super) runner: &'a Runner,
    pub(super) out: &'a mut CommandOutput,
    pub(super) pace: PollInterval,
    /// The option that a suggested command line needs.
    pub(super) command_suffix: &'static str,
    pub(super) download_folder: Option<PathBuf>,
    /// What printed renders say of their project.
    pub(super) remarks: Option<&'a ProjectRemarks<'a>>,
}

impl RenderWait<'_> {
    /// Waits for all of them, or for an interruption.
    pub(super) async fn run(
        mut self,
        mut renders: Vec<Render>,
        interrupts: &mut Interrupts,
    ) -> Result<(), CliError> {
        let interruption = tokio::select! {
            done = self.wait_for_each(&mut renders) => return done,
            interruption = interrupts.next() => interruption,
        };
        Err(self.interrupted_error(interruption, &renders))
    }

    /// An interrupted wait: the state of the first render that is not done, and the next step.
    pub(super) fn interrupted_error(&self, interruption: Interruption, renders: &[Render]) -> CliError {
        if let Some(row) = renders.iter().find(|row| row.is_queued_here()) {
            let state = format!("{} is queued and was not sent", row.title);
            let hint = format!("Send it with: cuecard queue send {}{}", row.id, self.command_suffix);
            return CliError::interrupted(interruption, &state, &hint);
        }
        match unfinished_render(renders, self.download_folder.as_deref()) {
            Some((row, state)) => CliError::interrupted(interruption, &state, &self.status_hint(row)),
            None => CliError::interrupted(interruption, "", ""),
        }
    }

    async fn wait_for_each(&mut self, renders: &mut [Render]) -> Result<(), CliError> {
        for row in renders {
            let was_running = row.stage.is_running();
            self.poll_until_over(row).await?;
            if was_running && row.stage == RenderStage::Completed {
                requests::load_balance_after_render(self.runner).await;
            }
            check_outcome(self.runner, row).await?;
            if let Some(folder) = self.download_folder.clone() {
                self.deliver(row, folder).await?;
            }
            self.print_location(row);
        }
        Ok(())
    }

    /// Polls the service, or reads the ledger while another program polls, until the render has ended. Transient errors are
    /// retried.
    async fn poll_until_over(&mut self, row: &mut Render) -> Result<(), CliError> {
        let mut follower = LedgerFollower::start(self.runner);
        let (mut unrecorded_tries, mut last_noted) = (0, None);
        while self.needs_polling(row) {
            if !follower.acquire_poll_lease().await {
                self.read_ledger(&mut follower, row).await?;
                continue;
            }
            let age = runtime::now().duration_since(row.started_at());
            let wait = match requests::poll_render(self.runner, row).await {
                None => return Ok(()),
                Some(Ok(now)) => {
                    print_change(self.out, Some(row), &now, self.remarks);
                    *row = now;
                    (unrecorded_tries, last_noted) = (0, None);
                    self.pace.at_age(age)
                }
                Some(Err(error))
                    if error.kind == ErrorKind::File && unrecorded_tries < MAX_UNRECORDED_TRIES =>
                {
                    unrecorded_tries += 1;
                    self.note_once(&error, &mut last_noted);
                    self.pace.at_age(age)
                }
                Some(Err(error)) if is_transient(&error, age) => {
                    self.note_once(&error, &mut last_noted);
                    error.retry_after.unwrap_or_default().max(self.pace.max)
                }
                Some(Err(error)) => {
                    let hint = format!("{} {}", error.next_step(), self.status_hint(row));
                    return Err(CliError::from(error).with_hint(hint));
                }
            };
            if self.needs_polling(row) {
                follower.poll_other_renders(Some(row.id)).await;
                tokio::time::sleep(wait).await;
            }
        }
        Ok(())
    }

    /// Whether it is running, or is to be downloaded and has no link yet.
    fn needs_polling(&self, row: &Render) -> bool {
        row.stage.is_running() || (self.download_folder.is_some() && row.awaits_link(runtime::now()))
    }

    /// Notes an error, unless the last one was of the same kind.
    fn note_once(&mut self, error: &Error, last_noted: &mut Option<ErrorKind>) {
        if last_noted.replace(error.kind) != Some(error.kind) {
            self.out.note(&format!("{error} The check is retried."));
        }
    }

    /// Reads the row from the ledger; waits if it has not changed.
    async fn read_ledger(
        &mut self,
        follower: &mut LedgerFollower<'_>,
        row: &mut Render,
    ) -> Result<(), CliError> {
        let Some(now) = follower.load_render(row).await else {
            let message = format!("{} was removed from the list by another cuecard", row.title);
            return Err(CliError::new(CliErrorKind::Removed, message, self.status_hint(row)));
        };
        if now == *row {
            follower.wait_for_change(self.pace.max).await;
            return Ok(());
        }
        print_change(self.out, Some(row), &now, self.remarks);
        *row = now;
        Ok(())
    }

    async fn deliver(&mut self, row: &mut Render, folder: PathBuf) -> Result<(), CliError> {
        let Some(url) = row.video_url.clone() else {
            let message = format!("{} is finished, but the service gave no link", row.title);
            return Err(CliError::new(CliErrorKind::NotFound, message, self.status_hint(row)));
        };
        let request =
            DownloadRequest::Video { render: row.id, url, title: row.title.clone(), folder: Some(folder) };
        let mut follower = None;
        let now = loop {
            match self.request_delivery(row, request.clone()).await {
                Err(error) if error.kind == ErrorKind::InUse => {
                    // Another program downloads it.
                    let follower = follower.get_or_insert_with(|| LedgerFollower::start(self.runner));
                    follower.wait_for_change(self.pace.min).await;
                }
                done => break done?,
            }
        };
        print_change(self.out, Some(row), &now, self.remarks);
        *row = now;
        Ok(())
    }

    /// Downloads the video, and prints it before its subtitles. Returns the last row.
    async fn request_delivery(&mut self, row: &Render, request: DownloadRequest) -> Result<Render, Error> {
        let (mut replies, mut last) = (self.runner.request(request), None::<Render>);
        while let Some(reply) = replies.recv().await {
            match reply {
                Reply::Render(RenderReply::Changed(now)) => {
                    if let Some(here) = last.replace(*now) {
                        print_change(self.out, Some(row), &here, self.remarks);
                    }
                }
                Reply::Download(DownloadReply::Failed(_, error)) | Reply::TaskFailed(error) => {
                    return Err(error);
                }
                _ => {}
            }
        }
        last.ok_or_else(requests::no_reply_error)
    }

    fn print_location(&mut self, row: &Render) {
        if let Some(note) = &row.note {
            self.out.note(&format!("{}: {note}", row.title));
        }
        if self.out.json {
            return;
        }
        let location =
            row.video_path.as_ref().map(|file| file.display().to_string()).or_else(|| row.video_url.clone());
        self.out.print_line(&location.unwrap_or_default());
        self.out.flush();
    }

    fn status_hint(&self, row: &Render) -> String {
        let video = row.video_id.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("Check with: cuecard status {video}{}", self.command_suffix)
    }
}

/// The first render that runs or is to be downloaded, or else the last one, and its state.
fn unfinished_render<'a>(
    renders: &'a [Render],
    download_folder: Option<&Path>,
) -> Option<(&'a Render, String)> {
    let is_undelivered = |row: &Render| download_folder.is_some() && row.is_delivery_pending();
    let is_unfinished = |row: &&Render| row.stage.is_running() || is_undelivered(row);
    let row = renders.iter().find(is_unfinished).or(renders.last())?;
    let title = &row.title;
    let state = match row.stage {
        stage if stage.is_running() => format!("the render of {title} continues"),
        _ if is_undelivered(row) => format!("{title} is finished, but not fully downloaded"),
        stage => format!("{title} is {}", stage.as_str()),
    };
    Some((row, state))
}

/// Whether a retry may succeed.
fn is_transient(error: &Error, age: SignedDuration) -> bool {
    error.is_transient()
        || matches!(error.kind, ErrorKind::InvalidResponse | ErrorKind::DailyLimit)
        || (error.kind == ErrorKind::NotFound && age < UNKNOWN_RENDER_TIMEOUT)
}

/// The error that the end of a render means for the command.
fn check_stage(row: &Render) -> Result<(), CliError> {
    let title = &row.title;
    let reason = row.note.as_deref().unwrap_or("the reason is unknown");
    let (kind, message, hint) = match row.stage {
        RenderStage::Completed | RenderStage::Pending | RenderStage::Processing => return Ok(()),
        RenderStage::Failed => (CliErrorKind::Failed, format!("{title} failed: {reason}"), ""),
        RenderStage::Refused => (CliErrorKind::Refused, format!("{title} was refused: {reason}"), ""),
        RenderStage::Canceled => {
            (CliErrorKind::Canceled, format!("{title} was canceled; nothing was sent"), "")
        }
        RenderStage::Queued => {
            let hint = "It is queued, and is sent only when you send it.";
            (CliErrorKind::Queued, format!("{title} was not sent: {reason}"), hint)
        }
        RenderStage::Sending | RenderStage::Unconfirmed => {
            let hint = "Check with cuecard queue before you render it again.";
            (CliErrorKind::Unconfirmed, format!("{title} may have been created: {reason}"), hint)
        }
    };
    Err(CliError::new(kind, message, hint))
}

/// [`check_stage`], with the service's last response.
pub(super) async fn check_outcome(runner: &Runner, row: &Render) -> Result<(), CliError> {
    match check_stage(row) {
        Ok(()) => Ok(()),
        Err(error) => {
            // Details that cannot be read are left out.
            let details = requests::load_details(runner, row).await.unwrap_or_default();
            Err(error.with_response(&details, row.failure_reason.is_none()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interruption_names_a_render_that_runs_or_is_to_be_downloaded() {
        use RenderStage::{Completed, Failed, Processing};
        let state = |stages: &[RenderStage], folder: Option<&str>| {
            let renders: Vec<Render> =
                (1..).zip(stages).map(|(id, stage)| Render::example(id, *stage)).collect();
            unfinished_render(&renders, folder.map(Path::new)).map(|(row, state)| (row.id.0, state))
        };
        let expected = |id, state: &str| Some((id, state.to_owned()));
        let (running, undelivered) =
            ("the render of Video continues", "Video is finished, but not fully downloaded");
        assert_eq!(state(&[Completed, Processing], None), expected(2, running));
        assert_eq!(state(&[Completed, Processing], Some("videos")), expected(1, undelivered));
        assert_eq!(state(&[Failed, Completed], Some("videos")), expected(2, undelivered));
        assert_eq!(state(&[Completed], None), expected(1, "Video is completed"));
        assert_eq!(state(&[Failed], Some("videos")), expected(1, "Video is failed"));
    }

    #[test]
    fn transient_errors_are_retried_and_a_bad_api_key_is_not() {
        let (recent, old) = (SignedDuration::ZERO, SignedDuration::from_hours(1));
        let is_retried = |kind, age| is_transient(&Error::new("the video", kind, ""), age);
        for kind in
            [ErrorKind::ServiceFailure, ErrorKind::RateLimited, ErrorKind::NoConnection, ErrorKind::TimedOut]
        {
            assert!(is_retried(kind, old), "{kind:?}");
        }
        assert!(is_retried(ErrorKind::NotFound, recent) && !is_retried(ErrorKind::NotFound, old));
        assert!(!is_retried(ErrorKind::ApiKey, recent) && !is_retried(ErrorKind::File, recent));
    }
}
