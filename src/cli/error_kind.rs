//! Kinds of errors: the words of `kind` in the JSON of an error, and the exit code of each.

use serde::Serialize;

use super::exit_code::ExitCode;
use crate::domain::ErrorKind;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum CliErrorKind {
    // Kinds that a command adds to those of the domain.
    Usage,
    /// The project has validation issues.
    Incomplete,
    NotConfirmed,
    /// The action is not allowed at the render's stage.
    NotAllowed,
    WaitTimedOut,
    /// A signal ended the command.
    Interrupted,
    /// Another program removed the render from the list.
    Removed,
    Queued,
    Unconfirmed,
    /// Accepted by the service, and not written to the ledger.
    Unrecorded,
    Failed,
    Canceled,
    // Kinds of the domain.
    NoConnection,
    Certificate,
    TimedOut,
    ConnectionLost,
    ApiKey,
    Refused,
    PictureKey,
    /// The service does not know the upload of a recording.
    Asset,
    Dialect,
    Endpoint,
    NotFound,
    Forbidden,
    Credit,
    RateLimited,
    DailyLimit,
    Service,
    InvalidResponse,
    Cap,
    Setting,
    /// The project was rendered before, or may have been.
    Duplicate,
    /// The idempotency key belongs to another video.
    IdempotencyKey,
    InUse,
    File,
    VideoMissing,
    Opener,
    Player,
    Recorder,
    /// The file of a recording has changed since the price.
    Recording,
    Clipboard,
    Picture,
    LooksNotFetched,
    Damaged,
    Internal,
}

impl CliErrorKind {
    pub(super) fn exit_code(self) -> ExitCode {
        match self {
            Self::ApiKey => ExitCode::ApiKey,
            Self::WaitTimedOut => ExitCode::WaitTimedOut,
            Self::Usage
            | Self::Incomplete
            | Self::NotConfirmed
            | Self::Cap
            | Self::Setting
            | Self::Duplicate
            | Self::IdempotencyKey => ExitCode::Usage,
            _ => ExitCode::Failure,
        }
    }

    /// Whether the kind itself means that nothing was sent.
    pub(super) fn means_nothing_sent(self) -> bool {
        matches!(self, Self::Cap | Self::Setting | Self::Duplicate | Self::IdempotencyKey)
    }
}

impl From<ErrorKind> for CliErrorKind {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::NoConnection => Self::NoConnection,
            ErrorKind::UntrustedCertificate => Self::Certificate,
            ErrorKind::TimedOut => Self::TimedOut,
            ErrorKind::Interrupted => Self::ConnectionLost,
            ErrorKind::ApiKey => Self::ApiKey,
            ErrorKind::Refused => Self::Refused,
            ErrorKind::PictureKey => Self::PictureKey,
            ErrorKind::UnknownAsset => Self::Asset,
            ErrorKind::Dialect => Self::Dialect,
            ErrorKind::EndpointNotFound => Self::Endpoint,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::Forbidden => Self::Forbidden,
            ErrorKind::InsufficientCredit => Self::Credit,
            ErrorKind::RateLimited => Self::RateLimited,
            ErrorKind::DailyLimit => Self::DailyLimit,
            ErrorKind::ServiceFailure => Self::Service,
            ErrorKind::InvalidResponse => Self::InvalidResponse,
            ErrorKind::SpendingCap => Self::Cap,
            ErrorKind::InvalidSetting => Self::Setting,
            ErrorKind::AlreadyRendered => Self::Duplicate,
            ErrorKind::IdempotencyKeyInUse => Self::IdempotencyKey,
            ErrorKind::InUse => Self::InUse,
            ErrorKind::File => Self::File,
            ErrorKind::VideoFileMissing => Self::VideoMissing,
            ErrorKind::Opener => Self::Opener,
            ErrorKind::Player => Self::Player,
            ErrorKind::Recorder => Self::Recorder,
            ErrorKind::RecordingChanged => Self::Recording,
            ErrorKind::Clipboard => Self::Clipboard,
            ErrorKind::InvalidPicture(_) => Self::Picture,
            ErrorKind::LooksNotFetched => Self::LooksNotFetched,
            ErrorKind::LedgerDamaged => Self::Damaged,
            ErrorKind::NotAllowed => Self::NotAllowed,
            ErrorKind::Internal => Self::Internal,
        }
    }
}
