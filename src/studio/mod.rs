//! The state of the work: replies in, effects out; nothing here waits, reads or draws.

mod account;
mod details;
mod download;
mod edit;
mod effect;
mod polling;
mod project_diff;
mod reconfirm;
mod undo_history;

mod distinction;
mod name_resolution;
mod photo_jobs;
mod picture_cache;
mod project_state;
mod remote;
mod render_list;
mod render_queue;
mod request;
mod schedule;
mod send_queue;
mod speech_measurement;
mod spend_history;
mod status_line;
mod voice;

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::{
    Balance, Dialect, DialectLoss, Error, MultiSceneMode, PhotoCatalog, PhotoId, PictureKeyChoice, Rate,
    RenderHistory, SpendTotals, SpendingCaps, Stage, Sunset, UnknownSetting, VoiceCatalog, VoiceId,
};

pub use account::ActiveAccount;
pub use details::OpenDetails;
pub use distinction::Distinction;
pub use download::LinkAction;
pub use edit::Edit;
pub use effect::{Effect, RequestId, Timer};
pub use photo_jobs::PhotoJob;
pub use picture_cache::{PictureCache, PictureSize, TerminalCell, TerminalPicture};
pub use project_diff::{ChangeLocation, ProjectDiff};
pub use project_state::ProjectState;
pub use remote::Remote;
pub use render_list::RenderList;
pub use render_queue::{PollInterval, RenderQueue};
pub use request::{
    AccountReply, AccountRequest, CatalogReply, CatalogRequest, DialectRefusal, DownloadReply,
    DownloadRequest, LoadedProject, NewRender, OneTimeNotice, OpenTarget, PhotoReply, PhotoRequest,
    PictureKeyRefusal, ProjectReply, ProjectRequest, Reconciliation, RenderReply, RenderRequest,
    ReorderDirection, Reply, Request, SaveResult, UnsavedWork, UntrainedPhoto,
};
pub use speech_measurement::SpeechMeasurement;
pub use status_line::{KeyHint, MessageExpiry, MessageTopic, Severity, StatusMessage};
pub use undo_history::EditKind;

/// All that the panes show and change.
#[derive(Debug)]
pub struct Studio {
    pub account: ActiveAccount,
    pub project_state: ProjectState,
    pub photos: Remote<PhotoCatalog>,
    pub voices: Remote<VoiceCatalog>,
    /// `None` inside: the service does not tell.
    pub balance: Remote<Option<Balance>>,
    pub queue: RenderQueue,
    pub pictures: PictureCache,
    /// The voice whose sample plays.
    pub playing_voice: Option<VoiceId>,
    pub status_message: Option<StatusMessage>,
    /// Warnings and errors that came before it and that nobody could read yet, the oldest first.
    pub unread_messages: Vec<StatusMessage>,
    /// Counts what was told.
    message_count: u64,
    /// The message that the timer which is out will end.
    message_timer: Option<u64>,
    pub rate: Rate,
    /// Whether the rate follows the unit of the balance, because the user set none.
    pub rate_follows_balance: bool,
    /// The dialect of the API that videos are sent in.
    pub dialect: Dialect,
    /// When its generation of the API ends, where the service said so.
    pub sunset: Option<Sunset>,
    /// The dialect of an account that was not heard yet.
    pub default_dialect: Dialect,
    /// How several scenes are sent where the dialect holds but one.
    pub multi_scene_mode: MultiSceneMode,
    /// A render whose picture keys were all refused; the user decides how to continue.
    pub picture_key_refusal: Option<PictureKeyRefusal>,
    /// A new photo that waits for the user to agree to its training.
    pub untrained_photo: Option<UntrainedPhoto>,
    /// A video that waits for the user to see what it loses and costs in the form that is spoken by now.
    pub pending_reconfirmation: Option<NewRender>,
    /// A video that waits for the user to say in which other form it is to be sent.
    pub dialect_refusal: Option<DialectRefusal>,
    /// What may be spent at most.
    pub caps: SpendingCaps,
    /// Keys of the settings file that do nothing; a misspelled cap among them stops what is sent.
    pub unknown_settings: Vec<UnknownSetting>,
    /// Earlier renders, as the ledger knows them.
    pub history: RenderHistory,
    /// Why they could not be read the last time.
    pub history_error: Option<Error>,
    /// What they cost together.
    pub spend_totals: SpendTotals,
    /// Where the user is in time: what a day is.
    pub time_zone: TimeZone,
    /// Where relative paths begin; told beside them.
    pub working_directory: PathBuf,
    /// What a `~` stands for.
    pub home_directory: Option<PathBuf>,
    /// Whether finished videos are brought here by themselves.
    pub auto_download: bool,
    /// The request of the open video, as it would be sent.
    pub request_preview: Option<String>,
    /// The video whose length was asked for last.
    pub speech_measurement: Option<SpeechMeasurement>,
    /// The render whose details are looked at.
    pub open_details: Option<OpenDetails>,
    /// Project files near, as they were found last.
    pub project_files: Vec<PathBuf>,
    /// Work that no file has, as it was found with them.
    pub unsaved_work: Vec<UnsavedWork>,
    /// The folder in which such work is kept.
    pub drafts_directory: PathBuf,
    /// How often the service is asked once more now, since there is no connection.
    pub connection_retries: usize,
    /// New looks that are on their way.
    pub photo_jobs: Vec<PhotoJob>,
    /// Pictures that are being read, before anything is sent of them.
    pub picture_read_request: Option<RequestId>,
    /// Why they could not be read.
    pub picture_read_error: Option<Error>,
    /// What was written of looks that were not asked for yet.
    pub look_prompt: String,
    /// The looks that came last.
    pub newest_photos: Vec<PhotoId>,
    /// Grows with each list of photos or voices that arrives.
    pub catalog_revision: u64,
    name_cache: name_resolution::NameCache,
    /// The project that is opened once the draft of this request is written.
    pending_open: Option<(RequestId, Option<PathBuf>)>,
    history_read_state: spend_history::HistoryReadState,
    now: Timestamp,
    last_request: u64,
    /// Replies to requests before this one belong to another account.
    account_epoch: u64,
    is_tick_armed: bool,
}

impl Studio {
    pub fn new(account: ActiveAccount) -> Self {
        Self {
            account,
            project_state: ProjectState::default(),
            photos: Remote::Idle,
            voices: Remote::Idle,
            balance: Remote::Idle,
            queue: RenderQueue::default(),
            pictures: PictureCache::default(),
            playing_voice: None,
            status_message: None,
            unread_messages: Vec::new(),
            message_count: 0,
            message_timer: None,
            rate: Rate::default(),
            rate_follows_balance: true,
            dialect: Dialect::Scenes,
            sunset: None,
            default_dialect: Dialect::Scenes,
            multi_scene_mode: MultiSceneMode::Joined,
            picture_key_refusal: None,
            untrained_photo: None,
            pending_reconfirmation: None,
            dialect_refusal: None,
            caps: SpendingCaps::default(),
            unknown_settings: Vec::new(),
            history: RenderHistory::default(),
            history_error: None,
            spend_totals: SpendTotals::default(),
            time_zone: TimeZone::UTC,
            working_directory: PathBuf::new(),
            home_directory: None,
            auto_download: true,
            request_preview: None,
            speech_measurement: None,
            open_details: None,
            project_files: Vec::new(),
            unsaved_work: Vec::new(),
            drafts_directory: PathBuf::new(),
            connection_retries: 0,
            photo_jobs: Vec::new(),
            picture_read_request: None,
            picture_read_error: None,
            look_prompt: String::new(),
            newest_photos: Vec::new(),
            catalog_revision: 0,
            name_cache: name_resolution::NameCache::default(),
            pending_open: None,
            history_read_state: spend_history::HistoryReadState::default(),
            now: Timestamp::UNIX_EPOCH,
            last_request: 0,
            account_epoch: 0,
            is_tick_armed: false,
        }
    }

    /// The first effects: everything that the panes want, and the project that was named.
    pub fn start(&mut self, now: Timestamp, project: Option<PathBuf>) -> Vec<Effect> {
        self.now = now;
        // What was told before there was a clock is read from now on.
        self.unread_messages
            .iter_mut()
            .chain(&mut self.status_message)
            .for_each(|news| news.shown_since = now);
        let mut effects = vec![self.request(Request::Project(ProjectRequest::Open(project)))];
        effects.extend(self.load_account_data());
        effects
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Sets the time; everything that is told or compared after it happens then.
    pub fn set_now(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// A path as it was typed, with the user's home in place of its `~`.
    pub fn expand_home(&self, typed: PathBuf) -> PathBuf {
        match (typed.strip_prefix("~"), &self.home_directory) {
            (Ok(rest), Some(home)) => home.join(rest),
            _ => typed,
        }
    }

    /// Asks for a request to be done.
    pub fn request(&mut self, request: Request) -> Effect {
        self.last_request += 1;
        Effect::Request(RequestId(self.last_request), request)
    }

    /// Asks for a photo's picture in this size, unless it is here or another is on its way.
    pub fn request_picture(&mut self, photo: &PhotoId, fit: PictureSize) -> Vec<Effect> {
        if self.pictures.pending.is_some()
            || fit.0 == 0
            || fit.1 == 0
            || self.pictures.get(photo, fit).is_some()
        {
            return Vec::new();
        }
        let Some(url) = self.photo(photo).and_then(|photo| photo.picture_url.clone()) else {
            return Vec::new();
        };
        self.pictures.pending = Some((photo.clone(), fit));
        vec![self.request(Request::Catalog(CatalogRequest::LoadPicture {
            photo: photo.clone(),
            url,
            columns: fit.0,
            rows: fit.1,
        }))]
    }

    /// What of the video the dialect does not carry.
    pub fn losses(&self) -> Vec<DialectLoss> {
        self.dialect.losses(&self.project_state.project, self.multi_scene_mode)
    }

    /// Whether something on the screen shows time that passes.
    pub fn needs_ticks(&self) -> bool {
        self.queue.needs_ticks() || !self.photo_jobs.is_empty()
    }

    fn arm_tick(&mut self) -> Vec<Effect> {
        if !self.needs_ticks() || std::mem::replace(&mut self.is_tick_armed, true) {
            return Vec::new();
        }
        vec![Effect::StartTimer(Duration::from_secs(1), Timer::Tick)]
    }

    pub fn handle_timer(&mut self, now: Timestamp, timer: Timer) -> Vec<Effect> {
        self.set_now(now);
        match timer {
            Timer::Tick => {
                self.is_tick_armed = false;
                let mut effects = self.check_for_sleep();
                effects.extend(self.arm_tick());
                effects
            }
            Timer::Poll => self.handle_poll_timer(),
            Timer::Autosave => self.autosave(),
            Timer::StatusMessage(number) => {
                self.expire_message(number);
                Vec::new()
            }
            // The app's own.
            Timer::Dialog(_) => Vec::new(),
        }
    }

    /// Takes an answer of the world.
    pub fn handle_reply(&mut self, now: Timestamp, id: RequestId, reply: Reply) -> Vec<Effect> {
        self.set_now(now);
        // A reply to no request belongs to no account either.
        if id != RequestId::NONE && id.0 <= self.account_epoch {
            return Vec::new();
        }
        self.clear_pending_submission(id, &reply);
        match reply {
            Reply::Catalog(CatalogReply::PhotosLoaded(result)) => self.handle_photos_loaded(result),
            Reply::Catalog(CatalogReply::VoicesLoaded(result)) => {
                self.voices = result.into();
                self.catalog_revision += 1;
            }
            Reply::Account(AccountReply::BalanceLoaded(result)) => self.handle_balance_loaded(result),
            Reply::Render(RenderReply::Loaded(result)) => {
                let again = self.queue.ledger_read.ready().is_some();
                let mut effects = self.handle_renders_loaded(result);
                effects.extend(self.arm_tick());
                // What others sent was spent too.
                if again {
                    effects.extend(self.load_history());
                }
                return effects;
            }
            Reply::Catalog(CatalogReply::PictureLoaded(photo, result)) => {
                if let Some((_, fit)) = self.pictures.pending.take() {
                    self.pictures.insert(photo, fit, result.ok());
                }
            }
            Reply::Catalog(CatalogReply::SampleStarted(voice)) => self.playing_voice = Some(voice),
            Reply::Catalog(CatalogReply::SampleEnded(voice, result)) => {
                self.handle_sample_ended(&voice, result)
            }
            Reply::Project(ProjectReply::Opened(found)) => return self.handle_project_opened(found),
            Reply::Project(ProjectReply::Listed(projects)) => self.project_files = projects,
            Reply::Project(ProjectReply::UnsavedWorkListed(found)) => self.unsaved_work = found,
            Reply::Project(ProjectReply::Saved(path, outcome)) => {
                return self.handle_project_saved(path, outcome);
            }
            Reply::Project(ProjectReply::Autosaved(result)) => return self.handle_autosaved(id, result),
            Reply::Render(RenderReply::VideoPolled(..)) => {}
            Reply::Render(RenderReply::DetailsLoaded(render, read)) => {
                self.handle_details_loaded(render, read)
            }
            Reply::Render(RenderReply::HistoryLoaded(read)) => return self.handle_history_loaded(read),
            Reply::Render(RenderReply::Changed(render)) => {
                let mut effects = self.handle_render_changed(&render);
                // What was spent, and how long it took, is told from the ledger.
                if render.stage != Stage::Sending && !render.stage.is_running() {
                    effects.extend(self.load_history());
                }
                return effects;
            }
            Reply::Render(RenderReply::SendFailed(render, fault)) => {
                return self.handle_send_failed(render, &fault);
            }
            Reply::Render(RenderReply::RemovedFromList(render, seen)) => {
                self.queue.renders.remove(render, seen)
            }
            Reply::Render(RenderReply::Reconciled(outcome)) => return self.handle_reconciled(&outcome),
            Reply::Render(RenderReply::LedgerChanged) => return self.handle_ledger_changed(),
            Reply::Render(RenderReply::PollLease(turn)) => return self.handle_poll_lease(turn),
            Reply::Account(AccountReply::DialectDetected(dialect, notice)) => {
                return self.handle_dialect_detected(dialect, notice);
            }
            Reply::Account(AccountReply::SunsetAnnounced(sunset)) => self.sunset = sunset,
            Reply::Render(RenderReply::PictureKeysRefused(unknown)) => {
                self.handle_picture_keys_refused(*unknown)
            }
            Reply::Render(RenderReply::ReconfirmationNeeded(order, spoken)) => {
                return self.handle_reconfirmation_needed(*order, spoken);
            }
            Reply::Render(RenderReply::DialectRefused(misfit)) => self.dialect_refusal = Some(*misfit),
            Reply::Render(RenderReply::SubmitFailed(fault)) => {
                self.report(Severity::Error, format!("Not sent. {fault}"))
            }
            Reply::Render(RenderReply::PollFailed(render, fault)) => {
                return self.handle_poll_failed(render, fault);
            }
            Reply::Download(DownloadReply::Progress(render, delivery)) => {
                self.queue.download_progress.insert(render, delivery);
            }
            Reply::Download(DownloadReply::Failed(render, fault)) => {
                return self.handle_download_failed(render, &fault);
            }
            Reply::Download(DownloadReply::OpenedExternally(target, Ok(()))) => {
                let opened = StatusMessage::new(Severity::Success, format!("Opened {}", target.text()));
                self.show_message(opened.with_expiry(MessageExpiry::AfterTimeout));
            }
            Reply::Download(DownloadReply::OpenedExternally(target, Err(fault))) => {
                return self.handle_open_failed(&target, &fault);
            }
            Reply::Project(ProjectReply::RequestPreviewBuilt(text)) => self.request_preview = Some(text),
            Reply::Project(ProjectReply::SpeechMeasured(spec, result)) => {
                self.handle_speech_measured(&spec, result)
            }
            Reply::Photo(PhotoReply::PictureChecked(path, notes)) => {
                self.handle_picture_checked(id, &path, &notes)
            }
            Reply::Account(AccountReply::Retrying(count)) => self.handle_retrying(count),
            Reply::Photo(PhotoReply::PhotoJobProgress(at)) => return self.handle_photo_job_progress(id, at),
            Reply::Photo(PhotoReply::GroupTrained(photo, result)) => {
                return self.handle_group_trained(id, &photo, result);
            }
            Reply::Photo(PhotoReply::LookGenerationStarted(result)) => {
                return self.handle_look_generation_started(id, result);
            }
            Reply::Photo(PhotoReply::Added(result)) => return self.handle_photos_added(id, result),
            Reply::Photo(PhotoReply::TrainingNeeded(photo)) => self.handle_training_needed(id, *photo),
            Reply::Photo(PhotoReply::PhotoJobEnded) => self.handle_photo_job_ended(id),
            Reply::Account(AccountReply::AccountSwitched(result)) => {
                return self.handle_account_switched(result);
            }
            Reply::Render(RenderReply::ActionFailed(render, fault)) => {
                return self.handle_action_failed(render, &fault);
            }
            Reply::Project(ProjectReply::UnknownKeys(keys)) => self.report_unknown_keys(&keys),
            Reply::TaskFailed(fault) => self.report(Severity::Error, fault.to_string()),
        }
        Vec::new()
    }

    /// A dialog opens only where the user has a choice.
    fn handle_picture_keys_refused(&mut self, unknown: PictureKeyRefusal) {
        if unknown.can_upload || unknown.key_choice != PictureKeyChoice::Auto {
            self.picture_key_refusal = Some(unknown);
        } else {
            self.report(Severity::Error, format!("Not sent. {}", unknown.error));
        }
    }
}
