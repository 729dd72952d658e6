//! What went wrong when the world was asked for something, in one form: what was asked, what came back, what to do.

use std::fmt;
use std::time::Duration;

use super::{PictureIssue, Reason};

/// A failure of a request, of a file, or of the program itself. It is passed on by value everywhere, and kept small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What was asked, as the object of a sentence: `the voices`, `the render`.
    pub asked: String,
    pub kind: FaultKind,
    /// The HTTP status, where one came back.
    pub status: Option<u16>,
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
    pub certainty: Certainty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// No connection came about; nothing was sent.
    NoConnection,
    /// The certificate at the other end is not trusted; nothing was sent.
    Certificate,
    /// The connection stood, and no whole answer came in time.
    TimedOut,
    /// The connection broke before the whole answer came.
    Interrupted,
    /// No key, or a key that the service does not accept.
    Key,
    /// A field of the request is wrong; the message names it.
    Refused,
    /// The picture key of the request is not one that the service knows.
    PictureKey,
    /// The service does not accept requests of this form.
    Form,
    /// The endpoint itself is not there, or no longer.
    Endpoint,
    /// The thing asked for does not exist, or is not the account's.
    NotFound,
    /// The API key may not see the thing asked for.
    Forbidden,
    /// Not enough credit, or not in the plan.
    Credit,
    /// Too many requests just now.
    Busy,
    /// The day's or the trial's limit is used up.
    DailyLimit,
    /// The service itself failed.
    Service,
    /// An answer that cannot be read.
    Unreadable,
    /// The user's own cap stands in the way.
    Cap,
    /// A key of the settings that does nothing, and must not be passed over.
    Setting,
    /// The same project was rendered before, and the user did not ask to render it again.
    Again,
    /// Another program on this machine is at it just now.
    Elsewhere,
    /// A file or folder on this machine.
    File,
    /// A video that was brought here is no longer where it was put.
    Gone,
    /// The program that shows files and links.
    Opener,
    /// The program that plays samples.
    Player,
    /// A file of the user's that is to be a picture, and is not taken.
    Picture(PictureIssue),
    /// Looks that were ordered, and could not be fetched now.
    Uncollected,
    /// The render ledger was damaged and set aside; a new one has what could be read of it.
    Damaged,
    /// A fault of this program.
    Internal,
}

/// The code of every field that does not pass: the message says more.
const INVALID: &str = "invalid_parameter";
/// The key is good, and may not do this.
const SCOPE: &str = "insufficient_api_key_scope";

/// How a next step ends after a request that would have made something.
const UNMADE: &str = " No video was created.";

/// Whether a request that makes something may have made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// Nothing was to be made: it was a question.
    Asked,
    /// Nothing was made; nothing was charged for it.
    NothingMade,
    /// It may have been made: look before it is sent again.
    Unknown,
}

impl Fault {
    pub fn new(asked: impl Into<String>, kind: FaultKind, message: impl AsRef<str>) -> Self {
        Self {
            asked: asked.into(),
            kind,
            status: None,
            code: None,
            message: super::text::short(message.as_ref(), 400),
            field: None,
            retry_after: None,
            reply: None,
            certainty: Certainty::NothingMade,
        }
    }

    /// What went wrong, in one sentence without the next step.
    pub fn what(&self) -> String {
        let asked = &self.asked;
        let said = self.said();
        if let Some(reason) = self.reason() {
            return format!("{}{said}", reason.what);
        }
        match self.kind {
            FaultKind::NoConnection => format!("No connection for {asked}{said}"),
            FaultKind::Certificate => format!("No trusted connection for {asked}{said}"),
            FaultKind::TimedOut => format!("No response in time for {asked}"),
            FaultKind::Interrupted => format!("The connection broke during {asked}"),
            FaultKind::Key => format!("The service does not accept the API key{said}"),
            FaultKind::Refused => format!("The service refused {asked}{said}"),
            FaultKind::PictureKey => format!("The service does not know this picture key{said}"),
            FaultKind::Form => format!("The service does not accept this dialect{said}"),
            FaultKind::Endpoint => format!("The service has no endpoint for {asked}{}", self.status_note()),
            FaultKind::NotFound => format!("Not found: {asked}{said}"),
            FaultKind::Forbidden => {
                let status = self.status_beside(&said);
                format!("The service does not let this API key see {asked}{status}{said}")
            }
            FaultKind::Credit => format!("Not enough credit, or not in the plan{said}"),
            FaultKind::Busy => format!("Too many requests{said}"),
            FaultKind::DailyLimit => format!("The daily limit is reached{said}"),
            FaultKind::Service => {
                format!("The service failed for {asked}{}{said}", self.status_beside(&said))
            }
            FaultKind::Unreadable => format!("The response for {asked} cannot be read{said}"),
            FaultKind::Cap
            | FaultKind::Setting
            | FaultKind::Again
            | FaultKind::Elsewhere
            | FaultKind::File
            | FaultKind::Gone
            | FaultKind::Opener
            | FaultKind::Player
            | FaultKind::Picture(_)
            | FaultKind::Uncollected
            | FaultKind::Damaged
            | FaultKind::Internal => self.message.clone(),
        }
    }

    /// The page of the service about it, where its reply names one.
    pub fn doc_url(&self) -> Option<String> {
        super::doc_url(self.reply.as_deref()?)
    }

    /// The reply as it came, where nothing of what the service said is known for something.
    pub fn strange_reply(&self) -> Option<&str> {
        use FaultKind::{Dialect, Refused, ServiceFailure, LooksNotFetched, InvalidResponse};
        let unknown = matches!(self.kind, Refused | Dialect | ServiceFailure | InvalidResponse | LooksNotFetched)
            && self.reason().is_none();
        self.reply.as_deref().filter(|_| unknown)
    }

    /// The field that it is about, and the service's own words; its code where that is not known.
    fn said(&self) -> String {
        let field = self.field.as_ref().map_or_else(String::new, |field| format!(" ({field})"));
        // A refusal is about the request, even where its code is known for something else.
        let known = self.kind != FaultKind::Refused && Reason::of(self.code.as_deref(), "").is_some();
        let strange = !known && self.reason().is_none();
        let code = self.code.as_deref().filter(|code| strange && *code != INVALID);
        let words = [code.unwrap_or_default(), &self.message];
        words.iter().filter(|words| !words.is_empty()).fold(field, |said, words| format!("{said}: {words}"))
    }

    /// The status, unless what is said behind it names it: of a page it is all that there is to say.
    fn status_beside(&self, said: &str) -> String {
        Some(self.status_note()).filter(|note| !said.contains(note.as_str())).unwrap_or_default()
    }

    fn status_note(&self) -> String {
        self.status.map_or_else(String::new, |status| format!(" (HTTP {status})"))
    }

    /// What the user can do about it. Where it was a question, nothing is said of what was made: it may be about
    /// something that was.
    pub fn next_step(&self) -> &'static str {
        let step = self.step();
        if self.certainty == Certainty::Asked { step.strip_suffix(UNMADE).unwrap_or(step) } else { step }
    }

    fn step(&self) -> &'static str {
        if let (Certainty::NothingMade | Certainty::Asked, Some(reason)) = (self.certainty, self.reason()) {
            return reason.step_unmade;
        }
        match (self.kind, self.certainty) {
            (FaultKind::Endpoint, Certainty::Unknown) => {
                "A web page proves nothing: check on the service first. If the video is not there, the endpoint may have ended: render the project again, with api = \"auto\" in config.toml or --api auto."
            }
            (_, Certainty::Unknown) => {
                "It may have been created: check on the service before you send it again."
            }
            (FaultKind::NoConnection, _) => "Check the network, then try again.",
            (FaultKind::Certificate, _) => {
                "If your network has a certificate authority of its own, set SSL_CERT_FILE to the file of its certificates; check the clock of this machine too."
            }
            (FaultKind::TimedOut | FaultKind::Interrupted, _) => "Try again.",
            (FaultKind::Key, _) => {
                "Check HEYGEN_API_KEY, or use another API key: app.heygen.com/settings?nav=API"
            }
            (FaultKind::Refused, _) => "Change what it names, then try again.",
            (FaultKind::PictureKey, _) => "Choose the photo again, or another one. No video was created.",
            (FaultKind::Form, _) => {
                "Try another dialect: dialect in config.toml, or --dialect, is scenes, av4-flat, v2-generate or v3. No video was created."
            }
            (FaultKind::Endpoint, _) => {
                "It may have ended: --api auto, or api = \"auto\" in config.toml, finds the current API version; if it finds none, check HEYGEN_API_BASE. No video was created."
            }
            (FaultKind::NotFound, Certainty::Asked) => "It may be deleted, or belong to another account.",
            (FaultKind::Forbidden, _) => {
                "Use an API key of the account that it belongs to: app.heygen.com/settings?nav=API"
            }
            (FaultKind::NotFound, _) => "It may be gone, or belong to another account: choose another.",
            (FaultKind::Credit, _) => "Top up the account or shorten the script. No video was created.",
            (FaultKind::Busy, _) => "Wait a moment, then try again.",
            (FaultKind::DailyLimit, _) => "Try again tomorrow, or upgrade the plan.",
            (FaultKind::Service, _) => "Try again in a few minutes; see status.heygen.com.",
            (FaultKind::Unreadable, _) => "Try again; if it persists, the service has changed.",
            (FaultKind::Cap, _) => "Raise cap_day or cap_project in config.toml, or shorten the script.",
            (FaultKind::Setting, _) => "Correct or remove it in config.toml; until then nothing is sent.",
            (FaultKind::Again, _) => "Check it in the queue; rendering again costs again.",
            (FaultKind::Elsewhere, _) => "Wait until it is done there.",
            (FaultKind::File, _) => "Check the folder, its permissions and the free space.",
            (FaultKind::Gone, _) => "It was moved or deleted; it can be downloaded again.",
            (FaultKind::Opener, _) => "Copy it, or set CUECARD_OPENER to a command that shows it.",
            (FaultKind::Player, _) => "Set CUECARD_PLAYER to a command that plays sound files.",
            (FaultKind::Picture(issue), _) => issue.step(),
            (FaultKind::Uncollected, _) => {
                "The order is kept: R among the photos, or cuecard photos collect, tries again."
            }
            (FaultKind::Damaged, _) => "Check the queue with cuecard queue before you render anything.",
            (FaultKind::Internal, _) => "Your work is kept. Try again, and report it if it persists.",
        }
    }

    /// What the service's code means, where that says more than the kind does.
    fn reason(&self) -> Option<&'static Reason> {
        use FaultKind::{InsufficientCredit, DailyLimit, ApiKey, NotFound, PictureKey, Refused};
        let told = match self.kind {
            InsufficientCredit | DailyLimit | NotFound | Refused | PictureKey => true,
            ApiKey => self.code.as_deref() == Some(SCOPE),
            _ => false,
        };
        if !told {
            return None;
        }
        // A refusal is about the request, even where the service calls it a failure of its own.
        let code = self.code.as_deref().filter(|code| *code != "internal_error");
        Reason::of(code, &self.message)
    }

    /// Whether a safe request may get another answer a moment later.
    pub fn is_passing(&self) -> bool {
        matches!(
            self.kind,
            FaultKind::NoConnection
                | FaultKind::TimedOut
                | FaultKind::Interrupted
                | FaultKind::Busy
                | FaultKind::Service
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = self.what();
        let stop = if what.ends_with(['.', '!', '?']) { "" } else { "." };
        write!(f, "{what}{stop} {}", self.next_step())
    }
}

impl std::error::Error for Fault {}
