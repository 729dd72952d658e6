//! The kinds of errors: what a caller may decide by.

use super::PictureIssue;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// No connection; nothing was sent.
    NoConnection,
    /// The server's certificate is not trusted; nothing was sent.
    UntrustedCertificate,
    /// Connected, but no complete response in time.
    TimedOut,
    /// The connection broke before the response was complete.
    Interrupted,
    /// No API key, or one that the service does not accept.
    ApiKey,
    /// The service refused the request; the message names the field.
    Refused,
    /// The service does not know the picture key.
    PictureKey,
    /// The service does not know the upload of a recording.
    UnknownAsset,
    /// The service does not accept requests in this dialect.
    Dialect,
    /// The endpoint does not exist, or has ended.
    EndpointNotFound,
    /// What was requested does not exist, or belongs to another account.
    NotFound,
    /// The API key has no access to what was requested.
    Forbidden,
    /// Not enough credit, or not included in the plan.
    InsufficientCredit,
    /// Too many requests at the moment.
    RateLimited,
    /// The daily or trial limit is used up.
    DailyLimit,
    /// The service itself failed.
    ServiceFailure,
    /// A response that cannot be parsed.
    InvalidResponse,
    /// A spending cap that the user set would be exceeded.
    SpendingCap,
    /// An unknown setting that must not be ignored: a misspelled cap.
    InvalidSetting,
    /// The same project was rendered before, and the user did not ask to render it again.
    AlreadyRendered,
    /// The chosen idempotency key belongs to another video.
    IdempotencyKeyInUse,
    /// Another process on this machine is using it.
    InUse,
    /// A file or folder on this machine.
    File,
    /// A downloaded video is no longer where it was saved.
    VideoFileMissing,
    /// The program that shows files and links.
    Opener,
    /// The program that plays samples.
    Player,
    /// The program that records sound.
    Recorder,
    /// The file of a recording is missing, or is no longer the one that the price was shown for.
    RecordingChanged,
    /// The clipboard tool of the desktop failed.
    Clipboard,
    /// A picture file that cannot be uploaded.
    InvalidPicture(PictureIssue),
    /// AI looks that were requested, but could not be fetched.
    LooksNotFetched,
    /// The ledger was damaged and moved aside; a new one holds what could be recovered.
    LedgerDamaged,
    /// The stage of a render does not allow the action, for example because another process was first.
    NotAllowed,
    /// A bug in this program.
    Internal,
}
