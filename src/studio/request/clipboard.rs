//! Requests about the clipboard of this machine's desktop, and their replies.

use crate::domain::Error;

/// What can be requested about the clipboard.
#[derive(Debug, Clone, PartialEq)]
pub enum ClipboardRequest {
    /// Put this text on it.
    Copy(String),
    /// Read its text.
    Read,
}

/// What a request about the clipboard leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum ClipboardReply {
    Copied,
    CopyFailed(Error),
    /// Its text; none where no program reads it.
    Read(Result<Option<String>, Error>),
}
