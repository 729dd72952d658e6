//! The queue: renders, when each is asked about next, and videos on their way to this machine.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::schedule::Schedule;
use crate::domain::{DownloadProgress, Error, Render, RenderId};
use crate::studio::{OpenTarget, Remote, RenderList, RequestId};

/// How often a render is asked about: from the first gap, growing with its age, to the last.
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
    /// The time until a render of this age is asked about again: a tenth of the age, within the two ends.
    pub fn at_age(self, age: SignedDuration) -> Duration {
        let tenth = Duration::try_from(age / 10).unwrap_or_default();
        tenth.clamp(self.min, self.max)
    }
}

/// A video that was asked for and has no row yet.
#[derive(Debug)]
pub(in crate::studio) struct PendingSubmission {
    pub(in crate::studio) request: RequestId,
    pub(in crate::studio) digest: String,
    pub(in crate::studio) title: String,
}

#[derive(Debug)]
pub struct RenderQueue {
    pub renders: RenderList,
    /// Whether the ledger was read.
    pub ledger_read: Remote<()>,
    /// Videos on their way to this machine.
    pub download_progress: HashMap<RenderId, DownloadProgress>,
    /// The last asking that failed, until one succeeds.
    pub last_poll_error: Option<Error>,
    pub poll_interval: PollInterval,
    /// Whether this program asks the service; where another one does, its ledger tells.
    pub holds_poll_lease: bool,
    pub(in crate::studio) ledger_watch: LedgerWatch,
    pub(in crate::studio) schedule: Schedule,
    pub(in crate::studio) polls_in_flight: HashSet<RenderId>,
    /// Videos that were asked for and have no row yet.
    pub(in crate::studio) pending_submissions: Vec<PendingSubmission>,
    /// Renders whose sending was asked for.
    pub(in crate::studio) sends_in_flight: HashSet<RenderId>,
    /// Whether unconfirmed renders are being looked for.
    pub(in crate::studio) is_reconciling: bool,
    /// Videos on their way here, and those whose subtitles are.
    pub(in crate::studio) downloads_in_flight: HashSet<RenderId>,
    /// Finished videos that were asked for to be brought here.
    pub(in crate::studio) requested_downloads: HashSet<RenderId>,
    /// Those of them that did not arrive, and are fetched again by themselves.
    pub(in crate::studio) delayed_downloads: HashSet<RenderId>,
    /// Links that are renewed, and what for.
    pub(in crate::studio) link_renewals: HashMap<RenderId, LinkAction>,
    /// Since when the service cannot be reached.
    pub(in crate::studio) unreachable_since: Option<Timestamp>,
}

impl Default for RenderQueue {
    fn default() -> Self {
        Self::with_poll_interval(PollInterval::default())
    }
}

impl RenderQueue {
    /// An empty queue that asks at this pace.
    pub fn with_poll_interval(pace: PollInterval) -> Self {
        Self {
            renders: RenderList::default(),
            ledger_read: Remote::Idle,
            download_progress: HashMap::new(),
            last_poll_error: None,
            poll_interval: pace,
            holds_poll_lease: true,
            ledger_watch: LedgerWatch::Off,
            schedule: Schedule::default(),
            polls_in_flight: HashSet::new(),
            pending_submissions: Vec::new(),
            sends_in_flight: HashSet::new(),
            is_reconciling: false,
            downloads_in_flight: HashSet::new(),
            requested_downloads: HashSet::new(),
            delayed_downloads: HashSet::new(),
            link_renewals: HashMap::new(),
            unreachable_since: None,
        }
    }

    /// The queue of another account, of which nothing is known yet.
    pub(in crate::studio) fn for_next_account(&mut self) -> Self {
        let mut renders = std::mem::take(&mut self.renders);
        renders.clear();
        Self { renders, ..Self::with_poll_interval(self.poll_interval) }
    }

    /// Renders that are being sent, or worked on by the service.
    pub fn in_flight_count(&self) -> usize {
        self.renders.in_flight_count()
    }

    /// Videos that were asked for and have no row yet.
    pub fn submitting_titles(&self) -> impl Iterator<Item = &str> {
        self.pending_submissions.iter().map(|spec| spec.title.as_str())
    }

    /// Whether something in it shows time that passes.
    pub fn needs_ticks(&self) -> bool {
        self.in_flight_count() > 0 || !self.download_progress.is_empty()
    }

    pub fn render(&self, id: RenderId) -> Option<&Render> {
        self.renders.iter().find(|render| render.id == id)
    }

    /// What can be opened or copied of a render: its file, or else its link.
    pub fn open_target(render: &Render) -> Option<OpenTarget> {
        let file = render.video_path.clone().map(OpenTarget::File);
        file.or_else(|| render.video_url.clone().map(OpenTarget::Link))
    }
}

/// What a link is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkAction {
    Open,
    Copy,
}

/// Whether changes that other programs make in the ledger come by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::studio) enum LedgerWatch {
    Off,
    /// Asked for; the system may not tell.
    Requested(RequestId),
    Active(RequestId),
}
