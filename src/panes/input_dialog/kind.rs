//! What an input dialog asks for.

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    PhotoId,
    VoiceId,
    /// A name for the project's file.
    SaveAs,
    /// An API key.
    ApiKey,
}
