//! The studio: all that the panes show and change.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::account::{AccountState, ActiveAccount};
use super::catalog::CatalogState;
use super::clipboard::ClipboardState;
use super::motion_bank::OwnMotions;
use super::photo_jobs::PhotoJobs;
use super::project::{NextProject, ProjectState};
use super::recordings::RecordingState;
use super::render_queue::RenderQueue;
use super::speech::SpeechState;
use super::spend::SpendState;
use super::status_line::StatusLine;
use crate::domain::{LookRates, Rate, Render, RenderDetails, RenderId, Settings, UploadProgress};
use crate::studio::{Effect, Remote, Request, RequestId, UnsavedWork};

/// All that the panes show and change, by subject.
#[derive(Debug)]
pub struct Studio {
    pub settings: Settings,
    pub environment: Environment,
    pub account: AccountState,
    pub catalog: CatalogState,
    pub clipboard: ClipboardState,
    pub photo_jobs: PhotoJobs,
    pub own_motions: OwnMotions,
    pub project_state: ProjectState,
    /// The index of the scene with the caret.
    pub current_scene: usize,
    pub project_list: ProjectList,
    pub recordings: RecordingState,
    pub queue: RenderQueue,
    pub speech: SpeechState,
    pub spend: SpendState,
    pub status_line: StatusLine,
    /// How renders of talking photos on Avatar IV are priced: as the settings say, or in the unit of the balance.
    pub rate: Rate,
    /// How other looks are priced, where that is not published.
    pub look_rates: LookRates,
    /// The render whose details are open.
    pub open_details: Option<OpenDetails>,
    /// The uploads of files that are in progress, by their requests.
    pub uploads: BTreeMap<RequestId, UploadProgress>,
    /// The highest number of retries of one request while there is no connection; 0 once it is back.
    pub connection_retries: usize,
    pub(in crate::studio) now: Timestamp,
    pub(in crate::studio) last_request: u64,
    /// Replies to requests up to this one belong to an earlier account.
    pub(in crate::studio) last_request_of_former_account: u64,
    pub(in crate::studio) is_tick_armed: bool,
    /// What is to be done.
    effects: Vec<Effect>,
}

impl Studio {
    /// A studio without settings of a user: any number of renders may be in flight.
    pub fn new(account: ActiveAccount) -> Self {
        let settings = Settings { concurrency: 0, ..Settings::default() };
        Self {
            environment: Environment::default(),
            account: AccountState::new(account, &settings),
            catalog: CatalogState::default(),
            clipboard: ClipboardState::default(),
            photo_jobs: PhotoJobs::default(),
            own_motions: OwnMotions::default(),
            project_state: ProjectState::default(),
            current_scene: 0,
            project_list: ProjectList::default(),
            recordings: RecordingState::default(),
            queue: RenderQueue::default(),
            speech: SpeechState::default(),
            spend: SpendState::default(),
            status_line: StatusLine::default(),
            rate: Rate::default(),
            look_rates: LookRates::default(),
            open_details: None,
            uploads: BTreeMap::new(),
            connection_retries: 0,
            settings,
            now: Timestamp::UNIX_EPOCH,
            last_request: 0,
            last_request_of_former_account: 0,
            is_tick_armed: false,
            effects: Vec::new(),
        }
    }

    /// Applies the user's settings, before the studio starts.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.account.dialect = self.account.active.assumed_dialect(&settings);
        self.settings = settings;
        self.update_rate();
        self
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Sets the time of what happens next.
    pub fn set_now(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// Replaces a leading `~` of a typed path by the home directory.
    pub fn expand_home(&self, typed: PathBuf) -> PathBuf {
        match (typed.strip_prefix("~"), &self.environment.home_directory) {
            (Ok(rest), Some(home)) => home.join(rest),
            _ => typed,
        }
    }

    /// The path relative to the working directory, if it lies there.
    pub fn relative_path<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        let folder = &self.environment.working_directory;
        if folder.as_os_str().is_empty() { None } else { path.strip_prefix(folder).ok() }
    }

    /// Starts a request.
    pub fn request(&mut self, request: impl Into<Request>) -> RequestId {
        self.last_request += 1;
        let id = RequestId(self.last_request);
        self.emit(Effect::Request(id, request.into()));
        id
    }

    /// Adds to what is to be done.
    pub fn emit(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// What is to be done since the last call, in its order.
    #[must_use]
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Whether the screen shows elapsed time.
    pub fn needs_ticks(&self) -> bool {
        self.queue.needs_ticks() || !self.photo_jobs.jobs.is_empty()
    }
}

/// The render whose details are open.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenDetails {
    pub render: RenderId,
    pub details: Remote<Box<RenderDetails>>,
    /// The row at the last request; another row makes the details stale.
    pub(in crate::studio) requested_for: Option<Render>,
}

#[derive(Debug, Default)]
pub struct ProjectList {
    pub files: Vec<PathBuf>,
    pub unsaved_work: Vec<UnsavedWork>,
    /// What is opened once the autosave of this request is written.
    pub(in crate::studio) pending_open: Option<(RequestId, NextProject)>,
}

#[derive(Debug, Clone)]
pub struct Environment {
    /// Decides where a day begins.
    pub time_zone: TimeZone,
    /// Relative paths are resolved against it.
    pub working_directory: PathBuf,
    /// Replaces a leading `~`.
    pub home_directory: Option<PathBuf>,
    /// Where unsaved work without a project file is kept.
    pub drafts_directory: PathBuf,
}

impl Default for Environment {
    fn default() -> Self {
        Self {
            time_zone: TimeZone::UTC,
            working_directory: PathBuf::new(),
            home_directory: None,
            drafts_directory: PathBuf::new(),
        }
    }
}
