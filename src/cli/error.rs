//! Errors of commands, as text or as one JSON object on stderr, with their exit codes.

use std::io::{self, Write};

use serde::Serialize;

use super::again::Earlier;
use super::output::escaped;
use super::{AUTH, FAILED, USAGE};
use crate::domain::{Details, Fault, FaultKind, text};

const UNSENT: &str = ". Nothing was sent";

/// Why a command did not do what was asked of it.
#[derive(Debug, Serialize)]
pub(super) struct Trouble {
    #[serde(skip)]
    exit: u8,
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
    render: Option<Box<Earlier>>,
    /// The reply is told to people too: nothing of it is known for something.
    #[serde(skip)]
    strange: bool,
}

#[derive(Serialize)]
struct Told<'a> {
    error: &'a Trouble,
}

impl Trouble {
    pub(super) fn new(exit: u8, kind: &'static str, message: impl Into<String>, hint: &str) -> Self {
        let (message, hint) = (message.into(), hint.into());
        Self {
            exit,
            kind,
            code: None,
            status: None,
            doc_url: None,
            reply: None,
            message,
            hint,
            render: None,
            strange: false,
        }
    }

    /// The command line, or a file that it names, is wrong.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(USAGE, "usage", message, "")
    }

    /// What the user gave cannot be worked with: a file that they wrote, or their environment.
    pub(super) fn given(fault: &Fault) -> Self {
        Self::new(USAGE, word(fault.kind), fault.what(), "")
    }

    /// The system did not do its part.
    pub(super) fn system(error: &io::Error) -> Self {
        Self::new(FAILED, "internal", error.to_string(), "")
    }

    pub(super) fn no_key() -> Self {
        let hint = "Set HEYGEN_API_KEY to a key from app.heygen.com/settings?nav=API, or add --sandbox to work without \
                    key, network and charge.";
        Self::new(AUTH, "key", "There is no API key", hint)
    }

    /// The same trouble, with another next step.
    pub(super) fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into().into(), ..self }
    }

    /// The same trouble, with the earlier render that is the reason for it.
    pub(super) fn with_earlier(self, earlier: Earlier) -> Self {
        Self { render: Some(Box::new(earlier)), ..self }
    }

    /// The same trouble, where some of what was wanted was done before it came.
    pub(super) fn after(self, done: usize, all: usize) -> Self {
        let what = self.message.trim_end_matches(UNSENT);
        let message = format!("{done} of {all} were sent; then: {what}");
        Self { message, ..self }
    }

    /// The same trouble, with the service's reply, and its page about it; `strange` where nothing of it is known.
    pub(super) fn with_reply(self, details: &Details, strange: bool) -> Self {
        let reply = details.last_reply().map(|(_, reply)| reply.into());
        Self { doc_url: details.doc_url().map(Into::into), reply, strange, ..self }
    }

    /// Says it on stderr; gives the exit code.
    pub(super) fn tell(&self, json: bool) -> u8 {
        let said = if json {
            escaped(&serde_json::to_string(&Told { error: self }).unwrap_or_default())
        } else {
            text::line(&format!("cuecard: {}", self.sentence()))
        };
        // Where stderr is gone, nobody is there to be told.
        let _ = writeln!(io::stderr(), "{said}");
        if let Some(reply) = self.reply.as_ref().filter(|_| self.strange && !json) {
            let _ = writeln!(io::stderr(), "The service said: {}", text::line(reply));
        }
        self.exit
    }

    /// What went wrong and the next step, in one line.
    pub(super) fn sentence(&self) -> String {
        let Self { message, hint, .. } = self;
        match (hint.as_ref(), message.ends_with(['.', '!', '?'])) {
            ("", _) => message.clone(),
            (hint, true) => format!("{message} {hint}"),
            (hint, false) => format!("{message}. {hint}"),
        }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        let exit = match fault.kind {
            FaultKind::Key => AUTH,
            FaultKind::Cap | FaultKind::Setting | FaultKind::Again => USAGE,
            _ => FAILED,
        };
        let is_unsent = matches!(fault.kind, FaultKind::Cap | FaultKind::Setting | FaultKind::Again);
        let unsent = if is_unsent { UNSENT } else { "" };
        Self {
            exit,
            kind: word(fault.kind),
            status: fault.status,
            doc_url: fault.doc_url().map(Into::into),
            strange: fault.strange_reply().is_some(),
            message: format!("{}{unsent}", fault.what()),
            hint: fault.next_step().into(),
            render: None,
            code: fault.code,
            reply: fault.reply,
        }
    }
}

fn word(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::NoConnection => "no_connection",
        FaultKind::Certificate => "certificate",
        FaultKind::TimedOut => "timed_out",
        FaultKind::Interrupted => "interrupted",
        FaultKind::Key => "key",
        FaultKind::Refused => "refused",
        FaultKind::PictureKey => "picture_key",
        FaultKind::Form => "form",
        FaultKind::Endpoint => "endpoint",
        FaultKind::NotFound => "not_found",
        FaultKind::Forbidden => "forbidden",
        FaultKind::Credit => "credit",
        FaultKind::Busy => "busy",
        FaultKind::DailyLimit => "daily_limit",
        FaultKind::Service => "service",
        FaultKind::Unreadable => "unreadable",
        FaultKind::Cap => "cap",
        FaultKind::Setting => "setting",
        FaultKind::Again => "again",
        FaultKind::Elsewhere => "elsewhere",
        FaultKind::File => "file",
        FaultKind::Gone => "gone",
        FaultKind::Opener => "opener",
        FaultKind::Player => "player",
        FaultKind::Picture(_) => "picture",
        FaultKind::Uncollected => "uncollected",
        FaultKind::Damaged => "damaged",
        FaultKind::Internal => "internal",
    }
}
