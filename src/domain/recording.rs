//! A recording: a sound file that is heard in a scene in place of a voice of the service.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::recording_issue::RecordingIssue;
use super::{Scene, text};

/// The type of a sound file that the service accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingFormat {
    Wav,
    Mp3,
}

/// A sound file as it was found on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordingFile {
    pub path: PathBuf,
    pub format: RecordingFormat,
    pub byte_count: u64,
    pub seconds: f64,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub hash: String,
    /// Its id on the service, once it is uploaded there.
    pub asset_id: Option<String>,
}

/// The files of the recordings of a project, by the path as its scenes have it. Clones share them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recordings(Arc<BTreeMap<String, Result<RecordingFile, RecordingIssue>>>);

impl Recordings {
    pub fn insert(&mut self, path: impl Into<String>, file: Result<RecordingFile, RecordingIssue>) {
        Arc::make_mut(&mut self.0).insert(path.into(), file);
    }

    /// What was found at the path of a scene's recording; `None` without a recording, and before it was looked at.
    pub fn find(&self, scene: &Scene) -> Option<&Result<RecordingFile, RecordingIssue>> {
        self.0.get(scene.recording.as_deref()?)
    }

    /// The readable file of a scene's recording.
    pub fn file(&self, scene: &Scene) -> Option<&RecordingFile> {
        self.find(scene)?.as_ref().ok()
    }

    /// The readable files.
    pub fn files(&self) -> impl Iterator<Item = &RecordingFile> {
        self.0.values().filter_map(|file| file.as_ref().ok())
    }

    /// The files that these scenes name.
    #[must_use]
    pub fn named_by(&self, scenes: &[Scene]) -> Self {
        let is_named = |path: &String| scenes.iter().any(|scene| scene.recording.as_ref() == Some(path));
        let named = self.0.iter().filter(|(path, _)| is_named(path));
        Self(Arc::new(named.map(|(path, file)| (path.clone(), file.clone())).collect()))
    }

    /// Notes the ids that files of these hashes have on the service.
    pub fn set_asset_ids(&mut self, id_of_hash: impl Fn(&str) -> Option<String>) {
        for file in Arc::make_mut(&mut self.0).values_mut().flatten() {
            file.asset_id = id_of_hash(&file.hash);
        }
    }
}

impl RecordingFile {
    /// Its file name, cut to 40 characters.
    pub fn short_name(&self) -> String {
        text::short_file_name(&self.path)
    }

    /// Its length as `m:ss`.
    pub fn format_length(&self) -> String {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and small")]
        let seconds = self.seconds.round() as u64;
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }
}

/// The file that a project in `folder` means by a path: relative to the folder, absolute, or below the home folder (`~/`).
pub fn resolve_project_path(path: &str, folder: &Path, home: Option<&Path>) -> PathBuf {
    match (Path::new(path).strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => folder.join(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_relative_to_the_project_absolute_or_below_home() {
        let path = |path| resolve_project_path(path, Path::new("/videos"), Some(Path::new("/home/ada")));
        assert_eq!(path("a.wav"), Path::new("/videos/a.wav"));
        assert_eq!(path("/tmp/a.wav"), Path::new("/tmp/a.wav"));
        assert_eq!(path("~/a.wav"), Path::new("/home/ada/a.wav"));
    }
}
