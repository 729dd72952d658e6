//! Downloads of finished videos, and links to videos on the service.

use std::time::Duration;

use jiff::SignedDuration;

use super::state::take_due;
use super::{
    DownloadReply, DownloadRequest, Effect, LinkAction, MessageTopic, OpenTarget, RenderQueue, RenderRequest,
    Severity, StatusMessage, Studio,
};
use crate::domain::{DownloadProgress, Error, ErrorKind, Render, RenderId};

/// The delay before a failed download is retried.
const DOWNLOAD_RETRY_DELAY: Duration = Duration::from_mins(1);
/// The age up to which a link is surely valid: the service gives it 7 days.
const MIN_LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(6 * 24);

impl Studio {
    pub(super) fn handle_download_reply(&mut self, reply: DownloadReply) {
        match reply {
            DownloadReply::Progress(render, progress) => {
                self.queue.download_progress.insert(render, progress);
            }
            DownloadReply::Failed(render, error) => self.handle_download_failed(render, &error),
            DownloadReply::OpenedExternally(target, Ok(())) => {
                self.report_event(format!("Opened {}", target.text()));
            }
            DownloadReply::OpenedExternally(target, Err(error)) => self.handle_open_failed(&target, &error),
        }
    }

    /// Opens or copies the link of a video. A link that may have expired is renewed first.
    pub fn use_link(&mut self, render: &Render, action: LinkAction) {
        let Some(url) = render.video_url.clone() else {
            self.report(Severity::Info, "The video has no link yet");
            return;
        };
        let is_old = render.ended_at.is_some_and(|ended| self.now.duration_since(ended) > MIN_LINK_LIFETIME);
        match render.video_id.clone().filter(|_| is_old) {
            Some(video) => {
                self.queue.link_renewals.insert(render.id, action);
                self.report(Severity::Info, "The link may have expired: requesting a new one …");
                self.request(RenderRequest::Poll { render: render.id, video });
            }
            None => self.perform_link_action(url, action),
        }
    }

    fn perform_link_action(&mut self, url: String, action: LinkAction) {
        match action {
            LinkAction::Open => {
                self.request(DownloadRequest::OpenExternally(OpenTarget::Link(url)));
            }
            LinkAction::Copy => {
                self.report_event(format!("Copied {url}"));
                self.emit(Effect::CopyToClipboard(url));
            }
        }
    }

    /// A status response brought a new link: performs the action that waited for it.
    pub(super) fn handle_link_renewed(&mut self, render: &Render) {
        let action = self.queue.link_renewals.remove(&render.id);
        if let Some((action, url)) = action.zip(render.video_url.clone()) {
            self.perform_link_action(url, action);
        }
    }

    pub(super) fn handle_link_renewal_failed(&mut self, id: RenderId, error: &Error) {
        if self.queue.link_renewals.remove(&id).is_some() {
            self.report(Severity::Error, format!("No new link. {error}"));
        }
    }

    /// Requests the downloads of finished videos that never arrived, or arrived without subtitles.
    pub(super) fn download_missing(&mut self) {
        if !self.settings.download || !self.queue.holds_poll_lease() {
            return;
        }
        let (requested, in_flight) = (&self.queue.requested_downloads, &self.queue.downloads_in_flight);
        let missing = |render: &&Render| {
            let is_requested = requested.contains(&render.id) || in_flight.contains(&render.id);
            render.is_delivery_pending() && !is_requested
        };
        let missing_renders: Vec<Render> = self.queue.renders.iter().filter(missing).cloned().collect();
        // Their links may have expired: a poll renews them, and its reply starts the download.
        self.queue.requested_downloads.extend(missing_renders.iter().map(|render| render.id));
        for render in missing_renders {
            if let Some(video) = render.video_id {
                self.request(RenderRequest::Poll { render: render.id, video });
            }
        }
    }

    /// Downloads a finished video, or its subtitles where only they are missing. Does nothing where both are on disk, are
    /// being downloaded, or downloads are off.
    pub(super) fn download(&mut self, render: &Render) {
        let Some(url) =
            render.video_url.clone().filter(|_| self.settings.download && render.is_delivery_pending())
        else {
            return;
        };
        if !self.queue.downloads_in_flight.insert(render.id) {
            return;
        }
        if render.video_path.is_some() {
            self.request(DownloadRequest::Subtitles(render.id));
            return;
        }
        self.queue
            .download_progress
            .insert(render.id, DownloadProgress { received_bytes: 0, total_bytes: None });
        let folder =
            render.project_path.as_ref().and_then(|path| path.parent()).map(std::path::Path::to_path_buf);
        self.request(DownloadRequest::Video { render: render.id, url, title: render.title.clone(), folder });
    }

    /// A missing file is downloaded again; otherwise its path is shown, to open it in another way.
    pub(super) fn handle_open_failed(&mut self, target: &OpenTarget, error: &Error) {
        let is_it = |row: &&Render| {
            row.video_path.is_some() && RenderQueue::open_target(row).as_ref() == Some(target)
        };
        let missing_file =
            self.queue.renders.iter().find(is_it).filter(|_| error.kind == ErrorKind::VideoFileMissing);
        let Some(render) = missing_file.cloned() else {
            self.report(
                Severity::Info,
                format!("No program opens it here. It is at {} · y copies the path", target.text()),
            );
            return;
        };
        self.queue.requested_downloads.remove(&render.id);
        self.queue.downloads_in_flight.remove(&render.id);
        let text = format!("{} is missing; downloading it again …", target.text());
        self.report_about(MessageTopic::Download(render.id), Severity::Warning, text);
        self.download(&Render { video_path: None, ..render })
    }

    /// A render changed: ends the tracking of a download that is over.
    pub(super) fn track_download(&mut self, render: &Render) {
        if render.video_path.is_some() {
            self.queue.download_progress.remove(&render.id);
            self.queue.delayed_downloads.remove(&render.id);
            self.dismiss_topic(&MessageTopic::Download(render.id));
        }
        if !render.is_delivery_pending() {
            self.queue.downloads_in_flight.remove(&render.id);
        }
    }

    /// A transient failure is retried automatically, and reported once.
    pub(super) fn handle_download_failed(&mut self, id: RenderId, error: &Error) {
        self.queue.download_progress.remove(&id);
        self.queue.downloads_in_flight.remove(&id);
        self.queue.requested_downloads.insert(id);
        let Some(title) = self.queue.render(id).map(|row| row.title.clone()) else {
            return;
        };
        let summary = error.summary();
        let summary = summary.trim_end_matches('.');
        if !error.is_transient() {
            let text = format!("{title} was not downloaded. {summary}");
            let message = StatusMessage::new(Severity::Error, text).with_key_hint("4 R", "tries again");
            self.show_message(message.with_topic(MessageTopic::Download(id)));
        } else if !self.queue.delayed_downloads.contains(&id) {
            let late = format!("{title} was not downloaded yet. {summary} · the download is retried");
            self.report_about(MessageTopic::Download(id), Severity::Warning, late);
        }
        self.schedule_download_retry(id, error);
        self.run_due_work()
    }

    /// Schedules another attempt after a transient failure of a requested download, or of the poll before it.
    pub(super) fn schedule_download_retry(&mut self, id: RenderId, error: &Error) {
        if error.is_transient() && self.queue.requested_downloads.contains(&id) {
            self.queue.delayed_downloads.insert(id);
            let wait = DOWNLOAD_RETRY_DELAY.max(error.retry_after.unwrap_or_default());
            let again = self.now.checked_add(wait).unwrap_or(self.now);
            self.queue.schedule.downloads =
                Some(self.queue.schedule.downloads.map_or(again, |at| at.min(again)));
        }
    }

    /// Requests the delayed downloads again.
    pub(super) fn retry_downloads_if_due(&mut self) {
        if !take_due(&mut self.queue.schedule.downloads, self.now) {
            return;
        }
        let late = std::mem::take(&mut self.queue.delayed_downloads);
        self.queue.requested_downloads.retain(|id| !late.contains(id));
        self.queue.delayed_downloads = late;
        self.download_missing()
    }
}
