//! The user's surroundings: time zone and directories.

use std::path::PathBuf;

use jiff::tz::TimeZone;

#[derive(Debug, Clone)]
pub struct Environment {
    /// Decides where a day begins.
    pub time_zone: TimeZone,
    /// Relative paths are resolved against it.
    pub working_directory: PathBuf,
    /// Replaces a leading `~`.
    pub home_directory: Option<PathBuf>,
    /// Where unsaved work without a project file is kept.
    pub drafts_directory: PathBuf,
}

impl Default for Environment {
    fn default() -> Self {
        Self {
            time_zone: TimeZone::UTC,
            working_directory: PathBuf::new(),
            home_directory: None,
            drafts_directory: PathBuf::new(),
        }
    }
}
