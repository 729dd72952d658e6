//! The queue: renders, when each is polled next, and downloads.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::schedule::Schedule;
use crate::domain::{DownloadProgress, Error, Render, RenderId};
use crate::studio::{OpenTarget, Remote, RenderList, RequestId};

/// The time between two polls of a render; it grows with the render's age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PollInterval {
    pub min: Duration,
    pub max: Duration,
}

impl Default for PollInterval {
    fn default() -> Self {
        Self { min: Duration::from_secs(5), max: Duration::from_secs(30) }
    }
}

impl PollInterval {
    /// The time until a render of this age is polled again: a tenth of the age, within the limits.
    pub fn at_age(self, age: SignedDuration) -> Duration {
        let tenth = Duration::try_from(age / 10).unwrap_or_default();
        tenth.clamp(self.min, self.max)
    }
}

/// A submission without a row in the queue.
#[derive(Debug)]
pub(in crate::studio) struct PendingSubmission {
    pub(in crate::studio) request: RequestId,
    pub(in crate::studio) content_hash: String,
    pub(in crate::studio) title: String,
}

#[derive(Debug, Default)]
pub struct RenderQueue {
    pub renders: RenderList,
    /// Whether the ledger was read.
    pub ledger_read: Remote<()>,
    /// Downloads in progress.
    pub download_progress: HashMap<RenderId, DownloadProgress>,
    /// The error of the last poll, until one succeeds.
    pub last_poll_error: Option<Error>,
    pub poll_interval: PollInterval,
    /// Whether another process polls the service; the ledger has its results.
    pub(in crate::studio) is_polled_elsewhere: bool,
    pub(in crate::studio) ledger_watch: LedgerWatch,
    pub(in crate::studio) schedule: Schedule,
    pub(in crate::studio) polls_in_flight: HashSet<RenderId>,
    /// Submissions without a row in the queue.
    pub(in crate::studio) pending_submissions: Vec<PendingSubmission>,
    /// Renders that are being sent.
    pub(in crate::studio) sends_in_flight: HashSet<RenderId>,
    /// Whether unconfirmed renders are being reconciled.
    pub(in crate::studio) is_reconciling: bool,
    /// Renders whose video or subtitles are being downloaded.
    pub(in crate::studio) downloads_in_flight: HashSet<RenderId>,
    /// Renders whose download was requested.
    pub(in crate::studio) requested_downloads: HashSet<RenderId>,
    /// Those of them whose download failed, and is retried automatically.
    pub(in crate::studio) delayed_downloads: HashSet<RenderId>,
    /// Links that are being renewed, and the action that waits.
    pub(in crate::studio) link_renewals: HashMap<RenderId, LinkAction>,
    /// When the service became unreachable.
    pub(in crate::studio) unreachable_since: Option<Timestamp>,
}

impl RenderQueue {
    /// The queue of another account, of which nothing is known yet.
    pub(in crate::studio) fn for_next_account(&mut self) -> Self {
        let mut renders = std::mem::take(&mut self.renders);
        renders.clear();
        Self { renders, poll_interval: self.poll_interval, ..Self::default() }
    }

    /// Whether this process polls the service.
    pub fn holds_poll_lease(&self) -> bool {
        !self.is_polled_elsewhere
    }

    /// Renders in flight.
    pub fn in_flight_count(&self) -> usize {
        self.renders.in_flight_count()
    }

    /// Videos that were asked for and have no row yet.
    pub fn submitting_titles(&self) -> impl Iterator<Item = &str> {
        self.pending_submissions.iter().map(|spec| spec.title.as_str())
    }

    /// Whether the queue shows elapsed time.
    pub fn needs_ticks(&self) -> bool {
        self.in_flight_count() > 0 || !self.download_progress.is_empty()
    }

    pub fn render(&self, id: RenderId) -> Option<&Render> {
        self.renders.iter().find(|render| render.id == id)
    }

    /// The file of a render's video, or else its link.
    pub fn open_target(render: &Render) -> Option<OpenTarget> {
        let file = render.video_path.clone().map(OpenTarget::File);
        file.or_else(|| render.video_url.clone().map(OpenTarget::Link))
    }
}

/// What is done with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkAction {
    Open,
    Copy,
}

/// The watch of the ledger for changes of other processes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::studio) enum LedgerWatch {
    #[default]
    Off,
    /// Requested; the system may not support it.
    Requested(RequestId),
    Active(RequestId),
}
