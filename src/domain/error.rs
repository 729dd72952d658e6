//! The error of the program: what was asked, what came back, and what to do.

use std::fmt;
use std::time::Duration;

use super::FailureReason;
use super::error_kind::ErrorKind;
use super::failure_reason::not_created;

/// A failure of a request, of a file, or of the program itself. It is passed by value, and therefore kept small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What was requested, as the object of a sentence: `the voices`, `the render`.
    pub subject: String,
    pub kind: ErrorKind,
    /// The HTTP status, if there was a response.
    pub http_status: Option<u16>,
    /// The service's error code, a word or a number.
    pub code: Option<Box<str>>,
    /// The message of the service or the system, sanitized.
    pub message: String,
    /// The rejected field as the screen calls it, if the service names one.
    pub field: Option<Box<str>>,
    /// How long to wait, if the service asks for it.
    pub retry_after: Option<Duration>,
    /// The start of the raw response, sanitized: without API key or signatures.
    pub response: Option<Box<str>>,
    /// Whether the request may have created something.
    pub creation: CreationState,
}

/// The code for any rejected field. It is not shown: the message says more.
const INVALID_PARAMETER_CODE: &str = "invalid_parameter";
/// The API key is valid, but lacks the permission.
const INSUFFICIENT_SCOPE_CODE: &str = "insufficient_api_key_scope";

/// A next step; after a request for a video it also says that none was created.
macro_rules! step_after {
    ($creation:expr, $step:literal) => {
        if $creation == CreationState::NotRequested { $step } else { not_created!($step) }
    };
}

/// Whether a request may have created something, which would be charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreationState {
    /// The request was not to create anything.
    NotRequested,
    /// Nothing was created or charged.
    NotCreated,
    /// It may have been created: check before sending it again.
    Unknown,
}

impl Error {
    pub fn new(subject: impl Into<String>, kind: ErrorKind, message: impl AsRef<str>) -> Self {
        Self {
            subject: subject.into(),
            kind,
            http_status: None,
            code: None,
            message: super::text::truncate(message.as_ref(), 400),
            field: None,
            retry_after: None,
            response: None,
            creation: CreationState::NotCreated,
        }
    }

    /// What went wrong, without the next step.
    pub fn summary(&self) -> String {
        let subject = &self.subject;
        let suffix = self.message_suffix();
        if let Some(reason) = self.reason() {
            return format!("{}{suffix}", reason.summary);
        }
        match self.kind {
            ErrorKind::NoConnection => format!("No connection for {subject}{suffix}"),
            ErrorKind::UntrustedCertificate => format!("No trusted connection for {subject}{suffix}"),
            ErrorKind::TimedOut => format!("No response in time for {subject}"),
            ErrorKind::Interrupted => format!("The connection broke during {subject}"),
            ErrorKind::ApiKey => format!("The service does not accept the API key{suffix}"),
            ErrorKind::Refused => format!("The service refused {subject}{suffix}"),
            ErrorKind::PictureKey => format!("The service does not know this picture key{suffix}"),
            ErrorKind::UnknownAsset => format!("The service does not know the uploaded file{suffix}"),
            ErrorKind::Dialect => format!("The service does not accept this dialect{suffix}"),
            ErrorKind::EndpointNotFound => {
                format!("The service has no endpoint for {subject}{}", self.status_note())
            }
            ErrorKind::NotFound => format!("Not found: {subject}{suffix}"),
            ErrorKind::Forbidden => {
                format!("The service denies this API key access to {subject}{}{suffix}", self.status_note())
            }
            ErrorKind::InsufficientCredit => format!("Not enough credits, or not in the plan{suffix}"),
            ErrorKind::RateLimited => format!("Too many requests{suffix}"),
            ErrorKind::DailyLimit => format!("The daily limit is reached{suffix}"),
            ErrorKind::ServiceFailure => {
                format!("The service failed for {subject}{}{suffix}", self.status_note())
            }
            ErrorKind::InvalidResponse => {
                format!("The response for {subject} cannot be read{}{suffix}", self.status_note())
            }
            // Of this machine or this program: the message says it all.
            _ => self.message.clone(),
        }
    }

    /// The documentation link in the response.
    pub fn doc_url(&self) -> Option<String> {
        super::find_doc_url(self.response.as_deref()?)
    }

    /// The raw response, if cuecard does not recognize what it means.
    pub fn unrecognized_response(&self) -> Option<&str> {
        use ErrorKind::{Dialect, InvalidResponse, LooksNotFetched, Refused, ServiceFailure};
        let is_unknown =
            matches!(self.kind, Refused | Dialect | ServiceFailure | InvalidResponse | LooksNotFetched)
                && self.reason().is_none();
        self.response.as_deref().filter(|_| is_unknown)
    }

    /// The field and the service's message, to append to a summary; with the code if that is not recognized.
    fn message_suffix(&self) -> String {
        let field = self.field.as_ref().map_or_else(String::new, |field| format!(" ({field})"));
        // In a refusal the code is about the request, whatever else it can mean.
        let is_known =
            self.kind != ErrorKind::Refused && FailureReason::find(self.code.as_deref(), "").is_some();
        let is_unrecognized = !is_known && self.reason().is_none();
        let code = self.code.as_deref().filter(|code| is_unrecognized && *code != INVALID_PARAMETER_CODE);
        let words = [code.unwrap_or_default(), &self.message];
        words.iter().filter(|words| !words.is_empty()).fold(field, |text, words| format!("{text}: {words}"))
    }

    fn status_note(&self) -> String {
        self.http_status.map_or_else(String::new, |status| format!(" (HTTP {status})"))
    }

    /// What the user can do about it. Only after a request for a video does it say that none was created.
    pub fn next_step(&self) -> &'static str {
        match (self.creation, self.reason()) {
            (CreationState::NotRequested, Some(reason)) => reason.next_step,
            (CreationState::NotCreated, Some(reason)) => reason.next_step_not_created,
            _ => self.next_step_by_kind(),
        }
    }

    fn next_step_by_kind(&self) -> &'static str {
        match (self.kind, self.creation) {
            (ErrorKind::EndpointNotFound, CreationState::Unknown) => {
                "The response was a web page: check on the service first. If the video is not there, the endpoint may have ended: render the project again, with api = \"auto\" in config.toml or --api auto."
            }
            (_, CreationState::Unknown) => {
                "It may have been created: check on the service before you send it again."
            }
            (ErrorKind::NoConnection, _) => "Check the network, then try again.",
            (ErrorKind::UntrustedCertificate, _) => {
                "Check this machine's clock. If your network has its own certificate authority, set SSL_CERT_FILE to its certificate file."
            }
            (ErrorKind::TimedOut | ErrorKind::Interrupted, _) => "Try again.",
            (ErrorKind::ApiKey, _) => {
                "Check HEYGEN_API_KEY, or use another API key: app.heygen.com/settings?nav=API"
            }
            (ErrorKind::Refused, _) => "Fix what the response names, then retry.",
            (ErrorKind::PictureKey, creation) => {
                step_after!(creation, "Choose the photo again, or another one.")
            }
            (ErrorKind::UnknownAsset, creation) => {
                step_after!(creation, "Render the project again: its recordings are uploaded again.")
            }
            (ErrorKind::Dialect, creation) => step_after!(
                creation,
                "Try another dialect: set dialect in config.toml, or --dialect, to scenes, av4-flat, v2-generate or v3."
            ),
            (ErrorKind::EndpointNotFound, creation) => step_after!(
                creation,
                "The endpoint may have ended: use --api auto, or api = \"auto\" in config.toml. If that fails too, check HEYGEN_API_BASE."
            ),
            (ErrorKind::NotFound, CreationState::NotRequested) => {
                "It may be deleted, or belong to another account."
            }
            (ErrorKind::Forbidden, _) => {
                "Use an API key of the account that it belongs to: app.heygen.com/settings?nav=API"
            }
            (ErrorKind::NotFound, _) => "It may be deleted, or belong to another account: choose another.",
            (ErrorKind::InsufficientCredit, creation) => {
                step_after!(creation, "Top up the account or shorten the script.")
            }
            (ErrorKind::RateLimited, _) => "Wait a moment, then try again.",
            (ErrorKind::DailyLimit, _) => "Try again tomorrow, or upgrade the plan.",
            (ErrorKind::ServiceFailure, _) => "Try again in a few minutes; see status.heygen.com.",
            (ErrorKind::InvalidResponse, _) => "Try again. If it fails again, update cuecard.",
            (ErrorKind::SpendingCap, _) => {
                "Raise cap_day or cap_project in config.toml, or shorten the script."
            }
            (ErrorKind::InvalidSetting, _) => {
                "Correct or remove it in config.toml; until then nothing is sent."
            }
            (ErrorKind::AlreadyRendered, _) => "Check it in the queue; rendering again costs again.",
            (ErrorKind::IdempotencyKeyInUse, _) => "Choose another idempotency key for this video.",
            (ErrorKind::InUse, _) => "Wait until it is done there.",
            (ErrorKind::File, _) => "Check the folder, its permissions and the free space.",
            (ErrorKind::VideoFileMissing, _) => "It was moved or deleted; it can be downloaded again.",
            (ErrorKind::Opener, _) => "Copy it, or set CUECARD_OPENER to a command that opens it.",
            (ErrorKind::Clipboard, _) => "Use the copy and paste keys of your terminal.",
            (ErrorKind::Recorder, _) => {
                "Check the microphone, or record with another program and set the file."
            }
            (ErrorKind::RecordingChanged, _) => "Show the price again, then send it. Nothing was sent.",
            (ErrorKind::Player, _) => "Set CUECARD_PLAYER to a command that plays sound files.",
            (ErrorKind::InvalidPicture(issue), _) => issue.next_step(),
            (ErrorKind::LooksNotFetched, _) => {
                "The order is kept: press R in the photos, or run cuecard photos collect."
            }
            (ErrorKind::LedgerDamaged, _) => "Check the queue with cuecard queue before you render anything.",
            (ErrorKind::NotAllowed, _) => "The queue shows the render as it is now.",
            (ErrorKind::Internal, _) => "Your work is kept. Try again; report the error if it persists.",
        }
    }

    /// The meaning of the service's code, if it says more than the kind.
    fn reason(&self) -> Option<&'static FailureReason> {
        use ErrorKind::{ApiKey, DailyLimit, InsufficientCredit, NotFound, PictureKey, Refused};
        let is_more_specific = match self.kind {
            InsufficientCredit | DailyLimit | NotFound | Refused | PictureKey => true,
            ApiKey => self.code.as_deref() == Some(INSUFFICIENT_SCOPE_CODE),
            _ => false,
        };
        if !is_more_specific {
            return None;
        }
        // A refusal is about the request, even if the service calls it an internal error.
        let code = self.code.as_deref().filter(|code| *code != "internal_error");
        FailureReason::find(code, &self.message)
    }

    /// The reason for a failed render, by the code and message or else by the kind.
    pub fn failure_reason(&self) -> Option<&'static FailureReason> {
        let code = match self.kind {
            ErrorKind::InsufficientCredit => "insufficient_credit",
            ErrorKind::DailyLimit => "quota_exceeded",
            ErrorKind::ApiKey => "unauthorized",
            _ => return self.reason(),
        };
        self.reason().or_else(|| FailureReason::find(Some(code), ""))
    }

    /// Whether repeating a request that is safe to repeat may succeed a moment later.
    pub fn is_transient(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::NoConnection
                | ErrorKind::TimedOut
                | ErrorKind::Interrupted
                | ErrorKind::RateLimited
                | ErrorKind::ServiceFailure
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let summary = self.summary();
        let stop = if summary.ends_with(['.', '!', '?']) { "" } else { "." };
        write!(f, "{summary}{stop} {}", self.next_step())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_failed_creations_say_that_no_video_was_created() {
        for (kind, code) in
            [(ErrorKind::PictureKey, None), (ErrorKind::InsufficientCredit, Some("insufficient_credit"))]
        {
            let step = |creation| {
                let error = Error::new("the render", kind, "");
                Error { creation, code: code.map(Box::from), ..error }.next_step()
            };
            let (not_requested, not_created) =
                (step(CreationState::NotRequested), step(CreationState::NotCreated));
            assert_eq!(not_created, format!("{not_requested} No video was created."));
            assert!(step(CreationState::Unknown).starts_with("It may have been created"));
        }
    }
}
