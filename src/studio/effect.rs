//! Everything the core can ask of the world, and everything the world can answer, as plain data.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::{ActiveAccount, TerminalPicture};
use crate::domain::{
    Balance, Dialect, DownloadProgress, Error, GroupId, Look, Money, NewLooks, NewPhotos, PhotoCatalog,
    PhotoId, PictureKeyAttempt, PictureKeyChoice, PictureNote, Project, ReadSequence, Render, RenderDetails,
    RenderHistory, RenderId, Secret, Sunset, UnknownKey, VideoDetails, VideoId, VideoSpec, VoiceCatalog,
    VoiceId,
};

/// Names a request, so that its replies can be told from those of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

impl RequestId {
    /// That of replies that answer no request: each request has a higher one.
    pub const NONE: Self = Self(0);
}

/// What the program wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Do it beside the screen and answer with replies of the same id.
    Request(RequestId, Request),
    /// Stop working on a request; no further reply is wanted.
    Cancel(RequestId),
    /// Send the timer's message after this time.
    StartTimer(Duration, Timer),
    /// Put text on the clipboard of the terminal.
    CopyToClipboard(String),
    /// Tell the user, who may look elsewhere.
    Notify(String),
    /// Stop the sample that plays.
    StopSample,
    /// Draw every cell again.
    Redraw,
    /// Give the terminal back to the shell until the program is continued.
    Suspend,
    Quit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Something on the screen shows time that passes.
    Tick,
    /// A render is due to be asked about.
    Poll,
    /// Unsaved work is due to be kept.
    Autosave,
    /// The message of this number has been shown long enough.
    StatusMessage(u64),
    /// No input came for a while, for the dialog that set the timer of this number.
    Dialog(u64),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// The talking photos of the account.
    LoadPhotos,
    LoadVoices,
    LoadBalance,
    /// The queue as the ledger has it.
    LoadRenders,
    /// A photo's picture, fitted into cells of the terminal: columns and rows at most.
    LoadPicture {
        photo: PhotoId,
        url: String,
        columns: u16,
        rows: u16,
    },
    /// Play a voice's sample; answered once when it begins, and once when it ends.
    PlaySample {
        voice: VoiceId,
        url: String,
    },
    /// Read a project file, and unsaved work on it. `None`: only unsaved work without a file.
    OpenProject(Option<PathBuf>),
    /// The project files near: in this folder, and those of the queue.
    ListProjects(PathBuf),
    /// Write the project file. `force` writes over what another program changed since it was read, or over another file.
    SaveProject {
        path: PathBuf,
        project: Box<Project>,
        force: bool,
    },
    /// Keep unsaved work in the data folder.
    Autosave {
        path: Option<PathBuf>,
        project: Box<Project>,
    },
    /// Forget the unsaved work that was kept.
    DeleteAutosave {
        path: Option<PathBuf>,
    },
    /// Send a video: written down first, then sent once, then written down again.
    Submit(Box<NewRender>),
    /// Send a render that waits in this program, if there is room.
    TrySend(RenderId),
    /// Send a render that was left from before: the user says so.
    SendQueued(RenderId),
    /// Take a render back that waits; it was not sent.
    CancelRender(RenderId),
    /// Send a render that came to nothing, or of which nobody knows, once more as a new take: the user says so.
    SendAsNewRender(RenderId),
    /// Send a render of which nobody knows once more with its key, and in no other way: the user says so.
    ResendIdempotently(RenderId),
    /// Take a render off the list.
    RemoveFromList(RenderId),
    /// Send a waiting render before or behind its neighbour.
    Reorder(RenderId, ReorderDirection),
    /// Look on the service for all renders that are unconfirmed.
    Reconcile,
    /// Tell each time when another program may have changed the ledger; never answered where the system does not tell.
    WatchLedger,
    /// Read what other programs changed in the ledger, and see whose turn it is to ask the service.
    AcquirePollLease,
    /// Ask how far a render is.
    PollRender {
        render: RenderId,
        video: VideoId,
    },
    /// Ask how far a video is that no render of the ledger is known for.
    PollVideo(VideoId),
    /// Bring a finished video onto this machine.
    DownloadVideo {
        render: RenderId,
        url: String,
        title: String,
        folder: Option<PathBuf>,
    },
    /// Fetch the subtitles of a video that an earlier program kept without them.
    DownloadSubtitles(RenderId),
    /// Show a file or a link with the system's opener.
    OpenExternally(OpenTarget),
    /// The request of a video as it would be sent, without the key.
    BuildRequestPreview(Box<VideoSpec>),
    /// Have the service speak a video's scenes, to know how long they last: the user says so, since it may be counted
    /// as use.
    MeasureSpeech(Box<VideoSpec>),
    /// Make talking photos of pictures on this machine.
    AddPhotos(NewPhotos),
    /// Train the group of this photo, where it is not yet, so that looks can be drawn.
    TrainGroup(PhotoId),
    /// Order looks that the service draws: written down first, then ordered once. The user says so, since it may cost.
    GenerateLooks(Box<NewLooks>),
    /// Wait for the looks that were ordered, whoever ordered them, and add them to the account's photos.
    CollectLooks,
    /// Keep an API key in its file and use it from now on.
    SaveApiKey(Secret),
    /// Use another account from now on.
    SwitchAccount(ActiveAccount),
    /// The user was told this notice, named by its key: it need not be told again.
    MarkNoticeShown(String),
    /// What earlier renders teach and cost.
    LoadHistory,
    /// All that the ledger has about a render.
    LoadDetails(RenderId),
}

/// A video to be rendered, with what the ledger keeps about it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRender {
    pub spec: VideoSpec,
    pub project: Option<PathBuf>,
    /// Estimated seconds.
    pub estimated_seconds: f64,
    /// Estimated cost.
    pub estimated_cost: Money,
    /// The newest render of this very video that the user was shown; none where there was none.
    pub known_duplicate: Option<RenderId>,
    /// Which picture keys the user wants it sent with; `None`: as the settings say.
    pub key_choice: Option<PictureKeyChoice>,
    /// Whether the user agreed to an upload of the picture, where no other key is left.
    pub may_upload: bool,
    /// Picture keys that led to no render of this order.
    pub key_attempts: Vec<PictureKeyAttempt>,
    /// The form that the user wants it sent in, and all that follows; `None`: in the one that is spoken.
    pub dialect_override: Option<Dialect>,
    /// The form whose losses and price the user was shown: it is sent in no other.
    pub shown_dialect: Dialect,
}

/// What is to be told to the user once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeNotice {
    /// What it is remembered by as told.
    pub id: String,
    pub text: String,
}

/// A video whose form the service does not take; nothing was made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct DialectRefusal {
    pub render: NewRender,
    pub refused_dialect: Dialect,
    /// The forms that may do in its place, as far as their generations are there.
    pub alternatives: Vec<Dialect>,
}

/// A video for whose photo the service took no picture key; nothing was made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureKeyRefusal {
    /// With what was tried.
    pub render: NewRender,
    /// What was tried, and what the service said to each.
    pub error: Error,
    /// Which keys it could be sent with.
    pub key_choice: PictureKeyChoice,
    /// Whether an upload of the picture is left, to which the user may agree.
    pub can_upload: bool,
}

/// A photo that was made, and that the service lists after a training of its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntrainedPhoto {
    pub photo: PhotoId,
    pub name: String,
    pub group: GroupId,
}

/// Where a waiting render goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReorderDirection {
    Earlier,
    Later,
}

/// What looking for unconfirmed renders came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reconciliation {
    /// Whether the service lists its videos at all.
    pub is_listing_supported: bool,
    /// Renders whose video was found.
    pub found: usize,
    /// Renders that may be listed yet.
    pub awaiting_listing: usize,
}

/// What an opener can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenTarget {
    File(PathBuf),
    Link(String),
}

impl OpenTarget {
    /// The path or the URL, for people and clipboards.
    pub fn text(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Link(url) => url.clone(),
        }
    }
}

/// Work that no file has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsavedWork {
    /// The project that it belongs to; `None` for one without a file.
    pub project: Option<PathBuf>,
}

/// A project as it was found on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedProject {
    pub path: Option<PathBuf>,
    /// What the file says; a new project where there is no file yet.
    pub project: Project,
    /// When the file was written; none where there is no file yet.
    pub modified_at: Option<Timestamp>,
    /// Unsaved work that differs from the file, and when it was written.
    pub unsaved: Option<(Project, Timestamp)>,
    /// How much more unsaved work on it waits: each is offered when the one before it was decided about.
    pub remaining_unsaved: usize,
}

/// How saving ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveResult {
    Written,
    /// Another program changed the file since it was read; nothing was written.
    ChangedOnDisk,
    /// Another file of this name stands there already; nothing was written.
    FileExists,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    PhotosLoaded(Result<PhotoCatalog, Error>),
    VoicesLoaded(Result<VoiceCatalog, Error>),
    /// `None`: the service does not tell.
    BalanceLoaded(Result<Option<Balance>, Error>),
    /// Newest first.
    RendersLoaded(Result<Vec<Render>, Error>),
    PictureLoaded(PhotoId, Result<TerminalPicture, Error>),
    /// A sample begins to play.
    SampleStarted(VoiceId),
    /// It has ended, or could not be played.
    SampleEnded(VoiceId, Result<(), Error>),
    ProjectOpened(Result<Box<LoadedProject>, Error>),
    /// The last changed first; what could not be read is left out.
    ProjectsListed(Vec<PathBuf>),
    /// Work that no file has; told with the projects.
    UnsavedWorkListed(Vec<UnsavedWork>),
    ProjectSaved(PathBuf, Result<SaveResult, Error>),
    Autosaved(Result<(), Error>),
    /// A row of the queue is new or has changed; a submission sends several.
    RenderChanged(Box<Render>),
    /// Which dialect of the API is spoken, and what is to be told about that.
    DialectDetected(Dialect, Option<OneTimeNotice>),
    /// When the generation of the API that is spoken ends, where the service said so.
    SunsetAnnounced(Option<Sunset>),
    /// Nothing was made of a video, nor written down: this dialect is spoken by now, and not the one that was shown.
    ReconfirmationNeeded(Box<NewRender>, Dialect),
    /// Nothing was made of a video: no picture key led to a render.
    PictureKeysRefused(Box<PictureKeyRefusal>),
    /// Nothing was made of a video: the service does not take its form.
    DialectRefused(Box<DialectRefusal>),
    /// A video could not be written down, so it was not sent.
    SubmitFailed(Error),
    /// A waiting render could not be sent; it stays as it was.
    SendFailed(RenderId, Error),
    /// What the user wanted of a render could not be done; it stays as it was.
    ActionFailed(RenderId, Error),
    /// A render is off the list, seen then.
    RemovedFromList(RenderId, ReadSequence),
    /// Those that changed came as `RenderChanged` before.
    Reconciled(Result<Reconciliation, Error>),
    /// Another program may have changed the ledger.
    LedgerChanged,
    /// Whether it is this program's turn to ask; what changed in the ledger came as `Renders` before.
    PollLease(Result<bool, Error>),
    /// A render could not be asked about; it stays as it was.
    PollFailed(RenderId, Error),
    VideoPolled(VideoId, Result<Box<VideoDetails>, Error>),
    DownloadProgress(RenderId, DownloadProgress),
    DownloadFailed(RenderId, Error),
    /// Whether the opener took it.
    OpenedExternally(OpenTarget, Result<(), Error>),
    RequestPreviewBuilt(String),
    /// Seconds of each scene of this video.
    SpeechMeasured(Box<VideoSpec>, Result<Vec<f64>, Error>),
    /// What is said of a picture file before it is uploaded.
    PictureChecked(PathBuf, Vec<PictureNote>),
    /// The service is asked once more, for this many times, since there is no connection; 0 when that is over.
    Retrying(usize),
    /// How far new looks are.
    PhotoJobProgress(String),
    GroupTrained(PhotoId, Result<(), Error>),
    LookGenerationStarted(Result<(), Error>),
    /// Looks are new in the list of photos, or came to nothing.
    PhotosAdded(Result<Vec<Look>, Error>),
    /// A new photo is listed after a training, which was not begun: the user is to agree first.
    TrainingNeeded(Box<UntrainedPhoto>),
    /// Nothing more is known of new looks.
    PhotoJobEnded,
    /// The account that is used from now on; asked by `SaveApiKey` and `SwitchAccount`.
    AccountSwitched(Result<ActiveAccount, Error>),
    /// Keys of the project that was opened that mean nothing.
    UnknownProjectKeys(Vec<UnknownKey>),
    /// A task of the program itself broke.
    TaskFailed(Error),
    HistoryLoaded(Result<Box<RenderHistory>, Error>),
    DetailsLoaded(RenderId, Result<Box<RenderDetails>, Error>),
}
