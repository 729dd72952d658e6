//! Requests about renders and the ledger, and their replies.

use std::path::PathBuf;

use crate::domain::{
    Dialect, Error, Money, PictureKeyAttempt, PictureKeyChoice, ReadSequence, Render, RenderDetails,
    RenderHistory, RenderId, VideoDetails, VideoId, VideoSpec,
};

/// What can be requested about renders.
#[derive(Debug, Clone, PartialEq)]
pub enum RenderRequest {
    /// The queue as the ledger has it.
    LoadAll,
    /// Send a video: written down first, then sent once, then written down again.
    Submit(Box<NewRender>),
    /// Send a render that waits in this program, if there is room.
    TrySend(RenderId),
    /// Send a render that was left from before: the user says so.
    SendQueued(RenderId),
    /// Take a render back that waits; it was not sent.
    Cancel(RenderId),
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
    Poll { render: RenderId, video: VideoId },
    /// Ask how far a video is that no render of the ledger is known for.
    PollVideo(VideoId),
    /// What earlier renders teach and cost.
    LoadHistory,
    /// All that the ledger has about a render.
    LoadDetails(RenderId),
}

/// What a request about renders leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum RenderReply {
    /// Newest first.
    Loaded(Result<Vec<Render>, Error>),
    /// A row of the queue is new or has changed; a submission sends several.
    Changed(Box<Render>),
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
    /// Those that changed came as `Changed` before.
    Reconciled(Result<Reconciliation, Error>),
    /// Another program may have changed the ledger.
    LedgerChanged,
    /// Whether it is this program's turn to ask; what changed in the ledger came as `Renders` before.
    PollLease(Result<bool, Error>),
    /// A render could not be asked about; it stays as it was.
    PollFailed(RenderId, Error),
    VideoPolled(VideoId, Result<Box<VideoDetails>, Error>),
    HistoryLoaded(Result<Box<RenderHistory>, Error>),
    DetailsLoaded(RenderId, Result<Box<RenderDetails>, Error>),
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
