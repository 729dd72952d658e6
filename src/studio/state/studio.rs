//! The studio: all that the panes show and change.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::history::HistoryReadState;
use super::name_cache::NameCache;
use crate::domain::{
    Balance, Dialect, DialectLoss, Error, MultiSceneMode, PhotoCatalog, PhotoId, Rate, RenderHistory,
    SpendTotals, SpendingCaps, Sunset, UnknownSetting, VoiceCatalog, VoiceId,
};
use crate::studio::{
    ActiveAccount, DialectRefusal, Effect, NewRender, OpenDetails, PhotoJob, PictureCache, PictureKeyRefusal,
    ProjectState, Remote, RenderQueue, Request, RequestId, SpeechMeasurement, StatusMessage, UnsavedWork,
    UntrainedPhoto,
};

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
    pub(in crate::studio) message_count: u64,
    /// The message that the timer which is out will end.
    pub(in crate::studio) message_timer: Option<u64>,
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
    pub(in crate::studio) name_cache: NameCache,
    /// The project that is opened once the draft of this request is written.
    pub(in crate::studio) pending_open: Option<(RequestId, Option<PathBuf>)>,
    pub(in crate::studio) history_read_state: HistoryReadState,
    pub(in crate::studio) now: Timestamp,
    pub(in crate::studio) last_request: u64,
    /// Replies to requests before this one belong to another account.
    pub(in crate::studio) account_epoch: u64,
    pub(in crate::studio) is_tick_armed: bool,
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
            name_cache: NameCache::default(),
            pending_open: None,
            history_read_state: HistoryReadState::default(),
            now: Timestamp::UNIX_EPOCH,
            last_request: 0,
            account_epoch: 0,
            is_tick_armed: false,
        }
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

    /// What of the video the dialect does not carry.
    pub fn losses(&self) -> Vec<DialectLoss> {
        self.dialect.losses(&self.project_state.project, self.multi_scene_mode)
    }

    /// Whether something on the screen shows time that passes.
    pub fn needs_ticks(&self) -> bool {
        self.queue.needs_ticks() || !self.photo_jobs.is_empty()
    }
}
