//! What went wrong when the world was asked for something, in one form: what was asked, what came back, what to do.

use std::fmt;
use std::time::Duration;

use super::failure_reason::not_created;
use super::{FailureReason, PictureIssue};

/// A failure of a request, of a file, or of the program itself. It is passed on by value everywhere, and kept small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What was asked, as the object of a sentence: `the voices`, `the render`.
    pub subject: String,
    pub kind: ErrorKind,
    /// The HTTP status, where one came back.
    pub http_status: Option<u16>,
    /// The service's own code, a word or a number, as text.
    pub code: Option<Box<str>>,
    /// What the service or the system said, made harmless.
    pub message: String,
    /// The field that it is about, in the user's words, where the service says.
    pub field: Option<Box<str>>,
    /// How long the service asks to wait.
    pub retry_after: Option<Duration>,
    /// The start of the reply as it came, made harmless; without keys or signatures.
    pub reply: Option<Box<str>>,
    /// Whether something may have been made by a request that makes something.
    pub creation: CreationState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// No connection came about; nothing was sent.
    NoConnection,
    /// The certificate at the other end is not trusted; nothing was sent.
    UntrustedCertificate,
    /// The connection stood, and no whole answer came in time.
    TimedOut,
    /// The connection broke before the whole answer came.
    Interrupted,
    /// No key, or a key that the service does not accept.
    ApiKey,
    /// A field of the request is wrong; the message names it.
    Refused,
    /// The picture key of the request is not one that the service knows.
    PictureKey,
    /// The service does not accept requests of this form.
    Dialect,
    /// The endpoint itself is not there, or no longer.
    EndpointNotFound,
    /// The thing asked for does not exist, or is not the account's.
    NotFound,
    /// The API key may not see the thing asked for.
    Forbidden,
    /// Not enough credit, or not in the plan.
    InsufficientCredit,
    /// Too many requests just now.
    RateLimited,
    /// The day's or the trial's limit is used up.
    DailyLimit,
    /// The service itself failed.
    ServiceFailure,
    /// An answer that cannot be read.
    InvalidResponse,
    /// The user's own cap stands in the way.
    SpendingCap,
    /// A key of the settings that does nothing, and must not be passed over.
    InvalidSetting,
    /// The same project was rendered before, and the user did not ask to render it again.
    AlreadyRendered,
    /// Another program on this machine is at it just now.
    InUse,
    /// A file or folder on this machine.
    File,
    /// A video that was brought here is no longer where it was put.
    VideoFileMissing,
    /// The program that shows files and links.
    Opener,
    /// The program that plays samples.
    Player,
    /// A file of the user's that is to be a picture, and is not taken.
    InvalidPicture(PictureIssue),
    /// Looks that were ordered, and could not be fetched now.
    LooksNotFetched,
    /// The render ledger was damaged and set aside; a new one has what could be read of it.
    LedgerDamaged,
    /// A fault of this program.
    Internal,
}

/// The code of every field that does not pass: the message says more.
const INVALID_PARAMETER_CODE: &str = "invalid_parameter";
/// The key is good, and may not do this.
const INSUFFICIENT_SCOPE_CODE: &str = "insufficient_api_key_scope";

/// A next step that also says that no video was created, unless the request was not to create one.
macro_rules! step_after {
    ($creation:expr, $step:literal) => {
        if $creation == CreationState::NotRequested { $step } else { not_created!($step) }
    };
}

/// Whether a request that makes something may have made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreationState {
    /// Nothing was to be made: it was a question.
    NotRequested,
    /// Nothing was made; nothing was charged for it.
    NotCreated,
    /// It may have been made: look before it is sent again.
    Unknown,
}

impl Error {
    pub fn new(asked: impl Into<String>, kind: ErrorKind, message: impl AsRef<str>) -> Self {
        Self {
            subject: asked.into(),
            kind,
            http_status: None,
            code: None,
            message: super::text::truncate(message.as_ref(), 400),
            field: None,
            retry_after: None,
            reply: None,
            creation: CreationState::NotCreated,
        }
    }

    /// What went wrong, in one sentence without the next step.
    pub fn summary(&self) -> String {
        let asked = &self.subject;
        let said = self.message_suffix();
        if let Some(reason) = self.reason() {
            return format!("{}{said}", reason.summary);
        }
        match self.kind {
            ErrorKind::NoConnection => format!("No connection for {asked}{said}"),
            ErrorKind::UntrustedCertificate => format!("No trusted connection for {asked}{said}"),
            ErrorKind::TimedOut => format!("No response in time for {asked}"),
            ErrorKind::Interrupted => format!("The connection broke during {asked}"),
            ErrorKind::ApiKey => format!("The service does not accept the API key{said}"),
            ErrorKind::Refused => format!("The service refused {asked}{said}"),
            ErrorKind::PictureKey => format!("The service does not know this picture key{said}"),
            ErrorKind::Dialect => format!("The service does not accept this dialect{said}"),
            ErrorKind::EndpointNotFound => {
                format!("The service has no endpoint for {asked}{}", self.status_note())
            }
            ErrorKind::NotFound => format!("Not found: {asked}{said}"),
            ErrorKind::Forbidden => {
                let status = self.status_note_unless_in(&said);
                format!("The service does not let this API key see {asked}{status}{said}")
            }
            ErrorKind::InsufficientCredit => format!("Not enough credit, or not in the plan{said}"),
            ErrorKind::RateLimited => format!("Too many requests{said}"),
            ErrorKind::DailyLimit => format!("The daily limit is reached{said}"),
            ErrorKind::ServiceFailure => {
                format!("The service failed for {asked}{}{said}", self.status_note_unless_in(&said))
            }
            ErrorKind::InvalidResponse => format!("The response for {asked} cannot be read{said}"),
            ErrorKind::SpendingCap
            | ErrorKind::InvalidSetting
            | ErrorKind::AlreadyRendered
            | ErrorKind::InUse
            | ErrorKind::File
            | ErrorKind::VideoFileMissing
            | ErrorKind::Opener
            | ErrorKind::Player
            | ErrorKind::InvalidPicture(_)
            | ErrorKind::LooksNotFetched
            | ErrorKind::LedgerDamaged
            | ErrorKind::Internal => self.message.clone(),
        }
    }

    /// The page of the service about it, where its reply names one.
    pub fn doc_url(&self) -> Option<String> {
        super::find_doc_url(self.reply.as_deref()?)
    }

    /// The reply as it came, where nothing of what the service said is known for something.
    pub fn unrecognized_reply(&self) -> Option<&str> {
        use ErrorKind::{Dialect, InvalidResponse, LooksNotFetched, Refused, ServiceFailure};
        let unknown =
            matches!(self.kind, Refused | Dialect | ServiceFailure | InvalidResponse | LooksNotFetched)
                && self.reason().is_none();
        self.reply.as_deref().filter(|_| unknown)
    }

    /// The field that it is about, and the service's own words; its code where that is not known.
    fn message_suffix(&self) -> String {
        let field = self.field.as_ref().map_or_else(String::new, |field| format!(" ({field})"));
        // A refusal is about the request, even where its code is known for something else.
        let known =
            self.kind != ErrorKind::Refused && FailureReason::find(self.code.as_deref(), "").is_some();
        let strange = !known && self.reason().is_none();
        let code = self.code.as_deref().filter(|code| strange && *code != INVALID_PARAMETER_CODE);
        let words = [code.unwrap_or_default(), &self.message];
        words.iter().filter(|words| !words.is_empty()).fold(field, |said, words| format!("{said}: {words}"))
    }

    /// The status, unless what is said behind it names it: of a page it is all that there is to say.
    fn status_note_unless_in(&self, said: &str) -> String {
        Some(self.status_note()).filter(|note| !said.contains(note.as_str())).unwrap_or_default()
    }

    fn status_note(&self) -> String {
        self.http_status.map_or_else(String::new, |status| format!(" (HTTP {status})"))
    }

    /// What the user can do about it. It says that no video was created only if the request was to create one.
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
                "A web page proves nothing: check on the service first. If the video is not there, the endpoint may have ended: render the project again, with api = \"auto\" in config.toml or --api auto."
            }
            (_, CreationState::Unknown) => {
                "It may have been created: check on the service before you send it again."
            }
            (ErrorKind::NoConnection, _) => "Check the network, then try again.",
            (ErrorKind::UntrustedCertificate, _) => {
                "If your network has a certificate authority of its own, set SSL_CERT_FILE to the file of its certificates; check the clock of this machine too."
            }
            (ErrorKind::TimedOut | ErrorKind::Interrupted, _) => "Try again.",
            (ErrorKind::ApiKey, _) => {
                "Check HEYGEN_API_KEY, or use another API key: app.heygen.com/settings?nav=API"
            }
            (ErrorKind::Refused, _) => "Change what it names, then try again.",
            (ErrorKind::PictureKey, creation) => {
                step_after!(creation, "Choose the photo again, or another one.")
            }
            (ErrorKind::Dialect, creation) => step_after!(
                creation,
                "Try another dialect: dialect in config.toml, or --dialect, is scenes, av4-flat, v2-generate or v3."
            ),
            (ErrorKind::EndpointNotFound, creation) => step_after!(
                creation,
                "It may have ended: --api auto, or api = \"auto\" in config.toml, finds the current API version; if it finds none, check HEYGEN_API_BASE."
            ),
            (ErrorKind::NotFound, CreationState::NotRequested) => {
                "It may be deleted, or belong to another account."
            }
            (ErrorKind::Forbidden, _) => {
                "Use an API key of the account that it belongs to: app.heygen.com/settings?nav=API"
            }
            (ErrorKind::NotFound, _) => "It may be gone, or belong to another account: choose another.",
            (ErrorKind::InsufficientCredit, creation) => {
                step_after!(creation, "Top up the account or shorten the script.")
            }
            (ErrorKind::RateLimited, _) => "Wait a moment, then try again.",
            (ErrorKind::DailyLimit, _) => "Try again tomorrow, or upgrade the plan.",
            (ErrorKind::ServiceFailure, _) => "Try again in a few minutes; see status.heygen.com.",
            (ErrorKind::InvalidResponse, _) => "Try again; if it persists, the service has changed.",
            (ErrorKind::SpendingCap, _) => {
                "Raise cap_day or cap_project in config.toml, or shorten the script."
            }
            (ErrorKind::InvalidSetting, _) => {
                "Correct or remove it in config.toml; until then nothing is sent."
            }
            (ErrorKind::AlreadyRendered, _) => "Check it in the queue; rendering again costs again.",
            (ErrorKind::InUse, _) => "Wait until it is done there.",
            (ErrorKind::File, _) => "Check the folder, its permissions and the free space.",
            (ErrorKind::VideoFileMissing, _) => "It was moved or deleted; it can be downloaded again.",
            (ErrorKind::Opener, _) => "Copy it, or set CUECARD_OPENER to a command that shows it.",
            (ErrorKind::Player, _) => "Set CUECARD_PLAYER to a command that plays sound files.",
            (ErrorKind::InvalidPicture(issue), _) => issue.next_step(),
            (ErrorKind::LooksNotFetched, _) => {
                "The order is kept: R among the photos, or cuecard photos collect, tries again."
            }
            (ErrorKind::LedgerDamaged, _) => "Check the queue with cuecard queue before you render anything.",
            (ErrorKind::Internal, _) => "Your work is kept. Try again, and report it if it persists.",
        }
    }

    /// What the service's code means, where that says more than the kind does.
    fn reason(&self) -> Option<&'static FailureReason> {
        use ErrorKind::{ApiKey, DailyLimit, InsufficientCredit, NotFound, PictureKey, Refused};
        let told = match self.kind {
            InsufficientCredit | DailyLimit | NotFound | Refused | PictureKey => true,
            ApiKey => self.code.as_deref() == Some(INSUFFICIENT_SCOPE_CODE),
            _ => false,
        };
        if !told {
            return None;
        }
        // A refusal is about the request, even where the service calls it a failure of its own.
        let code = self.code.as_deref().filter(|code| *code != "internal_error");
        FailureReason::find(code, &self.message)
    }

    /// Whether a safe request may get another answer a moment later.
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
        let what = self.summary();
        let stop = if what.ends_with(['.', '!', '?']) { "" } else { "." };
        write!(f, "{what}{stop} {}", self.next_step())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_request_that_was_to_create_a_video_says_that_it_created_none() {
        for (kind, code) in
            [(ErrorKind::PictureKey, None), (ErrorKind::InsufficientCredit, Some("insufficient_credit"))]
        {
            let step = |creation| {
                let error = Error::new("the render", kind, "");
                Error { creation, code: code.map(Box::from), ..error }.next_step()
            };
            let (asked, created) = (step(CreationState::NotRequested), step(CreationState::NotCreated));
            assert_eq!(created, format!("{asked} No video was created."));
            assert!(step(CreationState::Unknown).starts_with("It may have been created"));
        }
    }
}
