//! What an input dialog asks for.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    PhotoId,
    VoiceId,
    /// A file name for the project.
    SaveAs,
    ApiKey,
    /// The number of a scene to go to.
    SceneNumber,
}
