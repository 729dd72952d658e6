//! Requests for the user's own motion prompts, and their replies.

use std::path::PathBuf;

use crate::domain::Error;

/// What can be requested about the user's own motion prompts.
#[derive(Debug, Clone, PartialEq)]
pub enum MotionBankRequest {
    Load,
    /// Add a prompt to the file.
    Add(String),
}

/// What a request about the user's own motion prompts leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum MotionBankReply {
    Loaded(Result<Vec<String>, Error>),
    /// All prompts, the added one among them, and their file.
    Added(Result<(Vec<String>, PathBuf), Error>),
}
