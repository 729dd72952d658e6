//! Everything the core can ask of the world, and everything the world can answer, as plain data.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::{Account, Picture};
use crate::domain::{
    Balance, Cast, Delivery, Details, Dialect, Fault, GroupId, History, KeyAttempt, KeyChoice, Look,
    LookWish, Money, NewPhotos, PhotoId, PictureNote, Progress, Project, Render, RenderId, Secret, Seen,
    Sunset, UnknownKey, VideoId, VideoSpec, VoiceId, Voices,
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
    Wake(Duration, Timer),
    /// Put text on the clipboard of the terminal.
    Copy(String),
    /// Tell the user, who may look elsewhere.
    Notify(String),
    /// Stop the sample that plays.
    Silence,
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
    News(u64),
    /// No input came for a while, for the dialog that set the timer of this number.
    Dialog(u64),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// The talking photos of the account.
    Cast,
    Voices,
    Balance,
    /// The queue as the ledger has it.
    Renders,
    /// A photo's picture, fitted into cells of the terminal: columns and rows at most.
    Picture {
        photo: PhotoId,
        url: String,
        columns: u16,
        rows: u16,
    },
    /// Play a voice's sample; answered once when it begins, and once when it ends.
    Listen {
        voice: VoiceId,
        url: String,
    },
    /// Read a project file, and unsaved work on it. `None`: only unsaved work without a file.
    Open(Option<PathBuf>),
    /// The project files near: in this folder, and those of the queue.
    Projects(PathBuf),
    /// Write the project file. `force` writes over what another program changed since it was read, or over another file.
    Save {
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
    DropAutosave {
        path: Option<PathBuf>,
    },
    /// Send a video: written down first, then sent once, then written down again.
    Submit(Box<Order>),
    /// Send a render that waits in this program, if there is room.
    Send(RenderId),
    /// Send a render that was left from before: the user says so.
    SendQueued(RenderId),
    /// Take a render back that waits; it was not sent.
    Withdraw(RenderId),
    /// Send a render that came to nothing, or of which nobody knows, once more as a new take: the user says so.
    SendAgain(RenderId),
    /// Send a render of which nobody knows once more with its key, and in no other way: the user says so.
    Repeat(RenderId),
    /// Take a render off the list.
    Forget(RenderId),
    /// Send a waiting render before or behind its neighbour.
    Reorder(RenderId, Move),
    /// Look on the service for all renders that are unconfirmed.
    Settle,
    /// Tell each time when another program may have changed the ledger; never answered where the system does not tell.
    Follow,
    /// Read what other programs changed in the ledger, and see whose turn it is to ask the service.
    Watch,
    /// Ask how far a render is.
    Ask {
        render: RenderId,
        video: VideoId,
    },
    /// Ask how far a video is that no render of the ledger is known for.
    Look(VideoId),
    /// Bring a finished video onto this machine.
    Deliver {
        render: RenderId,
        url: String,
        title: String,
        folder: Option<PathBuf>,
    },
    /// Fetch the subtitles of a video that an earlier program kept without them.
    Subtitles(RenderId),
    /// Show a file or a link with the system's opener.
    Show(Target),
    /// The request of a video as it would be sent, without the key.
    Preview(Box<VideoSpec>),
    /// Have the service speak a video's scenes, to know how long they last: the user says so, since it may be counted
    /// as use.
    Measure(Box<VideoSpec>),
    /// Make talking photos of pictures on this machine.
    AddPhotos(NewPhotos),
    /// Train the group of this photo, where it is not yet, so that looks can be drawn.
    Train(PhotoId),
    /// Order looks that the service draws: written down first, then ordered once. The user says so, since it may cost.
    OrderLooks(Box<LookWish>),
    /// Wait for the looks that were ordered, whoever ordered them, and add them to the account's photos.
    CollectLooks,
    /// Keep an API key in its file and use it from now on.
    KeepKey(Secret),
    /// Use another account from now on.
    Connect(Account),
    /// The user was told this notice, named by its key: it need not be told again.
    Told(String),
    /// What earlier renders teach and cost.
    History,
    /// All that the ledger has about a render.
    Details(RenderId),
}

/// A video to be rendered, with what the ledger keeps about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub spec: VideoSpec,
    pub project: Option<PathBuf>,
    /// Estimated seconds.
    pub seconds: f64,
    /// Estimated cost.
    pub cost: Money,
    /// The newest render of this very video that the user was shown; none where there was none.
    pub again: Option<RenderId>,
    /// Which picture keys the user wants it sent with; `None`: as the settings say.
    pub picture: Option<KeyChoice>,
    /// Whether the user agreed to an upload of the picture, where no other key is left.
    pub may_upload: bool,
    /// Picture keys that led to no render of this order.
    pub tried: Vec<KeyAttempt>,
    /// The form that the user wants it sent in, and all that follows; `None`: in the one that is spoken.
    pub dialect: Option<Dialect>,
    /// The form whose losses and price the user was shown: it is sent in no other.
    pub shown: Dialect,
}

/// What is to be told to the user once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is remembered by as told.
    pub key: String,
    pub words: String,
}

/// A video whose form the service does not take; nothing was made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Misfit {
    pub order: Order,
    pub refused: Dialect,
    /// The forms that may do in its place, as far as their generations are there.
    pub others: Vec<Dialect>,
}

/// A video for whose photo the service took no picture key; nothing was made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownPicture {
    /// With what was tried.
    pub order: Order,
    /// What was tried, and what the service said to each.
    pub fault: Fault,
    /// Which keys it could be sent with.
    pub choice: KeyChoice,
    /// Whether an upload of the picture is left, to which the user may agree.
    pub awaits_upload: bool,
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
pub enum Move {
    Sooner,
    Later,
}

/// What looking for unconfirmed renders came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// Whether the service lists its videos at all.
    pub lists: bool,
    /// Renders whose video was found.
    pub found: usize,
    /// Renders that may be listed yet.
    pub young: usize,
}

/// What an opener can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    File(PathBuf),
    Link(String),
}

impl Target {
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
pub struct Opened {
    pub path: Option<PathBuf>,
    /// What the file says; a new project where there is no file yet.
    pub project: Project,
    /// When the file was written; none where there is no file yet.
    pub written: Option<Timestamp>,
    /// Unsaved work that differs from the file, and when it was written.
    pub unsaved: Option<(Project, Timestamp)>,
    /// How much more unsaved work on it waits: each is offered when the one before it was decided about.
    pub waiting: usize,
}

/// How saving ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    Done,
    /// Another program changed the file since it was read; nothing was written.
    ChangedElsewhere,
    /// Another file of this name stands there already; nothing was written.
    Exists,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    Cast(Result<Cast, Fault>),
    Voices(Result<Voices, Fault>),
    /// `None`: the service does not tell.
    Balance(Result<Option<Balance>, Fault>),
    /// Newest first.
    Renders(Result<Vec<Render>, Fault>),
    Picture(PhotoId, Result<Picture, Fault>),
    /// A sample begins to play.
    Listening(VoiceId),
    /// It has ended, or could not be played.
    Listened(VoiceId, Result<(), Fault>),
    Opened(Result<Box<Opened>, Fault>),
    /// The last changed first; what could not be read is left out.
    Projects(Vec<PathBuf>),
    /// Work that no file has; told with the projects.
    UnsavedWork(Vec<UnsavedWork>),
    Saved(PathBuf, Result<Saved, Fault>),
    Autosaved(Result<(), Fault>),
    /// A row of the queue is new or has changed; a submission sends several.
    Render(Box<Render>),
    /// Which dialect of the API is spoken, and what is to be told about that.
    Speaks(Dialect, Option<Notice>),
    /// When the generation of the API that is spoken ends, where the service said so.
    Sunset(Option<Sunset>),
    /// Nothing was made of a video, nor written down: this dialect is spoken by now, and not the one that was shown.
    NotAsShown(Box<Order>, Dialect),
    /// Nothing was made of a video: no picture key led to a render.
    PictureKey(Box<UnknownPicture>),
    /// Nothing was made of a video: the service does not take its form.
    Misfit(Box<Misfit>),
    /// A video could not be written down, so it was not sent.
    NotSubmitted(Fault),
    /// A waiting render could not be sent; it stays as it was.
    NotSent(RenderId, Fault),
    /// What the user wanted of a render could not be done; it stays as it was.
    NotDone(RenderId, Fault),
    /// A render is off the list, seen then.
    Forgotten(RenderId, Seen),
    /// Those that changed came as `Render` before.
    Settled(Result<Settled, Fault>),
    /// Another program may have changed the ledger.
    Stirred,
    /// Whether it is this program's turn to ask; what changed in the ledger came as `Renders` before.
    Watched(Result<bool, Fault>),
    /// A render could not be asked about; it stays as it was.
    NotAsked(RenderId, Fault),
    Looked(VideoId, Result<Box<Progress>, Fault>),
    Delivery(RenderId, Delivery),
    NotDelivered(RenderId, Fault),
    /// Whether the opener took it.
    Shown(Target, Result<(), Fault>),
    Preview(String),
    /// Seconds of each scene of this video.
    Measured(Box<VideoSpec>, Result<Vec<f64>, Fault>),
    /// What is said of a picture file before it is uploaded.
    PictureNotes(PathBuf, Vec<PictureNote>),
    /// The service is asked once more, for this many times, since there is no connection; 0 when that is over.
    Retrying(usize),
    /// How far new looks are.
    LooksAt(String),
    Trained(PhotoId, Result<(), Fault>),
    LooksOrdered(Result<(), Fault>),
    /// Looks are new in the list of photos, or came to nothing.
    NewLooks(Result<Vec<Look>, Fault>),
    /// A new photo is listed after a training, which was not begun: the user is to agree first.
    TrainingNeeded(Box<UntrainedPhoto>),
    /// Nothing more is known of new looks.
    LooksEnd,
    /// The account that is used from now on; asked by `KeepKey` and `Connect`.
    Connected(Result<Account, Fault>),
    /// Keys of the project that was opened that mean nothing.
    UnknownKeys(Vec<UnknownKey>),
    /// A task of the program itself broke.
    Broken(Fault),
    History(Result<Box<History>, Fault>),
    Details(RenderId, Result<Box<Details>, Fault>),
}
