//! The project files nearby, and unsaved work that no file has.

use std::path::PathBuf;

use crate::studio::{RequestId, UnsavedWork};

#[derive(Debug, Default)]
pub struct ProjectList {
    pub files: Vec<PathBuf>,
    pub unsaved_work: Vec<UnsavedWork>,
    /// The project that is opened once the autosave of this request is written.
    pub(in crate::studio) pending_open: Option<(RequestId, Option<PathBuf>)>,
}
