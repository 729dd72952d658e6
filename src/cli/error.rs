//! Errors of commands, as text or as one JSON object on stderr, with their exit codes.

use std::io::{self, Write};

use serde::Serialize;

use super::earlier_render::EarlierRender;
use super::exit_code::ExitCode;
use super::sanitize::escape_json;
use crate::domain::{Error, ErrorKind, RenderDetails, text};

const NOTHING_SENT_SUFFIX: &str = ". Nothing was sent";

/// Why a command did not do what was asked of it.
#[derive(Debug, Serialize)]
pub(super) struct CliError {
    #[serde(skip)]
    exit_code: ExitCode,
    kind: &'static str,
    /// The service's own code.
    code: Option<Box<str>>,
    /// The HTTP status.
    status: Option<u16>,
    /// The service's page about it.
    doc_url: Option<Box<str>>,
    /// What the service said, as it came.
    reply: Option<Box<str>>,
    message: String,
    /// The next step.
    hint: Box<str>,
    /// The earlier render that stands against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    render: Option<Box<EarlierRender>>,
    /// The reply is told to people too: nothing of it is known for something.
    #[serde(skip)]
    shows_reply: bool,
}

#[derive(Serialize)]
struct ErrorJson<'a> {
    error: &'a CliError,
}

impl CliError {
    pub(super) fn new(exit: ExitCode, kind: &'static str, message: impl Into<String>, hint: &str) -> Self {
        let (message, hint) = (message.into(), hint.into());
        Self {
            exit_code: exit,
            kind,
            code: None,
            status: None,
            doc_url: None,
            reply: None,
            message,
            hint,
            render: None,
            shows_reply: false,
        }
    }

    /// The command line, or a file that it names, is wrong.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(ExitCode::Usage, "usage", message, "")
    }

    /// What the user gave cannot be worked with: a file that they wrote, or their environment.
    pub(super) fn invalid_input(fault: &Error) -> Self {
        Self::new(ExitCode::Usage, kind_name(fault.kind), fault.summary(), "")
    }

    /// The system did not do its part.
    pub(super) fn io(error: &io::Error) -> Self {
        Self::new(ExitCode::Failure, "internal", error.to_string(), "")
    }

    pub(super) fn missing_api_key() -> Self {
        let hint = "Set HEYGEN_API_KEY to a key from app.heygen.com/settings?nav=API, or add --sandbox to work without \
                    key, network and charge.";
        Self::new(ExitCode::ApiKey, "key", "There is no API key", hint)
    }

    /// The same trouble, with another next step.
    pub(super) fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into().into(), ..self }
    }

    /// The same trouble, with the earlier render that is the reason for it.
    pub(super) fn with_earlier_render(self, earlier: EarlierRender) -> Self {
        Self { render: Some(Box::new(earlier)), ..self }
    }

    /// The same trouble, where some of what was wanted was done before it came.
    pub(super) fn with_sent_count(self, done: usize, all: usize) -> Self {
        let what = self.message.trim_end_matches(NOTHING_SENT_SUFFIX);
        let message = format!("{done} of {all} were sent; then: {what}");
        Self { message, ..self }
    }

    /// The same trouble, with the service's reply, and its page about it; `strange` where nothing of it is known.
    pub(super) fn with_reply(self, details: &RenderDetails, strange: bool) -> Self {
        let reply = details.last_reply().map(|(_, reply)| reply.into());
        Self { doc_url: details.doc_url().map(Into::into), reply, shows_reply: strange, ..self }
    }

    /// Says it on stderr; gives the exit code.
    pub(super) fn report(&self, json: bool) -> ExitCode {
        let said = if json {
            escape_json(&serde_json::to_string(&ErrorJson { error: self }).unwrap_or_default())
        } else {
            text::single_line(&format!("cuecard: {}", self.message_with_hint()))
        };
        // Where stderr is gone, nobody is there to be told.
        let _ = writeln!(io::stderr(), "{said}");
        if let Some(reply) = self.reply.as_ref().filter(|_| self.shows_reply && !json) {
            let _ = writeln!(io::stderr(), "The service said: {}", text::single_line(reply));
        }
        self.exit_code
    }

    /// What went wrong and the next step, in one line.
    pub(super) fn message_with_hint(&self) -> String {
        let Self { message, hint, .. } = self;
        match (hint.as_ref(), message.ends_with(['.', '!', '?'])) {
            ("", _) => message.clone(),
            (hint, true) => format!("{message} {hint}"),
            (hint, false) => format!("{message}. {hint}"),
        }
    }
}

impl From<Error> for CliError {
    fn from(fault: Error) -> Self {
        let exit = match fault.kind {
            ErrorKind::ApiKey => ExitCode::ApiKey,
            ErrorKind::SpendingCap | ErrorKind::InvalidSetting | ErrorKind::AlreadyRendered => {
                ExitCode::Usage
            }
            _ => ExitCode::Failure,
        };
        let is_unsent = matches!(
            fault.kind,
            ErrorKind::SpendingCap | ErrorKind::InvalidSetting | ErrorKind::AlreadyRendered
        );
        let unsent = if is_unsent { NOTHING_SENT_SUFFIX } else { "" };
        Self {
            exit_code: exit,
            kind: kind_name(fault.kind),
            status: fault.http_status,
            doc_url: fault.doc_url().map(Into::into),
            shows_reply: fault.unrecognized_reply().is_some(),
            message: format!("{}{unsent}", fault.summary()),
            hint: fault.next_step().into(),
            render: None,
            code: fault.code,
            reply: fault.reply,
        }
    }
}

fn kind_name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NoConnection => "no_connection",
        ErrorKind::UntrustedCertificate => "certificate",
        ErrorKind::TimedOut => "timed_out",
        ErrorKind::Interrupted => "interrupted",
        ErrorKind::ApiKey => "key",
        ErrorKind::Refused => "refused",
        ErrorKind::PictureKey => "picture_key",
        ErrorKind::Dialect => "form",
        ErrorKind::EndpointNotFound => "endpoint",
        ErrorKind::NotFound => "not_found",
        ErrorKind::Forbidden => "forbidden",
        ErrorKind::InsufficientCredit => "credit",
        ErrorKind::RateLimited => "busy",
        ErrorKind::DailyLimit => "daily_limit",
        ErrorKind::ServiceFailure => "service",
        ErrorKind::InvalidResponse => "unreadable",
        ErrorKind::SpendingCap => "cap",
        ErrorKind::InvalidSetting => "setting",
        ErrorKind::AlreadyRendered => "again",
        ErrorKind::InUse => "elsewhere",
        ErrorKind::File => "file",
        ErrorKind::VideoFileMissing => "gone",
        ErrorKind::Opener => "opener",
        ErrorKind::Player => "player",
        ErrorKind::InvalidPicture(_) => "picture",
        ErrorKind::LooksNotFetched => "uncollected",
        ErrorKind::LedgerDamaged => "damaged",
        ErrorKind::Internal => "internal",
    }
}
