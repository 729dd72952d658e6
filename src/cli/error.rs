//! Errors of commands, as text or as one JSON object on stderr, with their exit codes.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::earlier_render::EarlierRender;
use super::error_kind::CliErrorKind;
use super::exit_code::ExitCode;
use super::interrupt::Interruption;
use super::sanitize::escape_json;
use crate::domain::{Error, RenderDetails, text};

/// Why a command did not do what was asked of it. Its JSON is that of the official client.
#[derive(Debug, Serialize)]
pub(super) struct CliError {
    #[serde(skip)]
    exit_code: ExitCode,
    kind: CliErrorKind,
    /// The service's own code.
    code: Option<Box<str>>,
    #[serde(rename = "status")]
    http_status: Option<u16>,
    /// The service's page about it.
    doc_url: Option<Box<str>>,
    /// The service's response, as it came.
    response: Option<Box<str>>,
    message: String,
    /// Whether the message adds that nothing was sent.
    #[serde(skip)]
    nothing_sent: bool,
    /// The next step.
    hint: Box<str>,
    #[serde(rename = "render", skip_serializing_if = "Option::is_none")]
    earlier_render: Option<Box<EarlierRender>>,
    /// Whether people see the response too: nothing in it is recognized.
    #[serde(skip)]
    shows_response: bool,
}

/// The JSON object of an error.
#[derive(Serialize)]
struct ErrorJson<'a> {
    error: &'a CliError,
}

impl CliError {
    pub(super) fn new(kind: CliErrorKind, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            exit_code: kind.exit_code(),
            kind,
            code: None,
            http_status: None,
            doc_url: None,
            response: None,
            message: message.into(),
            nothing_sent: false,
            hint: hint.into().into(),
            earlier_render: None,
            shows_response: false,
        }
    }

    /// An error in the command line, or in a file that it names.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(CliErrorKind::Usage, message, "")
    }

    /// An error in a file that the user wrote, or in their environment.
    pub(super) fn invalid_input(error: &Error) -> Self {
        Self { exit_code: ExitCode::Usage, ..Self::new(error.kind.into(), error.summary(), "") }
    }

    pub(super) fn missing_api_key() -> Self {
        let hint = "Set HEYGEN_API_KEY to a key from app.heygen.com/settings?nav=API, or add --sandbox to work without \
                    API key, network or cost.";
        Self::new(CliErrorKind::ApiKey, "There is no API key", hint)
    }

    /// A project with validation issues.
    pub(super) fn incomplete(issues: &[String], hint: &str) -> Self {
        let message = format!("The project is incomplete: {}", issues.join("; "));
        Self::new(CliErrorKind::Incomplete, message, hint)
    }

    /// A wait that a signal or the time-out ended; `state` is what becomes of the work.
    pub(super) fn interrupted(interruption: Interruption, state: &str, hint: &str) -> Self {
        let (kind, reason) = match interruption {
            Interruption::TimedOut => (CliErrorKind::WaitTimedOut, "Timed out"),
            Interruption::Signal(_) => (CliErrorKind::Interrupted, "Interrupted"),
        };
        let separator = if state.is_empty() { "" } else { "; " };
        let error = Self::new(kind, format!("{reason}{separator}{state}"), hint);
        Self { exit_code: interruption.exit_code(), ..error }
    }

    pub(super) fn with_message(self, message: impl Into<String>) -> Self {
        Self { message: message.into(), ..self }
    }

    pub(super) fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into().into(), ..self }
    }

    /// Adds that nothing was sent.
    pub(super) fn with_nothing_sent(self) -> Self {
        Self { nothing_sent: true, ..self }
    }

    /// Adds the earlier render that is the reason.
    pub(super) fn with_earlier_render(self, earlier: EarlierRender) -> Self {
        Self { earlier_render: Some(Box::new(earlier)), ..self }
    }

    /// Adds how many renders were sent before the error.
    pub(super) fn with_sent_count(self, sent: usize, total: usize) -> Self {
        let message = format!("{sent} of {total} were sent; then: {}", self.message);
        Self { message, nothing_sent: false, ..self }
    }

    /// Adds the service's last response, and its page about it.
    pub(super) fn with_response(self, details: &RenderDetails, is_unrecognized: bool) -> Self {
        let response = details.last_response().map(|(_, response)| response.into());
        Self { doc_url: details.doc_url().map(Into::into), response, shows_response: is_unrecognized, ..self }
    }

    /// Prints the error on stderr; gives the exit code.
    pub(super) fn report(mut self, json: bool) -> ExitCode {
        let line = if json {
            self.message = self.full_message().into_owned();
            escape_json(&serde_json::to_string(&ErrorJson { error: &self }).unwrap_or_default())
        } else {
            text::single_line(&format!("cuecard: {}", self.message_with_hint()))
        };
        // A closed stderr is no failure of the command.
        let _ = writeln!(io::stderr(), "{line}");
        if let Some(response) = self.response.as_ref().filter(|_| self.shows_response && !json) {
            let _ = writeln!(io::stderr(), "The service said: {}", text::single_line(response));
        }
        self.exit_code
    }

    /// The message and the next step, in one line.
    pub(super) fn message_with_hint(&self) -> String {
        join_sentences(&self.full_message(), &self.hint).into_owned()
    }

    fn full_message(&self) -> Cow<'_, str> {
        join_sentences(&self.message, if self.nothing_sent { "Nothing was sent" } else { "" })
    }
}

/// The message may be the service's, with its own full stop.
fn join_sentences<'a>(first: &'a str, second: &str) -> Cow<'a, str> {
    match (second, first.ends_with(['.', '!', '?'])) {
        ("", _) => Cow::Borrowed(first),
        (second, true) => Cow::Owned(format!("{first} {second}")),
        (second, false) => Cow::Owned(format!("{first}. {second}")),
    }
}

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        Self::new(CliErrorKind::Internal, error.to_string(), "")
    }
}

impl From<Error> for CliError {
    fn from(error: Error) -> Self {
        let kind = CliErrorKind::from(error.kind);
        let summary = Self::new(kind, error.summary(), error.next_step());
        Self {
            http_status: error.http_status,
            doc_url: error.doc_url().map(Into::into),
            shows_response: error.unrecognized_response().is_some(),
            nothing_sent: kind.means_nothing_sent(),
            code: error.code,
            response: error.response,
            ..summary
        }
    }
}
