//! Requests about renders and the ledger, and their replies.

use std::path::PathBuf;

use crate::domain::{
    ChosenIdempotencyKey, Dialect, Error, Estimate, KnownDuplicates, Money, PictureKeyAttempt,
    PictureKeyChoice, ReadSequence, Render, RenderDetails, RenderHistory, RenderId, Rounding, ScenePaces,
    SendMode, VideoDetails, VideoId, VideoSpec,
};

/// What can be requested about renders.
#[derive(Debug, Clone, PartialEq)]
pub enum RenderRequest {
    /// Load the queue from the ledger.
    LoadAll,
    /// Submit a render: recorded first, then sent once, then updated with the response.
    Submit(Box<NewRender>),
    /// Send a render that this process queued, if a slot is free.
    TrySend(RenderId),
    /// Send a queued render of an earlier session, at the user's command.
    SendQueued(RenderId),
    /// Cancel a queued render.
    Cancel(RenderId),
    /// Send an unsuccessful or unconfirmed render again as a new one, at the user's command.
    SendAsNewRender(RenderId),
    /// Send an unconfirmed render again with its idempotency key, at the user's command.
    ResendIdempotently(RenderId),
    /// Remove a render from the list.
    RemoveFromList(RenderId),
    /// Move a queued render before or behind its neighbor.
    Reorder(RenderId, ReorderDirection),
    /// Reconcile the unconfirmed renders with the service's list.
    Reconcile,
    /// Watch the ledger for changes of other processes; never replied to where the system cannot.
    WatchLedger,
    /// Read what other processes changed in the ledger, and acquire the poll lease if it is free.
    AcquirePollLease,
    /// Poll a render.
    Poll { render: RenderId, video: VideoId },
    /// Poll a video that no render of the ledger belongs to.
    PollVideo(VideoId),
    /// Load the renders of a video that were queued with an idempotency key of the user.
    LoadByIdempotencyKey { key: ChosenIdempotencyKey, content_hash: String },
    /// Load the history of earlier renders.
    LoadHistory,
    /// Load all that the ledger has about a render.
    LoadDetails(RenderId),
}

impl RenderRequest {
    /// Sends a render in this mode.
    pub fn send(render: RenderId, mode: SendMode) -> Self {
        match mode {
            SendMode::FromQueue => Self::SendQueued(render),
            SendMode::Idempotently => Self::ResendIdempotently(render),
            SendMode::AsNewRender => Self::SendAsNewRender(render),
        }
    }
}

/// What a request about renders leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum RenderReply {
    /// Newest first.
    Loaded(Result<Vec<Render>, Error>),
    /// A row is new or has changed; a submission sends several.
    Changed(Box<Render>),
    /// A submission was neither recorded nor sent: this dialect is used now, not the one that was shown.
    ReconfirmationNeeded(Box<NewRender>, Dialect),
    /// No video was created: the service accepted no picture key.
    PictureKeysRefused(Box<PictureKeyRefusal>),
    /// No video was created: the service refused the dialect.
    DialectRefused(Box<DialectRefusal>),
    /// A submission could not be recorded, so it was not sent.
    SubmitFailed(Error),
    /// A queued render could not be sent; it is unchanged.
    SendFailed(RenderId, Error),
    /// A user action failed; the render is unchanged.
    ActionFailed(RenderId, Error),
    /// A render was removed from the list, at this point of the reads.
    RemovedFromList(RenderId, ReadSequence),
    /// Changed renders were sent as `Changed` before.
    Reconciled(Result<Reconciliation, Error>),
    /// Another process may have changed the ledger.
    LedgerChanged,
    /// Whether this process has the poll lease; ledger changes were sent as `Loaded` before.
    PollLease(Result<bool, Error>),
    /// A poll failed; the render is unchanged.
    PollFailed(RenderId, Error),
    VideoPolled(VideoId, Result<Box<VideoDetails>, Error>),
    /// Oldest first.
    LoadedByIdempotencyKey(Result<Vec<Render>, Error>),
    HistoryLoaded(Result<Box<RenderHistory>, Error>),
    DetailsLoaded(RenderId, Result<Box<RenderDetails>, Error>),
}

/// A render to be submitted, with what the ledger keeps about it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRender {
    pub spec: VideoSpec,
    pub project: Option<PathBuf>,
    pub estimated_seconds: f64,
    pub estimated_cost: Money,
    /// How the cost of each of its renders is rounded.
    pub rounding: Rounding,
    /// The paces of its scenes, with which it was estimated.
    pub paces: ScenePaces,
    /// The renders of this very video that the user was shown.
    pub known_duplicates: KnownDuplicates,
    /// The picture keys that the user chose; `None`: as the settings say.
    pub key_choice: Option<PictureKeyChoice>,
    /// Whether the user agreed to an upload of the picture, where no other key is left.
    pub may_upload: bool,
    /// Picture keys that the service refused for this render.
    pub key_attempts: Vec<PictureKeyAttempt>,
    /// The dialect that the user chose for this and later renders; `None`: the present one.
    pub dialect_override: Option<Dialect>,
    /// The idempotency key that the user chose; `None`: a random one where the dialect has one.
    pub idempotency_key: Option<ChosenIdempotencyKey>,
    /// The dialect whose losses and price the user was shown: it is sent in no other.
    pub shown_dialect: Dialect,
}

impl NewRender {
    /// A render of a video, with its estimate in the dialect that the user is shown.
    pub fn new(spec: VideoSpec, project: Option<PathBuf>, estimate: &Estimate, dialect: Dialect) -> Self {
        Self {
            spec,
            project,
            estimated_seconds: estimate.seconds,
            estimated_cost: estimate.cost,
            rounding: estimate.rounding,
            paces: ScenePaces::default(),
            known_duplicates: KnownDuplicates::None,
            key_choice: None,
            may_upload: false,
            key_attempts: Vec::new(),
            dialect_override: None,
            idempotency_key: None,
            shown_dialect: dialect,
        }
    }

    /// The same render, as it is estimated in a dialect.
    #[must_use]
    pub fn repriced(self, estimate: &Estimate, dialect: Dialect) -> Self {
        let Estimate { seconds, cost, rounding, .. } = *estimate;
        Self { estimated_seconds: seconds, estimated_cost: cost, rounding, shown_dialect: dialect, ..self }
    }
}

/// A render whose dialect the service refused; no video was created.
#[derive(Debug, Clone, PartialEq)]
pub struct DialectRefusal {
    pub render: NewRender,
    pub refused_dialect: Dialect,
    /// Dialects that may be accepted, of the API versions that serve the account.
    pub alternatives: Vec<Dialect>,
}

/// A render whose picture keys the service refused; no video was created.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureKeyRefusal {
    /// With the keys that were tried.
    pub render: NewRender,
    /// Why the last key was refused.
    pub error: Error,
    /// The keys that were allowed; with `Auto`, all of them were.
    pub key_choice: PictureKeyChoice,
    /// Whether the picture can be uploaded, if the user agrees.
    pub can_upload: bool,
}

/// Where a queued render is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReorderDirection {
    Earlier,
    Later,
}

/// The outcome of a reconciliation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reconciliation {
    /// Whether the service can list its videos.
    pub is_listing_supported: bool,
    /// Renders whose video was found.
    pub found: usize,
    /// Renders that may still be listed later.
    pub awaiting_listing: usize,
}
