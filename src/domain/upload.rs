//! How far the upload of a file is.

/// The progress of the upload of a picture or a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadProgress {
    /// The name of the file.
    pub name: String,
    pub sent_bytes: u64,
    pub total_bytes: u64,
}
