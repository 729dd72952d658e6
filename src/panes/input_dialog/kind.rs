//! What an input dialog asks for.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    PhotoId,
    VoiceId,
    /// A file name for the project.
    SaveAs,
    /// The file of a script in another format.
    Import,
    /// A file name for the script in another format.
    Export,
    ApiKey,
    /// The number of a scene to go to.
    SceneNumber,
}
